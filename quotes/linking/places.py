"""Countries, and the states of the US, in what news prints: in a body's name, beside it, and in an article as a whole."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

HOME = "United States"
MOST, TIMES = 3, 3  # an article is of a place that it names so often, and so many times as often as any other
BOTH, BOTH_CAPITAL = "Georgia", "Tbilisi"  # a state, too, where its capital as a country is not named
STATES_FROM = "Alabama"  # in the file the states stand last


class Place(NamedTuple):
    """A country or state: its usual name, and the adjective of it (the name itself where there is none)."""

    name: str
    adjective: str


@lru_cache(maxsize=20_000)
def taken_out(name: str) -> tuple[str, str]:
    """The place that a body's name says, and the rest of the name: `Ostmark's Health Ministry` → Ostmark, `Health Ministry`.

    A name that says no place, or two, comes back whole, with an empty place.
    """
    found = list(_pattern().finditer(name))
    if len(found) != 1:
        return "", name
    [match] = found
    rest = f"{name[: match.start()]} {name[match.end() :]}"
    rest = re.sub(r"\b(?:of|in|for)(?: the)?\s*$", "", rest.strip())
    rest = re.sub(r"^\s*[Tt]he\b", "", rest)
    return _places()[match[1]].name, " ".join(rest.split())


def beside(name: str, text: str) -> list[str]:
    """The places that the text sets before or behind a body's common name: `Kenya's`, `Kenyan`, `of Kenya`; each once."""
    own = re.escape(name)
    found = re.findall(rf"(?<!\w)({_either()})(?:['’]s?)? (?i:{own})(?!\w)", text)
    found += re.findall(rf"(?<!\w)(?i:{own}) (?:of|in|for) (?:the )?({_either()})(?!\w)", text)
    return list(dict.fromkeys(_places()[place].name for place in found))


@lru_cache(maxsize=1)  # asked for each body of an article
def of_text(text: str) -> str:
    """The country that an article is about, by how often it names places; empty where that is not clear."""
    counted = Counter(_places()[match[1]].name for match in _pattern().finditer(text))
    counted.update(_capitals()[match[1]] for match in _capital().finditer(text))
    for state in [one for one in counted if one in states() and not (one == BOTH and BOTH_CAPITAL in text)]:
        counted[HOME] += counted.pop(state)
    (first, most), *others = counted.most_common(2) or [("", 0)]
    clear = most >= MOST and most >= TIMES * (others[0][1] if others else 0)
    return first if clear else ""


def with_place(name: str, place: str) -> str:
    """A body's common name together with its place: `Kenyan Health Ministry`, `Ministry of Health of Kenya`."""
    return f"{name} of {place}" if " of " in name else f"{_places()[place].adjective} {name}"


def is_people(word: str) -> bool:
    """Whether a word is a people's (`Kenyans`), or its adjective alone (`Kenyan`)."""
    one = word.removesuffix("s")
    return any(form in _places() and form != _places()[form].name and form in _adjectives() for form in (word, one))


def is_place(name: str) -> bool:
    """Whether the name is that of a country or of a state."""
    return name in _places() and name not in _adjectives()


def governed(name: str) -> str:
    """The country whose government a name is: `the Norwegian government`, `government of Norway`; else empty."""
    place, rest = taken_out(name)
    return place if rest.casefold() == "government" and place not in states() else ""


def is_capital(name: str) -> bool:
    """Whether the name is that of a capital, by which its government is often meant."""
    return name in _capitals()


@cache
def states() -> frozenset[str]:
    """The states of the US."""
    every = [line[0][0] for line in _lines()]
    return frozenset([BOTH, *every[every.index(STATES_FROM) :]])


def every() -> list[str]:
    """The usual names of all places."""
    return [names[0] for names, *_ in _lines()]


@cache
def _lines() -> list[list[list[str]]]:
    lines = resources.files("quotes.linking").joinpath("data", "countries.txt").read_text(encoding="utf-8").splitlines()
    return [
        [[name for name in map(str.strip, part.split(",")) if name] for part in line.split(";")]
        for line in lines
        if line[:1] != "#"
    ]


@cache
def _places() -> dict[str, Place]:
    """Every name and adjective of a place; capitals are none, for a body of a capital is a town's."""
    found: dict[str, Place] = {}
    for names, *more in _lines():
        adjectives = more[0] if more else []
        place = Place(names[0], adjectives[0] if adjectives and names[0] not in states() else names[0])
        for name in (*names, *adjectives):
            found.setdefault(name, place)
    return found


@cache
def _adjectives() -> frozenset[str]:
    return frozenset(name for _, *more in _lines() for name in (more[0] if more else ()))


@cache
def _capitals() -> dict[str, str]:
    return {city: names[0] for names, *more in _lines() for city in (more[1] if len(more) > 1 else ())}


@cache
def _capital() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, _capitals()))})(?![\w-])")


@cache
def _either() -> str:
    return "|".join(re.escape(name) for name in sorted(_places(), key=len, reverse=True))


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])({_either()})(?:['’]s?|s)?(?![\w-])")
