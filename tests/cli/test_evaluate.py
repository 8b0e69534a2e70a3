"""`quotes evaluate`, as a person and as a program meet it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from quotes.cli import main
from quotes.cli.evaluate import TASKS
from quotes.evaluation import TASKS as MEASURED

TEXT = "“We will rebuild the harbour,” Ada Ferrin, the mayor, said on Friday. “It is ours.”"
CONTENT, SOURCE, CUE = "“We will rebuild the harbour,”", "Ada Ferrin, the mayor", "said"


def at(words: str) -> list[int]:
    return [TEXT.index(words), TEXT.index(words) + len(words)]


@pytest.fixture
def gold(tmp_path):
    path = tmp_path / "gold.jsonl"
    whole = {"kind": "direct", "source": [at(SOURCE)], "cue": [at(CUE)], "content": [at(CONTENT), at("“It is ours.”")]}
    path.write_text(json.dumps({"id": "a", "text": TEXT, "attributions": [whole]}) + "\n", encoding="utf-8")
    return path


def call(*args: object):
    return CliRunner().invoke(main, ["evaluate", *(str(arg) for arg in args)])


def test_the_tasks_are_those_that_can_be_measured():
    assert TASKS == MEASURED


def test_json_is_the_figures(gold):
    for args in ((), ("--task", "attribution")):
        figures = json.loads(call(gold, "--json", *args).output)
        assert {"quoted", "quoted+source", "content", "spans", "source_accuracy", "recall"} <= set(figures)
        assert figures["quoted"]["gold"] == 2


def test_a_table_is_for_people(gold):
    lines = call(gold).output.splitlines()
    assert lines[0].split() == ["figure", "value", "P", "R", "right", "predicted", "gold"]
    assert [line.split()[0] for line in lines[2:4]] == ["quoted", "quoted+source"]


def test_errors_stand_in_their_context(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"id": "a", "text": "It \x1b[2Jrains.", "attributions": [{"content": [[3, 12]]}]}))
    gold = tmp_path / "speakers.jsonl"
    said = {
        "start": 3,
        "end": 12,
        "speaker": "Ada Ferrin",
        "speaker_kind": "person",
        "role": "",
        "stance": "",
        "target": "",
    }
    gold.write_text(json.dumps({"id": "a", "quotes": [said]}))
    result = call(gold, "--texts", path, "--errors", 5)
    assert "[not found] a 3–12\n  gold: Ada Ferrin   found: —\n  …It ⟦[2Jrains⟧.…\n" in result.output


def test_the_gate_is_shut_for_a_gold_without_floors(gold):
    result = call(gold, "--gate")
    assert result.exit_code == 1
    assert result.output.splitlines()[-1].endswith("gold.jsonl: no floors are set for it (--raise-floors sets them)")


@pytest.mark.parametrize(
    ("args", "status", "message"),
    [
        (["--task", "stance"], 1, "no gold for stance; it can measure attribution"),
        (["--baseline", "textacy"], 2, "--baseline and --spacy belong together"),
        (["--baseline", "textacy", "--spacy", "en_nowhere"], 1, "en_nowhere: no spaCy pipeline of this name"),
        (["--task", "loud"], 2, "Invalid value for '--task'"),
        (["--model", str(Path(__file__).parent)], 1, "the model cannot be read"),
    ],
)
def test_a_wrong_call_is_told(gold, args, status, message):
    result = call(gold, *args)
    assert result.exit_code == status
    assert message in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
