"""Several people who review one database: who did what, where they disagree, and what a second pair of eyes is wanted for."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from itertools import combinations
from typing import Any

# what each of them decided last about each quotation, of what nobody took back; a correction says that it is one
_STANDING = (
    "SELECT r.quote_id, r.reviewer, r.action, r.field, r.new, r.at, r.id FROM reviews r WHERE r.action NOT IN ('undo', 'skip')"
    " AND NOT EXISTS (SELECT 1 FROM reviews u WHERE u.undoes = r.id) ORDER BY r.id"
)
VERDICTS = {"accept": "right", "correct": "corrected", "reject": "no quotation"}


def did(conn: sqlite3.Connection) -> list[dict[str, Any]]:
    """Tell who did what: reviewer, quotations, accepted, corrected, rejected, skipped, taken_back, first, last; the busiest first."""
    rows = conn.execute(
        "SELECT reviewer, count(DISTINCT quote_id) AS quotations, sum(action = 'accept') AS accepted,"
        " sum(action = 'correct') AS corrected, sum(action = 'reject') AS rejected, sum(action = 'skip') AS skipped,"
        " sum(action = 'undo') AS taken_back, min(at) AS first, max(at) AS last FROM reviews GROUP BY reviewer"
        " ORDER BY quotations DESC, reviewer"
    )
    return [dict(row) for row in rows]


def conflicts(conn: sqlite3.Connection) -> list[dict[str, Any]]:
    """Return quotations about which two people disagree: id, quotation, speaker, about (verdict or a field), one, other (who: what)."""
    found = []
    for quote_id, by in _by_quotation(conn).items():
        for one, other in combinations(sorted(by), 2):
            for about in _differing(by[one], by[other]):
                row = conn.execute("SELECT text, speaker, outlet FROM quotes WHERE id = ?", (quote_id,)).fetchone()
                said = [f"{name}: {by[name].get(about) or 'left as it was'}" for name in (one, other)]
                told = {"id": quote_id, "quotation": row["text"], "speaker": row["speaker"], "outlet": row["outlet"]}
                found.append(told | {"about": about, "one": said[0], "other": said[1]})
    return found


def wanted_by(conn: sqlite3.Connection, article_id: int) -> str:
    """Tell who asked for a second pair of eyes on an article; empty where nobody did."""
    row = conn.execute("SELECT reviewer FROM second_eyes WHERE article_id = ?", (article_id,)).fetchone()
    return str(row[0]) if row else ""


def wanted(conn: sqlite3.Connection) -> list[dict[str, Any]]:
    """Return the articles that a second pair of eyes is wanted for: id, title, outlet, quotations, once, twice (decided by so many), wanted_by."""
    rows = conn.execute(
        "SELECT a.id, a.title, a.outlet, s.reviewer AS wanted_by, s.at FROM second_eyes s JOIN articles a ON a.id = s.article_id"
        " ORDER BY s.at, a.id"
    ).fetchall()
    by = _by_quotation(conn)
    found = []
    for row in rows:
        ids = [
            each[0]
            for each in conn.execute(
                "SELECT id FROM quotes WHERE article_id = ? AND (shown > 0 OR review_status = 'rejected')", (row["id"],)
            )
        ]
        many = Counter(min(len(by.get(quote_id, ())), 2) for quote_id in ids)
        found.append(dict(row) | {"quotations": len(ids), "once": many[1], "twice": many[2]})
    return found


def queue(conn: sqlite3.Connection, reviewer: str) -> list[int]:
    """Return the quotations of such articles that somebody else has decided about, and this reviewer has not; skipped ones come last."""
    if conn.execute("SELECT 1 FROM second_eyes LIMIT 1").fetchone() is None:
        return []
    by = _by_quotation(conn)
    skipped = "SELECT quote_id, max(id) FROM reviews WHERE reviewer = ? AND action = 'skip' GROUP BY quote_id"
    last = dict(conn.execute(skipped, (reviewer,)).fetchall())
    rows = conn.execute(
        "SELECT q.id FROM second_eyes s JOIN quotes q ON q.article_id = s.article_id JOIN articles a ON a.id = q.article_id"
        " WHERE a.current = 1 ORDER BY s.at, q.start"
    )
    return sorted(
        (row[0] for row in rows if by.get(row[0]) and reviewer not in by[row[0]]), key=lambda each: last.get(each, 0)
    )


def agreement(conn: sqlite3.Connection) -> list[dict[str, Any]]:
    """Tell how far each two of them agree on what both decided about: one, other, quotations, agree (percent), kappa, speaker (percent).

    `agree` is of verdicts: is it a quotation or not. `kappa` (Cohen) takes off what two would agree on by chance; None where
    both said the same of everything, so that there is nothing to be seen. `speaker` is of the quotations that both kept.
    """
    by = _by_quotation(conn)
    names = sorted({name for each in by.values() for name in each})
    found = []
    for one, other in combinations(names, 2):
        both = [(each[one], each[other]) for each in by.values() if one in each and other in each]
        if not both:
            continue
        verdicts = [tuple(said["verdict"] == "no quotation" for said in pair) for pair in both]
        kept = [pair for pair, rejected in zip(both, verdicts, strict=True) if not any(rejected)]
        same = sum(first.get("speaker") == second.get("speaker") for first, second in kept)
        found.append(
            {
                "one": one, "other": other, "quotations": len(both),
                "agree": round(100 * sum(a == b for a, b in verdicts) / len(both), 1), "kappa": kappa(verdicts),
                "speaker": round(100 * same / len(kept), 1) if kept else None,
            }
        )  # fmt: skip
    return found


def kappa(pairs: list[tuple[bool, ...]]) -> float | None:
    """Return Cohen's kappa of pairs of judgements: 1 where all agree, 0 where as many do as by chance; None where chance says all."""
    many = len(pairs)
    first, second = (sum(pair[i] for pair in pairs) / many for i in (0, 1))
    chance = first * second + (1 - first) * (1 - second)
    seen = sum(a == b for a, b in pairs) / many
    return None if chance == 1 else round((seen - chance) / (1 - chance), 3)


def _by_quotation(conn: sqlite3.Connection) -> dict[int, dict[str, dict[str, str]]]:
    """What each reviewer says of each quotation: the `verdict`, and each field that they corrected."""
    found: dict[int, dict[str, dict[str, str]]] = defaultdict(dict)
    # what had been corrected, and was seen by whoever accepted it
    stands: dict[int, dict[str, str]] = defaultdict(dict)
    for row in conn.execute(_STANDING):
        said = found[row["quote_id"]].setdefault(row["reviewer"], {})
        said["verdict"] = VERDICTS[row["action"]]
        if row["field"]:
            values = [str(value) for value in json.loads(row["new"]).values() if value is not None]
            said[row["field"]] = values[1] if row["field"] == "speaker" and len(values) > 1 else " ".join(values[-1:])
            stands[row["quote_id"]][row["field"]] = said[row["field"]]
        elif row["action"] == "accept":
            said |= stands[row["quote_id"]]
    return found


def _differing(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """What two say otherwise of one quotation: that it is one, or a field that one of them corrected."""
    rejected = [said["verdict"] == "no quotation" for said in (one, other)]
    if rejected[0] != rejected[1]:
        return ["verdict"]
    if all(rejected):
        return []
    fields = {*one, *other} - {"verdict"}
    return sorted(field for field in fields if field in one and field in other and one[field] != other[field])
