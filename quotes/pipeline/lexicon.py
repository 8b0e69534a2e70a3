"""The word lists beside this package, read once: files that a person can proofread."""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path

MALE, FEMALE = "male", "female"
_DATA = Path(__file__).parent / "data"
PLAIN = 0.3  # of a noun's uses: where more of them speak of people, it may head a role on its own
_TAILS = frozenset(("man", "woman", "person"))
PERSONS = _DATA / "persons.tsv"


@cache
def lists(name: str) -> dict[str, str]:
    """Return the word lists of a TOML file by their names, each as it is written there."""
    return tomllib.loads((_DATA / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def listed(file: str, name: str) -> frozenset[str]:
    """Return the words of one of those lists."""
    return frozenset(lists(file)[name].split())


ABBREVIATED, _LEADERS, _SURNAMES = (listed("persons", name) for name in ("abbreviated", "leaders", "surnames"))


@cache
def persons() -> dict[str, tuple[float, str]]:
    """Return nouns in lower case → the share of their uses that speak of a person, and the kind of person (`leader`, `relative`)."""
    lines = (line.split("\t") for line in PERSONS.read_text(encoding="utf-8").splitlines() if line[0] != "#")
    return {noun: (float(share), kind) for noun, share, kind in lines}


@cache
def role_nouns() -> frozenset[str]:
    """Return the nouns that make a phrase somebody's role, in lower case."""
    return frozenset(role_fields())


@cache
def role_fields() -> dict[str, str]:
    """Return those nouns → the field of life that the file lists them under, such as `law` or `offices and politics`."""
    out: dict[str, str] = {}
    field = ""
    for line in (_DATA / "role_nouns.txt").read_text(encoding="utf-8").splitlines():
        field = line.removeprefix("#").strip() if line.startswith("#") else field
        out |= {} if line.startswith("#") else {noun: out.get(noun, field) for noun in line.split()}
    return out


@cache
def label_words() -> frozenset[str]:
    """Return the words that stand before a colon and are nobody's name (`Note:`), in lower case."""
    return _of_lines("labels.txt")


@cache
def role_weights() -> dict[str, float]:
    """Return what each thing known of a phrase adds to its score as a role; fitted by `quotes.training.roles`."""
    weights: dict[str, float] = json.loads((_DATA / "role_weights.json").read_text(encoding="utf-8"))
    return weights


@cache
def stance_weights() -> dict[str, dict[str, float]]:
    """Return what each thing known of a target and of a side adds to their chance; fitted by `quotes.training.stances`."""
    weights: dict[str, dict[str, float]] = json.loads((_DATA / "stance_weights.json").read_text(encoding="utf-8"))
    return weights


def _of_lines(name: str) -> frozenset[str]:
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    return frozenset(w for line in lines if not line.startswith("#") for w in line.split())


@cache
def given_names() -> dict[str, str]:
    """Return given names in lower case → the gender that they are mostly given to."""
    text = (_DATA / "given_names.txt").read_text(encoding="utf-8")
    out: dict[str, str] = {}
    for gender in (MALE, FEMALE):
        block = re.search(rf"^{gender}:\n(.+?)(?:\n\n|\Z)", text, re.DOTALL | re.MULTILINE)
        out |= dict.fromkeys(block.group(1).split() if block else (), gender)
    return out


@lru_cache(4096)
def person(word: str) -> tuple[float, str]:
    """Tell how much of a noun's use speaks of a person, from 0 to 1, and of what kind; of one that is not listed, `unknown`."""
    word = word.casefold().strip(".’'")
    if word in ABBREVIATED:
        return 1.0, "title"
    if word in _LEADERS:
        return 0.6, "leader"
    parts = word.split("-")
    for form in (
        word,
        word.removesuffix("s"),
        re.sub(r"men$", "man", word),
        re.sub(r"ies$", "y", word),
        parts[-1],
        parts[0],
    ):
        if form in persons():
            return persons()[form]
    for n in range(1, len(word) - 4):  # `harbourmaster`, `frontman`
        if word[n:] in _TAILS or len(word) - n > 5 and persons().get(word[n:], (0.0, ""))[0] > 0.9:
            return 0.8, "other"
    return 0.0, "unknown"


def is_title(word: str) -> bool:
    """Tell whether a word before a name, or in place of one, is a noun for a person and hardly a surname."""
    return word.casefold().strip(".") not in _SURNAMES and is_person(word)


def is_person(word: str) -> bool:
    """Tell whether a noun mostly says what somebody is."""
    return person(word)[0] >= PLAIN
