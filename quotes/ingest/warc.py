"""WARC, as crawlers and CC-News deliver it: the page of each response, as it streams by."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, Any, BinaryIO, cast

from quotes.errors import IngestError
from quotes.ingest.coding import plain
from quotes.ingest.page import page_article
from quotes.ingest.sources import Options, Source, attempt
from quotes.limits import MAX_PAGE, MOST_CUT
from quotes.types import Article, Failure

PAGES = ("text/html", "application/xhtml+xml")
WINDOW = 1_000_000  # bytes kept of what was read, to find the next record when one is broken
_RECORD = b"\nWARC/1."


def read_warc(source: Source, options: Options) -> Iterator[Article | Failure]:
    """Yield the article of each page that was got, from responses and resources; other records are passed over.

    A broken record is a failure of its own, after which reading goes on at the next one.
    """
    stream: _Window | None = _Window(source.stream)
    number, start, cut = source.before, 0, 0
    while stream is not None:
        records, base = _records(stream), stream.start
        try:
            for record in records:
                number += 1
                start = base + record.stream_pos
                outcome = _read(record, number, source, options)
                if _is_cut_off(record, stream):
                    yield Failure(f"{source.origin}#{number}", "the record is cut off")
                    cut += 1
                    break
                if outcome is not None:
                    yield outcome
                start += _length(record)
            else:
                break
        except OSError as error:
            number += 1
            yield Failure(f"{source.origin}#{number}", f"a broken WARC record ({' '.join(str(error).split())[:100]})")
        if cut == MOST_CUT:  # to find out that one is, all that follows has to be read
            yield Failure(
                source.origin, f"{cut} records are longer than what is left of the file; the rest is not read"
            )
            return
        start = max(start, base)
        stream = stream.from_next_record(start)
    if number == source.before:
        raise IngestError("the WARC file has no record that can be read")


def _records(stream: _Window) -> Iterator[Any]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    # every type, since a damaged header takes a response's type away
    every = WarcRecordType.any_type
    yield from ArchiveIterator(cast(BinaryIO, stream), record_types=every, auto_decode="none", fsspec_args=False)


def _read(record: Any, number: int, source: Source, options: Options) -> Article | Failure | None:
    """The article of a response; nothing for what is no page, or was not found by the crawler."""
    from fastwarc.warc import WarcRecordType

    origin = f"{source.origin}#{number}"
    url = (record.headers.get("WARC-Target-URI") or "").strip("<>")
    transfer, content, charset = "", "", ""
    if record.record_type == WarcRecordType.resource:
        kind = (record.headers.get("Content-Type") or "").lower().partition(";")[0].strip()
        if kind not in PAGES:
            return None
    elif record.record_type in (WarcRecordType.response, WarcRecordType.no_type):
        headers = record.http_headers
        if headers is None or not isinstance(headers.status_code, int):
            return Failure(origin, f"{url or 'a response'}: no HTTP response in the record")
        kind = (record.http_content_type or "").lower()
        if headers.status_code != 200 or kind and kind not in PAGES:
            return None
        transfer, content = headers.get("Transfer-Encoding") or "", headers.get("Content-Encoding") or ""
        charset = record.http_charset or ""
    else:
        return None
    packed = record.reader.read(MAX_PAGE + 1)
    page = replace(source, url=url, retrieved=record.headers.get("WARC-Date") or "", charset=charset)

    def make() -> Article:
        return page_article(plain(packed, transfer, content, MAX_PAGE), page, options, f"#{number}")

    outcome = attempt(origin, make)
    return Failure(origin, f"{url}: {outcome.reason}") if isinstance(outcome, Failure) else outcome


def _length(record: Any) -> int:
    length = (record.headers.get("Content-Length") or "").strip()
    return int(length) if re.fullmatch("[0-9]{1,18}", length) else 0


def _is_cut_off(record: Any, stream: _Window) -> bool:
    """Whether the stream ended before the record did."""
    record.reader.consume()
    return bool(record.reader.tell() < record.content_length or record.stream_pos + _length(record) > stream.tell())


class _Window:
    """A stream that remembers the last of what was read from it, so that reading can begin anew at a record."""

    def __init__(self, stream: IO[bytes], start: int = 0, head: bytes = b"") -> None:
        self._stream = stream
        self._ahead = head
        self._kept: deque[bytes] = deque()
        self._size = 0
        self.start = start
        self._position = start

    def read(self, size: int = -1) -> bytes:
        data, self._ahead = self._ahead[:size], self._ahead[size:]
        data = data or self._stream.read(size)
        self._position += len(data)
        self._kept.append(data)
        self._size += len(data)
        while self._size - len(self._kept[0]) > WINDOW:
            self._size -= len(self._kept.popleft())
        return data

    def tell(self) -> int:
        return self._position - self.start

    def from_next_record(self, after: int) -> _Window | None:
        """Return the stream from the first record that begins behind `after`; None when there is no other."""
        text = b"".join(self._kept) + self._ahead
        offset = self._position + len(self._ahead) - len(text)
        text, offset = text[max(0, after - offset) :], max(after, offset)
        while (found := text.find(_RECORD)) < 0:
            more = self._stream.read(WINDOW)
            if not more:
                return None
            rest = text[-len(_RECORD) :]
            text, offset = rest + more, offset + len(text) - len(rest)
        return _Window(self._stream, offset + found + 1, text[found + 1 :])
