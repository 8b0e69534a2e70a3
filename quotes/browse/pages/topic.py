"""A topic: who supports it and who opposes it, in numbers, over time, and in their own words."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from typing import Any

from quotes.browse import charts, rows
from quotes.browse.text import clip
from quotes.errors import QueryError
from quotes.store import reading

MOST = 20_000
SHOWN = 12
SUGGESTED, AMONG = 20, 1_000  # suggestions, and how many of the newest quotations they come from
SIDES = ("supports", "opposes")


def facts(conn: sqlite3.Connection, asked: dict[str, str]) -> dict[str, Any]:
    """Return `topic` (name, terms), `sides` (speakers of each side with a quotation), `months`, `speakers`, `total`."""
    topic = _topic(conn, asked)
    every = _said(conn, topic)
    said = [row for row in every if "all" in asked or row["shown"] == 1]
    return {
        "kept": sum(row["shown"] == 2 for row in every),
        "all": "all" in asked,
        "topic": topic,
        "total": len(said),
        "counts": Counter(row["stance"] for row in said),
        "sides": {side: _side(conn, said, side) for side in SIDES},
        "months": charts.by_month(said, SIDES),
        "speakers": _speakers(said),
    }


def every(conn: sqlite3.Connection, asked: dict[str, str]) -> dict[str, Any]:
    """Return `topics` as people defined them, each with its terms and how many quotations are for and against.

    With `suggest` asked for also `suggestions`: terms that stances are about, and that are no topic yet.
    """
    topics = rows.all_of(conn, "SELECT id, name FROM topics ORDER BY name LIMIT 200")
    sql = "SELECT topic_id, stance, count(*) AS n FROM stance_by_topic GROUP BY topic_id, stance"
    counted = {(row["topic_id"], row["stance"]): row["n"] for row in conn.execute(sql)}
    for topic in topics:
        terms = conn.execute("SELECT term FROM topic_terms WHERE topic_id = ? ORDER BY id LIMIT 12", (topic["id"],))
        topic |= {side: counted.get((topic["id"], side), 0) for side in SIDES}
        topic["terms"] = [row[0] for row in terms]
    if "suggest" not in asked:
        return {"topics": topics, "suggestions": None}
    from quotes.desk.suggestions import suggest

    return {"topics": topics, "suggestions": suggest(conn, limit=SUGGESTED, among=AMONG)}


def _topic(conn: sqlite3.Connection, asked: dict[str, str]) -> dict[str, Any]:
    """The topic asked for by its number, or any words as a topic of their own."""
    if "about" in asked:
        return {"id": None, "name": asked["about"][:200], "terms": []}
    found = rows.all_of(conn, "SELECT id, name FROM topics WHERE id = ?", asked.get("id", "")[:18])
    if not found:
        raise QueryError("There is no such topic in this database.")
    terms = conn.execute("SELECT term FROM topic_terms WHERE topic_id = ? ORDER BY id", (found[0]["id"],))
    return found[0] | {"terms": [row[0] for row in terms]}


def _said(conn: sqlite3.Connection, topic: dict[str, Any]) -> list[dict[str, Any]]:
    """The stances of quotations on the topic, those kept back among them, the newest first."""
    if topic["id"] is not None:
        sql = (
            "SELECT quote_id AS id, speaker_id, speaker, date AS published, stance, target, shown FROM every_stance_by_topic"
            " WHERE topic_id = ? ORDER BY date DESC, quote_id DESC LIMIT ?"
        )
        return rows.all_of(conn, sql, topic["id"], MOST)
    sql = (
        "SELECT q.id, q.speaker_id, q.speaker, q.published, q.stance, q.stance_target AS target, q.shown FROM targets_fts f"
        " JOIN targets t ON t.id = f.rowid JOIN quotes q ON q.stance_target = t.target AND q.shown > 0"
        " WHERE f.targets_fts MATCH ? AND q.stance IS NOT NULL ORDER BY q.published DESC, q.id DESC LIMIT ?"
    )
    match = reading.fts_words(topic["name"])
    return rows.all_of(conn, sql, match, MOST) if match else []


def _side(conn: sqlite3.Connection, said: list[dict[str, Any]], side: str) -> list[dict[str, Any]]:
    """The side's speakers, who speaks most first, each with the newest quotation and the stance it takes on the topic."""
    by_speaker: dict[tuple[int | None, str], list[int]] = defaultdict(list)
    taken: dict[int, dict[str, Any]] = {}
    for row in said:
        if row["stance"] == side:
            by_speaker[row["speaker_id"], row["speaker"] or ""].append(row["id"])
            taken.setdefault(row["id"], {"stance": side, "target": row["target"], "stance_confidence": None})
    most = sorted(by_speaker.items(), key=lambda item: -len(item[1]))[:SHOWN]
    newest = {row["id"]: row for row in rows.quotations_by_id(conn, [ids[0] for _, ids in most], kept_back=True)}
    return [
        {"id": speaker_id, "speaker": name, "times": len(ids), "quotation": newest[ids[0]] | taken[ids[0]]}
        for (speaker_id, name), ids in most
        if ids[0] in newest
    ]


def _speakers(said: list[dict[str, Any]]) -> dict[str, Any]:
    """The timeline of stances by speaker, who speaks most first."""
    by_speaker: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for row in said:
        if row["speaker"] and row["published"]:
            label = f"{row['published'][:10]}: {row['stance']}"
            by_speaker[row["speaker"]].append((row["published"], row["stance"], label))
    most = sorted(by_speaker.items(), key=lambda item: -len(item[1]))[:8]
    return charts.timeline((clip(name, charts.LABEL), dots[:: max(len(dots) // 60, 1)]) for name, dots in most)
