"""What runs brought, and what they could not read."""

import pytest
from records import ANALYSIS

from quotes.errors import QueryError
from quotes.store.failures import of_run, open_failures, resolve, runs_of
from quotes.types import Failure


def origins(store):
    return [failure.origin for failure in open_failures(store.conn)]


def test_a_failure_is_open_until_it_is_read_or_resolved(store):
    run = store.start_run("ingest", settings={"jobs": 2})
    for origin in ("harbour.txt", "mill.pdf", "dam.html"):
        store.fail(run, Failure(origin, "no text"))
    (first, *_) = open_failures(store.conn)
    assert (first.origin, first.reason, first.settings) == ("harbour.txt", "no text", {"jobs": 2})
    store.add(ANALYSIS, run)  # it comes from harbour.txt
    assert origins(store) == ["mill.pdf", "dam.html"]
    resolve(store.conn, ["mill.pdf", "never.txt"])
    assert origins(store) == ["dam.html"]
    assert [row["origin"] for row in of_run(store.conn, run)] == ["dam.html"]


def test_what_fails_again_is_open_once_and_of_the_later_run(store):
    runs = [store.start_run("ingest") for _ in range(2)]
    for run, reason in zip(runs, ("no text", "no title"), strict=True):
        store.fail(run, Failure("mill.pdf", reason))
    assert [failure.reason for failure in open_failures(store.conn)] == ["no title"]
    assert [len(of_run(store.conn, run)) for run in runs] == [0, 1]


def test_runs_are_listed_the_newest_first(store):
    first = store.start_run("ingest", model="toy 1")
    store.add(ANALYSIS, first)
    store.finish_run(first, unchanged=3, told={"pages": 2})
    store.start_run("watch")
    later, earlier = runs_of(store.conn)
    assert (later["command"], later["minutes"], later["told"]) == ("watch", None, None)
    assert [earlier[name] for name in ("command", "stored", "unchanged", "quotations")] == ["ingest", 1, 3, 4]
    assert (earlier["minutes"], earlier["told"]) == (0.0, {"pages": 2})
    assert runs_of(store.conn, 1) == [later]
    with pytest.raises(QueryError, match="no run 9 in this database"):
        of_run(store.conn, 9)
