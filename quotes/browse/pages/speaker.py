"""A speaker: names, roles over time, what was said when and with what stance, who carries it, who else is there."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import islice
from typing import Any

from quotes.browse import charts, rows
from quotes.browse.pages import identity
from quotes.browse.text import clip
from quotes.errors import QueryError
from quotes.store import reading

MOST = 3_000  # the newest quotations that roles, stances, months and company are read from
SHOWN = 10
DOTS = 60  # of a target's timeline, spread over its quotations


def facts(conn: sqlite3.Connection, asked: dict[str, str]) -> dict[str, Any]:
    """Return `speaker`, `aliases`, `roles`, `quotations`, `jointly` (those said together with others, which count as theirs), `targets`, `outlets`, `carried`, `neighbours`, two charts.

    Of who it is: `decisions` that people made, and the `appearances` in articles. Of an unnamed source, `source`: kind, body,
    place, body_id; of others, `unnamed`: the sources without a name that are said to be theirs, by kind.
    """
    speaker = _speaker(conn, asked["id"])
    which = f"FROM quotes WHERE speaker_id = ? AND {'shown > 0' if 'all' in asked else 'shown = 1'}"
    newest = (
        f"SELECT id, article_id, published, stance, stance_target AS target {which} ORDER BY published DESC LIMIT ?"
    )
    said = conn.execute(newest, (speaker["id"], MOST)).fetchall()
    # an index has all that these two ask for, so that they count every quotation
    every = f"SELECT count(*) AS total, min(published) AS first, max(published) AS last {which}"
    outlets = f"SELECT outlet, count(*) {which} AND outlet IS NOT NULL GROUP BY outlet ORDER BY count(*) DESC LIMIT ?"
    return {
        "speaker": speaker,
        "aliases": _aliases(conn, speaker["id"]),
        "roles": _roles(conn, speaker["id"]),
        **rows.all_of(conn, every, speaker["id"])[0],
        "read": len(said),
        "outlets": [tuple(row) for row in conn.execute(outlets, (speaker["id"], SHOWN))],
        "quotations": rows.quotations_by_id(conn, [row["id"] for row in said[:SHOWN]], kept_back="all" in asked),
        "jointly": _jointly(conn, speaker["id"], kept_back="all" in asked),
        "kept": _kept_back(conn, speaker["id"]),
        "all": "all" in asked,
        "targets": _targets(said),
        "months": charts.by_month(said, ("supports", "neutral", "opposes")),
        "stances": _stances(said),
        "carried": _carried(conn, said),
        "neighbours": _neighbours(conn, speaker["id"], said),
        "source": _source(conn, speaker["id"]),
        "unnamed": _unnamed(conn, speaker["id"]),
        "decisions": identity.history(conn, speaker["id"]),
        "appearances": identity.appearances(conn, speaker["id"]),
    }


def everybody(conn: sqlite3.Connection, asked: dict[str, str]) -> dict[str, Any]:
    """Return `speakers` who go by the name asked for, or the most quoted of all: id, speaker, kind, quotations, last."""
    ids: Iterable[int] = reading.speaker_ids(conn, asked.get("q", ""), limit=500)
    if "q" not in asked:
        sql = (
            "SELECT speaker_id FROM quotes WHERE speaker_id IS NOT NULL AND shown = 1"
            " GROUP BY speaker_id ORDER BY count(*) DESC LIMIT 100"
        )
        ids = (row[0] for row in conn.execute(sql))
    sql = (
        "SELECT id, speaker, kind, quotations, last FROM speaker_counts"
        f" WHERE id IN ({', '.join(map(str, ids))}) ORDER BY quotations DESC LIMIT 100"
    )
    found = rows.all_of(conn, sql)
    for row in found:
        role = "SELECT role FROM roles WHERE speaker_id = ? ORDER BY date DESC LIMIT 1"
        row["role"] = next((r[0] for r in conn.execute(role, (row["id"],))), None)
    return {"speakers": found, "q": asked.get("q", "")}


def _speaker(conn: sqlite3.Connection, speaker_id: str) -> dict[str, Any]:
    if not speaker_id.isdecimal() or len(speaker_id) > 18:
        raise QueryError(f"There is no speaker {speaker_id[:40]} in this database.")
    found = rows.all_of(
        conn, "SELECT id, name, kind, wikidata, note, merged_into FROM speakers WHERE id = ?", speaker_id
    )
    if not found:
        raise QueryError(f"There is no speaker {speaker_id} in this database.")
    return found[0]


def _jointly(conn: sqlite3.Connection, speaker_id: int, *, kept_back: bool) -> list[dict[str, Any]]:
    """The newest quotations of others that the speaker says with them (`Ada Bern and Otto Voss said`)."""
    sql = (
        "SELECT q.id FROM joint_speakers j JOIN quotes q ON q.id = j.quote_id WHERE j.speaker_id = ?"
        f" AND {'shown > 0' if kept_back else 'shown = 1'} ORDER BY q.published DESC, q.id LIMIT ?"
    )
    found = [row[0] for row in conn.execute(sql, (speaker_id, SHOWN))]
    return rows.quotations_by_id(conn, found, kept_back=kept_back)


def _kept_back(conn: sqlite3.Connection, speaker_id: int) -> int:
    sql = "SELECT count(*) FROM quotes WHERE speaker_id = ? AND shown = 2"
    return int(conn.execute(sql, (speaker_id,)).fetchone()[0])


def _aliases(conn: sqlite3.Connection, speaker_id: int) -> list[dict[str, Any]]:
    sql = "SELECT alias, article_id, first_seen FROM aliases WHERE speaker_id = ? ORDER BY id LIMIT 40"
    return rows.all_of(conn, sql, speaker_id)


def _roles(conn: sqlite3.Connection, speaker_id: int) -> list[dict[str, Any]]:
    sql = (
        "SELECT role, affiliation, min(date) AS first, max(date) AS last, count(*) AS times FROM ("
        "SELECT role, affiliation, date FROM roles WHERE speaker_id = ? ORDER BY date DESC LIMIT ?)"
        " GROUP BY role, affiliation ORDER BY last DESC, times DESC LIMIT 20"
    )
    return rows.all_of(conn, sql, speaker_id, MOST)


def _source(conn: sqlite3.Connection, speaker_id: int) -> dict[str, Any]:
    """What is known of an unnamed source: kind, body, place, body_id; nothing of others."""
    sql = (
        "SELECT u.kind, u.body, u.place, coalesce(s.merged_into, s.id) AS body_id FROM unnamed_sources u"
        " LEFT JOIN speakers s ON s.id = u.body_id WHERE u.speaker_id = ?"
    )
    return next(iter(rows.all_of(conn, sql, speaker_id)), {})


def _unnamed(conn: sqlite3.Connection, speaker_id: int) -> list[dict[str, Any]]:
    """Sources without a name that speak for a body or are a person's: kind, how many quotations, and one of them by id and name."""
    sql = (
        "SELECT u.kind, count(*) AS quotations, max(q.speaker_id) AS id, min(q.speaker) AS name FROM speakers s"
        " JOIN unnamed_sources u ON u.body_id = s.id JOIN quotes q ON q.speaker_id = u.speaker_id AND q.shown = 1"
        " WHERE (s.id = ?1 OR s.merged_into = ?1) GROUP BY q.speaker_id ORDER BY u.kind = 'spokesperson' DESC, quotations DESC LIMIT 30"
    )
    return rows.all_of(conn, sql, speaker_id)


