"""Whose words a quotation is: one learned choice among all who may have said it, and nobody.

`contenders` collects who may have spoken, `features` what is known of each, `choice` weighs it. What is certain is not chosen: the label
of a transcript's turn, a signature behind the words. Below SURE nobody is named: the
contenders stay, with their chances.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from quotes.pipeline import appositions, mentions, roles
from quotes.pipeline.choice import Weights, choose, reasons, weights
from quotes.pipeline.entities import PERSON, Entity
from quotes.pipeline.marks import Passage
from quotes.pipeline.speakers import contenders, judge, nested
from quotes.pipeline.speakers.about import About
from quotes.pipeline.speakers.contenders import NOBODY, Contender, Question, Said
from quotes.pipeline.speakers.features import features, known
from quotes.pipeline.speakers.scene import Scene
from quotes.pipeline.transcripts import Turn, voices
from quotes.types import Candidate, Link, Quote, Span

DATA = Path(__file__).parent.parent / "data"
WEIGHTS = DATA / "speaker_weights.json"
_DETERMINER = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
SURE = 0.3  # the chance below which a speaker is unknown; chosen on left-out folds of the train gold (docs/training.md)
_NOUN = re.compile(r"(?<=, )head \d+$")
_SIGNED = re.compile(r"[”\"’'»]?\s{0,2}[―—–-]{1,2}\s{0,2}")  # between words and the name below them: certain as a label
LABEL = 0.97  # how sure the label of a turn is
SHOWN = 5  # contenders that are kept beside a quotation


@dataclass(frozen=True, slots=True)
class Answer:
    """Who said a quotation, how sure that is, and why."""

    who: Contender
    chance: float
    chain: tuple[Link, ...] = ()
    candidates: tuple[Candidate, ...] = ()


@cache
def axes() -> np.ndarray:
    """Read the directions in which the vectors of described people and bodies differ most: (axes, width)."""
    return np.load(DATA / "speaker_axes.npy")


def resolve(
    scene: Scene,
    quotes: Sequence[Quote],
    passages: Sequence[Passage] = (),
    turns: Sequence[Turn] = (),
    byline: str = "",
) -> list[Quote]:
    """Return the quotations with speaker, kind of speaker, role, candidates and the chain of evidence.

    `turns` are the transcript's, whose labels the article's introduction and its byline explain.
    """
    rows, speaking, called = judged(scene, quotes, passages, turns, byline)
    return roles.assign(scene.text, rows, speaking, called)


def judged(
    scene: Scene, quotes: Sequence[Quote], passages: Sequence[Passage], turns: Sequence[Turn], byline: str
) -> tuple[list[Quote], dict[Span, Entity], dict[Entity, list[roles.RolePhrase]]]:
    """Return the rows with their speakers, who speaks by the bounds of the words, and what each may be called."""
    found = answers(scene, quotes, passages, turns, byline, weights(WEIGHTS), axes())
    within = {(q.start, q.end) for q, _ in found} - {(q.start, q.end) for q in quotes}
    rows = judge.judge(scene, [resolved(scene, q, a) for q, a in found], {t.label for t in turns}, within)
    named = {(q.start, q.end): a for q, a in found if len(a.who.entities) == 1 and a.chance >= SURE}
    speaking = {span: scene.cast.entities[a.who.entities[0]] for span, a in named.items()}
    described = _described(scene, found)
    called = roles.cast_phrases(
        scene.text, speaking, scene.people, scene.pos, scene.phrases, described, scene.role_tags
    )
    return rows, speaking, called


def answers(
    scene: Scene,
    quotes: Sequence[Quote],
    passages: Sequence[Passage],
    turns: Sequence[Turn],
    byline: str,
    by: Weights,
    along: np.ndarray,
) -> list[tuple[Quote, Answer]]:
    """Answer for each quotation and for those that stand within others; `by` are the weights, `along` the axes."""
    chooser = Chooser(scene, by, along)
    found = list(_answers(chooser, quotes, turns, byline))
    who = {(q.start, q.end): a.who for q, a in found}
    for outer, inner in nested.find(scene, quotes, passages):
        said = Said()
        around = who[outer.start, outer.end]
        said.add(outer, around)
        answer = chooser(contenders.ask(scene, inner), said)
        if answer.who != around:
            found.append((inner, answer))
    return sorted(found, key=lambda pair: (pair[0].end, -pair[0].start))  # one within another comes first


def _answers(
    chooser: Chooser, quotes: Sequence[Quote], turns: Sequence[Turn], byline: str
) -> Iterator[tuple[Quote, Answer]]:
    """Answer for each quotation, in reading order: what is known of one depends on those before it."""
    scene = chooser.scene
    labels = {t.label: t for t in turns}
    read = voices.read(scene.text, turns, scene.cast, byline)
    said = Said()
    for quote in quotes:
        if quote.source and (quote.source[0] in labels or _SIGNED.fullmatch(scene.text, quote.end, quote.source[0][0])):
            answer = _labelled(scene, quote, read.get(quote.source[0]))
        else:
            answer = chooser(contenders.ask(scene, quote), said)
        said.add(quote, answer.who)
        yield quote, answer


def _labelled(scene: Scene, quote: Quote, voice: voices.Voice | None) -> Answer:
    """The speaker of a turn, by its label."""
    span = quote.source[0]
    if voice is not None:
        who = Contender(
            tuple(scene.index[e] for e in voice.entities), voice.name, span if voice.name else None, voice.kind
        )
        return Answer(who if who else NOBODY, voice.score, voice.chain(scene.text, span), voice.candidates())
    mention = mentions.read(scene.text, span, scene.cast, scene.pos)
    if mention.heads:
        who = Contender(tuple(scene.index[e] for _, e in mention.heads))
    else:
        who = contenders.itself(scene, mention) or NOBODY
    step = Link(*span, scene.text[slice(*span)], "label", LABEL)
    return Answer(who, LABEL if who else 0.0, (step,), (candidate(scene, who, LABEL),) if who else ())


@dataclass(frozen=True, slots=True)
class Chooser:
    """The learned choice for one article."""

    scene: Scene
    by: Weights
    along: np.ndarray

    def __call__(self, question: Question, said: Said) -> Answer:
        """Choose among all contenders, and say why."""
        found = contenders.find(self.scene, question, said)
        about = About(self.scene, question, said, self.along)
        rows, by = [known(about, c) for c in found], self.by.beside(about.form)
        odds = pooled(self.scene, found, choose(rows, by))
        order = np.argsort(-odds, kind="stable")
        best = int(order[0])
        who, chance = found[best], round(float(odds[best]), 4)
        ranked = tuple(candidate(self.scene, found[i], float(odds[i])) for i in order[:SHOWN] if found[i] and odds[i])
        first, second = (rows[i] for i in order[:2].tolist()) if len(found) > 1 else ({}, {})
        why = reasons(first, second, by, plain=_plainly)
        return Answer(who, chance, _chain(self.scene, question, who, chance, why), ranked)

    def table(self, question: Question, said: Said) -> tuple[list[Contender], list[dict[str, float]]]:
        """Return the contenders of a question, each with its features."""
        found = contenders.find(self.scene, question, said)
        about = About(self.scene, question, said, self.along)
        return found, [features(about, c) for c in found]


def pooled(scene: Scene, found: Sequence[Contender], odds: np.ndarray) -> np.ndarray:
    """Return the chances of the answers: contenders of one name are one, whose chance is their sum; the others' is 0.

    So a name that stands beside the words and is also a description of itself is no rival of its own.
    """
    alike: dict[str, list[int]] = {}
    for n, who in enumerate(found):
        alike.setdefault(_bare(name_of(scene, who)[0]), []).append(n)
    out = np.zeros_like(odds)
    for ones in alike.values():
        if len(ones) == 1:
            out[ones[0]] = odds[ones[0]]
        else:
            out[max(ones, key=lambda n: (bool(found[n].entities), odds[n]))] = odds[ones].sum()
    return out


@lru_cache(maxsize=4096)
def _bare(name: str) -> str:
    return _DETERMINER.sub("", name).casefold()


def _chain(scene: Scene, question: Question, who: Contender, chance: float, why: Sequence[str]) -> tuple[Link, ...]:
    """The steps from the printed source to the speaker, with what decided."""
    if not who:
        return ()
    quote, mention = question.quote, question.mention
    start, end = (mention.start, mention.end) if mention else (quote.start, quote.start)
    rule = {"none": "no source printed", "first": "first person", "proper": "named"}.get(question.form, question.form)
    if who.phrase and who.at == (start, end):
        rule = "described, not named"
    because = "; ".join(why)
    steps = [Link(start, end, scene.text[start:end], f"{rule}: {because}" if because else rule, chance)]
    if who.entities:
        e = scene.cast.entities[who.entities[0]]
        near = e.mentions[bisect_left(e.mentions, (quote.start, 0)) - 1]  # the last before the words, or of all
        if not (start <= near[0] < end):
            steps.append(Link(*near, _plain(scene, near), "antecedent", chance))
        full = scene.cast.in_full(scene.text, e)
        if full and full != near:
            steps.append(Link(*full, _plain(scene, full), "same name", chance))
    elif who.at and who.at != (start, end):
        steps.append(Link(*who.at, _plain(scene, who.at), "antecedent", chance))
    return tuple(steps)


def resolved(scene: Scene, quote: Quote, answer: Answer) -> Quote:
    """Return a quotation with its speaker, or with none where the answer is not sure enough."""
    name, kind = "", "unknown"
    if answer.who and answer.chance >= SURE:
        name, kind = name_of(scene, answer.who)
        name = _spelt(scene, quote, answer.who) or name
    return quote.but(
        speaker=name,
        speaker_kind=kind,
        candidates=answer.candidates,
        chain=answer.chain,
        speaker_confidence=answer.chance,
    )


@lru_cache(maxsize=4096)
def _plainly(feature: str) -> str:
    """What a feature says."""
    return _NOUN.sub("by the noun", feature)


def _spelt(scene: Scene, quote: Quote, who: Contender) -> str:
    """The name as the quotation's own source spells it, where that is as full as any: of two spellings, the one beside the words."""
    if len(who.entities) != 1 or not quote.source:
        return ""
    entity = scene.cast.entities[who.entities[0]]
    for span, named in scene.between(*quote.source[0]):
        printed = _plain(scene, span)
        if named == who.entities[0] and printed in entity.names and len(printed.split()) == len(entity.name.split()):
            return "" if printed.isupper() else printed
    return ""


