"""One learned choice: of several contenders, which? A conditional logit (McFadden, 1974) over named features.

The weights are JSON files of name → number, which `quotes.training` fits.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import repeat
from operator import mul
from pathlib import Path
from types import MappingProxyType

import numpy as np

Features = Mapping[str, float]


class Weights(dict[str, float]):
    """What each named feature adds; some names are of a feature beside a form (`nominal: spoke last`)."""

    def __init__(self, given: Features = MappingProxyType({})) -> None:
        super().__init__(given)
        self._beside: dict[str, dict[str, float]] = {}

    def beside(self, form: str) -> dict[str, float]:
        """Return what each feature adds beside a form: its own weight and that beside the form, as one."""
        if form not in self._beside:
            mark = f"{form}: "
            own = {k.removeprefix(mark): v for k, v in self.items() if k.startswith(mark)}
            self._beside[form] = {**self, **{k: self.get(k, 0.0) + v for k, v in own.items()}}
        return self._beside[form]


@cache
def weights(path: Path) -> Weights:
    """Read a file of weights, once a process."""
    return Weights(json.loads(path.read_text(encoding="utf-8")))


def choose(contenders: Sequence[Features], by: Mapping[str, float]) -> np.ndarray:
    """Return the chance of each contender; they sum to 1."""
    return softmax(np.array([weighed(row, by) for row in contenders]))


def softmax(scores: np.ndarray) -> np.ndarray:
    """Return the chances that go with some scores."""
    odds = np.exp(scores - scores.max(initial=0.0))
    return odds / odds.sum()


def weighed(row: Features, by: Mapping[str, float]) -> float:
    """Return the sum of what is known, each thing times its weight; what has no weight adds nothing."""
    return sum(map(mul, map(by.get, row, repeat(0.0)), row.values()))  # no loop of Python's: some 30,000 an article


def reasons(
    winner: Features, rival: Features, by: Mapping[str, float], most: int = 3, *, plain: Callable[[str], str] = str
) -> list[str]:
    """Name what spoke most for the winner against its rival, the strongest first.

    `plain` says a feature's name in plain words; what several features say in the same words is counted together.
    """
    gain: dict[str, float] = {}
    for name in {**winner, **rival}:
        if more := by.get(name, 0.0) * (winner.get(name, 0.0) - rival.get(name, 0.0)):
            said = plain(name)
            gain[said] = gain.get(said, 0.0) + more
    return [name for name in sorted(gain, key=lambda name: -gain[name])[:most] if gain[name] > 0]
