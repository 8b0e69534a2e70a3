"""Merges and splits by hand: what they move, that every later ingest respects them, and that they can be taken back."""

import json
import sqlite3

import pytest
from records import analysis, spoken

from quotes.errors import QueryError
from quotes.store import Store, decisions, doubts, reviews
from quotes.store.doctor import check

TEXTS = {
    "a": "“First.” said John Kirby, spokesman. “Second.” said Kirby, teacher.",
    "b": "“Third.” said Bob Marsh, mayor of Ashford.",
    "c": "“Fourth.” said Robert Marsh-Hale, minister.",
    "d": "“Fifth.” said John Kirby, goalkeeper and coach.",
}


@pytest.fixture
def store(path):
    with Store(path) as store:
        run = store.start_run("test")
        store.add(article("a", ("First.", "John Kirby", "spokesman"), ("Second.", "Kirby", "teacher")), run)
        store.add(article("b", ("Third.", "Bob Marsh", "mayor of Ashford")), run)
        store.add(article("c", ("Fourth.", "Robert Marsh-Hale", "minister")), run)
        store.add(article("d", ("Fifth.", "John Kirby", "")), run)
        yield store


def article(key, *said, text="", model="toy 1", published="2031-05-06"):
    text = text or TEXTS[key]
    quotes = [spoken(text, words, speaker=name, role=role, source=name) for words, name, role in said]
    return analysis(text, quotes, model, key=key, published=published)


def who(store, article_key=None):
    """Whose words are whose, and every quotation's, role's and machine's speaker agree."""
    sql = "SELECT q.text, q.speaker, q.speaker_id FROM quotes q JOIN articles a ON a.id = q.article_id"
    rows = store.conn.execute(sql + (" WHERE a.key = ?" if article_key else ""), [article_key] if article_key else [])
    return {row["text"]: row["speaker"] for row in rows}


def number(store, name):
    return store.conn.execute("SELECT id FROM speakers WHERE name = ? AND merged_into IS NULL", (name,)).fetchone()[0]


def everything(store):
    tables = ("appearances", "quotes", "roles", "aliases", "speakers", "stances", "speaker_keys")
    rows = {table: [dict(row) for row in store.conn.execute(f"SELECT * FROM {table}")] for table in tables}
    for row in rows["appearances"]:
        row.pop("decision_id")  # that somebody looked at it stays
    rows["speaker_keys"] = sorted((row["key"], row["speaker_id"]) for row in rows["speaker_keys"])
    return rows


def test_a_merge_holds_for_every_later_ingest(store, path):
    kept, other = number(store, "Robert Marsh-Hale"), number(store, "Bob Marsh")
    decisions.merge(store, kept, other, "ana", note="he married")
    assert who(store)["Third."] == "Robert Marsh-Hale"
    assert {row[0] for row in store.conn.execute("SELECT speaker_id FROM roles WHERE role LIKE 'm%'")} == {kept}
    run = store.start_run("later")
    # the article by another model, a new version of it, another article that uses the other name
    store.add(article("b", ("Third.", "Bob Marsh", "mayor of Ashford"), model="toy 2"), run)
    assert who(store, "b") == {"Third.": "Robert Marsh-Hale"}
    store.add(article("b", ("Third.", "Bob Marsh", ""), text=TEXTS["b"] + " More."), run)
    text = "“Sixth.” said Bob Marsh."
    store.add(article("e", ("Sixth.", "Bob Marsh", ""), text=text, published="2032-01-01"), run)
    assert set(who(store).items()) >= {("Third.", "Robert Marsh-Hale"), ("Sixth.", "Robert Marsh-Hale")}
    assert (
        store.conn.execute("SELECT DISTINCT speaker_id FROM quotes WHERE speaker LIKE '%Marsh%'").fetchall()[0][0]
        == kept
    )
    assert list(check(path)) == []


