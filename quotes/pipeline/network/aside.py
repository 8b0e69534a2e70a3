"""What the network says of a long text's windows, most of it put aside on disk: of a megabyte it is 700 MB."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import IO, NamedTuple
from weakref import finalize

import numpy as np

KEPT = 200  # windows that stay in memory: of a text of 150,000 characters all
AT_HAND = 4  # of the others, those read last


class _Place(NamedTuple):
    at: int
    shape: tuple[int, ...]


class Aside:
    """Arrays of 32-bit floats in their order; those behind the first KEPT lie in a file without a name."""

    def __init__(self) -> None:
        self._all: list[np.ndarray | _Place] = []
        self._file: IO[bytes] | None = None
        self._at_hand: dict[int, np.ndarray] = {}

    def append(self, array: np.ndarray) -> None:
        """Add an array; where the disk has no room for it, it stays in memory."""
        self._all.append(array)
        if len(self._all) > KEPT:
            try:
                self._all[-1] = self._put(array)
            except OSError:
                return

    def __getitem__(self, n: int) -> np.ndarray:
        found = self._all[n]
        if not isinstance(found, _Place):
            return found
        if n not in self._at_hand:
            self._at_hand[n] = self._read(found)
            if len(self._at_hand) > AT_HAND:
                del self._at_hand[next(iter(self._at_hand))]
        return self._at_hand[n]

    def _opened(self) -> IO[bytes]:
        if self._file is None:
            self._file = TemporaryFile(prefix="quotes-")  # noqa: SIM115 (open as long as the arrays are there)
            finalize(self, self._file.close)
        return self._file

    def _put(self, array: np.ndarray) -> _Place:
        file = self._opened()
        place = _Place(file.seek(0, 2), array.shape)
        file.write(np.ascontiguousarray(array).data)
        file.flush()
        return place

    def _read(self, place: _Place) -> np.ndarray:
        file = self._opened()
        file.seek(place.at)
        return np.frombuffer(file.read(4 * int(np.prod(place.shape))), np.float32).reshape(place.shape)
