"""The turns of whole transcripts of many makes: where they begin and end, and whose they are."""

from pathlib import Path

import pytest
import turns

from quotes.ingest import read
from quotes.pipeline import load
from quotes.pipeline.analyse import analyse
from quotes.types import Article

FOLDER = Path(__file__).parents[1] / "transcripts"
GOLD = turns.gold(FOLDER)
LEAST = 0.95  # the share of turns that must be right


@pytest.fixture(scope="module")
def wrong() -> dict[str, list[str]]:
    """What is wrong in each file."""
    articles = [item for name in GOLD for item in read(FOLDER / name)]
    assert all(isinstance(a, Article) for a in articles)
    found = analyse((a for a in articles if isinstance(a, Article)), load())
    return {name: list(turns.wrong(rows, a.quotes)) for (name, rows), a in zip(GOLD.items(), found, strict=True)}


def test_turns_are_right(wrong: dict[str, list[str]]) -> None:
    total = sum(map(len, GOLD.values()))
    faults = [f"{name}: {fault}" for name, found in wrong.items() for fault in found]
    assert len(GOLD) >= 30
    assert len(faults) <= (1 - LEAST) * total, "\n".join(faults)


def test_no_file_is_read_as_ordinary_prose(wrong: dict[str, list[str]]) -> None:
    assert [name for name, found in wrong.items() if 2 * len(found) > len(GOLD[name])] == []
