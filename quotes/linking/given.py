"""Given names: their short forms, what else people who bear them are called, and their spellings; all compared as folded words."""

from __future__ import annotations

from functools import cache
from importlib import resources

from quotes.linking.words import data, same


def forms(given: str) -> tuple[str, ...]:
    """Return the short forms of a given name, what it is itself short for, and those that sound alike; always in one order."""
    return _forms().get(given, ())


def shorts(given: str) -> frozenset[str]:
    """Return the short forms of a given name."""
    return _shorts().get(given, frozenset())


def nicknames(given: str) -> frozenset[str]:
    """Return what else people who bear the given name are called, which may be rare or old."""
    return _nicknames().get(given, frozenset())


def spelt(given: str) -> str:
    """Return the one spelling under which all spellings of a given name are compared."""
    return _spellings().get(given, given)


@cache
def _forms() -> dict[str, tuple[str, ...]]:
    found = {full: {*some} for full, some in _shorts().items()}
    for full, some in _shorts().items():
        for short in some:
            found.setdefault(short, set()).add(full)
    for line in data("names")["alike"].strip().splitlines():
        for word in line.split():
            found.setdefault(word, set()).update({*line.split()} - {word})
    return {name: tuple(sorted(some)) for name, some in found.items()}


@cache
def _shorts() -> dict[str, frozenset[str]]:
    lines = data("names")["short_forms"].strip().splitlines()
    return {full: frozenset(some) for full, *some in (map(spelt, line.split()) for line in lines)}


@cache
def _nicknames() -> dict[str, frozenset[str]]:
    lines = resources.files("quotes.linking").joinpath("data", "nicknames.txt").read_text(encoding="utf-8").splitlines()
    listed = (line.split() for line in lines if not line.startswith("#"))
    return {full: frozenset(forms) for full, *forms in listed}


@cache
def _spellings() -> dict[str, str]:
    return same(data("names")["spellings"])
