"""Quotations as lists show them: one narrow row each, the same columns on every page."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from quotes.store.packed import TOGETHER

QUOTATION = f"""
SELECT q.id, q.text AS quotation, q.kind, q.speaker, q.speaker_id, q.speaker_kind, q.role, q.stance, {TOGETHER} AS jointly,
  q.stance_target AS target, q.stance_confidence, q.outlet, q.published, q.said_on, q.said_on_precision,
  q.occasion, q.review_status, q.shown, q.confidence, q.article_id, a.title, a.url
FROM quotes q JOIN articles a ON a.id = q.article_id
"""


def all_of(conn: sqlite3.Connection, sql: str, *values: object) -> list[dict[str, Any]]:
    """Return the rows as dicts."""
    return [dict(row) for row in conn.execute(sql, values)]


def quotations(conn: sqlite3.Connection, where: str, *values: object) -> list[dict[str, Any]]:
    """Return quotations (`q`) in their articles (`a`), by what follows WHERE."""
    return all_of(conn, f"{QUOTATION} WHERE {where}", *values)


def quotations_by_id(conn: sqlite3.Connection, ids: list[int], *, kept_back: bool = False) -> list[dict[str, Any]]:
    """Return the quotations of these ids that are shown, or also those that are kept back, in the order of the ids."""
    found = quotations(
        conn,
        f"{'q.shown > 0' if kept_back else 'q.shown = 1'} AND q.id IN (SELECT value FROM json_each(?))",
        json.dumps(ids),
    )
    order = {quote_id: position for position, quote_id in enumerate(ids)}
    return sorted(found, key=lambda row: order[row["id"]])
