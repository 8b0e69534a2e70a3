"""Fits which of a person's candidates is the role: `python -m quotes.training.roles [--networks FOLDER] GOLD TEXTS [GOLD TEXTS …]`.

The model is a conditional logit (McFadden 1974) over a person's candidates and none, linear in what `roles` knows of each; what is
right for a person is every candidate in proportion to how well its words are those of the marked role.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from quotes.evaluation import gold
from quotes.evaluation.speakers import same, telling
from quotes.pipeline import roles, speakers
from quotes.training.folds import apart
from quotes.training.rows import read

if TYPE_CHECKING:
    from spacy.language import Language

    from quotes.pipeline.entities import Entity

WEIGHTS = Path(roles.__file__).parent / "data/role_weights.json"
DECAY = 0.02  # the weight of the squared weights beside the mean loss; chosen by cross-validation over articles
MISSED = 0.3  # what a person weighs whose marked role is no candidate
ENOUGH = 0.5  # of the marked role's words

Choice = tuple[list[dict[str, float]], list[float], float]  # candidates' features, how right each is, what it weighs


def choices(marked: Sequence[gold.Marked], nlp: Language) -> list[Choice]:
    """Return what there was to choose from for each person whose role people marked, once an article."""
    out = []
    for one in read(marked, nlp):
        article, text = one.marked, one.scene.text
        byline = article.article.byline
        rows, speaking, called = speakers.judged(one.scene, one.quotes, one.passages, one.turns, byline)
        times: Counter[tuple[Entity, str]] = Counter()
        for said in article.quotes or ():
            near = max(rows, key=lambda q: min(q.end, said.end) - max(q.start, said.start), default=None)
            who = near and speaking.get((near.start, near.end))
            if near and who in called and same(said.speaker, near.speaker, said.speaker_kind):
                times[who, said.role] += 1
        for (entity, role), n in times.items():
            listed = called[entity]
            printed = [roles.as_printed(text, c.span) + roles.party(text, c.span, entity) for c in listed]
            right = [_right(phrase, role) if role else 0.0 for phrase in printed]
            if listed:  # where the marked role is not among them, another of them may still be one
                weight = n**0.5 * (1.0 if any(right) or not role else MISSED)
                out.append(([c.features for c in listed], right, weight))
    return out


def _right(phrase: str, role: str) -> float:
    """How well a phrase's words are those of the marked role: F1 over words, 0 where half of the role is missing."""
    ours, theirs = telling(phrase), telling(role)
    shared = len(ours & theirs)
    if not theirs or shared < ENOUGH * len(theirs):
        return 0.0
    return (2 * shared / (len(ours) + len(theirs))) ** 2


def fit(found: Sequence[Choice], decay: float = DECAY) -> dict[str, float]:
    """Return the weights of the features, by name."""
    names = sorted({name for rows, _, _ in found for row in rows for name in row})
    at = {name: i for i, name in enumerate(names)}
    weights = torch.zeros(len(names), dtype=torch.float64, requires_grad=True)
    owner, cells, right, shares = [], [], [], []
    for k, (rows, good, n) in enumerate(found):
        total = sum(good)
        for row, g in zip(rows, good, strict=True):
            cell = torch.zeros(len(names), dtype=torch.float64)
            for name, value in row.items():
                cell[at[name]] = value
            owner.append(k)
            cells.append(cell)
            right.append(n * g / total if total else 0.0)
        shares.append(n)
    x, who = torch.stack(cells), torch.tensor(owner)
    y, share = torch.tensor(right, dtype=torch.float64), torch.tensor(shares, dtype=torch.float64)
    optimizer = torch.optim.LBFGS([weights], max_iter=400, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        scores = x @ weights
        norm = torch.ones(len(found), dtype=torch.float64).index_add(0, who, scores.exp()).log()  # none scores 0
        out = (share @ norm - y @ scores) / share.sum() + decay * weights.square().sum() / 2
        out.backward()
        return out

    optimizer.step(loss)
    return {name: round(float(w), 3) for name, w in zip(names, weights.detach(), strict=True)}


def main() -> None:
    """Fit on gold files with their texts and write the weights."""
    parser = argparse.ArgumentParser(prog="python -m quotes.training.roles", description=__doc__)
    parser.add_argument("--networks", type=Path, help="a folder of networks that left out a fold each: 0, 1 and so on")
    parser.add_argument("files", type=Path, nargs="+", help="a gold and its texts, and so on")
    args = parser.parse_args()
    marked = [(one.id, one) for pair in zip(args.files[::2], args.files[1::2], strict=True) for one in gold.read(*pair)]
    weights = fit([c for nlp, chosen in apart(marked, args.networks) for c in choices(chosen, nlp)])
    WEIGHTS.write_text(json.dumps(weights, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
