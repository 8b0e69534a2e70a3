"""Somebody or something that an article names: its kind, its mentions, its names, of which the fullest is shown."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections import Counter
from dataclasses import dataclass, field

from quotes.limits import MOST_NAMES
from quotes.types import Span

PERSON, ORG, PLACE, OTHER = "PERSON", "ORG", "PLACE", "OTHER"
SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
_APOSTROPHE = re.compile("[’'‘ʼ`]")
PARTICLES = frozenset("de del della di da dos van von der den la le bin al el ben abu st".split())


@dataclass(slots=True, eq=False)
class Entity:
    """Somebody or something that an article names, the same as nobody but itself; `mentions` are its spans in reading order."""

    kind: str
    mentions: list[Span] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)
    gender: str = ""
    _fullest: str = ""  # of the names so far; empty while it is not worked out
    _starts: list[int] = field(default_factory=list)  # of the mentions so far, in reading order

    def add(self, span: Span, name: str = "") -> None:
        """Take in a mention, and the name that it prints; while a cast is assembled they come in any order."""
        self.mentions.append(span)
        insort(self._starts, span[0])
        if name in self.names or name and len(self.names) < MOST_NAMES:
            self.names[name] += 1
            self._fullest = ""

    def named_between(self, start: int, end: int) -> bool:
        """Tell whether a mention begins in a stretch of the text."""
        n = bisect_left(self._starts, start)
        return n < len(self._starts) and self._starts[n] < end

    def named_first(self) -> int:
        """Tell where the first mention begins."""
        return self._starts[0]

    @property
    def name(self) -> str:
        """The fullest name: most words, then most often; a person's in small letters, though all are printed in capitals."""
        if not self._fullest:
            name = max(self.names, key=lambda n: (len(n.split()), not n.isupper(), len(unmarked(n)), self.names[n]))
            self._fullest = lowered(name) if self.kind == PERSON and name.isupper() else name
        return self._fullest


def unmarked(name: str) -> str:
    """Return a name without apostrophes, which spell the same name in one place and not in another."""
    return _APOSTROPHE.sub("", name)


def lowered(name: str) -> str:
    """Return a name in capitals as it is written elsewhere: `MARY O'ROE-MCDOE JR.` gives `Mary O'Roe-McDoe Jr.`; acronyms stay."""
    words = name.split()
    return name if len(words) == 1 and len(name) < 4 else " ".join(map(_lowered, words))


def _lowered(word: str) -> str:
    bare = word.strip(".").casefold()
    if bare in ("ii", "iii", "iv") or (len(word) < 4 and bare not in SUFFIXES and not set(word) & set("AEIOUY")):
        return word  # a number, or initials
    small = re.sub(r"[^\W\d_]+", lambda m: m.group().capitalize(), word)
    return re.sub(r"\bMc([a-z])", lambda m: f"Mc{m.group(1).upper()}", re.sub(r"(?<=[’'])S\b", "s", small))
