"""Saved questions, and what was found for each."""

import pytest
from records import ANALYSIS

from quotes.errors import QueryError
from quotes.store import watches


def test_a_watch_is_found_by_name_and_number_and_taken_once(store):
    with store.transaction() as conn:
        number = watches.add(conn, "harbour", {"speaker": "Ferrin"})
        watches.add(conn, "1", {"text": "mill"})
        with pytest.raises(QueryError, match="there is a watch “harbour” already"):
            watches.add(conn, "harbour", {})
    assert watches.named(store.conn, "harbour")["question"] == {"speaker": "Ferrin"}
    assert watches.named(store.conn, "1")["question"] == {"text": "mill"}, "a name comes before a number"
    assert watches.named(store.conn, "2")["name"] == "1"
    assert number == 1
    watches.remove(store, "1")
    assert watches.names(store.conn) == ["harbour"]
    with pytest.raises(QueryError, match=r"no watch “mill” in this database \(harbour\)"):
        watches.remove(store, "mill")
    watches.remove(store, "harbour")
    with pytest.raises(QueryError, match="there is none"):
        watches.named(store.conn, "harbour")


def test_a_result_is_noted_once_and_told_of_unless_it_was_known(store):
    store.add(ANALYSIS)
    with store.transaction() as conn:
        watch = watches.add(conn, "harbour", {})
        noted = [watches.note(conn, watch, *what) for what in ((1, "first"), (1, "first"), (2, "known"), (3, "again"))]
    assert noted == [1, 0, 0, 1]
    last = store.conn.execute("SELECT max(id) FROM watch_results").fetchone()[0]
    watches.looked(store, watches.named(store.conn, "harbour"))
    watches.handed(store, watches.named(store.conn, "harbour"), last)
    watches.handed(store, watches.named(store.conn, "harbour"), 1)  # an older hand-over takes nothing back
    found = watches.named(store.conn, "harbour")
    assert (found["looked"], found["handed"]) == (last, last)
    watches.remove(store, "harbour")
    assert store.conn.execute("SELECT count(*) FROM watch_results").fetchone()[0] == 0
