"""The data files of linking, read once, and words as they are compared."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from quotes.wording.fold import plain


@cache
def data(name: str) -> dict[str, Any]:
    """Return a file of `data/` as it stands there."""
    return tomllib.loads(resources.files("quotes.linking").joinpath("data", f"{name}.toml").read_text(encoding="utf-8"))


def listed(words: str) -> frozenset[str]:
    """Return the words of a block."""
    return frozenset(words.split())


@cache
def word_list(file: str, *names: str) -> frozenset[str]:
    """Return a list of words of a file of `data/`, by its name or the names that lead to it."""
    found: Any = data(file)
    for name in names:
        found = found[name]
    return listed(found)


def same(block: str) -> dict[str, str]:
    """Return each word of a line → the first word of that line."""
    lines = [line.split() for line in block.strip().splitlines()]
    return {plain(word): plain(words[0]) for words in lines for word in words}


@lru_cache(maxsize=50_000)
def loose(word: str) -> str:
    """Return the folded word as different alphabets and spellings leave it: 'kataeb' and 'kataib' are one, 'zelenskyy' and
    'zelensky'; so are some names that differ, and more than a name must agree for those to be one person's.
    """
    for letters, letter in _SOUNDS:
        word = letters.sub(letter, word)
    return word


_SOUNDS = [
    (re.compile(letters), letter)
    for letters, letter in (
        ("ph", "f"), ("([bcdgkrst])h", r"\1"), ("ck|q|c(?![eiy])", "k"), ("w", "v"), ("x", "ks"),
        ("ou|oo|o", "u"), ("[iy][iy]+|ee|ei|ey|ie|[eyj]", "i"), (r"(.)\1+", r"\1"),
    )
]  # fmt: skip
