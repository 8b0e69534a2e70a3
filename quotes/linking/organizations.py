"""Names of organisations: the words that tell one from another, acronyms, and how far two may be one's."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import resources

from quotes.folding import plain
from quotes.linking.words import data, listed, loose, same

FULL, GENERIC, SPELT, REORDERED, ABROAD, ACRONYM = 0.85, 0.5, 0.7, 0.75, 0.56, 0.5
_NO_WORD = r"[^\w&]+"
_ACRONYM = re.compile(r"[A-Z][A-Za-z]*[A-Z][A-Za-z]*")


@lru_cache(maxsize=20_000)
def words(name: str) -> tuple[str, ...]:
    """The words that count, folded and in one spelling: without articles, prepositions, legal forms."""
    told = _told_apart(name)
    return _known().get(told, told)


def _told_apart(name: str) -> tuple[str, ...]:
    text = f" {re.sub(_NO_WORD, ' ', plain(name))} "
    for phrase, short in data("names")["organizations"]["same"]:
        text = text.replace(f" {phrase} ", f" {short} ")
    found = [_spellings().get(word, word) for word in text.split()]
    told = [word for word in found if word not in _listed("small") and word not in _joined_articles()] or found
    while len(told) > 1 and told[-1] in _listed("legal"):
        told = told[:-1]
    return tuple(told)


def keys(name: str) -> list[str]:
    """The keys under which an organisation of that name is found."""
    if short(name):
        return [_same(name), f"oa {_letters(name)}"]
    return [_same(name), _alike(name), *(f"oi {letters}" for letters in initials(name))]


def lookups(name: str) -> list[str]:
    """The keys of the organisations that such a mention may mean."""
    if short(name):
        return [_same(name), f"oi {_letters(name)}"]
    return [_same(name), _alike(name), *(f"oa {letters}" for letters in initials(name))]


def likeness(a: str, b: str) -> tuple[float, str]:
    """How far two names may be one organisation's, and by what; names that differ are no conflict: it may have both."""
    one, other = words(a), words(b)
    if one == other:
        return (GENERIC, "common name") if generic(a) else (FULL, "full name")
    if sorted(one) == sorted(other):
        return (GENERIC, "common name") if generic(a) else (REORDERED, "full name in another order")
    if short(a) != short(b):
        acronym, full = (a, b) if short(a) else (b, a)
        if known(a) or known(b):
            return 0.0, ""  # everybody knows what it stands for
        return (ACRONYM, "acronym") if _letters(acronym) in initials(full) else (0.0, "")
    if _told(one) == _told(other):
        return (GENERIC if generic(a) or generic(b) else ABROAD), "full name but for the country"
    if not short(a) and [loose(word) for word in one] == [loose(word) for word in other]:
        return SPELT, "spelling"
    return 0.0, ""


@lru_cache(maxsize=20_000)
def short(name: str) -> bool:
    """Whether the name is an acronym: 'NATO', 'CENTCOM', 'U.N.'."""
    word = re.sub(r"^[Tt]he ", "", name.strip()).replace(".", "")
    return bool(_ACRONYM.fullmatch(word)) and sum(map(str.isupper, word)) * 2 > len(word) and len(word) <= 8


def known(name: str) -> bool:
    """Whether it is a body that articles name without saying where it is."""
    return words(name) in _known().values()


def generic(name: str) -> bool:
    """Whether many bodies bear the name: 'Health Ministry', 'the police'; not one that everybody knows ('White House')."""
    return not known(name) and all(word in _listed("generic") for word in words(name))


@lru_cache(maxsize=20_000)
def initials(name: str) -> frozenset[str]:
    """The acronyms that a full name may have, of two letters or more: with its small words and without."""
    if short(name):
        return frozenset()
    if re.search(r"['’]s?\b", name) or "/" in name:
        return frozenset()  # 'Bern's British campaign' is no BBC
    printed = [word for word in re.findall(r"\w+", name) if word.lower() not in ("the", "a", "an")]
    every = [plain(word) for word in printed if plain(word)]
    told = [plain(word) for word in printed if plain(word) not in _listed("small")]
    if any(word[0].islower() and plain(word) not in _listed("small") for word in printed):
        return frozenset()
    found = {"".join(word[0] for word in some) for some in (every, told)}
    return frozenset(letters for letters in found if len(letters) > 1)


def acronym_of(name: str, text: str) -> str:
    """The acronym that the text sets beside the name: 'Central Command (CENTCOM)'; empty where there is none."""
    found = re.search(rf"{re.escape(name)}\s?\(([A-Z][A-Za-z.&-]{{1,11}})\)", text)
    return found.group(1) if found and short(found.group(1)) and _stands_for(found.group(1), name) else ""


def _stands_for(acronym: str, name: str) -> bool:
    """Whether the letters of an acronym stand in the name in their order: not so where a dateline has an agency behind it."""
    letters = iter(plain(name))
    return " " in name and all(letter in letters for letter in _letters(acronym))


def _same(name: str) -> str:
    return f"o= {' '.join(sorted(words(name)))}"


def _alike(name: str) -> str:
    return f"o~ {' '.join(loose(word) for word in sorted(_told(words(name))))}"


def _told(some: tuple[str, ...]) -> tuple[str, ...]:
    """The words without the country in front."""
    return some[1:] if len(some) > 1 and some[0] in _listed("countries") else some


def _letters(name: str) -> str:
    return re.sub(r"[^a-z]", "", plain(re.sub(r"^[Tt]he ", "", name.strip())))


@cache
def _known() -> dict[tuple[str, ...], tuple[str, ...]]:
    """The words of every name of a body that everybody knows → those of its usual name."""
    lines = resources.files("quotes.linking").joinpath("data", "bodies.txt").read_text(encoding="utf-8").splitlines()
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for line in lines:
        if not line.startswith("#"):
            usual, *others = (_told_apart(name) for name in line.split(" | "))
            for one in (usual, *others):
                found[one] = found[("us", *one)] = usual
    return found


@cache
def _listed(name: str) -> frozenset[str]:
    return listed(data("names")["organizations"][name])


@cache
def _joined_articles() -> frozenset[str]:
    return listed(data("names")["articles"]) - {"at", "as", "an"}


@cache
def _spellings() -> dict[str, str]:
    return same(data("names")["organizations"]["spellings"])
