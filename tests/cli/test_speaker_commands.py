import json
import re

import pytest
from click.testing import CliRunner
from records import ANALYSIS, analysis, spoken

from quotes.cli import main
from quotes.store import Store, doubts

SAID = [
    ("2031-01-05", "Gov.", "Tilda Quill"),
    ("2031-08-07", "vice-presidential nominee", "Tilda Quill"),
    ("2031-08-09", "vice-presidential nominee", "Quill"),
]


@pytest.fixture
def db(tmp_path):
    path = str(tmp_path / "quotes.db")
    with Store(path) as store:
        run = store.start_run("test")
        store.add(ANALYSIS, run)
        for number, (day, role, name) in enumerate(SAID):
            text = f"“Words {number}.” said {name}, {role}."
            quote = spoken(text, f"Words {number}.", speaker=name, role=role, role_span=(0, 1))
            store.add(analysis(text, [quote], key=str(number), published=day, outlet="Quay Gazette"), run)
    return path


def call(*args, status=0):
    result = CliRunner().invoke(main, [str(arg) for arg in args])
    assert result.exit_code == status, result.output
    return result.output


def names(db):
    return [row["speaker"] for row in json.loads(call("speakers", db))]


def test_one_speakers_page_is_a_history(db):
    page = call("speakers", db, "quill", "-t")
    assert page.startswith("Tilda Quill (person, speaker 4)\n3 quotations in 1 outlet, 2031-01-05 – 2031-08-09\n")
    assert re.search(
        r"roles\n  2031-01-05 +Gov. \(1 article\)\n  2031-08-07 – 2031-08-09 +vice-presidential nominee", page
    )
    assert "Quill (1 article, first in article 4)" in page
    assert call("speakers", db, "4", "-t") == page
    assert json.loads(call("speakers", db, 4))[0]["roles"][0]["role"] == "Gov."
    assert json.loads(call("speakers", db, "quill"))[0]["roles"][1]["role"] == "vice-presidential nominee"


def test_the_body_stands_beside_the_role(tmp_path):
    path = str(tmp_path / "quotes.db")
    with Store(path) as store:
        run = store.start_run("test")
        for number, (role, body) in enumerate(
            [("surveyor", "Tidal Office"), ("head of the Tidal Office", "Tidal Office")]
        ):
            text = f"“Words {number}.” said Mira Solberg, {role}."
            quote = spoken(text, f"Words {number}.", speaker="Mira Solberg", role=role, affiliation=body)
            store.add(analysis(text, [quote], key=str(number), published=f"2031-01-0{number + 1}"), run)
    assert re.search(r"role +surveyor\naffiliation +Tidal Office\n", call("show", path, 1))
    page = call("speakers", path, "solberg", "-t")
    assert "surveyor, Tidal Office (1 article)" in page
    assert "head of the Tidal Office (1 article)" in page  # which names the body already
    assert [role["affiliation"] for role in json.loads(call("speakers", path, "solberg"))[0]["roles"]] == [
        "Tidal Office"
    ] * 2


def test_whom_a_knowledge_base_knows_is_found_before_anybody_quotes_them(db, tmp_path):
    people = tmp_path / "people.jsonl"
    people.write_text('{"name": "Otto Quill", "aliases": ["Quill the Elder"], "wikidata": "Q77"}\n', encoding="utf-8")
    call("speakers", db, "load", people)
    found = json.loads(call("speakers", db, "quill"))
    assert [(row["speaker"], row["quotations"], row["wikidata"]) for row in found] == [
        ("Tilda Quill", 3, None), ("Otto Quill", 0, "Q77"),
    ]  # fmt: skip
    assert [row["speaker"] for row in json.loads(call("speakers", db, "quill", "--limit", 1))] == ["Tilda Quill"]
    assert "Otto Quill" not in names(db)  # the list is of those who are quoted
    call("speakers", db, "merge", 4, found[1]["id"])
    assert [row["wikidata"] for row in json.loads(call("speakers", db, "elder"))] == ["Q77"]


def test_a_quotation_says_why_it_is_that_speaker(db):
    assert re.search(r"linked +Quill → speaker 4 \(0\.\d\d: surname, role \(vice", call("show", db, 7))
    assert "linked" not in call("show", db, 5)  # nobody was known yet
    call("speakers", db, "merge", 3, 4, status=1)
    call("speakers", db, "merge", 4, 3)
    assert "A council official → speaker 4 (decision 1)" in call("show", db, 4)


