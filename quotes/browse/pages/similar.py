"""Similar in meaning: quotations that say in other words what was asked for, the most similar first."""

from __future__ import annotations

import sqlite3
from typing import Any

FIELDS = ("q", "speaker", "since", "until")
SHOWN = 20


def facts(conn: sqlite3.Connection, asked: dict[str, str]) -> dict[str, Any]:
    """Return `asked` (the form as filled in), `rows` (each with its `similarity`), and how many are `unprepared`.

    Quotations that have no vectors yet are not compared: `quotes search DB --like` gives them theirs. Raises QueryError
    for a date that is none, and for words without a letter or digit.
    """
    from quotes.desk import likeness
    from quotes.desk.search import find

    shown = {name: asked.get(name, "") for name in FIELDS}
    unprepared = likeness.missing(conn)
    every = conn.execute("SELECT count(*) FROM quotes").fetchone()[0] if unprepared else 1
    found: list[dict[str, Any]] = []
    if shown["q"] and unprepared < every:
        narrowed = {name: shown[name] or None for name in FIELDS[1:]}
        found = find(conn, like=shown["q"], limit=SHOWN, **narrowed).rows  # type: ignore[arg-type]
    return {"asked": shown, "rows": found, "unprepared": unprepared, "none_prepared": unprepared == every}
