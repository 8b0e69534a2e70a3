"""JSON: one record a line, an array of records, or a single one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import IO

from quotes.errors import IngestError
from quotes.ingest.names import resolve
from quotes.ingest.records import Options, Source, attempt, make_article, read_all
from quotes.types import Article, Failure

MAX_LINE = 40_000_000  # bytes: the longest text there may be, and its escapes
MAX_DOCUMENT = 200_000_000  # bytes of an array, which has to be read whole


def read_lines(source: Source, options: Options) -> Iterator[Article | Failure]:
    """The article of each line, or its failure with the line's number; empty lines are passed over."""
    for number, line in _lines(source.stream):
        if isinstance(line, IngestError):
            yield Failure(f"{source.origin}#{number}", f"line {number}: {line}")
        elif line.strip():
            yield _article(line, number, f"line {number}: ", source, options)


def read_json(source: Source, options: Options) -> Iterator[Article | Failure]:
    """The articles of a JSON document: a record, an array of records, or an object that holds such an array."""
    raw = read_all(source, MAX_DOCUMENT)
    document = _parse(raw)
    records = _records(document)
    if records is None:
        yield attempt(source.origin, lambda: _make(document, raw, "", source, options))
        return
    for number, record in enumerate(records, start=1):
        encoded = json.dumps(record, ensure_ascii=True, sort_keys=True).encode()
        make = _maker(record, encoded, f"#{number}", source, options)
        outcome = attempt(f"{source.origin}#{number}", make)
        yield Failure(outcome.origin, f"record {number}: {outcome.reason}") if isinstance(outcome, Failure) else outcome


def _article(line: bytes, number: int, prefix: str, source: Source, options: Options) -> Article | Failure:
    origin = f"{source.origin}#{number}"
    outcome = attempt(origin, lambda: _make(_parse(line), line.strip(), f"#{number}", source, options))
    return Failure(origin, prefix + outcome.reason) if isinstance(outcome, Failure) else outcome


def _maker(record: object, raw: bytes, place: str, source: Source, options: Options):  # type: ignore[no-untyped-def]
    return lambda: _make(record, raw, place, source, options)


def _make(record: object, raw: bytes, place: str, source: Source, options: Options) -> Article:
    """A record with an id and a text keeps both to the letter: its offsets may already be in use."""
    if not isinstance(record, Mapping):
        raise IngestError("not a JSON object")
    fields = resolve(record, options.columns)
    if not fields["text"]:
        raise IngestError(f"no field holds the text; there are: {', '.join(map(str, list(record)[:20]))}")
    verbatim = bool(fields["key"]) and isinstance(fields["text"], str)
    return make_article(fields, source, options, raw=raw, extractor="json", record=place, verbatim=verbatim)


def _parse(raw: bytes) -> object:
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise IngestError(f"invalid UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        where = f"column {error.colno}" if error.lineno == 1 else f"line {error.lineno} column {error.colno}"
        raise IngestError(f"broken JSON at {where}: {error.msg}") from None
    except (RecursionError, ValueError) as error:
        raise IngestError(f"broken JSON: {str(error)[:80] or 'nested too deep'}") from None


def _records(document: object) -> list[object] | None:
    if isinstance(document, list):
        return document
    if isinstance(document, Mapping):
        for name in ("articles", "items", "results", "data", "docs", "records"):
            value = document.get(name)
            if isinstance(value, list) and value and isinstance(value[0], Mapping):
                return value
    return None


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes | IngestError]]:
    """The lines with their numbers; one over the limit is skipped without ever being held."""
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        if len(line) <= MAX_LINE:
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(MAX_LINE)
        yield number, IngestError(f"longer than the limit of {MAX_LINE // 1_000_000} MB")
