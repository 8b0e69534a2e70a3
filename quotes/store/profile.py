"""Everything a database knows of one speaker, as its page shows it."""

from __future__ import annotations

import sqlite3
from typing import Any

from quotes.errors import QueryError
from quotes.store.decisions import history

_NAMES = """
SELECT a.alias, a.given_by, a.first_seen, a.article_id,
  (SELECT count(*) FROM appearances p WHERE p.speaker_id = a.speaker_id AND p.folded = a.folded) AS articles
FROM aliases a WHERE a.speaker_id = ? ORDER BY articles DESC, a.id
"""
_ROLES = """
SELECT role, affiliation, first, last, articles, given_by FROM speaker_history WHERE speaker_id = ?
ORDER BY first IS NULL, first, last, role
"""
_DOUBTFUL = """
SELECT p.article_id, p.name, p.score, p.how, p.published, p.outlet FROM appearances p
WHERE p.speaker_id = ? AND p.decision_id IS NULL AND p.score < ? ORDER BY p.score, p.id LIMIT 20
"""
DOUBTFUL = 0.75


def profile(conn: sqlite3.Connection, speaker_id: int) -> dict[str, Any]:
    """Return one speaker by its number (or by that of a speaker that was merged into it); QueryError where there is none.

    id, speaker, kind, wikidata, gender, quotations, outlets, first, last; `names` (alias, given_by, first_seen,
    article_id, articles), `roles` in the order of their dates (role, affiliation, first, last, articles, given_by),
    `doubtful` (article_id, name, score, how: where it may be somebody else), `decisions` that people made.
    """
    sql = "SELECT s.* FROM speakers b JOIN speakers s ON s.id = coalesce(b.merged_into, b.id) WHERE b.id = ?"
    row = conn.execute(sql, (speaker_id,)).fetchone()
    if row is None:
        raise QueryError(f"no speaker {speaker_id} in this database")
    said = conn.execute("SELECT * FROM speaker_counts WHERE id = ?", (row["id"],)).fetchone()
    found = {"id": row["id"], "speaker": row["name"], "kind": row["kind"]}
    found |= {name: row[name] for name in ("wikidata", "gender")}
    found |= {name: said[name] if said else None for name in ("quotations", "outlets", "first", "last")}
    found["names"] = [dict(name) for name in conn.execute(_NAMES, (row["id"],))]
    found["roles"] = [dict(role) for role in conn.execute(_ROLES, (row["id"],))]
    found["doubtful"] = [dict(one) for one in conn.execute(_DOUBTFUL, (row["id"], DOUBTFUL))]
    found["decisions"] = history(conn, row["id"])
    return found
