"""What an evaluation comes to: figures in per cent, and the errors behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from quotes.types import Spans

Figures = dict[str, Any]  # name → number, counts of a Tally, or figures again


@dataclass(frozen=True, slots=True)
class Error:
    """One thing that came out wrong: what it was, where in which text, what the gold has there and what came instead."""

    what: str
    id: str
    text: str
    spans: Spans
    gold: str = ""
    got: str = ""


@dataclass(slots=True)
class Report:
    """The figures of one task, and the errors in the order of the gold."""

    figures: Figures
    errors: list[Error] = field(default_factory=list)


@dataclass(slots=True)
class Tally:
    """Units right, predicted and in the gold."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    def add(self, right: int, predicted: int, gold: int) -> None:
        self.right += right
        self.predicted += predicted
        self.gold += gold

    def figures(self) -> Figures:
        """Return precision, recall and F1 in per cent, with the counts."""
        p = self.right / self.predicted if self.predicted else 0.0
        r = self.right / self.gold if self.gold else 0.0
        return {
            "p": round(100 * p, 1),
            "r": round(100 * r, 1),
            "f1": round(200 * p * r / (p + r), 1) if p + r else 0.0,
            "gold": self.gold,
            "predicted": self.predicted,
            "right": self.right,
        }


def f1_of_labels(pairs: dict[tuple[str, str], int], labels: tuple[str, ...]) -> dict[str, float]:
    """Return the F1 of each label as a share, from counts of (gold, predicted)."""
    found = {}
    for label in labels:
        both = sum(n for (gold, got), n in pairs.items() if gold == label) + sum(
            n for (gold, got), n in pairs.items() if got == label
        )
        found[label] = 2 * pairs.get((label, label), 0) / both if both else 0.0
    return found


def shown(text: str, spans: Spans) -> str:
    """Return the words of some spans."""
    return " … ".join(text[start:end] for start, end in spans)