def test_a_name_that_a_person_gave_joins_where_a_surname_alone_would_not(store):
    decisions.merge(store, number(store, "John Kirby"), number(store, "Kirby"), "ana")
    text = "“Sixth.” said Kirby."
    store.add(article("e", ("Sixth.", "Kirby", ""), text=text, published="2031-05-20"), store.start_run("later"))
    assert who(store, "e") == {"Sixth.": "John Kirby"}


def test_who_was_taken_for_a_body_is_a_person_from_then_on(store):
    text = "“Sixth.” said Marlow Harbour."
    run = store.start_run("later")
    thing = spoken(text, "Sixth.", speaker="Marlow Harbour", speaker_kind="organization")
    store.add(analysis(text, [thing], key="e"), run)
    decisions.merge(store, number(store, "Robert Marsh-Hale"), number(store, "Marlow Harbour"), "ana")
    store.add(analysis(text, [thing], key="f"), run)
    assert who(store, "f") == {"Sixth.": "Robert Marsh-Hale"}


def test_a_split_holds_for_every_later_ingest(store, path):
    kirby = number(store, "John Kirby")
    article_id = store.conn.execute("SELECT id FROM articles WHERE key = 'd'").fetchone()[0]
    _, other = decisions.split(store, kirby, "ana", articles=[article_id], name="John Kirby (goalkeeper)")
    assert who(store)["Fifth."] == "John Kirby (goalkeeper)" and who(store)["First."] == "John Kirby"
    run = store.start_run("later")
    store.add(article("d", ("Fifth.", "John Kirby", "goalkeeper and coach"), model="toy 2"), run)
    assert who(store, "d") == {"Fifth.": "John Kirby (goalkeeper)"}
    store.add(article("d", ("Fifth.", "Kirby", "coach"), text="Corrected. " + TEXTS["d"]), run)
    assert {row[0] for row in store.conn.execute("SELECT speaker_id FROM quotes WHERE text = 'Fifth.'")} == {other}
    for key, role, name in (("e", "goalkeeper", "John Kirby (goalkeeper)"), ("f", "spokesman", "John Kirby")):
        text = f"“Sixth.” said John Kirby, {role}."
        store.add(article(key, ("Sixth.", "John Kirby", role), text=text), run)
        assert who(store, key) == {"Sixth.": name}
    assert list(check(path)) == []


def test_a_split_by_name_and_to_somebody_who_is_there(store):
    kirby, teacher = number(store, "John Kirby"), number(store, "Kirby")
    decisions.merge(store, kirby, teacher, "ana")
    marsh = number(store, "Bob Marsh")
    _, other = decisions.split(store, kirby, "ana", names=["kirby"], to=marsh)
    assert other == marsh
    assert who(store)["Second."] == "Bob Marsh" and who(store)["First."] == "John Kirby"
    aliases = store.conn.execute("SELECT alias FROM aliases WHERE speaker_id = ? ORDER BY id", (kirby,)).fetchall()
    assert [row[0] for row in aliases] == ["John Kirby"]


@pytest.mark.parametrize("what", ["merge", "split", "split to", "merge named"])
def test_what_is_taken_back_stands_as_before(store, path, what):
    before = everything(store)
    kirby, marsh = number(store, "John Kirby"), number(store, "Bob Marsh")
    if what == "merge":
        decision = decisions.merge(store, kirby, marsh, "ana")
    elif what == "merge named":
        decision = decisions.merge(store, number(store, "Kirby"), kirby, "ana")
        assert who(store)["Second."] == "John Kirby"  # the fuller name is shown
    else:
        decision, _ = decisions.split(store, kirby, "ana", articles=[4], to=marsh if what == "split to" else None)
    assert everything(store)["quotes"] != before["quotes"]
    decisions.undo(store, decision, "bo")
    after = everything(store)
    if what == "split":  # the row of the speaker that was split off stays, as one that is merged
        assert after["speakers"].pop()["merged_into"] == kirby
        after["aliases"] = [row for row in after["aliases"] if row["speaker_id"] != 5]
    assert after == before
    assert list(check(path)) == []
    with pytest.raises(QueryError, match="undone already"):
        decisions.undo(store, decision)


