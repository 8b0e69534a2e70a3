"""ZIP and gzip around anything else, never unpacked to disk and bounded by size, ratio and depth."""

from __future__ import annotations

import gzip
import io
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO

from quotes.errors import IngestError
from quotes.ingest.records import Options, Source
from quotes.ingest.sniff import HEAD
from quotes.ingest.stream import read_source
from quotes.types import Article, Failure

MAX_DEPTH = 3  # archives inside each other
RATIO = 200  # unpacked to packed: pages and JSON reach 20, bombs a thousand and more
FREE = 50_000_000  # bytes that may be unpacked before the ratio counts
MAX_SPOOL = 4_000_000_000  # bytes of a piped or nested archive that are put aside on disk to be searched
IN_MEMORY = 20_000_000
OFFICE = {"[Content_Types].xml": "an Office document", "mimetype": "an OpenDocument file or an e-book"}


def read_gzip(source: Source, options: Options) -> Iterator[Article | Failure]:
    """The articles of whatever is packed, as it is unpacked."""
    _check_depth(source)
    packed = _Counted(source.stream)
    with gzip.GzipFile(fileobj=packed) as plain:
        unpacked = _Unpacked(plain.read1, _Ratio(lambda: packed.count))
        yield from read_source(source.inside(source.origin, _Patient(unpacked, HEAD)), options)


def read_zip(source: Source, options: Options) -> Iterator[Article | Failure]:
    """The articles of each member, in the archive's order; hidden members are left out."""
    _check_depth(source)
    with seekable(source.stream) as stream:
        try:
            archive = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise IngestError(f"a damaged ZIP archive ({error})") from None
        _check_office(archive)
        size = stream.seek(0, io.SEEK_END)
        ratio = _Ratio(lambda: size)  # of all members together
        for member in archive.infolist():
            name = PurePosixPath(member.filename)
            hidden = any(part.startswith((".", "__MACOSX")) and part != ".." for part in name.parts)
            if not member.is_dir() and not hidden:
                yield from _read_member(archive, member, source, options, ratio)


class _Ratio:
    """What has been unpacked, held against the size of what it was packed in."""

    def __init__(self, packed: Callable[[], int]) -> None:
        self._packed = packed
        self._count = 0

    def __call__(self, count: int) -> None:
        self._count += count
        if self._count > FREE and self._count > RATIO * self._packed():
            raise IngestError(f"unpacks to more than {RATIO} times its size: a bomb")


def _read_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, source: Source, options: Options, ratio: _Ratio
) -> Iterator[Article | Failure]:
    origin = f"{source.origin}!{member.filename}"
    name = member.filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or name[1:2] == ":":
        yield Failure(origin, "a path outside the archive")
        return
    try:
        with archive.open(member) as plain:
            unpacked = _Unpacked(plain.read, ratio)
            yield from read_source(source.inside(origin, _Patient(unpacked, HEAD)), options)
    except RuntimeError:
        yield Failure(origin, "encrypted")
    except (zipfile.BadZipFile, NotImplementedError) as error:
        yield Failure(origin, f"a damaged member of the archive ({error})")


@contextmanager
def seekable(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """The stream itself when one can seek in it, else a copy of it, bounded, in memory or on disk."""
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


def _check_office(archive: zipfile.ZipFile) -> None:
    for name, what in OFFICE.items():
        if name in archive.NameToInfo:
            raise IngestError(f"unsupported file type: {what}")


class _Counted(io.RawIOBase):
    """Bytes passed on as they are, and counted."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self.count += len(data)
        return len(data)


class _Unpacked(io.RawIOBase):
    """Unpacked bytes, until there are suspiciously many for the packed ones, or the packed ones are damaged."""

    def __init__(self, unpack: Callable[[int], bytes], check: Callable[[int], None]) -> None:
        self._unpack, self._check = unpack, check
        self._error: IngestError | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._error:
            raise self._error
        try:
            data = self._unpack(len(buffer))
            self._check(len(data))
        except IngestError as error:
            self._error = error
            raise
        except (EOFError, OSError, zlib.error, zipfile.BadZipFile) as error:
            self._error = IngestError(f"the compressed data is cut off or damaged ({error})")
            raise self._error from None
        buffer[: len(data)] = data
        return len(data)


class _Patient(io.BufferedReader):
    """A reader that hands out what it has before it raises, so that the records before the damage are read."""

    def read(self, size: int | None = -1) -> bytes:
        wanted = float("inf") if size is None or size < 0 else size
        pieces: list[bytes] = []
        while wanted:
            try:
                piece = self.read1(int(min(wanted, 1_000_000)))
            except IngestError:
                if not pieces:
                    raise
                break
            if not piece:
                break
            pieces.append(piece)
            wanted -= len(piece)
        return b"".join(pieces)
