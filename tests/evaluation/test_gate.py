"""Floors rise and never fall; the corpus must keep its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quotes.errors import EvaluationError
from quotes.evaluation import Evaluation, evaluate
from quotes.evaluation.gate import GATED, below, raise_floors
from quotes.evaluation.report import Report

CORPUS = Path(__file__).parents[2] / "corpus" / "gold.jsonl"


def result(macro_f1: float, accuracy: float = 80.0, digest: str = "d") -> Evaluation:
    return Evaluation("news/dev.jsonl", digest, {"stance": Report({"macro_f1": macro_f1, "accuracy": accuracy})})


@pytest.fixture
def floors(tmp_path):
    path = tmp_path / "floors.json"
    raise_floors(result(75.0), path)
    return path


def kept(path: Path) -> dict:
    return json.loads(path.read_text())["news/dev.jsonl"]["floors"]["stance"]


def test_floors_are_set_a_little_below_the_figures(floors):
    assert kept(floors) == {"macro_f1": 74.0, "accuracy": 79.0}


@pytest.mark.parametrize(("figure", "lines"), [(75.0, 0), (74.0, 0), (73.9, 1), (90.0, 0)])
def test_a_figure_below_its_floor_is_a_line(floors, figure, lines):
    found = below(result(figure), floors)
    assert found == [f"news/dev.jsonl stance macro_f1: {figure} is below its floor of 74.0"][:lines]


def test_a_floor_rises_and_never_falls(floors):
    assert raise_floors(result(77.5), floors) == ["news/dev.jsonl stance macro_f1: 74.0 → 76.5"]
    assert raise_floors(result(60.0), floors) == []
    assert kept(floors) == {"macro_f1": 76.5, "accuracy": 79.0}


def test_a_gold_that_has_changed_passes_no_gate_and_lowers_no_floor(floors):
    assert "not the gold that its floors were set on" in below(result(75.0, digest="other"), floors)[0]
    raise_floors(result(60.0, digest="other"), floors)
    assert kept(floors)["macro_f1"] == 74.0
    assert below(result(60.0, digest="other"), floors) == [
        "news/dev.jsonl stance macro_f1: 60.0 is below its floor of 74.0"
    ]


def test_without_floors_nothing_passes(tmp_path):
    assert below(result(99.0), tmp_path / "none.json") == [
        "news/dev.jsonl: no floors are set for it (--raise-floors sets them)"
    ]


def test_what_a_gold_cannot_measure_has_no_floor(floors):
    nothing = Evaluation("x", "d", {"speakers": Report(dict.fromkeys(GATED["speakers"]))})
    assert raise_floors(nothing, floors) == [] and below(nothing, floors) == []


def test_damaged_floors_are_one_line(floors):
    floors.write_text("{")
    with pytest.raises(EvaluationError, match="floors.json: the floors cannot be read"):
        below(result(75.0), floors)


def test_the_corpus_keeps_its_floors():
    assert below(evaluate(CORPUS)) == []
