"""What one speaker said that seems to contradict itself, each pair as a question with both contexts."""

from __future__ import annotations

import sqlite3
from typing import Any

from quotes.browse import rows
from quotes.desk.consistency import pairs
from quotes.errors import QueryError

MOST = 30


def facts(conn: sqlite3.Connection, asked: dict[str, str]) -> dict[str, Any]:
    """Return `speaker` (id, name), `about` (words that narrow it), and `pairs` that seem to contradict each other."""
    found = rows.all_of(conn, "SELECT id, name FROM speakers WHERE id = ? AND merged_into IS NULL", asked["id"][:18])
    if not found:
        raise QueryError("There is no such speaker in this database.")
    about = asked.get("about", "")[:200]
    return {"speaker": found[0], "about": about, "pairs": pairs(conn, found[0]["id"], about=about, limit=MOST)}
