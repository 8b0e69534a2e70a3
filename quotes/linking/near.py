"""What a long text prints around a name: all that the questions about the name look at."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property

from quotes.limits import LONG_TEXT, MOST_PRINTED

AROUND = 200  # characters before and behind a word of the name
_LETTERS = re.compile(r"[^\W\d_]+")
_HUMP = re.compile(r"[A-Z][a-z]+")  # `BernCouncil` is two words that a page joined


class Near:
    """A text, of which each name is given the stretches that print one of its words, and all where it is not long.

    A search for every name in all of a long text takes time that grows with its square.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    def __call__(self, name: str) -> str:
        """Return what stands around the first places of each of the name's words, in the text's order."""
        if len(self.text) <= LONG_TEXT:
            return self.text
        words = {word.casefold() for word in (*_LETTERS.findall(name), *_HUMP.findall(name))}
        forms = {form for word in words for form in (word, word.removesuffix("s"))}
        stretches: list[list[int]] = []
        for place in sorted(place for form in forms for place in self._printed.get(form, ())):
            start, end = max(0, place - AROUND), place + len(name) + AROUND
            if stretches and start <= stretches[-1][1]:
                stretches[-1][1] = end
            else:
                stretches.append([start, end])
        return "\n".join(self.text[start:end] for start, end in stretches)

    @cached_property
    def _printed(self) -> dict[str, list[int]]:
        """Where each word stands the first times."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for m in _LETTERS.finditer(self.text):
            places = found[m.group().casefold()]
            if len(places) < MOST_PRINTED:
                places.append(m.start())
        return found
