"""What is shown, what is kept back, and what a person's decision changes about it."""

import math
from dataclasses import replace

import pytest
from records import ANALYSIS, ARTICLE, DEAL, OFF, PUBLIC, SELL
from sqlite_utils import Database

from quotes.desk.search import search
from quotes.errors import QueryError
from quotes.store import Store, reviews, threshold
from quotes.store.doctor import check
from quotes.store.migrations.confidence import m029_parts_agree
from quotes.store.variants import refresh_stale

SURE = {PUBLIC.text: 0.97, SELL.text: 0.8, DEAL.text: 0.5, OFF.text: 0.2}


@pytest.fixture
def store(tmp_path):
    quotes = tuple(replace(quote, confidence=SURE[quote.text]) for quote in (PUBLIC, SELL, DEAL, OFF))
    with Store(tmp_path / "quotes.db") as store:
        with store.transaction() as conn:
            threshold.change(conn, 0.7)
        store.add(replace(ANALYSIS, quotes=quotes), store.start_run("test", model="toy 1"))
        yield store


def stands(store):
    return [tuple(row) for row in store.conn.execute("SELECT confidence, shown FROM quotes ORDER BY start")]


def said(found):
    return sorted(row["confidence"] for row in found)


def test_what_is_less_sure_is_stored_and_kept_back(store):
    assert stands(store) == [(0.97, 1), (0.8, 1), (0.5, 2), (0.2, 2)]
    assert said(search(store.conn)) == [0.8, 0.97]
    assert said(search(store.conn, min_confidence=0.4)) == [0.5, 0.8, 0.97]
    assert said(search(store.conn, "sale", min_confidence=0)) == [0.2]
    assert said(search(store.conn, speaker="Ferrin", min_confidence=0.9)) == [0.97]
    assert not list(check(store.path))


def test_the_threshold_moves_and_takes_the_quotations_along(store):
    for value, expected in ((0.1, [1, 1, 1, 1]), (0.9, [1, 2, 2, 2]), (0.5, [1, 1, 1, 2]), (0.0, [1, 1, 1, 1])):
        with store.transaction() as conn:
            threshold.change(conn, value)
            refresh_stale(conn)
        assert [shown for _, shown in stands(store)] == expected
        assert threshold.get(store.conn) == value
    for wrong in (-0.1, 1.01, float("nan")):
        with pytest.raises(QueryError, match="from 0 to 1"), store.transaction() as conn:
            threshold.change(conn, wrong)


@pytest.mark.parametrize(
    ("action", "expected"),
    [("accept", (1.0, 1)), ("reject", (0.0, 0)), ("skip", (0.2, 2))],
)
def test_a_decision_is_certain_and_an_undo_takes_it_back(store, action, expected):
    decision = reviews.decide(store, 4, action, "mk")
    assert stands(store)[3] == expected
    reviews.undo(store, decision, "mk")
    assert stands(store)[3] == (0.2, 2)


def test_a_correction_is_certain_and_outlives_models_and_thresholds(store):
    correction = reviews.correct(store, 3, "role", "boatman", "mk")
    again = tuple(replace(quote, confidence=0.3) for quote in (PUBLIC, SELL, DEAL, OFF))
    store.add(replace(ANALYSIS, quotes=again, model="toy 2"), store.start_run("test", model="toy 2"))
    assert stands(store) == [(0.3, 2), (0.3, 2), (1.0, 1), (0.3, 2)]
    with store.transaction() as conn:
        threshold.change(conn, 0.99)
    assert stands(store)[2] == (1.0, 1)
    reviews.undo(store, correction, "mk")
    assert stands(store)[2] == (0.3, 2)
    assert not list(check(store.path))


def test_an_older_version_is_never_shown(store):
    store.add(replace(ANALYSIS, article=replace(ARTICLE, text="Nothing."), quotes=()), store.start_run("test"))
    assert {shown for _, shown in stands(store)} == {0}
    assert search(store.conn, min_confidence=0) == []


SHARES = [  # the whole, its parts as the model judges them, as people are shown them: these multiply to the whole
    (0.504, (0.9, 0.8, 0.7), (0.9, 0.8, 0.7)),
    (0.7, (1.0, 1.0, 1.0), (1.0, 1.0, 0.7)),
    (0.9, (0.95, 0.98, 0.6), (0.95, 0.98, 0.9667)),
    (0.9, (0.5, 0.6, 0.7), (0.9, 1.0, 1.0)),
    (0.0, (0.0, 0.5, 0.5), (0.0, 0.0, 0.0)),
]


@pytest.mark.parametrize(("whole", "parts", "shown"), SHARES)
def test_the_parts_multiply_to_the_whole(store, whole, parts, shown):
    speech, words, speaker = parts
    quote = replace(
        SELL, confidence=whole, speech_confidence=speech, words_confidence=words, speaker_confidence=speaker
    )
    assert quote.shares == pytest.approx(shown, abs=1e-4)
    assert math.prod(quote.shares) == pytest.approx(whole)
    store.add(replace(ANALYSIS, quotes=(quote,), model="toy 2"), store.start_run("test", model="toy 2"))
    row = search(store.conn, min_confidence=0)[0]
    kept = [row[f"{name}_confidence"] for name in ("speech", "words", "speaker")]
    assert kept == pytest.approx(shown, abs=1e-4)


def test_parts_of_an_earlier_release_come_to_agree():
    """What a database holds that was written before the parts agreed, and what a reading writes now, is the same."""
    columns = "speech_confidence, words_confidence, speaker_confidence"
    for whole, parts, shown in SHARES[:-1]:
        old = Database(memory=True)
        old.execute(f"CREATE TABLE quotes ({columns}, machine_confidence)")
        old.execute("INSERT INTO quotes VALUES (?, ?, ?, ?)", (*parts, whole))
        for _ in range(2):
            m029_parts_agree(old)
            assert old.execute(f"SELECT {columns} FROM quotes").fetchone() == pytest.approx(shown, abs=1e-4)
