"""The curated stances that the head learns from: every offset stands, and no class drowns another."""

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import quotes.training

FILE = Path(quotes.training.__file__).parent / "data" / "stances.jsonl"
ROWS = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
MARKS = '“”"[]{}'


def _whole_words(text: str, start: int, end: int) -> bool:
    inside = text[start:end]
    cut = [text[i - 1 : i + 1] for i in (start, end) if 0 < i < len(text)]
    return bool(inside) and inside == inside.strip() and not any(pair.isalnum() for pair in cut)


def test_spans_are_words_of_the_text():
    for row in ROWS:
        assert set(row) == {"text", "content", "targets"}
        text, (start, end), targets = row["text"], row["content"], row["targets"]
        assert _whole_words(text, start, end), text
        assert not any(mark in text[start:end] for mark in MARKS), text
        assert targets and all(set(t) == {"start", "end", "stance"} for t in targets), text
        assert all(_whole_words(text, t["start"], t["end"]) for t in targets), text
        assert all(a["end"] <= b["start"] for a, b in pairwise(targets)), text


def test_classes_are_balanced():
    counts = Counter(t["stance"] for row in ROWS for t in row["targets"])
    total = counts.total()
    assert set(counts) == {"supports", "opposes", "neutral"}
    assert 0.4 <= counts["neutral"] / total <= 0.5
    assert min(counts.values()) / total > 0.25


def test_no_passage_stands_twice():
    assert len({row["text"] for row in ROWS}) == len(ROWS) >= 400


def test_two_targets_of_one_quotation_may_part():
    parted = [row for row in ROWS if {"supports", "opposes"} <= {t["stance"] for t in row["targets"]}]
    assert len(parted) >= 30
