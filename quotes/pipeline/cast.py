"""Who is in an article: tagged names → entities, each position of the text that names one, acronyms and short forms with them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from quotes.pipeline.entities import ORG, OTHER, PERSON, SUFFIXES, Entity, unmarked
from quotes.pipeline.lexicon import given_names
from quotes.pipeline.namesakes import People, gender_of, headline, honorific, words_of
from quotes.pipeline.tagged import clean, whole
from quotes.types import Span

_MANNERS = re.compile(r"\b(Mr|Mrs|Ms|Miss|Sir|Lord|Dame|Lady)\.?\s$")
_GOES_ON = re.compile(r"\s(?:(?:of|for|on)\s(?:the\s)?)?[A-Z]")  # behind a name: it is a longer one
_FIRM = re.compile(
    r",?\s(?:Inc|Corp|Co|Ltd|LLC|PLC|plc|Company|Corporation|Incorporated|Limited)\b\.?$"
)  # no part of its initials
_FIRST_WORD = re.compile(r"\w+")


@dataclass
class Cast:
    """The entities of one article, and which of them each character position names; neither changes any more."""

    entities: list[Entity]
    at: dict[Span, Entity]

    def within(self, start: int, end: int) -> list[tuple[Span, Entity]]:
        """Return the named mentions inside a span, in order."""
        spans = self._spans[bisect_left(self._spans, (start, start)) : bisect_left(self._spans, (end, end))]
        return [(span, self.at[span]) for span in spans if span[1] <= end]

    def in_full(self, text: str, entity: Entity) -> Span | None:
        """Return the first mention that prints an entity's fullest name."""
        if entity not in self._in_full:
            name = entity.name.casefold()
            printed = (m for m in entity.mentions if _tidy(text[slice(*m)]).casefold() == name)
            self._in_full[entity] = next(printed, None)
        return self._in_full[entity]

    @cached_property
    def busiest(self) -> int:
        """How often the person is named who is named most; 1 where nobody is."""
        return max((len(e.mentions) for e in self.entities if e.kind == PERSON), default=1)

    @cached_property
    def _spans(self) -> list[Span]:
        return sorted(self.at)

    @cached_property
    def _in_full(self) -> dict[Entity, Span | None]:
        return {}


def assemble(text: str, entities: Sequence[tuple[int, int, str]]) -> Cast:
    """Return the cast of an article from its tagged entities; two people of one surname stay apart."""
    mentions = _agreed(text, [m for m in (clean(text, *e) for e in whole(text, entities)) if m])
    found: list[Entity] = []
    at: dict[Span, Entity] = {}
    stands_for = _acronyms(text, mentions)
    # `NORTHCOM` may be tagged a person's name
    mentions = [(s, e, ORG if label == PERSON and text[s:e] in stands_for else label) for s, e, label in mentions]
    _people(text, [m for m in mentions if m[2] == PERSON], found, at)
    _others(text, [m for m in mentions if m[2] != PERSON], stands_for, found, at)
    _untagged(text, found, at)
    for who in found:
        who.mentions.sort()
        if who.kind == PERSON:
            who.gender = gender_of(who)
    found.sort(key=lambda e: e.mentions[0])
    return Cast(found, dict(sorted(at.items())))


