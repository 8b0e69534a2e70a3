"""Names of organisations: the words that tell one from another, places, acronyms, and how far two may be one's.

A common name (`Health Ministry`, `Supreme Court`) is a body's only together with its place. Some common names say it by
themselves, for readers of most news (`data/bodies.txt`), unless the article is clearly about another country.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache, partial
from importlib import resources

from quotes.linking import places
from quotes.linking.words import data, loose, same, word_list
from quotes.wording.fold import plain

CONFLICT = -1.0
FULL, GENERIC, SPELT, REORDERED, ABROAD, ACRONYM = 0.85, 0.5, 0.7, 0.75, 0.56, 0.5
_NO_WORD = r"[^\w&]+"
_LETTERS = 7  # a name of one word that is shorter differs by a letter from others' too
_DESCRIBED = re.compile(
    r"(?<=\w) (?:(?:state )?news )?(?:agency|chain|daily|magazine|network|newspaper|site|tabloid|website|weekly)$"
)  # 'Ashford Review magazine'
_ACRONYM = re.compile(r"[A-Z][A-Za-z]*[A-Z][A-Za-z]*")


@lru_cache(maxsize=20_000)
def words(name: str) -> tuple[str, ...]:
    """Return the words that count, folded and in one spelling: without articles, prepositions, legal forms."""
    told = _told_apart(name)
    return _known().get(told, told)


@lru_cache(maxsize=20_000)
def place(name: str) -> str:
    """Return the country or state of a body with a common name, where the name says it: `us` of `U.S. Senate`; else empty."""
    country, rest = places.taken_out(name)
    return _KEYS.get(country, country.casefold()) if country and rest and _common(_plain_words(rest)) else ""


def placed(several: Sequence[str]) -> list[str]:
    """Return the names of one body that tell which it is: where one says a place (`Polish Supreme Court`), no common name without."""
    if not any(place(name) for name in several):
        return list(several)
    return [name for name in several if place(name) or not common(name)]


def firms() -> frozenset[str]:
    """Return the nouns by which an article calls a firm or another body, and no person: `subsidiary`, `think tank`."""
    return _listed("firms")


def common(name: str) -> bool:
    """Tell whether bodies of many places bear the name, though readers may know which is meant."""
    return _common(_plain_words(name))


def with_place(name: str, text: str) -> str:
    """Return a common name together with its place, which the article says beside it or is clearly about; empty where neither is so."""
    if place(name) or not common(name):
        return ""
    home = _home().get(words(name), "")
    beside = places.beside(name, text)
    if len(beside) > 1 or home and any(_KEYS.get(one, one) == home or one in places.states() for one in beside):
        return ""
    if beside:
        return places.with_place(name, beside[0])
    local = _local(name, text) if not home else ""
    if local or not _listed("national") & set(_plain_words(name)):
        return local
    country = places.of_text(text)
    return places.with_place(name, country) if country and _KEYS.get(country, country) != home else ""


def _local(name: str, text: str) -> str:
    """`Ashford police`, `Harbour Finance Committee`: the longer name, where the article has one alone that ends in this one."""
    if not _listed("longer") & set(_plain_words(name)):
        return ""
    found = re.findall(rf"[a-z]+,? (?:the )?((?:[A-Z][a-z]+ ){{1,3}})(?i:{re.escape(name)})(?!\w)", text)
    before = {words for words in found if not all(plain(word) in _listed("countries") for word in words.split())}
    return f"{before.pop()}{name}" if len(before) == 1 else ""


def _common(told: tuple[str, ...]) -> bool:
    return all(word in _listed("generic") for word in told)


_KEYS = {"United States": "us", "United Kingdom": "uk"}


@lru_cache(maxsize=20_000)
def _told_apart(name: str) -> tuple[str, ...]:
    name = _DESCRIBED.sub("", name)
    if country := place(name):
        told = [word for word in _plain_words(places.taken_out(name)[1]) if word != "affairs"]
        return country, *told
    return _plain_words(name)


def _plain_words(name: str) -> tuple[str, ...]:
    name = re.sub(r"\bL\.?A\.?(?= [A-Z])", "Los Angeles", name)  # 'la' is an article elsewhere
    text = f" {re.sub(_NO_WORD, ' ', plain(name))} "
    for phrase, short in data("names")["organizations"]["same"]:
        text = text.replace(f" {phrase} ", f" {short} ")
    found = [_spellings().get(word, word) for word in text.split()]
    told = [word for word in found if word not in _listed("small") and word not in _joined_articles()] or found
    while len(told) > 1 and told[-1] in _listed("legal"):
        told = told[:-1]
    return tuple(told)


def keys(name: str) -> list[str]:
    """Return the keys under which an organisation of that name is found."""
    if short(name):
        return [_same(name), f"oa {_letters(name)}", _run_on(name)]
    return [_same(name), _alike(name), _run_on(name), *(f"oi {letters}" for letters in initials(name))]


def lookups(name: str) -> list[str]:
    """Return the keys of the organisations that such a mention may mean."""
    if short(name):
        return [_same(name), f"oi {_letters(name)}", _run_on(name)]
    return [_same(name), _alike(name), _run_on(name), *(f"oa {letters}" for letters in initials(name))]


def likeness(a: str, b: str) -> tuple[float, str]:
    """Tell how far two names may be one organisation's, and by what.

    Names that differ are no conflict, for it may have both; common names of two places are.
    """
    one, other = words(a), words(b)
    if one == other:
        return (GENERIC, "common name") if generic(a) else (FULL, "full name")
    if sorted(one) == sorted(other):
        return (GENERIC, "common name") if generic(a) else (REORDERED, "full name in another order")
    if "".join(one) == "".join(other) and len("".join(one)) > 4:
        return SPELT, "spelling"
    if short(a) != short(b):
        acronym, full = (a, b) if short(a) else (b, a)
        if known(a) or known(b):
            return 0.0, ""  # everybody knows what it stands for
        return (ACRONYM, "acronym") if _letters(acronym) in initials(full) else (0.0, "")
    of = place(a) or _home().get(one, ""), place(b) or _home().get(other, "")
    if all(of) and of[0] != of[1]:
        return CONFLICT, ""
    both = {*one[:1]} <= _listed("countries") and {*other[:1]} <= _listed("countries")
    ahead = [some[0] if len(some) > 1 and some[0] in _state_keys() else "" for some in (one, other)]
    if ahead[0] != ahead[1] and (all(ahead) or known(b if ahead[0] else a)):
        return CONFLICT, ""  # the party of one state, and of another, or of the country
    if _told(one) == _told(other) and not both:
        return (GENERIC if common(a) or common(b) else ABROAD), "full name but for the country"
    long = len(one) > 1 or min(len("".join(one)), len("".join(other))) >= _LETTERS
    if long and not short(a) and [loose(word) for word in one] == [loose(word) for word in other]:
        return SPELT, "spelling"
    return 0.0, ""


@lru_cache(maxsize=20_000)
def short(name: str) -> bool:
    """Tell whether the name is an acronym: 'NATO', 'CENTCOM', 'U.N.'."""
    word = re.sub(r"^[Tt]he ", "", name.strip()).replace(".", "")
    return bool(_ACRONYM.fullmatch(word)) and sum(map(str.isupper, word)) * 2 > len(word) and len(word) <= 8


def known(name: str) -> bool:
    """Tell whether it is a body that articles name without saying where it is."""
    return words(name) in _known().values()


def usual(name: str) -> str:
    """Return the usual name of a body that everybody knows; empty of others."""
    return _usual().get(words(name), "")


def generic(name: str) -> bool:
    """Tell whether many bodies bear the name: 'Health Ministry', 'the police'; not one that everybody knows ('White House')."""
    return not known(name) and _common(words(name))


@lru_cache(maxsize=20_000)
def initials(name: str) -> frozenset[str]:
    """Return the acronyms that a full name may have, of two letters or more: with its small words and without."""
    if short(name):
        return frozenset()
    if re.search(r"['’]s?\b", name) or "/" in name:
        return frozenset()  # 'Bern's British campaign' is no BBC
    printed = [word for word in re.findall(r"\w+", name) if word.lower() not in ("the", "a", "an")]
    every = [plain(word) for word in printed if plain(word)]
    told = [word for word in every if word not in _listed("small")]
    if any(word[0].islower() and plain(word) not in _listed("small") for word in printed):
        return frozenset()
    found = {"".join(word[0] for word in some) for some in (every, told)}
    return frozenset(letters for letters in found if len(letters) > 1)


def in_full(acronym: str, text: str) -> str:
    """Return the name that the text sets before an acronym in brackets: `Northern Harbour Council (NHC)`; empty where there is none."""
    if not short(acronym):
        return ""
    found = re.search(rf"((?:[A-Z][\w.&’'-]*|of|for|and|the|on|in|to|&)(?: (?:[A-Z][\w.&’'-]*|of|for|and|the|on|in|to|&)){{1,9}})"
                      rf",? \((?:the )?{re.escape(acronym)}\)", text)  # fmt: skip
    words = found[1].split() if found else []
    ends = [" ".join(words[at:]) for at in range(len(words) - 1) if words[at][0].isupper()]
    return next((name for name in reversed(ends) if _letters(acronym) in initials(name)), "")


def acronym_of(name: str, text: str) -> str:
    """Return the acronym that the text sets beside the name: 'Central Command (CENTCOM)'; empty where there is none."""
    found = re.search(rf"{re.escape(name)}\s?\(([A-Z][A-Za-z.&-]{{1,11}})\)", text)
    return found.group(1) if found and short(found.group(1)) and _stands_for(found.group(1), name) else ""


def _stands_for(acronym: str, name: str) -> bool:
    """Whether the letters of an acronym stand in the name in their order: not so where a dateline has an agency behind it."""
    letters = iter(plain(name))
    return " " in name and all(letter in letters for letter in _letters(acronym))


def _same(name: str) -> str:
    return f"o= {' '.join(sorted(words(name)))}"


def _run_on(name: str) -> str:
    return f"oj {''.join(words(name))}"  # 'Ashford Today', 'AshfordToday'


def _alike(name: str) -> str:
    return f"o~ {' '.join(loose(word) for word in sorted(_told(words(name))))}"


def _told(some: tuple[str, ...]) -> tuple[str, ...]:
    """The words without the country in front, or the place of a common name."""
    ahead = len(some) > 1 and (some[0] in _listed("countries") or some[0] in _placed_keys())
    return some[1:] if ahead else some


@cache
def _state_keys() -> frozenset[str]:
    return frozenset(name.casefold() for name in places.states())


@cache
def _placed_keys() -> frozenset[str]:
    return frozenset(name.casefold() for name in places.every())


def _letters(name: str) -> str:
    return re.sub(r"[^a-z]", "", plain(re.sub(r"^[Tt]he ", "", name.strip())))


@cache
def _known() -> dict[tuple[str, ...], tuple[str, ...]]:
    """The words of every name of a body that everybody knows → those of its usual name."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for home, usual, *others in _bodies():
        for name in (usual, *others):
            told = _told_apart(name)
            found[told] = _told_apart(usual)
            if home:
                found[(home, *told)] = _told_apart(usual)
    return found


@cache
def _home() -> dict[tuple[str, ...], str]:
    """The words of the usual name of a body that everybody knows → `us` or `uk`, where it is a body of that country."""
    return {_known()[_told_apart(usual)]: home for home, usual, *_ in _bodies() if home}


@cache
def _usual() -> dict[tuple[str, ...], str]:
    return {_known()[_told_apart(usual)]: usual for _, usual, *_ in _bodies()}


@cache
def _bodies() -> list[list[str]]:
    """The lines of `bodies.txt`: the country of the section (or nothing), the usual name, the others."""
    lines = resources.files("quotes.linking").joinpath("data", "bodies.txt").read_text(encoding="utf-8").splitlines()
    home, found = "", []
    for line in lines:
        if line.startswith("["):
            home = line.strip("[]")
        elif line and not line.startswith("#"):
            found.append([home, *line.split(" | ")])
    return found


@cache
def _joined_articles() -> frozenset[str]:
    return word_list("names", "articles") - {"at", "as", "an"}


@cache
def _spellings() -> dict[str, str]:
    return same(data("names")["organizations"]["spellings"])


_listed = partial(word_list, "names", "organizations")
