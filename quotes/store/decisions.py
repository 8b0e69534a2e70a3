"""What people decide about speakers: two are one, one is two, two stay two. Kept for ever, respected by every later ingest.

A decision notes the rows that moved; taking it back moves those rows, those of later versions of the same articles,
and, with a speaker that a split made, all that has come to it since. An appearance that a person moved stays where it
is when its article is read again, under whatever form of its name.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from quotes.errors import QueryError
from quotes.store import doubts
from quotes.store.speakers import Directory, count, rekey
from quotes.store.sql import insert, now
from quotes.wording.fold import fold

if TYPE_CHECKING:
    from quotes.store.store import Store

Moved = dict[str, list[int]]  # table → ids of rows

# what belongs to a speaker: tables, and their column that says so
OWNED = {
    "appearances": "speaker_id",
    "quotes": "speaker_id",
    "known_roles": "speaker_id",
    "aliases": "speaker_id",
    "stances": "target_speaker_id",
    "joint_speakers": "speaker_id",
}


def merge(store: Store, speaker_id: int, other_id: int, reviewer: str = "", *, note: str = "") -> int:
    """Return the id of the decision that the other speaker is this one; raises QueryError where that cannot be."""
    with store.transaction() as conn:
        kept, other = _living(conn, speaker_id), _living(conn, other_id)
        if kept["id"] == other["id"]:
            raise QueryError(f"{kept['id']} {kept['name']}: one speaker already")
        if kept["wikidata"] and other["wikidata"]:
            both = f"{kept['wikidata']} and {other['wikidata']}"
            raise QueryError(f"{kept['name']} and {other['name']} are two in Wikidata: {both}")
        if kept["kind"] == "unnamed" != other["kind"]:
            raise QueryError(
                f"{kept['name']} has no name: merge it into {other['id']} {other['name']}, not the other way"
            )
        moved = {table: _ids(conn, table, f"{column} = ?", other["id"]) for table, column in OWNED.items()}
        tombs = _ids(conn, "speakers", "merged_into = ?", other["id"])
        detail = {"moved": moved, "merged": tombs, "shown": kept["name"], "wikidata": other["wikidata"]}
        decision = _decide(conn, "merge", kept["id"], other["id"], reviewer, note, detail)
        conn.execute("UPDATE speakers SET merged_into = ? WHERE ? IN (id, merged_into)", (kept["id"], other["id"]))
        _move(conn, moved, other["id"], kept["id"], decision)
        _hand_over(conn, other["wikidata"], other["id"], kept["id"])
        Directory(conn).rename(kept["id"], other["name"], kept["kind"])
        doubts.hand_over(conn, other["id"], kept["id"])
        return decision


def apart(store: Store, speaker_id: int, other_id: int, reviewer: str = "", *, note: str = "") -> int:
    """Return the id of the decision that the two are two: they are offered no more, and no machine makes them one.

    Raises QueryError where they are one speaker, or held apart already.
    """
    with store.transaction() as conn:
        one, other = _living(conn, speaker_id), _living(conn, other_id)
        if one["id"] == other["id"]:
            raise QueryError(f"{one['id']} {one['name']}: one speaker already (split says that it is two)")
        if doubts.held_apart(conn, one["id"], other["id"]):
            raise QueryError(f"{one['name']} and {other['name']}: held apart already")
        decision = _decide(conn, "apart", one["id"], other["id"], reviewer, note, {})
        doubts.hold_apart(conn, one["id"], other["id"], decision)
        return decision


def split(
    store: Store,
    speaker_id: int,
    reviewer: str = "",
    *,
    articles: Sequence[int] = (),
    names: Sequence[str] = (),
    to: int | None = None,
    name: str = "",
    note: str = "",
) -> tuple[int, int]:
    """Return the id of the decision that in those articles, or under those names, it is another speaker; and that one's id.

    The other is the speaker `to`, or a new one, shown under `name`. Raises QueryError where nothing would go or stay.
    """
    with store.transaction() as conn:
        one = _living(conn, speaker_id)
        moved = _parted(conn, one, articles, names)
        if to is None:
            first = conn.execute("SELECT name FROM appearances WHERE id = ?", (moved["appearances"][0],)).fetchone()
            other_id = insert(conn, "speakers", {"name": name or first["name"], "kind": one["kind"]})
        else:
            other_id = int(_living(conn, to)["id"])
            if other_id == one["id"]:
                raise QueryError(f"{one['id']} {one['name']}: one speaker already")
        copied = _copy_aliases(conn, moved, other_id, name)
        detail = {"moved": moved, "copied": copied, "new": to is None}
        decision = _decide(conn, "split", one["id"], other_id, reviewer, note, detail)
        doubts.hold_apart(conn, one["id"], other_id, decision)
        _move(conn, moved, one["id"], other_id, decision)
        left = "DELETE FROM aliases WHERE speaker_id = ? AND id IN (SELECT value FROM json_each(?))"
        conn.execute(left, (one["id"], json.dumps(moved["aliases"])))  # those that the other has already
        rekey(conn, one["id"])
        return decision, other_id


def undo(store: Store, decision_id: int, reviewer: str = "", *, note: str = "") -> int:
    """Return the id of the decision that takes another one back; raises QueryError where there is none, or it is undone."""
    with store.transaction() as conn:
        row = conn.execute("SELECT * FROM speaker_decisions WHERE id = ?", (decision_id,)).fetchone()
        if row is None or row["action"] == "undo":
            raise QueryError(f"no decision {decision_id} about speakers in this database")
        done = "SELECT 1 FROM speaker_decisions WHERE action = 'undo' AND json_extract(detail, '$.undoes') = ?"
        if conn.execute(done, (decision_id,)).fetchone():
            raise QueryError(f"decision {decision_id}: undone already")
        undone = {"undoes": decision_id}
        decision = _decide(conn, "undo", row["speaker_id"], row["other_id"], reviewer, note, undone)
        take_back = {"merge": _unmerge, "split": _unsplit, "apart": _unhold}[row["action"]]
        take_back(conn, row, json.loads(row["detail"]), decision)
        return decision


def _unhold(conn: sqlite3.Connection, row: sqlite3.Row, detail: dict[str, Any], decision: int) -> None:
    conn.execute("UPDATE speaker_doubts SET apart = NULL WHERE apart = ?", (row["id"],))


def _unmerge(conn: sqlite3.Connection, row: sqlite3.Row, detail: dict[str, Any], decision: int) -> None:
    holder, back = _living(conn, row["speaker_id"]), row["other_id"]
    conn.execute("UPDATE speakers SET merged_into = NULL WHERE id = ?", (back,))
    tombs = "UPDATE speakers SET merged_into = ? WHERE merged_into = ? AND id IN (SELECT value FROM json_each(?))"
    conn.execute(tombs, (back, holder["id"], json.dumps(detail["merged"])))
    _move(conn, _since(conn, detail["moved"], row["id"], holder["id"]), holder["id"], back, decision, by_hand=False)
    _hand_over(conn, detail["wikidata"], holder["id"], back)
    shown = "UPDATE speakers SET name = ? WHERE id = ? AND name = (SELECT name FROM speakers WHERE id = ?)"
    conn.execute(shown, (detail["shown"], holder["id"], back))


def _unsplit(conn: sqlite3.Connection, row: sqlite3.Row, detail: dict[str, Any], decision: int) -> None:
    _unhold(conn, row, detail, decision)
    holder, back = _living(conn, row["other_id"]), _living(conn, row["speaker_id"])
    conn.execute("DELETE FROM aliases WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(detail["copied"]),))
    if detail["new"] and holder["id"] == row["other_id"]:
        moved = {table: _ids(conn, table, f"{column} = ?", holder["id"]) for table, column in OWNED.items()}
        conn.execute("UPDATE speakers SET merged_into = ? WHERE ? IN (id, merged_into)", (back["id"], holder["id"]))
        _hand_over(conn, holder["wikidata"] if not back["wikidata"] else None, holder["id"], back["id"])
    else:
        moved = _since(conn, detail["moved"], row["id"], holder["id"])
    _move(conn, moved, holder["id"], back["id"], decision, by_hand=False)
    _copy_aliases(conn, {"appearances": moved["appearances"]}, back["id"], "", given_by="article")
    rekey(conn, back["id"])


def _since(conn: sqlite3.Connection, moved: Moved, decision: int, speaker_id: int) -> Moved:
    """What a decision moved, and what later versions of the articles have by it."""
    found = _ids(conn, "appearances", "decision_id = ? AND speaker_id = ?", decision, speaker_id)
    said = _said(conn, found, speaker_id) | {"appearances": found}
    return {table: sorted({*ids, *said.get(table, ())}) for table, ids in moved.items()}


def history(conn: sqlite3.Connection, speaker_id: int) -> list[dict[str, Any]]:
    """Return the decisions about a speaker in order: id, at, reviewer, action, speaker, other, note, and whether it is undone."""
    rows = conn.execute(
        "SELECT d.id, d.at, d.reviewer, d.action, d.speaker_id, s.name AS speaker, d.other_id, o.name AS other, d.note,"
        " json_extract(d.detail, '$.undoes') AS undoes, EXISTS (SELECT 1 FROM speaker_decisions u"
        " WHERE u.action = 'undo' AND json_extract(u.detail, '$.undoes') = d.id) AS undone FROM speaker_decisions d"
        " JOIN speakers s ON s.id = d.speaker_id JOIN speakers o ON o.id = d.other_id"
        " WHERE ? IN (d.speaker_id, d.other_id) ORDER BY d.id",
        (speaker_id,),
    )
    return [dict(row) for row in rows]


def _living(conn: sqlite3.Connection, speaker_id: int) -> sqlite3.Row:
    """The speaker of that id, or the one that it was merged into."""
    sql = "SELECT s.* FROM speakers b JOIN speakers s ON s.id = coalesce(b.merged_into, b.id) WHERE b.id = ?"
    row: sqlite3.Row | None = conn.execute(sql, (speaker_id,)).fetchone()
    if row is None:
        raise QueryError(f"no speaker {speaker_id} in this database")
    return row


def _parted(conn: sqlite3.Connection, speaker: sqlite3.Row, articles: Sequence[int], names: Sequence[str]) -> Moved:
    """The rows of a speaker that belong to its appearances in those articles or under those names."""
    mine = {row["id"]: row for row in conn.execute("SELECT * FROM appearances WHERE speaker_id = ?", (speaker["id"],))}
    folded = {fold(name) for name in names}
    gone = [n for n, row in mine.items() if row["article_id"] in articles or row["folded"] in folded]
    if not gone:
        raise QueryError(f"{speaker['name']} ({speaker['id']}) has no such article or name")
    if len(gone) == len(mine):
        raise QueryError(f"nothing of {speaker['name']} ({speaker['id']}) would stay: it appears nowhere else")
    said = _said(conn, gone, speaker["id"])
    left = {row["folded"] for n, row in mine.items() if n not in set(gone)}
    lost = json.dumps(sorted({mine[n]["folded"] for n in gone} - left))
    aliases = _ids(
        conn, "aliases", "speaker_id = ? AND folded IN (SELECT value FROM json_each(?))", speaker["id"], lost
    )
    targets = _ids(
        conn,
        "stances",
        "target_speaker_id = ? AND quote_id IN (SELECT id FROM quotes WHERE article_id IN (SELECT value FROM json_each(?)))",
        speaker["id"],
        json.dumps(
            sorted({mine[n]["article_id"] for n in gone} - {mine[n]["article_id"] for n in set(mine) - set(gone)})
        ),
    )
    return {"appearances": gone, "aliases": aliases, "stances": targets} | said


def _said(conn: sqlite3.Connection, appearances: Sequence[int], speaker_id: int) -> Moved:
    """The quotations of a speaker that belong to those appearances."""
    # what a reviewer said about single quotations stands: only those whose speaker the machine chose go along
    ours = "appearance_id IN (SELECT value FROM json_each(?)) AND speaker_id = ?"
    chosen = "json_type(coalesce(machine, '{}'), '$.speaker_id') IS NULL"
    return {"quotes": _ids(conn, "quotes", f"{ours} AND {chosen}", json.dumps(appearances), speaker_id)}


def _copy_aliases(
    conn: sqlite3.Connection, moved: Moved, speaker_id: int, name: str, *, given_by: str = "person"
) -> list[int]:
    """The ids of new aliases: what the appearances are called, but for the aliases that move, and the name to show."""
    rows = conn.execute(
        "SELECT p.name, p.kind, a.id, a.key, p.published FROM appearances p JOIN articles a ON a.id = p.article_id"
        " WHERE p.id IN (SELECT value FROM json_each(?)) AND p.folded NOT IN"
        " (SELECT folded FROM aliases WHERE id IN (SELECT value FROM json_each(?))) ORDER BY p.published, p.id",
        (json.dumps(moved["appearances"]), json.dumps(moved.get("aliases", []))),
    ).fetchall()
    found = [(row["name"], row["key"] if row["kind"] == "unnamed" else "", row["id"], row["published"]) for row in rows]
    sql = (
        "INSERT INTO aliases (speaker_id, alias, folded, only_in, article_id, first_seen, given_by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id"
    )
    new: list[int] = []
    for alias, only_in, article_id, seen in [*found, *([(name, "", None, None)] if name else [])]:
        values = (speaker_id, alias, fold(alias), only_in, article_id, seen, given_by)
        new += [row[0] for row in conn.execute(sql, values)]
    return new


def _move(
    conn: sqlite3.Connection, moved: Moved, from_id: int, to_id: int, decision: int, *, by_hand: bool = True
) -> None:
    """Gives the rows that are still the one speaker's to the other, and lets both be found by what they have now."""
    to = conn.execute("SELECT name, kind FROM speakers WHERE id = ?", (to_id,)).fetchone()
    given_by = "'person'" if by_hand else "CASE WHEN article_id IS NULL THEN 'knowledge base' ELSE 'article' END"
    sets = {
        "appearances": "speaker_id = :to, decision_id = :decision",
        "quotes": "speaker_id = :to, speaker = :name, speaker_kind = :kind",
        "aliases": f"speaker_id = :to, given_by = {given_by}",
    }
    values = {"to": to_id, "from": from_id, "decision": decision, "name": to["name"], "kind": to["kind"]}
    for table, ids in moved.items():
        if table not in OWNED:  # decided by an earlier release, whose roles were rows of their own
            continue
        update = "UPDATE OR IGNORE" if table == "aliases" else "UPDATE"  # both may go by one name
        change = sets.get(table, f"{OWNED[table]} = :to")
        where = f"{OWNED[table]} = :from AND id IN (SELECT value FROM json_each(:ids))"
        conn.execute(f"{update} {table} SET {change} WHERE {where}", values | {"ids": json.dumps(ids)})
    # where a reviewer corrected the speaker, what the machine says has moved all the same
    conn.execute(
        "UPDATE quotes SET machine = json_set(machine, '$.speaker_id', :to, '$.speaker', :name, '$.speaker_kind', :kind)"
        " WHERE appearance_id IN (SELECT value FROM json_each(:ids)) AND json_extract(machine, '$.speaker_id') = :from",
        values | {"ids": json.dumps(moved["appearances"])},
    )
    for speaker_id in (from_id, to_id):
        rekey(conn, speaker_id)
        count(conn, speaker_id)


def _hand_over(conn: sqlite3.Connection, wikidata: str | None, from_id: int, to_id: int) -> None:
    """Gives one speaker's Wikidata id to the other: an id is never on two rows."""
    if wikidata:
        conn.execute("UPDATE speakers SET wikidata = NULL WHERE id = ?", (from_id,))
        conn.execute("UPDATE speakers SET wikidata = ? WHERE id = ?", (wikidata, to_id))


def _ids(conn: sqlite3.Connection, table: str, where: str, *values: object) -> list[int]:
    return [row[0] for row in conn.execute(f"SELECT id FROM {table} WHERE {where} ORDER BY id", values)]


def _decide(
    conn: sqlite3.Connection,
    action: str,
    speaker_id: int,
    other_id: int,
    reviewer: str,
    note: str,
    detail: dict[str, Any],
) -> int:
    row = {"at": now(), "reviewer": reviewer or None, "action": action, "speaker_id": speaker_id, "other_id": other_id}
    return insert(conn, "speaker_decisions", row | {"detail": json.dumps(detail), "note": note or None})
