import re
import sqlite3
from html import unescape

import pytest

from quotes.browse import releases, server


def write(asked, sql, *values):
    conn = sqlite3.connect(asked.datasette.get_database("harbour").path)
    with conn:
        conn.execute(sql, values)
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
    assert desked.rows("SELECT count(*) FROM reviews") == [(0,)]


def test_a_reviewer_sees_it(desked):
    assert "/harbour/-/review" in desked.get("/", "ada").text
    assert desked.get("/harbour/-/review", "ada").status_code == 200


def test_the_least_certain_comes_first_and_what_was_skipped_last(desked):
    first = desked.rows("SELECT id FROM quotes ORDER BY confidence, id LIMIT 1")[0][0]
    assert shown_id(desked.get("/harbour/-/review", "ada")) == first
    desked.post("/harbour/-/review", {"id": str(first), "action": "skip"}, "ada")
    assert shown_id(desked.get("/harbour/-/review", "ada")) != first


def test_a_second_pair_of_eyes_is_asked_for_by_those_who_may_review(desked):
    page = "/harbour/-/review/article/1"
    assert desked.post(page, {"second": "wanted"}, "tomas").status_code == 403
    assert desked.rows("SELECT count(*) FROM second_eyes") == [(0,)]
    assert "Ask for a second pair of eyes" in desked.get(page, "ada").text
    assert desked.post(page, {"second": "wanted"}, "ada").status_code == 302
    assert "wants a second pair of eyes" in desked.get(page, "ada").text
    assert "no article 99" in desked.post("/harbour/-/review/article/99", {"second": "wanted"}, "ada").text
    assert "Nothing wants your eyes" in desked.get("/harbour/-/review?second=1", "ada").text
    assert desked.post(page, {"second": "no"}, "ada").status_code == 302
    assert desked.rows("SELECT count(*) FROM second_eyes") == [(0,)]


def test_a_new_speaker_can_be_named(desked):
    sent = {"id": "2", "action": "correct", "speaker": "Ann Lee (person)"}
    assert desked.post("/harbour/-/review", sent, "ada").status_code == 302
    assert desked.rows("SELECT speaker FROM quotes WHERE id = 2") == [("Ann Lee",)]


@pytest.mark.parametrize(("action", "status"), [("accept", "accepted"), ("reject", "rejected"), ("skip", "unreviewed")])
def test_a_decision_is_written_and_leads_on(desked, action, status):
    answer = desked.post("/harbour/-/review", {"id": "3", "action": action, "note": "heard it"}, "ada")
    assert answer.status_code == 302
    assert answer.headers["location"] == f"/harbour/-/review?last=3&done={action}"
    assert desked.rows("SELECT quote_id, reviewer, action, note FROM reviews") == [(3, "ada", action, "heard it")]
    assert desked.rows("SELECT review_status FROM quotes WHERE id = 3") == [(status,)]


def test_a_correction_keeps_what_the_machine_said(desked, monkeypatch):
    seconds = (f"2031-05-06T10:00:{n:02}+00:00" for n in range(60))
    monkeypatch.setattr("quotes.store.reviews.now", lambda: next(seconds))  # however long it takes, it is one decision
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
    before = desked.rows("SELECT speaker FROM quotes WHERE id = 2")[0]
    assert desked.post("/harbour/-/review", sent, "ada").status_code == 302
    sql = "SELECT speaker, role, stance, stance_target, text, review_status FROM quotes WHERE id = 2"
    assert desked.rows(sql) == [("Tomas O'Hara", "skipper", "opposes", "the sale", "We will not sell", "corrected")]
    fields = desked.rows("SELECT field FROM reviews ORDER BY field")
    assert fields == [("bounds",), ("role",), ("speaker",), ("stance",), ("target",)]
    answer = desked.post("/harbour/-/review", {"id": "1", "action": "undo"}, "ada")  # all five are one decision
    assert answer.headers["location"] == "/harbour/-/review?id=2&done=undo"
    assert desked.rows("SELECT speaker, review_status, machine FROM quotes WHERE id = 2") == [
        (*before, "unreviewed", None)
    ]
    desked.post("/harbour/-/review", sent, "ada")
    assert "We will not sell it." in desked.rows("SELECT machine FROM quotes WHERE id = 2")[0][0]


