"""What a stream holds, told by its first bytes; the name only decides between kinds of text."""

from __future__ import annotations

import re
from pathlib import PurePath

from quotes.errors import IngestError
from quotes.ingest.columns import GUESSES, folded
from quotes.ingest.encoding import BOMS

HEAD = 65_536  # bytes looked at

MAGIC = (
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PAR1", "parquet"),
    (b"WARC/", "warc"),
    (b"%PDF", "pdf"),
)
UNSUPPORTED = (
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
)
TABLES = {".csv": "csv", ".tsv": "csv"}
LINES = {".jsonl", ".ndjson", ".jl"}
MARKDOWN = {".md", ".markdown"}
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_TAG = re.compile(rb"</?(?:p|div|h1|article|span|br|main|section|blockquote)\b[^<>]{0,300}>", re.IGNORECASE)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF|channel)\b", re.IGNORECASE)
_DEBATES = re.compile(
    rb"<(?:\w+:)?(?:publicwhip|hansard|akomaNtoso|CRDoc|debates?|debateRecord|speech|speaking|Intervention|membercontribution)\b",
    re.IGNORECASE,
)
_CUE = re.compile(rb"(?:\d+[ \t]*\r?\n)?\d{1,2}:\d\d:\d\d[,.]\d{1,3}[ \t]*-->")
_MAIL = re.compile(rb"(?:[A-Z][\w-]*:[ \t][^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)+\r?\n")
_SENT = re.compile(rb"^(?:From|Date|Subject|To|Message-I[Dd]|MIME-Version|Received):", re.MULTILINE)
_FRONT_MATTER = re.compile(rb"---[ \t]*\r?\n(?:[^\n]*\n){0,200}?(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)")


def kind_of(head: bytes, name: str) -> str:
    """Return the kind of a stream that begins with `head`; raises IngestError for what cannot be read at all.

    One of gzip, zip, parquet, warc, pdf, captions, mail, debates, feed, html, jsonl, json, csv, markdown, text.
    """
    if not head:
        raise IngestError("the file is empty")
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return kind
    for magic, what in UNSUPPORTED:
        if head.startswith(magic):
            raise IngestError(f"unsupported file type: {what}")
    wide = any(head.startswith(mark) for mark, encoding in BOMS if encoding != "utf-8-sig")
    if wide:
        head = head.decode("utf-16", errors="replace").encode()
    elif _is_binary(head.replace(b"\0", b"") if _is_stray(head, name) else head):
        raise IngestError("unsupported file type: binary data")
    return _text_kind(head.removeprefix(BOMS[0][0]).lstrip(), PurePath(name.removesuffix(".gz")).suffix.lower())


def _is_stray(head: bytes, name: str) -> bool:
    """Whether the NULs of a table are slips in it: so few that it is a table all the same."""
    return PurePath(name.removesuffix(".gz")).suffix.lower() in TABLES and head.count(b"\0") * 20 < len(head)


def _is_binary(head: bytes) -> bool:
    control = len(head.translate(None, bytes(range(0x20, 0x100)) + b"\t\n\r\f\x1b"))
    return b"\0" in head or control > len(head) * 0.05


def _text_kind(head: bytes, suffix: str) -> str:
    if head.startswith(b"<"):
        markup = _markup_kind(head, suffix)
        if markup:
            return markup
    if head.startswith(b"WEBVTT") or _CUE.match(head) or suffix in (".vtt", ".srt"):
        return "captions"
    if suffix == ".eml" or (mail := _MAIL.match(head)) and len(set(_SENT.findall(mail.group()))) > 2:
        return "mail"
    if suffix in LINES:
        return "jsonl"
    if re.match(rb'\{\s*["}]', head):
        one_line = not re.search(rb"[\r\n]", head.rstrip())
        return "jsonl" if one_line or re.search(rb'\n\{\s*"', head) else "json"
    if re.match(rb"\[\s*(?:\{|\]\s*\Z)", head) or suffix == ".json":
        return "json"
    if suffix in TABLES:
        return "csv"
    if suffix in MARKDOWN or _FRONT_MATTER.match(head):
        return "markdown"
    return "csv" if _is_table(head) else "text"


def _is_table(head: bytes) -> bool:
    """Whether the first line is a row of short names, one of which is what exports call the text."""
    top = re.split(rb"[\r\n]", head, maxsplit=1)[0].decode("utf-8", errors="replace").casefold()
    names = [name.strip(" \"'") for name in max((top.split(mark) for mark in ",;\t|"), key=len)]
    return (
        len(names) > 1 and all(len(name) <= 40 for name in names) and any(folded(n) in GUESSES["text"] for n in names)
    )


def _markup_kind(head: bytes, suffix: str) -> str:
    page, feed = _HTML.search(head[:4096]), _FEED.search(head[:4096])
    if page and _DEBATES.search(head[: page.start()]):
        return "debates"
    if feed and not (page and page.start() < feed.start()):
        return "feed"
    if page or suffix in (".html", ".htm", ".xhtml"):
        return "html"
    if _DEBATES.search(head):
        return "debates"
    if head.startswith(b"<?xml") or suffix in (".rss", ".atom", ".xml"):
        return "feed"  # its reader says what is wrong with it
    return "html" if len(_TAG.findall(head)) > 2 else ""
