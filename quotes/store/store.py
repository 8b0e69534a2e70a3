"""The store: one database of articles, quotations and speakers, written an article at a time."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from quotes import __version__
from quotes.errors import ArticleError
from quotes.linking import Linked, Linker, SpeakerLinker
from quotes.linking.settling import Settler
from quotes.pipeline.extent import beginning
from quotes.store import packed, reading, reviews, rows, threshold
from quotes.store.bulk import MANY, Batch, bulk_load, finish_interrupted, index_articles, pack
from quotes.store.connection import errors, open_for_writing, transaction
from quotes.store.memory import Memory
from quotes.store.speakers import Directory, Settling
from quotes.store.sql import insert, now
from quotes.store.text import Paragraphs, keep_stretches
from quotes.types import Analysis, Article, Failure

Outcome = Literal["stored", "unchanged", "updated"]


class Store:
    """A database opened for writing; created when it is not there, brought up to date when it is older.

    `linker` is called with the store's `Directory` and decides which speaker each speaker of an article is.
    Raises StoreError for a database that is not ours, locked, read-only or damaged. Articles added without a run belong to
    one of the store's own, which `close` ends.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        create: bool = True,
        linker: Callable[[Directory], Linker] = SpeakerLinker,
        timeout: float = 5,
    ) -> None:
        self.path = Path(path)
        self.conn = open_for_writing(path, create=create, timeout=timeout)
        with errors(self.path):
            finish_interrupted(self.conn)
        self.directory = Directory(self.conn)
        self._linker = linker
        self._batch: Batch | None = None
        self._dense = False  # so after a bulk load, which builds the indexes in one piece
        self._run: int | None = None
        self.linker = linker(self.directory)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is not None:
            self._run = None  # it did not end, and the database says so
        self.close()

    def close(self) -> None:
        """End a run of the store's own and close the file; SQLite folds its log back into it."""
        try:
            if self._run is not None:
                self.settle()
                self.finish_run(self._run)
        finally:
            self._run = None
            self.conn.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Yield the connection, in a transaction that happens as a whole or not at all."""
        with errors(self.path):
            try:
                with self._batch.transaction() if self._batch else transaction(self.conn):
                    yield self.conn
            except BaseException:
                self.directory.forget()
                raise

    @contextmanager
    def bulk(self) -> Iterator[None]:
        """Let articles load fast inside, without index and full text, which are built at the end (or when next opened).

        Articles of one story are told at the end as well (with datasketch), where they are not yet.
        """
        from quotes.store import stories

        before, self._dense = (self.directory, self.linker), True
        with errors(self.path), bulk_load(self.conn):
            self._batch, self.directory = Batch(self.conn), Memory(self.conn)
            self.linker = self._linker(self.directory)
            try:
                yield
                if stories.can_group():  # or the next article to come would wait for all of these
                    stories.group(self)
            finally:
                self._batch, (self.directory, self.linker) = None, before

    def settle(self) -> int:
        """Say how many speakers turned out to be others, now that more is known of them; called when a run is over.

        Groups of utterances that turned out to be copies of one story are worked out again.
        """
        from quotes.store.variants import refresh_stale

        with self.transaction() as conn:
            if self._batch:
                index_articles(conn)
            joined = Settler(Settling(conn)).settle()
            self.directory.forget()
            refresh_stale(conn)
            return joined

    def start_run(self, command: str, *, model: str = "", settings: dict[str, Any] | None = None) -> int:
        """Return the id of a new row in `runs`."""
        with self.transaction() as conn:
            cursor = conn.execute(
                "INSERT INTO runs (started, command, code_version, model, settings) VALUES (?, ?, ?, ?, ?)",
                (now(), command, __version__, model or None, json.dumps(settings or {}, ensure_ascii=False)),
            )
            return int(cursor.lastrowid or 0)

    def finish_run(self, run_id: int, *, unchanged: int = 0, told: dict[str, Any] | None = None) -> None:
        """Close the run; `unchanged` counts articles that were `known` and never came to `add`, `told` is kept as JSON."""
        values = (now(), unchanged, json.dumps(told, ensure_ascii=False) if told else None, run_id)
        with self.transaction() as conn:
            conn.execute("UPDATE runs SET finished = ?, unchanged = unchanged + ?, told = ? WHERE id = ?", values)
            (stored,) = conn.execute("SELECT stored FROM runs WHERE id = ?", (run_id,)).fetchone()
            (articles,) = conn.execute("SELECT count(*) FROM articles").fetchone()
        if not self._dense and stored >= MANY and stored * 2 > articles:  # so that all runs together spend little on it
            pack(self.conn)

    def known(self, article: Article, model: str) -> bool:
        """Tell whether adding what that model finds in the article would change nothing, so that reading it can be spared."""
        with errors(self.path):
            row = _article_row(rows.keyed(article))
            there = self._there(row)
        return there is not None and there["model"] == (model or None) and not _news(row, there)

    def add(self, analysis: Analysis, run_id: int | None = None) -> Outcome:
        """Store the article and what was found in it, in one transaction.

        Without a run, it belongs to the store's own, and who else carries what it quotes, and which articles tell the same
        story (with datasketch), is found at once. Who starts a run sees to that: `intake.keep` does.

        `stored`: it is new; `updated`: its text has a new version, its metadata changed or another model read it;
        `unchanged`: it stands there like this already. What reviewers decided stays as it is. Raises ArticleError
        where the article itself cannot be stored, StoreError where nothing can.
        """
        from quotes.store import stories  # these two are not imported where a database is only read
        from quotes.store.variants import assign_article

        alone = run_id is None
        if run_id is None:
            run_id = self._run = self._run or self.start_run("python", model=analysis.model)
        with self.transaction() as conn:
            outcome = self._add(analysis, run_id)
            if alone and outcome != "unchanged":
                article = rows.keyed(analysis.article)
                assign_article(conn, rows.article_uid(article.key, rows.text_hash(article.text)))
            if outcome == "updated":
                self.directory.forget()
            conn.execute(f"UPDATE runs SET {outcome} = {outcome} + 1 WHERE id = ?", (run_id,))
            if analysis.article.origin:
                sql = "UPDATE failures SET resolved = ? WHERE origin = ? AND resolved IS NULL"
                conn.execute(sql, (now(), rows.writable(analysis.article.origin)))
        if alone and stories.can_group():
            stories.group(self)
        return outcome

    def fail(self, run_id: int, failure: Failure) -> None:
        """Note what could not be read; one open failure an origin, until a later run stores it."""
        origin, reason = rows.writable(failure.origin), rows.writable(failure.reason)
        with self.transaction() as conn:
            conn.execute("UPDATE runs SET failed = failed + 1 WHERE id = ?", (run_id,))
            conn.execute(
                "INSERT INTO failures (run_id, origin, reason, at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (origin) WHERE resolved IS NULL"
                " DO UPDATE SET reason = excluded.reason, at = excluded.at, run_id = iif("  # whose settings are to be used again
                "  (SELECT settings ->> 'retry' FROM runs WHERE id = excluded.run_id), run_id, excluded.run_id)",
                (run_id, origin, reason, now()),
            )

    def quote(self, quote_id: int | str) -> dict[str, Any]:
        """Return one quotation by its number or its uid, as `reading.quote`."""
        return reading.quote(self.conn, quote_id)

    def speakers(self, name: str | None = None) -> list[dict[str, Any]]:
        """Return speakers with aliases, roles and counts, as `reading.speakers`."""
        return reading.speakers(self.conn, name)

    def counts(self) -> dict[str, int]:
        """Tell how much there is, as `reading.counts`."""
        return reading.counts(self.conn)

    def _add(self, analysis: Analysis, run_id: int) -> Outcome:
        article = rows.keyed(analysis.article)
        row = _article_row(article)
        there = self._there(row)
        if there is None:
            article_id, version = self._insert_article(row, analysis, run_id)
            self._write_findings(article_id, article, analysis, run_id)
            if version == 1:
                return "stored"
            reviews.carry_over(self.conn, article_id)
            return "updated"
        news = _news(row, there)
        if news:
            assignments = ", ".join(f"{name} = :{name}" for name in news)
            self.conn.execute(f"UPDATE articles SET {assignments} WHERE id = :id", news | {"id": there["id"]})
        if there["model"] == (analysis.model or None):
            return "updated" if news else "unchanged"
        self._write_findings(there["id"], article, analysis, run_id)
        return "updated"

    def _there(self, row: rows.Row) -> sqlite3.Row | None:
        names = ", ".join(rows.METADATA)
        found: sqlite3.Row | None = self.conn.execute(
            f"SELECT id, model, {names} FROM articles WHERE key = ? AND text_hash = ?", (row["key"], row["text_hash"])
        ).fetchone()
        return found

    def _insert_article(self, row: rows.Row, analysis: Analysis, run_id: int) -> tuple[int, int]:
        """The id and the version of a new article; it becomes the current version unless it is dated before that."""
        versions = (
            "SELECT id, version, coalesce(updated, published) AS dated, current, removed FROM articles WHERE key = ?"
        )
        older = self.conn.execute(versions + " ORDER BY version", (row["key"],)).fetchall()
        dated = row["updated"] or row["published"]
        newest = all(not dated or not other["dated"] or dated >= other["dated"] for other in older if other["current"])
        if newest and older:
            self.conn.execute("UPDATE articles SET current = 0 WHERE key = ? AND current = 1", (row["key"],))
        version = older[-1]["version"] + 1 if older else 1
        removed = older[-1]["removed"] if older else None  # a new version of what was taken out stays out
        article_id = insert(
            self.conn,
            "articles",
            row | {"version": version, "current": int(newest and not removed), "first_run": run_id, "removed": removed},
        )
        if analysis.article.original is not None:
            compressed = zlib.compress(analysis.article.original)
            insert(self.conn, "originals", {"article_id": article_id, "compressed": compressed})
        places = [(article_id, where.start, where.kind, where.value) for where in analysis.article.locators]
        self.conn.executemany("INSERT INTO locators (article_id, start, kind, value) VALUES (?, ?, ?, ?)", places)
        keep_stretches(self.conn, article_id, row["text"])
        return article_id, version

    def _write_findings(self, article_id: int, article: Article, analysis: Analysis, run_id: int) -> None:
        """Writes quotations and stances; those there from an earlier model give way, unless reviewed."""
        conn = self.conn
        held = conn.execute("SELECT candidates FROM articles WHERE id = ?", (article_id,)).fetchone()[0]
        names = packed.names(held)
        self._write_quotes(article_id, article, analysis, run_id, names)
        warnings = "\n".join(analysis.warnings) or None
        conn.execute(
            "UPDATE articles SET last_run = ?, model = ?, warnings = ?, candidates = ? WHERE id = ?",
            (run_id, analysis.model or None, warnings, packed.json_of(list(names)) if names else None, article_id),
        )

    def _write_quotes(
        self, article_id: int, article: Article, analysis: Analysis, run_id: int, names: packed.Names
    ) -> None:
        conn, text = self.conn, article.text
        hashed, paragraphs = rows.text_hash(text), Paragraphs(text)
        header = conn.execute(
            "SELECT outlet, published, current AS shown FROM articles WHERE id = ?", (article_id,)
        ).fetchone()
        enough = threshold.get(conn)
        earlier = _Earlier(conn, article_id)
        self.directory.turn_to(article_id)
        begun = beginning(article)  # no more of it was analysed
        linked = self.linker.link(analysis.quotes, begun, article_id)
        held = (stance.target for quote in analysis.quotes for stance in quote.stances if stance.target)
        targets = self.linker.known(held, begun, article_id)
        written: set[bytes] = set()
        for quote in analysis.quotes:
            uid = rows.quote_uid(article.key, hashed, quote.parts)
            if uid in written:
                continue
            written.add(uid)
            who, *beside = linked.get((quote.speaker, quote.speaker_kind)) or (None,)
            row = rows.quote_row(quote, text, paragraphs, names) | dict(header)
            if row["shown"] and row["confidence_of_10000"] / 10_000 < enough:
                row["shown"] = threshold.KEPT_BACK
            chain = packed.chain(conn, quote.chain, text, quote.source, quote.candidates)
            row |= self._said_by(who) | {"chain": chain, "run_id": run_id}
            quote_id = earlier.update(uid, row) or insert(
                conn, "quotes", row | {"uid_bytes": uid, "article_id": article_id}
            )
            for other in beside:
                who_else = {"speaker_id": other.speaker_id, "appearance_id": other.appearance_id}
                insert(conn, "joint_speakers", {"quote_id": quote_id} | who_else)
            for stance in quote.stances:
                ids = {"quote_id": quote_id, "target_speaker_id": targets.get(stance.target)}
                insert(conn, "stances", rows.stance_row(stance) | ids)
            if who and quote.role:
                self.directory.call(quote_id, who.speaker_id, quote.role, quote.affiliation, article.published)
        earlier.remove_the_rest()
        self._forget_the_unheard(article_id)
        conn.execute("UPDATE runs SET quotes = quotes + ? WHERE id = ?", (len(written), run_id))

    def _said_by(self, who: Linked | None) -> rows.Row:
        """The columns of a quotation that say whose it is."""
        if who is None:
            return {"speaker_id": None, "speaker": None, "speaker_kind": "unknown", "appearance_id": None}
        row = self.conn.execute("SELECT name, kind FROM speakers WHERE id = ?", (who.speaker_id,)).fetchone()
        shown = {"speaker": row["name"], "speaker_kind": row["kind"]}
        return {"speaker_id": who.speaker_id, **shown, "appearance_id": who.appearance_id}

    def _forget_the_unheard(self, article_id: int) -> None:
        """Removes those whom the article names no longer as speakers, unless a person decided about them."""
        unheard = self.conn.execute(
            "DELETE FROM appearances WHERE article_id = ? AND decision_id IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM quotes WHERE appearance_id = appearances.id)"
            " AND NOT EXISTS (SELECT 1 FROM joint_speakers WHERE appearance_id = appearances.id)",
            (article_id,),
        )
        if unheard.rowcount:
            self.directory.forget()


class _Earlier:
    """The quotations that an article has already, from an earlier model or from reviewers."""

    def __init__(self, conn: sqlite3.Connection, article_id: int) -> None:
        self.conn = conn
        found = conn.execute(
            "SELECT id, uid_bytes AS uid, parts, machine, EXISTS (SELECT 1 FROM reviews WHERE quote_id = quotes.id) AS reviewed"
            " FROM quotes WHERE article_id = ?",
            (article_id,),
        ).fetchall()
        self.by_uid = {row["uid"]: row for row in found}
        # a quotation whose bounds a person corrected to those that the new model finds is that quotation
        self.by_parts = {row["parts"]: row for row in found if row["machine"]}

    def update(self, uid: bytes, row: rows.Row) -> int | None:
        """Return the id of the row that was there, its values now the new ones where nobody corrected them."""
        there = self.by_uid.get(uid) or self.by_parts.get(row["parts"])
        if there is None or self.by_uid.pop(there["uid"], None) is None:
            return None
        corrected = json.loads(there["machine"]) if there["machine"] else {}
        machine = {column: row[column] for column in corrected}
        # a trigger works out the last two, as a person may have decided
        kept = {*corrected, "shown", "confidence_of_10000"}
        kept |= {"context_start", "context_end"} if "start" in corrected else set()
        values = {column: value for column, value in row.items() if column not in kept}
        values["machine"] = json.dumps(machine, ensure_ascii=False) if corrected else None
        assignments = ", ".join(f"{column} = :{column}" for column in values)
        self.conn.execute(f"UPDATE quotes SET {assignments} WHERE id = :id", values | {"id": there["id"]})
        for table in ("stances", "joint_speakers"):
            self.conn.execute(f"DELETE FROM {table} WHERE quote_id = ?", (there["id"],))
        return int(there["id"])

    def remove_the_rest(self) -> None:
        """Remove what is not found any more and no person has looked at."""
        gone = [(row["id"],) for row in self.by_uid.values() if not row["reviewed"]]
        self.conn.executemany("DELETE FROM quotes WHERE id = ?", gone)


def _article_row(article: Article) -> rows.Row:
    try:
        return rows.article_row(article)
    except UnicodeEncodeError as error:
        where = f"character {error.start} is half of a pair ({error.reason})"
        raise ArticleError(f"{rows.writable(article.origin or article.key)}: no text: {where}") from error


def _news(row: rows.Row, there: sqlite3.Row) -> rows.Row:
    """The metadata that the article brings and the database has otherwise or not at all."""
    return {name: row[name] for name in rows.METADATA if row[name] is not None and row[name] != there[name]}
