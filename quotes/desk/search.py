"""Full text and filters over what was said: any text is a safe query, and a million quotations answer at once."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quotes.desk.where import Where
from quotes.errors import QueryError
from quotes.store.connection import connected
from quotes.store.packed import TOGETHER
from quotes.store.reading import fts_words, in_any_type, speaker_ids
from quotes.store.text import fold
from quotes.store.threshold import KEPT_BACK, SHOWN, condition

SORTED = 5_000  # up to so many hits are sorted by date; of more, the last that came into the database are shown
NEAR = 75  # how alike, of 100, the words of two names are that may be meant for one another
COUNTED = 10_000  # where a count stops
SORTS = ("relevance", "newest", "oldest")
ORDERS = {
    "relevance": "q.kind = 'indirect', round(f.rank, 1), q.published DESC, q.id DESC",
    "newest": "q.published DESC, q.id DESC",
    "oldest": "q.published IS NULL, q.published, q.id",
}
PROBED = 500  # at most so many quotations are looked through one by one for words that are everywhere
SPEAKERS = 200  # at most so many narrow the full-text search itself
COLUMNS = """
    id, speaker, role, quotation, kind, stance, target, outlet, published, said_on, title, occasion, audience, via,
    affiliation, speaker_kind, source, cue, act, stance_confidence, confidence, speech_confidence, words_confidence,
    speaker_confidence, review_status, url, article_id, speaker_id, uid, target_speaker_id
"""
WHOLE = f"SELECT {COLUMNS}, {TOGETHER} AS jointly FROM all_quotations q WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: `rows` as dicts of `all_quotations`, and how many there are beyond them.

    `total` counts what meets the question, `kept_back` what would if it were surer, `undated` what fell out only
    because its article (or, for `said_since`, the quotation) has no date. Counting stops at COUNTED.
    """

    rows: list[dict[str, Any]]
    total: int = 0
    kept_back: int = 0
    undated: int = 0


def search(database: str | Path | sqlite3.Connection, query: str = "", **filters: Any) -> list[dict[str, Any]]:
    """Return the rows that `find` finds, for the same arguments."""
    return find(database, query, **filters).rows


def find(
    database: str | Path | sqlite3.Connection,
    query: str = "",
    *,
    speaker: str | None = None,
    role: str | None = None,
    outlet: str | None = None,
    kind: str | None = None,
    stance: str | None = None,
    target: str | None = None,
    since: str | None = None,
    until: str | None = None,
    said_since: str | None = None,
    said_until: str | None = None,
    min_confidence: float | None = None,
    like: str | None = None,
    sort: str = "relevance",
    limit: int = 20,
    raw: bool = False,
    unseen_by: int | None = None,
) -> Found:
    """Return quotations that meet all conditions; `limit` is the most to return (negative: all), `sort` one of SORTS.

    All words of the query must stand in the quotation, its speaker's name or its paragraph; `raw` takes FTS5's
    own syntax. By relevance, those that hold the words come before those beside them, direct before indirect ones,
    those that fit better before others, newer before older; without words, newer before older.
    Names and outlets match by whole words, roles by any part, dates as in `days.days`; a target by any part of
    its words, or by whole words of a name of the speaker that it is. Without `min_confidence` those that the database
    shows by default.
    `like` are words of which quotations that say the same are sought: these are similar, not found, and each has its
    `similarity` (`quotes.desk.likeness.alike`); they come in its order, and `total` counts no more of them.
    `unseen_by` is the id of a watch (`quotes.desk.watches`): what it has found already is left out.
    Raises QueryError for a raw query, a date or an order that cannot be understood, StoreError for the database.
    """
    if sort not in SORTS:
        raise QueryError(f"{sort}: sort by one of {', '.join(SORTS)}")
    where = Where(condition(min_confidence))
    where.add_days("q.published", since, until)
    where.add_days("q.said_on", said_since, said_until)
    if role is not None:
        where.add("q.role LIKE ? ESCAPE '\\'", _like(role))
    if kind is not None:
        where.add("q.kind = ?", kind)
    if unseen_by is not None:
        where.add("q.id NOT IN (SELECT quote_id FROM watch_results WHERE watch_id = ?)", unseen_by)
    match = query.replace("\0", " ").strip() if raw else in_any_type(fts_words(query))
    if query.strip() and not match:
        return Found([])  # nothing but punctuation: no words that could be found
    with connected(database) as conn:
        _by_stance(conn, where, stance, target)
        if outlet is not None:
            where.add_outlet(conn, "q.outlet", outlet)
            where.indexed = True
        parts = [(where, "")] if speaker is None else _by_speaker(conn, where, speaker)
        if like is not None:
            return _similar(conn, parts, like, match, limit)
        try:
            ids = [found for part, keys in parts for found in _ids(conn, part, match, keys, limit, sort)]
            if len(parts) > 1:
                ids = ordered(conn, ids, query, sort=sort, raw=raw, limit=limit)
            return _counted(conn, parts, match, ids, limit)
        except sqlite3.OperationalError as error:
            if raw and re.search(r"fts5|no such column|unterminated|unknown special", str(error)):
                raise QueryError(f"the query is not in FTS5's syntax: {error}") from error
            raise


