import re
import sqlite3
from html import unescape

import pytest

from quotes.browse import lines, server


def rows(asked, sql):
    conn = sqlite3.connect(asked.datasette.get_database("harbour").path)
    try:
        return conn.execute(sql).fetchall()
    finally:
        conn.close()


def shown_id(answer):
    return int(re.search(r'name="id" value="(\d+)"', answer.text)[1])


@pytest.mark.parametrize("actor", [None, "tomas"])
def test_others_neither_see_it_nor_get_in(desked, actor):
    assert desked.get("/harbour/-/review", actor).status_code == 403
    assert "/-/review" not in desked.get("/", actor).text
    assert "/-/review" not in desked.get("/harbour/-/quotation/1", actor).text
    answer = desked.post("/harbour/-/review", {"id": "1", "action": "accept"}, actor)
    assert answer.status_code == 403
    assert rows(desked, "SELECT count(*) FROM reviews") == [(0,)]


def test_a_reviewer_sees_it(desked):
    assert "/harbour/-/review" in desked.get("/", "ada").text
    assert desked.get("/harbour/-/review", "ada").status_code == 200


def test_the_least_certain_comes_first_and_what_was_skipped_last(desked):
    first = rows(desked, "SELECT id FROM quotes ORDER BY confidence, id LIMIT 1")[0][0]
    assert shown_id(desked.get("/harbour/-/review", "ada")) == first
    desked.post("/harbour/-/review", {"id": str(first), "action": "skip"}, "ada")
    assert shown_id(desked.get("/harbour/-/review", "ada")) != first


def test_a_new_speaker_can_be_named(desked):
    sent = {"id": "2", "action": "correct", "speaker": "Ann Lee (person)"}
    assert desked.post("/harbour/-/review", sent, "ada").status_code == 302
    assert rows(desked, "SELECT speaker FROM quotes WHERE id = 2") == [("Ann Lee",)]


@pytest.mark.parametrize(("action", "status"), [("accept", "accepted"), ("reject", "rejected"), ("skip", "unreviewed")])
def test_a_decision_is_written_and_leads_on(desked, action, status):
    answer = desked.post("/harbour/-/review", {"id": "3", "action": action, "note": "heard it"}, "ada")
    assert answer.status_code == 302
    assert answer.headers["location"] == f"/harbour/-/review?last=3&done={action}"
    assert rows(desked, "SELECT quote_id, reviewer, action, note FROM reviews") == [(3, "ada", action, "heard it")]
    assert rows(desked, "SELECT review_status FROM quotes WHERE id = 3") == [(status,)]


def test_a_correction_keeps_what_the_machine_said(desked):
    sent = {
        "id": "2",
        "action": "correct",
        "speaker": "tomas o'hara",
        "role": "skipper",
        "kind": "direct",
        "stance": "opposes",
        "target": "the sale",
        "words": "We will not sell",
        "note": "the recording",
    }
    assert desked.post("/harbour/-/review", sent, "ada").status_code == 302
    sql = "SELECT speaker, role, stance, stance_target, text, review_status FROM quotes WHERE id = 2"
    assert rows(desked, sql) == [("Tomas O'Hara", "skipper", "opposes", "the sale", "We will not sell", "corrected")]
    fields = rows(desked, "SELECT field FROM reviews ORDER BY field")
    assert fields == [("bounds",), ("role",), ("speaker",), ("stance",), ("target",)]
    assert "We will not sell it." in rows(desked, "SELECT machine FROM quotes WHERE id = 2")[0][0]


def test_a_form_that_is_sent_back_as_it_was_changes_nothing(desked):
    page = desked.get("/harbour/-/review?id=3", "ada").text
    sent = dict(re.findall(r'<input id="r-\w+" name="(\w+)"[^>]* value="([^"]*)"', page))
    sent["words"] = re.search(r'name="words"[^>]*>([^<]*)<', page)[1].replace("\n", "\r\n")
    sent = {name: unescape(value) for name, value in sent.items()}
    answer = desked.post("/harbour/-/review", sent | {"id": "3", "action": "correct"}, "ada")
    assert answer.status_code == 400
    assert "nothing was changed" in answer.text
    assert rows(desked, "SELECT count(*) FROM reviews") == [(0,)]


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"speaker": "Nobody Known"}, "nobody here is called"),
        ({"words": "words that are not there"}, "does not stand in the article"),
        ({"words": "   "}, "bounds are the words"),
        ({"kind": "shouted"}, "kind is one of"),
        ({"action": "burn"}, "a decision is"),
        ({"action": "undo"}, "nothing that could be undone"),
        ({"id": "999"}, "no quotation 999"),
        ({"id": "x"}, "which quotation?"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(desked, sent, problem):
    good = {"id": "2", "action": "correct", "role": "skipper"}
    answer = desked.post("/harbour/-/review", good | sent, "ada")
    assert answer.status_code in (400, 404)
    assert problem in answer.text.replace("&#39;", "'")
    assert rows(desked, "SELECT count(*) FROM reviews") == [(0,)]
    assert rows(desked, "SELECT role FROM quotes WHERE id = 2") == [(None,)]


def test_a_decision_can_be_taken_back(desked):
    desked.post("/harbour/-/review", {"id": "3", "action": "reject"}, "ada")
    answer = desked.post("/harbour/-/review", {"id": "1", "action": "undo"}, "ada")
    assert answer.headers["location"] == "/harbour/-/review?id=3&done=undo"
    assert rows(desked, "SELECT review_status, shown FROM quotes WHERE id = 3") == [("unreviewed", 1)]


def test_decisions_are_shown_with_the_quotation(desked):
    desked.post("/harbour/-/review", {"id": "3", "action": "accept", "note": "<b>sure</b>"}, "ada")
    shown = desked.get("/harbour/-/quotation/3").text
    assert "What people decided" in shown
    assert "&lt;b&gt;sure&lt;/b&gt;" in shown


def test_another_site_cannot_decide(desked):
    """0.65 asks for a token that the page gave, 1.0 for the headers that a browser sends."""
    cross = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    sent = {"id": "3", "action": "accept", "csrftoken": "guessed"}
    assert desked.post("/harbour/-/review", sent, "ada", **cross).status_code == 403
    assert rows(desked, "SELECT count(*) FROM reviews") == [(0,)]


def test_the_link_that_was_printed_signs_in(desked):
    link = server.sign_in_link(desked.datasette, "", "ada")
    answer = desked.get(link)
    assert answer.status_code == 302
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("ds_actor=")
    assert "httponly" in cookie.lower()
    assert "samesite=lax" in cookie.lower()


@pytest.mark.parametrize("token", ["", "x", "eyJyZXZpZXdlciI6ImFkYSJ9.bad"])
def test_another_link_does_not(desked, token):
    answer = desked.get(f"/-/quotes-sign-in?token={token}")
    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers


def test_an_old_link_does_not(desked, monkeypatch):
    link = server.sign_in_link(desked.datasette, "", "ada")
    monkeypatch.setattr(server.time, "time", lambda: 4e9)
    assert desked.get(link).status_code == 404


def test_the_permission_is_datasettes_own(desked):
    allowed = lines.can_review(desked.datasette, {"id": "ada"}, "harbour")
    assert desked.loop.run_until_complete(allowed) is True
    assert desked.loop.run_until_complete(lines.can_review(desked.datasette, None, "harbour")) is False
