import json

import pytest
from records import analysis, spoken

from quotes.errors import IngestError
from quotes.store import Store, knowledge
from quotes.store.knowledge import KnownRole, KnownSpeaker

PEOPLE = [
    {"name": "Ada Ferrin", "aliases": ["Ferrin", "A. B. Ferrin"], "wikidata": "Q101", "gender": "female",
     "roles": [{"role": "mayor", "affiliation": "Quay Council", "since": "2021-05", "until": "2030"}, "minister"]},
    {"name": "Quay Harbour Command", "kind": "organization", "aliases": ["QHC"], "wikidata": "Q102"},
]  # fmt: skip


@pytest.fixture
def people(tmp_path):
    path = tmp_path / "people.jsonl"
    path.write_text("\n".join(map(json.dumps, PEOPLE)) + "\n\n", encoding="utf-8")
    return path


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "quotes.db") as store:
        yield store


def add(store, name, kind="person", role="", key="a"):
    text = f"“Yes.” said {name}."
    store.add(
        analysis(text, [spoken(text, "Yes.", speaker=name, speaker_kind=kind, role=role)], key=key),
        store.start_run("t"),
    )
    return store.conn.execute("SELECT speaker_id, speaker FROM quotes ORDER BY id DESC LIMIT 1").fetchone()


def test_reading(people):
    ada, command = knowledge.read(people)
    assert ada.roles == (KnownRole("mayor", "Quay Council", "2021-05", "2030"), KnownRole("minister"))
    assert command == KnownSpeaker("Quay Harbour Command", "organization", ("QHC",), (), "Q102")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "not a JSON object"),
        ('{"aliases": ["x"]}', "no name"),
        ('{"name": " "}', "no name"),
        ('{"name": 5}', "name is no short text"),
        ('{"name": "A B", "aliases": "x"}', "aliases is no list"),
        ('{"name": "A B", "aliases": [1]}', "alias is no short text"),
        ('{"name": "A B", "roles": [{"since": "2020"}]}', "a role is a text"),
        ('{"name": "A B", "roles": [{"role": "x", "since": "spring"}]}', "ISO dates"),
        ('{"name": "A B", "wikidata": "42"}', "an id like Q42"),
        ('{"name": "A B", "kind": "robot"}', "kind is person or organization"),
        ('{"name": "half \\ud800"}', "half of a character"),
    ],
)
def test_what_cannot_be_read_is_named_and_nothing_is_taken_in(tmp_path, store, line, reason):
    path = tmp_path / "people.jsonl"
    path.write_text('{"name": "Ada Ferrin"}\n' + line, encoding="utf-8")
    with pytest.raises(IngestError, match=f"people.jsonl, line 2: .*{reason}"):
        knowledge.load(store, knowledge.read(path))
    assert store.counts()["speakers"] == 0


def test_files_that_are_none(tmp_path):
    with pytest.raises(IngestError, match="No such file"):
        list(knowledge.read(tmp_path / "none.jsonl"))
    (tmp_path / "latin.jsonl").write_bytes('{"name": "Zoë"}'.encode("latin-1"))
    with pytest.raises(IngestError, match="not in UTF-8"):
        list(knowledge.read(tmp_path / "latin.jsonl"))


def test_articles_join_the_known(store, people):
    assert knowledge.load(store, knowledge.read(people)) == (2, 0)
    speaker = add(store, "Ferrin", role="Mayor")
    assert speaker["speaker"] == "Ada Ferrin"
    assert add(store, "QHC", "organization", key="b")["speaker"] == "Quay Harbour Command"
    assert add(store, "Ada Ferrin", key="c")["speaker_id"] == speaker["speaker_id"]
    known = store.conn.execute("SELECT name, wikidata FROM speakers ORDER BY id").fetchall()
    assert [tuple(row) for row in known] == [("Ada Ferrin", "Q101"), ("Quay Harbour Command", "Q102")]


def test_loading_again_changes_nothing(store, people):
    knowledge.load(store, knowledge.read(people))
    before = list(store.conn.iterdump())
    assert knowledge.load(store, knowledge.read(people)) == (0, 2)
    keys = [line for line in store.conn.iterdump() if "speaker_keys" not in line]
    assert keys == [line for line in before if "speaker_keys" not in line]


def test_who_is_there_already_becomes_known(store, people):
    there = add(store, "ADA FERRIN")["speaker_id"]
    assert knowledge.load(store, knowledge.read(people)) == (1, 1)
    row = store.conn.execute("SELECT name, wikidata, gender FROM speakers WHERE id = ?", (there,)).fetchone()
    assert tuple(row) == ("Ada Ferrin", "Q101", "female")
    history = store.conn.execute(
        "SELECT role, first, given_by FROM speaker_history WHERE speaker_id = ? ORDER BY role", (there,)
    )
    assert [tuple(row) for row in history] == [
        ("mayor", "2021-05", "knowledge base"),
        ("minister", None, "knowledge base"),
    ]


def test_namesakes_of_the_knowledge_base_stay_two(store):
    two = [KnownSpeaker("Ada Ferrin", wikidata="Q1"), KnownSpeaker("Ada Ferrin", wikidata="Q2")]
    assert knowledge.load(store, two) == (2, 0)
    assert knowledge.load(store, two) == (0, 2)
