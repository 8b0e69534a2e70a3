"""Which noun phrases a text prints, told by the parts of speech of its pieces: words, and ranges of them.

A stance is towards what a phrase names, so two phrases that a preposition joins are one (`a war with Ostland`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from quotes.pipeline.network.windows import Pieces
from quotes.types import Span

_NOUNS = frozenset(("NOUN", "PROPN"))
_INSIDE = frozenset(("NOUN", "PROPN", "ADJ", "NUM"))
JOINS = frozenset(("of", "with", "against", "on", "for", "in", "to", "from", "about", "over", "into", "towards"))
OWNERS = frozenset(("our", "their", "his", "her", "its", "my", "your"))
DEFINITE = frozenset(("the", "this", "that", "these", "those"))
BETWEEN = frozenset(("a", "an", *OWNERS, *DEFINITE))


class Word(NamedTuple):  # of which an article has thousands, and a dataclass takes three times as long to make
    """A word of the text with its pieces and its part of speech."""

    lo: int
    hi: int
    start: int
    end: int
    pos: str


def tagged_words(text: str, pieces: Pieces, tags: Sequence[str]) -> list[Word]:
    """Return the words of a text, each with the part of speech of its first piece; `tags` has one a piece."""
    out: list[Word] = []
    lo = hi = start = end = -1
    for n, (s, e) in enumerate(zip(pieces.starts.tolist(), pieces.ends.tolist(), strict=True)):
        if s == e:
            continue
        if s != end or not (text[s].isalnum() and text[s - 1].isalnum()):
            if lo >= 0:
                out.append(Word(lo, hi, start, end, tags[lo]))
            lo, start = n, s
        hi, end = n + 1, e
    if lo >= 0:
        out.append(Word(lo, hi, start, end, tags[lo]))
    return out


def noun_phrases(text: str, words: Sequence[Word]) -> list[Span]:
    """Return noun phrases as ranges of words: adjectives and nouns that end in a noun, and two joined by a preposition."""
    simple: list[Span] = []
    n = 0
    while n < len(words):
        if words[n].pos not in _INSIDE:
            n += 1
            continue
        last = n
        while last < len(words) and (words[last].pos in _INSIDE or _hyphen(text, words, last)):
            last += 1
        end = last
        while end > n and words[end - 1].pos not in _NOUNS:
            end -= 1
        if end > n:
            simple.append((n, end))
        n = last
    joined: list[Span] = []
    for span in simple:
        if joined and _joins(text, words, joined[-1], span):
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(span)
    return joined


def _hyphen(text: str, words: Sequence[Word], n: int) -> bool:
    return text[words[n].start : words[n].end] in ("-", "'s", "’s", "'", "’") and n + 1 < len(words)


def _joins(text: str, words: Sequence[Word], a: Span, b: Span) -> bool:
    between = text[words[a[1] - 1].end : words[b[0]].start].lower().split()
    return 0 < len(between) <= 2 and between[0] in JOINS and (len(between) == 1 or between[1] in BETWEEN)