def _agreed(text: str, mentions: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The mentions, where one word is tagged now a person, now something else: it is what it is most often, unless a person's name ends in it."""
    labels: defaultdict[str, Counter[str]] = defaultdict(Counter)
    surnames: set[str] = set()
    for start, end, label in mentions:
        labels[text[start:end]][label] += 1
        if label == PERSON:
            surnames |= set(text[start:end].split()[1:])
    out = []
    for start, end, label in mentions:
        name = text[start:end]
        found = labels[name]
        if PERSON in found and len(found) > 1 and " " not in name and name not in surnames:
            label = max(found, key=lambda k: (found[k], k != PERSON))
        out.append((start, end, label))
    return out


def _people(text: str, mentions: Sequence[tuple[int, int, str]], found: list[Entity], at: dict[Span, Entity]) -> None:
    """People, longer names first, so that shorter ones find whom they are short for; a headline's names come last."""
    title, known = headline(text), People()
    for start, end, _ in sorted(mentions, key=lambda m: (m[1] <= title, -len(words_of(text[m[0] : m[1]])), m[0])):
        name = _tidy(text[start:end])
        who = known.called(name, text, start)
        if who is None and end <= title:
            words = words_of(name)
            if len(words) == 2 and words[0] in given_names():
                who = next((e for e in found if words_of(e.name) == words[1:]), None)
        if who is None and end <= title:
            who = next((e for e in found if f"{name.casefold()} ".startswith(f"{e.name.casefold()} ")), None)
            if who:
                who.add((start, end))
                at[(start, end)] = who
                continue
        if who is None:
            if " " not in name and (manner := _MANNERS.search(text, max(0, start - 8), start)) and known.bear(name):
                name = f"{manner.group(1)} {name}"  # of that surname is somebody else: the title tells them apart
            who = Entity(PERSON)
            found.append(who)
        _add(who, at, (start, end), name, text)
        known.add(who, name)


def _untagged(text: str, found: list[Entity], at: dict[Span, Entity]) -> None:
    """Names of the cast where the tags passed them over: names in full, and surnames of people known by a full name."""
    known = {n: e for e in found if e.kind != OTHER for n in e.names if len(n) > 2 and n[0].isupper()}
    last = {w for e in found if e.kind == PERSON and (w := _surname(e.name))}
    people = People()
    for who in found:
        for name in who.names if who.kind == PERSON else ():
            people.add(who, name)
    taken = sorted(at)
    for start, end in _printed({*known, *last}, text):
        n = bisect_left(taken, (end, 0))
        if n and taken[n - 1][1] > start or _GOES_ON.match(text, end):
            continue
        name = text[start:end]
        if found_here := people.called(name, text, start) or known.get(name):
            _add(found_here, at, (start, end), name, text)


def _surname(name: str) -> str:
    """The last word of a name in full that is no suffix, as printed; empty for one of fewer than three letters."""
    words = [w for w in name.split() if w.strip(".,").casefold() not in SUFFIXES]
    return words[-1].rstrip(",") if len(words) > 1 and len(words[-1]) > 2 else ""


def _printed(names: set[str], text: str) -> Iterator[Span]:
    """Where a text prints one of the names, the longest that fits; each begins with a word."""
    by_first: defaultdict[str, set[str]] = defaultdict(set)
    for name in names:
        if first := _FIRST_WORD.match(name):  # `Ⓐ` is a capital, and no letter
            by_first[first.group()].add(name)
    lengths = {first: sorted({len(name) for name in some}, reverse=True) for first, some in by_first.items()}
    end = 0
    for m in _FIRST_WORD.finditer(text):
        if m.start() < end or text[m.start() - 1 : m.start()] in ("@", "#"):
            continue
        for length in lengths.get(m.group(), ()):
            after = m.start() + length
            if text[m.start() : after] in by_first[m.group()] and not _FIRST_WORD.match(text, after):
                end = after
                yield m.start(), after
                break


def _others(
    text: str,
    mentions: Sequence[tuple[int, int, str]],
    stands_for: dict[str, str],
    found: list[Entity],
    at: dict[Span, Entity],
) -> None:
    """Organisations, places and other names, with their acronyms, and short forms that end one name alone (`the Post`)."""
    keys = {_key(_tidy(text[s:e])) for s, e, _ in mentions}
    firms = {_key(_tidy(text[s:e])) for s, e, label in mentions if label == ORG}
    ending, beginning = defaultdict(list), defaultdict(list)
    for key in keys:
        ending[key.rpartition(" ")[2]].append(key)
    for key in firms:
        beginning[key.partition(" ")[0]].append(key)
    for key in keys:
        longer = [k for k in ending[key] if k != key] or [k for k in beginning[key] if k != key]
        if key and " " not in key and len(longer) == 1:
            stands_for.setdefault(key, longer[0])
    named: dict[str, Entity] = {}
    for start, end, label in mentions:
        name = _tidy(text[start:end])
        key = _key(stands_for.get(name, name))
        key = stands_for.get(key, key) if label == ORG else key
        if key not in named:
            named[key] = Entity(label)
            found.append(named[key])
        _add(named[key], at, (start, end), name, text)


def _add(entity: Entity, at: dict[Span, Entity], span: Span, name: str, text: str) -> None:
    entity.add(span, name)
    at[span] = entity
    if entity.kind == PERSON and not entity.gender:
        entity.gender = honorific(text, span[0])


def _tidy(name: str) -> str:
    return " ".join(name.split())


def _key(name: str) -> str:
    """What is the same of a name's spellings: `Kata’ib Hezbollah` is Kataib Hezbollah."""
    return " ".join(unmarked(w) for w in words_of(name) if w not in ("the", "of", "and", "u.s", "us"))


def _acronyms(text: str, mentions: Sequence[tuple[int, int, str]]) -> dict[str, str]:
    """Acronyms → what they stand for: `Central Command (CENTCOM)`, or the initials of a name in the same article."""
    names = [_tidy(text[s:e]) for s, e, label in mentions if label != PERSON]
    out = {}
    for s, e, label in mentions:
        m = re.match(r"\s?\(([A-Z][A-Za-z.&-]{1,11})\)", text[e : e + 16])
        if m and label != PERSON:
            out[m.group(1)] = _tidy(text[s:e])
    full: defaultdict[str, set[str]] = defaultdict(set)
    for name in dict.fromkeys(names):
        words = re.findall(r"[A-Za-z]+", _FIRM.sub("", name))
        if len(words) > 1 and " " in name:  # `H&G` stands for nothing
            capitals = "".join(w[0] for w in words if w[0].isupper())
            # `DHS` is the U.S. Department of Homeland Security, `HHS` the Department of Health and Human Services
            ends = (capitals[n:] for n in range(max(0, len(capitals) - 6), max(1, len(capitals) - 2)))
            for letters in {"".join(w[0] for w in words).upper(), *ends, *_blends(words)}:
                full[letters].add(name)
    for name in dict.fromkeys(_tidy(text[s:e]) for s, e, _ in mentions):
        bare = name.replace(".", "").replace("&", "")
        if bare.isalpha() and 2 <= len(bare) <= 8 and sum(map(str.isupper, bare)) > 1 and name not in out:
            meant = {_key(n): n for n in full.get(bare.upper(), ())}
            if len(meant) == 1:
                out[name] = next(iter(meant.values()))
    return out


def _blends(words: Sequence[str]) -> Iterator[str]:
    """What the beginnings of a name's last words make in capitals: `CENTCOM` of Central Command, `SOCOM` of Special Operations Command."""
    first, last = words[-2].upper(), words[-1].upper()
    if words[-2][0].isupper() and words[-1][0].isupper() and len(last) > 3:
        yield from (first[:n] + last[:3] for n in range(3, min(len(first), 6)))
        yield from (w[0] + first[0] + last[:3] for w in words[-3:-2] if w[0].isupper())
