"""Text → the pieces that the network reads, in windows of whole paragraphs.

A *piece* is a WordPiece of the encoder's uncased vocabulary. What that vocabulary loses is given back as
features: the letter case of each piece, and whether it stands inside quotation marks (`marks.inside`).
A paragraph break is a token of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from quotes.pipeline import marks

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SIZE = 256  # pieces in a window, [CLS] and [SEP] included
SHARED = 32  # pieces at most that a window repeats from the one before
PARAGRAPH, CLS, SEP = 2, 101, 102  # ids in BERT's vocabulary; 2 is its second [unused] token
CASES = 4  # no letters, lower, Title, UPPER
MARKS = 4  # outside, quoted, nested, a mark itself

_BREAK = re.compile(r"\n\s*")


@dataclass(frozen=True, slots=True)
class Pieces:
    """One text as pieces; every array has one entry a piece, `units` are (first, last) ranges of paragraphs."""

    ids: np.ndarray
    starts: np.ndarray  # character offsets into the text
    ends: np.ndarray
    case: np.ndarray
    marks: np.ndarray
    units: list[tuple[int, int]]

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces `lo` to `hi` of text number `text`; the network sees them behind one [CLS]."""

    text: int
    lo: int
    hi: int

    def __len__(self) -> int:
        return self.hi - self.lo + 2


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Return the paragraphs of a text as (start, end) without the white space around them."""
    out, start = [], 0
    for m in _BREAK.finditer(text):
        end = start + len(text[start : m.start()].rstrip())
        if end > start:
            out.append((start, end))
        start = m.end()
    if start < len(text):
        out.append((start, len(text)))
    return out


def encode(tokenizer: Tokenizer, texts: Sequence[str], *, unit: int = SIZE // 2) -> list[Pieces]:
    """Return each text as `Pieces`; paragraphs longer than `unit` pieces are cut into several units."""
    spans = [paragraphs(t) for t in texts]
    encodings = iter(
        tokenizer.encode_batch(
            [t[s:e] for t, ps in zip(texts, spans, strict=True) for s, e in ps], add_special_tokens=False
        )
    )
    return [_pieces(t, ps, encodings, unit) for t, ps in zip(texts, spans, strict=True)]


def _pieces(text: str, spans: list[tuple[int, int]], encodings: Iterable, unit: int) -> Pieces:
    ids: list[int] = []
    offsets: list[tuple[int, int]] = []
    units: list[tuple[int, int]] = []
    for (start, end), enc in zip(spans, encodings, strict=False):
        lo = len(ids)
        ids += enc.ids
        offsets += [(start + s, start + e) for s, e in enc.offsets]
        ids.append(PARAGRAPH)
        offsets.append((end, end))
        cuts = list(range(lo, len(ids), unit)) + [len(ids)]
        units += [(a, b) for a, b in pairwise(cuts) if b > a]
    starts, ends = (
        np.array(offsets, dtype=np.int64).reshape(-1, 2).T.copy()
    )  # as `searchsorted` takes them, without a copy
    inside = np.frombuffer(bytes(marks.inside(text, marks.passages(text)[0])) + b"\0", dtype=np.uint8)
    return Pieces(
        ids=np.array(ids, dtype=np.int32),
        starts=starts,
        ends=ends,
        case=np.array([_case(text[s:e]) for s, e in offsets], dtype=np.uint8),
        marks=inside[starts] if len(starts) else np.zeros(0, np.uint8),
        units=units,
    )


def _case(word: str) -> int:
    if word.islower():
        return 1
    if word.istitle():
        return 2
    return 3 if word.isupper() else 0


def windows(pieces: Sequence[Pieces], *, size: int = SIZE, shared: int = SHARED) -> list[Window]:
    """Return windows of whole units over each text; a window begins with up to `shared` pieces of the one before."""
    return [w for i, p in enumerate(pieces) for w in _windows(i, p.units, size - 2, shared)]


def _windows(text: int, units: list[tuple[int, int]], room: int, shared: int) -> Iterable[Window]:
    first = 0
    while first < len(units):
        last = first
        while last + 1 < len(units) and units[last + 1][1] - units[first][0] <= room:
            last += 1
        yield Window(text, units[first][0], units[last][1])
        if last + 1 >= len(units):
            return
        following = last + 1
        while following - 1 > first and units[last][1] - units[following - 1][0] <= shared:
            following -= 1
        first = following


def owners(pieces: Sequence[Pieces], found: Sequence[Window]) -> list[np.ndarray]:
    """Return for each text the window (an index into `found`) from which each piece is read: where it is farthest from an edge."""
    best = [np.full(len(p), -1, dtype=np.int64) for p in pieces]
    out = [np.zeros(len(p), dtype=np.int32) for p in pieces]
    for w, window in enumerate(found):
        at = np.arange(window.lo, window.hi)
        left = at - window.lo if window.lo else np.full(len(at), SIZE)
        right = window.hi - 1 - at if window.hi < len(pieces[window.text]) else np.full(len(at), SIZE)
        depth = np.minimum(left, right)
        better = depth > best[window.text][at]
        best[window.text][at[better]] = depth[better]
        out[window.text][at[better]] = w
    return out


def owned(owner: np.ndarray, window: Window, number: int) -> tuple[int, int]:
    """Return the pieces, (first, last), that are read from a window; they stand together, since only neighbours share any."""
    first, last = np.searchsorted(owner[window.lo : window.hi], (number, number + 1)).tolist()
    return window.lo + first, window.lo + last


def batch(pieces: Sequence[Pieces], chosen: Sequence[Window]) -> dict[str, np.ndarray]:
    """Return the network's inputs for some windows, padded to the longest: int64 arrays of (windows, pieces)."""
    width = max(len(w) for w in chosen)
    out = {k: np.zeros((len(chosen), width), dtype=np.int64) for k in ("ids", "case", "marks", "mask")}
    for row, w in enumerate(chosen):
        p, n = pieces[w.text], w.hi - w.lo
        out["ids"][row, 0], out["ids"][row, n + 1] = CLS, SEP
        out["ids"][row, 1 : n + 1] = p.ids[w.lo : w.hi]
        out["case"][row, 1 : n + 1] = p.case[w.lo : w.hi]
        out["marks"][row, 1 : n + 1] = p.marks[w.lo : w.hi]
        out["mask"][row, : n + 2] = 1
    return out
