"""The phrases beside a name that may say who that is: before it, after it, behind `is`, in the line below.

They are read as generously as grammar allows: wherever a noun phrase may begin or end, one does. None runs over the end of a
sentence, into a clause, or ends in an owner (`the minister’s`). Which of them is the role is decided in `roles.py`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from quotes.pipeline.lexicon import ABBREVIATED, PLAIN, person
from quotes.types import Span

Tagger = Callable[[int], str]  # a character → the part of speech of the word there
LONGEST, TITLE = 18, 10  # words of a phrase, and of one that runs into a name
NOMINAL = frozenset(("NOUN", "PROPN", "ADJ", "NUM", "X", "PUNCT", "SYM"))
_DOTTED = "|".join(
    (*ABBREVIATED, "mr", "mrs", "ms", "dr", "st", "hon", "fr", "jr", "sr", "inc", "corp", "co", "ltd", "bros", "no")
)
_WORD = re.compile(
    rf"(?:\w+-)?(?:[A-Z]\.){{2,}}|\b[A-Z]\.(?=\s[A-Z])|\b(?i:{_DOTTED})\.|\d+(?:[.,]\d+)*[\w’'-]*|"
    r"[^\W_](?:[\w/&-]|[.’'](?=\w)|(?<=s)[’'](?=\s\w))*|\n|[^\w\s]|_"
)
_ADJECTIVE = re.compile(r"\w{3}(?:al|ic|ive|ous|ary|ese|ish)$")  # whatever its tag
_HONORIFIC = frozenset("mr mrs ms miss sir dame".split())
_DEFINITE = frozenset("the a an its his her their our my".split())
_DETERMINERS = _DEFINITE | set("one this that these those another both some neither either each every any no".split())
_JOINS = frozenset("of for the and & to at in".split())
_GOVERNS = frozenset("with from on by under against near inside behind".split())
_CLOSED = _DETERMINERS | _JOINS | set("i he she it we they you who mr mrs ms mr. mrs. ms.".split())
_ENDS = frozenset((*'.!?;:\n“”"()[]—–…|•*', "who", "whom", "whose", "which", "that", "who’s", "who's"))
_CLOSES = frozenset(',.—–):;“"\n')
_IS = re.compile(
    r"(?:,?\swho(?:\s(?:currently|now|also|then|once))?|,?\s(?:currently|now))?\s(?:(is|serves as|works as)|was|served as|worked as)\s"
)
_DOES = re.compile(  # what somebody does for a living, where nothing says what he is
    r",?\swho\s((?:runs|ran|owns|owned|chairs|chaired|heads|headed|leads|led|directs|directed|teaches|taught|manages|managed|"
    r"oversees|oversaw|founded|co-founded|represents|covers|studies|edits|hosts|coaches|coached|advises|works|worked|served)\s)"
)
_OF = re.compile(r",?\s(?:of|from|with|at)\s(?:the\s)?")
_ASIDE = re.compile(
    r"\s?\([^()\n]{1,40}\)|\s?,\s(?:aged\s)?\d{1,3}(?=,)|\s?,\s[A-Z]{1,3}-[A-Z][\w.]+(?:\s[A-Z][\w.]+)?(?=,)|"
    r"(?:,\s|\s)(?:of|from)\s[A-Z][\w.-]+(?:,?\s[A-Z][\w.-]+){0,2}(?=,)"
)
_BEHIND = {
    "after": re.compile(r"\s?,\s(?:(?:now|then|once|formerly|currently)\s)?|\s?[—–]\s?|\s-\s|\s?\((?=\w)"),
    "line": re.compile(r"[ \t]*\n(?!\n)"),
}
_OFFICE = re.compile(  # `Prosecuting, Ada Bern said`
    r"(?:^|[\n“.]\s?)((?:Prosecut|Defend|Mitigat|Presid|Officiat|Commentat)ing)(?:\sfor\s[^,.\n]{3,40})?,\s?$"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase beside a name: how it stands to the name, and its words, as (first, the one behind its last)."""

    kind: str
    first: int
    last: int


