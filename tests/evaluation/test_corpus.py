"""The articles written for the project and their gold annotations hold together, without the pipeline."""

from __future__ import annotations

import datetime
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from quotes.types import KINDS, SPEAKER_KINDS, STANCES

CORPUS = Path(__file__).parents[2] / "corpus"
GOLD = [json.loads(line) for line in (CORPUS / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
KEYS = {"title", "outlet", "published", "byline", "language"}
OPTIONAL = {"updated", "url", "agency"}
FIELDS = {
    *("start", "end", "parts", "text", "quoted", "kind", "speaker", "speaker_kind", "role"),
    *("source", "source_span", "cue", "cue_span", "said_on", "said_on_precision", "said_on_span"),
    *("where", "where_span", "stance", "target"),
}
ISO = {"": "", "day": r"\d{4}-\d\d-\d\d", "month": r"\d{4}-\d\d", "year": r"\d{4}"}
CLOSING = {"“": "”", "‘": "’", "«": "»", "„": "“", '"': '"', "'": "'"}

Row = dict[str, Any]


def read(name: str) -> tuple[Row, str]:
    """The front matter and the body of one article, as corpus/README.md defines them."""
    raw = (CORPUS / name).read_text(encoding="utf-8")
    _, head, body = re.split(r"^---\n", raw, maxsplit=2, flags=re.MULTILINE)
    return yaml.safe_load(head), body.strip("\n")


def opening_marks(text: str) -> list[int]:
    """Where a quotation opens; low-high and straight marks are told apart paragraph by paragraph."""
    found, start = [], 0
    for paragraph in text.split("\n\n"):
        low = straight = False
        for i, char in enumerate(paragraph, start):
            if char == '"':
                straight = not straight
                found += [i] if straight else []
            elif char == "“" and low:
                low = False
            elif char in "“‘«„":
                low = low or char == "„"
                found.append(i)
        start += len(paragraph) + 2
    return found


def inside(span: list[int], spans: list[list[int]]) -> bool:
    return any(a <= span[0] and span[1] <= b for a, b in spans)


every_article = pytest.mark.parametrize("gold", GOLD, ids=[g["id"] for g in GOLD])


def test_each_article_has_one_gold_line() -> None:
    assert sorted(g["file"] for g in GOLD) == sorted(p.name for p in CORPUS.glob("*.md") if p.name != "README.md")
    assert all(g["id"] == Path(g["file"]).stem for g in GOLD)
    assert len(GOLD) >= 12


def test_the_corpus_shows_what_it_is_for() -> None:
    bodies = [read(g["file"])[1] for g in GOLD]
    rows = [q for g in GOLD for q in g["quotes"]]
    for mark in '“‘«„"':
        assert any(mark in body for body in bodies), mark
    assert {q["kind"] for q in rows} == set(KINDS)
    assert {q["speaker_kind"] for q in rows} == set(SPEAKER_KINDS)
    assert {q["stance"] for q in rows} == set(STANCES)
    assert {q["said_on_precision"] for q in rows} == set(ISO)
    assert {read(g["file"])[0]["language"] for g in GOLD} >= {"en-US", "en-GB"}
    assert any(len(q["parts"]) > 1 for q in rows) and any(q.get("nested") for q in rows)
    assert any(not q["source_span"] for q in rows)


@every_article
def test_front_matter(gold: Row) -> None:
    head, body = read(gold["file"])
    assert KEYS <= set(head) <= KEYS | OPTIONAL
    for key in ("published", "updated"):
        if key in head:
            datetime.datetime.fromisoformat(str(head[key]))
    assert head.get("url", "https://example.org/").startswith("https://example.org/")
    assert 250 <= len(body.split()) <= 700
    assert all(p and "\n" not in p and p == p.strip() for p in body.split("\n\n"))


@every_article
def test_rows_slice_to_what_they_say(gold: Row) -> None:
    text = read(gold["file"])[1]
    for q in gold["quotes"]:
        parts = q["parts"]
        assert FIELDS <= set(q) <= FIELDS | {"nested"}
        assert q["text"] == " ".join(text[a:b] for a, b in parts)
        assert [q["start"], q["end"]] == [parts[0][0], parts[-1][1]]
        flat = [x for part in parts for x in part]
        assert flat == sorted(set(flat)) and 0 <= flat[0] and flat[-1] <= len(text), q["text"]
        assert all(text[a:b] == text[a:b].strip() for a, b in parts), q["text"]
        for field in ("source", "cue", "where"):
            span = q[f"{field}_span"]
            assert q[field] == (text[span[0] : span[1]] if span else ""), q["text"]


@every_article
def test_values_are_legal(gold: Row) -> None:
    published = str(read(gold["file"])[0]["published"])[:10]
    for q in gold["quotes"]:
        assert q["kind"] in KINDS and q["speaker_kind"] in SPEAKER_KINDS and q["stance"] in STANCES
        assert bool(q["speaker"]) == (q["speaker_kind"] != "unknown")
        assert bool(q["target"]) == (q["stance"] != "neutral"), q["text"]
        assert re.fullmatch(ISO[q["said_on_precision"]], q["said_on"] or "")
        assert bool(q["said_on"]) == bool(q["said_on_span"])
        assert (q["said_on"] or "") <= published
        assert not re.match(r"(?:the|an?) ", q["role"], re.IGNORECASE)


@every_article
def test_marks_agree_with_the_kind(gold: Row) -> None:
    text = read(gold["file"])[1]
    for q in gold["quotes"]:
        assert all(inside(s, q["parts"]) for s in q["quoted"])
        if q["kind"] == "direct":  # a transcript gives its words without marks
            transcript = q["cue"] == ":" and text[: q["source_span"][0]].endswith("\n\n")
            assert q["quoted"] == q["parts"] or transcript and not q["quoted"], q["text"]
        elif q["kind"] == "mixed":
            assert q["quoted"] and q["quoted"] != q["parts"], q["text"]
        else:
            assert not q["quoted"], q["text"]
        for a, b in q["quoted"]:
            close = CLOSING[text[a - 1]]
            runs_on = q["kind"] == "direct" and [a, b] != q["parts"][-1] and text[b : b + 2] == "\n\n"
            assert text[b : b + 1] == close or runs_on, text[a - 5 : b + 5]


@every_article
def test_rows_do_not_overlap_unless_nested(gold: Row) -> None:
    outer = sorted(part for q in gold["quotes"] if not q.get("nested") for part in q["parts"])
    assert all(a[1] <= b[0] for a, b in pairwise(outer))
    for q in gold["quotes"]:
        assert not q.get("nested") or inside([q["start"], q["end"]], outer), q["text"]


@every_article
def test_every_quoted_passage_is_accounted_for(gold: Row) -> None:
    text = read(gold["file"])[1]
    direct = [part for q in gold["quotes"] if q["kind"] == "direct" for part in q["parts"]]
    known = {s[0] for q in gold["quotes"] for s in q["quoted"]} | {s for s, _, _ in gold["not_quotes"]}
    assert all(why for _, _, why in gold["not_quotes"])
    for a, b, _ in gold["not_quotes"]:
        assert text[b] == CLOSING[text[a - 1]]
    marks = opening_marks(text)
    for i in marks:
        assert i + 1 in known or inside([i, i + 1], direct), text[i : i + 40]
    assert {a - 1 for a in known} <= set(marks) | {i for i, c in enumerate(text) if c == "'" and inside([i, i], direct)}
