"""Whose name is it: a name as it is printed → the person of the article who is meant by it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from quotes.limits import LONGEST_HEADLINE, MOST_ALIKE
from quotes.pipeline.entities import SUFFIXES, Entity
from quotes.pipeline.lexicon import FEMALE, MALE, given_names

_HONORIFICS = dict.fromkeys(("mr", "sir", "lord"), MALE) | dict.fromkeys(("mrs", "ms", "miss", "dame", "lady"), FEMALE)
_SECTION = re.compile(
    r"^[ \t]*(?:_{3,}|-{3,}|\*(?:[ \t]?\*){2,200})[ \t.]*$", re.MULTILINE
)  # between the items of a live report
_WORD = re.compile(r"[\w&][\w.&’'‘\u02bc-]*")

Words = tuple[str, ...]  # of a name


def headline(text: str) -> int:
    """Tell where a headline in capitals ends, if the text opens with one: there names and what stands beside them look alike."""
    first = text[: LONGEST_HEADLINE + 1].split("\n", 1)[0]
    if len(first) > LONGEST_HEADLINE:
        return 0
    words = [w for w in first.split() if w[0].isalpha()]
    return len(first) if len(words) > 3 and sum(w[0].isupper() for w in words) > 0.7 * len(words) else 0


def honorific(text: str, start: int) -> str:
    """Return the gender that a title right before a name gives (`Mrs`); empty where none does."""
    before = re.findall(r"[A-Za-z]+", text[max(0, start - 8) : start])
    return _HONORIFICS.get(before[-1].lower(), "") if before else ""


def gender_of(who: Entity) -> str:
    """Return the gender that a title beside a name, or else the given name, gives somebody."""
    return who.gender or given_names().get(words_of(who.name)[0], "")


@lru_cache(maxsize=50_000)
def words_of(name: str) -> Words:
    """Return the words of a name in small letters, without the stops behind them."""
    return tuple(w.casefold().strip(".'’") for w in _WORD.findall(name))


@lru_cache(maxsize=50_000)
def surname(words: Words) -> str:
    """Return the last word of a person's name that is no suffix."""
    rest = [w for w in words if w not in SUFFIXES]
    return rest[-1] if rest else ""


class People:
    """The people found so far, by what their names begin and end with; longer names come first."""

    def __init__(self) -> None:
        self._found: dict[Entity, int] = {}
        # a key → the number of each who has it, with who it is and the last name with that key
        self._near: defaultdict[Words, dict[int, tuple[Entity, Words]]] = defaultdict(dict)

    def add(self, who: Entity, name: str) -> None:
        """Remember that somebody has a name."""
        number, named = self._found.setdefault(who, len(self._found)), (who, words_of(name))
        for key in _name_keys(named[1]):
            if len(self._near[key]) < MOST_ALIKE:
                self._near[key][number] = named

    def called(self, name: str, text: str, start: int) -> Entity | None:
        """Return the person that a name belongs to where it stands in the text."""
        words = words_of(name)
        if not words:
            return None
        near = self._alike(_asked_keys(words))
        fits = [e for e, n in near if _same_person(words, n) or any(_same_person(words, words_of(n)) for n in e.names)]
        if gender := honorific(text, start):  # `Mrs Roe` is nobody whom the article knows as John
            fits = [e for e in fits if gender_of(e) in ("", gender)]
        if not SUFFIXES & set(words):  # `Roe` printed before `John Roe Jr.` is: somebody else's name
            fits = [e for e in fits if not _suffixed_later(e, text, start)]
        if not fits and len(words) == 1:
            slips = self._alike([("slip", words[0][0], str(len(words[0]) + n)) for n in (-1, 0, 1)] if words[0] else [])
            fits = [e for e, _ in slips if any(_misspelt(words[0], surname(words_of(n))) for n in e.names)]
        return _likeliest(fits, text, start) if fits else None

    def bear(self, surname: str) -> bool:
        """Tell whether somebody has a surname."""
        return bool(self._near.get(("last", *words_of(surname))))

    def _alike(self, keys: Iterable[Words]) -> list[tuple[Entity, Words]]:
        """Those with one of the keys, each with a name that has it, in the order in which they were found."""
        found: dict[int, tuple[Entity, Words]] = {}
        for key in keys:
            found |= self._near.get(key, {})
        return [found[number] for number in sorted(found)]


