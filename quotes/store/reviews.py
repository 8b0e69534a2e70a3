"""What people decide about quotations: appended to `reviews`, applied to `quotes`, never overwritten.

A correction is of one field; a field is one or more columns of `quotes` that belong together. The
columns then hold the person's values, and `quotes.machine` the machine's. An undo puts back what stood
before the decision that it takes back. A new version of an article inherits the decisions about words it repeats.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from quotes.errors import QueryError
from quotes.store.connection import Writing
from quotes.store.sql import insert, now
from quotes.store.text import Paragraphs, sliced
from quotes.types import Span

SPEAKER, CALLED = ("speaker_id", "speaker", "speaker_kind"), ("role", "affiliation")
FIELDS: dict[str, tuple[str, ...]] = {
    "bounds": ("parts", "start", "end", "text", "quoted", "paragraph"),
    "kind": ("kind",),
    "speaker": (*SPEAKER, *CALLED),  # somebody else is called something else
    "role": ("role",),
    "affiliation": ("affiliation",),
    "stance": ("stance",),
    "target": ("stance_target",),
    "said_on": ("said_on", "said_on_precision"),
    "occasion": ("occasion",),
    "audience": ("audience",),
    "via": ("via",),
}
STATUS = {"accept": "accepted", "reject": "rejected", "correct": "corrected"}


def decide(store: Writing, quote_id: int, action: str, reviewer: str, *, note: str = "") -> int:
    """Return the id of the decision to accept, reject or skip a quotation."""
    if action not in ("accept", "reject", "skip"):
        raise QueryError(f"{action}: a decision is accept, reject or skip")
    with store.transaction() as conn:
        row = _row(conn, quote_id)
        return _append(conn, row, reviewer, action, note=note)


def correct(
    store: Writing, quote_id: int, field: str, value: Any, reviewer: str, *, note: str = "", at: str = ""
) -> int:
    """Return the id of a correction of one field, decided now, or at the moment that several share which are one.

    `value` is text, or None for nothing; of `bounds` the parts, as a list of [start, end]; of `speaker` the
    id of a speaker, or None for unknown. Raises QueryError where the value cannot be.
    """
    with store.transaction() as conn:
        row = _row(conn, quote_id)
        values = _values(conn, row, field, value)
        return _correct(conn, row, field, values, reviewer, note, at)


def undo(store: Writing, review_id: int, reviewer: str, *, note: str = "") -> int:
    """Return the id of the decision that takes another one back; what stands is then what all the others say."""
    with store.transaction() as conn:
        review = conn.execute("SELECT * FROM reviews WHERE id = ?", (review_id,)).fetchone()
        if review is None or review["action"] == "undo":
            raise QueryError(f"review {review_id}: nothing to undo")
        if conn.execute("SELECT 1 FROM reviews WHERE undoes = ?", (review_id,)).fetchone():
            raise QueryError(f"review {review_id}: undone already")
        row = _row(conn, review["quote_id"])
        undone = _append(conn, row, reviewer, "undo", field=review["field"], undoes=review_id, note=note)
        if review["field"]:
            _restore(conn, row, review["field"])
        return undone


def want_second(store: Writing, article_id: int, reviewer: str, *, wanted: bool = True) -> None:
    """Ask for a second reviewer of an article's quotations, or take that back; QueryError where there is no such article."""
    with store.transaction() as conn:
        if conn.execute("SELECT 1 FROM articles WHERE id = ?", (article_id,)).fetchone() is None:
            raise QueryError(f"no article {article_id} in this database")
        conn.execute("DELETE FROM second_eyes WHERE article_id = ?", (article_id,))
        if wanted:
            conn.execute("INSERT INTO second_eyes VALUES (?, ?, ?)", (article_id, reviewer, now()))


def standing(conn: sqlite3.Connection, quote_id: int) -> list[sqlite3.Row]:
    """Return the decisions about a quotation that nobody took back, in order."""
    return conn.execute(
        "SELECT * FROM reviews r WHERE quote_id = ? AND action <> 'undo'"
        " AND NOT EXISTS (SELECT 1 FROM reviews u WHERE u.undoes = r.id) ORDER BY id",
        (quote_id,),
    ).fetchall()


