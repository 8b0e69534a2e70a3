"""The word lists beside this package, read once: files that a person can proofread."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

MALE, FEMALE = "male", "female"
_DATA = Path(__file__).parent / "data"


@cache
def role_nouns() -> frozenset[str]:
    """The nouns that make a phrase somebody's role, in lower case."""
    return _listed("role_nouns.txt")


@cache
def label_words() -> frozenset[str]:
    """The words that stand before a colon and are nobody's name (`Note:`), in lower case."""
    return _listed("labels.txt")


def _listed(name: str) -> frozenset[str]:
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    return frozenset(w for line in lines if not line.startswith("#") for w in line.split())


@cache
def given_names() -> dict[str, str]:
    """Given names in lower case → the gender that they are mostly given to."""
    text = (_DATA / "given_names.txt").read_text(encoding="utf-8")
    out: dict[str, str] = {}
    for gender in (MALE, FEMALE):
        block = re.search(rf"^{gender}:\n(.+?)(?:\n\n|\Z)", text, re.DOTALL | re.MULTILINE)
        out |= dict.fromkeys(block.group(1).split() if block else (), gender)
    return out
