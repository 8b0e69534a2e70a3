"""How far two descriptions of a person agree: the words they share, and the fields of life they belong to."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from quotes.folding import plain
from quotes.linking.words import data, listed, same

PLACE_APART, APART, FAR, NOTHING = -0.3, -0.4, -1.5, -0.15


@lru_cache(maxsize=20_000)
def words(role: str) -> dict[str, float]:
    """The words of a role in one spelling → how much sharing them tells: most for what few people share."""
    found = re.findall(
        r"\w[\w-]*", plain(role).replace("chief of staff", "chief-of-staff").replace("vice president", "vice-president")
    )
    told = [_same().get(word, word) for word in found if word not in _listed("small")]
    return {word: 0.5 if word in _listed("common") else 0.8 if word in _listed("offices") else 1.0 for word in told}


def key_words(role: str) -> list[str]:
    """At most six words of a role by which people of one surname are told apart, the most telling first."""
    weights = words(role)
    return sorted(weights, key=lambda word: (-weights[word], word))[:6]


def agreement(a: str, b: str) -> float:
    """From 1 (surely one person's roles) over 0 (nothing can be said) to FAR (hardly one person's)."""
    one, other = words(a), words(b)
    shared = one.keys() & other.keys()
    if shared:
        own = [{w for w in some if w not in shared and some[w] == 1.0} for some in (one, other)]
        if all(own) and all(one[word] < 1.0 for word in shared):
            return PLACE_APART  # mayor of one town, and of another
        return min(1.0, sum(one[word] for word in shared) / 2)
    if not one or not other:
        return 0.0
    fields = _fields(a), _fields(b)
    if not all(fields):
        return NOTHING
    if fields[0] & fields[1]:
        return 0.0  # people rise: a governor becomes a minister
    far = all(y in _far().get(x, ()) or x in _far().get(y, ()) for x in fields[0] for y in fields[1])
    return FAR if far else APART


@lru_cache(maxsize=20_000)
def _fields(role: str) -> frozenset[str]:
    return frozenset(name for name, block in _field_words().items() if block & words(role).keys())


@cache
def _same() -> dict[str, str]:
    return same(data("roles")["same"])


@cache
def _listed(name: str) -> frozenset[str]:
    return listed(data("roles")[name])


@cache
def _field_words() -> dict[str, frozenset[str]]:
    return {name: listed(block) for name, block in data("roles")["fields"].items()}


@cache
def _far() -> dict[str, frozenset[str]]:
    return {name: listed(block) for name, block in data("roles")["far"].items()}