def carry_over(conn: sqlite3.Connection, article_id: int) -> None:
    """Decide about the quotations of a new version of an article as people did about the same words before."""
    here: dict[str, list[int]] = defaultdict(list)
    for row in conn.execute("SELECT id, text FROM quotes WHERE article_id = ? ORDER BY start DESC", (article_id,)):
        here[row["text"]].append(row["id"])
    before = conn.execute(
        "SELECT q.* FROM articles a JOIN quotes q ON q.article_id = a.id WHERE a.id <> :id"
        " AND a.key = (SELECT key FROM articles WHERE id = :id)"
        " AND EXISTS (SELECT 1 FROM reviews r WHERE r.quote_id = q.id) ORDER BY a.version DESC, q.start",
        {"id": article_id},
    )
    for old in before.fetchall():
        machine = json.loads(old["machine"]) if old["machine"] else {}
        if same := here[machine.get("text", old["text"])]:
            _carry(conn, old, machine.get("start", old["start"]), same.pop())


def _carry(conn: sqlite3.Connection, old: sqlite3.Row, start: int, quote_id: int) -> None:
    for decision in standing(conn, old["id"]):
        row = _row(conn, quote_id)
        note = " · ".join(filter(None, (decision["note"], f"as of quotation {old['id']}")))
        if decision["action"] != "correct":
            _append(conn, row, decision["reviewer"], decision["action"], note=note)
            continue
        values = json.loads(decision["new"])
        if decision["field"] == "bounds":
            words = values["text"]
            shift = (json.loads(row["machine"]) if row["machine"] else {}).get("start", row["start"]) - start
            try:
                values = _bounds(conn, row, [(a + shift, b + shift) for a, b in json.loads(values["parts"])])
            except QueryError:
                continue
            if values["text"] != words:  # what stood around the quotation has changed
                continue
        _correct(conn, row, decision["field"], values, decision["reviewer"], note)


def _correct(
    conn: sqlite3.Connection,
    row: sqlite3.Row,
    field: str,
    values: dict[str, Any],
    reviewer: str,
    note: str,
    at: str = "",
) -> int:
    old = {column: row[column] for column in values}
    machine = old | (json.loads(row["machine"]) if row["machine"] else {})
    try:
        _set(conn, row["id"], values | {"machine": json.dumps(machine, ensure_ascii=False)})
    except sqlite3.IntegrityError as error:
        raise QueryError(f"{field} cannot be {next(iter(values.values()))!r}") from error
    return _append(conn, row, reviewer, "correct", field=field, old=old, new=values, note=note, at=at)


def _row(conn: sqlite3.Connection, quote_id: int) -> sqlite3.Row:
    row: sqlite3.Row | None = conn.execute("SELECT * FROM quotes WHERE id = ?", (quote_id,)).fetchone()
    if row is None:
        raise QueryError(f"no quotation {quote_id} in this database")
    return row


def _values(conn: sqlite3.Connection, row: sqlite3.Row, field: str, value: Any) -> dict[str, Any]:
    """The columns that the correction sets, with what to set."""
    if field not in FIELDS:
        raise QueryError(f"{field}: a field is one of {', '.join(FIELDS)}")
    if field == "bounds":
        return _bounds(conn, row, value)
    if field == "speaker":
        called = _called(conn, row, value)
        if value is None:
            return {"speaker_id": None, "speaker": None, "speaker_kind": "unknown"} | called
        speaker = conn.execute("SELECT id, name, kind FROM speakers WHERE id = ?", (value,)).fetchone()
        if speaker is None:
            raise QueryError(f"no speaker {value} in this database")
        return dict(zip(SPEAKER, speaker, strict=True)) | called
    if field == "said_on":
        return {"said_on": value, "said_on_precision": {10: "day", 7: "month", 4: "year"}.get(len(value or ""))}
    return {FIELDS[field][0]: value}


