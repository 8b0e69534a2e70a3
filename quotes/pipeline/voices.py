"""Whose a transcript's label is, where it is no name of one person alone: `Q`, `MODERATOR`, initials, two people's surname."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from quotes.pipeline.cast import PERSON, Cast, Entity
from quotes.pipeline.interviews import NOBODY, Party, parties
from quotes.pipeline.openings import ANSWERS, ASKS
from quotes.pipeline.transcripts import Turn
from quotes.types import Candidate, Link, Span


@dataclass(frozen=True, slots=True)
class Voice:
    """Whose a label is: an entity, or a `name` of that `kind`, with the steps that led there; neither where it is not told."""

    entities: tuple[Entity, ...] = ()
    name: str = ""
    kind: str = "unnamed"
    score: float = 0.0
    chain: tuple[Link, ...] = ()
    candidates: tuple[Candidate, ...] = ()


def read(text: str, turns: Sequence[Turn], cast: Cast, byline: str = "") -> dict[Span, Voice]:
    """The labels that need more than to be read as a name, by their spans, and whose each is."""
    out = {}
    sides: dict[str, Party] = {}
    parts = [t for t in turns if t.part]
    if parts:
        both = len({t.part for t in parts}) == 2
        asks, answers = parties(text, parts[0].label[0], cast, byline if both else "")
        sides = {ASKS: asks if both else NOBODY, ANSWERS: answers}
    people = [e for e in cast.entities if e.kind == PERSON]
    surnamed: dict[str, list[Entity]] = {}
    for e in people:
        surnamed.setdefault(e.name.split()[-1].casefold(), []).append(e)
    full = {id(cast.at[t.name]) for t in turns if t.name in cast.at and len(text[slice(*t.name)].split()) > 1}
    for turn in turns:
        voice = None
        if turn.part:
            voice = _side(text, turn, sides[turn.part])
        elif turn.name is None:
            voice = _described(text, turn)
        elif initialled := _initialled(text[slice(*turn.name)], people):
            voice = _one(text, turn, initialled, "initials")
        else:
            alike = surnamed.get(text[slice(*turn.name)].casefold(), [])
            told = [e for e in alike if id(e) in full]
            if len(told) == 1:
                voice = _one(text, turn, told[0], "named")
            elif len(alike) > 1:
                voice = _either(text, turn, alike)
        if voice:
            out[turn.label] = voice
    return out


def _side(text: str, turn: Turn, party: Party) -> Voice:
    """One side of an interview."""
    printed = text[slice(*turn.label)]
    rule = "asks the questions" if turn.part == ASKS else "answers the questions"
    step = Link(*turn.label, printed, rule, party.score)
    if party.name:
        by = Candidate(party.name, "person", party.score)
        return Voice(
            name=party.name,
            kind="person",
            score=party.score,
            chain=(replace(step, rule=f"{rule}, {party.rule}"),),
            candidates=(by,),
        )
    candidates = tuple(Candidate(e.name, "person", share) for e, share in party.people)
    if not party.score:
        return Voice(chain=(step,), candidates=candidates)
    return _one(text, turn, party.people[0][0], rule, party.score)


def _one(text: str, turn: Turn, who: Entity, rule: str, score: float = 0.95) -> Voice:
    """A label that is one person's, and where the article names that person."""
    at = next((m for m in who.mentions if " ".join(text[slice(*m)].split()) == who.name), who.mentions[0])
    steps = (
        Link(*turn.label, text[slice(*turn.label)], rule, score),
        Link(*at, text[slice(*at)], "same name" if rule == "named" else "named", score),
    )
    return Voice((who,), score=score, chain=steps, candidates=(Candidate(who.name, "person", score),))


def _either(text: str, turn: Turn, alike: Sequence[Entity]) -> Voice | None:
    """A surname that several people have: nobody's, unless the article speaks mostly of one of them."""
    counts = sorted(((len(e.mentions), n) for n, e in enumerate(alike)), reverse=True)
    if counts[0][0] >= 2 * counts[1][0]:
        return _one(text, turn, alike[counts[0][1]], "named", 0.8)
    whole = sum(count for count, _ in counts)
    candidates = tuple(Candidate(alike[n].name, "person", round(count / whole, 4)) for count, n in counts[:5])
    return Voice(
        chain=(Link(*turn.label, text[slice(*turn.label)], "several of that name", 0.0),), candidates=candidates
    )


def _described(text: str, turn: Turn) -> Voice:
    """Somebody who has a part in the conversation and no name: `MODERATOR`, `UNIDENTIFIED MALE`."""
    printed = text[slice(*turn.label)]
    phrase = " ".join(printed.lower().split())
    step = Link(*turn.label, printed, "described, not named", 0.9)
    return Voice(name=phrase, score=0.9, chain=(step,), candidates=(Candidate(phrase, "unnamed", 0.9),))


def _initialled(label: str, people: Sequence[Entity]) -> Entity | None:
    """The one person whose initials a label is."""
    bare = label.replace(".", "")
    if not (bare.isupper() and bare.isalpha() and 2 <= len(bare) <= 3):
        return None
    fits = [
        e
        for e in people
        if len(e.name.split()) > 1 and "".join(w[0] for w in re.split(r"[\s-]+", e.name)).upper() == bare
    ]
    return fits[0] if len(fits) == 1 else None
