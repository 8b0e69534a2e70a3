"""Review: the quotation to decide about next, least certain first, and what a form says is wrong with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from quotes.browse import rows
from quotes.browse.pages.quotation import passage
from quotes.errors import QueryError
from quotes.store import reading, reviews
from quotes.types import KINDS, STANCES, Spans

FIELDS = {"kind": "kind", "role": "role", "stance": "stance", "target": "stance_target"}  # of the form; the column


def facts(conn: sqlite3.Connection, asked: dict[str, str]) -> dict[str, Any]:
    """`quote` (None when nothing is left), `passage`, `standing` decisions, `names` to choose from, `left` to do."""
    left = conn.execute(
        "SELECT count(*) FROM (SELECT 1 FROM quotes WHERE shown = 1 AND review_status = 'unreviewed' LIMIT 10001)"
    ).fetchone()[0]
    quote_id = int(asked["id"]) if asked.get("id", "").isdigit() else _next(conn, asked.get("after", ""))
    if quote_id is None:
        return {"quote": None, "left": left}
    quote = reading.quote(conn, quote_id)
    text = quote["article"].pop("text")
    return {
        "quote": quote,
        "lines": [text[start:end] for start, end in quote["parts"]],
        "passage": passage(text, quote),
        "standing": [dict(row) for row in reviews.standing(conn, quote_id)],
        "names": _names(conn, quote),
        "kinds": KINDS,
        "stances": STANCES,
        "left": left,
        "after": quote_id,
    }


def corrections(conn: sqlite3.Connection, quote: dict[str, Any], sent: dict[str, str]) -> Iterator[tuple[str, Any]]:
    """Pairs of field and value for everything that the form says otherwise than the quotation.

    Raises QueryError for a speaker whom the database does not know and for words that the article does not hold.
    """
    for name, column in FIELDS.items():
        value = " ".join(sent.get(name, "").split()) or None
        if name in sent and value != quote[column]:
            yield name, value
    name = " ".join(sent.get("speaker", "").split())
    if "speaker" in sent and name != (quote["speaker"] or ""):
        yield "speaker", speaker_id(conn, name) if name else None
    if "words" in sent:
        text, parts = quote["article"]["text"], tuple(tuple(part) for part in quote["parts"])
        lines = [line.strip() for line in sent["words"].splitlines() if line.strip()]
        if lines != [text[start:end].strip() for start, end in parts] and lines != _lines(text, parts):
            yield "bounds", _found(text, lines, quote["start"])


def speaker_id(conn: sqlite3.Connection, name: str) -> int:
    """The speaker who goes by exactly that name, the most quoted where several do."""
    sql = (
        "SELECT s.id FROM aliases a JOIN speakers s ON s.id = a.speaker_id"
        " WHERE a.folded = ? AND s.merged_into IS NULL"
        " ORDER BY (SELECT count(*) FROM quotes q WHERE q.speaker_id = s.id) DESC, s.id LIMIT 1"
    )
    found = conn.execute(sql, (reading.fold(name),)).fetchone()
    if found is None:
        raise QueryError(f"Nobody here goes by the name {name[:80]!r}.")
    return int(found[0])


def _next(conn: sqlite3.Connection, after: str) -> int | None:
    """The least certain quotation that nobody looked at, after the one given."""
    values: tuple[Any, ...] = (-1.0, 0)
    if after.isdigit():
        row = conn.execute("SELECT confidence, id FROM quotes WHERE id = ?", (after[:18],)).fetchone()
        values = tuple(row) if row else values
    sql = (
        "SELECT id FROM quotes WHERE shown = 1 AND review_status = 'unreviewed' AND (confidence, id) > (?, ?)"
        " ORDER BY confidence, id LIMIT 1"
    )
    found = conn.execute(sql, values).fetchone()
    return int(found[0]) if found else None


def _names(conn: sqlite3.Connection, quote: dict[str, Any]) -> list[str]:
    """Who it may be: the candidates, and who else speaks in the article."""
    names = [each["name"] for each in quote["candidates"]]
    sql = "SELECT DISTINCT speaker FROM quotes WHERE article_id = ? AND speaker IS NOT NULL LIMIT 50"
    return list(dict.fromkeys([*names, *(row["speaker"] for row in rows.all_of(conn, sql, quote["article_id"]))]))


def _lines(text: str, parts: Spans) -> list[str]:
    """The parts as a form sends them back: a part over several lines is several lines."""
    return [line.strip() for start, end in parts for line in text[start:end].splitlines() if line.strip()]


def _found(text: str, lines: list[str], near: int) -> list[tuple[int, int]]:
    """Where the lines stand in the text, in order, the first one as near as can be to where the quotation stood."""
    if not lines:
        raise QueryError("A quotation without words cannot be; reject it instead.")
    parts: list[tuple[int, int]] = []
    for line in lines:
        places = list(_places(text, line, parts[-1][1] if parts else 0))
        if not places:
            raise QueryError(f"The article does not hold the words {line[:80]!r}.")
        start = places[0] if parts else min(places, key=lambda place: abs(place - near))
        parts.append((start, start + len(line)))
    return parts


def _places(text: str, line: str, start: int) -> Iterator[int]:
    place = text.find(line, start)
    while place >= 0:
        yield place
        place = text.find(line, place + 1)
