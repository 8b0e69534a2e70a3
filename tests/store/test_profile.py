"""What a database knows of one speaker."""

import pytest
from records import ANALYSIS, printed

from quotes.errors import QueryError
from quotes.store import decisions
from quotes.store.profile import profile


def test_a_speaker_has_names_roles_and_counts(store):
    store.add(ANALYSIS)
    found = profile(store.conn, 1)
    assert (found["id"], found["speaker"], found["kind"]) == (1, "Ada Ferrin", "person")
    assert (found["quotations"], found["outlets"]) == (2, 1)
    assert [(name["alias"], name["given_by"], name["articles"]) for name in found["names"]] == [
        ("Ada Ferrin", "article", 1)
    ]
    assert [(role["role"], role["first"][:10]) for role in found["roles"]] == [("Mayor", "2031-05-06")]
    assert found["decisions"] == []


def test_whoever_was_merged_is_found_under_either_number(store):
    store.add(ANALYSIS)
    store.add(printed("ferry", "“The night ferry will sail again,”", speaker="Bo Lind"))
    lind = store.conn.execute("SELECT id FROM speakers WHERE name = 'Bo Lind'").fetchone()[0]
    decisions.merge(store, 1, lind, "ann", note="a pen name")
    one, other = profile(store.conn, 1), profile(store.conn, lind)
    assert one == other
    assert one["quotations"] == 3
    assert [(done["action"], done["note"]) for done in one["decisions"]] == [("merge", "a pen name")]


def test_a_number_of_nobody_is_said(store):
    with pytest.raises(QueryError, match="no speaker 7 in this database"):
        profile(store.conn, 7)
