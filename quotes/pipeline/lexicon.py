"""The word lists beside this package, read once: files that a person can proofread."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

MALE, FEMALE = "male", "female"
_DATA = Path(__file__).parent / "data"


@cache
def role_nouns() -> frozenset[str]:
    """The nouns that make a phrase somebody's role, in lower case."""
    return frozenset(role_fields())


@cache
def role_fields() -> dict[str, str]:
    """Those nouns → the field of life that the file lists them under, such as `law` or `offices and politics`."""
    out: dict[str, str] = {}
    field = ""
    for line in (_DATA / "role_nouns.txt").read_text(encoding="utf-8").splitlines():
        field = line.removeprefix("#").strip() if line.startswith("#") else field
        out |= {} if line.startswith("#") else {noun: out.get(noun, field) for noun in line.split()}
    return out


@cache
def label_words() -> frozenset[str]:
    """The words that stand before a colon and are nobody's name (`Note:`), in lower case."""
    return _listed("labels.txt")


@cache
def role_weights() -> dict[str, float]:
    """What each thing known of a phrase adds to its score as a role; fitted by `quotes.training.roles`."""
    weights: dict[str, float] = json.loads((_DATA / "role_weights.json").read_text(encoding="utf-8"))
    return weights


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
