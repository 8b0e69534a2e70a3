"""Review: the quotation to decide about next, or a whole article of them, and what a form says is wrong with one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from quotes.browse import rows
from quotes.browse.pages import article as article_page
from quotes.browse.pages.quotation import decisions, passage
from quotes.desk import reviewers
from quotes.desk.review import queue
from quotes.store import reading
from quotes.types import KINDS, STANCES

FIELDS = {
    "speaker": "speaker",
    "role": "role",
    "affiliation": "affiliation",
    "kind": "kind",
    "stance": "stance",
    "target": "stance_target",
}
GO_WITH_THE_SPEAKER = ("role", "affiliation")
SURE = 0.9  # from this confidence on, accepting is what the page proposes
DECIDED = ("accept", "reject", "skip")


def facts(conn: sqlite3.Connection, asked: dict[str, str]) -> dict[str, Any]:
    """Return `quote` (None when nothing is left), `passage`, its `words`, `names` to choose from, `times` it is carried.

    `me` in what is asked is the reviewer. With `second` it is one that somebody else decided about, in an article that wants a
    second pair of eyes; `seconds` says how many of those wait.
    """
    wanted = reading.row_id(asked.get("id", ""))
    seconds = reviewers.queue(conn, asked.get("me", ""))
    second = bool(asked.get("second"))
    waiting = [wanted] if wanted is not None else seconds if second else queue(conn, limit=1)
    if not waiting:
        return {"quote": None, "left": 0, "second": second, "seconds": len(seconds)}
    quote = reading.quote(conn, waiting[0])
    shown = {"words": parted(quote), "passage": passage(quote["article"].pop("text"), quote)}
    times = "SELECT quotes FROM variant_groups WHERE id = (SELECT group_id FROM variants WHERE quote_id = ?)"
    carried = conn.execute(times, (quote["id"],)).fetchone()
    return shown | {
        "quote": quote,
        "decisions": decisions(quote["reviews"]),
        "names": _names(conn, quote),
        "kinds": KINDS,
        "stances": STANCES,
        "times": carried[0] if carried else 1,
        "sure": quote["confidence"] >= SURE and quote["speaker_id"] is not None,
        "left": _left(conn),
        "second": second,
        "seconds": len(seconds),
        "left_here": _left(conn, quote["article_id"]),
        "back": asked.get("back", ""),
    }


def article(conn: sqlite3.Connection, asked: dict[str, str]) -> dict[str, Any]:
    """Return the article's page with every quotation that it has, those kept back among them, and how many are `left`.

    `second_by` is who asked for a second pair of eyes on it.
    """
    found = article_page.facts(conn, {"id": asked["id"], "all": "1"})
    more = "SELECT id, affiliation, confidence FROM quotes WHERE article_id = ?"
    known = {row["id"]: row for row in rows.all_of(conn, more, found["article"]["id"])}
    for row in found["quotations"]:
        row |= known[row["id"]]
    left = sum(row["review_status"] == "unreviewed" for row in found["quotations"])
    return found | {"left": left, "second_by": reviewers.wanted_by(conn, found["article"]["id"])}


def chosen(sent: dict[str, str]) -> list[tuple[int, str]]:
    """Return pairs of quotation and decision, of a form about a whole article."""
    pairs = [(name[1:], action) for name, action in sent.items() if name.startswith("q") and action in DECIDED]
    return [(int(number), action) for number, action in pairs if number.isdecimal() and len(number) < 19]


def parted(quote: dict[str, Any]) -> str:
    """Return the quotation's words as a person edits them, with … between its parts."""
    text = quote["article"]["text"]
    return " … ".join(" ".join(text[start:end].split()) for start, end in quote["parts"])


def corrections(conn: sqlite3.Connection, quote: dict[str, Any], sent: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield pairs of field and value, as typed, for everything that the form says otherwise than the quotation.

    With another speaker goes the old one's role and body where the form leaves them: what the article calls the new
    speaker elsewhere takes their place, or nothing.
    """
    changed = {
        field: sent[field]
        for field, column in FIELDS.items()
        if field in sent and " ".join(sent[field].split()) != (quote[column] or "")
    }
    if "speaker" in changed:
        held = _held(conn, quote["article_id"], changed["speaker"])
        for field in GO_WITH_THE_SPEAKER:
            if field not in changed and (quote[field] or "") != held[field]:
                changed[field] = held[field]
    yield from changed.items()
    if "words" in sent and " ".join(sent["words"].split()) != parted(quote):
        yield "bounds", sent["words"]


def _held(conn: sqlite3.Connection, article_id: int, speaker: str) -> dict[str, str]:
    """The role and the body that the article gives that speaker most often; empty where it gives none."""
    sql = (
        "SELECT role, affiliation FROM quotes WHERE article_id = ? AND role IS NOT NULL"
        " AND (lower(speaker) = lower(?) OR '#' || speaker_id = ?)"
        " GROUP BY role, affiliation ORDER BY count(*) DESC, min(id) LIMIT 1"
    )
    name = " ".join(speaker.split())
    row = conn.execute(sql, (article_id, name, name)).fetchone()
    return {field: (row[field] or "") if row else "" for field in GO_WITH_THE_SPEAKER}


def _left(conn: sqlite3.Connection, article_id: int | None = None) -> int:
    """How many quotations nobody has decided about, of one article or of all."""
    sql = "SELECT count(*) FROM quotes WHERE review_status = 'unreviewed' AND shown > 0"
    where, values = ("", ()) if article_id is None else (" AND article_id = ?", (article_id,))
    return int(conn.execute(sql + where, values).fetchone()[0])


def _names(conn: sqlite3.Connection, quote: dict[str, Any]) -> list[str]:
    """Who it may be: the candidates, and who else speaks in the article."""
    names = [each["name"] for each in quote["candidates"]]
    sql = "SELECT DISTINCT speaker FROM quotes WHERE article_id = ? AND speaker IS NOT NULL LIMIT 50"
    return list(dict.fromkeys([*names, *(row["speaker"] for row in rows.all_of(conn, sql, quote["article_id"]))]))
