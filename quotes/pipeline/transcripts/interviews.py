"""Who asks and who answers: the people behind the `Q` and `A` of an interview, from what the article says before it.

An article says it in many ways, and each is a hint: `Q&A with Jane Roe`, `Roe, our reporter`, `the Post's Jane Roe`, a
byline, `she spoke with Roe`. Hints add up; where two people are left, or none, nobody is named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from quotes.pipeline.cast import Cast
from quotes.pipeline.entities import PERSON, Entity
from quotes.pipeline.lexicon import is_title, listed
from quotes.types import Span

INTRODUCTION = 6000  # characters before the first question that are read
STRONG, CLEAR, WEAK = 4.0, 2.0, 1.0  # what hints weigh; one clear hint decides against none
_TITLED = r"(?:(?!(?:about|on|and|for|before|after|with|over|at|in|by|to)\b)[\w’'.&-]+\s+){0,6}"  # `the Post's editor`
_REPORTS = r"(?:reporter|correspondent|editor|columnist|journalist|anchor|presenter|interviewer|writer|host|producer)"
_MEETS = (
    r"\b(?:spoke|speaks|speak|spoken|talked|talks|talk|sat\s+down|sits\s+down|chatted|chats|met|meets|caught\s+up|corresponded)"
    rf"\s+(?:[\w-]+\s+){{0,5}}?(?:with|to)\s+{_TITLED}$"
)
_MET = re.compile(_MEETS, re.IGNORECASE)
_THEY_MET = re.compile(rf"\b(?:he|she|they)\s+(?:\w+\s+){{0,3}}?{_MEETS}", re.IGNORECASE)
_WE_MET = re.compile(rf"\b(?:[Ww]e|I)\s+(?:\w+\s+){{0,2}}?{_MEETS}")
_OWNED = re.compile(r"\b[A-Z][\w.&-]*[’']s\s+$")
_ASIDE = r"^(?:,[^.!?\n]{1,200}?,)?\s+(?:\w+\s+){0,2}?"
_ASKS = (
    re.compile(
        rf"\b(?:(?:interview(?:ed)?|questioned|examined|asked|conducted)\s+by|questions\s+from|interview\s+to)\s+{_TITLED}$",
        re.IGNORECASE,
    ),
    re.compile(rf"{_ASIDE}(?:interviewed|interviews|asked|asks|questioned|(?:cross-)?examined)\b(?!\s+(?:by|if|to)\b)"),
)
_ANSWERS = (
    re.compile(
        rf"\b(?:(?:interviews?|Q\s?&\s?A|conversation|questions|chat)\s+(?:with|for|to|of)|interview(?:s|ed)|questioned|examined)\s+{_TITLED}$",
        re.IGNORECASE,
    ),
    re.compile(rf"{_ASIDE}(?:answer(?:s|ed)|replie[sd]|responds|responded|(?:was|were|is)\s+interviewed)\b"),
)
_REPORTER = (
    re.compile(rf"\b{_REPORTS}\s+$", re.IGNORECASE),
    re.compile(rf"^,\s+(?:(?:an?|the|our|its)\s+)?(?:[\w’'&-]+\s+){{0,4}}?{_REPORTS}\b", re.IGNORECASE),
)
_NOUN = re.compile(r"([\w-]+)\.?\s+$")
_NAME = re.compile(r"[^\W\d_][\w.’'-]*(?:\s+[^\W\d_][\w.’'-]*){1,3}")
_DESKS = listed("transcripts", "desks")


@dataclass(frozen=True, slots=True)
class Party:
    """One side of an interview: the people it may be with their shares, the likeliest first, and what speaks for it.

    `name` is set where a byline names somebody whom the text does not. Without a score the party is not known.
    """

    people: tuple[tuple[Entity, float], ...] = ()
    name: str = ""
    rule: str = ""
    score: float = 0.0


NOBODY = Party()


@dataclass(slots=True)
class _Guest:
    """Somebody whom the introduction names, and whether the words beside the name make it who answers (or asks: below 0)."""

    who: Entity
    spans: list[Span] = field(default_factory=list)
    hint: float = 0.0


def parties(text: str, start: int, cast: Cast, byline: str = "") -> tuple[Party, Party]:
    """Tell who asks and who answers the questions that begin at `start`, as far as the text before them and the byline tell."""
    guests: dict[Entity, _Guest] = {}
    for span, entity in cast.within(max(0, start - INTRODUCTION), start):
        if entity.kind == PERSON:
            guests.setdefault(entity, _Guest(entity)).spans.append(span)
    authors = _authors(byline)
    met = [pair for guest in guests.values() for pair in _read(text, guest, guests)]
    for guest in guests.values():
        if any(_same(name, guest.who) for name in authors):
            guest.hint -= STRONG
    asking = [g for g in guests.values() if g.hint <= -WEAK]
    answering = _answering([g for g in guests.values() if g.hint > -WEAK])
    if answering and not asking:
        asking = [b if a is answering else a for a, b in met if answering in (a, b)][:1]
    return _asks(asking, authors, answering), _answers(answering, [g for g in guests.values() if g not in asking])


def _read(text: str, guest: _Guest, guests: dict[Entity, _Guest]) -> list[tuple[_Guest, _Guest]]:
    """Gathers the hints beside somebody's names; gives those who met (`Roe spoke with Doe`) where nothing tells them apart."""
    met = []
    titled = False
    for start, end in guest.spans:
        before, after = text[max(0, start - 160) : start].rsplit("\n", 1)[-1], text[end : end + 320].split("\n", 1)[0]
        if _REPORTER[0].search(before) or _REPORTER[1].match(after):
            guest.hint -= STRONG
        elif (noun := _NOUN.search(before)) and is_title(noun.group(1)):
            titled = True
        for asks, answers, words in zip(_ASKS, _ANSWERS, (before, after), strict=True):
            if asks.search(words):
                guest.hint -= CLEAR
            elif answers.search(words):
                guest.hint += CLEAR
        if m := _MET.search(before):
            verb = start - len(before) + m.start()
            subject = [(s, g) for g in guests.values() for s in g.spans if s[1] <= verb and g is not guest]
            if _THEY_MET.search(before) or _OWNED.search(before):
                guest.hint -= CLEAR
            elif _WE_MET.search(before):
                guest.hint += CLEAR
            elif subject and not re.search(r"[.!?]\s|\n", text[max(subject, key=lambda s: s[0])[0][1] : verb]):
                met.append((max(subject, key=lambda s: s[0])[1], guest))
    guest.hint += WEAK * titled
    return met


