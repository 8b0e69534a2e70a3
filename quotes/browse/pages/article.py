"""An article: its whole text with every quotation in its speaker's colour, its versions, and the same story elsewhere."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from typing import Any

from quotes.browse import rows
from quotes.browse.text import Mark, Piece, by_paragraph, paragraphs, pieces
from quotes.errors import QueryError

COLOURS, STYLES = 8, 3  # hues, and the lines under the words: together they tell so many speakers apart
LONGEST = 300_000  # characters shown; what is longer is cut, and the page says so
HEADER = """id, uid, key, version, current, outlet, title, byline, agency, url, published, updated, retrieved,
 language, origin, extractor, story_id, archive_url, archived_at, model, warnings, length(text) AS length"""


def facts(conn: sqlite3.Connection, asked: dict[str, str]) -> dict[str, Any]:
    """Return `article`, `paragraphs` (pieces of text with their quotations), `quotations`, `versions`, `elsewhere`.

    Quotations that are kept back are left out, and counted as `kept`, unless `all` is asked for.
    """
    article = _article(conn, asked["id"])
    text = conn.execute("SELECT substr(text, 1, ?) FROM articles WHERE id = ?", (LONGEST, article["id"])).fetchone()[0]
    quotations = _quotations(conn, article["id"])
    kept = sum(row["kept_back"] for row in quotations)
    if "all" not in asked:
        quotations = [row for row in quotations if not row["kept_back"]]
    _colour(quotations)
    marks = [
        Mark(start, end, f"said {row['colour']}{' kept' if row['kept_back'] else ''}", row["id"])
        for row in quotations
        if row["shown"]
        for start, end in row["parts"]
    ]
    bounds = paragraphs(text)
    runs = [pieces(text, *bound, touching) for bound, touching in zip(bounds, by_paragraph(bounds, marks), strict=True)]
    return {
        "article": article,
        "paragraphs": _anchored(runs),
        "quotations": quotations,
        "kept": kept,
        "all": "all" in asked,
        "cut": article["length"] > LONGEST,
        "versions": _versions(conn, article),
        "elsewhere": _elsewhere(conn, article),
    }


def _article(conn: sqlite3.Connection, article_id: str) -> dict[str, Any]:
    column = "id" if article_id.isdecimal() and len(article_id) < 16 else "uid"
    found = rows.all_of(conn, f"SELECT {HEADER} FROM articles WHERE {column} = ?", article_id)
    if not found:
        raise QueryError(f"There is no article {article_id[:40]} in this database.")
    return found[0]


def _quotations(conn: sqlite3.Connection, article_id: int) -> list[dict[str, Any]]:
    sql = (
        "SELECT id, text AS quotation, kind, speaker, speaker_id, speaker_kind, role, stance, stance_target AS target,"
        " start, end, parts, review_status, review_status <> 'rejected' AS shown, shown = 2 AS kept_back, confidence"
        " FROM quotes WHERE article_id = ? ORDER BY start, id"
    )
    found = rows.all_of(conn, sql, article_id)
    for row in found:
        row["parts"] = json.loads(row["parts"])
    return found


def _colour(quotations: list[dict[str, Any]]) -> None:
    """Gives the speakers who say most a colour and a line each; the others, and nobody, share one."""
    counted = Counter(row["speaker_id"] for row in quotations if row["speaker_id"] and row["shown"])
    colours = {}
    for place, (speaker, _) in enumerate(counted.most_common(COLOURS * STYLES)):
        style, hue = divmod(place, COLOURS)
        colours[speaker] = f"c{hue} s{style}" if style else f"c{hue}"
    for row in quotations:
        row["colour"] = colours.get(row["speaker_id"], "c-other")


def _anchored(runs: list[list[Piece]]) -> list[list[dict[str, Any]]]:
    """The pieces as dicts; the first of each quotation is where a link to it leads."""
    seen: set[int | None] = {None}
    shown: list[list[dict[str, Any]]] = []
    for run in runs:
        shown.append([])
        for piece in run:
            shown[-1].append(piece._asdict() | {"anchor": piece.id not in seen})
            seen.add(piece.id)
    return shown


def _versions(conn: sqlite3.Connection, article: dict[str, Any]) -> list[dict[str, Any]]:
    sql = "SELECT id, version, current, published, updated, retrieved FROM articles WHERE key = ? ORDER BY version"
    return rows.all_of(conn, sql, article["key"])


def _elsewhere(conn: sqlite3.Connection, article: dict[str, Any]) -> list[dict[str, Any]]:
    story = article["story_id"] or article["id"]
    sql = (
        "SELECT id, outlet, title, published FROM articles WHERE (story_id = ? OR id = ?) AND id <> ? AND current = 1"
        " ORDER BY published, id LIMIT 50"
    )
    return rows.all_of(conn, sql, story, story, article["id"])
