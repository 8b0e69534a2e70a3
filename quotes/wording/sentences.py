"""Where one sentence ends and the next begins, for whoever asks: by its marks, what follows them, and what is only short for something."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

AHEAD = 8  # characters beyond a stretch that show what follows it
_GAP = re.compile(r"(?<=[.!?…])[\"”’'»)\]]*\s+(?=[\"“‘'«„(\[]*[A-ZÀ-ÖØ-Þ0-9])|\n+")


@cache
def _shortened() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before a stop that ends nothing, and what follows where it ends a sentence after all."""
    lists = tomllib.loads(files("quotes").joinpath("data/sentences.toml").read_text(encoding="utf-8"))
    short, opener = ("|".join(map(re.escape, lists[name].split())) for name in ("abbreviations", "openers"))
    return re.compile(rf"\b(?:[A-Z]|{short})\Z"), re.compile(rf"(?:{opener})\b")


def gaps(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield the gaps between the sentences of a stretch, in order: from behind the stop of one to where the next begins."""
    end = len(text) if end is None else end
    short, opener = _shortened()
    for m in _GAP.finditer(text, start, end + AHEAD):
        if m.end() > end:
            return
        shortens = text[m.start() - 1] == "." and short.search(text, max(start, m.start() - 8), m.start() - 1)
        if not shortens or opener.match(text, m.end()):
            yield m.span()


def split(text: str) -> list[str]:
    """Return the sentences of a text, without the space and the closing marks between them."""
    bounds = [0, *(place for gap in gaps(text) for place in gap), len(text)]
    return [text[a:b] for a, b in zip(bounds[::2], bounds[1::2], strict=True)]
