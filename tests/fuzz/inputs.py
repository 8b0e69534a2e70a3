"""Input of any shape, made fast: sound files, texts of what programs trip over, and files spoilt at random.

Everything is made from a `Random`, so that a number brings the same input back.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

DOCUMENTS = Path(__file__).parents[1] / "documents"

# What the readers look for, among characters that programs trip over.
WORDS = (
    "said Ada Mole; “We wait”; 'no'; according to; he; she; the mayor; Mr.; Dr. Bo Ek; on Monday; 3 May 2024; 2024-02-30; ❻; ²; twenty;"
    ' five; Q:; A:; ADA MOLE:; By Ada Mole; Updated; AP; [...]; …; (; ); [; ]; “; ”; "; ’; —; - ; * ; # ; > ; ---; ...; &*me; *me;'
    ' title: ; published: ; <p>; </p>; <q>; <blockquote>; <script>; <!--; &#0;; &#99999999;; <![CDATA[; ]]>; {"text": ; [{; }]; null;'
    " 1e999; \\ud800; http://[; http://a.b/; \\x00; text,title; charset=zlib; PAR1; WARC/1.0; From: a@b.c; Subject: ; -->; 00:00:01.000"
).split("; ")
ODD = "\u0000\u000b\u001c\u0085\u00a0\u00ad\u0301\u200b\u200d\u2028\u202e\ufeff\uff9e\ufffd\U0001f600İıſßﬁ\r\n\t "
_MARKS = ODD + "aA.,“”"

TEXT = "“The ferry leaves at nine,” said Oda Brandt, who runs the pier. Nobody spoke against it on Monday.\n\n" * 3
RECORD = {"id": "a", "title": "T", "text": TEXT, "published": "2024-02-03", "authors": ["Ada Mole"]}
FEED = f"<rss version='2.0'><channel><title>t</title><item><title>a</title><description>{TEXT}</description></item></channel></rss>"
HTML = f"<html><head><title>T</title></head><body><article><h1>T</h1><p>{TEXT}</p><blockquote>{TEXT}</blockquote></article></body></html>"
HTTP = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{HTML}".encode()
WARC = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nContent-Type: application/http\r\n"
    + f"Content-Length: {len(HTTP)}\r\n\r\n".encode() + HTTP + b"\r\n\r\n"
)  # fmt: skip


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def parquet(columns: dict[str, object] | None = None, rows: int = 3) -> bytes:
    """A Parquet file of rows that are alike."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(pa.table({name: [value] * rows for name, value in (columns or RECORD).items()}), buffer)
    return buffer.getvalue()


def _plain(name: str) -> Callable[[], bytes]:
    return lambda: (DOCUMENTS / name).read_bytes()


_MEMBERS = {"a.txt": TEXT.encode(), "b/c.jsonl": json.dumps(RECORD).encode()}
SOUND: dict[str, Callable[[], bytes]] = {
    "text": TEXT.encode,
    "markdown": f"---\ntitle: T\nauthor: [Ada Mole, Bo Ek]\ndate: 2024-02-03\n---\n\n# T\n\n> {TEXT}\n* a\n".encode,
    "page": HTML.encode,
    "json": lambda: json.dumps([RECORD, RECORD]).encode(),
    "lines": lambda: "\n".join(json.dumps(RECORD) for _ in range(3)).encode(),
    "table": lambda: f'id,title,text\n1,T,"{TEXT}"\n2,T,"{TEXT}"\n'.encode(),
    "wide table": lambda: f'id,title,text\n1,T,"{TEXT}"\n'.encode("utf-16"),
    "feed": FEED.encode,
    "warc": lambda: WARC * 2,
    "gzip": lambda: gzip.compress(TEXT.encode()),
    "packed warc": lambda: gzip.compress(WARC) * 2,
    "zip": lambda: zipped(_MEMBERS),
    "zip bzip2": lambda: zipped(_MEMBERS, zipfile.ZIP_BZIP2),
    "zip lzma": lambda: zipped(_MEMBERS, zipfile.ZIP_LZMA),
    "bzip2": lambda: bz2.compress(TEXT.encode()),
    "xz": lambda: lzma.compress(TEXT.encode()),
    "parquet": parquet,
    "captions": _plain("voices.vtt"),
    "subtitles": _plain("hall.srt"),
    "mail": _plain("fares.eml"),
    "mail with documents": _plain("attached.eml"),
    "debates": _plain("commons.xml"),
    "word": _plain("statement.docx"),
    "workbook": _plain("articles.xlsx"),
    "pdf": _plain("release.pdf"),
}


