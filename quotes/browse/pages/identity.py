"""Who is who: pairs of speakers who may be one, and what people decided about a speaker."""

from __future__ import annotations

import sqlite3
from typing import Any

from quotes.browse import rows
from quotes.errors import QueryError
from quotes.store import decisions, doubts
from quotes.store.reading import speaker_ids

SHOWN = 20  # pairs on a page
ARTICLES = 200  # of a speaker, from which one chooses where it is somebody else
DID = {"merge": "merged", "split": "split", "apart": "held apart", "undo": "took back"}


def doubtful(conn: sqlite3.Connection, asked: dict[str, str]) -> dict[str, Any]:
    """Return `pairs` who may be one, as `doubts.doubtful` tells them, from `offset` on; the `next` offset, or None."""
    offset = int(asked["offset"]) if asked.get("offset", "").isdecimal() and len(asked["offset"]) < 10 else 0
    pairs = doubts.doubtful(conn, limit=SHOWN + 1, offset=offset)
    return {"pairs": pairs[:SHOWN], "offset": offset, "next": offset + SHOWN if len(pairs) > SHOWN else None}


def history(conn: sqlite3.Connection, speaker_id: int) -> list[dict[str, Any]]:
    """Return what people decided about the speaker: at, reviewer, `did`, speaker, other, note, undone, id."""
    found = decisions.history(conn, speaker_id)
    return [row | {"did": DID.get(row["action"], row["action"])} for row in found]


def appearances(conn: sqlite3.Connection, speaker_id: int) -> list[dict[str, Any]]:
    """Return articles in which the speaker appears, the newest first: article_id, title, outlet, published, name, doubtful."""
    sql = (
        "SELECT p.article_id, p.name, p.outlet, p.published, p.score, a.title FROM appearances p"
        " JOIN articles a ON a.id = p.article_id WHERE p.speaker_id = ? ORDER BY p.published DESC, p.id DESC LIMIT ?"
    )
    return rows.all_of(conn, sql, speaker_id, ARTICLES)


def meant(conn: sqlite3.Connection, typed: str) -> int:
    """Return the one speaker whose number (12 or #12) or name was typed; QueryError where that is nobody, or several."""
    typed = " ".join(typed.split())
    number = typed.removeprefix("#")
    if number.isdecimal() and len(number) < 19:
        return int(number)
    if not typed:
        raise QueryError("who else? Type a name or a number")
    wanted = ",".join(str(one) for one in speaker_ids(conn, typed, limit=50)) or "NULL"
    sql = f"SELECT id, name, kind FROM speakers WHERE merged_into IS NULL AND id IN ({wanted}) ORDER BY id"
    found = rows.all_of(conn, sql)
    same = [row for row in found if row["name"].casefold() == typed.casefold()] or found
    if not same:
        raise QueryError(f"nobody here goes by the name {typed}")
    if len(same) > 1:
        called = ", ".join(f"#{row['id']} {row['name']}" for row in same[:8])
        raise QueryError(f"which one? Type the number: {called}")
    return int(same[0]["id"])
