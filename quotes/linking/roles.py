"""How far two descriptions of a person agree: the words they share, and the fields of life they belong to."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache, partial

from quotes.linking.words import data, listed, same, word_list
from quotes.wording.fold import plain

PLACE_APART, APART, FAR, NOTHING = -0.3, -0.4, -2.0, -0.15
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
_PAST = re.compile(r"\b(?:former|formerly|ex|onetime|retired|turned)\b")


def held(role: str, body: str) -> str:
    """Return the role and the body in which it is held, where the role does not name it."""
    return role if body in role else ", ".join(filter(None, (role, body)))


@lru_cache(maxsize=20_000)
def words(role: str) -> dict[str, float]:
    """Return the words of a role in one spelling → how much sharing them tells: most for what few people share."""
    text = plain(_POSSESSIVE.sub("", role))
    for phrase in ("chief of staff", "vice president", "white house"):
        text = text.replace(phrase, phrase.replace(" ", "-"))
    found = re.findall(r"\w[\w-]*", text)
    told = [_same().get(word, word) for word in found if word not in _listed("small")]
    return {word: 0.5 if word in _listed("common") else 0.8 if word in _listed("offices") else 1.0 for word in told}


def key_words(role: str) -> list[str]:
    """At most six words of a role by which people of one surname are told apart, the most telling first."""
    weights = words(role)
    return sorted(weights, key=lambda word: (-weights[word], word))[:6]


def elected(role: str) -> bool:
    """Tell whether the role is that of somebody whom people vote for."""
    return not words(role).keys().isdisjoint(_listed("elected"))


@lru_cache(maxsize=50_000)
def agreement(a: str, b: str) -> float:
    """From 1 (surely one person's roles) over 0 (nothing can be said) to FAR (hardly one person's)."""
    shared = words(a).keys() & words(b).keys()
    return _shared(a, b, shared) if shared else _nothing_shared(a, b)


def _shared(a: str, b: str, shared: AbstractSet[str]) -> float:
    one, other = words(a), words(b)
    worth = min(1.0, sum(one[word] for word in shared) / 2)
    named = _names(a), _names(b)
    if all(named) and not named[0] & named[1]:  # mayor of one town, and of another
        return PLACE_APART if all(one[word] < 1.0 for word in shared) else worth / 3
    own = [{word for word in some if word not in shared and some[word] == 1.0} for some in (one, other)]
    return worth * 0.7 if all(own) else worth


def _nothing_shared(a: str, b: str) -> float:
    if not words(a) or not words(b):
        return 0.0
    fields = _fields(a), _fields(b)
    if not all(fields):
        return NOTHING
    if fields[0] & fields[1]:
        return 0.0  # people rise: a governor becomes a minister
    if _PAST.search(plain(a)) or _PAST.search(plain(b)):
        return NOTHING  # who was something is something else now
    far = all(y in _far().get(x, ()) or x in _far().get(y, ()) for x in fields[0] for y in fields[1])
    return FAR if far else APART


@lru_cache(maxsize=20_000)
def _names(role: str) -> frozenset[str]:
    """The telling words that are printed with a capital: of places and bodies."""
    capitals = {word for name in re.findall(r"\b[A-Z][\w-]*", role) for word in words(name)}
    return frozenset(word for word, weight in words(role).items() if weight == 1.0 and word in capitals)


@lru_cache(maxsize=20_000)
def _fields(role: str) -> frozenset[str]:
    found = frozenset(name for name, block in _field_words().items() if block & words(role).keys())
    return found - {"kin"} if _names(role) else found  # 'the senator Ada Bern's husband' is known for her


@cache
def _same() -> dict[str, str]:
    return same(data("roles")["same"])


@cache
def _field_words() -> dict[str, frozenset[str]]:
    return {name: listed(block) for name, block in data("roles")["fields"].items()}


@cache
def _far() -> dict[str, frozenset[str]]:
    return {name: listed(block) for name, block in data("roles")["far"].items()}


_listed = partial(word_list, "roles")
