"""What a database holds once and shortly: words by their place in the article, how a speaker was found as numbers.

A candidate is [name, kind, score]. A link of a chain is [start, end, rule]: the rule is a number in `rules`; a fourth is
its score, where it is another than that of the link before, a fifth its words, where they do not stand at that place.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from quotes.types import Candidate, Link

CONTEXT = "substr(a.text, q.context_start + 1, q.context_end - q.context_start)"  # of quotes q and their articles a
json_of = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
LEAST = 0.02  # how likely a candidate is that is worth a place, but for the first


def candidates(found: Sequence[Candidate]) -> str:
    """The candidates as JSON; those that are hardly any are left out."""
    return json_of([[c.name, c.kind, c.score] for n, c in enumerate(found) if n == 0 or c.score >= LEAST])


def named(found: list[list[Any]]) -> list[dict[str, Any]]:
    """What `candidates` holds, as dicts of name, kind and score."""
    return [dict(zip(("name", "kind", "score"), one, strict=True)) for one in found]


def chain(conn: sqlite3.Connection, found: Sequence[Link], text: str) -> str:
    """The links as JSON; a rule that is new becomes a row of `rules`."""
    kept: list[list[Any]] = []
    before: float | None = None
    for link in found:
        one: list[Any] = [link.start, link.end, _number(conn, link.rule)]
        elsewhere = text[link.start : link.end] != link.text
        if link.score != before or elsewhere:
            one.append(link.score)
        if elsewhere:
            one.append(link.text)
        before = link.score
        kept.append(one)
    return json_of(kept)


def links(conn: sqlite3.Connection, found: list[list[Any]], text: str) -> list[dict[str, Any]]:
    """What `chain` holds, as dicts of start, end, text, rule and score."""
    unpacked: list[dict[str, Any]] = []
    score: float | None = None
    for start, end, number, *more in found:
        rule = conn.execute("SELECT rule FROM rules WHERE id = ?", (number,)).fetchone()
        score = more[0] if more else score
        words = more[1] if len(more) > 1 else text[start:end]
        unpacked.append(
            {"start": start, "end": end, "text": words, "rule": rule[0] if rule else "", "score": score or 0.0}
        )
    return unpacked


def _number(conn: sqlite3.Connection, rule: str) -> int:
    row = conn.execute("SELECT id FROM rules WHERE rule = ?", (rule,)).fetchone()
    if row is None:
        row = conn.execute("INSERT INTO rules (rule) VALUES (?) RETURNING id", (rule,)).fetchone()
    return int(row[0])
