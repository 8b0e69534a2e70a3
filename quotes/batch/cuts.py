"""Where a large file can be cut so that each piece is a file of the same kind: JSON lines, and WARC, packed or not."""

from __future__ import annotations

import gzip
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

LINE = 1 << 20  # bytes of a line read at once


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece of a file: its kind, its bytes from `start` to `stop`, and the number of records before it."""

    kind: str
    start: int
    stop: int
    before: int


def cuts(path: str, size: int) -> list[Cut]:
    """Return the pieces of about `size` records each that a file falls into; none for a file that has to be read as a whole."""
    from quotes.errors import IngestError
    from quotes.ingest import sniff

    try:
        with open(path, "rb") as stream:
            head = stream.read(sniff.HEAD)
            stream.seek(0)
            kind = sniff.kind_of(head, path)
            if kind == "jsonl" and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
                edges = list(_lines(stream, size))
            elif kind == "warc" or kind == "gzip" and _unpacked(head).startswith(b"WARC/"):
                edges = list(_records(stream, size))
            else:
                return []
            end = stream.seek(0, io.SEEK_END)
    except (OSError, IngestError):
        return []  # its reader says what is wrong
    if len(edges) < 2:
        return []
    stops = [start for start, _ in edges[1:]] + [end]
    return [Cut(kind, start, stop, before) for (start, before), stop in zip(edges, stops, strict=True)]


def _lines(stream: IO[bytes], size: int) -> Iterator[tuple[int, int]]:
    """Where every piece of so many lines begins, and the number of lines before."""
    number, position, whole = 0, 0, True
    yield 0, 0
    while line := stream.readline(LINE):
        if number and number % size == 0 and whole:
            yield position, number
        position += len(line)
        whole = line.endswith(b"\n")
        number += whole


def _records(stream: IO[bytes], size: int) -> Iterator[tuple[int, int]]:
    """Where every piece of so many records begins; a damaged file is cut up to the damage."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    records: Any = ArchiveIterator(stream, record_types=WarcRecordType.any_type, parse_http=False, fsspec_args=False)
    yield 0, 0
    try:
        for number, record in enumerate(records):
            if number and number % size == 0:
                yield record.stream_pos, number
    except OSError:
        return


def _unpacked(head: bytes) -> bytes:
    try:
        return gzip.GzipFile(fileobj=io.BytesIO(head)).read1(16)
    except (OSError, EOFError):
        return b""


class Stretch(io.RawIOBase):
    """The bytes of a file from `start` to `stop`, as a stream of its own that one can seek in."""

    def __init__(self, path: str, start: int, stop: int) -> None:
        self._stream = open(path, "rb")  # noqa: SIM115 (closed with this stream)
        self._start, self._stop = start, min(stop, os.fstat(self._stream.fileno()).st_size)
        self._stream.seek(start)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: self._start, io.SEEK_CUR: self._stream.tell(), io.SEEK_END: self._stop}[whence]
        return self._stream.seek(max(self._start, base + offset)) - self._start

    def tell(self) -> int:
        return self._stream.tell() - self._start

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(max(0, min(len(buffer), self._stop - self._stream.tell())))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()
