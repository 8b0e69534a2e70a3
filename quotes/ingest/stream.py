"""From a location to articles: files, folders, standard input and URLs, each stream to the reader it needs."""

from __future__ import annotations

import io
import os
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import IO

from quotes.errors import IngestError
from quotes.ingest import sniff
from quotes.ingest.records import Fetch, Options, Source
from quotes.types import Article, Failure

Reader = Callable[[Source, Options], Iterator[Article | Failure]]

# The reader of each kind, imported when the first stream of the kind turns up.
READERS = {
    "text": "text:read_text",
    "markdown": "text:read_markdown",
    "html": "page:read_page",
    "json": "jsons:read_json",
    "jsonl": "jsons:read_lines",
    "csv": "tables:read_csv",
    "parquet": "tables:read_parquet",
    "feed": "feed:read_feed",
    "warc": "warc:read_warc",
    "zip": "archive:read_zip",
    "gzip": "archive:read_gzip",
}


def read(
    location: str | Path,
    *,
    stdin: IO[bytes] | None = None,
    defaults: Mapping[str, str] | None = None,
    columns: Mapping[str, str] | None = None,
    keep_original: bool = False,
    fetch: Fetch | None = None,
) -> Iterator[Article | Failure]:
    """Every article at a location as it is found, and a Failure for each thing that could not be read.

    `location` is a file, a folder (read recursively in sorted order, hidden files left out), `-` for
    `stdin` (bytes; the process's own by default) or an http(s) URL. `defaults` fills fields that the
    file leaves empty (outlet, published, byline, title, url, language, agency); `columns` maps a field
    (also `text` and `id`) to the column or key that holds it. `fetch` gets URLs: by default a polite
    `quotes.ingest.web.Fetcher`. Nothing is raised for bad input; memory stays flat.
    """
    options = Options(defaults or {}, columns or {}, keep_original, fetch)
    name = os.fspath(location)
    if name == "-":
        stream = stdin if stdin is not None else sys.stdin.buffer
        yield from read_source(Source("-", stream), options)
    elif "://" in name[:12]:
        yield from _read_url(name, options)
    elif os.path.isdir(name):
        yield from _read_folder(name, options)
    else:
        yield from _read_file(name, options)


def read_source(source: Source, options: Options) -> Iterator[Article | Failure]:
    """Every article in one stream, whatever it holds; what goes wrong becomes the last item."""
    try:
        stream = source.stream if hasattr(source.stream, "peek") else _peekable(source.stream)
        source = Source(source.origin, stream, source.url, source.retrieved, source.charset, source.depth)
        kind = sniff.kind_of(_head(stream), source.url or source.origin)
        yield from reader_of(kind)(source, options)
    except IngestError as error:
        yield Failure(source.origin, str(error))
    except OSError as error:
        yield Failure(source.origin, error.strerror or str(error) or type(error).__name__)
    except (EOFError, zlib.error) as error:
        yield Failure(source.origin, f"the compressed data is cut off or damaged ({error})")


def reader_of(kind: str) -> Reader:
    """The reader of a kind that `sniff.kind_of` names."""
    module, function = READERS[kind].split(":")
    reader: Reader = getattr(import_module(f"quotes.ingest.{module}"), function)
    return reader


def _peekable(stream: IO[bytes]) -> IO[bytes]:
    raw = stream if isinstance(stream, io.RawIOBase) else _Raw(stream)
    return io.BufferedReader(raw, sniff.HEAD)


class _Raw(io.RawIOBase):
    """Any object that reads bytes, as the raw stream that a BufferedReader wants."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _head(stream: IO[bytes]) -> bytes:
    head: bytes = stream.peek(sniff.HEAD)  # type: ignore[attr-defined]
    return head[: sniff.HEAD]


def _read_file(path: str, options: Options) -> Iterator[Article | Failure]:
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            raise IngestError("not a regular file")
        # unbuffered, so that the buffer is as large as the head that is looked at
        with io.BufferedReader(open(path, "rb", buffering=0), sniff.HEAD) as stream:
            yield from read_source(Source(path, stream), options)
    except IngestError as error:
        yield Failure(path, str(error))
    except (OSError, ValueError) as error:
        yield Failure(path, getattr(error, "strerror", None) or str(error))


def _read_folder(folder: str, options: Options) -> Iterator[Article | Failure]:
    unreadable: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=unreadable.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(name for name in names if not name.startswith(".")):
            yield from _read_file(os.path.join(parent, name), options)
        while unreadable:
            error = unreadable.pop()
            yield Failure(str(error.filename), error.strerror or str(error))


def _read_url(url: str, options: Options) -> Iterator[Article | Failure]:
    from quotes.ingest.web import Fetcher

    try:
        page = (options.fetch or Fetcher())(url)
    except IngestError as error:
        yield Failure(url, str(error))
        return
    source = Source(url, io.BytesIO(page.body), page.url, page.retrieved, page.charset)
    yield from read_source(source, options)