def _name_keys(words: Words) -> Iterator[Words]:
    """What `_asked_keys` of a name have in common with those of every name that `_same_person` may say is a longer form."""
    if not words:
        return
    first, last = words[0], surname(words)
    for word in {last, first, *" ".join(words).split("-")}:
        yield "word", word
    yield "last", last
    yield "first", first, last
    yield "initial", first[:1], last
    yield "opening", first[:3], last
    for word in set(words[1:-1]):
        yield "middle", word, last
    for n in range(2, len(words) + 1):
        yield "head", *words[:n]
        yield "tail", *words[-n:]
    yield "slip", last[:1], str(len(last))


def _asked_keys(words: Words) -> Iterator[Words]:
    """Those of a name; of people who share a surname only those with first names that `_same_first` may take for one."""
    first, last = words[0], surname(words)
    if len(words) == 1:
        yield "word", first
        return
    yield "middle", first, last
    yield "first", first, last
    if len(first) == 1:
        yield "initial", first, last
    else:
        yield "first", first[:1], last
    if len(first) > 2:
        yield "opening", first[:3], last
    yield "head", *words
    yield "tail", *words


def _likeliest(fits: list[Entity], text: str, start: int) -> Entity:
    """Whom a name means where several have it: who was named before it, in this item of a live report, and first of all."""
    ends = _sections(text)
    section = ends[bisect_right(ends, start) - 1] if ends and ends[0] <= start else 0
    return min(fits, key=lambda e: (not e.named_between(section, start), e.named_first()))


@lru_cache(maxsize=1)
def _sections(text: str) -> list[int]:
    """Where the lines between the items of a live report end."""
    return [m.end() for m in _SECTION.finditer(text)]


def _suffixed_later(who: Entity, text: str, start: int) -> bool:
    """Whether somebody is known by a name with a suffix alone, none of which stands before a place."""
    if who.named_first() <= start:
        return False
    full = [n for n in who.names if len(n.split()) > 1]
    return bool(full) and all(SUFFIXES & set(words_of(n)) for n in full) and who.named_first() > headline(text)


def _same_person(a: Words, b: Words) -> bool:
    """Whether a shorter name `a` may be a form of the name `b`."""
    if a == b:
        return True
    if len(a) == 1:
        return a[0] in (surname(b), b[0]) or a[0] in " ".join(b).split("-")
    if ("sr" in a or "sr" in b) and {"sr", "jr"} & set(a) != {"sr", "jr"} & set(b):
        return False  # a father and a son
    if surname(a) != surname(b):
        return len(a) < len(b) and a == b[: len(a)] or a == b[-len(a) :]
    return _same_first(a[0], b[0]) or a[0] in b[1:-1]  # by a nickname or a middle name


def _misspelt(a: str, b: str) -> bool:
    """Whether two surnames differ by one slip of the pen: a letter, or two that changed places."""
    if len(a) <= 4 or a[0] != b[:1]:
        return False
    from rapidfuzz.distance import DamerauLevenshtein  # most short articles do without

    return DamerauLevenshtein.distance(a, b, score_cutoff=1) == 1


def _same_first(a: str, b: str) -> bool:
    """First names that agree: equal, an initial, or a short form that opens the other (`Pat`, `Patrick`; `Sandy`, `Sandra`)."""
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if short == long or (len(short) == 1 and long.startswith(short)):
        return True
    if len(short) < 3 or short[:3] != long[:3]:
        return False
    one, other = given_names().get(short, ""), given_names().get(long, "")
    return not one or not other or one == other
