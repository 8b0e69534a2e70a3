"""What a quotation's words may be for or against: names, things and deeds in it and beside it, with what is known of each.

A name gathers all of its mentions, descriptions of it and pronouns. How much of it each gets of the network's `target`
link from the quotation's first piece is one of the things that are known; `stance` weighs them.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from quotes.pipeline import roles
from quotes.pipeline.entities import PERSON, Entity
from quotes.pipeline.speakers.scene import Scene
from quotes.pipeline.stance.known import KNOWN, Known
from quotes.pipeline.stance.nouns import DEFINITE, Word, noun_phrases, tagged_words
from quotes.types import Quote, Span

NEAR = 300  # characters around a quotation in which its target may be printed
NEAR_NAME = 700  # the same before it, for names
_PLACES = frozenset(("in", "at", "on", "into", "from"))
_LAST_WORD = re.compile(r"([\w’']+)\W*\Z")
_SELVES = ("him", "her", "it", "them")
_THIRD = frozenset(("he", "his", "she", "hers", "they", "their", "its", *_SELVES, *(f"{word}self" for word in _SELVES)))


class Printed(NamedTuple):
    """Where a target is printed, with its share of the link: in the quotation, as part of another."""

    span: Span
    pieces: Span
    share: float
    inside: bool
    part: bool


class Target(NamedTuple):
    """Something that a stance may be towards: the words at `span` and their pieces, its name, a number for each of KNOWN."""

    span: Span
    pieces: Span
    name: str
    row: tuple[float, ...]

    @property
    def known(self) -> dict[str, float]:
        """What is known of it, by name; what is 0 is left out."""
        return {name: value for name, value in zip(KNOWN, self.row, strict=True) if value}


class Phrase(NamedTuple):
    """A noun phrase, from one word to another: the determiner before it, the names inside, whether its head is one."""

    span: Span
    first: Word
    last: Word
    determiner: Word | None
    names: tuple[int, ...]
    names_somebody: bool


class Targets:
    """The possible targets of one article's quotations."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.text, self.reading, self.cast = scene, scene.text, scene.reading, scene.cast
        text, reading = self.text, self.reading
        self.names = list(self.cast.at.items())
        self.name_starts = [span[0] for span, _ in self.names]
        bounds = np.array([span for span, _ in self.names], dtype=np.int64).reshape(-1, 2)
        opens = np.searchsorted(reading.pieces.ends, bounds[:, 0], side="right")
        closes = np.searchsorted(reading.pieces.starts, bounds[:, 1])
        self.name_pieces: list[Span] = list(zip(opens.tolist(), closes.tolist(), strict=True))
        self.words = tagged_words(text, reading.pieces, scene.tags)
        self.starts = [word.start for word in self.words]
        self.phrases = [self._phrase(lo, hi) for lo, hi in noun_phrases(text, self.words)]
        self.phrase_starts = [phrase.first.start for phrase in self.phrases]
        self.index()
        self.known = Known(text)
        self._by_title: dict[str, list[Entity]] | None = None  # the people called so
        self._ends, self._starts = reading.pieces.ends.tolist(), reading.pieces.starts.tolist()
        self._printed: dict[Span, str] = {}  # what is asked again for each quotation that is near
        self._before: dict[int, str] = {}
        self._means: dict[Span, np.ndarray] = {}

    def index(self) -> None:
        """Note who has which name."""
        self._by_name: dict[str, list[Entity]] = {}
        for entity in self.cast.entities:
            for name in entity.names:
                self._by_name.setdefault(name, []).append(entity)

    def of(self, quote: Quote) -> tuple[np.ndarray, list[Target]]:
        """Return the mean vector of what the link says is the target, and what may be the target."""
        lo, odds = self.reading.link("target", self.pieces((quote.start, quote.end))[0])
        found = _Gathering(self, quote, odds[1:], lo).targets()
        return odds[1:] @ self.reading.vectors[lo : lo + len(odds) - 1], found

    def printed(self, span: Span) -> str:
        """Return what is printed at a span, in one line."""
        if span not in self._printed:
            self._printed[span] = " ".join(self.text[slice(*span)].split())
        return self._printed[span]

    def before(self, start: int) -> str:
        """Return the word before a character, in small letters; empty where there is none."""
        if start not in self._before:
            found = _LAST_WORD.search(self.text[max(0, start - 12) : start].lower())
            self._before[start] = found[1] if found else ""
        return self._before[start]

    def mean(self, pieces: Span) -> np.ndarray:
        """Return the mean of some pieces' vectors."""
        if pieces not in self._means:
            self._means[pieces] = self.reading.mean(*pieces)
        return self._means[pieces]

    def pieces(self, span: Span) -> Span:
        """Return the pieces of some characters."""
        return bisect_right(self._ends, span[0]), bisect_left(self._starts, span[1])

    def speakers(self, quote: Quote) -> set[Entity]:
        """Return the entities who speak."""
        return {who for name in quote.speaker.split(" and ") for who in self._by_name.get(name, ())}

    def meant(self, start: int, end: int, among: Container[Entity] = ()) -> Entity | None:
        """Tell whom a pronoun or a description stands for, one of some if any are given: one who stands out in the links."""
        weights, _, _ = self.scene.links(start, end)
        who = self.cast.entities
        shares = {who[i]: w for i, w in weights.items() if not among or who[i] in among}
        best = max(shares, key=shares.__getitem__, default=None)
        return best if best and shares[best] > max(0.03, 0.55 * sum(shares.values())) else None

    def titled(self, phrase: Phrase, quote: Quote) -> Entity | None:
        """Return the person whom a description such as `the senator` stands for; never one who speaks."""
        noun = roles.title(self.text[slice(*phrase.span)]) if phrase.determiner and not phrase.names else ""
        if not noun or not phrase.determiner:
            return None
        if self._by_title is None:
            self._by_title = {}
            for entity in self.cast.entities:
                for word in self.scene.called(entity) if entity.kind == PERSON else ():
                    self._by_title.setdefault(word, []).append(entity)
        own = self.speakers(quote)
        others = [who for who in self._by_title.get(noun, []) if who not in own]
        if len(others) == 1:
            return others[0]
        found = self.meant(phrase.determiner.start, phrase.last.end, others)
        return found if found not in own else None

    def _phrase(self, lo: int, hi: int) -> Phrase:
        words = self.words
        head = next((n for n in range(lo, hi) if words[n].pos == "ADP"), hi) - 1
        first, last = (bisect_left(self.name_starts, words[n].start) for n in (lo, hi - 1))
        names = range(first, last + (self.name_starts[last : last + 1] == [words[hi - 1].start]))
        return Phrase(
            span=(words[lo].start, words[hi - 1].end),
            first=words[lo],
            last=words[hi - 1],
            determiner=words[lo - 1] if lo > 0 and self._word(lo - 1) in DEFINITE else None,
            names=tuple(names),
            names_somebody=any(s <= words[head].start < e for s, e in (self.names[k][0] for k in names)),
        )

    def _word(self, n: int) -> str:
        return self.text[self.words[n].start : self.words[n].end].lower()


