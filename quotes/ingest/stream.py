"""From a location to articles: files, folders, standard input and URLs, each stream to the reader it needs."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO

from quotes import wall
from quotes.errors import IngestError
from quotes.ingest import cutoff, sniff
from quotes.ingest.buffers import Patient, Replayed
from quotes.ingest.folders import Choice, PassedOver, walk
from quotes.ingest.sources import Fetch, Fetched, Options, Source
from quotes.limits import MOST_BROKEN, MOST_TIMES, SECONDS
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
    "captions": "captions:read_captions",
    "pdf": "documents:read_pdf",
    "docx": "documents:read_docx",
    "xlsx": "tables:read_workbook",
    "mail": "mail:read_mail",
    "debates": "debates:read_debates",
    "zip": "packed:read_zip",
    "gzip": "packed:read_gzip",
}


def read(
    location: str | Path,
    *,
    stdin: IO[bytes] | None = None,
    defaults: Mapping[str, str] | None = None,
    columns: Mapping[str, str] | None = None,
    keep_original: bool = False,
    fetch: Fetch | None = None,
    opened: Callable[[IO[bytes]], None] | None = None,
    seconds: float = SECONDS,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    passed: Callable[[PassedOver], None] | None = None,
) -> Iterator[Article | Failure]:
    """Yield every article at a location as it is found, and a Failure for each thing that could not be read.

    `location` is a file, a folder (read recursively in sorted order; what is hidden or no news text is passed over, and
    `passed` is told of it; `include` and `exclude` are patterns as a shell has them), `-` for
    `stdin` (bytes; the process's own by default) or an http(s) URL. `defaults` fills fields that the
    file leaves empty (outlet, published, byline, title, url, language, agency); `columns` maps a field
    (also `text` and `id`) to the column or key that holds it. `fetch` gets URLs: by default a polite
    `quotes.ingest.web.Fetcher`. `opened` is told of each file, to see how far it is read. A file
    in which the next article takes more than `seconds` of the processor is left (0: never). Nothing is raised for
    bad input; memory stays flat.
    """
    options = Options(fetch or _politely(), defaults or {}, columns or {}, keep_original, opened, seconds)
    options = replace(options, choice=Choice(tuple(include), tuple(exclude), options.columns), passed=passed)
    name = os.fspath(location)
    if name == "-":
        stream = stdin if stdin is not None else sys.stdin.buffer
        yield from walled("-", read_source(Source("-", stream), options), seconds)
    elif "://" in name[:12]:
        yield from walled(name, _read_url(name, options), seconds)
    elif os.path.isdir(name):
        yield from _read_folder(name, options)
    else:
        yield from walled(name, _read_file(name, options), seconds)


def _politely() -> Fetch:
    """What gets URLs one after another; it is made for the first of them: most reads have none, and load nothing for it."""

    @cache
    def fetcher() -> Fetch:
        from quotes.ingest.web import Fetcher

        return Fetcher()

    return lambda url: fetcher()(url)


def walled(origin: str, items: Iterator[Article | Failure], seconds: float = SECONDS) -> Iterator[Article | Failure]:
    """Yield what is read of one file, where nothing that happens in it reaches the others: a bug of ours, a reader that hangs."""
    broken = 0  # in a row
    left = MOST_TIMES * seconds  # of all members of an archive together
    while True:
        before = cutoff.used()
        try:
            with cutoff.after(seconds):
                item = next(items, None)
        except cutoff.CutOffError:
            yield Failure(origin, f"reading it took more than {seconds:g} seconds; the rest is not read")
            return
        except Exception as error:
            if not wall.ON:
                raise
            yield Failure(origin, f"it cannot be read, by a bug of ours ({wall.described(error)})")
            return
        if item is None:
            return
        left += isinstance(item, Article) - (cutoff.used() - before)
        yield item
        if seconds and left < 0:
            yield Failure(
                origin, f"reading it took more than {MOST_TIMES * seconds:g} seconds in all; the rest is not read"
            )
            return
        broken = broken + 1 if isinstance(item, Failure) else 0
        if broken == MOST_BROKEN:
            yield Failure(origin, f"{broken:,} records in a row cannot be read; the rest is not read")
            return


def read_source(source: Source, options: Options) -> Iterator[Article | Failure]:
    """Yield every article in one stream, whatever it holds; what goes wrong becomes the last item."""
    try:
        head = source.stream.read(sniff.HEAD)
        kind = sniff.kind_of(head, source.url or source.origin)
        source = replace(source, head=head, stream=_rewound(source.stream, head))
        yield from reader_of(kind)(source, options)
    except IngestError as error:
        yield Failure(source.origin, str(error))
    except ImportError as error:
        missing = (error.name or str(error)).replace("lxml.html.clean", "lxml_html_clean")
        yield Failure(source.origin, f"a package that its kind needs is missing: pip install {missing}")
    except OSError as error:
        yield Failure(source.origin, error.strerror or str(error) or type(error).__name__)


def reader_of(kind: str) -> Reader:
    """Return the reader of a kind that `sniff.kind_of` names."""
    module, function = READERS[kind].split(":")
    reader: Reader = getattr(import_module(f"quotes.ingest.{module}"), function)
    return reader


def _rewound(stream: IO[bytes], head: bytes) -> IO[bytes]:
    """The stream as it was before its head was read."""
    if stream.seekable():
        stream.seek(-len(head), io.SEEK_CUR)
        return stream
    return Patient(Replayed(head, stream), sniff.HEAD)


def _read_file(path: str, options: Options) -> Iterator[Article | Failure]:
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            raise IngestError("not a regular file")
        with open(path, "rb") as stream:
            if options.opened:
                options.opened(stream)
            yield from read_source(Source(path, stream), options)
    except IngestError as error:
        yield Failure(path, str(error))
    except (OSError, ValueError) as error:
        yield Failure(path, getattr(error, "strerror", None) or str(error))


def _read_folder(folder: str, options: Options) -> Iterator[Article | Failure]:
    for found in walk(folder, options.choice):
        if isinstance(found, str):
            yield from walled(found, _read_file(found, options), options.seconds)
        elif isinstance(found, OSError):
            yield Failure(str(found.filename), found.strerror or str(found))
        elif options.passed:
            options.passed(found)


def _read_url(url: str, options: Options) -> Iterator[Article | Failure]:
    try:
        page = options.fetch(url)
    except IngestError as error:
        yield Failure(url, str(error))
        return
    yield from read_source(fetched_source(url, page), options)


def fetched_source(origin: str, page: Fetched) -> Source:
    """Return the source of a page that came over the network."""
    return Source(origin, io.BytesIO(page.body), url=page.url, retrieved=page.retrieved, charset=page.charset)
