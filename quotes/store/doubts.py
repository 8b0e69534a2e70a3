"""Speakers who may be one: pairs with what speaks for it, for people to merge or to hold apart."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

_PAIRS = """
SELECT d.score, d.how, a.id, a.name, a.kind, a.articles, b.id AS other_id, b.name AS other, b.kind AS other_kind,
  b.articles AS other_articles
FROM speaker_doubts d JOIN speakers a ON a.id = d.speaker_id JOIN speakers b ON b.id = d.other_id
WHERE d.apart IS NULL AND d.score > 0 AND a.merged_into IS NULL AND b.merged_into IS NULL
ORDER BY min(a.articles, b.articles) DESC, d.score DESC, d.id LIMIT ? OFFSET ?
"""
_KNOWN = {
    "names": "SELECT alias FROM aliases WHERE speaker_id = ? ORDER BY articles DESC, id LIMIT ?",
    "roles": "SELECT role FROM roles WHERE speaker_id = ? GROUP BY role ORDER BY count(*) DESC, role LIMIT ?",
    "outlets": "SELECT outlet FROM appearances WHERE speaker_id = ? AND outlet IS NOT NULL"
    " GROUP BY outlet ORDER BY count(*) DESC, outlet LIMIT ?",
}
_PAIRS_OF = "SELECT * FROM speaker_doubts WHERE (speaker_id = ? OR other_id = ?)"  # each by its index
_EVIDENCE = re.compile(r", (?![^()]*\))")  # a role in brackets may hold a comma
SOME = 4  # names, roles and outlets that are told of each


def doubtful(conn: sqlite3.Connection, *, limit: int = 50, offset: int = 0) -> list[dict[str, Any]]:
    """Return pairs of speakers who may be one and whom nobody has merged or held apart; those in most articles first.

    Each has `score` (0 to 1), `evidence` (lines: what the score comes from), and the two as `speaker` and `other`: id,
    speaker, kind, articles, first, last, names, roles, outlets (the commonest of these).
    """
    return [
        {
            "score": row["score"],
            "evidence": _EVIDENCE.split(row["how"]) if row["how"] else [],
            "speaker": _side(conn, row["id"], row["name"], row["kind"], row["articles"]),
            "other": _side(conn, row["other_id"], row["other"], row["other_kind"], row["other_articles"]),
        }
        for row in conn.execute(_PAIRS, (limit, offset)).fetchall()
    ]


def held_apart(conn: sqlite3.Connection, speaker_id: int, other_id: int) -> bool:
    """Tell whether a person said that the two are two."""
    sql = "SELECT apart FROM speaker_doubts WHERE speaker_id = ? AND other_id = ?"
    row = conn.execute(sql, sorted((speaker_id, other_id))).fetchone()
    return row is not None and row[0] is not None


def hold_apart(conn: sqlite3.Connection, speaker_id: int, other_id: int, decision: int) -> None:
    """Keep that the two are two, by that decision."""
    conn.execute(
        "INSERT INTO speaker_doubts (speaker_id, other_id, score, how, apart) VALUES (?, ?, 0, '', ?)"
        " ON CONFLICT (speaker_id, other_id) DO UPDATE SET apart = excluded.apart",
        (*sorted((speaker_id, other_id)), decision),
    )


def note(conn: sqlite3.Connection, speaker_id: int, other_id: int, score: float, how: str) -> None:
    """Keep a pair with its newest score; a decision about it stays."""
    conn.execute(
        "INSERT INTO speaker_doubts (speaker_id, other_id, score, how) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (speaker_id, other_id) DO UPDATE SET score = excluded.score, how = excluded.how",
        (*sorted((speaker_id, other_id)), round(max(0.0, min(1.0, score)), 4), how),
    )


def of(conn: sqlite3.Connection, speaker_id: int) -> list[int]:
    """Return those who may be the speaker, and whom nobody has held apart."""
    rows = conn.execute(f"{_PAIRS_OF} AND apart IS NULL", (speaker_id, speaker_id))
    return [row["other_id"] if row["speaker_id"] == speaker_id else row["speaker_id"] for row in rows]


def clear(conn: sqlite3.Connection, speaker_id: int, other_id: int) -> None:
    """Take back that the two may be one, unless a person has held them apart."""
    sql = "DELETE FROM speaker_doubts WHERE speaker_id = ? AND other_id = ? AND apart IS NULL"
    conn.execute(sql, sorted((speaker_id, other_id)))


def hand_over(conn: sqlite3.Connection, from_id: int, to_id: int) -> None:
    """Let the pairs of one speaker hold for the other, too, who it turned out to be."""
    rows = conn.execute(_PAIRS_OF, (from_id, from_id)).fetchall()
    for row in rows:
        third = row["other_id"] if row["speaker_id"] == from_id else row["speaker_id"]
        if third != to_id:
            conn.execute(
                "INSERT INTO speaker_doubts (speaker_id, other_id, score, how, apart) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (speaker_id, other_id) DO UPDATE SET apart = coalesce(apart, excluded.apart)",
                (*sorted((third, to_id)), row["score"], row["how"], row["apart"]),
            )


def _side(conn: sqlite3.Connection, speaker_id: int, name: str, kind: str, articles: int) -> dict[str, Any]:
    sql = "SELECT min(published), max(published) FROM appearances WHERE speaker_id = ?"
    first, last = conn.execute(sql, (speaker_id,)).fetchone()
    found = {"id": speaker_id, "speaker": name, "kind": kind, "articles": articles, "first": first, "last": last}
    return found | {key: [row[0] for row in conn.execute(sql, (speaker_id, SOME))] for key, sql in _KNOWN.items()}
