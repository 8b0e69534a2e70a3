"""Articles that tell the same story, grouped as they are stored: an agency's copy, a page saved twice, an update.

Each article's signature is kept and filed under its bands, so a new article is compared with the few that share a
band with it and never with all. An article that was stored without being grouped (a run that was killed, a bulk
load) is grouped by the next call: what is grouped already is told by the highest number.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from functools import cache
from importlib.util import find_spec

from quotes.store.connection import Writing, errors
from quotes.store.sql import insert
from quotes.wording import stories

IN_A_BAND = 16  # articles looked at in one band: one that is crowded by boilerplate tells nothing
COMPARED = 24  # articles compared with, those that share the most bands first
PARAGRAPHS = 1000  # of a text whose differences are noted


@cache
def can_group() -> bool:
    """Return whether datasketch, which tells articles of one story, is installed."""
    return find_spec("datasketch") is not None


def group(store: Writing) -> int:
    """Group the articles that are not grouped yet, one transaction each; how many there were.

    Raises QuotesError when datasketch is not installed.
    """
    count = 0
    with errors(store.path):
        (last,) = store.conn.execute("SELECT coalesce(max(article_id), 0) FROM story_signatures").fetchone()
        following = "SELECT id, key, text FROM articles WHERE id > ? ORDER BY id LIMIT 1"
        while row := store.conn.execute(following, (last,)).fetchone():
            last = row["id"]
            signature = stories.signature(row["text"])
            with store.transaction() as conn:
                _join(conn, row, signature)
                _file(conn, last, signature)
            count += 1
    return count


def forget(conn: sqlite3.Connection, ids: list[int]) -> None:
    """Take articles out of their stories before they are deleted; what they led is led by the earliest that is left."""
    numbers = json.dumps(ids)
    gone = "(SELECT value FROM json_each(:gone))"
    conn.execute(f"DELETE FROM same_story WHERE like_id IN {gone} OR article_id IN {gone}", {"gone": numbers})
    conn.execute(f"UPDATE articles SET story_id = NULL WHERE id IN {gone}", {"gone": numbers})
    for article_id in ids:
        row = conn.execute("SELECT signature FROM story_signatures WHERE article_id = ?", (article_id,)).fetchone()
        bands = [(band | article_id,) for band in _bands(row["signature"])] if row else []
        conn.executemany("DELETE FROM story_bands WHERE id = ?", bands)
        (first,) = conn.execute("SELECT min(id) FROM articles WHERE story_id = ?", (article_id,)).fetchone()
        conn.execute("UPDATE articles SET story_id = nullif(?, id) WHERE story_id = ?", (first, article_id))


def _join(conn: sqlite3.Connection, article: sqlite3.Row, signature: bytes) -> None:
    """Puts the article to the story of the earlier one that it is most like, if it is like any."""
    other, similarity = _version_before(conn, article, signature) or _most_alike(conn, signature) or (0, 0.0)
    if not other:
        return
    there = conn.execute("SELECT coalesce(story_id, id) AS story, text FROM articles WHERE id = ?", (other,)).fetchone()
    conn.execute("UPDATE articles SET story_id = ? WHERE id = ?", (there["story"], article["id"]))
    row = {"article_id": article["id"], "like_id": other, "similarity": round(similarity, 3)}
    insert(conn, "same_story", row | {"difference": _difference(there["text"], article["text"])})


def _version_before(conn: sqlite3.Connection, article: sqlite3.Row, signature: bytes) -> tuple[int, float] | None:
    """The version of the same article that was stored before; it is the same story however much was rewritten."""
    row = conn.execute(
        "SELECT s.article_id, s.signature FROM articles a JOIN story_signatures s ON s.article_id = a.id"
        " WHERE a.key = ? AND a.id < ? ORDER BY a.id DESC LIMIT 1",
        (article["key"], article["id"]),
    ).fetchone()
    return (row["article_id"], stories.similarity(row["signature"], signature)) if row else None


def _most_alike(conn: sqlite3.Connection, signature: bytes) -> tuple[int, float] | None:
    shared: Counter[int] = Counter()
    for band in _bands(signature):
        rows = conn.execute(
            "SELECT id & 0xffffffff FROM story_bands WHERE id BETWEEN ? AND ? LIMIT ?",
            (band, band | 0xFFFFFFFF, IN_A_BAND),
        )
        shared.update(row[0] for row in rows)
    best = None
    for other, _ in shared.most_common(COMPARED):
        (theirs,) = conn.execute("SELECT signature FROM story_signatures WHERE article_id = ?", (other,)).fetchone()
        similarity = stories.similarity(theirs, signature)
        if similarity >= stories.SAME and (best is None or similarity > best[1]):
            best = other, similarity
    return best


def _file(conn: sqlite3.Connection, article_id: int, signature: bytes) -> None:
    insert(conn, "story_signatures", {"article_id": article_id, "signature": signature})
    rows = [(band | article_id,) for band in _bands(signature)]
    conn.executemany("INSERT OR IGNORE INTO story_bands VALUES (?)", rows)


def _bands(signature: bytes) -> list[int]:
    """31 bits of each band's hash, above 32 bits that are free for an article's number."""
    return [int(band.split(":")[1][:8], 16) >> 1 << 32 for band in stories.bands(signature)]


def _difference(there: str, here: str) -> str | None:
    """The paragraphs that differ as JSON, [[there, here], …]; None for texts too long to compare paragraph by paragraph."""
    if max(there.count("\n\n"), here.count("\n\n")) >= PARAGRAPHS:
        return None
    return json.dumps(list(stories.differences(there, here)), ensure_ascii=False)