class _Gathering:
    """The possible targets of one quotation, from what the link gives to each piece of a window."""

    def __init__(self, article: Targets, quote: Quote, odds: np.ndarray, lo: int) -> None:
        self.article, self.quote = article, quote
        self.part_ends = [end for _, end in quote.parts]
        self.whole = quote.parts[0] if len(quote.parts) == 1 else None
        self.mass = [0.0, *np.cumsum(odds).tolist()]  # of the link up to each piece of the window, whose first is `lo`
        self.lo = lo
        self.found: dict[Entity | str, list[Printed]] = {}  # an entity, or a thing's words → where it is printed

    def targets(self) -> list[Target]:
        taken: set[int] = set()
        self._things(taken)
        self._names(taken)
        self._pronouns()
        own = self.article.speakers(self.quote)
        return [self._target(key, printed, key in own) for key, printed in self.found.items()]

    def _things(self, taken: set[int]) -> None:
        """Noun phrases that name nobody; `taken` gets the names that belong to them."""
        article = self.article
        for n in _between(article.phrase_starts, self.quote.start - NEAR, self.quote.end + NEAR):
            phrase = article.phrases[n]
            span = phrase.span
            if self._in_source(span) or phrase.names_somebody:
                continue  # a name, with what describes it: `Mayor Roe`
            taken.update(phrase.names)  # `Roe's plan`, `a war with Ostland`: the thing, not whose or what it is with
            inside = self._inside(span)
            who = article.titled(phrase, self.quote) if inside else None
            self._add(who or article.printed(span).lower(), span, (phrase.first.lo, phrase.last.hi), inside)

    def _names(self, taken: Container[int]) -> None:
        for n in _between(self.article.name_starts, self.quote.start - NEAR_NAME, self.quote.end + NEAR):
            span, entity = self.article.names[n]
            if not self._in_source(span):
                self._add(entity, span, self.article.name_pieces[n], self._inside(span), part=n in taken)

    def _pronouns(self) -> None:
        """Those who are meant by a pronoun of the quotation."""
        article = self.article
        for part in self.quote.parts:
            for n in _between(article.starts, *part):
                word = article.words[n]
                third = word.pos in ("PRON", "DET") and article.text[word.start : word.end].lower() in _THIRD
                if third and (found := article.meant(word.start, word.end)):
                    span = (word.start, word.end)
                    self._add(found, span, (word.lo, word.hi), self._inside(span))

    def _add(self, key: Entity | str, span: Span, pieces: Span, inside: bool, part: bool = False) -> None:
        self.found.setdefault(key, []).append(Printed(span, pieces, self._share(*pieces), inside, part))

    def _target(self, key: Entity | str, printed: list[Printed], own: bool) -> Target:
        """A target, with a number for each of KNOWN."""
        article, quote, entity = self.article, self.quote, key if isinstance(key, Entity) else None
        start, end = quote.start, quote.end
        best = printed[0] if len(printed) == 1 else max(printed, key=lambda p: (p.inside, not p.part, p.share))
        share = 0.0
        inside, near, at, earlier, later, parts = 0, len(article.text), end, False, False, True
        for (first, last), _, its_share, is_inside, part in printed:  # once: there are some 30 of them
            share += its_share
            near = min(near, max(0, start - last, first - end))
            earlier, later = earlier or last <= start, later or first >= end
            if is_inside:
                inside, at, parts = inside + 1, min(at, first - start), parts and part
        reached = at / (end - start)  # of the quotation, before the first mention inside
        before, words = article.before(best.span[0]), entity.name if entity else article.printed(best.span)
        row = (
            math.log(share + 1e-4) + 9.2,
            best.share,
            inside > 0,
            math.log1p(inside),
            not inside and earlier,
            not inside and later,
            math.log1p(near) / 5,
            1 - reached if inside else 0.0,
            inside > 0 and reached < 0.1,
            inside > 0 and parts,
            before in _PLACES,
            *(article.known.somebody(entity, own) if entity else article.known.thing(words)),
        )
        return Target(best.span, best.pieces, words, row)

    def _share(self, lo: int, hi: int) -> float:
        last = len(self.mass) - 1
        return self.mass[min(max(hi - self.lo, 0), last)] - self.mass[min(max(lo - self.lo, 0), last)]

    def _inside(self, span: Span) -> bool:
        if self.whole:
            return self.whole[0] < span[1] and span[0] < self.whole[1]
        n = bisect_right(self.part_ends, span[0])  # of very many parts, only those that end behind where it begins
        return _touches(span, self.quote.parts[n : n + 1])

    def _in_source(self, span: Span) -> bool:
        return _touches(span, self.quote.source)


def _touches(span: Span, spans: Iterable[Span]) -> bool:
    start, end = span
    for s, e in spans:
        if s < end and start < e:
            return True
    return False


def _between(starts: Sequence[int], lo: int, hi: int) -> range:
    return range(bisect_left(starts, lo), bisect_left(starts, hi))
