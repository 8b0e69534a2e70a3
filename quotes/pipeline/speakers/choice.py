"""One learned choice: of several contenders, which? A conditional logit (McFadden, 1974) over named features.

The weights are a JSON file of name → number that `python -m quotes.training.speakers` fits in minutes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
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
    odds = np.exp(scores - scores.max())
    return odds / odds.sum()


def reasons(winner: Features, rival: Features, by: Mapping[str, float], most: int = 3) -> list[str]:
    """Name the features that spoke most for the winner against its rival, the strongest first."""
    names = {k for k in (*winner, *rival) if k in by}
    gain = {k: by[k] * (winner.get(k, 0.0) - rival.get(k, 0.0)) for k in names}
    return [k for k in sorted(gain, key=lambda k: -gain[k])[:most] if gain[k] > 0]
