"""What a quotation's words may be for or against: the names, things and deeds that it speaks of, the likeliest first.

The network's `target` link from the quotation's first piece says which words are the target. A name gathers what goes to
all of its mentions, to descriptions of it and to pronouns; whoever speaks is the target only where hardly anything else is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from quotes.pipeline import roles
from quotes.pipeline.cast import PERSON, Cast, Entity
from quotes.pipeline.encoder import Reading
from quotes.pipeline.labels import TAGS
from quotes.pipeline.references import References, clear
from quotes.types import Quote, Span

NEAR = 300  # characters around a quotation in which its target may be printed
NEAR_NAME = 700  # the same before it, for names
NOISE = 0.001  # of the link: less is nothing
FAINT = 0.05  # of the link: what stands beside the quotation must have more
MEANT = 0.5  # what a pronoun that surely stands for somebody adds to his share of the link
BESIDE = 0.5  # how much of their share is left to those who are named beside the quotation alone
OWN = 0.1  # how much of their share is left to those who speak
DEED = 0.5  # of a noun phrase's share: a verb before it that has more is part of the target (`closing schools`)
_NOUNS = frozenset(("NOUN", "PROPN"))
_INSIDE = frozenset(("NOUN", "PROPN", "ADJ", "NUM"))
_JOINS = frozenset(("of", "with", "against", "on", "for", "in", "to", "from"))
_OWNERS = frozenset(("our", "their", "his", "her", "its", "my", "your"))
_DEFINITE = frozenset(("the", "this", "that", "these", "those"))
_BETWEEN = frozenset(("a", "an", *_OWNERS, *_DEFINITE))
_SELVES = ("him", "her", "it", "them")
_THIRD = frozenset(("he", "his", "she", "hers", "they", "their", "its", *_SELVES, *(f"{word}self" for word in _SELVES)))


class Word(NamedTuple):  # of which an article has thousands, and a dataclass takes three times as long to make
    """A word of the text with its pieces and its part of speech."""

    lo: int
    hi: int
    start: int
    end: int
    pos: str


@dataclass(frozen=True, slots=True)
class Target:
    """Something that a stance may be towards: the words at `span` and their pieces, its name, its share of the link."""

    span: Span
    pieces: Span
    name: str
    share: float


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase, from one word to another: its head, the verb and the determiner before it, the names inside."""

    first: Word
    last: Word
    head: Word
    verb: Word | None
    determiner: Word | None
    names: tuple[int, ...]

    @property
    def span(self) -> Span:
        return self.first.start, self.last.end


