"""Review: the quotation to decide about next, least certain first, and what a form says is wrong with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from quotes.browse import rows
from quotes.browse.pages.quotation import passage
from quotes.review import queue
from quotes.store import reading
from quotes.types import KINDS, STANCES

FIELDS = {"speaker": "speaker", "role": "role", "kind": "kind", "stance": "stance", "target": "stance_target"}


def facts(conn: sqlite3.Connection, asked: dict[str, str]) -> dict[str, Any]:
    """`quote` (None when nothing is left), `passage`, its `words`, `names` to choose from, `times` it is carried."""
    waiting = [int(asked["id"])] if asked.get("id", "").isdigit() else queue(conn, limit=1)
    if not waiting:
        return {"quote": None}
    quote = reading.quote(conn, waiting[0])
    shown = {"words": parted(quote), "passage": passage(quote["article"].pop("text"), quote)}
    times = "SELECT quotes FROM variant_groups WHERE id = (SELECT group_id FROM variants WHERE quote_id = ?)"
    carried = conn.execute(times, (quote["id"],)).fetchone()
    return shown | {
        "quote": quote,
        "names": _names(conn, quote),
        "kinds": KINDS,
        "stances": STANCES,
        "times": carried[0] if carried else 1,
    }


def parted(quote: dict[str, Any]) -> str:
    """The quotation's words as a person edits them, with … between its parts."""
    text = quote["article"]["text"]
    return " … ".join(" ".join(text[start:end].split()) for start, end in quote["parts"])


def corrections(quote: dict[str, Any], sent: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Pairs of field and value, as typed, for everything that the form says otherwise than the quotation."""
    for field, column in FIELDS.items():
        if field in sent and " ".join(sent[field].split()) != (quote[column] or ""):
            yield field, sent[field]
    if "words" in sent and " ".join(sent["words"].split()) != parted(quote):
        yield "bounds", sent["words"]


def _names(conn: sqlite3.Connection, quote: dict[str, Any]) -> list[str]:
    """Who it may be: the candidates, and who else speaks in the article."""
    names = [each["name"] for each in quote["candidates"]]
    sql = "SELECT DISTINCT speaker FROM quotes WHERE article_id = ? AND speaker IS NOT NULL LIMIT 50"
    return list(dict.fromkeys([*names, *(row["speaker"] for row in rows.all_of(conn, sql, quote["article_id"]))]))