def test_later_versions_go_back_with_their_article(store, path):
    kirby, marsh, hale = (number(store, name) for name in ("John Kirby", "Bob Marsh", "Robert Marsh-Hale"))
    taken = [decisions.merge(store, hale, marsh, "ana"), decisions.split(store, kirby, articles=[4], to=marsh)[0]]
    run = store.start_run("later")
    for key, words, name in (("b", "Third.", "Bob Marsh"), ("d", "Fifth.", "John Kirby")):
        store.add(article(key, (words, name, ""), text="Corrected. " + TEXTS[key]), run)
    kept = store.conn.execute("SELECT DISTINCT decision_id FROM appearances WHERE article_id > 4 ORDER BY 1").fetchall()
    assert [row[0] for row in kept] == taken
    for decision in taken:
        decisions.undo(store, decision)
    assert who(store)["Third."] == "Bob Marsh" and who(store)["Fifth."] == "John Kirby"
    assert list(check(path)) == []


def test_whoever_was_split_off_goes_back_with_all_that_was_said_since(store, path):
    kirby = number(store, "John Kirby")
    decision, other = decisions.split(store, kirby, articles=[4], name="John Kirby (goalkeeper)")
    text = "“Sixth.” said John Kirby, goalkeeper."
    store.add(article("e", ("Sixth.", "John Kirby", "goalkeeper"), text=text), store.start_run("later"))
    assert who(store)["Sixth."] == "John Kirby (goalkeeper)"
    decisions.undo(store, decision)
    assert who(store)["Sixth."] == who(store)["Fifth."] == "John Kirby"
    assert [row["id"] for row in store.speakers("kirby")].count(other) == 0
    assert list(check(path)) == []


def test_a_split_is_taken_back_from_whom_it_was_merged_into(store, path):
    kirby, marsh = number(store, "John Kirby"), number(store, "Bob Marsh")
    decision, other = decisions.split(store, kirby, articles=[4])
    merged = decisions.merge(store, marsh, other)
    decisions.undo(store, decision)
    assert who(store)["Fifth."] == "John Kirby" and who(store)["Third."] == "Bob Marsh"
    decisions.undo(store, merged)
    assert who(store)["Fifth."] == "John Kirby" and who(store)["Third."] == "Bob Marsh"
    assert list(check(path)) == []


def test_merges_of_merges_are_taken_back_in_any_order(store):
    before = who(store)
    a, b, c = (number(store, name) for name in ("John Kirby", "Bob Marsh", "Robert Marsh-Hale"))
    first = decisions.merge(store, b, c)
    second = decisions.merge(store, a, b)
    assert set(who(store).values()) == {"John Kirby", "Kirby"}
    decisions.undo(store, first)
    assert who(store)["Fourth."] == "Robert Marsh-Hale" and who(store)["Third."] == "John Kirby"
    decisions.undo(store, second)
    assert who(store) == before


def test_a_reviewers_word_on_one_quotation_stands_through_merges_and_splits(store):
    first = store.conn.execute("SELECT id FROM quotes WHERE text = 'First.'").fetchone()[0]
    kirby, marsh, hale = (number(store, name) for name in ("John Kirby", "Bob Marsh", "Robert Marsh-Hale"))
    review = reviews.correct(store, first, "speaker", marsh, "ana")
    decisions.split(store, kirby, "ana", articles=[1], name="John K.")
    assert who(store)["First."] == "Bob Marsh"
    decisions.merge(store, hale, marsh, "ana")
    assert who(store)["First."] == "Robert Marsh-Hale"
    reviews.undo(store, review, "ana")
    assert who(store)["First."] == "John K."


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (lambda store, one: decisions.merge(store, one, 99), "no speaker 99"),
        (lambda store, one: decisions.merge(store, one, one), "one speaker already"),
        (lambda store, one: decisions.split(store, one, articles=[99]), "no such article or name"),
        (lambda store, one: decisions.split(store, one, names=["John Kirby"]), "would stay"),
        (lambda store, one: decisions.split(store, one, articles=[4], to=one), "one speaker already"),
        (lambda store, one: decisions.apart(store, one, one), "one speaker already"),
        (lambda store, one: decisions.apart(store, one, 99), "no speaker 99"),
        (lambda store, one: decisions.undo(store, 99), "no decision 99 about speakers"),
    ],
)
def test_what_cannot_be_decided(store, wrong, reason):
    before = everything(store)
    with pytest.raises(QueryError, match=reason):
        wrong(store, number(store, "John Kirby"))
    assert everything(store) == before
    assert store.conn.execute("SELECT count(*) FROM speaker_decisions").fetchone()[0] == 0


