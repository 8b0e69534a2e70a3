"""JSON: one record a line, an array of records, or a single one."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from itertools import count
from typing import IO

from quotes.errors import IngestError
from quotes.ingest.columns import list_in, resolve
from quotes.ingest.page import fragment
from quotes.ingest.sources import Options, Source, attempt, make_article, read_all
from quotes.limits import MAX_DOCUMENT, MAX_LINE
from quotes.types import Article, Failure

CHUNK = 65_536
_BETWEEN = re.compile(r"[ \t\r\n,]*")


def read_lines(source: Source, options: Options) -> Iterator[Article | Failure]:
    """Yield the articles of each line, or its failure with the line's number; empty lines are passed over."""
    for number, line in _lines(source.stream, source.before):
        place = f"#{number}"
        if isinstance(line, bytes) and not line.strip():
            continue
        try:
            if isinstance(line, IngestError):
                raise line
            record = _parse(line)
        except IngestError as error:
            yield Failure(source.origin + place, f"line {number}: {error}")
            continue
        listed = list_in(record)
        if listed is None:
            yield _numbered(record, line.strip(), place, f"line {number}", source, options)
        for item, inner in enumerate(listed or (), start=1):
            yield _numbered(
                inner, _canonical(inner), f"{place}.{item}", f"line {number} record {item}", source, options
            )


def read_json(source: Source, options: Options) -> Iterator[Article | Failure]:
    """Yield the articles of a JSON document: an array of records as it streams by, an object that holds one, or a record."""
    if source.head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"["):
        records = _items(source.stream)
    else:
        raw = read_all(source, MAX_DOCUMENT)
        document = _parse(raw)
        listed = list_in(document)
        if listed is None:
            yield attempt(source.origin, lambda: _make(document, raw, "", source, options))
            return
        records = iter(listed)
    for number, record in enumerate(records, start=1):
        yield _numbered(record, _canonical(record), f"#{number}", f"record {number}", source, options)


def _canonical(record: object) -> bytes:
    return json.dumps(record, sort_keys=True).encode()


def _numbered(record: object, raw: bytes, place: str, name: str, source: Source, options: Options) -> Article | Failure:
    outcome = attempt(source.origin + place, lambda: _make(record, raw, place, source, options))
    return Failure(outcome.origin, f"{name}: {outcome.reason}") if isinstance(outcome, Failure) else outcome


def _make(record: object, raw: bytes, place: str, source: Source, options: Options) -> Article:
    """A record with an id and a text keeps both to the letter: its offsets may already be in use."""
    if not isinstance(record, Mapping):
        raise IngestError("not a JSON object")
    fields = resolve(record, options.columns)
    html = record.get("content_html")
    if not fields["text"] and isinstance(html, str) and html.strip():  # of a JSON feed
        fields = {**fields, **fragment(html), "key": ""}
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


def _items(stream: IO[bytes]) -> Iterator[object]:
    """The items of an array, of which one at a time is held; raises IngestError where it is broken."""
    decoder, parser = codecs.getincrementaldecoder("utf-8-sig")(), json.JSONDecoder()
    text, at = _decoded(decoder, stream.read(CHUNK), 1).lstrip().removeprefix("["), 0
    for number in count(1):
        size, ended = CHUNK, False
        while True:
            at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]
            if text.startswith("]", at):
                return
            try:
                item, at = parser.raw_decode(text, at)
                break
            except (ValueError, RecursionError) as error:  # a number of 5,000 digits is no JSONDecodeError
                if ended or len(text) - at > MAX_LINE or not isinstance(error, json.JSONDecodeError):
                    raise IngestError(
                        f"record {number}: broken JSON ({str(error)[:80]}); the rest is not read"
                    ) from None
            # twice as much each time, so that a long item is not parsed over and over
            chunk = stream.read(size)
            size, ended = size * 2, not chunk
            text, at = text[at:] + _decoded(decoder, chunk, number), 0
        yield item


def _decoded(decoder: codecs.IncrementalDecoder, chunk: bytes, number: int) -> str:
    try:
        return decoder.decode(chunk, final=not chunk)
    except UnicodeDecodeError as error:
        raise IngestError(f"record {number}: invalid UTF-8 ({error.reason}); the rest is not read") from None


def _lines(stream: IO[bytes], number: int) -> Iterator[tuple[int, bytes | IngestError]]:
    """The lines with their numbers, above `number`; one over the limit is skipped without ever being held."""
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        if len(line) <= MAX_LINE:
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(MAX_LINE)
        yield number, IngestError(f"longer than the limit of {MAX_LINE // 1_000_000} MB")