def _targets(said: list[sqlite3.Row]) -> list[dict[str, Any]]:
    """What the speaker takes a stance on most: target, supports, opposes, neutral, and whether it changed."""
    by_target: dict[str, list[sqlite3.Row]] = defaultdict(list)
    for row in said:
        if row["target"] and row["stance"] in ("supports", "opposes"):
            by_target[row["target"]].append(row)
    found = []
    for target, each in sorted(by_target.items(), key=lambda item: -len(item[1]))[:SHOWN]:
        counted = Counter(row["stance"] for row in each)
        dated = sorted((row["published"] or "", row["stance"]) for row in each)
        turned = next((day for day, stance in dated if stance != dated[0][1]), None)
        found.append(
            {"target": target, "supports": counted["supports"], "opposes": counted["opposes"], "turned": turned}
            | {"first": dated[0][1], "last": dated[-1][1]}
        )
    return found


def _stances(said: list[sqlite3.Row]) -> dict[str, Any]:
    """The timeline of stances by target, those taken a side on most often first; never taken a side, no row."""
    by_target: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in said:
        if row["target"] and row["stance"] and row["published"]:
            by_target[row["target"]].append((row["published"], row["stance"]))
    sides = {target: sum(stance != "neutral" for _, stance in dots) for target, dots in by_target.items()}
    most = sorted((each for each in by_target.items() if sides[each[0]]), key=lambda each: -sides[each[0]])[:6]
    return charts.timeline(
        (
            clip(target, charts.LABEL),
            [(day, stance, f"{day[:10]}: {stance}") for day, stance in dots[:: max(len(dots) // DOTS, 1)]],
        )
        for target, dots in most
    )


def _carried(conn: sqlite3.Connection, said: list[sqlite3.Row]) -> list[dict[str, Any]]:
    """The speaker's quotations that most outlets carry."""
    sql = (
        "SELECT g.fullest_quote_id AS id, g.outlets, g.quotes AS times FROM variant_groups g"
        " WHERE g.outlets > 1 AND g.fullest_quote_id IN (SELECT value FROM json_each(?))"
        " ORDER BY g.outlets DESC, g.quotes DESC LIMIT 5"
    )
    carriers = {row["id"]: row for row in rows.all_of(conn, sql, json.dumps([row["id"] for row in said]))}
    return [row | carriers[row["id"]] for row in rows.quotations_by_id(conn, list(carriers))]


def _neighbours(conn: sqlite3.Connection, speaker_id: int, said: list[sqlite3.Row]) -> list[dict[str, Any]]:
    """Who else speaks in the same articles, by the newest three hundred of them."""
    articles = list(islice(dict.fromkeys(row["article_id"] for row in said), 300))
    sql = (
        "SELECT speaker_id AS id, min(speaker) AS speaker, count(DISTINCT article_id) AS articles FROM quotes"
        " WHERE article_id IN (SELECT value FROM json_each(?)) AND speaker_id IS NOT NULL AND speaker_id <> ?"
        " AND shown = 1 AND speaker_kind <> 'unnamed' GROUP BY speaker_id ORDER BY articles DESC, speaker LIMIT 12"
    )
    return rows.all_of(conn, sql, json.dumps(articles), speaker_id)