def test_two_of_wikidata_are_two(store):
    for name, wikidata in (("John Kirby", "Q11"), ("Bob Marsh", "Q12")):
        store.conn.execute("UPDATE speakers SET wikidata = ? WHERE name = ?", (wikidata, name))
    with pytest.raises(QueryError, match="Q11 and Q12"):
        decisions.merge(store, number(store, "John Kirby"), number(store, "Bob Marsh"))
    kirby = number(store, "Kirby")
    decision = decisions.merge(store, kirby, number(store, "John Kirby"))
    assert store.conn.execute("SELECT wikidata FROM speakers WHERE id = ?", (kirby,)).fetchone()[0] == "Q11"
    decisions.undo(store, decision)
    assert store.conn.execute("SELECT wikidata FROM speakers WHERE name = 'John Kirby'").fetchone()[0] == "Q11"


def pairs(store):
    return [(pair["speaker"]["speaker"], pair["other"]["speaker"]) for pair in doubts.doubtful(store.conn)]


def test_a_doubt_is_offered_until_somebody_decides(store):
    kirby, marsh, hale = (number(store, name) for name in ("John Kirby", "Bob Marsh", "Robert Marsh-Hale"))
    doubts.note(store.conn, marsh, hale, 0.5, "half of the surname, outlet +0.08")
    [pair] = doubts.doubtful(store.conn)
    assert pair["evidence"] == ["half of the surname", "outlet +0.08"]
    assert pair["speaker"]["names"] == ["Bob Marsh"] and pair["other"]["roles"] == ["minister"]
    decision = decisions.apart(store, hale, marsh, "ana")
    assert pairs(store) == [] and doubts.held_apart(store.conn, marsh, hale)
    with pytest.raises(QueryError, match="held apart already"):
        decisions.apart(store, marsh, hale)
    decisions.undo(store, decision, "bo")
    assert pairs(store) == [("Bob Marsh", "Robert Marsh-Hale")]
    merged = decisions.merge(store, kirby, hale)
    assert ("Bob Marsh", "Robert Marsh-Hale") not in pairs(store)
    decisions.undo(store, merged)
    assert ("Bob Marsh", "Robert Marsh-Hale") in pairs(store)


def test_who_is_held_apart_from_one_is_held_apart_from_whom_it_is_merged_into(store):
    kirby, marsh, hale = (number(store, name) for name in ("John Kirby", "Bob Marsh", "Robert Marsh-Hale"))
    decisions.apart(store, marsh, hale)
    decisions.merge(store, kirby, hale)
    assert doubts.held_apart(store.conn, marsh, kirby)


def test_decisions_are_kept_for_ever(store):
    kirby = number(store, "John Kirby")
    decision = decisions.merge(store, kirby, number(store, "Kirby"), "ana", note="same man")
    for sql in ("DELETE FROM speaker_decisions", "UPDATE speaker_decisions SET reviewer = 'x'"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            store.conn.execute(sql)
    decisions.undo(store, decision, "bo")
    told = [
        (row["action"], row["reviewer"], row["note"], row["undone"]) for row in decisions.history(store.conn, kirby)
    ]
    assert told == [("merge", "ana", "same man", 1), ("undo", "bo", None, 0)]
    detail = json.loads(store.conn.execute("SELECT detail FROM speaker_decisions").fetchone()[0])
    assert detail["moved"]["quotes"]
