"""Whom a pronoun or a description stands for: the network's links, weighed by what an article says of each candidate.

A link names none that cannot be meant: a `he` is never an organisation, and never the one inside whose words it stands. Titles
beside names (`the mayor`), the one who spoke just before and descriptions resolved earlier tip the scales; without a clear
winner a mention stands for itself, or for nobody known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from quotes.pipeline import documents, roles, transcripts
from quotes.pipeline.cast import ORG, OTHER, PERSON, PLACE, Cast, Entity
from quotes.pipeline.encoder import Reading
from quotes.pipeline.lexicon import FEMALE, MALE
from quotes.pipeline.mentions import Mention, phrase_of
from quotes.pipeline.references import References, clear
from quotes.pipeline.transcripts import Turn
from quotes.types import Candidate, Link, Quote, Span

CERTAIN = 0.45  # what the best candidate must reach, or the speaker is unknown; chosen on the speaker gold's train part
FIRST = 0.4  # how much of a link must go to an earlier description for it to be taken
FAINT = 0.15  # how little of a link to all who can be meant leaves the choice to who spoke or was named last
BEHIND = 0.2  # what somebody keeps of a link who is named behind the subject (`she said of Roe`)
SURE = 0.6  # how much of a link makes up for a title that stands beside another's name
OTHERWISE = 0.4  # what somebody keeps of it whom the article calls something else
SELF = 0.5  # how much of a description's own link says that it stands for nobody named
TITLE = 0.8  # what the one who is called what a description says gains
STILL = 3.0  # by how much a link gains to the one who spoke just before; chosen on the speaker gold's train part
BEFORE = 200  # characters before somebody's words in which the same one may have described another (`my sister`)
WITHIN = 0.6  # how sure a pronoun within somebody's words is the last person whom these words name
GENDER = {"he": MALE, "she": FEMALE}
_WORD = re.compile(r"[^\W_][\w’'-]*")
_EMPTY = frozenset(("the", "a", "an", "one", "that", "this", "which", "there", "somebody", "someone", "anyone", "it"))
_BETWEEN = frozenset(("ADP", "ADV", "AUX", "CCONJ", "PART", "SCONJ"))
_NOBODY = ("nobody", "no one", "none of", "neither")
_MINE = re.compile(r"\b[Mm]y\s(([\w-]+)(?:\s[\w-]+)?)")


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


class Antecedents:
    """What is known while the mentions of one article are resolved in reading order."""

    def __init__(self, text: str, reading: Reading, cast: Cast, turns: Sequence[Turn]) -> None:
        self.text, self.cast, self.turns = text, cast, turns
        self.references = References(text, reading, cast)
        self.references.read_genders()
        self.by_mention: dict[Span, Found] = {}
        self.spoken: list[tuple[int, Found]] = []  # where each quotation so far began, and whose it was
        self.spoken_of: set[int] = set()  # whom the sentence of a mention names behind it
        self.still: int | None = None  # who spoke just before
        self.passed_on: Quote | None = None  # the direct quotation inside which a mention is being resolved
        self._by_start: dict[int, Found] = {}
        self._titles: dict[int, dict[str, set[str]]] | None = None

    def plain(self, span: Span) -> str:
        return " ".join(self.text[span[0] : span[1]].split())

    def itself(self, mention: Mention, score: float, kind: str = "unnamed") -> Found:
        phrase = phrase_of(self.text, mention, self.cast)
        if phrase.lower() in _EMPTY or phrase.lower().startswith(_NOBODY):
            return UNKNOWN
        if all(
            self.references.pos(m.start()) in _BETWEEN for m in _WORD.finditer(self.text, mention.start, mention.end)
        ):
            return UNKNOWN  # `about`, of about 200 people
        rule = "described, not named"
        if kind != "unnamed":
            phrase = re.sub(r"^(?:the|an?)\s+", "", phrase, flags=re.IGNORECASE)
            rule = "named as printed"
        candidate = Candidate(phrase, kind, round(score, 4))
        return Found((), phrase, score, (self.link(mention, rule, score),), (candidate,), kind)

    def titled(self, mention: Mention) -> dict[int, float]:
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
            read = roles.read(self.text, self.cast, self.references.pos)
            self._titles = {i: roles.titles(read, e) for i, e in people}
        words = set(mention.text.casefold().split())
        called = {i: len(words & nouns[noun]) for i, nouns in self._titles.items() if noun in nouns}
        return {i: 1.0 for i, shared in called.items() if shared == max(called.values())}

    def remember(self, mention: Span, found: Found) -> None:
        """Keeps what a mention was resolved to."""
        self.by_mention[mention] = self._by_start[mention[0]] = found

    def whose(self, quote: Quote | None) -> Found:
        """Whose a quotation resolved before is, by its source; UNKNOWN without one."""
        return self.by_mention.get(quote.source[0], UNKNOWN) if quote and quote.source else UNKNOWN

    def linked(self, mention: Mention) -> Found:
        """Whom the network links a pronoun or a description to, of those who can be meant."""
        weights, itself, earlier = self.references.weights(mention.start, mention.end)
        if earlier and (found := self._by_start.get(earlier[0])) and len(found.entities) == 1:
            i = self.references.index[id(found.entities[0])]  # a description that was a source leads to its speaker
            weights[i], earlier = weights.get(i, 0.0) + earlier[1], None
        if mention.pronoun in GENDER:
            if self.still in weights:
                weights[self.still] *= STILL
            if self.passed_on and (near := self._named_within(mention, self.passed_on)):
                return near
        nominal = mention.form == "nominal"
        outer = self.whose(self.passed_on).entities  # whose words it stands in: there a `he` is somebody else
        others = (w for i, w in weights.items() if self.cast.entities[i] not in outer)
        unnamed = nominal and not self.titled(mention) or outer and mention.pronoun in GENDER
        if unnamed and earlier and earlier[1] > max(FIRST, max(others, default=0.0)):
            return self._described_before(mention, *earlier)
        document = nominal and documents.is_document(mention.text)
        if document:  # a document speaks for somebody, and is itself only when that cannot be told
            itself *= 0.3
        elif nominal and (called := self.titled(mention)):
            self._prefer(called, weights)
            itself *= 0.1
        elif nominal and roles.head(mention.text) and clear(weights):
            itself *= 0.15  # chains of descriptions that nobody named teach the network to stop too early
        allowed = self._allowed(mention, weights)
        best = max(allowed.values(), default=0.0)
        if nominal and not document and itself > max(SELF, best):
            return self.itself(mention, itself)
        total = sum(allowed.values())
        if not total:
            return self.itself(mention, 0.5) if nominal else UNKNOWN
        if nominal:
            total = max(total, 1.0 - itself)
        if outer:
            total = max(total, sum(weights.values()))
        return self._chosen(mention, {i: w / total for i, w in allowed.items()}, document)

    def _prefer(self, called: Iterable[int], weights: dict[int, float]) -> None:
        """Moves weight to those who are called what a description says, in place."""
        sure, titles = max(weights, key=weights.__getitem__, default=-1), self._titles or {}
        bearers = set(called)
        if weights.get(sure, 0.0) > SURE and sure not in bearers and not titles.get(sure):
            return  # the mayor may be somebody whom the article calls nothing else
        for i in weights:
            if i not in bearers and titles.get(i):
                weights[i] *= OTHERWISE
        for i in bearers:  # one bearer of the title, or the one that the link prefers
            weights[i] = weights.get(i, 0.0) + (TITLE if len(bearers) == 1 else TITLE / 2 / len(bearers))

    def _allowed(self, mention: Mention, weights: Mapping[int, float]) -> dict[int, float]:
        """The weights of those who can be meant; where that is next to nobody, of those who spoke or were named last."""
        weights = {i: w * (BEHIND if i in self.spoken_of else 1.0) for i, w in weights.items()}
        allowed = {i: w for i, w in weights.items() if self._fits(mention, self.cast.entities[i])}
        if mention.pronoun == "it":  # so sure a link says that a storm's or a group's name was taken for a person's
            allowed |= {i: w for i, w in weights.items() if w > 0.4 and not self.cast.entities[i].gender}
        if not self.passed_on and sum(allowed.values()) < FAINT:
            for i, w in self._recent(mention).items():
                allowed[i] = allowed.get(i, 0.0) + w * (BEHIND if i in self.spoken_of else 1.0)
        return allowed

    def _chosen(self, mention: Mention, shares: Mapping[int, float], document: bool) -> Found:
        """The best of the candidates, by their shares; where none is good enough, what else a mention may be."""
        ranked = sorted(((w, i) for i, w in shares.items()), reverse=True)
        best, entity = ranked[0][0], self.cast.entities[ranked[0][1]]
        candidates = tuple(self.candidate(self.cast.entities[j], w) for w, j in ranked[:5])
        if best < CERTAIN and document and mention.definite and self.spoken:
            _, last = self.spoken[-1]
            if last.entities or last.kind == "organization":
                step = self.link(mention, "document of the one who spoke before", 0.6)
                return replace(last, score=0.6, chain=(step, *last.chain))
        if best < CERTAIN and mention.form == "nominal":
            return replace(self.itself(mention, CERTAIN), candidates=candidates)
        rule = "pronoun" if mention.form == "pronoun" else "description"
        chain = self._chain(mention, entity, rule, best)
        return Found((entity,), score=round(best, 4), chain=chain, candidates=candidates)

    def _named_within(self, mention: Mention, around: Quote) -> Found | None:
        """Whom somebody's own words name or describe before a pronoun in them: `“My sister came. She said, ‘…’”`."""
        for span, entity in reversed(self.cast.within(around.start, mention.start)):
            if entity.kind == PERSON and self._fits(mention, entity):
                steps = (self.link(mention, "pronoun", WITHIN), Link(*span, entity.name, "antecedent", WITHIN))
                return Found((entity,), score=WITHIN, chain=steps, candidates=(self.candidate(entity, WITHIN),))
        owner = self.whose(around).entities
        for m in reversed(list(_MINE.finditer(self.text, max(0, around.start - BEFORE), mention.start))):
            who = next((m.group(n) for n in (1, 2) if roles.head(m.group(n))), "")
            if who and len(owner) == 1:
                phrase = f"{owner[0].name}'s {who}"
                steps = (self.link(mention, "pronoun", WITHIN), Link(*m.span(), m.group(), "antecedent", WITHIN))
                return Found((), phrase, WITHIN, steps, (Candidate(phrase, "unnamed", WITHIN),))
        return None

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
            return self.itself(mention, score)
        link = Link(start, end, phrase, "antecedent", round(score, 4))
        own = self.link(mention, "description", score)
        return Found((), phrase, max(score, CERTAIN), (own, link), (Candidate(phrase, "unnamed", round(score, 4)),))

    def _fits(self, mention: Mention, entity: Entity) -> bool:
        turn = transcripts.at(self.turns, mention.start)
        if turn and any(entity is e for e in self.by_mention.get(turn.label, UNKNOWN).entities):
            return mention.pronoun in ("i", "we")  # of oneself nobody speaks as of another
        if mention.pronoun in GENDER and entity in self.whose(self.passed_on).entities:
            return False
        if mention.pronoun in GENDER:
            return entity.kind == PERSON and entity.gender in ("", GENDER[mention.pronoun])
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
        steps = [self.link(mention, rule, round(score, 4))]
        before = [m for m in entity.mentions if m[0] < mention.start] or entity.mentions
        near = max(before)
        steps.append(Link(near[0], near[1], self.plain(near), "antecedent", round(score, 4)))
        full = next((m for m in entity.mentions if self.plain(m) == entity.name), None)
        if full and full != near:
            steps.append(Link(full[0], full[1], entity.name, "same name", 0.95))
        return tuple(steps)

    def link(self, mention: Mention, rule: str, score: float) -> Link:
        return Link(mention.start, mention.end, mention.text, rule, round(score, 4))

    def candidate(self, entity: Entity, score: float) -> Candidate:
        kind = "person" if entity.kind == PERSON else "organization"
        return Candidate(entity.name, kind, round(score, 4))
