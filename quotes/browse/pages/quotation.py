"""A quotation: its words in their paragraphs, who said it and how that was found, and everything known about it."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from markupsafe import Markup

from quotes.browse.differences import runs
from quotes.browse.text import Mark, by_paragraph, paragraphs, pieces, spans
from quotes.desk.cite import cite, deep_link, place, selector, warning
from quotes.store import reading
from quotes.store.text import CONTEXT, Paragraphs

MOST = 40  # wordings of an utterance that are shown
DID = {"accept": "accepted it", "reject": "rejected it", "skip": "skipped it"}
LABELS = {
    "bounds": "the words",
    "kind": "the kind",
    "speaker": "the speaker",
    "role": "the role",
    "affiliation": "the body",
    "stance": "the stance",
    "target": "the target",
    "said_on": "the date",
    "occasion": "the occasion",
    "audience": "the audience",
    "via": "the channel",
}
HIDDEN = ("text", "key", "origin")  # of the article: long, or of this machine


def facts(conn: sqlite3.Connection, asked: dict[str, str]) -> dict[str, Any]:
    """Return `quote` as the store tells it, `passage` (three paragraphs in pieces), `variants`, `decisions`, `citation`, `cite_warning`, `deep_link`, `place`, W3C `selector`."""
    quote = reading.quote(conn, asked["id"])
    article = quote["article"]
    text = article["text"]
    cited = {"citation": cite(quote), "deep_link": deep_link(quote), "place": place(quote), "selector": selector(quote)}
    cited["cite_warning"] = warning(conn, quote)
    quote["article"] = {name: value for name, value in article.items() if name not in HIDDEN}
    return {
        "quote": quote,
        "passage": passage(text, quote),
        "variants": _variants(conn, quote["id"]),
        **_course(conn, quote["id"]),
        "decisions": decisions(quote["reviews"]),
        "corrected": quote["machine"] if quote["machine"] and "speaker" in quote["machine"] else None,
        "speaker_count": _speaker_count(conn, quote["speaker_id"]),
    } | cited


def passage(text: str, quote: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the quotation's paragraphs with one before and one after: dicts of `own` (is it the quotation's) and `pieces`."""
    found = Paragraphs(text)
    first, last = found.index(quote["start"]), found.index(max(quote["end"] - 1, quote["start"]))
    starts = found.starts[max(first - 1, 0) : last + 2]
    end = found.starts[last + 2] if last + 2 < len(found.starts) else len(text)
    left = max(starts[0], quote["start"] - 2 * CONTEXT)  # a page without paragraphs is not shown whole
    bounds = paragraphs(text, left, min(end, quote["end"] + 2 * CONTEXT))
    runs = zip(bounds, by_paragraph(bounds, marks(quote)), strict=True)
    return [
        {"own": end > quote["start"] and start < quote["end"], "pieces": pieces(text, start, end, touching)}
        for (start, end), touching in runs
    ]


def decisions(reviews: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what people decided, as a reader is told: at, reviewer, note, `did`, and of a correction what was and what is."""
    undone = {row["undoes"] for row in reviews if row["undoes"]}
    fields = {row["id"]: row["field"] for row in reviews}
    found = []
    for row in reviews:
        field = LABELS.get(row["field"] or fields.get(row["undoes"]) or "", "")
        did = {
            "correct": f"corrected {field}",
            "undo": f"took back {f'the correction of {field}' if field else 'a decision'}",
        }
        old, new = (_value(row["field"], json.loads(row[name])) if row[name] else None for name in ("old", "new"))
        told = {"did": did.get(row["action"], DID.get(row["action"], row["action"])), "old": old, "new": new}
        found.append(
            {name: row[name] for name in ("id", "at", "reviewer", "action", "note")}
            | told
            | {"undone": row["id"] in undone}
        )
    return found


def _value(field: str, columns: dict[str, Any]) -> str:
    """What a correction sets, in words."""
    return str(columns.get({"bounds": "text", "target": "stance_target"}.get(field, field)) or "")


def marks(quote: dict[str, Any]) -> list[Mark]:
    """Return what is to be seen in the text: the quotation, who and which verb, what carries the stance, the chain."""
    found = [*spans(quote["parts"], "quotation"), *spans(quote["quoted"], "quoted")]
    found += [*spans(quote["source_spans"], "source"), *spans(quote["cue_spans"], "cue")]
    found += [Mark(link["start"], link["end"], "link") for link in quote["chain"][1:] if link["end"] > link["start"]]
    shown = [row for row in quote["stances"][:1] if row["stance"] != "neutral"]
    return found + [Mark(row["start"], row["end"], "evidence") for row in shown if row["start"] is not None]


def _variants(conn: sqlite3.Connection, quote_id: int) -> list[dict[str, Any]]:
    """The wordings of the utterance, each with its `runs` beside the fullest one; none where it is carried once."""
    from quotes.store.variants import group

    found = group(conn, quote_id)
    if len(found) < 2:
        return []
    fullest = next((row for row in found if row["fullest"]), found[0])
    wordings = [row for row in found[:MOST] if row is not fullest]
    return [
        row | {"runs": [run._asdict() for run in runs(fullest["text"], row["text"])]} for row in [fullest, *wordings]
    ]


def _course(conn: sqlite3.Connection, quote_id: int) -> dict[str, Any]:
    """`course`: who printed the words first and who followed, and `picture`, the same in SVG; empty where one article has them."""
    from quotes.desk import course

    steps = course.course(conn, quote_id)
    if len(steps) < 2:
        return {"course": [], "picture": ""}
    outlets = {step["id"]: step["outlet"] or "no outlet" for step in steps}
    told = [
        {name: step[name] for name in ("id", "outlet", "agency", "published", "source_id", "how")}
        | {"follows": outlets.get(step["source_id"], ""), "changes": course.changes(step)}
        for step in steps
    ]
    return {"course": told, "picture": Markup(course.svg(steps))}  # made by lxml, which escapes


def _speaker_count(conn: sqlite3.Connection, speaker_id: int | None) -> int:
    if speaker_id is None:
        return 0
    sql = "SELECT count(*) FROM (SELECT 1 FROM quotes WHERE speaker_id = ? LIMIT 10000)"
    return int(conn.execute(sql, (speaker_id,)).fetchone()[0])
