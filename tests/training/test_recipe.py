"""The one command that makes weights, from its beginning to its end, on networks and corpora of a few sentences."""

import logging
import shutil
import sys
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")
numpy_helper = pytest.importorskip("onnx.numpy_helper")

from quotes.pipeline.network.encoder import MODEL, Encoder
from quotes.training import __main__ as command
from quotes.training import card, export, lessons, train
from quotes.training.folds import FOLDS

ARTICLE = "“The quay is tired,” said Ada Finch.\n> The quay is | Ada Finch | said | Ada Finch | -\n"
TEXT = "“We will open the gate,” said Mira Lund."
RUNS = list(map(str, range(FOLDS)))


@pytest.fixture
def run(data, tmp_path, monkeypatch):
    """Run the command on the folder of corpora, an epoch a network; gives its exit status."""
    own = tmp_path / "stances.jsonl"
    own.write_text(
        "".join(lessons.STANCES.read_text(encoding="utf-8").splitlines(keepends=True)[::60]), encoding="utf-8"
    )
    monkeypatch.setattr(lessons, "STANCES", own)
    written = tmp_path / "articles.txt"
    written.write_text(ARTICLE, encoding="utf-8")
    monkeypatch.setattr(lessons, "ARTICLES", written)
    for name in ("TEACHER", "STUDENT", "ONWARD"):
        monkeypatch.setattr(train, name, replace(getattr(train, name), epochs=1))
    monkeypatch.setattr(logging, "basicConfig", lambda **_: None)
    corpus = export._corpus  # on some of whose windows the exported network is compared with PyTorch's
    monkeypatch.setattr(export, "_corpus", lambda tokenizer: islice(corpus(tokenizer), 6))

    def command_line(work: str, *options: object) -> int:
        folders = [
            "--data",
            data,
            "--speakers",
            data / "golds",
            "--work",
            tmp_path / work,
            "--out",
            tmp_path / work / "out",
        ]
        monkeypatch.setattr(sys, "argv", ["training", *map(str, [*folders, "--processes", 1, *options])])
        return command.main()

    return command_line


@pytest.mark.slow
def test_from_a_base_and_a_teacher_to_weights_that_read_and_from_those_to_others(run, base, data, tmp_path) -> None:
    own = MODEL / "tokenizer.json"
    assert run("first", "--base", base("bert", own), "--teacher", base("mpnet", own), "--layers", 1) == 0
    first, second = tmp_path / "first", tmp_path / "second"
    assert {p.stem for p in first.glob("*.pt")} == {"teacher", "student", *(f"onward-{name}" for name in RUNS)}
    second.mkdir()
    shutil.copy(first / "windows.pkl", second)  # are there already, as in a run that goes on
    assert run("second", "--earlier", first / "out", "--base", base("bert", own)) == 0
    assert {p.stem for p in second.glob("*.pt")} == {f"onward-{name}" for name in RUNS}
    assert _largest(second / "out/model.onnx") * 255 * 2 < 2**15  # what processors without VNNI add up in 16 bits
    before, after = (Encoder(folder / "out").read([TEXT])[0].vectors for folder in (first, second))
    assert before.shape == after.shape and np.isfinite(after).all()
    assert 0 < np.abs(before - after).max() < 2  # it went on, and not far
    figures = card.write(second / "out", data, data / "golds")
    assert figures and all(0 <= value <= 100 for value in figures.values())
    written = (second / "out/README.md").read_text(encoding="utf-8")
    assert all(f"| {name} | {value} |" in written for name, value in figures.items())


def _largest(path: Path) -> int:
    """The largest of a network's rounded weights."""
    graph = onnx.load(path).graph
    names = {n.input[1] for n in graph.node if n.op_type == "MatMulInteger"}
    return max(abs(numpy_helper.to_array(i).astype(int)).max() for i in graph.initializer if i.name in names)


def test_what_is_missing_is_said_in_a_line(run, tmp_path, capsys) -> None:
    assert run("work", "--base", tmp_path) == 1
    assert capsys.readouterr().err == f"Error: {tmp_path}: no encoder is there: it has no tokenizer.json\n"
