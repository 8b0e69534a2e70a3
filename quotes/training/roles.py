"""Fits which of a person's candidates is the role: `python -m quotes.training.roles GOLD.jsonl TEXTS.jsonl [GOLD TEXTS …]`.

The model is a conditional logit (McFadden 1974) over a person's candidates and none, linear in what `roles` knows of each. What is
right for a person is the candidate whose words are most nearly those of the marked role; who speaks is told by the gold. The figure
that it prints is that of left-out articles, in five folds over all the gold; the weights that it writes are fitted on all of it.
"""

from __future__ import annotations

import json
import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from quotes.evaluation import gold
from quotes.evaluation.speakers import same, telling
from quotes.pipeline import load, roles
from quotes.pipeline.cast import PERSON, Cast, Entity
from quotes.pipeline.references import References
from quotes.types import Span

WEIGHTS = Path(roles.__file__).parent / "data/role_weights.json"
FOLDS = 5
DECAY = (
    0.001  # the weight of the squared weights beside the mean loss; this and the next three chosen on left-out articles
)
MISSED = 0.1  # what a person weighs whose marked role is no candidate
POWER = 8  # of F1: how little a phrase counts that is not quite the marked one
NOUNS = 8  # people of whom a noun must be said before it has a weight of its own
RARE = {"by office": 6.0}  # weights of what the gold has too seldom to be learned: `Prosecuting, Ada Bern said`
ENOUGH = 0.5  # of the marked role's words
_CLAUSE = re.compile(r",?\s(?:who|whose|which|that)\s")


@dataclass(frozen=True, slots=True)
class Choice:
    """What there was to choose from for one person of an article, and what was marked."""

    article: str
    role: str
    times: int  # passages
    phrases: tuple[str, ...]
    features: tuple[dict[str, float], ...]

    def right(self) -> list[float]:
        """How much of the right answer each phrase is; a clause behind the marked role (`who …`) aside."""
        role = _CLAUSE.split(self.role)[0]
        found = [_f1(phrase, role) ** POWER if self.role else 0.0 for phrase in self.phrases]
        return [f if f > 0.6 * max(found) else 0.0 for f in found]


def choices(marked: Sequence[gold.Marked]) -> Iterator[Choice]:
    """The choices of every person who is quoted in some articles, once an article and role."""
    nlp = load()
    encoder, speakers = nlp.get_pipe("quotes_encoder"), nlp.get_pipe("quotes_speakers")
    for one in marked:
        text = one.article.text
        doc = nlp(text)
        cast: Cast = speakers.casts[doc]  # type: ignore[attr-defined]
        seen = References(text, encoder.readings[doc], cast)  # type: ignore[attr-defined]
        entity_of: dict[Span, Entity] = {}
        said: Counter[tuple[int, str]] = Counter()
        for quote in one.quotes or ():
            if entity := _entity(cast, quote):
                entity_of[quote.start, quote.end] = entity
                said[id(entity), quote.role] += 1
        found = roles.candidates(text, entity_of, cast, seen.pos, {}, seen.people)
        for (i, role), times in said.items():
            phrases = tuple(c.words for c in found[i])
            yield Choice(one.id, role, times, phrases, tuple(c.features for c in found[i]))


def _entity(cast: Cast, said: gold.Said) -> Entity | None:
    """The person of the cast whom the gold names, the one named most often where several fit."""
    if said.speaker_kind != "person" or " and " in said.speaker:
        return None
    fits = [e for e in cast.entities if e.kind == PERSON and any(same(said.speaker, n, "person") for n in e.names)]
    return max(fits, key=lambda e: (same(said.speaker, e.name, "person"), len(e.mentions)), default=None)


def _f1(phrase: str, role: str) -> float:
    ours, theirs = telling(phrase), telling(role)
    shared = len(ours & theirs)
    return 2 * shared / (len(ours) + len(theirs)) if theirs and shared >= ENOUGH * len(theirs) else 0.0


def fit(found: Sequence[Choice]) -> dict[str, float]:
    """The weights of the features, by name."""
    people = Counter(name for c in found for name in {n for row in c.features for n in row})
    names = sorted(n for n in people if not n.startswith("noun ") or people[n] >= NOUNS)
    at = {name: i for i, name in enumerate(names)}
    rows = [(k, row, good) for k, c in enumerate(found) for row, good in zip(c.features, _shares(c), strict=True)]
    x = torch.zeros(len(rows), len(names), dtype=torch.float64)
    for n, (_, row, _) in enumerate(rows):
        for name, value in row.items():
            if name in at:
                x[n, at[name]] = value
    owner = torch.tensor([k for k, _, _ in rows])
    y = torch.tensor([good for _, _, good in rows], dtype=torch.float64)
    share = torch.tensor([_weight(c) for c in found], dtype=torch.float64)
    weights = torch.zeros(len(names), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=300, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        scores = x @ weights
        norm = torch.ones(len(found), dtype=torch.float64).index_add(0, owner, scores.exp()).log()  # none scores 0
        out = (share @ norm - y @ scores) / share.sum() + DECAY * weights.square().sum() / 2
        out.backward()
        return out

    optimizer.step(loss)
    return {name: round(float(w), 3) for name, w in zip(names, weights.detach(), strict=True)}


def _weight(choice: Choice) -> float:
    found = not choice.role or any(choice.right())
    return float(choice.times**0.5 * (1.0 if found else MISSED))


def _shares(choice: Choice) -> list[float]:
    right = choice.right()
    return [_weight(choice) * r / sum(right) if any(right) else 0.0 for r in right]


def left_out(found: Sequence[Choice]) -> tuple[float, float]:
    """The share of marked roles that are told of people in left-out articles, and of people without a role who are given none."""
    hits: Counter[tuple[bool, bool]] = Counter()
    for fold in range(FOLDS):
        mine = [zlib.crc32(c.article.encode()) % FOLDS == fold for c in found]
        weights = fit([c for c, m in zip(found, mine, strict=True) if not m])
        for choice in (c for c, m in zip(found, mine, strict=True) if m):
            best = roles.choose(choice.phrases, [roles.score(row, weights) for row in choice.features])
            got = choice.phrases[best] if best is not None else ""
            words = telling(choice.role)
            right = len(words & telling(got)) >= ENOUGH * len(words) if words else not got
            hits[bool(choice.role), right] += choice.times
    return tuple(hits[kind, True] / max(1, hits[kind, True] + hits[kind, False]) for kind in (True, False))  # type: ignore[return-value]


def main() -> None:
    """Fits on gold files with their texts, prints the figures of left-out articles and writes the weights."""
    paths = [Path(p) for p in sys.argv[1:]]
    marked = [m for golds, texts in zip(paths[::2], paths[1::2], strict=True) for m in gold.read(golds, texts)]
    found = list(choices(marked))
    told, none = left_out(found)
    print(f"left-out articles: {told:.1%} of the roles told; {none:.1%} of the people without one given none")
    weights = {name: w for name, w in fit(found).items() if w} | RARE
    WEIGHTS.write_text(json.dumps(weights, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
