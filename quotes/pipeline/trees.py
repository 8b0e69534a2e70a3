"""Boosted trees (Friedman, 2001): named features → a chance. The trees are arrays in a file, which `quotes.training` fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np


@dataclass(frozen=True, eq=False)
class Trees:
    """Trees of one size, a row each; what a leaf holds is added up, and begins with `base`. Leaves lead to themselves."""

    names: Sequence[str]  # of the features
    feature: np.ndarray  # (trees, nodes): the feature that a node asks for, …
    threshold: np.ndarray  # … the value up to which it is to the left,
    left: np.ndarray
    right: np.ndarray
    value: np.ndarray
    base: float
    depth: int

    def chances(self, rows: Sequence[Mapping[str, float]]) -> np.ndarray:
        """Return the chance of each row: (rows,). What is not known of a row is 0."""
        known = np.array([[row.get(name, 0.0) for name in self.names] for row in rows], np.float32)
        known = known.reshape(len(rows), len(self.names))
        row, tree = np.arange(len(rows))[:, None], np.arange(len(self.feature))
        at = np.zeros((len(rows), len(self.feature)), np.intp)
        for _ in range(self.depth):
            is_left = known[row, self.feature[tree, at]] <= self.threshold[tree, at]
            at = np.where(is_left, self.left[tree, at], self.right[tree, at])
        return 1 / (1 + np.exp(-(self.base + self.value[tree, at].sum(1))))

    def save(self, path: Path) -> None:
        """Write a file for `read`."""
        np.savez_compressed(
            path,
            names=np.array(self.names),
            feature=self.feature,
            threshold=self.threshold,
            left=self.left,
            right=self.right,
            value=self.value,
            base=self.base,
            depth=self.depth,
        )


@cache
def read(path: Path) -> Trees:
    """Read a file of trees, once a process."""
    with np.load(path) as given:
        kept = {name: given[name] for name in given.files}
    return Trees(**kept | {"names": kept["names"].tolist(), "base": float(kept["base"]), "depth": int(kept["depth"])})
