"""Whose words a quotation is: from the printed source to a speaker of the article, with the steps that led there.

The network's `name` links say which names a pronoun or a description may stand for; what is certain is computed: names
are matched in the cast, a `he` is never an organisation, an `I` inside somebody's quotation is that somebody. What stays
uncertain stays unknown, with its candidates: a wrong name is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from quotes.pipeline import documents, inner, roles, voices
from quotes.pipeline import mentions as mention_reader
from quotes.pipeline.antecedents import CERTAIN, UNKNOWN, Antecedents, Found
from quotes.pipeline.cast import PERSON, Cast, Entity
from quotes.pipeline.encoder import Reading
from quotes.pipeline.marks import Passage
from quotes.pipeline.mentions import Mention
from quotes.pipeline.transcripts import Turn
from quotes.types import Candidate, Link, Quote, Span

CLAUSE = 200  # characters behind a subject in which a name is another's
NEAR = 3  # paragraphs over which a floating quotation may still be its speaker's
_PLURAL = re.compile(
    r"\b(?:officials|sources|aides|lawmakers|leaders|people|members|residents|voters|allies)\b", re.IGNORECASE
)
_GIVEN = re.compile(r"[A-Z][\w’'-]*[a-z](?:\s[A-Z]\.)?")
_POSSESSIVES = re.compile(r"^.*[’']s\s")
_POSSESSIVE = re.compile(r"(his|her|their|its)\s+(.+)", re.IGNORECASE | re.DOTALL)


def resolve(
    text: str,
    reading: Reading,
    cast: Cast,
    quotes: Sequence[Quote],
    passages: Sequence[Passage] = (),
    turns: Sequence[Turn] = (),
    byline: str = "",
) -> list[Quote]:
    """The quotations with speaker, kind of speaker, role, candidates and the chain of evidence.

    `turns` are the transcript's, whose labels the article's introduction and its byline explain.
    """
    resolver = _Resolver(text, reading, cast, quotes, turns)
    for span, voice in voices.read(text, turns, cast, byline).items():
        found = Found(voice.entities, voice.name, voice.score, voice.chain, voice.candidates, voice.kind)
        resolver.remember(span, found)
    said = [resolver.speaker(quote) for quote in quotes]
    said += resolver.nested(inner.nested(text, said, passages, cast))
    said.sort(key=lambda q: (q.end, -q.start))  # one within another comes first
    seen = resolver.references
    return roles.assign(text, said, resolver.entity_of, cast, seen.pos, resolver.described_as(), seen.people)


class _Resolver(Antecedents):
    """Resolves the sources of one article in reading order, remembering who spoke."""

    def __init__(
        self, text: str, reading: Reading, cast: Cast, quotes: Sequence[Quote], turns: Sequence[Turn] = ()
    ) -> None:
        super().__init__(text, reading, cast, turns)
        self.quotes = quotes
        self.entity_of: dict[Span, Entity] = {}  # (start, end) of a quotation → its one speaker

    def described_as(self) -> dict[int, list[roles.Description]]:
        """The descriptions that stand as sources and were resolved to one person, by the `id` of the entity."""
        out: dict[int, list[roles.Description]] = {}
        for (start, end), found in self.by_mention.items():
            described = len(found.entities) == 1 and found.score >= CERTAIN and found.chain[0].rule == "description"
            if described:
                out.setdefault(id(found.entities[0]), []).append(((start, end), found.score))
        return out

    def nested(self, pairs: Sequence[tuple[Quote, Quote]]) -> list[Quote]:
        """Quotations within those resolved before, with their speakers: left out where these are the outer ones' own."""
        out = []
        for around, quote in pairs:
            outer = self.whose(around)
            self.passed_on = around if around.kind == "direct" else None
            found = self._source(quote)
            if not found.entities or found.entities != outer.entities:
                out.append(self._resolved(quote, found))
        return out

    def speaker(self, quote: Quote) -> Quote:
        """A quotation with its speaker."""
        found = self._source(quote) if quote.source else self._floating(quote)
        if found is not UNKNOWN:
            self.spoken.append((quote.start, found))
        return self._resolved(quote, found)

    def _resolved(self, quote: Quote, found: Found) -> Quote:
        if found.entities and found.score >= CERTAIN:
            if len(found.entities) == 1:
                self.entity_of[(quote.start, quote.end)] = found.entities[0]
            name = " and ".join(e.name for e in found.entities)
            if len(found.entities) == 1 and found.printed and len(found.printed.split()) == len(name.split()):
                name = found.printed  # of two spellings, the one beside the quotation
            kind = "person" if found.entities[0].kind == PERSON else "organization"
        elif found.phrase and found.score >= CERTAIN:
            name, kind = found.phrase, found.kind
        else:
            name, kind = "", "unknown"
        confidence = round(min(quote.confidence, found.score), 4) if name else quote.confidence
        return replace(
            quote,
            speaker=name,
            speaker_kind=kind,
            candidates=found.candidates,
            chain=found.chain,
            confidence=confidence,
        )

    def _source(self, quote: Quote) -> Found:
        span = inner.speaker(self.text, quote, self.cast) or quote.source[0]
        if span not in self.by_mention:
            self.spoken_of = self._named_after(span, quote)
            self.still = self._speaking_before(span, quote)
            self.remember(span, self._mention(mention_reader.read(self.text, span, self.cast), quote))
        return self.by_mention[span]

    def _speaking_before(self, span: Span, quote: Quote) -> int | None:
        """The index of the one who spoke just before a quotation that its source follows (`“…,” she said`)."""
        if not self.spoken or quote.start > span[0]:
            return None
        start, found = self.spoken[-1]
        if len(found.entities) != 1 or self.text.count("\n\n", start, quote.start) > 1:
            return None
        return self.references.index[id(found.entities[0])]

    def _named_after(self, source: Span, quote: Quote) -> set[int]:
        """Whom a sentence names behind its subject: `she` is not Roe in `she said of Roe` or `she said that Roe left`."""
        end = quote.quoted[0][0] if quote.quoted else quote.end
        if not source[1] <= end <= source[1] + CLAUSE or "\n" in self.text[source[1] : end]:
            return set()
        return {self.references.index[id(e)] for _, e in self.cast.within(source[1], end)}

    def _mention(self, mention: Mention, quote: Quote) -> Found:
        if mention.form == "name":
            return self._named(mention)
        if mention.form == "none":
            return UNKNOWN
        if mention.pronoun in ("i", "we"):
            outer = self._speaking_around(mention)
            if not outer and not any(q.start <= mention.start < q.end for q in self.quotes):
                return UNKNOWN  # the article's own author
            if outer:
                return replace(
                    outer, chain=(self.link(mention, "first person inside a quotation", outer.score), *outer.chain)
                )
        if mention.pronoun == "who" and (before := self._before(mention)):
            return before
        if mention.text.lower() == "which" and (document := self._same_document(mention)):
            return document
        if mention.form == "proper":
            if entity := self.cast.called(mention.text):
                return self._named(replace(mention, heads=(((mention.start, mention.end), entity),)))
            return self.itself(mention, 0.7, kind="organization")
        if mention.form == "nominal" and (
            owned := self._mine(mention) or self._owned(mention) or self._authored(mention) or self._body(mention)
        ):
            return owned
        if mention.form == "nominal" and not mention.definite:
            return self.itself(mention, 0.9)
        if mention.form == "nominal" and (same := self._spoke_as(mention)):
            return same
        return self.linked(mention)

    def _same_document(self, mention: Mention) -> Found | None:
        """Whose statement goes on: `“…,” read its statement, which added that …`."""
        start, found = self.spoken[-1] if self.spoken else (0, UNKNOWN)
        between = self.text[start : mention.start]
        if (
            found is UNKNOWN
            or "\n" in between
            or not documents.is_document(between.rpartition("”")[2].rpartition("’")[2])
        ):
            return None
        return replace(found, chain=(self.link(mention, "the same document", found.score), *found.chain))

    def _before(self, mention: Mention) -> Found | None:
        """The name or description that a relative pronoun follows: `John Roe, who said`."""
        end = len(self.text[: mention.start].rstrip(" ,—–"))
        for span, entity in self.cast.at.items():
            if span[1] <= end <= span[1] + 2:
                return Found(
                    (entity,),
                    score=0.9,
                    chain=(self.link(mention, "relative clause", 0.9), Link(*span, entity.name, "antecedent", 0.9)),
                )
        return None

    def _mine(self, mention: Mention) -> Found | None:
        """`my sister`, within somebody's words: somebody's sister."""
        m = re.fullmatch(r"my\s+(.+)", mention.text, re.IGNORECASE | re.DOTALL)
        outer = self.whose(self.passed_on)
        if not m or len(outer.entities) != 1:
            return None
        phrase = f"{outer.entities[0].name}'s {' '.join(m.group(1).split())}"
        chain = (self.link(mention, "possessive", outer.score), *outer.chain)
        return Found((), phrase, outer.score, chain, (Candidate(phrase, "unnamed", round(outer.score, 4)),))

    def _owned(self, mention: Mention) -> Found | None:
        """`his campaign`, `her lawyer`: a description whose owner is the one that the pronoun stands for."""
        m = _POSSESSIVE.fullmatch(mention.text.strip(" ,;:"))
        if not m or documents.is_document(m.group(2)):
            return None
        pronoun = {"his": "he", "her": "she", "their": "they", "its": "it"}[m.group(1).lower()]
        owner = self.linked(
            Mention(mention.start, mention.start + len(m.group(1)), m.group(1), "pronoun", pronoun=pronoun)
        )
        if not owner.entities or owner.score < CERTAIN:
            return None
        phrase = f"{owner.entities[0].name}'s {' '.join(m.group(2).split())}"
        return replace(
            owner, entities=(), phrase=phrase, chain=(self.link(mention, "possessive", owner.score), *owner.chain)
        )

    def _named(self, mention: Mention) -> Found:
        self._complete(mention)
        entities = tuple(e for _, e in mention.heads)
        steps = [self.link(mention, "named", 1.0)]
        for span, entity in mention.heads:
            first = next((m for m in entity.mentions if self.plain(m).casefold() == entity.name.casefold()), None)
            if first and first != span:
                steps.append(Link(first[0], first[1], self.plain(first), "same name", 0.95))
        candidates = tuple(self.candidate(e, 0.97) for e in entities)
        printed = self.plain(mention.heads[0][0])
        return Found(
            entities,
            score=0.97,
            chain=tuple(steps),
            candidates=candidates,
            printed="" if printed.isupper() else printed,
        )

    @staticmethod
    def _complete(mention: Mention) -> None:
        """Give a person of one name the given name that a source prints and the tags missed."""
        (start, _), who = mention.heads[0]
        before = mention.text[: start - mention.start].strip()
        if who.kind == PERSON and _GIVEN.fullmatch(before) and " " not in who.name and not roles.head(before):
            who.names[f"{before} {who.name}"] += 1

    def _speaking_around(self, mention: Mention) -> Found | None:
        """Who speaks the quotation inside which a mention stands."""
        q = self._around(mention.start, mention.end)
        return (self.by_mention.get(q.source[0]) or self._source(q)) if q else None

    def _around(self, start: int, end: int) -> Quote | None:
        """The quotation inside which something stands that is not its source."""
        for q in self.quotes:
            if q.start <= start and end <= q.end and q.source and q.source[0] != (start, end):
                return q
        return None

    def _authored(self, mention: Mention) -> Found | None:
        """The one whose document speaks, where its description says it."""
        if not (found := documents.author(self.text, mention, self.cast)):
            return None
        span, entity, rule, score = found
        steps = (self.link(mention, rule, score), Link(*span, entity.name, "whose", score))
        return Found((entity,), score=score, chain=steps, candidates=(self.candidate(entity, score),))

    def _body(self, mention: Mention) -> Found | None:
        """`the Roe administration`: a body that is called after somebody is nobody else, and not that somebody."""
        inside = self.cast.within(mention.start, mention.end)
        if not inside or roles.head(mention.text) or _PLURAL.search(mention.text):
            return None
        after = self.text[inside[-1][0][1] : mention.end].strip(" ,’'")
        return self.itself(mention, 0.8, kind="organization") if after and "," not in after else None

    def _spoke_as(self, mention: Mention) -> Found | None:
        """The one without a name who spoke a little before and is called the same: `the man` after `a man in the queue`."""
        noun = roles.title(_POSSESSIVES.sub("", mention.text))
        if not noun or self.titled(mention):
            return None
        for start, found in reversed(self.spoken[-4:]):
            if (
                found.phrase
                and roles.title(found.phrase) == noun
                and self.text.count("\n\n", start, mention.start) <= NEAR
            ):
                return replace(found, chain=(self.link(mention, "same description", found.score), *found.chain))
        return None

    def _floating(self, quote: Quote) -> Found:
        """The speaker who is still speaking: the one of the quotation just before, when nothing comes between."""
        if not self.spoken:
            return UNKNOWN
        start, found = self.spoken[-1]
        between = self.text[start : quote.start]
        gap = between.count("\n\n") or between.count("\n")
        if gap > NEAR:
            return UNKNOWN
        score = round(found.score * 0.8**gap, 4)
        step = Link(quote.start, quote.start, "", "still speaking", score)
        return replace(found, score=score, chain=(step, *found.chain))
