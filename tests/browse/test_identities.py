import re
from dataclasses import replace
from html import unescape

import pytest
from browse import desk
from browse.asking import opened
from records import ANALYSIS, analysis, spoken

from quotes.store import Store, doubts


@pytest.fixture
def two(tmp_path, loop):
    """The harbour's article twice, and two of its speakers in doubt; Ada may review."""
    path = desk.harbour(tmp_path / "harbour.db")
    with Store(path) as store:
        again = replace(ANALYSIS.article, key="second", url="https://example.org/second", title="The quay, again")
        store.add(replace(ANALYSIS, article=again), store.start_run("test"))
        ferrin, ohara = (number(store.conn, name) for name in ("Ada Ferrin", "Tomas O'Hara"))
        doubts.note(store.conn, ferrin, ohara, 0.61, "same surname, other role")
        store.conn.commit()
    return opened(path, loop, "ada")


def number(conn, name):
    return conn.execute("SELECT id FROM speakers WHERE name = ?", (name,)).fetchone()[0]


def speakers(asked):
    """Who speaks in the two articles, how often."""
    return dict(asked.rows("SELECT speaker, count(*) FROM quotes WHERE speaker_kind = 'person' GROUP BY speaker"))


def decide(asked, actor="ada", **sent):
    ids = {name: str(found) for found, name in asked.rows("SELECT id, name FROM speakers")}
    sent = sent | {"speaker": ids.get(sent.get("speaker", ""), sent.get("speaker", ""))}
    page = f"/harbour/-/speaker/{sent['speaker']}" if sent.get("speaker", "").isdigit() else "/harbour/-/doubtful"
    return asked.post("/harbour/-/identities", sent, actor, page=page)


def words(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_pairs_in_doubt_are_shown_with_their_evidence(two):
    page = words(two.get("/harbour/-/doubtful").text)
    assert "Ada Ferrin and Tomas O'Hara" in page
    assert "same surname, other role" in page
    assert "one person: 61 %" in page
    assert "merge" not in two.get("/harbour/-/doubtful").text.split("<main")[1].split("Reviewers")[0]
    assert two.get("/harbour/-/doubtful.json").json()["pairs"][0]["score"] == 0.61
    assert "/-/doubtful" in two.get("/harbour/-/speakers").text


def test_two_are_merged_and_that_is_taken_back(two):
    before = speakers(two)
    answer = decide(two, action="merge", speaker="Ada Ferrin", other="tomas o'hara", note="her married name")
    assert answer.status_code == 302
    assert speakers(two) == {"Ada Ferrin": sum(before.values())}
    shown = two.get(answer.headers["location"], "ada")
    assert "Merged." in shown.text
    assert "because: her married name" in words(shown.text)
    decision = two.rows("SELECT max(id) FROM speaker_decisions")[0][0]
    assert decide(two, action="undo", speaker="Ada Ferrin", decision=str(decision)).status_code == 302
    assert speakers(two) == before
    assert two.rows("SELECT reviewer, action FROM speaker_decisions") == [("ada", "merge"), ("ada", "undo")]


def test_two_are_held_apart_and_offered_no_more(two):
    answer = decide(two, action="apart", speaker="Ada Ferrin", other="Tomas O'Hara", back="doubtful")
    assert answer.headers["location"].startswith("/harbour/-/doubtful?done=apart&decision=")
    page = words(two.get(answer.headers["location"], "ada").text)
    assert "Held apart." in page and "No two speakers here are in doubt." in page


def test_in_some_articles_it_is_somebody_else(two):
    answer = decide(two, action="split", speaker="Ada Ferrin", a2="on", name="Ada Ferrin (diver)")
    assert answer.status_code == 302
    assert speakers(two)["Ada Ferrin (diver)"] == speakers(two)["Ada Ferrin"]
    assert two.rows("SELECT DISTINCT article_id FROM quotes WHERE speaker = 'Ada Ferrin (diver)'") == [(2,)]


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"action": "merge", "other": "Nobody Known"}, "nobody here goes by the name"),
        ({"action": "merge", "other": ""}, "who else?"),
        ({"action": "merge", "other": "Ada Ferrin"}, "one speaker already"),
        ({"action": "merge", "other": "9999"}, "no speaker 9999"),
        ({"action": "split"}, "choose the articles"),
        ({"action": "burn", "other": "Tomas O'Hara"}, "a decision is to merge"),
        ({"action": "undo", "decision": "77"}, "no decision 77"),
        ({"action": "undo", "decision": "x"}, "which decision?"),
        ({"action": "merge", "other": "Tomas O'Hara", "speaker": "x"}, "which speaker?"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(two, sent, problem):
    answer = decide(two, **({"speaker": "Ada Ferrin"} | sent))
    assert answer.status_code == 400
    assert problem in unescape(answer.text)
    assert two.rows("SELECT count(*) FROM speaker_decisions") == [(0,)]


@pytest.mark.parametrize("actor", [None, "tomas"])
def test_others_cannot_decide(two, actor):
    assert decide(two, actor, action="merge", speaker="Ada Ferrin", other="Tomas O'Hara").status_code == 403
    assert "/-/identities" not in two.get("/harbour/-/speaker/1", actor).text
    assert two.rows("SELECT count(*) FROM speaker_decisions") == [(0,)]


def test_who_speaks_together_is_on_both_pages(tmp_path, loop):
    words = "We will both come to the quay."
    text = f"“{words}” Tilda Quillfeather and Otto Marlow said."
    quote = spoken(text, words, speaker="Tilda Quillfeather and Otto Marlow", speaker_kind="person")
    with Store(tmp_path / "both.db") as store:
        store.add(analysis(text, [quote], "toy 1", key="both"), store.start_run("test"))
        numbers = {name: number(store.conn, name) for name in ("Tilda Quillfeather", "Otto Marlow")}
    asked = opened(tmp_path / "both.db", loop)
    for speaker_id in numbers.values():
        assert words in words_of(asked, speaker_id)
    facts = asked.get(f"/both/-/speaker/{numbers['Otto Marlow']}.json").json()
    assert [row["speaker"] for row in facts["jointly"]] == ["Tilda Quillfeather"] and facts["quotations"] == []
    assert "with Otto Marlow" in words_of(asked, numbers["Otto Marlow"])
    for name, speaker_id in numbers.items():
        found = asked.get(f"/both/-/search?speaker={name.replace(' ', '+')}", follow_redirects=True)
        assert words in found.text and f"by {name}" in found.text
        assert f"speaker/{speaker_id}" in asked.get(f"/both/-/speakers?q={name.split()[1]}").text
    assert words not in asked.get("/both/who_said_what?_by=99").text


def words_of(asked, speaker_id):
    return words(asked.get(f"/both/-/speaker/{speaker_id}").text)
