"""Viterbi over BIO tags."""

import itertools

import numpy as np
import pytest

from quotes.pipeline.network.decode import steps, viterbi
from quotes.pipeline.network.labels import TAGS, bio_forbidden


def by_brute_force(emissions: np.ndarray, transitions: np.ndarray) -> float:
    labels = range(transitions.shape[0])
    paths = itertools.product(labels, repeat=len(emissions))
    return max(score(emissions, transitions, p) for p in paths)


def score(emissions: np.ndarray, transitions: np.ndarray, path: tuple[int, ...]) -> float:
    total = sum(emissions[i, x] for i, x in enumerate(path)) + sum(
        transitions[a, b] for a, b in itertools.pairwise(path)
    )
    return float(total + (transitions[0, path[0]] if transitions[0, path[0]] <= -1e4 else 0.0))


@pytest.mark.parametrize("outside", [0, 2, 4], ids=lambda most: f"O sooner by {most}")
@pytest.mark.parametrize("seed", range(20))
def test_the_path_is_the_best_one(seed: int, outside: float) -> None:
    rng = np.random.default_rng(seed)
    transitions = steps("role", rng.normal(size=(3, 3)))
    texts = [rng.normal(size=(n, 3), loc=(outside, 0, 0)).astype(np.float32) for n in (1, 6, 8, 4)]
    for emissions, path in zip(texts, viterbi(texts, transitions), strict=True):
        assert score(emissions, transitions, tuple(path)) == pytest.approx(
            by_brute_force(emissions, transitions), abs=1e-3
        )


def test_no_path_takes_a_forbidden_step() -> None:
    rng = np.random.default_rng(7)
    closed = set(bio_forbidden(TAGS["span"]))
    (path,) = viterbi([rng.normal(size=(300, 7)).astype(np.float32) * 3], steps("span"))
    assert not closed & set(itertools.pairwise(path.tolist()))
    assert not TAGS["span"][path[0]].startswith("I-")


def test_nothing_to_decode() -> None:
    assert [len(p) for p in viterbi([np.zeros((0, 7), np.float32)], steps("span"))] == [0]