class Words:
    """The words and marks of an article with their parts of speech (a mark is its own), and where it names people and bodies."""

    def __init__(self, text: str, pos: Tagger, people: Sequence[Span] = (), bodies: Sequence[Span] = ()) -> None:
        self.text, self._pos, self.people = text, pos, people
        found = list(_WORD.finditer(text))
        self.spans = [m.span() for m in found]
        self._starts = [m.start() for m in found]
        self._words = [m.group() for m in found]
        self._lows = [word.casefold() for word in self._words]
        self._tags: dict[int, str] = {}
        self.bodies = dict(bodies)
        self.named = {n for s, e in people for n in range(self.at(s), self.at(e))}

    def __len__(self) -> int:
        return len(self._words)

    def __getitem__(self, n: int) -> str:
        return self._words[n] if 0 <= n < len(self._words) else "\n"

    def low(self, n: int) -> str:
        """A word in small letters."""
        return self._lows[n] if 0 <= n < len(self._lows) else "\n"

    def at(self, start: int) -> int:
        """The first word that begins at a character or behind it."""
        return bisect_left(self._starts, start)

    def span(self, first: int, last: int) -> Span:
        """The characters of words."""
        return self.spans[first][0], self.spans[last - 1][1]

    def pos(self, n: int) -> str:
        """The part of speech of a word."""
        if not self[n][0].isalnum():
            return self[n][0]
        if n not in self._tags:
            self._tags[n] = self._pos(self.spans[n][0])
        return self._tags[n]

    def nominal(self, n: int) -> bool:
        """Whether a word may be part of a noun phrase: as noun, adjective or number, or as one that names people elsewhere."""
        low = self.low(n)
        if low in _CLOSED and not (len(low) > 1 and self[n].isupper()):
            return False
        return self.pos(n) in NOMINAL or bool(_ADJECTIVE.search(low)) or low[0].isalpha() and person(low)[0] >= PLAIN

    def participle(self, n: int) -> bool:
        """Whether a word may stand before a noun as `retired` does."""
        return self.pos(n) == "VERB" and self[n].endswith(("ed", "ing"))

    def inside(self, n: int) -> bool:
        """Whether a word may stand inside a noun phrase, what prepositions add to it included."""
        return self.nominal(n) or self.participle(n) or self.low(n) in _JOINS | _GOVERNS | _DETERMINERS

    def owner(self, n: int) -> bool:
        """Whether a word is somebody's: `minister’s`."""
        return self[n].endswith(("’s", "'s", "s’", "s'"))


def beside(words: Words, mention: Span) -> Iterator[Phrase]:
    """The phrases beside a mention."""
    text = words.text
    first, last = words.at(mention[0]), words.at(mention[1])
    while words.low(first - 1).strip(".") in _HONORIFIC:
        first -= 1
    yield from _before(words, first)
    yield from _whose(words, first)
    yield from _preceding(words, first, last)
    if last < len(words) and words.owner(last - 1) or text[mention[1] : mention[1] + 2] in ("’s", "'s"):
        return  # an owner: what follows is somebody else
    yield from _after(words, mention[1])
    if m := _IS.match(text, mention[1]):
        yield from _from(words, words.at(m.end()), "is" if m.group(1) else "was")
    if m := _DOES.match(text, mention[1]):
        at = words.at(m.start(1))
        yield from (Phrase("does", at, end) for end in _ends(words, at + 1))
    if (m := _OF.match(text, mention[1])) and m.end() in words.bodies:
        yield from _from(words, words.at(m.end()), "of")
    yield from _shared(words, mention)


def _before(words: Words, last: int, kind: str = "before") -> Iterator[Phrase]:
    """Titles and descriptions that run into a name: `Defense Secretary`, `secretary of state`, `retired engineer`."""
    n = last
    while last - n < TITLE and not words.owner(last - 1):
        if not (words.nominal(n - 1) or n < last and words.inside(n - 1)):
            return
        n -= 1
        if words.low(n) in ("and", "&") and n - 1 in words.named:
            return  # `Roe and Mayor Bern`
        if words.nominal(n) or words.participle(n):
            yield Phrase(kind, n, last)


def _whose(words: Words, first: int) -> Iterator[Phrase]:
    """The body that a name belongs to: `the Gazette’s Ada Bern`."""
    for n in range(first - 1, max(-1, first - 6), -1) if words.owner(first - 1) else ():
        if words.bodies.get(words.spans[n][0], 0) > words.spans[first - 1][0]:
            yield Phrase("whose", n, first)


def _preceding(words: Words, first: int, behind: int) -> Iterator[Phrase]:
    """A description that a name follows in apposition: `the leader of the group, John Roe,`; titles may stand between."""
    while words.nominal(first - 1):
        first -= 1
    last = n = first - 1
    if words[last] not in (",", "—", "–") or words.owner(last - 1):
        return
    kind = "preceding" if words.pos(behind) in _CLOSES else "ahead"
    while last - n < LONGEST and words.inside(n - 1):
        n -= 1
        opens = not words.nominal(n - 1) or words.owner(n - 1)
        if opens and (words.nominal(n) or words.participle(n)) and words.low(n - 1) not in ("and", "&"):
            yield Phrase(kind, n, last)
    start = max(0, words.spans[last][0] - 60)
    if m := _OFFICE.search(words.text[start : words.spans[last][1]]):
        at = words.at(start + m.start(1))
        yield Phrase("office", at, at + 1)


