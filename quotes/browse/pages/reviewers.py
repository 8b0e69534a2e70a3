"""Who reviewed what, where two disagree, how far they agree, and what a second pair of eyes is wanted for."""

from __future__ import annotations

import sqlite3
from typing import Any

from quotes.desk import reviewers

MOST = 200  # conflicts


def facts(conn: sqlite3.Connection, asked: dict[str, str]) -> dict[str, Any]:
    """Return `did` (a row a reviewer), `agreement` (a row a pair), `conflicts`, `wanted` (articles that want a second reviewer)."""
    return {
        "did": reviewers.did(conn),
        "agreement": reviewers.agreement(conn),
        "conflicts": reviewers.conflicts(conn)[:MOST],
        "wanted": reviewers.wanted(conn),
    }