def name_of(scene: Scene, who: Contender) -> tuple[str, str]:
    """Return a contender's name, or phrase, and kind."""
    if not who.entities:
        return who.phrase, who.kind
    entities = [scene.cast.entities[i] for i in who.entities]
    return " and ".join(e.name for e in entities), "person" if entities[0].kind == PERSON else "organization"


def candidate(scene: Scene, who: Contender, chance: float) -> Candidate:
    """Return a contender as it is kept beside a quotation."""
    return Candidate(*name_of(scene, who), round(chance, 4))


def _described(scene: Scene, found: Sequence[tuple[Quote, Answer]]) -> dict[Entity, list[roles.Description]]:
    """The descriptions that stand as sources and are one person's."""
    out: dict[Entity, list[roles.Description]] = {}
    for quote, answer in found:
        if quote.source and len(answer.who.entities) == 1 and answer.chance >= SURE:
            entity, span = scene.cast.entities[answer.who.entities[0]], quote.source[0]
            is_nominal = mentions.read(scene.text, span, scene.cast, scene.pos).form == "nominal"
            if is_nominal and (bare := appositions.bare(scene.text, *span)):
                out.setdefault(entity, []).append((bare, answer.chance))
    return out


def _plain(scene: Scene, span: Span) -> str:
    return " ".join(scene.text[span[0] : span[1]].split())


def alone(scene: Scene, span: Span) -> Question:
    """Ask whom a mention stands for, as if it were the source of words behind it."""
    return contenders.ask(scene, Quote(span[1], span[1], (), "", "direct", source=(span,)))


def whose(scene: Scene, span: Span, said: Said) -> Answer:
    """Answer whom a mention stands for, as if it were the source of words behind it."""
    return Chooser(scene, weights(WEIGHTS), axes())(alone(scene, span), said)
