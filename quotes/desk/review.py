"""Going through quotations one by one: which come first, what a reviewer decides, and the gold that comes of it.

Every decision is a transaction of its own, so nothing that was decided is lost when the program is killed.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from quotes.errors import QueryError
from quotes.store import Store, reviews, threshold
from quotes.store.reading import speaker_ids
from quotes.store.variants import assign, members, refresh_stale
from quotes.types import KINDS, SPEAKER_KINDS, STANCES, Span

FIELDS = (
    "bounds",
    "kind",
    "speaker",
    "role",
    "affiliation",
    "stance",
    "target",
    "said_on",
    "occasion",
    "audience",
    "via",
)
CHOICES = {"kind": KINDS, "stance": STANCES}


def queue(conn: sqlite3.Connection, ids: Sequence[int] | None = None, *, limit: int = -1) -> list[int]:
    """Return the quotations that nobody has decided about yet: of the ids in their order, or of all, what matters most first.

    That is what lies just below and just above the database's threshold, where a decision changes most: whether
    the quotation is shown. What somebody skipped comes last.
    """
    open_ = "q.shown > 0 AND q.review_status = 'unreviewed'"
    if ids is not None:
        sql = (
            f"SELECT q.id FROM json_each(?) i CROSS JOIN quotes q ON q.id = i.value WHERE {open_}"
            " ORDER BY EXISTS (SELECT 1 FROM reviews r WHERE r.quote_id = q.id), i.key LIMIT ?"
        )
        return [row[0] for row in conn.execute(sql, (json.dumps(list(ids)), limit))]
    enough = threshold.get(conn)
    new = "NOT EXISTS (SELECT 1 FROM reviews r WHERE r.quote_id = q.id)"
    # two walks along the index of open quotations, up and down from the threshold, each of which stops at the limit
    near = " UNION ALL ".join(
        f"SELECT * FROM (SELECT q.id, {distance} AS distance FROM quotes q WHERE {open_} AND q.confidence {side} :enough"
        f" AND {new} ORDER BY q.confidence {order}, q.id {order} LIMIT :limit)"
        for distance, side, order in (("q.confidence - :enough", ">=", "ASC"), (":enough - q.confidence", "<", "DESC"))
    )
    asked = {"enough": enough, "limit": limit}
    found = [row[0] for row in conn.execute(f"SELECT id FROM ({near}) ORDER BY distance, id LIMIT :limit", asked)]
    if 0 <= limit <= len(found):
        return found
    skipped = (
        f"SELECT q.id FROM quotes q WHERE {open_} AND q.id IN (SELECT quote_id FROM reviews)"
        " ORDER BY abs(q.confidence - ?), q.id LIMIT ?"
    )
    left = limit - len(found) if limit >= 0 else limit
    return found + [row[0] for row in conn.execute(skipped, (enough, left))]


class Reviewer:
    """What one person decides about the quotations of a database; `decided` counts what stands of this session."""

    def __init__(self, store: Store, name: str) -> None:
        if not name.strip():
            raise QueryError("a review needs the reviewer's name")
        self.store, self.name = store, name.strip()
        self._done: list[tuple[int, ...]] = []

    @property
    def decided(self) -> int:
        """How many decisions of this session stand."""
        return len(self._done)

    def decide(self, quote_id: int, action: str, note: str = "") -> None:
        """Accept, reject or skip the quotation."""
        with self.store.transaction() as conn:
            done = reviews.decide(self.store, quote_id, action, self.name, note=note)
            refresh_stale(conn)
        self._done.append((done,))

    def correct(
        self, quote_id: int, field: str, value: str, *, note: str = "", everywhere: bool = False, at: str = ""
    ) -> list[int]:
        """Return the quotations whose field now has the value, as a person types it; an empty one is none.

        `bounds` are the words as they stand in the article, with … between parts; a `speaker` is a name, an id
        of a speaker as #12, or a new name with its kind as `Ann Lee (person)`. `everywhere` reaches all
        quotations of the same utterance. Corrections of one moment, `at`, are undone as one. Raises QueryError where the
        value cannot be.
        """
        if everywhere and field == "bounds":
            raise QueryError("bounds are corrected in one article at a time")
        with self.store.transaction() as conn:
            ids = members(conn, quote_id) if everywhere else [quote_id]
            meant = self._meant(conn, quote_id, field, value.strip())
            done = tuple(reviews.correct(self.store, one, field, meant, self.name, note=note, at=at) for one in ids)
            if field == "bounds":
                assign(conn, ids)
        self._done.append(done)
        return ids

    def undo(self) -> list[int]:
        """Return the quotations about which the last decision is taken back: of this session, else this reviewer's last one."""
        with self.store.transaction() as conn:
            last = self._done[-1] if self._done else self._last(conn)
            if not last:
                raise QueryError(f"{self.name} has decided nothing that could be undone")
            for review_id in reversed(last):
                reviews.undo(self.store, review_id, self.name)
            refresh_stale(conn)
            marks = ", ".join("?" * len(last))
            ids = [row[0] for row in conn.execute(f"SELECT quote_id FROM reviews WHERE id IN ({marks})", last)]
        if self._done:
            self._done.pop()
        return ids

    def _last(self, conn: sqlite3.Connection) -> tuple[int, ...]:
        """The reviewer's last decision that stands; a correction of several fields at once is one decision."""
        standing = "reviewer = ? AND action <> 'undo' AND NOT EXISTS (SELECT 1 FROM reviews u WHERE u.undoes = r.id)"
        sql = f"SELECT id, at, action FROM reviews r WHERE {standing}"
        row = conn.execute(f"{sql} ORDER BY id DESC LIMIT 1", (self.name,)).fetchone()
        if row is None or row["action"] != "correct":
            return (row["id"],) if row else ()
        together = conn.execute(f"{sql} AND at = ? AND action = 'correct' ORDER BY id", (self.name, row["at"]))
        return tuple(each["id"] for each in together)

    def _meant(self, conn: sqlite3.Connection, quote_id: int, field: str, value: str) -> Any:
        if field == "bounds":
            return bounds(conn, quote_id, value)
        if field == "speaker":
            return self._speaker(conn, quote_id, value)
        if field in CHOICES and value and value not in CHOICES[field]:
            raise QueryError(f"{field} is one of {', '.join(CHOICES[field])}")
        if field == "said_on" and value and not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value):
            raise QueryError("said_on is a day, a month or a year: 2024-02-03, 2024-02, 2024")
        return value or None

    def _speaker(self, conn: sqlite3.Connection, quote_id: int, value: str) -> int | None:
        """The id of the speaker that was typed; a new one where a kind stands behind the name."""
        if not value:
            return None
        if re.fullmatch(r"#\d+", value):
            return int(value[1:])
        new = re.fullmatch(rf"(.+) \(({'|'.join(SPEAKER_KINDS[:3])})\)", value)
        ids = speaker_ids(conn, new[1] if new else value, limit=10)
        named = conn.execute(
            "SELECT id, name, kind FROM speakers WHERE merged_into IS NULL AND id IN (SELECT value FROM json_each(?))",
            (json.dumps(ids),),
        ).fetchall()
        same = [row for row in named if row["name"].casefold() == (new[1] if new else value).casefold()]
        same = [row for row in same if not new or row["kind"] == new[2]] or ([] if new else named)
        if len(same) == 1:
            return int(same[0]["id"])
        if same:
            raise QueryError("which one? " + ", ".join(f"#{row['id']} {row['name']} ({row['kind']})" for row in same))
        if not new:
            raise QueryError(f"nobody here is called {value!r}; a new speaker is typed as: {value} (person)")
        return self._new_speaker(conn, quote_id, new[1], new[2])

    def _new_speaker(self, conn: sqlite3.Connection, quote_id: int, name: str, kind: str) -> int:
        from quotes.store.speakers import rekey

        article_id = conn.execute("SELECT article_id FROM quotes WHERE id = ?", (quote_id,)).fetchone()[0]
        speaker_id = self.store.directory.create(name, kind)
        only_here = kind == "unnamed"
        self.store.directory.add_alias(speaker_id, name, article_id, "", only_here=only_here, given_by="person")
        rekey(conn, speaker_id)
        return speaker_id