@cache
def sound(kind: str) -> bytes:
    """A file of a kind of `SOUND`, as it should be."""
    return SOUND[kind]()


def text(r: Random) -> str:
    """A text of words, marks and odd characters, in which one piece may come a few hundred times."""
    pieces = [_piece(r) for _ in range(r.choice((0, 1, 2, 4, 8, 16, 32)))]
    if r.random() < 0.3:
        pieces.insert(r.randint(0, len(pieces)), _piece(r) * r.randint(1, 400))
    if r.random() < 0.3:
        pieces.insert(r.randint(0, len(pieces)), TEXT[r.randint(0, 100) : r.randint(100, 290)])
    return r.choice(("", "", " ")).join(pieces)


def _piece(r: Random) -> str:
    kind = r.random()
    if kind < 0.5:
        return r.choice(WORDS)
    if kind < 0.7:
        return "".join(r.choices(_MARKS, k=r.randint(1, 6)))
    if kind < 0.9:
        return "".join(chr(r.randint(32, 126)) for _ in range(r.randint(1, 8)))
    return "".join(
        chr(r.choice((r.randint(0, 0x2FF), r.randint(0x2000, 0x2FFF), r.randint(0, 0x10FFFF)))) for _ in "abc"
    )


def coded(words: str) -> bytes:
    """The bytes of a text, in which halves of characters may stand."""
    return words.encode("utf-8", "surrogatepass")


def spoilt(r: Random, data: bytes) -> bytes:
    """A file with some of its bytes changed, taken out, put in, or doubled."""
    out = bytearray(data)
    for _ in range(r.choice((0, 1, 1, 2, 3, 6))):
        at, size = r.randint(0, max(0, len(out) - 1)), r.choice((1, 2, 4, 16, 64))
        match r.randint(0, 7):
            case 0 if out:
                out[at] ^= 1 << r.randint(0, 7)
            case 1 if out:
                out[at : at + size] = r.choice(
                    (b"\0", b"\xff", b"\x7f\xff\xff\xff", b"-1", b"99999999999", b"\xc2\xb2")
                )
            case 2:
                del out[at : at + size]
            case 3:
                out[at:at] = r.randbytes(size)
            case 4:
                del out[at:]
            case 5:
                out[at:at] = out[at : at + size] * r.randint(1, 50)
            case 6:
                to = r.randint(0, max(0, len(out) - 1))
                out[to:to] = out[at : at + size]
            case _:
                out[at:at] = coded(text(r))
    return bytes(out)


def file(r: Random, kind: str) -> bytes:
    """A spoilt file of a kind: what is packed is spoilt within as often as without."""
    whole = sound(kind)
    if r.random() < 0.6:
        if kind in ("gzip", "packed warc"):
            return gzip.compress(spoilt(r, gzip.decompress(whole)), 1)
        if kind.startswith("zip") or kind in ("word", "workbook"):
            with zipfile.ZipFile(io.BytesIO(whole)) as archive:
                members = {name: archive.read(name) for name in archive.namelist()}
            name = r.choice(list(members))
            members[name] = spoilt(r, members[name])
            if r.random() < 0.1:
                members[text(r)[:40].replace("\0", "") or "x"] = members.pop(name)
            with_level = {"zip bzip2": zipfile.ZIP_BZIP2, "zip lzma": zipfile.ZIP_LZMA}.get(kind, zipfile.ZIP_STORED)
            try:
                return zipped(members, with_level)
            except UnicodeEncodeError:  # half a character in a name
                return spoilt(r, whole)
    return spoilt(r, whole)


def bytes_of_no_kind(r: Random) -> bytes:
    """A text, or bytes at random, or the beginning of one kind and the end of another."""
    kind = r.random()
    if kind < 0.6:
        return coded(text(r))
    if kind < 0.8:
        return r.randbytes(r.randint(0, 200))
    one, other = sound(r.choice(list(SOUND))), sound(r.choice(list(SOUND)))
    return one[: r.randint(0, min(len(one), 2000))] + other[r.randint(0, len(other)) :][:4000]
