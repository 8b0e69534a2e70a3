"""Saved questions, and what is new to them: said, altered elsewhere, withdrawn, on the other side than before.

`update` asks each question after articles came in, and notes what it finds once. What is shown obeys the database's
threshold when it is shown, not only when it was found: what a reviewer rejects meanwhile is not told of.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from quotes.errors import QueryError
from quotes.store import watches
from quotes.store.threshold import SHOWN
from quotes.store.watches import note

if TYPE_CHECKING:
    from quotes.store import Store

LABELS = {
    "first": "said for the first time",
    "again": "carried again",
    "altered": "altered elsewhere",
    "withdrawn": "withdrawn in a new version",
    "turned": "changed side",
}
FILTERS = ("words", "speaker", "role", "outlet", "kind", "stance", "target")
ALTERING = ("negation", "number", "name", "cut")
OPPOSITE = {"supports": "opposes", "opposes": "supports"}
LONGEST = 100  # characters of a name

Result = dict[str, Any]


def add(store: Store, name: str, question: dict[str, str]) -> int:
    """Return the id of the new watch; what its question finds by now is noted as seen. QueryError where it asks nothing, or the name is taken."""
    name = " ".join(name.split())
    asked = {filter_: question[filter_] for filter_ in FILTERS if question.get(filter_, "").strip()}
    if not name or len(name) > LONGEST:
        raise QueryError(f"a watch has a name of up to {LONGEST} characters")
    if not asked:
        raise QueryError(f"{name}: a watch asks for something: words, a speaker, an outlet …")
    with store.transaction() as conn:
        watch_id = watches.add(conn, name, asked)
        _update(conn, watch_id, asked)
        watches.seen(conn, watch_id, "looked", "handed")
    return watch_id


def listed(conn: sqlite3.Connection) -> list[Result]:
    """Return the watches by name: id, name, question, results, new (since somebody last looked), newest."""
    found = []
    for watch in of(conn):
        every = results(conn, watch)
        new = sum(each["result"] > watch["looked"] for each in every)
        newest = every[0]["at"] if every else None
        told = {name: watch[name] for name in ("id", "name", "question", "created")}
        found.append(told | {"results": len(every), "new": new, "newest": newest})
    return found


def results(conn: sqlite3.Connection, watch: Result, *, after: int = 0, limit: int = -1) -> list[Result]:
    """Return what the watch found after that result, the newest first.

    Each is a dict of result (its number), what, label, at, id (of the quotation), quotation, speaker, role, kind, stance, target, outlet,
    published, title, url, article_id, confidence, review_status, other_id and other (the words it is told beside).
    """
    rows = conn.execute(
        "SELECT r.id AS result, r.what, r.at, q.id, q.text AS quotation, q.speaker, q.speaker_id, q.role, q.kind, q.stance,"
        " q.stance_target AS target, q.outlet, q.published, a.title, a.url, q.article_id, q.confidence, q.review_status,"
        " q.uid, r.other_id, (SELECT text FROM quotes WHERE id = r.other_id) AS other,"
        " (SELECT published FROM quotes WHERE id = r.other_id) AS other_published,"
        " (SELECT outlet FROM quotes WHERE id = r.other_id) AS other_outlet"
        " FROM watch_results r JOIN quotes q ON q.id = r.quote_id JOIN articles a ON a.id = q.article_id"
        " WHERE r.watch_id = ? AND r.id > ? AND r.what <> 'known' AND (q.shown = ? OR r.what = 'withdrawn' AND a.removed IS NULL"
        " AND q.review_status <> 'rejected') ORDER BY r.id DESC LIMIT ?",
        (watch["id"], after, SHOWN, limit),
    )
    return [dict(row) | {"label": LABELS[row["what"]]} for row in rows]


def update(store: Store) -> int:
    """Ask every saved question again; how many results are new. To be called when articles came in."""
    with store.transaction() as conn:
        return sum(_update(conn, watch["id"], watch["question"]) for watch in of(conn))


def _update(conn: sqlite3.Connection, watch_id: int, question: dict[str, str]) -> int:
    """Notes what is new to one question; how much of it is told of."""
    from quotes.desk.search import find

    narrowed: dict[str, Any] = {name: value for name, value in question.items() if name != "words"}
    found = find(conn, question.get("words", ""), sort="oldest", limit=-1, unseen_by=watch_id, **narrowed)
    ids = [row["id"] for row in found.rows]
    told = 0
    for quote_id in ids:
        if _told_before(conn, watch_id, quote_id):
            note(conn, watch_id, quote_id, "known")
            continue
        told += note(conn, watch_id, quote_id, *_first_or_again(conn, quote_id))
        if before := _other_side(conn, quote_id):
            told += note(conn, watch_id, quote_id, "turned", before)
    return told + _altered(conn, watch_id) + _withdrawn(conn, watch_id)


def _told_before(conn: sqlite3.Connection, watch_id: int, quote_id: int) -> bool:
    """Whether another version of the same article was told of with the same words."""
    sql = (
        "SELECT 1 FROM quotes q JOIN articles a ON a.id = q.article_id JOIN articles b ON b.key = a.key AND b.id <> a.id"
        " JOIN quotes p ON p.article_id = b.id AND p.text = q.text JOIN watch_results r ON r.quote_id = p.id AND r.watch_id = ?"
        " WHERE q.id = ? LIMIT 1"
    )
    return conn.execute(sql, (watch_id, quote_id)).fetchone() is not None


def _first_or_again(conn: sqlite3.Connection, quote_id: int) -> tuple[str, int | None]:
    """Whether nobody had these words before, or which quotation had."""
    sql = (
        "SELECT g.first_quote_id FROM variants v JOIN variant_groups g ON g.id = v.group_id"
        " WHERE v.quote_id = ? AND g.first_quote_id <> v.quote_id"
    )
    row = conn.execute(sql, (quote_id,)).fetchone()
    return ("again", row[0]) if row else ("first", None)


def _other_side(conn: sqlite3.Connection, quote_id: int) -> int | None:
    """What the speaker last said about the same target before, where it was the other side."""
    row = conn.execute(
        "SELECT id, speaker_id, stance, stance_target, published FROM quotes WHERE id = ?", (quote_id,)
    ).fetchone()
    if row["stance"] not in OPPOSITE or not row["speaker_id"] or not row["stance_target"] or not row["published"]:
        return None
    before = conn.execute(
        "SELECT id, stance FROM quotes WHERE speaker_id = ? AND shown = 1 AND published < ? AND stance IN ('supports', 'opposes')"
        " AND stance_target = ? COLLATE NOCASE ORDER BY published DESC, id DESC LIMIT 1",
        (row["speaker_id"], row["published"], row["stance_target"]),
    ).fetchone()
    return int(before["id"]) if before and before["stance"] == OPPOSITE[row["stance"]] else None


def _altered(conn: sqlite3.Connection, watch_id: int) -> int:
    """Notes which of the words that were told of stand altered in another article."""
    found = conn.execute(
        "SELECT v.quote_id, g.fullest_quote_id FROM variants v JOIN variant_groups g ON g.id = v.group_id"
        " JOIN quotes q ON q.id = v.quote_id WHERE v.group_id IN (SELECT group_id FROM variants WHERE quote_id IN"
        " (SELECT quote_id FROM watch_results WHERE watch_id = :watch)) AND v.quote_id <> g.fullest_quote_id AND q.shown = 1"
        " AND EXISTS (SELECT 1 FROM json_each(v.altered) WHERE value IN (SELECT value FROM json_each(:kinds)))"
        " AND NOT EXISTS (SELECT 1 FROM watch_results r WHERE r.watch_id = :watch AND r.quote_id = v.quote_id AND r.what = 'altered')",
        {"watch": watch_id, "kinds": json.dumps(ALTERING)},
    ).fetchall()
    return sum(note(conn, watch_id, row[0], "altered", row[1]) for row in found)


def _withdrawn(conn: sqlite3.Connection, watch_id: int) -> int:
    """Notes which of the words that were told of are gone from the version of their article that is current now."""
    gone = conn.execute(
        "SELECT q.id, q.text, b.text AS now FROM watch_results r JOIN quotes q ON q.id = r.quote_id AND q.shown = 0"
        " JOIN articles a ON a.id = q.article_id AND a.current = 0 AND a.removed IS NULL"
        " JOIN articles b ON b.key = a.key AND b.current = 1"
        " WHERE r.watch_id = ? AND r.what IN ('first', 'again') AND q.review_status <> 'rejected'"
        " AND NOT EXISTS (SELECT 1 FROM watch_results w WHERE w.watch_id = r.watch_id AND w.quote_id = q.id AND w.what = 'withdrawn')"
        " AND NOT EXISTS (SELECT 1 FROM quotes c WHERE c.article_id = b.id AND c.text = q.text)",
        (watch_id,),
    ).fetchall()
    return sum(note(conn, watch_id, row["id"], "withdrawn") for row in gone if not _stands(row["text"], row["now"]))


def _stands(words: str, text: str) -> bool:
    """Whether the words stand in the text, in their order and next to each other, whatever the marks and spaces."""
    from quotes.wording.words import keys

    wanted, there = keys(words), keys(text)
    if not wanted:
        return True
    return f" {' '.join(wanted)} " in f" {' '.join(there)} "


def of(conn: sqlite3.Connection, names: Sequence[str] = ()) -> list[Result]:
    """Return the watches of these names, or all."""
    return [watches.named(conn, name) for name in names or watches.names(conn)]
