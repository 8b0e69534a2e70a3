"""What a database holds once and shortly: words by their place in the article, names, rules and chances as numbers.

An article holds once whom its quotations may be of (`articles.candidates`, [[name, kind], …]); a quotation's candidates are
numbers in that list, each followed by its chance: [0, 6120, 3, 3040]. Chances are whole ten-thousandths.

A link of a chain is [start, end, rule]: the rule is a number in `rules`; a fourth is its score, where it is another than
that of the link before, a fifth its words, where they do not stand at that place. The first is its rule alone where it is the
quotation's source, as sure as the first candidate.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from quotes.types import Candidate, Link, Span

CONTEXT = "(SELECT context FROM contexts WHERE id = q.id)"  # of quotes q
# the names of the candidates of quotes q, in their articles a
CANDIDATES = """(SELECT group_concat(a.candidates ->> ('$[' || value || '][0]'), ' ') FROM json_each(q.candidates)
    WHERE key % 2 = 0)"""
# who says quotes q together with their speakers
TOGETHER = """(SELECT group_concat(s.name, '; ') FROM joint_speakers j CROSS JOIN speakers s ON s.id = j.speaker_id
    WHERE j.quote_id = q.id)"""
json_of = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
LEAST = 0.02  # how likely a candidate is that is worth a place, but for the first
Names = dict[tuple[str, str], int]  # of an article's candidates, by name and kind: their numbers


def of_10000(chance: float) -> int:
    """Return a chance in whole ten-thousandths."""
    return round(chance * 10_000)


def names(held: str | None) -> Names:
    """Return what `articles.candidates` holds."""
    return {(name, kind): number for number, (name, kind) in enumerate(json.loads(held or "[]"))}


def candidates(found: Sequence[Candidate], known: Names) -> str:
    """Return the candidates as JSON; those that are hardly any are left out. The article's names grow by those that are new."""
    kept = [c for n, c in enumerate(found) if n == 0 or c.score >= LEAST]
    return json_of([n for c in kept for n in (known.setdefault((c.name, c.kind), len(known)), of_10000(c.score))])


def named(found: list[int], held: str | None) -> list[dict[str, Any]]:
    """Return what `candidates` holds, as dicts of name, kind and score; `held` is the article's."""
    known = list(names(held))
    pairs = zip(found[::2], found[1::2], strict=True)
    return [dict(zip(("name", "kind"), known[n], strict=True)) | {"score": score / 10_000} for n, score in pairs]


def chain(
    conn: sqlite3.Connection, found: Sequence[Link], text: str, source: Sequence[Span], likely: Sequence[Candidate]
) -> str:
    """Return the links as JSON; a rule that is new becomes a row of `rules`. `likely` are the quotation's candidates."""
    kept: list[Any] = []
    before = of_10000(likely[0].score) / 10_000 if likely else None
    for link in found:
        one: list[Any] = [link.start, link.end, _number(conn, link.rule)]
        elsewhere = text[link.start : link.end] != link.text
        if link.score != before or elsewhere:
            one.append(link.score)
        if elsewhere:
            one.append(link.text)
        before = link.score
        alone = not kept and len(one) == 3 and [tuple(one[:2])] == list(source[:1])
        kept.append(one[2] if alone else one)
    return json_of(kept)


def links(
    conn: sqlite3.Connection,
    found: list[Any],
    text: str,
    source: Sequence[Sequence[int]],
    likely: Sequence[dict[str, Any]],
) -> list[dict[str, Any]]:
    """Return what `chain` holds, as dicts of start, end, text, rule and score; `likely` as `named` gives it."""
    unpacked: list[dict[str, Any]] = []
    score: float | None = likely[0]["score"] if likely else None
    for one in found:
        start, end, number, *more = one if isinstance(one, list) else (*source[0], one)
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