def _answering(guests: Sequence[_Guest]) -> _Guest | None:
    """Who answers: whom the hints name before all others, else the one person there is, or who is mostly spoken of."""
    ranked = sorted(guests, key=lambda g: (-g.hint, -len(g.spans)))
    if len(ranked) < 2:
        return ranked[0] if ranked else None
    first, second = ranked[:2]
    if first.hint >= second.hint + WEAK:
        return first
    most, next_most = sorted(guests, key=lambda g: -len(g.spans))[:2]
    return most if len(most.spans) >= 2 * len(next_most.spans) and most.hint >= first.hint else None


def _answers(answering: _Guest | None, left: Sequence[_Guest]) -> Party:
    if answering:
        return Party(((answering.who, 0.9),), rule="interviewed", score=0.9)
    return Party(tuple((g.who, round(1 / len(left), 4)) for g in left[:5]), rule="interviewed")


def _asks(asking: Sequence[_Guest], authors: Sequence[str], answering: _Guest | None) -> Party:
    """Who asks: whom the introduction names, else the one who wrote the article."""
    if len(asking) == 1:
        return Party(((asking[0].who, 0.85),), rule="interviewer", score=0.85)
    if not asking and len(authors) == 1 and not (answering and _same(authors[0], answering.who)):
        return Party(name=authors[0], rule="byline", score=0.7)
    return Party(tuple((g.who, round(1 / len(asking), 4)) for g in asking[:5]), rule="interviewer")


def _authors(byline: str) -> list[str]:
    """The people whom a byline names; no desks, agencies and jobs."""
    parts = re.split(
        r"\s+and\s+|\s*[,;|/&\n(]\s*", re.sub(r"^\s*(?:by|interview by|words by)\s+", "", byline, flags=re.IGNORECASE)
    )
    return [
        p
        for p in (part.strip(" .)") for part in parts[:20])
        if _NAME.fullmatch(p)
        and all(w[0].isupper() for w in p.split())
        and not {w.casefold() for w in p.split()} & _DESKS
        and not is_title(p.split()[-1])
    ]


def _same(name: str, entity: Entity) -> bool:
    """Whether a byline's name is somebody's in the text: the full name, or the surname with a first name that agrees."""
    given, own = name.casefold().split(), entity.name.casefold().split()
    return given == own or (given[-1] == own[-1] and (len(own) == 1 or own[0][0] == given[0][0]))