class Targets:
    """The possible targets of one article's quotations."""

    def __init__(self, text: str, reading: Reading, cast: Cast) -> None:
        self.text, self.reading, self.cast = text, reading, cast
        self.references = References(text, reading, cast)
        self.names = list(self.cast.at.items())
        self.name_starts = [span[0] for span, _ in self.names]
        bounds = np.array([span for span, _ in self.names], dtype=np.int64).reshape(-1, 2)
        opens = np.searchsorted(reading.pieces.ends, bounds[:, 0], side="right")
        closes = np.searchsorted(reading.pieces.starts, bounds[:, 1])
        self.name_pieces: list[Span] = list(zip(opens.tolist(), closes.tolist(), strict=True))
        self.words = _words(text, reading)
        self.starts = [word.start for word in self.words]
        self.phrases = [self._phrase(lo, hi) for lo, hi in _phrases(text, self.words)]
        self.phrase_starts = [phrase.first.start for phrase in self.phrases]
        self._titles: dict[int, Container[str]] | None = None

    def of(self, quote: Quote) -> tuple[np.ndarray, list[Target]]:
        """The mean vector of what the link says is the target, and the targets, the likeliest first."""
        to, odds = self.reading.link("target", self.pieces((quote.start, quote.end))[0])
        lo, hi = int(to[1]), int(to[-1]) + 1  # the window's pieces; the first link is to none
        found = _Gathering(self, quote, odds[1:], lo).targets()
        return odds[1:] @ self.reading.vectors[lo:hi], sorted(found, key=lambda target: -target.share)

    def pieces(self, span: Span) -> Span:
        """The pieces of some characters."""
        p = self.reading.pieces
        return int(np.searchsorted(p.ends, span[0], side="right")), int(np.searchsorted(p.starts, span[1]))

    def speakers(self, quote: Quote) -> set[int]:
        """The entities (each its `id`) who speak."""
        names = set(quote.speaker.split(" and "))
        return {id(entity) for entity in self.cast.entities if not names.isdisjoint(entity.names)}

    def meant(self, start: int, end: int, among: Iterable[Entity] = ()) -> tuple[Entity, float] | None:
        """Whom a pronoun or a description stands for, one of some if any are given, and how surely (0 to 1)."""
        weights, _, _ = self.references.weights(start, end)
        only = {id(entity) for entity in among}
        weights = {i: w for i, w in weights.items() if not only or id(self.cast.entities[i]) in only}
        if not clear(weights):
            return None
        best = max(weights, key=weights.__getitem__)
        return self.cast.entities[best], weights[best] / max(0.5, sum(weights.values()))

    def titled(self, phrase: Phrase, quote: Quote) -> Entity | None:
        """The person whom a description such as `the senator` stands for; never one who speaks."""
        noun = roles.title(self.text[slice(*phrase.span)]) if phrase.determiner and not phrase.names else ""
        if not noun:
            return None
        if self._titles is None:
            people = [(i, e) for i, e in enumerate(self.cast.entities) if e.kind == PERSON]
            read = roles.read(self.text, self.cast, self.references.pos)
            self._titles = {i: roles.titles(read, e) for i, e in people}
        own = self.speakers(quote)
        called = [self.cast.entities[i] for i, nouns in self._titles.items() if noun in nouns]
        others = [entity for entity in called if id(entity) not in own]
        if len(others) == 1:
            return others[0]
        found = self.meant(phrase.determiner.start, phrase.last.end, others) if phrase.determiner else None
        return found[0] if found and id(found[0]) not in own else None

    def _phrase(self, lo: int, hi: int) -> Phrase:
        words = self.words
        head = next((n for n in range(lo, hi) if words[n].pos == "ADP"), hi) - 1
        before = lo - 1
        while before >= 0 and words[before].pos in ("DET", "PRON") and self._word(before) in _BETWEEN:
            before -= 1
        verb = words[before] if before >= 0 and words[before].pos == "VERB" else None
        definite = lo > 0 and self._word(lo - 1) in _DEFINITE
        first, last = (bisect_left(self.name_starts, words[n].start) for n in (lo, hi - 1))
        return Phrase(
            first=words[lo],
            last=words[hi - 1],
            head=words[head],
            verb=verb,
            determiner=words[lo - 1] if definite else None,
            names=tuple(range(first, last + (self.name_starts[last : last + 1] == [words[hi - 1].start]))),
        )

    def _word(self, n: int) -> str:
        return self.text[self.words[n].start : self.words[n].end].lower()