def test_several_speakers_are_a_table(db):
    assert "Gov. (2031-01-05); vice-presidential nominee (2031-08-07)\n" in call("speakers", db, "-t", "-c", "roles")
    assert call("speakers", "-t", db) == call("speakers", db, "-t")
    assert call("speakers", db, "nobody", "-t") == "Nothing found.\n"


def test_merge_split_and_undo(db):
    told = call("speakers", db, "merge", 4, 3, "--note", "the same")
    assert told == "4 and 3 are one: 4 Tilda Quill; undo 1 takes it back\n"
    assert "A council official" not in names(db)
    page = call("speakers", db, "quill", "-t")
    assert re.search(r"decisions\n  1: merge 4 Tilda Quill, 3 .+ · the same", page)
    call("speakers", db, "undo", 1)
    assert "A council official" in names(db)
    told = call("speakers", db, "split", 4, "--alias", "quill", "--name", "Edda Quill", "--reviewer", "ana")
    assert told == "there it is now 5 Edda Quill; undo 3 takes it back\n"
    assert "Edda Quill" in names(db)
    assert "· ana" in call("speakers", db, 5, "-t")


def test_doubtful_pairs_are_listed_and_held_apart(db):
    assert call("speakers", db, "doubtful", "-t") == ""
    with Store(db) as store:
        doubts.note(store.conn, 4, 3, 0.55, "short form, outlet +0.08")
    [pair] = json.loads(call("speakers", db, "doubtful"))
    assert (pair["speaker"]["id"], pair["other"]["id"], pair["score"]) == (3, 4, 0.55)
    told = call("speakers", db, "doubtful", "-t")
    assert re.match(
        r"0.55  short form, outlet \+0.08\n +3 A council official .*\n +4 Tilda Quill \(person, 3 articles\)", told
    )
    assert call("speakers", db, "apart", 4, 3) == "4 and 3 are held apart; undo 1 takes it back\n"
    assert json.loads(call("speakers", db, "doubtful")) == []
    call("speakers", db, "undo", 1)
    assert len(json.loads(call("speakers", db, "doubtful"))) == 1


def test_load(db, tmp_path):
    people = tmp_path / "people.jsonl"
    people.write_text('{"name": "Tilda Quill", "wikidata": "Q77", "roles": [{"role": "senator", "since": "2019"}]}\n')
    assert call("speakers", db, "load", people) == f"{people}: 0 new speakers, 1 known already\n"
    page = call("speakers", db, "tilda", "-t")
    assert "https://www.wikidata.org/wiki/Q77" in page and "senator (knowledge base)" in page
    new = tmp_path / "new.db"
    assert call("speakers", new, "load", people) == f"{people}: 1 new speaker, 0 known already\n"


@pytest.mark.parametrize(
    ("args", "status", "message"),
    [
        (["merge", "4", "99"], 1, "no speaker 99 in this database"),
        (["merge", "4"], 2, "Missing argument 'B'"),
        (["merge", "a", "b"], 1, "nobody here is called"),
        (["split", "4"], 2, "--article or --alias"),
        (["split", "4", "--alias", "quill", "--to", "1", "--name", "x"], 2, "give one of them"),
        (["split", "4", "--article", "99"], 1, "no such article or name"),
        (["undo", "9"], 1, "no decision 9 about speakers"),
        (["load", "none.jsonl"], 1, "none.jsonl: No such file"),
        (["apart", "4", "4"], 1, "one speaker already"),
        (["99"], 1, "no speaker 99 in this database"),
    ],
)
def test_a_wrong_call_is_told(db, args, status, message):
    assert message in call("speakers", db, *args, status=status)


def test_decisions_want_a_database_that_is_there(tmp_path):
    for args in (["merge", 1, 2], ["split", 1, "--alias", "x"], ["undo", 1]):
        assert "no such database" in call("speakers", tmp_path / "none.db", *args, status=1)
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("command", ["merge", "split", "apart", "doubtful", "undo", "load"])
def test_every_command_gives_an_example(command):
    assert f"quotes speakers news.db {command}" in call("speakers", "x.db", command, "--help")
    assert f"speakers DB {command}" in call("speakers", "--help")
