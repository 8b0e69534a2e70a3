from topical import fill

from quotes.desk.suggestions import suggest
from quotes.store import topics


def test_terms_that_stances_are_about_are_suggested_with_their_counts(store):
    fill(store)
    found = {row["term"]: row for row in suggest(store.conn)}
    assert found["sale"] == {
        "term": "sale",
        "kind": "match",
        "quotations": 6,
        "speakers": 2,
        "supports": 3,
        "opposes": 3,
    }
    assert "harbour" in found
    assert "need" not in found  # nothing is for or against it
    assert "ferries" not in found  # a single quotation


def test_a_name_is_suggested_as_an_entity(store):
    fill(store)
    store.conn.execute("UPDATE stances SET target = 'Ada Ferrin' WHERE quote_id IN (1, 2)")
    found = {row["term"]: row["kind"] for row in suggest(store.conn)}
    assert found["Ada Ferrin"] == "about"
    assert "ferrin" not in {term.lower() for term in found}  # it does not stand without the longer one


def test_what_is_a_topic_already_is_left_out(store):
    fill(store)
    topics.add(store, "Sale")
    assert "sale" not in {row["term"] for row in suggest(store.conn)}


def test_at_most_so_many_of_the_newest_so_many(store):
    fill(store)
    assert len(suggest(store.conn, limit=1)) == 1
    assert [row["term"] for row in suggest(store.conn, among=1)] == ["sale"]  # of 'the bakery sale was fun'


def test_an_empty_database_suggests_nothing(store):
    assert suggest(store.conn) == []
