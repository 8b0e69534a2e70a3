"""Whose words a quotation is: from the printed source to a speaker of the article, with the steps that led there.

The network's `name` links say which names a pronoun or a description may stand for; what is certain is computed: names
are matched in the cast, a `he` is never an organisation, an `I` inside somebody's quotation is that somebody. What stays
uncertain stays unknown, with its candidates: a wrong name is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from quotes.pipeline import documents, inner, roles, transcripts, voices
from quotes.pipeline import mentions as mention_reader
from quotes.pipeline.cast import ORG, OTHER, PERSON, PLACE, Cast, Entity, assemble
from quotes.pipeline.encoder import Reading
from quotes.pipeline.lexicon import FEMALE, MALE
from quotes.pipeline.marks import Passage
from quotes.pipeline.mentions import Mention, phrase_of
from quotes.pipeline.references import References, clear
from quotes.pipeline.transcripts import Turn
from quotes.types import Candidate, Link, Quote, Span

CERTAIN = 0.45  # what the best candidate must reach, or the speaker is unknown; chosen on the speaker gold's train part
FIRST = 0.4  # how much of a link must go to an earlier description for it to be taken
CLAUSE, BEHIND = 200, 0.2  # characters behind a subject in which a name is another's, and what it keeps of a link
SURE = 0.6  # how much of a link makes up for a title that stands beside another's name
SELF = 0.5  # how much of a description's own link says that it stands for nobody named
NEAR = 3  # paragraphs over which a floating quotation may still be its speaker's
_GENDER = {"he": MALE, "she": FEMALE}
_WORD = re.compile(r"[^\W_][\w’'-]*")
_EMPTY = frozenset(("the", "a", "an", "one", "that", "this", "which", "there", "somebody", "someone", "anyone", "it"))
_NOBODY = ("nobody", "no one", "none of", "neither")
_PLURAL = re.compile(
    r"\b(?:officials|sources|aides|lawmakers|leaders|people|members|residents|voters|allies)\b", re.IGNORECASE
)
_GIVEN = re.compile(r"[A-Z][\w’'-]*[a-z](?:\s[A-Z]\.)?")
_POSSESSIVES = re.compile(r"^.*[’']s\s")
_POSSESSIVE = re.compile(r"(his|her|their|its)\s+(.+)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Found:
    """A resolved mention: the entities (several speak together), or a description that stands for itself."""

    entities: tuple[Entity, ...] = ()
    phrase: str = ""
    score: float = 0.0
    chain: tuple[Link, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    kind: str = "unnamed"  # what the phrase names
    printed: str = ""  # the name as this mention has it


UNKNOWN = Found()


def resolve(
    text: str,
    reading: Reading,
    entities: Sequence[tuple[int, int, str]],
    quotes: Sequence[Quote],
    passages: Sequence[Passage] = (),
    turns: Sequence[Turn] = (),
    byline: str = "",
) -> list[Quote]:
    """The quotations with speaker, kind of speaker, role, candidates and the chain of evidence.

    `turns` are the transcript's, whose labels the article's introduction and its byline explain.
    """
    cast = assemble(text, entities)
    resolver = _Resolver(text, reading, cast, quotes, turns)
    for span, voice in voices.read(text, turns, cast, byline).items():
        resolver.by_mention[span] = Found(
            voice.entities, voice.name, voice.score, voice.chain, voice.candidates, voice.kind
        )
    found = [resolver.speaker(quote) for quote in quotes]
    seen = resolver.references
    return roles.assign(text, found, resolver.entity_of, seen.person, seen.pos, seen.roles())


class _Resolver:
    """Resolves the sources of one article in reading order, remembering who spoke."""

    def __init__(
        self, text: str, reading: Reading, cast: Cast, quotes: Sequence[Quote], turns: Sequence[Turn] = ()
    ) -> None:
        self.text, self.cast, self.quotes, self.turns = text, cast, quotes, turns
        self.by_mention: dict[Span, Found] = {}
        self.spoken: list[tuple[int, Found]] = []  # where each quotation so far began, and whose it was
        self.entity_of: dict[Span, Entity] = {}  # (start, end) of a quotation → its one speaker
        self.references = References(text, reading, cast)
        self._spoken_of: set[int] = set()
        self._titles: dict[int, dict[str, set[str]]] | None = None
        self.references.read_genders()

    def speaker(self, quote: Quote) -> Quote:
        found = self._source(quote) if quote.source else self._floating(quote)
        if found is not UNKNOWN:
            self.spoken.append((quote.start, found))
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
            self._spoken_of = self._named_after(span, quote)
            self.by_mention[span] = self._mention(mention_reader.read(self.text, span, self.cast), quote)
        return self.by_mention[span]

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
                    outer, chain=(self._link(mention, "first person inside a quotation", outer.score), *outer.chain)
                )
        if mention.pronoun == "who" and (before := self._before(mention)):
            return before
        if mention.text.lower() == "which" and (document := self._same_document(mention)):
            return document
        if mention.form == "proper":
            if entity := self.cast.called(mention.text):
                return self._named(replace(mention, heads=(((mention.start, mention.end), entity),)))
            return self._itself(mention, 0.7, kind="organization")
        if mention.form == "nominal" and (
            owned := self._owned(mention) or self._authored(mention) or self._body(mention)
        ):
            return owned
        if mention.form == "nominal" and not mention.definite:
            return self._itself(mention, 0.9)
        if mention.form == "nominal" and (same := self._spoke_as(mention)):
            return same
        return self._linked(mention)

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
        return replace(found, chain=(self._link(mention, "the same document", found.score), *found.chain))

    def _before(self, mention: Mention) -> Found | None:
        """The name or description that a relative pronoun follows: `John Roe, who said`."""
        end = len(self.text[: mention.start].rstrip(" ,—–"))
        for span, entity in self.cast.at.items():
            if span[1] <= end <= span[1] + 2:
                return Found(
                    (entity,),
                    score=0.9,
                    chain=(self._link(mention, "relative clause", 0.9), Link(*span, entity.name, "antecedent", 0.9)),
                )
        return None

    def _owned(self, mention: Mention) -> Found | None:
        """`his campaign`, `her lawyer`: a description whose owner is the one that the pronoun stands for."""
        m = _POSSESSIVE.fullmatch(mention.text.strip(" ,;:"))
        if not m or documents.is_document(m.group(2)):
            return None
        pronoun = {"his": "he", "her": "she", "their": "they", "its": "it"}[m.group(1).lower()]
        owner = self._linked(
            Mention(mention.start, mention.start + len(m.group(1)), m.group(1), "pronoun", pronoun=pronoun)
        )
        if not owner.entities or owner.score < CERTAIN:
            return None
        phrase = f"{owner.entities[0].name}'s {' '.join(m.group(2).split())}"
        return replace(
            owner, entities=(), phrase=phrase, chain=(self._link(mention, "possessive", owner.score), *owner.chain)
        )

    def _named(self, mention: Mention) -> Found:
        self._complete(mention)
        entities = tuple(e for _, e in mention.heads)
        steps = [self._link(mention, "named", 1.0)]
        for span, entity in mention.heads:
            first = next((m for m in entity.mentions if self._plain(m).casefold() == entity.name.casefold()), None)
            if first and first != span:
                steps.append(Link(first[0], first[1], self._plain(first), "same name", 0.95))
        candidates = tuple(self._candidate(e, 0.97) for e in entities)
        printed = self._plain(mention.heads[0][0])
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

    def _plain(self, span: Span) -> str:
        return " ".join(self.text[span[0] : span[1]].split())

    def _itself(self, mention: Mention, score: float, kind: str = "unnamed") -> Found:
        phrase = phrase_of(self.text, mention, self.cast)
        if phrase.lower() in _EMPTY or phrase.lower().startswith(_NOBODY):
            return UNKNOWN
        rule = "described, not named"
        if kind != "unnamed":
            phrase = re.sub(r"^(?:the|an?)\s+", "", phrase, flags=re.IGNORECASE)
            rule = "named as printed"
        candidate = Candidate(phrase, kind, round(score, 4))
        return Found((), phrase, score, (self._link(mention, rule, score),), (candidate,), kind)

    def _speaking_around(self, mention: Mention) -> Found | None:
        """Who speaks the quotation inside which a mention stands."""
        for q in self.quotes:
            if (
                q.start <= mention.start
                and mention.end <= q.end
                and q.source
                and q.source[0] != (mention.start, mention.end)
            ):
                return self.by_mention.get(q.source[0]) or self._source(q)
        return None

    def _authored(self, mention: Mention) -> Found | None:
        """The one whose document speaks, where its description says it."""
        if not (found := documents.author(self.text, mention, self.cast)):
            return None
        span, entity, rule, score = found
        steps = (self._link(mention, rule, score), Link(*span, entity.name, "whose", score))
        return Found((entity,), score=score, chain=steps, candidates=(self._candidate(entity, score),))

    def _body(self, mention: Mention) -> Found | None:
        """`the Roe administration`: a body that is called after somebody is nobody else, and not that somebody."""
        inside = self.cast.within(mention.start, mention.end)
        if not inside or roles.head(mention.text) or _PLURAL.search(mention.text):
            return None
        after = self.text[inside[-1][0][1] : mention.end].strip(" ,’'")
        return self._itself(mention, 0.8, kind="organization") if after and "," not in after else None

    def _titled(self, mention: Mention) -> dict[int, float]:
        """Who is called what a description says: `the mayor` is `Mayor Jane Roe`, `the commission` the Commission on Water."""
        noun = roles.title(mention.text)
        if not noun:
            rest = set(mention.text.casefold().split()[1:])
            bodies = [
                (i, e) for i, e in enumerate(self.cast.entities) if e.kind == ORG and e.mentions[0] < (mention.start,)
            ]
            return {i: 1.0 for i, e in bodies if rest and rest <= set(e.name.casefold().split())}
        if self._titles is None:
            people = [(i, e) for i, e in enumerate(self.cast.entities) if e.kind == PERSON]
            self._titles = {i: roles.titles(self.text, e, self.references.pos) for i, e in people}
        words = set(mention.text.casefold().split())
        called = {i: len(words & nouns[noun]) for i, nouns in self._titles.items() if noun in nouns}
        return {i: 1.0 for i, shared in called.items() if shared == max(called.values())}

    def _spoke_as(self, mention: Mention) -> Found | None:
        """The one without a name who spoke a little before and is called the same: `the man` after `a man in the queue`."""
        noun = roles.title(_POSSESSIVES.sub("", mention.text))
        if not noun or self._titled(mention):
            return None
        for start, found in reversed(self.spoken[-4:]):
            if (
                found.phrase
                and roles.title(found.phrase) == noun
                and self.text.count("\n\n", start, mention.start) <= NEAR
            ):
                return replace(found, chain=(self._link(mention, "same description", found.score), *found.chain))
        return None

    def _linked(self, mention: Mention) -> Found:
        """What the network links a pronoun or a description to, within what can be."""
        weights, itself, earlier = self.references.weights(mention.start, mention.end)
        if (
            mention.form == "nominal"
            and not self._titled(mention)
            and earlier
            and earlier[1] > max(FIRST, max(weights.values(), default=0.0))
        ):
            return self._described_before(mention, *earlier)
        document = mention.form == "nominal" and documents.is_document(mention.text)
        if document:  # a document speaks for somebody, and is itself only when that cannot be told
            itself *= 0.3
        elif mention.form == "nominal" and (called := self._titled(mention)):
            sure = max(weights, key=weights.__getitem__, default=-1)
            if weights.get(sure, 0.0) > SURE and sure not in called:
                called = {}  # the mayor may be somebody whom the article calls one nowhere
            for i in called:  # one bearer of the title, or the one that the link prefers
                weights[i] = weights.get(i, 0.0) + 0.8 / len(called) * (1 if len(called) == 1 else 0.5)
            itself *= 0.1
        elif mention.form == "nominal" and roles.head(mention.text) and clear(weights):
            itself *= 0.15  # chains of descriptions that nobody named teach the network to stop too early
        weights = {i: w * (BEHIND if i in self._spoken_of else 1.0) for i, w in weights.items()}
        allowed = {i: w for i, w in weights.items() if self._fits(mention, self.cast.entities[i])}
        if mention.pronoun == "it":  # so sure a link says that a storm's or a group's name was taken for a person's
            allowed |= {i: w for i, w in weights.items() if w > 0.4 and not self.cast.entities[i].gender}
        if not allowed or sum(allowed.values()) < 0.15:
            for i, w in self._recent(mention).items():
                allowed[i] = allowed.get(i, 0.0) + w * (BEHIND if i in self._spoken_of else 1.0)
        if mention.form == "nominal" and not document and itself > max(SELF, max(allowed.values(), default=0.0)):
            return self._itself(mention, itself)
        total = sum(allowed.values())
        if not total:
            return self._itself(mention, 0.5) if mention.form == "nominal" else UNKNOWN
        if mention.form == "nominal":
            total = max(total, 1.0 - itself)
        ranked = sorted(((w / total, i) for i, w in allowed.items()), reverse=True)
        best, i = ranked[0]
        entity = self.cast.entities[i]
        candidates = tuple(self._candidate(self.cast.entities[j], w) for w, j in ranked[:5])
        if best < CERTAIN and document and mention.definite and self.spoken:
            _, last = self.spoken[-1]
            if last.entities or last.kind == "organization":
                return replace(
                    last,
                    score=0.6,
                    chain=(self._link(mention, "document of the one who spoke before", 0.6), *last.chain),
                )
        if best < CERTAIN and mention.form == "nominal":
            return replace(self._itself(mention, CERTAIN), candidates=candidates)
        rule = "pronoun" if mention.form == "pronoun" else "description"
        return Found(
            (entity,), score=round(best, 4), chain=self._chain(mention, entity, rule, best), candidates=candidates
        )

    def _described_before(self, mention: Mention, start: int, score: float) -> Found:
        """Somebody without a name, by the words of the first description: `the man` is `a 26-year-old man`."""
        end = start
        for m in _WORD.finditer(self.text, start, min(len(self.text), start + 90)):
            if self.text[end : m.start()].strip() or (
                m.start() > start and self.references.pos(m.start()) in ("VERB", "AUX", "PRON", "SCONJ", "CCONJ")
            ):
                break
            end = m.end()
        while end > start and self.references.pos(start + self.text[start:end].rfind(" ") + 1) in (
            "ADP",
            "DET",
            "PART",
        ):
            end = start + max(self.text[start:end].rfind(" "), 0)
        phrase = " ".join(self.text[start:end].split())
        if not phrase or not roles.head(phrase):
            return self._itself(mention, score)
        link = Link(start, end, phrase, "antecedent", round(score, 4))
        own = self._link(mention, "description", score)
        return Found((), phrase, max(score, CERTAIN), (own, link), (Candidate(phrase, "unnamed", round(score, 4)),))

    def _fits(self, mention: Mention, entity: Entity) -> bool:
        turn = transcripts.at(self.turns, mention.start)
        if turn and any(entity is e for e in self.by_mention.get(turn.label, UNKNOWN).entities):
            return mention.pronoun in ("i", "we")  # of oneself nobody speaks as of another
        if mention.pronoun in _GENDER:
            return entity.kind == PERSON and entity.gender in ("", _GENDER[mention.pronoun])
        if mention.pronoun == "it":  # nor is it `Americans`
            return entity.kind != PERSON and (entity.kind != OTHER or " " in entity.name)
        if mention.pronoun == "i":
            return entity.kind == PERSON
        return True

    def _recent(self, mention: Mention) -> dict[int, float]:
        """The last speakers and names before a mention that it may stand for, nearest first."""
        out: dict[int, float] = {}
        for _, found in reversed(self.spoken[-4:]):
            for e in found.entities:
                if self._fits(mention, e):
                    out.setdefault(self.references.index[id(e)], 0.6 / (1 + len(out)))
        for i, e in enumerate(self.cast.entities):
            last = max((m[0] for m in e.mentions if m[1] <= mention.start), default=None)
            if last is not None and e.kind != PLACE and self._fits(mention, e):
                near = 1.0 / (1.0 + (mention.start - last) / 100)
                out[i] = out.get(i, 0.0) + 0.4 * near
        return out

    def _chain(self, mention: Mention, entity: Entity, rule: str, score: float) -> tuple[Link, ...]:
        steps = [self._link(mention, rule, round(score, 4))]
        before = [m for m in entity.mentions if m[0] < mention.start] or entity.mentions
        near = max(before)
        steps.append(Link(near[0], near[1], self._plain(near), "antecedent", round(score, 4)))
        full = next((m for m in entity.mentions if self._plain(m) == entity.name), None)
        if full and full != near:
            steps.append(Link(full[0], full[1], entity.name, "same name", 0.95))
        return tuple(steps)

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

    def _link(self, mention: Mention, rule: str, score: float) -> Link:
        return Link(mention.start, mention.end, mention.text, rule, round(score, 4))

    def _candidate(self, entity: Entity, score: float) -> Candidate:
        kind = "person" if entity.kind == PERSON else "organization"
        return Candidate(entity.name, kind, round(score, 4))