def test_a_form_that_is_sent_back_as_it_was_changes_nothing(desked):
    page = desked.get("/harbour/-/review?id=3", "ada").text
    sent = dict(re.findall(r'<input id="r-\w+" name="(\w+)"[^>]* value="([^"]*)"', page))
    sent["words"] = re.search(r'name="words"[^>]*>([^<]*)<', page)[1].replace("\n", "\r\n")
    sent = {name: unescape(value) for name, value in sent.items()}
    answer = desked.post("/harbour/-/review", sent | {"id": "3", "action": "correct"}, "ada")
    assert answer.status_code == 400
    assert "nothing was changed" in answer.text
    assert desked.rows("SELECT count(*) FROM reviews") == [(0,)]


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
    assert desked.rows("SELECT count(*) FROM reviews") == [(0,)]
    assert desked.rows("SELECT role FROM quotes WHERE id = 2") == [(None,)]


def words(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def test_the_page_says_who_is_claimed_to_have_said_what(desked):
    assert "Ada Ferrin, Mayor, said: that “the harbour must stay public”" in words(
        desked.get("/harbour/-/review?id=1", "ada").text
    )
    assert "Ada Ferrin said: “We will not sell it.”" in words(desked.get("/harbour/-/review?id=2", "ada").text)
    write(desked, "UPDATE quotes SET speaker_id = NULL, speaker = NULL, role = NULL WHERE id = 3")
    unknown = words(desked.get("/harbour/-/review?id=3", "ada").text)
    assert "Somebody the article does not name said: “It is a bad deal" in unknown


@pytest.mark.parametrize(("confidence", "primary"), [(0.95, True), (0.5, False)])
def test_accepting_is_proposed_only_where_the_machine_is_sure(desked, confidence, primary):
    write(
        desked,
        "UPDATE quotes SET confidence_of_10000 = ?1 * 10000, machine_of_10000 = ?1 * 10000 WHERE id = 1",
        confidence,
    )
    page = desked.get("/harbour/-/review?id=1", "ada").text
    accept = re.search(r'<button name="action" value="accept"[^>]*>', page)[0]
    assert ('class="plain"' not in accept) is primary
    assert not re.search(
        r'<button name="action" value="(?:reject|skip|undo)"[^>]*aria-keyshortcuts="."(?! class="plain")', page
    )


@pytest.mark.parametrize(
    ("sent", "role"),
    [
        ({}, None),  # the article calls the new speaker nothing
        ({"role": "diver"}, "diver"),
    ],
)
def test_with_another_speaker_goes_the_old_ones_role(desked, sent, role):
    held = desked.rows("SELECT role, affiliation FROM quotes WHERE id = 1")[0]
    form = {
        "id": "1",
        "action": "correct",
        "speaker": "Ann Lee (person)",
        "role": held[0] or "",
        "affiliation": held[1] or "",
    }
    assert held[0]
    assert desked.post("/harbour/-/review", form | sent, "ada").status_code == 302
    assert desked.rows("SELECT speaker, role, affiliation FROM quotes WHERE id = 1") == [("Ann Lee", role, None)]


def test_another_speaker_of_the_article_comes_with_the_role_that_it_gives(desked):
    role, name = desked.rows("SELECT role, speaker FROM quotes WHERE id = 1")[0]
    write(desked, "UPDATE quotes SET speaker_id = NULL, speaker = NULL, role = 'deckhand' WHERE id = 3")
    form = {"id": "3", "action": "correct", "speaker": name.lower(), "role": "deckhand"}
    assert desked.post("/harbour/-/review", form, "ada").status_code == 302
    assert desked.rows("SELECT speaker, role FROM quotes WHERE id = 3") == [(name, role)]


def test_a_correction_is_shown_with_what_was_and_what_is(desked):
    before = desked.rows("SELECT speaker FROM quotes WHERE id = 1")[0][0]
    desked.post("/harbour/-/review", {"id": "1", "action": "correct", "speaker": "Ann Lee (person)"}, "ada")
    shown = desked.get("/harbour/-/quotation/1").text
    assert f"<del><bdi>{before}</bdi></del> → <ins><bdi>Ann Lee</bdi></ins>" in unescape(shown)
    assert f"A reviewer named the speaker. The machine had {before}" in words(shown)
    assert "corrected by a reviewer" in words(shown)
    assert "% sure" not in words(shown).split("How sure")[1].split(";")[0]


def test_an_article_is_reviewed_as_a_whole(desked):
    page = desked.get("/harbour/-/review/article/1", "ada").text
    assert set(re.findall(r'name="q(\d+)" value="accept"', page)) == {
        str(row[0]) for row in desked.rows("SELECT id FROM quotes")
    }
    answer = desked.post("/harbour/-/review/article/1", {"q1": "accept", "q2": "reject", "q3": ""}, "ada")
    assert answer.headers["location"] == "/harbour/-/review/article/1?done=article&many=2"
    found = desked.rows("SELECT review_status FROM quotes WHERE id IN (1, 2, 3) ORDER BY id")
    assert found == [("accepted",), ("rejected",), ("unreviewed",)]
    assert "2 decisions saved." in desked.get(answer.headers["location"], "ada").text
    sent = {"id": "3", "action": "correct", "role": "skipper", "back": "1"}
    assert (
        desked.post("/harbour/-/review", sent, "ada").headers["location"] == "/harbour/-/review/article/1?done=correct"
    )


@pytest.mark.parametrize(
    ("sent", "problem"), [({}, "nothing was chosen"), ({"q1": "accept", "q999": "accept"}, "no quotation 999")]
)
def test_of_an_article_all_is_written_or_nothing(desked, sent, problem):
    answer = desked.post("/harbour/-/review/article/1", sent, "ada")
    assert answer.status_code == 400
    assert problem in answer.text
    assert desked.rows("SELECT count(*) FROM reviews") == [(0,)]


def test_others_do_not_review_an_article(desked):
    assert desked.get("/harbour/-/review/article/1", "tomas").status_code == 403
    assert desked.post("/harbour/-/review/article/1", {"q1": "accept"}, "tomas").status_code == 403


def test_a_decision_can_be_taken_back(desked):
    desked.post("/harbour/-/review", {"id": "3", "action": "reject"}, "ada")
    answer = desked.post("/harbour/-/review", {"id": "1", "action": "undo"}, "ada")
    assert answer.headers["location"] == "/harbour/-/review?id=3&done=undo"
    assert desked.rows("SELECT review_status, shown FROM quotes WHERE id = 3") == [("unreviewed", 1)]


def test_decisions_are_shown_with_the_quotation(desked):
    desked.post("/harbour/-/review", {"id": "3", "action": "accept", "note": "<b>sure</b>"}, "ada")
    shown = desked.get("/harbour/-/quotation/3").text
    assert "What people decided" in shown
    assert "accepted it" in shown
    assert "accepted by a reviewer" in shown
    assert "&lt;b&gt;sure&lt;/b&gt;" in shown


def test_another_site_cannot_decide(desked):
    """0.65 asks for a token that the page gave, 1.0 for the headers that a browser sends."""
    cross = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    sent = {"id": "3", "action": "accept", "csrftoken": "guessed"}
    assert desked.post("/harbour/-/review", sent, "ada", **cross).status_code == 403
    assert desked.rows("SELECT count(*) FROM reviews") == [(0,)]


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
    allowed = releases.can_review(desked.datasette, {"id": "ada"}, "harbour")
    assert desked.loop.run_until_complete(allowed) is True
    assert desked.loop.run_until_complete(releases.can_review(desked.datasette, None, "harbour")) is False