def _bounds(conn: sqlite3.Connection, row: sqlite3.Row, parts: Sequence[Span]) -> dict[str, Any]:
    text = conn.execute("SELECT text FROM articles WHERE id = ?", (row["article_id"],)).fetchone()[0]
    edges = [0, *(edge for part in parts for edge in part), len(text)]
    if not parts or edges != sorted(edges) or any(start == end for start, end in parts):
        raise QueryError("the bounds must be spans of the article, in order")
    start, end = parts[0][0], parts[-1][1]
    quoted = [span for span in json.loads(row["quoted"]) if any(a <= span[0] and span[1] <= b for a, b in parts)]
    return {
        "parts": json.dumps(parts, separators=(",", ":")),
        "start": start,
        "end": end,
        "text": sliced(text, parts),
        "quoted": json.dumps(quoted, separators=(",", ":")),
        "paragraph": Paragraphs(text).index(start),
    }


def _called(conn: sqlite3.Connection, row: sqlite3.Row, speaker_id: int | None) -> dict[str, Any]:
    """What the article calls the speaker elsewhere, or nothing; a role or a body that a person gave stays as it is."""
    found = conn.execute(
        "SELECT role, affiliation FROM roles WHERE article_id = ? AND speaker_id = ? AND quote_id <> ? ORDER BY id LIMIT 1",
        (row["article_id"], speaker_id, row["id"]),
    ).fetchone()
    given = {decision["field"] for decision in standing(conn, row["id"])}
    return {column: found[column] if found else None for column in CALLED if column not in given}


def _restore(conn: sqlite3.Connection, row: sqlite3.Row, field: str) -> None:
    """Sets the field to its latest standing correction, or else to the machine's values."""
    machine = json.loads(row["machine"]) if row["machine"] else {}
    decisions = [(r["field"], json.loads(r["new"])) for r in standing(conn, row["id"]) if r["field"]]
    given = {column: value for _, new in decisions for column, value in new.items()}  # the last of them stands
    own = {name for name, _ in decisions if name != field}  # a role that a person gave outlives the speaker's undoing
    columns = [column for column in FIELDS[field] if column not in own]
    values = {column: given[column] for column in columns if column in given}
    values |= {column: machine.pop(column) for column in columns if column in machine and column not in given}
    _set(conn, row["id"], values | {"machine": json.dumps(machine, ensure_ascii=False) if machine else None})


def _append(
    conn: sqlite3.Connection,
    row: sqlite3.Row,
    reviewer: str,
    action: str,
    *,
    old: Any = None,
    new: Any = None,
    at: str = "",
    **more: Any,
) -> int:
    decision = {
        "quote_id": row["id"],
        "quote_uid": row["uid"],
        "reviewer": reviewer,
        "at": at or now(),
        "action": action,
    }
    texts = {"old": old, "new": new}
    decision |= {name: json.dumps(value, ensure_ascii=False) for name, value in texts.items() if value is not None}
    review_id = insert(conn, "reviews", decision | {name: value or None for name, value in more.items()})
    _set(conn, row["id"], {"review_status": _status(standing(conn, row["id"]))})
    return review_id


def _status(decisions: Sequence[sqlite3.Row]) -> str:
    """Rejected or accepted by the last word on it; else corrected when it was; skipping says nothing."""
    actions = [decision["action"] for decision in decisions if decision["action"] != "skip"]
    if not actions:
        return "unreviewed"
    return "corrected" if actions[-1] == "accept" and "correct" in actions else STATUS[actions[-1]]


def _set(conn: sqlite3.Connection, quote_id: int, values: dict[str, Any]) -> None:
    if values.get("speaker_id"):  # since it was decided, the speaker may have got another name, or become another
        sql = "SELECT s.id, s.name, s.kind FROM speakers b JOIN speakers s ON s.id = coalesce(b.merged_into, b.id)"
        now_is = conn.execute(f"{sql} WHERE b.id = ?", (values["speaker_id"],)).fetchone()
        values = values | dict(zip(SPEAKER, now_is, strict=True))
    if "start" in values:
        held = "SELECT text FROM articles WHERE id = (SELECT article_id FROM quotes WHERE id = ?)"
        paragraphs = Paragraphs(conn.execute(held, (quote_id,)).fetchone()[0])
        values = values | paragraphs.around(values["start"], values["end"])
    assignments = ", ".join(f"{column} = :{column}" for column in values)
    conn.execute(f"UPDATE quotes SET {assignments} WHERE id = :id", values | {"id": quote_id})
