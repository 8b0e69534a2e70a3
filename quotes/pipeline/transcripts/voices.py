"""Whose a transcript's label is, where it is no name of one person alone: `Q`, `MODERATOR`, initials, two people's surname."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from quotes.pipeline.cast import Cast
from quotes.pipeline.entities import PERSON, Entity
from quotes.pipeline.roles import head
from quotes.pipeline.transcripts import Turn, parted
from quotes.pipeline.transcripts.interviews import NOBODY, Party, parties
from quotes.pipeline.transcripts.openings import ANSWERS, ASKS
from quotes.types import Candidate, Link, Quote, Span

_RULES = {ASKS: "asks the questions", ANSWERS: "answers the questions"}


@dataclass(frozen=True, slots=True)
class Voice:
    """Whose a label is, by what rule: entities, or a `name` of that `kind`; neither where it is not told.

    `named` is where the article names them, `others` are those who it may be.
    """

    rule: str
    score: float = 0.0
    entities: tuple[Entity, ...] = ()
    name: str = ""
    kind: str = "unnamed"
    named: Span | None = None
    others: tuple[Candidate, ...] = ()

    def chain(self, text: str, label: Span) -> tuple[Link, ...]:
        """Return the steps from the label to whose it is."""
        steps = [(label, self.rule), *([(self.named, "named")] if self.named else [])]
        return tuple(Link(*span, text[slice(*span)], rule, self.score) for span, rule in steps)

    def candidates(self) -> tuple[Candidate, ...]:
        """Return who it is, or may be."""
        who = [(e.name, e.kind.lower()) for e in self.entities] or [(self.name, self.kind)]
        return (Candidate(*who[0], self.score),) if who[0][0] and len(who) == 1 else self.others


def read(text: str, turns: Sequence[Turn], cast: Cast, byline: str = "") -> dict[Span, Voice]:
    """Return the labels that need more than to be read as a name, by their spans, and whose each is."""
    if not turns:
        return {}
    labels = _Labels(text, turns, cast, byline)
    known: dict[tuple[str, Span | None], Voice | None] = {}
    out = {}
    for turn in turns:
        printed = " ".join(text[slice(*(turn.name or turn.label))].split())
        if (printed, turn.by) not in known:
            known[printed, turn.by] = labels.bearer(turn, printed)
        if voice := known[printed, turn.by]:
            out[turn.label] = voice
        elif turn.name and len(parted(text, turn.name)) > 1:
            out[turn.label] = Voice("together", 0.9, tuple(e for _, e in cast.within(*turn.name)))
    return out


@dataclass(slots=True)
class _Labels:
    """What there is to know about the labels of one article."""

    text: str
    turns: Sequence[Turn]
    cast: Cast
    byline: str
    sides: dict[str, Party] = field(default_factory=dict)
    prose: dict[Entity, list[Span]] = field(default_factory=dict)  # where the article names a person, labels aside
    headings: dict[str, set[Entity]] = field(default_factory=dict)  # a part → to whom headings give the other one
    surnamed: dict[str, list[Entity]] = field(default_factory=dict)
    initials: dict[str, list[Entity]] = field(default_factory=dict)
    full: set[Entity] = field(default_factory=set)  # the people whom some label names in full
    printed: dict[Entity, Span] = field(default_factory=dict)  # where a person's name stands in full

    def __post_init__(self) -> None:
        names = {t.name: t for t in self.turns if t.name}
        starts = {t.label[0] for t in self.turns} | {t.name[0] for t in self.turns if t.name}
        for entity in (e for e in self.cast.entities if e.kind == PERSON):
            self.prose[entity] = [m for m in entity.mentions if m[0] not in starts]
            self.surnamed.setdefault(entity.name.split()[-1].casefold(), []).append(entity)
            self.initials.setdefault(_initials(entity.name), []).append(entity)
        for span, entity in self.cast.at.items():
            if span in names and len(self.text[slice(*span)].split()) > 1:
                self.full.add(entity)
        parts = [t for t in self.turns if t.part]
        if len({t.part for t in parts}) == 2:
            self.sides = dict(
                zip((ASKS, ANSWERS), parties(self.text, parts[0].label[0], self.cast, self.byline), strict=True)
            )

    def bearer(self, turn: Turn, printed: str) -> Voice | None:
        """Tell whose a label is; None for a name that is one person's, to be read as any other name."""
        if turn.part:
            return self._side(turn.part, turn.by)
        if turn.name is None:
            return self._described(printed)
        if who := self._initialled(printed):
            return self._one(who, "initials", 0.9)
        alike = self.surnamed.get(printed.casefold(), [])
        if len(alike) > 1:
            return self._either(alike)
        named = self.cast.within(*turn.name)
        sure = len(named) == 1 and (
            turn.label != turn.name or " " in named[0][1].name
        )  # of a surname alone links know more
        return self._one(named[0][1], "named", 1.0) if sure else None

    def _one(self, who: Entity, rule: str, score: float) -> Voice:
        if who not in self.printed:
            named = self.prose.get(who) or who.mentions
            full = next((m for m in named if " ".join(self.text[slice(*m)].split()) == who.name), named[0])
            self.printed[who] = full
        return Voice(rule, score, (who,), named=self.printed[who])

    def _headed(self, by: Span | None) -> Entity | None:
        """Whom a heading names as the one who asks or answers from there on."""
        return next((e for _, e in self.cast.within(*by)), None) if by else None

    def _side(self, part: str, by: Span | None) -> Voice:
        """One side of an interview, or of an examination that a heading gives to somebody."""
        if who := self._headed(by):
            return self._one(who, _RULES[part], 0.95)
        party = self.sides.get(part, NOBODY)
        if party.people and party.people[0][0] in self._other(part):
            party = NOBODY
        if party.name:
            return Voice(f"{_RULES[part]}, {party.rule}", party.score, name=party.name, kind="person")
        if party.score:
            return self._one(party.people[0][0], _RULES[part], party.score)
        return Voice(_RULES[part], others=_alike(party.people))

    def _other(self, part: str) -> set[Entity]:
        """The people to whom headings give the other part."""
        if part not in self.headings:
            headed = (self._headed(t.by) for t in self.turns if t.part != part)
            self.headings[part] = set(filter(None, headed))
        return self.headings[part]

    def _either(self, alike: Sequence[Entity]) -> Voice:
        """A surname of several people: the one's whom a label names in full, else nobody's."""
        told = [e for e in alike if e in self.full]
        if len(told) == 1:
            return self._one(told[0], "named in full before", 0.95)
        return Voice("several of that name", others=_alike((e, 1 / len(alike)) for e in alike))

    def _described(self, printed: str) -> Voice:
        """Somebody who has a part in the conversation and no name."""
        phrase = printed.casefold()
        if not phrase.strip("> ") or re.search(r"\s(?:from|in|at)\s", phrase):
            return Voice("not named")
        if phrase == "the witness":
            answering = (self._headed(t.by) for t in self.turns if t.part == ANSWERS)
            if who := next(filter(None, answering), None):
                return self._one(who, phrase, 0.9)
        return Voice("described, not named", 0.9, name=phrase)

    def _initialled(self, label: str) -> Entity | None:
        """The one person whose initials a label is."""
        bare = label.replace(".", "")
        if not (bare.isupper() and bare.isalpha() and 2 <= len(bare) <= 3):
            return None
        fits = self.initials.get(bare, [])
        return fits[0] if len(fits) == 1 else None


def titled(text: str, quotes: Sequence[Quote], turns: Sequence[Turn]) -> list[Quote]:
    """Return the quotations of a transcript with the role that the speaker's label gives, wherever else that speaker has a turn."""
    labels = {(t.label,): t.role for t in turns if t.role and head(text[slice(*t.role)])}
    roles = {q.speaker: labels[q.source] for q in reversed(quotes) if q.source in labels and q.speaker_kind == "person"}
    return [q.but(role=text[slice(*span)], role_span=span) if (span := roles.get(q.speaker)) else q for q in quotes]


def _alike(shares: Iterable[tuple[Entity, float]]) -> tuple[Candidate, ...]:
    return tuple(Candidate(e.name, "person", round(share, 4)) for e, share in islice(shares, 5))


def _initials(name: str) -> str:
    return "".join(w[0] for w in re.split(r"[\s-]+", name) if w).upper()