def _counted(
    conn: sqlite3.Connection, parts: Sequence[tuple[Where, str]], match: str, ids: list[int], limit: int
) -> Found:
    """The quotations, and how many there are beyond them."""
    wholes = [(part, f"({match}){keys}" if match else "") for part, keys in parts]
    total, back = (sum(one) for one in zip(*(_count(conn, *whole) for whole in wholes), strict=True))
    undated = sum(_undated(conn, part, whole) for part, whole in wholes if part.missing)
    return Found(_rows(conn, ids), total if 0 <= limit <= len(ids) else len(ids), back, undated)


def near_names(conn: sqlite3.Connection, name: str) -> list[dict[str, Any]]:
    """Return speakers whose names are spelled nearly like this one, the most quoted first: id, speaker, quotations."""
    from rapidfuzz import fuzz, process

    wanted = fold(name).split()
    known = {word for (folded,) in conn.execute("SELECT folded FROM aliases") for word in folded.split()}
    found: set[int] | None = None
    for word in wanted:
        near = {other for other, _, _ in process.extract(word, known, scorer=fuzz.ratio, score_cutoff=NEAR, limit=20)}
        match = " OR ".join(f'"{other}"' for other in near)
        sql = (
            "SELECT a.speaker_id FROM aliases a WHERE a.id IN (SELECT rowid FROM aliases_fts WHERE aliases_fts MATCH ?)"
        )
        ids = {row[0] for row in conn.execute(sql, (match,))} if near else set()
        found = ids if found is None else found & ids or found | ids
    sql = (
        "SELECT id, speaker, quotations FROM speaker_counts WHERE id IN (SELECT value FROM json_each(?))"
        " ORDER BY quotations DESC, speaker LIMIT 5"
    )
    return [dict(row) for row in conn.execute(sql, (json.dumps(sorted(found or ())),))]


def one_speaker(conn: sqlite3.Connection, speaker: str) -> int:
    """Return the id of the one speaker of that name or number; of several, the one who goes by just this name, or is quoted.

    Raises QueryError where there is none, with names spelled nearly so, or more, with the number of each.
    """
    if re.fullmatch(r"\d{1,18}", speaker):
        row = conn.execute("SELECT coalesce(merged_into, id) FROM speakers WHERE id = ?", (int(speaker),)).fetchone()
        if row is None:
            raise QueryError(f"no speaker {speaker} in this database (quotes speakers DB lists all)")
        return int(row[0])
    sql = (
        "SELECT id, speaker, quotations FROM speaker_counts WHERE id IN (SELECT value FROM json_each(?))"
        " ORDER BY quotations DESC, speaker LIMIT 20"
    )
    ids = speaker_ids(conn, speaker)
    if len(ids) == 1:
        return ids[0]
    found = conn.execute(sql, (json.dumps(ids),)).fetchall()
    exact = [row for row in found if fold(row["speaker"]) == fold(speaker)]
    found = exact if len(exact) == 1 else found
    if not found:
        near = ", ".join(row["speaker"] for row in near_names(conn, speaker))
        hint = f"near it: {near}" if near else "quotes speakers DB lists all"
        raise QueryError(f"nobody here is called {speaker!r} ({hint})")
    if len(found) > 1:
        which = ", ".join(f"{row['id']} {row['speaker']} ({row['quotations']})" for row in found)
        raise QueryError(f"{speaker!r} may be several speakers; give the number of one: {which}")
    return int(found[0]["id"])


