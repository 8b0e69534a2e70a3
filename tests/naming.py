"""Entities of a text, given by their names."""

import re

from quotes.pipeline.entities import PERSON


def tagged(text: str, *names: str) -> list[tuple[int, int, str]]:
    """Every occurrence of some names (`ORG:Name` for organisations), as the tagger would give them."""
    found = []
    for given in names:
        label, name = given.split(":") if ":" in given else (PERSON, given)
        found += [(*m.span(), label) for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)]
    out: list[tuple[int, int, str]] = []
    for entity in sorted(found, key=lambda e: (e[0], -e[1])):
        if not out or entity[0] >= out[-1][1]:
            out.append(entity)
    return out
