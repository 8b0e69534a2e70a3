"""Questions to a database, answered as plain dicts from any connection, also one that cannot write."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from quotes.errors import QueryError
from quotes.store import packed
from quotes.store.text import fold

LIGATURES = {"ﬃ": "ffi", "ﬄ": "ffl", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl"}
JSON_COLUMNS = ("parts", "quoted", "cue_spans", "source_spans", "candidates", "chain", "machine")
ARTICLE = (
    "uid",
    "key",
    "title",
    "outlet",
    "byline",
    "agency",
    "url",
    "published",
    "updated",
    "version",
    "current",
    "origin",
    "archive_url",
    "archived_at",
)


def row_id(given: object) -> int | None:
    """Return the number of a row that is meant; None for what can be none, whatever Unicode calls a digit."""
    text = str(given)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def named_quotation(conn: sqlite3.Connection, given: str) -> int | None:
    """Return the quotation of this number or uid, whatever was decided about it; None where there is none."""
    asked = given.strip()
    value: int | bytes | None = row_id(asked)
    column = "id"
    if value is None:
        column, value = "uid_bytes", bytes.fromhex(asked) if re.fullmatch("[0-9a-f]{20}", asked) else b""
    row = conn.execute(f"SELECT id FROM quotes WHERE {column} = ?", (value,)).fetchone()
    return None if row is None else int(row[0])


def quotation_id(conn: sqlite3.Connection, given: int | str) -> int:
    """Return the number of the quotation that is meant by its number, its uid, or words that stand in it alone.

    Raises QueryError where there is none, or more.
    """
    asked = str(given).strip()
    if (numbered := named_quotation(conn, asked)) is not None:
        return numbered
    words = re.findall(r"\w+", asked)
    if len(words) < 2:
        raise QueryError(f"no quotation {asked} in this database")
    sql = (
        "SELECT q.id, q.speaker FROM quotes_fts f CROSS JOIN quotes q ON q.id = f.rowid"
        " WHERE quotes_fts MATCH ? AND q.shown > 0 ORDER BY q.kind <> 'direct', q.id LIMIT 6"
    )
    found = conn.execute(sql, (f'text : "{" ".join(words)}"',)).fetchall()
    if not found:
        raise QueryError(f"no quotation contains “{asked}”")
    if len(found) > 1:
        which = ", ".join(f"{row['id']} ({row['speaker'] or 'speaker unknown'})" for row in found[:5])
        more = " …" if len(found) > 5 else ""
        raise QueryError(f"several quotations contain “{asked}”; give the number of one: {which}{more}")
    return int(found[0]["id"])


def quote(conn: sqlite3.Connection, quote_id: int | str) -> dict[str, Any]:
    """Return everything about one quotation, by its number, its uid or its words (`quotation_id`): its row with JSON columns as lists, and
    `article` (with its text), `locator` (its second or page; or None), `appearance` (which speaker of the database the article's is, and why; None where
    nobody is known to speak), `stances`, `roles`, `reviews`, `model`. Raises QueryError where there is none.
    """
    row = conn.execute("SELECT * FROM quotes WHERE id = ?", (quotation_id(conn, quote_id),)).fetchone()
    found = _with_json(row)
    article = conn.execute("SELECT * FROM articles WHERE id = ?", (row["article_id"],)).fetchone()
    text = article["text"]
    found["context"] = text[found.pop("context_start") : found.pop("context_end")]
    found["candidates"] = packed.named(found["candidates"], article["candidates"])
    found["chain"] = packed.links(conn, found["chain"], text, found["source_spans"], found["candidates"])
    found["article"] = {"id": article["id"]} | {name: article[name] for name in (*ARTICLE, "text")}
    found["locator"] = locator(conn, article["id"], row["start"])
    found["model"] = article["model"]
    linked = "SELECT name, kind, speaker_id, score, how, decision_id FROM appearances WHERE id = ?"
    found["appearance"] = next(iter(_all(conn, linked, row["appearance_id"])), None)
    found["jointly"] = [  # who says it together with the speaker
        other[0]
        for other in conn.execute(
            "SELECT s.name FROM joint_speakers j JOIN speakers s ON s.id = j.speaker_id WHERE j.quote_id = ? ORDER BY j.id",
            (row["id"],),
        )
    ]
    found["stances"] = _all(
        conn,
        "SELECT t.*, (SELECT name FROM speakers WHERE id = t.target_speaker_id) AS target_speaker"
        " FROM stances t WHERE t.quote_id = ? ORDER BY t.id",
        row["id"],
    )
    for stance in found["stances"]:
        stance["evidence"] = text[stance["start"] : stance["end"]] if stance["start"] is not None else None
    found["stance_evidence"] = found["stances"][0]["evidence"] if found["stances"] else None
    found["roles"] = _all(conn, "SELECT DISTINCT role, affiliation, date FROM roles WHERE quote_id = ?", row["id"])
    found["reviews"] = _all(conn, "SELECT * FROM reviews WHERE quote_id = ? ORDER BY id", row["id"])
    return found


def locator(conn: sqlite3.Connection, article_id: int, start: int) -> dict[str, Any] | None:
    """Tell where a character of an article stands in what it was read from: `kind` (time, page) and `value`; None where that is unknown."""
    last = "SELECT kind, value FROM locators WHERE article_id = ? AND start <= ? ORDER BY start DESC LIMIT 1"
    return next(iter(_all(conn, last, article_id, start)), None)


def speaker_ids(conn: sqlite3.Connection, name: str, *, limit: int = -1) -> list[int]:
    """Return the speakers with an alias that is the name or holds all of its words: 'kirby' finds John Kirby."""
    sql = "SELECT DISTINCT speaker_id FROM aliases WHERE folded = ?"
    values: list[object] = [fold(name)]
    if words := fts_words(name):
        sql = (
            "SELECT speaker_id FROM aliases WHERE folded = ? UNION SELECT speaker_id FROM aliases"
            " WHERE id IN (SELECT rowid FROM aliases_fts WHERE aliases_fts MATCH ?)"
        )
        values.append(words)
    return [row[0] for row in conn.execute(f"{sql} LIMIT ?", (*values, limit))]


def said_by(ids: Iterable[int | str], *, speaker: str = "speaker_id", quotation: str = "id") -> str:
    """Return the condition that one of the speakers says a quotation, alone or together with others."""
    these = f"IN ({', '.join(str(int(one)) for one in ids)})"
    return f"({speaker} {these} OR {quotation} IN (SELECT quote_id FROM joint_speakers WHERE speaker_id {these}))"


def speakers(conn: sqlite3.Connection, name: str | None = None, *, limit: int = -1) -> list[dict[str, Any]]:
    """Return speakers, the most quoted first: id, speaker, kind, quotations, outlets, first, last, wikidata, aliases, roles.

    `roles` are dicts of role, affiliation, first and last date, in the order of these. With a name, those whom a
    knowledge base knows and nobody quotes come last.
    """
    sql = "SELECT c.*, (SELECT wikidata FROM speakers WHERE id = c.id) AS wikidata FROM speaker_counts c"
    if name is None:
        found = _all(conn, f"{sql} ORDER BY quotations DESC, speaker LIMIT ?", limit)
    else:
        ids = json.dumps(speaker_ids(conn, name))
        sql += " WHERE id IN (SELECT value FROM json_each(?))"
        found = _all(conn, f"{sql} ORDER BY quotations DESC, speaker LIMIT ?", ids, limit)
        silent = (
            "SELECT id, name AS speaker, kind, 0 AS quotations, 0 AS outlets, NULL AS first, NULL AS last, wikidata"
            " FROM speakers s WHERE id IN (SELECT value FROM json_each(?)) AND merged_into IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM speaker_counts WHERE id = s.id)"
            " ORDER BY name LIMIT ?"
        )
        found += _all(conn, silent, ids, limit - len(found) if limit >= 0 else limit)
    for speaker in found:
        aliases = conn.execute("SELECT alias FROM aliases WHERE speaker_id = ? ORDER BY id", (speaker["id"],))
        speaker["aliases"] = [row[0] for row in aliases]
        speaker["roles"] = _all(
            conn,
            "SELECT role, affiliation, first, last FROM speaker_history WHERE speaker_id = ?"
            " ORDER BY first IS NULL, first, last, role",
            speaker["id"],
        )
    return found


def counts(conn: sqlite3.Connection) -> dict[str, int]:
    """Tell how much there is: articles (current versions), quotes (as shown), speakers, unknown (no speaker), failures."""
    questions = {
        "articles": "SELECT count(*) FROM articles WHERE current = 1",
        "quotes": "SELECT count(*) FROM quotes WHERE shown = 1",
        "speakers": "SELECT count(*) FROM speakers WHERE merged_into IS NULL",
        "unknown": "SELECT count(*) FROM quotes WHERE speaker_id IS NULL AND shown = 1",
        "failures": "SELECT count(*) FROM failures WHERE resolved IS NULL",
    }
    return {name: int(conn.execute(sql).fetchone()[0]) for name, sql in questions.items()}


def outlets(conn: sqlite3.Connection) -> Iterator[str]:
    """Yield every outlet once, in order; the index is skipped through, so that a million articles cost nothing."""
    row = conn.execute("SELECT min(outlet) FROM articles").fetchone()
    while row[0] is not None:
        yield row[0]
        row = conn.execute("SELECT min(outlet) FROM articles WHERE outlet > ?", (row[0],)).fetchone()


def fts_words(text: str, *, most: int = 500) -> str:
    """Return any text as a full-text query for all of its words; words in quotation marks stay a phrase.

    Empty where there are none; beyond `most` different words the rest is left out.
    """
    phrases: dict[str, None] = {}
    plain = text.replace("\0", " ").translate({ord(mark): '"' for mark in "“”„«»"})
    pieces = plain.split('"')
    for position, piece in enumerate(pieces):
        inside = position % 2 == 1 and position < len(pieces) - 1
        for phrase in [piece] if inside else piece.split():
            if any(ch.isalnum() for ch in phrase):
                phrases.setdefault('"' + phrase + '"')
                if len(phrases) == most:
                    return " ".join(phrases)
    return " ".join(phrases)


def in_any_type(query: str) -> str:
    """Return a query of `fts_words`, also for letters that a typesetter joined: office finds ofﬁce, and the other way round."""
    return " AND ".join(_in_any_type(phrase) for phrase in re.findall(r'"[^"]+"', query))


def _in_any_type(phrase: str) -> str:
    plain = phrase
    for joined, letters in LIGATURES.items():
        plain = plain.replace(joined, letters)
    ways = {plain: None} | {plain.replace(letters, joined): None for joined, letters in LIGATURES.items()}
    return plain if len(ways) == 1 else f"({' OR '.join(ways)})"


def _with_json(row: sqlite3.Row) -> dict[str, Any]:
    # ids in bytes stand there as text, too
    kept = {name: value for name, value in dict(row).items() if not isinstance(value, bytes)}
    return {name: json.loads(value) if name in JSON_COLUMNS and value else value for name, value in kept.items()}


def _all(conn: sqlite3.Connection, sql: str, *values: object) -> list[dict[str, Any]]:
    rows: Iterable[sqlite3.Row] = conn.execute(sql, values)
    return [dict(row) for row in rows]
