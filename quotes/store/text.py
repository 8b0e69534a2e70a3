"""Small questions about text that storing and searching share: names folded for looking up, paragraphs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from quotes.wording.fold import fold

__all__ = ["CONTEXT", "Paragraphs", "fold", "sliced"]

CONTEXT = 2000  # characters of context kept at most beside a quotation's own, for paragraphs without end


class Paragraphs:
    """The paragraphs of a text, found once: which one an offset is in, and the words around a passage."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [match.start() for match in re.finditer(r"[^\n]+", text)] or [0]

    def index(self, offset: int) -> int:
        """Return the number, from 0, of the paragraph that holds the offset."""
        return max(bisect_right(self.starts, offset) - 1, 0)

    def around(self, start: int, end: int) -> dict[str, int]:
        """Tell where the paragraph or paragraphs begin and end that hold the passage, cut to CONTEXT characters about it."""
        left = min(self.starts[self.index(start)], start)
        right = self.text.find("\n", end)
        right = len(self.text) if right < 0 else right
        left = max(left, start - CONTEXT // 2)
        right = min(right, end + CONTEXT // 2)
        around = self.text[left:right]
        left += len(around) - len(around.lstrip())
        return {"context_start": left, "context_end": left + len(around.strip())}


def sliced(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return the spans' words joined by one space."""
    return " ".join(text[start:end] for start, end in spans)
