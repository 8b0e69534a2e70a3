"""The fit of the stances' weights, on passages made for it."""

import json
import sys

import numpy as np
import pytest

pytest.importorskip("torch")

from quotes.pipeline.stance import Question
from quotes.pipeline.stance.known import KNOWN
from quotes.pipeline.stance.targets import Target
from quotes.training import stances
from quotes.training.folds import FOLDS
from quotes.training.stances import Passage, fit, how_sure, judged, left_out, which_target

TELLS, THERE = KNOWN[:2]  # a number that only the right target has, and one that all have
RNG = np.random.default_rng(0)


def passage(n: int) -> Passage:
    """One whose target is the thing that stands inside, and whose side the head tells in loud passages alone."""
    loud, side = bool(n % 2), ("supports", "opposes")[n // 2 % 2]
    places = RNG.permutation([1.0, 0.0, 0.0])
    rows = [tuple({TELLS: x, THERE: 1.0}.get(name, 0.0) for name in KNOWN) for x in places]
    targets = [Target((i, i + 1), (i, i + 1), f"thing {i}", row) for i, row in enumerate(rows)]
    odds = np.array([0.9, 0.05, 0.05] if (side == "supports") == loud else [0.05, 0.9, 0.05])
    nothing = np.zeros(4)
    asked = Question({"loud": float(loud)}, targets, nothing, nothing, nothing, odds, dict.fromkeys(range(3), odds))
    return Passage(n % FOLDS, True, side, asked, places.tolist())


MARKED = [passage(n) for n in range(200)]


def test_what_tells_the_target_has_the_weight() -> None:
    weights = which_target(MARKED)
    assert weights[TELLS] > 1 and abs(weights[THERE]) < 0.01


def test_what_tells_how_sure_it_is_has_the_weight() -> None:
    weights = fit(MARKED)
    assert weights["sure"]["loud"] > 1
    rows = [(known, right) for _, known, right in judged(MARKED, weights["target"])]
    assert sum(right for _, right in rows) == pytest.approx(len(rows) / 2, abs=1)
    assert how_sure(rows)["loud"] > 1


def test_left_out_articles_are_judged_by_the_others() -> None:
    sides = left_out(MARKED)
    assert len(sides) == len(MARKED)
    assert min(s.chance for s in sides if s.with_target) > 0.5 > max(s.chance for s in sides if not s.with_target)


TEXT = "“I oppose the Harbour Bill. The Harbour Bill is a disgrace,” said Tom Arkell. The council met on Monday."


@pytest.mark.parametrize("folds", [[], ["--folds"]])
def test_from_marked_passages_to_weights_or_to_figures(tmp_path, monkeypatch, capsys, folds) -> None:
    said = {"start": 1, "end": TEXT.index("”"), "stance": "opposes", "target": "Harbour Bill"}
    golds, texts, out = (tmp_path / name for name in ("gold.jsonl", "texts.jsonl", "weights.json"))
    names = [f"page {n}" for n in range(12)]
    assert {stances.fold(name) for name in names} == set(range(FOLDS))
    golds.write_text("".join(json.dumps({"id": name, "quotes": [said]}) + "\n" for name in names))
    texts.write_text("".join(json.dumps({"id": name, "text": TEXT}) + "\n" for name in names))
    monkeypatch.setattr(stances, "WEIGHTS", out)
    monkeypatch.setattr(sys, "argv", ["stances", str(golds), str(texts), *folds])
    stances.main()
    if folds:
        assert "shown 12 · side 100" in capsys.readouterr().out and not out.exists()
    else:
        written = json.loads(out.read_text())
        assert written["target"].keys() <= set(KNOWN) and written["sure"]["opposes"] > 0