def _rows(conn: sqlite3.Connection, ids: Iterable[int]) -> list[dict[str, Any]]:
    """The whole of the quotations that were found on narrow rows."""
    return [dict(conn.execute(WHOLE, (quote_id,)).fetchone()) for quote_id in ids]


def ordered(
    conn: sqlite3.Connection, ids: list[int], query: str, *, sort: str = "relevance", raw: bool = False, limit: int = 20
) -> list[int]:
    """Return the first of these quotations, at most `limit`, in the order in which a search for the query shows them.

    The ids are of quotations that the search found; `sort` is one of SORTS. Raises QueryError for a raw query that
    cannot be understood.
    """
    where = Where(f"q.shown IN ({SHOWN}, {KEPT_BACK})")
    where.add("q.id IN (SELECT value FROM json_each(?))", json.dumps(ids))
    where.indexed = True
    return _ids(conn, where, query if raw else in_any_type(fts_words(query)), "", limit, sort)


def _ids(conn: sqlite3.Connection, where: Where, match: str, speakers: str, limit: int, sort: str) -> list[int]:
    if not match:
        # the plus signs keep SQLite from walking through all dates where a speaker or an outlet is asked for
        date, order = "+q.published" if where.indexed else "q.published", "ASC" if sort == "oldest" else "DESC"
        missing = "q.published IS NULL, " if sort == "oldest" else ""
        sql = f"SELECT q.id FROM quotes q WHERE {where} ORDER BY {missing}{date} {order}, q.id {order} LIMIT ?"
        return [row[0] for row in conn.execute(sql, (*where.values, limit))]
    if sort != "relevance":
        return _matching(conn, where, f"({match}){speakers}", limit, sort)
    # those with the words in the quotation itself come first, then those with them beside it
    ids = _matching(conn, where, f"(text : ({match})){speakers}", limit, sort)
    if limit < 0 or len(ids) < limit:
        first = set(ids)
        more = _matching(conn, where, f"({match}){speakers}", limit, sort)
        ids = (ids + [found for found in more if found not in first])[: limit if limit >= 0 else None]
    return ids


def _similar(conn: sqlite3.Connection, parts: Sequence[tuple[Where, str]], like: str, match: str, limit: int) -> Found:
    """Those that say nearly the same, among what meets the conditions."""
    from quotes.desk.likeness import alike

    scores = dict(alike(conn, like))
    held = " AND q.id IN (SELECT rowid FROM quotes_fts WHERE quotes_fts MATCH ?)" if match else ""
    found: list[int] = []
    for where, keys in parts:
        sql = f"SELECT q.id FROM json_each(?) i CROSS JOIN quotes q ON q.id = i.value WHERE {where}{held} ORDER BY i.key LIMIT ?"
        values = (json.dumps(list(scores)), *where.values, *([f"({match}){keys}"] if match else []), limit)
        found += [row[0] for row in conn.execute(sql, values)]
    place = {quote_id: at for at, quote_id in enumerate(scores)}
    found = sorted(found, key=place.__getitem__)[: limit if limit >= 0 else None]
    rows = [row | {"similarity": round(scores[row["id"]], 3)} for row in _rows(conn, found)]
    return Found(rows, len(rows))


def _matching(conn: sqlite3.Connection, where: Where, match: str, limit: int, sort: str) -> list[int]:
    """Those that the full text and the conditions leave, in that order, read from the side that has fewer."""
    hits = "SELECT count(*) FROM (SELECT 1 FROM quotes_fts WHERE quotes_fts MATCH ? LIMIT ?)"
    few = conn.execute(hits, (match, SORTED + 1)).fetchone()[0] <= SORTED
    tables, order = "quotes_fts f CROSS JOIN quotes q ON q.id = f.rowid", ORDERS[sort]
    if not few and _narrow(conn, where):
        tables = "quotes q CROSS JOIN quotes_fts f ON f.rowid = q.id"
    elif not few:
        order = "f.rowid DESC" if sort != "oldest" else "f.rowid"
    sql = f"SELECT q.id FROM {tables} WHERE quotes_fts MATCH ? AND {where} ORDER BY {order} LIMIT ?"
    return [row[0] for row in conn.execute(sql, (match, *where.values, limit))]


