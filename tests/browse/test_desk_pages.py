"""The pages of several reviewers, of where words came from, and of what seems to contradict itself."""

from __future__ import annotations

from quotes.store import Store, open_for_reading, reviews


def path_of(asked):
    return asked.datasette.get_database(next(name for name in asked.datasette.databases if name != "_internal")).path


def test_who_reviewed_what(desked):
    with Store(path_of(desked)) as store:
        (quote_id,) = store.conn.execute("SELECT min(id) FROM quotes WHERE shown = 1").fetchone()
        reviews.decide(store, quote_id, "accept", "Ada")
        reviews.decide(store, quote_id, "reject", "<b>Ben")
    shown = desked.get("/harbour/-/reviewers")
    assert shown.status_code == 200
    assert "&lt;b&gt;Ben" in shown.text and "<b>Ben" not in shown.text
    (conflict,) = desked.get("/harbour/-/reviewers.json").json()["conflicts"]
    assert (conflict["id"], conflict["about"]) == (quote_id, "verdict")


def test_where_words_came_from(news):
    conn = open_for_reading(path_of(news))
    (quote_id,) = conn.execute(
        "SELECT fullest_quote_id FROM variant_groups WHERE quotes > 1 AND outlets > 1 LIMIT 1"
    ).fetchone()
    shown = news.get(f"/news/-/quotation/{quote_id}")
    assert "Where the words came from" in shown.text
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in shown.text
    facts = news.get(f"/news/-/quotation/{quote_id}.json").json()
    assert facts["course"][0]["source_id"] is None
    assert {row["how"] for row in facts["course"][1:]} <= {"story", "agency", "words"}


def test_does_it_fit_together(news):
    conn = open_for_reading(path_of(news))
    (speaker,) = conn.execute("SELECT id FROM speakers WHERE name = 'John Kirby'").fetchone()
    shown = news.get(f"/news/-/consistency/{speaker}?about=Iran")
    assert shown.status_code == 200
    assert "not a finding" in shown.text
    assert isinstance(news.get(f"/news/-/consistency/{speaker}.json").json()["pairs"], list)
    assert news.get("/news/-/consistency/999999").status_code == 404
