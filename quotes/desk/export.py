"""Quotations for other programs: CSV, JSON, lines of JSON, Parquet, Excel, and JSON-LD in the words of schema.org."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

from quotes.desk.cite import deep_link
from quotes.desk.spreadsheets import harmless
from quotes.errors import QueryError, QuotesError, missing
from quotes.store.packed import CONTEXT, TOGETHER
from quotes.store.reading import quote
from quotes.store.threshold import condition

FORMATS = ("csv", "json", "jsonl", "parquet", "xlsx", "jsonld")
COLUMNS = {  # name: what it is in the table of quotations (q) or of articles (a)
    "id": "q.id",
    "uid": "q.uid",
    "speaker": "q.speaker",
    "speaker_kind": "q.speaker_kind",
    "jointly": TOGETHER,
    "role": "q.role",
    "affiliation": "q.affiliation",
    "quotation": "q.text",
    "kind": "q.kind",
    "said_on": "q.said_on",
    "said_on_precision": "q.said_on_precision",
    "occasion": "q.occasion",
    "audience": "q.audience",
    "via": "q.via",
    "act": "q.act",
    "stance": "q.stance",
    "target": "q.stance_target",
    "stance_confidence": "q.stance_confidence",
    "confidence": "q.confidence",
    "speech_confidence": "q.speech_confidence",
    "words_confidence": "q.words_confidence",
    "speaker_confidence": "q.speaker_confidence",
    "review_status": "q.review_status",
    "source": "q.source",
    "cue": "q.cue",
    "start": "q.start",
    "end": "q.end",
    "context": CONTEXT,
    "outlet": "q.outlet",
    "published": "q.published",
    "title": "a.title",
    "byline": "a.byline",
    "agency": "a.agency",
    "url": "a.url",
    "archive_url": "a.archive_url",
    "text_hash": "a.text_hash",
    "article": "a.uid",
}
TYPES = {"id": "int64", "start": "int64", "end": "int64"} | {
    name: "float64" for name in COLUMNS if name.endswith("confidence")
}
GROUP = 20_000  # rows of a Parquet row group
MOST_ROWS, CELL = 1_048_576, 32_767  # of a sheet of Excel, and characters of its cells


def rows(
    conn: sqlite3.Connection, ids: Iterable[int] | None = None, *, min_confidence: float | None = None
) -> Iterator[dict[str, Any]]:
    """Yield quotations as dicts of COLUMNS: those of the ids in their order, or all, one after the other.

    All are those that are shown by default, or those at least as sure as `min_confidence`.
    """
    select = ", ".join(f"{source} AS {name}" for name, source in COLUMNS.items())
    sql = f"SELECT {select} FROM quotes q JOIN articles a ON a.id = q.article_id WHERE "
    if ids is None:
        yield from (dict(row) for row in conn.execute(f"{sql} {condition(min_confidence)} ORDER BY q.id"))
        return
    for quote_id in ids:
        yield from (dict(row) for row in conn.execute(f"{sql} q.id = ?", (quote_id,)))


def as_schema_org(quotation: dict[str, Any], wikidata: str | None = None) -> dict[str, Any]:
    """Return a schema.org Quotation from the dict of `store.reading.quote`: text, creator, dateCreated, isBasedOn.

    Reported speech is nobody's very words: it is a Claim. `genre` is the kind: direct, mixed or indirect.
    """
    article = quotation["article"]
    creator: dict[str, Any] = {
        "@type": "Organization" if quotation["speaker_kind"] == "organization" else "Person",
        "name": quotation["speaker"],
        "jobTitle": quotation["role"] if quotation["speaker_kind"] == "person" else None,
        "affiliation": {"@type": "Organization", "name": quotation["affiliation"]}
        if quotation["affiliation"]
        else None,
        "sameAs": f"https://www.wikidata.org/entity/{wikidata}" if wikidata else None,
    }
    based_on: dict[str, Any] = {
        "@type": "NewsArticle",
        "headline": article["title"],
        "url": deep_link(quotation) or None,
        "datePublished": article["published"],
        "author": article["byline"],
        "publisher": {"@type": "NewsMediaOrganization", "name": article["outlet"]} if article["outlet"] else None,
        "archivedAt": article.get("archive_url"),
    }
    found = {
        "@context": "https://schema.org",
        "@type": "Claim" if quotation["kind"] == "indirect" else "Quotation",
        "identifier": quotation["uid"],
        "text": quotation["text"],
        "genre": quotation["kind"],
        "creator": _present(creator) if quotation["speaker"] else None,
        "dateCreated": quotation["said_on"],
        "about": quotation["stance_target"],
        "isBasedOn": _present(based_on),
    }
    return _present(found)


def write(
    conn: sqlite3.Connection,
    path: str | Path,
    form: str,
    ids: Iterable[int] | None = None,
    *,
    min_confidence: float | None = None,
) -> int:
    """Write quotations to a file, whole or not at all, and say how many; `-` is standard output (not for Parquet and Excel).

    Raises QueryError for a form that is none, or that cannot go there.
    """
    if form not in FORMATS:
        raise QueryError(f"{form}: a format is one of {', '.join(FORMATS)}")
    if form in ("parquet", "xlsx"):
        if str(path) == "-":
            raise QueryError(f"{form} needs a file to be written to: give one with --output")
        with _whole(path) as temporary:
            return (_parquet if form == "parquet" else _excel)(
                rows(conn, ids, min_confidence=min_confidence), temporary
            )
    found = rows(conn, ids, min_confidence=min_confidence)
    lines = _linked(conn, found) if form == "jsonld" else found
    writer = {"csv": _csv, "json": _json, "jsonl": _jsonl, "jsonld": _json}[form]
    if str(path) == "-":
        import sys

        return writer(lines, sys.stdout)
    with _whole(path) as temporary, open(temporary, "w", encoding="utf-8", newline="") as file:
        return writer(lines, file)


def _linked(conn: sqlite3.Connection, found: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in found:
        full = quote(conn, row["id"])
        full["article"]["archive_url"] = row["archive_url"]
        known = conn.execute("SELECT wikidata FROM speakers WHERE id = ?", (full["speaker_id"],)).fetchone()
        yield as_schema_org(full, known[0] if known else None)


def _csv(lines: Iterable[dict[str, Any]], file: IO[str]) -> int:
    writer = csv.DictWriter(file, list(COLUMNS), lineterminator="\n")
    writer.writeheader()
    count = 0
    for line in lines:
        writer.writerow({name: harmless(value) for name, value in line.items()})
        count += 1
    return count


def _json(lines: Iterable[dict[str, Any]], file: IO[str]) -> int:
    count = 0
    file.write("[")
    for line in lines:
        file.write((",\n" if count else "\n") + json.dumps(line, ensure_ascii=False))
        count += 1
    file.write("\n]\n")
    return count


def _jsonl(lines: Iterable[dict[str, Any]], file: IO[str]) -> int:
    count = 0
    for line in lines:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
        count += 1
    return count


def _parquet(lines: Iterator[dict[str, Any]], path: Path) -> int:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise QuotesError(missing("Parquet", "pyarrow", "parquet")) from error
    schema = pa.schema([(name, getattr(pa, TYPES.get(name, "string"))()) for name in COLUMNS])
    count = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while batch := list(islice(lines, GROUP)):
            writer.write_table(pa.Table.from_pylist(batch, schema=schema))
            count += len(batch)
    return count


def _excel(lines: Iterator[dict[str, Any]], path: Path) -> int:
    try:
        import xlsxwriter
    except ImportError as error:
        raise QuotesError(missing("Excel", "XlsxWriter", "excel")) from error
    settings = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    count = 0
    with xlsxwriter.Workbook(path, settings) as book:
        sheet = book.add_worksheet("quotations")
        sheet.write_row(0, 0, list(COLUMNS), book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for count, line in enumerate(lines, 1):
            if count >= MOST_ROWS:
                raise QueryError(f"a sheet of Excel has {MOST_ROWS:,} rows at most: narrow the search, or write CSV")
            sheet.write_row(count, 0, [value[:CELL] if isinstance(value, str) else value for value in line.values()])
    return count


@contextmanager
def _whole(path: str | Path) -> Iterator[Path]:
    """A file beside the path that takes its place when all went well, and goes when it did not."""
    path = Path(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield temporary
        os.replace(temporary, path)
    except OSError as error:
        if str(error.filename) == str(temporary):
            error.filename = str(path)  # what was asked for, not what it is called until it is whole
        raise
    finally:
        temporary.unlink(missing_ok=True)


def _present(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in (None, "")}
