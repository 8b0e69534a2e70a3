"""Fits which of a person's candidates is the role: `python -m quotes.training.roles GOLD.jsonl TEXTS.jsonl`.

The model is a conditional logit (McFadden 1974) over a person's candidates and none, linear in what `roles` knows of each; what is
right for a person is every candidate in proportion to how well its words are those of the marked role.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from quotes.evaluation import gold
from quotes.evaluation.speakers import same, telling
from quotes.pipeline import load, roles
from quotes.pipeline.analyse import analyse

WEIGHTS = Path(roles.__file__).parent / "data/role_weights.json"
DECAY = 0.02  # the weight of the squared weights beside the mean loss; chosen by cross-validation over articles
MISSED = 0.3  # what a person weighs whose marked role is no candidate
ENOUGH = 0.5  # of the marked role's words

Choice = tuple[list[dict[str, float]], list[float], float]  # candidates' features, how right each is, what it weighs


def choices(marked: Sequence[gold.Marked]) -> list[Choice]:
    """What there was to choose from for each person whose role people marked, once an article."""
    out = []
    with _candidates() as found:
        for article, analysis in zip(marked, analyse((m.article for m in marked), load()), strict=True):
            people, text = found.pop(article.article.text, {}), article.article.text
            times: Counter[tuple[int, str]] = Counter()
            for said in article.quotes or ():
                near = max(analysis.quotes, key=lambda q: min(q.end, said.end) - max(q.start, said.start), default=None)
                who = near and people.get((near.start, near.end))
                if near and who and same(said.speaker, near.speaker, said.speaker_kind):
                    times[id(who), said.role] += 1
            lists = {id(who): who for who in people.values()}
            for (i, role), n in times.items():
                right = [_right(text[c.span[0] : c.span[1]], role) for c in lists[i]] if role else [0.0] * len(lists[i])
                if lists[i]:  # where the marked role is not among them, another of them may still be one
                    weight = n**0.5 * (1.0 if any(right) or not role else MISSED)
                    out.append(([c.features for c in lists[i]], right, weight))
    return out


@contextmanager
def _candidates() -> Iterator[dict[str, dict[roles.Span, list[roles.Candidate]]]]:
    """What `roles.assign` chooses from while articles are read: an article's text → a quotation → its speaker's candidates."""
    found: dict[str, dict[roles.Span, list[roles.Candidate]]] = {}
    plain = roles.cast_candidates

    def kept(text: str, entity_of: Any, *rest: Any) -> dict[int, list[roles.Candidate]]:
        out = plain(text, entity_of, *rest)
        found[text] = {span: out[id(e)] for span, e in entity_of.items() if id(e) in out}
        return out

    roles.cast_candidates = kept  # type: ignore[assignment]
    try:
        yield found
    finally:
        roles.cast_candidates = plain


def _right(phrase: str, role: str) -> float:
    """How well a phrase's words are those of the marked role: F1 over words, 0 where half of the role is missing."""
    ours, theirs = telling(phrase), telling(role)
    shared = len(ours & theirs)
    if not theirs or shared < ENOUGH * len(theirs):
        return 0.0
    return (2 * shared / (len(ours) + len(theirs))) ** 2


def fit(found: Sequence[Choice], decay: float = DECAY) -> dict[str, float]:
    """The weights of the features, by name."""
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
    """Fits on a gold file with its texts and writes the weights."""
    marked, texts = (Path(p) for p in sys.argv[1:3])
    weights = fit(choices(gold.read(marked, texts)))
    WEIGHTS.write_text(json.dumps(weights, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
