"""What is held shortly comes back whole."""

from __future__ import annotations

import json

import pytest

from quotes.store import packed
from quotes.types import Candidate, Link

TEXT = "She said so. Ada Ferrin left."

CHAINS = [
    ((), []),
    ((Link(0, 3, "She", "pronoun", 0.9),), [[0, 3, 1, 0.9]]),
    # a score like that of the link before is not written again, words that stand at the place neither
    (
        (Link(0, 3, "She", "pronoun", 0.9), Link(13, 23, "Ada Ferrin", "name", 0.9)),
        [[0, 3, 1, 0.9], [13, 23, 2]],
    ),
    (
        (
            Link(0, 3, "She", "pronoun", 0.9),
            Link(0, 0, "Ada Ferrin", "entity", 0.9),
            Link(13, 23, "Ada Ferrin", "name", 1.0),
        ),
        [[0, 3, 1, 0.9], [0, 0, 2, 0.9, "Ada Ferrin"], [13, 23, 3, 1.0]],
    ),
]


@pytest.mark.parametrize(("links", "held"), CHAINS)
def test_a_chain_comes_back(store, links, held):
    with store.transaction() as conn:
        written = json.loads(packed.chain(conn, links, TEXT))
        assert written == held
        back = packed.links(conn, written, TEXT)
    assert [Link(one["start"], one["end"], one["text"], one["rule"], one["score"]) for one in back] == list(links)


def test_candidates_that_are_hardly_any_are_left_out_but_for_the_first():
    found = [Candidate("Ada", "person", 0.01), Candidate("Bea", "person", 0.5), Candidate("Cy", "person", 0.019)]
    written = json.loads(packed.candidates(found))
    assert packed.named(written) == [
        {"name": "Ada", "kind": "person", "score": 0.01},
        {"name": "Bea", "kind": "person", "score": 0.5},
    ]
