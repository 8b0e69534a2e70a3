"""ZIP and gzip around anything else, never unpacked to disk and bounded by size, ratio and depth."""

from __future__ import annotations

import gzip
import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import IO

from quotes.errors import IngestError
from quotes.ingest.buffers import DAMAGE, Counted, Patient, Unpacked
from quotes.ingest.sniff import HEAD
from quotes.ingest.sources import Options, Source
from quotes.ingest.stream import read_source, reader_of, walled
from quotes.limits import FREE, MAX_DEPTH, MAX_DIRECTORY, MAX_SPOOL, RATIO
from quotes.types import Article, Failure

IN_MEMORY = 20_000_000
OFFICE = {"[Content_Types].xml": "an Office document", "mimetype": "an OpenDocument file or an e-book"}
_END = re.compile(rb"PK\x05\x06.{8}(.{4})|PK\x06\x06.{36}(.{8})", re.DOTALL)  # with how long the list of members is
READ = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}


def read_gzip(source: Source, options: Options) -> Iterator[Article | Failure]:
    """Yield the articles of whatever is packed, as it is unpacked."""
    _check_depth(source)
    _check_name(source.head)
    packed = Counted(source.stream)
    with gzip.GzipFile(fileobj=io.BufferedReader(packed)) as plain:  # it asks for byte after byte of what pads the end
        ratio = Ratio(lambda: packed.count, source.unpacked)
        inside = source.inside(source.origin, Patient(Unpacked(plain.read1, ratio), HEAD), ratio)
        yield from read_source(inside, options)


def read_zip(source: Source, options: Options) -> Iterator[Article | Failure]:
    """Yield the articles of each member, in the archive's order; hidden members are left out."""
    _check_depth(source)
    with seekable(source.stream) as stream:
        _check_directory(stream)
        try:
            archive = zipfile.ZipFile(stream)
        except (*DAMAGE, ValueError, NotImplementedError) as error:
            raise IngestError(f"a damaged ZIP archive ({error})") from None
        size = stream.seek(0, io.SEEK_END)
        ratio = Ratio(lambda: size, source.unpacked)  # of all members together
        if kind := next((kind for name, kind in READ.items() if name in archive.NameToInfo), None):
            ratio(sum(member.file_size for member in archive.infolist()))
            stream.seek(0)
            yield from reader_of(kind)(replace(source, stream=stream), options)
            return
        _check_office(archive)
        for member in archive.infolist():
            name = member.filename.replace("\\", "/")
            hidden = any(part.startswith((".", "__MACOSX")) and part not in (".", "..") for part in name.split("/"))
            if not name.endswith("/") and not hidden:
                yield from _read_member(archive, member, source, options, ratio)


class Ratio:
    """What has been unpacked, held against the size of what it was packed in, and against that of all around it."""

    def __init__(self, packed: Callable[[], int], around: Callable[[int], None] | None = None) -> None:
        self._packed, self._around = packed, around
        self._count = 0

    def __call__(self, count: int) -> None:
        self._count += count
        if self._count > FREE and self._count > RATIO * self._packed():
            raise IngestError(f"unpacks to more than {RATIO} times its size: a bomb")
        if self._around:
            self._around(count)


def _read_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, source: Source, options: Options, ratio: Ratio
) -> Iterator[Article | Failure]:
    origin = f"{source.origin}!{member.filename}"
    name = member.filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or name[1:2] == ":":
        yield Failure(origin, "a path outside the archive")
        return
    try:
        with archive.open(member) as plain:
            unpacked = Unpacked(plain.read, ratio)
            packed = read_source(source.inside(origin, Patient(unpacked, HEAD), ratio), options)
            yield from walled(origin, packed, options.seconds)
    except NotImplementedError as error:
        yield Failure(origin, f"packed in a way that is not read ({error})")
    except RuntimeError:
        yield Failure(origin, "encrypted")
    except (*DAMAGE, ValueError) as error:
        yield Failure(origin, f"a damaged member of the archive ({error})")


@contextmanager
def seekable(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """Yield the stream itself when one can seek in it, else a copy of it, bounded, in memory or on disk."""
    if stream.seekable():
        yield stream
        return
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as copy:
        while chunk := stream.read(1_000_000):
            if copy.tell() + len(chunk) > MAX_SPOOL:
                raise IngestError(
                    f"larger than the limit of {MAX_SPOOL // 1_000_000_000} GB for a piped or nested archive"
                )
            copy.write(chunk)
        copy.seek(0)
        yield copy


def _check_depth(source: Source) -> None:
    if source.depth >= MAX_DEPTH:
        raise IngestError(f"archives nested more than {MAX_DEPTH} deep")


def _check_name(head: bytes) -> None:
    """Raises IngestError for a gzip file whose own name and comment do not end: they are read byte by byte."""
    flags, at = head[3:4] or b"\0", 10
    if flags[0] & 4:
        at += 2 + int.from_bytes(head[10:12], "little")
    for flag in (8, 16):
        if flags[0] & flag and not (at := head.find(b"\0", at) + 1):
            raise IngestError("a damaged gzip file (the name in it has no end)")


def _check_directory(stream: IO[bytes]) -> None:
    """Raises IngestError for an archive that lists more members than memory holds, before they are listed."""
    end = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, end - 66_000))  # a comment of 65,535 bytes may stand behind
    tail = stream.read()
    sizes = [int.from_bytes(m[1] or m[2], "little") for m in _END.finditer(tail)]
    if any(size > MAX_DIRECTORY for size in sizes if size != 0xFFFFFFFF):  # which says that it stands elsewhere
        raise IngestError(f"its list of members is longer than the limit of {MAX_DIRECTORY // 1_000_000} MB")
    stream.seek(0)


def _check_office(archive: zipfile.ZipFile) -> None:
    for name, what in OFFICE.items():
        if name in archive.NameToInfo:
            raise IngestError(f"unsupported file type: {what}")