def _after(words: Words, end: int) -> Iterator[Phrase]:
    """An apposition after a name, behind a comma, a dash, in brackets; his age, party and home may stand between."""
    places = [end]
    while len(places) < 3 and (aside := _ASIDE.match(words.text, places[-1])):
        places.append(aside.end())
    for kind, mark in _BEHIND.items():
        for at in dict.fromkeys((places[0], places[-1])):
            if m := mark.match(words.text, at):
                yield from _from(words, words.at(m.end()), kind)


def _from(words: Words, n: int, kind: str) -> Iterator[Phrase]:
    """The noun phrases that begin at a word, its article aside, and behind an owner in them."""
    if words.low(n) in ("one", "another") and words.low(n + 1) == "of":
        yield from (Phrase(kind, n, last) for last in _ends(words, n + 2))
        return
    while words.low(n) in _DETERMINERS or words.pos(n) == "ADV":
        n += 1
    ends = list(_ends(words, n)) if words.nominal(n) or words.participle(n) else []
    starts = [n, *(at + 1 for at in range(n, ends[0] if ends else n) if words.owner(at))]
    yield from (Phrase(kind, first, last) for last in ends for first in starts if first < last)


def _ends(words: Words, first: int) -> Iterator[int]:
    """Where a noun phrase that begins at a word may end."""
    n, commas = first, 0
    while n - first < LONGEST and words.low(n) not in _ENDS:
        if words[n] == ",":
            commas += 1
            more = words.pos(n + 1) == "PROPN" or words.low(n + 1) == "and" and words.nominal(n + 2)
            if commas > 2 or not more:
                return
        elif not words.inside(n) and words.pos(n) not in ("ADV", "'", "’", "-"):
            return
        n += 1
        if words.nominal(n - 1) and not words.nominal(n) and not words.owner(n - 1):
            yield n


def _shared(words: Words, mention: Span) -> Iterator[Phrase]:
    """A title or an apposition in the plural that several names share: `Sens. Roe, Doe and Poe`, `Roe and Doe, both bakers,`."""
    text, people = words.text, words.people
    start, k = mention[0], bisect_left(people, mention)
    while k and re.fullmatch(r"(?:\s\([^()]*\))?(?:,|,?\sand|\s&)\s", text[people[k - 1][1] : start]):
        k -= 1
        start = people[k][0]
    if start < mention[0]:
        yield from (p for p in _before(words, words.at(start), "listed") if plural(words, p))
    end, k = mention[1], bisect_left(people, (mention[1], 0))
    while k < len(people) and re.fullmatch(r"(?:,|,?\sand|\s&)\s", text[end : people[k][0]]):
        end = people[k][1]
        k += 1
    if end > mention[1]:
        yield from (Phrase("listed", p.first, p.last) for p in _after(words, end) if plural(words, p))


def descriptions(words: Words) -> Iterator[tuple[int, list[Phrase]]]:
    """The descriptions of the text that open at an article, by its word, beside nobody's name."""
    for n in range(len(words)):
        found = described(words, n + 1) if words.low(n) in _DEFINITE else []
        if found and not any(at in words.named for at in range(n, found[0].last + 2)):
            yield n, found


def described(words: Words, first: int) -> list[Phrase]:
    """The description that begins at a word: alone, and with what `of` or `for` adds."""
    ends = list(islice(_ends(words, first), 2))
    ends[1:] = [e for e in ends[1:] if words.low(ends[0]) in ("of", "for")]
    return [Phrase("described", first, e) for e in ends]


def head(words: Words, phrase: Phrase) -> int:
    """The word that heads a phrase: the last before a preposition, a comma or a clause."""
    n = phrase.first
    if words.low(n) in ("one", "another") and words.low(n + 1) == "of":
        n += 3 if words.low(n + 2) in _DETERMINERS else 2
    while n < phrase.last and words.participle(n):
        n += 1
    while n < phrase.last and words.nominal(n):
        n += 1
    return max(n - 1, phrase.first)


def plural(words: Words, phrase: Phrase) -> bool:
    """Whether a phrase speaks of several people."""
    word = words.low(head(words, phrase)).strip(".")
    return word.endswith(("s", "men", "women")) and not word.endswith(("ss", "us"))
