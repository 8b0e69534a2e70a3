"""What a reader is given (`Source`, `Options`) and how it makes an `Article` of what it found."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import IO, Protocol

from quotes.errors import IngestError
from quotes.ingest import header, headings, live
from quotes.ingest.dates import iso_date
from quotes.ingest.encoding import mend
from quotes.ingest.folders import Choice, PassedOver
from quotes.ingest.language import detect_language
from quotes.limits import MAX_FIELD, MAX_PAGE, MAX_TEXT, SECONDS
from quotes.types import Article, Failure, Locator

FIELDS = ("title", "outlet", "byline", "agency", "url", "published", "updated", "language")


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came over the network: its final URL, its bytes, its declared charset, and when.

    `etag` and `modified` are what the server calls this state of it; `unchanged` is a page without bytes, which is
    still as the caller knows it. `moved` is where the server says that it is from now on, empty where it says nothing.
    """

    url: str
    body: bytes
    charset: str = ""
    retrieved: str = ""
    etag: str = ""
    modified: str = ""
    unchanged: bool = False
    moved: str = ""


class Fetch(Protocol):
    """Something that gets a URL, and raises IngestError when it may not or cannot."""

    def __call__(self, url: str) -> Fetched: ...


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller asked for: values for what a file does not say, column names, how to fetch."""

    fetch: Fetch
    defaults: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    keep_original: bool = False
    opened: Callable[[IO[bytes]], None] | None = None  # is told of every file that is opened
    seconds: float = SECONDS  # of the processor until a file's next article
    choice: Choice = field(default_factory=Choice)  # of the files of a folder
    passed: Callable[[PassedOver], None] | None = None  # is told of every file of a folder that is not read


@dataclass(frozen=True, slots=True)
class Source:
    """One stream of bytes to read: where it is, what it is called, and what is known beforehand."""

    origin: str
    stream: IO[bytes]
    head: bytes = b""  # the first bytes, which the stream still has
    url: str = ""
    retrieved: str = ""
    charset: str = ""
    depth: int = 0  # how many archives it lies in
    unpacked: Callable[[int], None] | None = None  # is told of all bytes that are unpacked, where it lies in one
    before: int = 0  # records in front of it, where it is a piece of a larger file

    def inside(self, origin: str, stream: IO[bytes], unpacked: Callable[[int], None] | None = None) -> Source:
        """Return the source of something packed in this one; `unpacked` counts what is unpacked of it."""
        return replace(self, origin=origin, stream=stream, depth=self.depth + 1, unpacked=unpacked or self.unpacked)


def read_all(source: Source, limit: int = MAX_PAGE) -> bytes:
    """Return all bytes of the source; raises IngestError when there are none or more than `limit`."""
    raw = source.stream.read(limit + 1)
    while len(raw) <= limit and (more := source.stream.read(limit + 1 - len(raw))):
        raw += more  # a damaged stream raises only after all that is sound has been read
    if not raw:
        raise IngestError("the file is empty")
    if len(raw) > limit:
        raise IngestError(f"larger than the limit of {limit // 1_000_000} MB for one article")
    return raw


def make_article(
    fields: Mapping[str, object],
    source: Source,
    options: Options,
    *,
    raw: bytes,
    extractor: str,
    record: str = "",
    verbatim: bool = False,
    day_first: bool = False,
    locators: tuple[Locator, ...] = (),
) -> Article:
    """Return the article of these fields, its text fixed for good; raises IngestError with the reason if it is none.

    `fields` has the names of `Article`; the caller's defaults fill the empty ones. `record` says
    which record of the source it is. `verbatim` keeps text and key exactly as they are: a text with `locators` must be.
    """
    text = str(fields.get("text") or "")
    text = text if verbatim else mend(text).strip()
    _check_text(text)
    fields = _opening(text, source.origin, fields)
    values = {name: _field(name, fields, source, options) for name in FIELDS}
    for name in ("published", "updated"):
        values[name] = _date(name, values[name], day_first)
    values["outlet"] = values["outlet"] or _host(values["url"])
    values["language"] = detect_language(text, declared=values["language"])
    key = str(fields.get("key") or "") or values["url"] or _own_key(source.origin, record, raw)
    heads = _places(text, headings.by_shape(text) if fields.get("headings") is None else fields["headings"])
    begins = fields.get("items") or set(live.headed(text[start:end] for start, end in heads))
    return Article(
        text=text,
        key=_encodable(key, "id"),
        origin=_encodable(source.origin + record, "its name"),
        retrieved=source.retrieved,
        raw_hash=hashlib.sha256(raw).hexdigest(),
        extractor=extractor,
        original=raw if options.keep_original else None,
        headings=heads,
        items=tuple(start for start, _ in _places(text, begins)),
        locators=locators,
        **values,
    )


def located(paragraphs: Iterable[Sequence[tuple[str, int]]], kind: str) -> tuple[str, tuple[Locator, ...]]:
    """Return the text of paragraphs, and the locators of this kind: a paragraph is pieces, each with the value of where it stands."""
    text: list[str] = []
    size = 0
    found: list[Locator] = []
    for pieces in paragraphs:
        before = "\n\n" if text else ""
        for piece, value in pieces:
            if not (words := " ".join(mend(piece).split())):
                continue
            size += len(before)
            if not found or found[-1].value != value:
                found.append(Locator(size, kind, value))
            text += [before, words]
            size += len(words)
            before = "" if words.endswith("-") and kind == "page" else " "
    return "".join(text), tuple(found)


def attempt(origin: str, make: Callable[[], Article]) -> Article | Failure:
    """Return what `make` returns, or the failure it raised: one bad record must not end the batch."""
    try:
        return make()
    except IngestError as error:
        return Failure(origin, str(error))


def _check_text(text: str) -> None:
    if not text.strip():
        raise IngestError("it holds no text")
    if len(text) > MAX_TEXT:
        raise IngestError(f"its text is longer than the limit of {MAX_TEXT // 1_000_000} MB for one article")
    _encodable(text, "text")


def _encodable(value: str, what: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise IngestError(f"{what}: half a character (a lone surrogate) at {error.start}") from None
    return value


def _opening(text: str, origin: str, fields: Mapping[str, object]) -> dict[str, object]:
    """The fields, with date and agency of the dateline that opens the text where nothing else gives them."""
    first = text.partition("\n")[0]
    found = header.dateline(first, header.year_in(str(fields.get("url") or origin)))
    try:
        iso_date(found.get("published"))
    except ValueError:
        del found["published"]  # `February 30`, or a day that is still to come
    return dict(fields) | {name: value for name, value in found.items() if not fields.get(name)}


def _field(name: str, fields: Mapping[str, object], source: Source, options: Options) -> str:
    value = fields.get(name) or (source.url if name == "url" else "") or options.defaults.get(name, "")
    line = " ".join(mend(str(value)).split())
    if len(line) > MAX_FIELD and name != "url":
        line = line[:MAX_FIELD].rstrip() + " …"
    return line


def _date(name: str, value: str, day_first: bool) -> str:
    try:
        return iso_date(value, day_first=day_first)
    except ValueError as error:
        raise IngestError(f"{name}: {error}") from None


def _places(text: str, among: object) -> tuple[tuple[int, int], ...]:
    """Where the lines stand in the text that are among these."""
    wanted = {mend(line).strip() for line in among} if isinstance(among, (set, frozenset)) else ()
    lines = re.finditer(r"[^\n]+", text) if wanted else ()
    return tuple(match.span() for match in lines if match.group() in wanted)


def _host(url: str) -> str:
    """The name of the site, where nothing says what the outlet is called."""
    match = re.match(r"https?://(?:www\.)?([^/:?#@]+)", url)
    return match[1] if match else ""


def _own_key(origin: str, record: str, raw: bytes) -> str:
    """What tells the article from others when nobody named it: its absolute path, or its bytes if piped in."""
    if origin == "-":
        return "sha256:" + hashlib.sha256(raw).hexdigest() + record
    return os.path.abspath(origin) + record
