"""One learned choice: of several contenders, which? A conditional logit (McFadden, 1974) over named features.

The weights are JSON files of name → number, which `quotes.training` fits.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np

Features = Mapping[str, float]


@cache
def weights(path: Path) -> dict[str, float]:
    """Read a file of weights, once a process."""
    found: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))
    return found


def choose(contenders: Sequence[Features], by: Mapping[str, float]) -> np.ndarray:
    """Return the chance of each contender; they sum to 1."""
    scores = np.array([sum(by.get(k, 0.0) * v for k, v in row.items()) for row in contenders])
    odds = np.exp(scores - scores.max(initial=0.0))
    return odds / odds.sum()


def reasons(
    winner: Features, rival: Features, by: Mapping[str, float], most: int = 3, *, plain: Callable[[str], str] = str
) -> list[str]:
    """Name what spoke most for the winner against its rival, the strongest first.

    `plain` says a feature's name in plain words; what several features say in the same words is counted together.
    """
    gain: dict[str, float] = {}
    for name in {**winner, **rival}:
        more = by.get(name, 0.0) * (winner.get(name, 0.0) - rival.get(name, 0.0))
        gain[plain(name)] = gain.get(plain(name), 0.0) + more
    return [name for name in sorted(gain, key=lambda name: -gain[name])[:most] if gain[name] > 0]
