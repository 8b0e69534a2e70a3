"""Vectors of quotations, in blocks."""

from records import ANALYSIS, printed

from quotes.store import vectors


def test_quotations_are_without_vectors_until_their_block_is_there(store):
    store.add(ANALYSIS)
    assert vectors.missing(store.conn, "m1") == 4
    (first, words), *_ = vectors.without(store.conn, "m1", longest=8, limit=2)
    assert (first, len(words)) == (1, 8)
    vectors.add(store, "m1", 4, b"ids", b"rows")
    assert vectors.missing(store.conn, "m1") == 0
    store.add(printed("ferry", "“The night ferry will sail again,”"))
    assert [number for number, _ in vectors.without(store.conn, "m1", longest=99, limit=9)] == [5]
    assert list(vectors.blocks(store.conn, "m1")) == [(b"ids", b"rows")]


def test_another_model_begins_anew_and_the_earlier_is_forgotten(store):
    store.add(ANALYSIS)
    vectors.keep_mean(store, "m1", b"mean")
    vectors.add(store, "m1", 4, b"ids", b"rows")
    assert vectors.mean(store.conn, "m1") == b"mean"
    assert (vectors.mean(store.conn, "m2"), vectors.missing(store.conn, "m2")) == (None, 4)
    vectors.forget_others(store, "m2")
    assert vectors.mean(store.conn, "m1") is None
    assert list(vectors.blocks(store.conn, "m1")) == []