def _count(conn: sqlite3.Connection, where: Where, match: str) -> tuple[int, int]:
    """How many quotations meet the question, and how many more would if they were surer; COUNTED at most."""
    tables = "quotes_fts f CROSS JOIN quotes q ON q.id = f.rowid" if match else "quotes q"
    conditions = [*(["quotes_fts MATCH ?"] if match else []), "q.shown IN (1, 2)", *where.conditions]
    sql = (
        f"SELECT coalesce(sum(met), 0), count(*) FROM (SELECT {where.shown} AS met FROM {tables}"
        f" WHERE {' AND '.join(conditions)} LIMIT ?)"
    )
    met, every = conn.execute(sql, (*([match] if match else []), *where.values, COUNTED)).fetchone()
    return int(met), every - int(met)


def _undated(conn: sqlite3.Connection, where: Where, match: str) -> int:
    """How many quotations meet everything but the dates, and have none; COUNTED at most."""
    tables = "quotes_fts f CROSS JOIN quotes q ON q.id = f.rowid" if match else "quotes q"
    kept = [(text, values) for text, values in where.pieces if text not in where.dated]
    missing = " OR ".join(f"{column} IS NULL" for column in where.missing)
    conditions = [*(["quotes_fts MATCH ?"] if match else []), where.shown, *(text for text, _ in kept), f"({missing})"]
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {tables} WHERE {' AND '.join(conditions)} LIMIT ?)"
    values = [value for _, values in kept for value in values]
    return int(conn.execute(sql, (*([match] if match else []), *values, COUNTED)).fetchone()[0])


def _narrow(conn: sqlite3.Connection, where: Where) -> bool:
    """Whether so few quotations meet the conditions that the words can be looked up in each."""
    if not where.indexed:
        return False
    left = f"SELECT count(*) FROM (SELECT 1 FROM quotes q WHERE {where} LIMIT ?)"
    return bool(conn.execute(left, (*where.values, PROBED + 1)).fetchone()[0] <= PROBED)


def _by_speaker(conn: sqlite3.Connection, where: Where, name: str) -> list[tuple[Where, str]]:
    """What the speakers say first, with what narrows a full-text query to their keys, and what they say together with others."""
    ids = speaker_ids(conn, name)
    held, these = json.dumps(ids), "IN (SELECT value FROM json_each(?))"
    where.shown, where.indexed = f"+{where.shown}", True
    jointly = [row[0] for row in conn.execute(f"SELECT quote_id FROM joint_speakers WHERE speaker_id {these}", (held,))]
    beside = deepcopy(where)
    where.add(f"q.speaker_id {these}", held)
    keys = " OR ".join(f"speaker{speaker_id}" for speaker_id in ids)
    parts = [(where, f" AND speaker_key : ({keys})" if 0 < len(ids) <= SPEAKERS else "")]
    if jointly:
        beside.add(f"q.id {these} AND coalesce(q.speaker_id {these}, 0) = 0", json.dumps(jointly), held)
        parts.append((beside, ""))
    return parts


def _by_stance(conn: sqlite3.Connection, where: Where, stance: str | None, target: str | None) -> None:
    """Any stance of the quotation counts; the one shown may have been corrected, so it is asked as well."""
    if stance is None and target is None:
        return
    shown, held, values = ["1"], ["s.quote_id = q.id"], []
    if stance is not None:
        shown.append("q.stance = ?")
        held.append("s.stance = ?")
        values.append(stance)
    if target is None:
        where.add(" AND ".join(shown), *values)
        return
    shown.append("q.stance_target LIKE ? ESCAPE '\\'")
    held.append("(s.target LIKE ? ESCAPE '\\' OR s.target_speaker_id IN (SELECT value FROM json_each(?)))")
    values.append(_like(target))
    somebody = json.dumps(speaker_ids(conn, target))
    others = f"EXISTS (SELECT 1 FROM stances s WHERE {' AND '.join(held)})"
    where.add(f"({' AND '.join(shown)} OR q.review_status <> 'corrected' AND {others})", *values, *values, somebody)


def _like(text: str) -> str:
    escaped = re.sub(r"([\\%_])", r"\\\1", text.replace("\0", ""))
    return f"%{escaped}%"
