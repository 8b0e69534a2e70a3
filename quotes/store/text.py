"""Small questions about text that storing and searching share: names folded for looking up, paragraphs."""

from __future__ import annotations

import re
import sqlite3
from bisect import bisect_right
from collections.abc import Sequence

from quotes.wording.fold import fold

__all__ = ["CONTEXT", "Paragraphs", "fold", "keep_stretches", "sliced"]

CONTEXT = 2000  # characters of context kept at most beside a quotation's own, for paragraphs without end
LONG = 50_000  # characters of a text, beyond which it is kept in stretches, too: SQLite reads a text whole for any word of it
STRETCH = 4_000  # characters of each; the schema's view `contexts` has the number, too


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


def keep_stretches(conn: sqlite3.Connection, article_id: int, text: str) -> None:
    """Write the text of a long article in stretches, too, so that the words around each of its quotations are found at once."""
    if len(text) > LONG:
        stretches = ((article_id, at, text[at : at + STRETCH]) for at in range(0, len(text), STRETCH))
        conn.executemany("INSERT INTO stretches (article_id, start, text) VALUES (?, ?, ?)", stretches)