class _Gathering:
    """The targets of one quotation, from what the link gives to each piece of a window."""

    def __init__(self, article: Targets, quote: Quote, odds: np.ndarray, lo: int) -> None:
        self.article, self.quote = article, quote
        self.mass = [0.0, *np.cumsum(odds).tolist()]  # of the link up to each piece of the window, whose first is `lo`
        self.lo = lo
        self.shares: dict[int, float] = {}  # of an entity, by its id
        self.best: dict[
            int, tuple[bool, float, Span, Entity]
        ] = {}  # the mention to show for it: inside, its share, where

    def targets(self) -> list[Target]:
        taken: set[int] = set()
        things = self._things(taken)
        self._names(taken)
        self._pronouns()
        own = self.article.speakers(self.quote)
        for key, (inside, _, span, entity) in self.best.items():
            share = self.shares[key] * (OWN if key in own else 1)
            if inside or share > FAINT:
                share *= 1 if inside else BESIDE
                things.append(Target(span, self.article.pieces(span), entity.name, share))
        return things

    def _things(self, taken: set[int]) -> list[Target]:
        """Noun phrases that name nobody, with the verbs whose objects they are; `taken` gets the names that belong to them."""
        article, out = self.article, []
        for n in _between(article.phrase_starts, self.quote.start - NEAR, self.quote.end + NEAR):
            phrase = article.phrases[n]
            span = phrase.span
            share = self._share(phrase.first.lo, phrase.last.hi)
            inside = self._inside(span)
            if not (inside or share > FAINT) or self._in_source(span):
                continue
            if phrase.names:
                spans = [article.names[k][0] for k in phrase.names]
                if any(start <= phrase.head.start < end for start, end in spans):
                    continue  # a name, with what describes it: `Mayor Roe`
                taken.update(
                    phrase.names
                )  # `Roe's plan`, `a war with Ostland`: the thing, not whose or what it is with
            elif inside and (entity := article.titled(phrase, self.quote)):
                self._gather(entity, span, share)
                continue
            first = phrase.first
            if phrase.verb and inside and self._inside((phrase.verb.start, phrase.verb.end)):
                done = self._share(phrase.verb.lo, phrase.verb.hi)
                if done > DEED * share:
                    first, share = phrase.verb, share + done
            words = " ".join(article.text[first.start : span[1]].split())
            share *= 1 if inside else BESIDE
            out.append(Target((first.start, span[1]), (first.lo, phrase.last.hi), words, share))
        return out

    def _names(self, taken: Container[int]) -> None:
        for n in _between(self.article.name_starts, self.quote.start - NEAR_NAME, self.quote.end + NEAR):
            span, entity = self.article.names[n]
            share = self._share(*self.article.name_pieces[n])
            if n not in taken and (share > NOISE or self._inside(span)) and not self._in_source(span):
                self._gather(entity, span, share)

    def _pronouns(self) -> None:
        """Those who are meant by a pronoun of the quotation."""
        article = self.article
        for part in self.quote.parts:
            for n in _between(article.starts, *part):
                word = article.words[n]
                if word.pos in ("PRON", "DET") and article.text[word.start : word.end].lower() in _THIRD:
                    found = article.meant(word.start, word.end)
                    if found:
                        entity, sure = found
                        share = self._share(word.lo, word.hi) + MEANT * sure
                        self._gather(entity, (word.start, word.end), share)

    def _gather(self, entity: Entity, span: Span, share: float) -> None:
        key = id(entity)
        self.shares[key] = self.shares.get(key, 0.0) + share
        mention = (self._inside(span), share, span, entity)
        self.best[key] = max(self.best.get(key, mention), mention, key=lambda m: m[:2])

    def _share(self, lo: int, hi: int) -> float:
        last = len(self.mass) - 1
        return self.mass[min(max(hi - self.lo, 0), last)] - self.mass[min(max(lo - self.lo, 0), last)]

    def _inside(self, span: Span) -> bool:
        return any(s < span[1] and span[0] < e for s, e in self.quote.parts)

    def _in_source(self, span: Span) -> bool:
        return any(s < span[1] and span[0] < e for s, e in self.quote.source)


def _between(starts: Sequence[int], lo: int, hi: int) -> range:
    return range(bisect_left(starts, lo), bisect_left(starts, hi))


def _words(text: str, reading: Reading) -> list[Word]:
    labels, pos = TAGS["pos"], reading.tags("pos").argmax(1).tolist()
    pieces = zip(reading.pieces.starts.tolist(), reading.pieces.ends.tolist(), strict=True)
    out: list[Word] = []
    for n, (s, e) in enumerate(pieces):
        if s == e:
            continue
        if out and out[-1].end == s and text[s].isalnum() and text[s - 1].isalnum():
            out[-1] = Word(out[-1].lo, n + 1, out[-1].start, e, out[-1].pos)
        else:
            out.append(Word(n, n + 1, s, e, labels[pos[n]]))
    return out


def _phrases(text: str, words: Sequence[Word]) -> list[Span]:
    """Noun phrases as ranges of words: adjectives and nouns that end in a noun, and two joined by a preposition."""
    simple: list[Span] = []
    n = 0
    while n < len(words):
        if words[n].pos not in _INSIDE:
            n += 1
            continue
        last = n
        while last < len(words) and (words[last].pos in _INSIDE or _hyphen(text, words, last)):
            last += 1
        end = last
        while end > n and words[end - 1].pos not in _NOUNS:
            end -= 1
        if end > n:
            simple.append((n, end))
        n = last
    joined: list[Span] = []
    for span in simple:
        if joined and _joins(text, words, joined[-1], span):
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(span)
    return joined


def _hyphen(text: str, words: Sequence[Word], n: int) -> bool:
    return text[words[n].start : words[n].end] in ("-", "'s", "’s", "'", "’") and n + 1 < len(words)


def _joins(text: str, words: Sequence[Word], a: Span, b: Span) -> bool:
    between = text[words[a[1] - 1].end : words[b[0]].start].lower().split()
    return 0 < len(between) <= 2 and between[0] in _JOINS and (len(between) == 1 or between[1] in _BETWEEN)