def bounds(conn: sqlite3.Connection, quote_id: int, typed: str) -> list[Span]:
    """Tell where the typed words stand in the quotation's article, nearest to it; … separates its parts."""
    row = conn.execute(
        "SELECT q.start, a.text FROM quotes q JOIN articles a ON a.id = q.article_id WHERE q.id = ?", (quote_id,)
    ).fetchone()
    if row is None:
        raise QueryError(f"no quotation {quote_id} in this database")
    parts: list[Span] = []
    for piece in re.split(r"\s*(?:…|\.\.\.)\s*", typed):
        if not piece:
            continue
        pattern = r"\s+".join(re.escape(word) for word in piece.split())
        after = parts[-1][1] if parts else 0
        found = [match.span() for match in re.finditer(pattern, row["text"]) if match.start() >= after]
        if not found:
            raise QueryError(f"{piece!r} does not stand in the article, just so")
        parts.append(found[0] if parts else min(found, key=lambda span: abs(span[0] - row["start"])))
    if not parts:
        raise QueryError("bounds are the words of the quotation, as they stand in the article")
    return parts


def gold(conn: sqlite3.Connection, *, partly: bool = False) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Return reviewed articles as lines of gold, in the format of `corpus/gold.jsonl`, each with the article they are of.

    An article counts when all of its quotations are decided about; `partly` takes those that are, of any article.
    """
    articles = conn.execute(
        "SELECT a.*, sum(q.review_status = 'unreviewed') AS left FROM articles a JOIN quotes q ON q.article_id = a.id"
        " WHERE a.current = 1 GROUP BY a.id HAVING sum(q.review_status <> 'unreviewed') > 0"
    )
    for article in articles.fetchall():
        if article["left"] and not partly:
            continue
        found = conn.execute(
            "SELECT * FROM quotes WHERE article_id = ? AND review_status <> 'unreviewed' ORDER BY start, end DESC",
            (article["id"],),
        ).fetchall()
        kept = [row for row in found if row["review_status"] != "rejected"]
        line = {
            "id": article["uid"],
            "file": f"{article['uid']}.jsonl",
            "complete": not article["left"],
            "quotes": [_gold_row(row, kept) for row in kept],
            "not_quotes": [
                [row["start"], row["end"], "rejected by a reviewer"]
                for row in found
                if row["review_status"] == "rejected"
            ],
        }
        named = ("title", "outlet", "byline", "agency", "url", "published", "updated", "language", "text")
        yield line, {"id": article["uid"]} | {name: article[name] for name in named if article[name]}


def export(conn: sqlite3.Connection, path: str | Path, *, partly: bool = False) -> tuple[int, int]:
    """Write gold to the path and each article beside it, and return how many articles and how many quotations.

    Raises QueryError where nothing has been reviewed yet.
    """
    path = Path(path)
    lines = []
    for line, article in gold(conn, partly=partly):
        (path.parent / line["file"]).write_text(json.dumps(article, ensure_ascii=False) + "\n", encoding="utf-8")
        lines.append(line)
    if not lines:
        raise QueryError("no article has been reviewed to its end (--partly takes those in work as well)")
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return len(lines), sum(len(line["quotes"]) for line in lines)


def _gold_row(row: sqlite3.Row, others: Sequence[sqlite3.Row]) -> dict[str, Any]:
    source, cue = json.loads(row["source_spans"]), json.loads(row["cue_spans"])
    inside = any(
        other["id"] != row["id"] and other["start"] <= row["start"] and row["end"] <= other["end"] for other in others
    )
    found = {
        "start": row["start"],
        "end": row["end"],
        "parts": json.loads(row["parts"]),
        "text": row["text"],
        "quoted": json.loads(row["quoted"]),
        "kind": row["kind"],
        "speaker": row["speaker"] or "",
        "speaker_kind": row["speaker_kind"],
        "role": row["role"] or "",
        "source": row["source"] or "",
        "source_span": source[0] if source else None,
        "cue": row["cue"] or "",
        "cue_span": cue[0] if cue else None,
        "said_on": row["said_on"],
        "said_on_precision": row["said_on_precision"] or "",
        "said_on_span": None,
        "where": row["occasion"] or row["audience"] or "",
        "where_span": None,
        "stance": row["stance"] or "neutral",
        "target": row["stance_target"] or "",
        "review_status": row["review_status"],
    }
    return found | ({"nested": True} if inside else {})
