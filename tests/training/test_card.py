"""The card beside the weights says what they reach."""

import shutil

import pytest

from quotes.pipeline.network.encoder import MODEL
from quotes.training import card


@pytest.fixture
def weights(tmp_path):
    """The weights that ship, without their card."""
    return shutil.copytree(MODEL, tmp_path / "weights", ignore=shutil.ignore_patterns("*.md"))


def test_what_was_measured_stands_in_the_card(weights, data) -> None:
    figures = card.write(weights, data, data / "golds")
    assert list(figures) == ["newsmtsc/dev-rw.jsonl: stance macro_f1", "newsmtsc/dev-rw.jsonl: stance accuracy"]
    written = (weights / "README.md").read_text(encoding="utf-8")
    assert all(f"| {name} | {value} |" in written for name, value in figures.items())


def test_without_development_sets_the_card_says_so(weights, tmp_path) -> None:
    assert card.write(weights, tmp_path, tmp_path) == {}
    assert "(no development sets were at hand)" in (weights / "README.md").read_text(encoding="utf-8")
