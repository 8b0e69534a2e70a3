"""Streams of bytes around other streams: replayed, counted, unpacked with care, read with patience."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import IO

from quotes.errors import IngestError

# what the standard library raises for packed bytes that are cut off or damaged; a damaged head of LZMA asks for gigabytes
DAMAGE = (EOFError, OSError, MemoryError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, struct.error)


class Replayed(io.RawIOBase):
    """A head that was read already, and then the rest of its stream."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        data = data or self._rest.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class Counted(io.RawIOBase):
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


class Unpacked(io.RawIOBase):
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
        except (*DAMAGE, ValueError, NotImplementedError) as error:
            self._error = IngestError(f"the compressed data is cut off or damaged ({error})")
            raise self._error from None
        buffer[: len(data)] = data
        return len(data)


class Patient(io.BufferedReader):
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
