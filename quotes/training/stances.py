"""Fits which target a stance is towards, and how sure it is: `python -m quotes.training.stances GOLD.jsonl TEXTS.jsonl`.

Both models are linear in what `targets` and `stance` know: a conditional logit (McFadden 1974) over a quotation's targets, in
which every target that shares words with the marked one is right by how many, and a logistic for the chance that the
likelier side and the likeliest target are right, fitted on articles that the first did not see. With `--folds` nothing is
written: each article is judged by weights fitted on the others, and precision by coverage is printed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from quotes.evaluation import gold
from quotes.evaluation.speakers import sharing
from quotes.evaluation.stance import Side, by_coverage
from quotes.pipeline import annotations as on_doc
from quotes.pipeline import stance
from quotes.pipeline.speakers.scene import Scene
from quotes.pipeline.stance import Question
from quotes.pipeline.stance.targets import Targets
from quotes.training.folds import FOLDS, apart, fold
from quotes.types import STANCES, Quote

WEIGHTS = Path(stance.__file__).parents[1] / "data/stance_weights.json"
DECAY = 0.003  # the weight of the squared weights beside the mean loss
COVERED = 0.8  # of a marked passage, or the quotation is another one

Weights = dict[str, float]
Known = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Passage:
    """A marked passage, its article's fold, what the pipeline knows of it, and how much of the marked target each target has."""

    fold: int
    quoted: bool
    stance: str
    asked: Question
    right: list[float]


def passages(golds: Path, texts: Path, networks: Path | None = None) -> list[Passage]:
    """Return the marked passages, quoted and indirect, that the pipeline finds; each read by the network that left its fold out."""
    written = {str(row["id"]): row["text"] for row in gold.rows(texts)}
    out: list[Passage] = []
    for nlp, rows in apart(((row["id"], row) for row in gold.rows(golds)), networks):
        encoder = nlp.get_pipe("quotes_encoder")
        for row in rows:
            doc = nlp(written[row["id"]])
            article = Targets(Scene(doc.text, on_doc.work(doc, "stances").reading, on_doc.cast(doc, "stances")))
            out += found(row, article, on_doc.quotations(doc), encoder.encoder.heads)  # type: ignore[attr-defined]
    return out


def found(row: dict[str, Any], article: Targets, quotes: Sequence[Quote], heads: Any) -> Iterator[Passage]:
    """Return the passages of one article that its quotations cover."""
    for said in (*row["quotes"], *row.get("indirect", ())):
        laps = [min(q.end, said["end"]) - max(q.start, said["start"]) for q in quotes]
        n = int(np.argmax(laps)) if laps else -1
        if n >= 0 and laps[n] >= COVERED * (said["end"] - said["start"]) and (asked := stance.ask(article, quotes[n])):
            stance.hear(article, heads, [(asked, range(len(asked.targets)))])
            right = [sharing(said["target"], target.name) for target in asked.targets]
            yield Passage(fold(row["id"]), said in row["quotes"], said["stance"], asked, right)


def fit(marked: Sequence[Passage]) -> dict[str, Weights]:
    """Return the weights by name, of both models."""
    unseen: list[tuple[Known, bool]] = []
    for left in range(FOLDS):
        target = which_target([p for p in marked if p.fold != left])
        unseen += [(known, right) for _, known, right in judged([p for p in marked if p.fold == left], target)]
    return {"target": which_target(marked), "sure": how_sure(unseen)}


def which_target(marked: Sequence[Passage]) -> Weights:
    """Return the weights of what is known of a target."""
    choices = [p for p in marked if any(p.right)]
    rows = [target.known for p in choices for target in p.asked.targets]
    owner = torch.tensor([n for n, p in enumerate(choices) for _ in p.right])
    right = torch.tensor([share**2 / sum(s**2 for s in p.right) for p in choices for share in p.right])
    names, x = _table(rows)

    def loss(weights: torch.Tensor) -> torch.Tensor:
        scores = x @ weights
        norm = torch.zeros(len(choices)).index_add(0, owner, scores.exp()).log()
        return (norm.sum() - right @ scores) / len(choices)

    return _least(loss, names)


def how_sure(rows: Sequence[tuple[Known, bool]]) -> Weights:
    """Return the weights of what is known of a side."""
    names, x = _table([{"bias": 1.0, **known} for known, _ in rows])
    right = torch.tensor([float(right) for _, right in rows])
    return _least(lambda w: torch.nn.functional.binary_cross_entropy_with_logits(x @ w, right), names)


def judged(marked: Sequence[Passage], target: Weights) -> Iterator[tuple[Passage, Known, bool]]:
    """Return for each passage what is known of its likelier side and likeliest target, and whether both are right."""
    for passage in marked:
        asked = passage.asked
        if asked.targets:
            odds = asked.odds(target)
            n = int(odds.argmax())
            scores, known = asked.known(odds, n)
            side = STANCES[int(scores[1] > scores[0])]
            yield passage, known, side == passage.stance and passage.right[n] > 0


def left_out(marked: Sequence[Passage]) -> list[Side]:
    """Return the sides of the quoted passages, each article judged by weights that were fitted on the others."""
    out = []
    for left in range(FOLDS):
        weights = fit([p for p in marked if p.fold != left])
        for passage, known, right in judged([p for p in marked if p.fold == left], weights["target"]):
            if passage.quoted:
                chance = 1 / (1 + np.exp(-stance.weighed(known, weights["sure"])))
                side = "supports" if "supports" in known else "opposes"
                out.append(Side(float(chance), passage.stance != "neutral", side == passage.stance, right))
    return out


def _table(rows: Sequence[Known]) -> tuple[list[str], torch.Tensor]:
    names = sorted({name for row in rows for name in row})
    at = {name: n for n, name in enumerate(names)}
    x = np.zeros((len(rows), len(names)), np.float32)
    for n, row in enumerate(rows):
        for name, value in row.items():
            x[n, at[name]] = value
    return names, torch.from_numpy(x)


def _least(loss: Any, names: Sequence[str]) -> Weights:
    weights = torch.zeros(len(names), requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=100, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        out = loss(weights) + DECAY * weights.square().sum() / 2
        out.backward()
        return out

    optimizer.step(closure)
    return {name: round(float(w), 3) for name, w in zip(names, weights.detach(), strict=True)}


def main() -> None:
    """Fit on a gold file with its texts and write the weights, or judge the fit on left-out articles."""
    parser = argparse.ArgumentParser(prog="python -m quotes.training.stances", description=__doc__)
    parser.add_argument("gold", type=Path, help="marked passages with stance and target, quoted and indirect")
    parser.add_argument("texts", type=Path, help="the articles' texts: `id` and `text` a line")
    parser.add_argument("--networks", type=Path, help="a folder of networks that left out a fold each: 0, 1 and so on")
    parser.add_argument("--folds", action="store_true", help="print precision by coverage on left-out articles instead")
    args = parser.parse_args()
    marked = passages(args.gold, args.texts, args.networks)
    if args.folds:
        there = {p.fold for p in marked}
        sided = sum(len(_sided(row)) for row in gold.rows(args.gold) if fold(row["id"]) in there)
        table = by_coverage(left_out(marked), sided)
        for least, figures in table.items():
            print(least, *(f"{name} {value:g}" for name, value in figures.items()), sep=" · ")
    else:
        WEIGHTS.write_text(json.dumps(fit(marked), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _sided(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [said for said in row["quotes"] if said["stance"] != "neutral"]


if __name__ == "__main__":
    main()
