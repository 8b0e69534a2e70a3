"""When a quotation is surely somebody else's: its source is a name, and nobody near could be the one who was claimed."""

from __future__ import annotations

import pytest
from records import analysis, spoken

from quotes.wording import attributed

SAID = {
    "id": 1,
    "article_id": 1,
    "speaker": "Ada Ferrin",
    "speaker_id": 1,
    "speaker_kind": "person",
    "role": "mayor",
    "affiliation": "Ostby",
    "source": "Mayor Ada Ferrin",
    "text": "We will sell it.",
    "context": "“We will sell it.” said Mayor Ada Ferrin of Ostby.",
    "kind": "direct",
    "candidates": None,
    "confidence": 0.9,
    "shown": 1,
    "review_status": "unreviewed",
}


def said(**more):
    return SAID | more


@pytest.fixture
def conn(store):
    text = SAID["context"]
    quote = spoken(text, SAID["text"], speaker="Ada Ferrin", source=SAID["source"], role="mayor")
    store.add(analysis(text, [quote], key="a"), store.start_run("test"))
    assert store.conn.execute("SELECT id, speaker_id FROM quotes").fetchone()[:] == (SAID["id"], SAID["speaker_id"])
    return store.conn


NAMED = [
    ("Mayor Ada Ferrin", "person", True),
    ("Ferrin", "person", True),
    ("Ferrin, the mayor of Ostby", "person", True),
    ("Ostby’s mayor, Ada Ferrin", "person", True),
    ("Mayor Ferrin (62)", "person", True),
    ("She", "person", False),
    ("the mayor", "person", False),
    ("Ada Ferrin and Tom Voss", "person", False),
    ("a spokesman for Ferrin", "person", False),
    ("Tom Voss", "person", False),
    ("The Ferrin", "person", False),  # one of the Ferrins, whoever that is
    ("Ada Ferrin", "unnamed", False),
    ("", "person", False),
]


@pytest.mark.parametrize(("source", "kind", "expected"), NAMED)
def test_a_source_that_is_the_speakers_name_and_nothing_else(conn, source, kind, expected):
    assert attributed.named(conn, said(source=source, speaker_kind=kind)) is expected


RIVALS = [
    (["tom voss"], {}, False),
    (["tom voss"], {"context": "Voss sat down. “We will sell it.” said Mayor Ada Ferrin."}, True),
    (
        ["tom voss"],
        {"text": "Voss must go.", "context": "“Voss must go.” said Ada Ferrin."},
        False,
    ),  # of him, not by him
    (["tom voss"], {"candidates": "Tom Voss"}, True),
    (["harbour trade board"], {"context": "The HTB met. “We will sell it.” said Ada Ferrin."}, True),
    (["harbour trade board"], {"context": "The NKL met. “We will sell it.” said Ada Ferrin."}, False),
]


@pytest.mark.parametrize(("claimed", "more", "expected"), RIVALS)
def test_somebody_near_who_may_be_the_claimed_speaker(claimed, more, expected):
    assert attributed.rivals(said(**more), claimed) is expected


BESIDE = [
    ("“We will sell it.” said Mayor Ada Ferrin.", True),
    ("“We will sell it. And soon.”", True),  # a paragraph that goes on with what was said before
    ("It was late. “We will sell it.”", False),
]


@pytest.mark.parametrize(("context", "expected"), BESIDE)
def test_the_source_stands_in_the_paragraph_or_the_words_open_it(context, expected):
    assert attributed.beside(said(context=context)) is expected


ELSES = [
    ({}, True),
    ({"confidence": 0.4}, False),
    ({"shown": 2}, False),
    ({"source": "She"}, False),
    ({"source": "She", "review_status": "accepted"}, True),
    ({"source": "She", "review_status": "corrected"}, True),
    ({"source": "She", "review_status": "rejected"}, False),
]


@pytest.mark.parametrize(("more", "expected"), ELSES)
def test_it_is_surely_somebody_elses(conn, more, expected):
    assert attributed.surely_somebody_else(conn, said(**more), ["tom voss"], None) is expected


def test_the_names_of_a_speaker_begin_with_the_claimed_one(conn):
    assert attributed.names_of(conn, "Mayor Zoë Ferrin", [1]) == ["mayor zoe ferrin", "ada ferrin"]


INFERRED = [
    ({}, False),
    ({"source": "She"}, True),
    ({"source": "She", "review_status": "corrected"}, False),  # whoever corrected it read it
    ({"source": ""}, True),
    ({"context": "It was late. “We will sell it.”"}, True),
    ({"speaker_id": None}, False),  # nobody is taken for the speaker
]


@pytest.mark.parametrize(("more", "expected"), INFERRED)
def test_the_machine_alone_says_who_the_speaker_is(conn, more, expected):
    assert attributed.inferred(conn, said(**more)) is expected
