"""What is held shortly comes back whole."""

from __future__ import annotations

import json

import pytest

from quotes.store import packed
from quotes.types import Candidate, Link

TEXT = "She said so. Ada Ferrin left."
SOURCE, LIKELY = [(0, 3)], [Candidate("Ada Ferrin", "person", 0.9)]

CHAINS = [
    ((), []),
    # the source, as sure as the first candidate, is written as its rule alone
    ((Link(0, 3, "She", "pronoun", 0.9),), [1]),
    ((Link(0, 3, "She", "pronoun", 0.8),), [[0, 3, 1, 0.8]]),
    ((Link(13, 23, "Ada Ferrin", "name", 0.9),), [[13, 23, 1]]),
    # a score like that of the link before is not written again, words that stand at the place neither
    (
        (Link(0, 3, "She", "pronoun", 0.9), Link(13, 23, "Ada Ferrin", "name", 0.9)),
        [1, [13, 23, 2]],
    ),
    (
        (
            Link(0, 3, "She", "pronoun", 0.9),
            Link(0, 0, "Ada Ferrin", "entity", 0.9),
            Link(13, 23, "Ada Ferrin", "name", 1.0),
        ),
        [1, [0, 0, 2, 0.9, "Ada Ferrin"], [13, 23, 3, 1.0]],
    ),
]


@pytest.mark.parametrize(("links", "held"), CHAINS)
def test_a_chain_comes_back(store, links, held):
    with store.transaction() as conn:
        written = json.loads(packed.chain(conn, links, TEXT, SOURCE, LIKELY))
        assert written == held
        back = packed.links(conn, written, TEXT, SOURCE, [{"score": 0.9}])
    assert [Link(one["start"], one["end"], one["text"], one["rule"], one["score"]) for one in back] == list(links)


def test_candidates_that_are_hardly_any_are_left_out_but_for_the_first():
    found = [Candidate("Ada", "person", 0.01), Candidate("Bea", "person", 0.5), Candidate("Cy", "person", 0.019)]
    names = packed.names('[["Bea", "person"]]')  # of another quotation of the article
    written = json.loads(packed.candidates(found, names))
    assert written == [1, 100, 0, 5_000]
    assert packed.named(written, packed.json_of(list(names))) == [
        {"name": "Ada", "kind": "person", "score": 0.01},
        {"name": "Bea", "kind": "person", "score": 0.5},
    ]
