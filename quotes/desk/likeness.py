"""Find quotations that say the same in other words.

A quotation has two vectors, side by side in one row of bytes: the mean of what the package's encoder makes of its pieces,
less what it makes of any words at all (the mean of `data/usual.txt`), and the sum of what its pieces mean wherever
they stand (`data/meaning.npz`, learned by `quotes.training.meaning`). Rows are written in blocks that are read whole: a
question compares with every quotation. What is near is similar, never found; a person judges whether it says the same.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

from quotes.errors import QueryError
from quotes.store import vectors
from quotes.wording.words import words

if TYPE_CHECKING:
    import numpy as np

    from quotes.pipeline.network.encoder import Encoder
    from quotes.store import Store

BLOCK = 1_024  # quotations of a block
NEAREST = 300  # of the quotations, that are told
LONGEST = 1_000  # characters of a quotation that are read
TOGETHER = 64  # quotations that are encoded at once

Tell = Callable[[int, int], None]


def model(version: str = "") -> str:
    """Return the name of what makes the vectors: the encoder's version (the package's, if none is given) and the table's."""
    if not version:
        from quotes.pipeline import model_version

        version = model_version()
    return f"{version}+{_table_version()}"


def missing(conn: sqlite3.Connection) -> int:
    """Return how many quotations have no vectors of the package's own model yet."""
    return vectors.missing(conn, model())


def index(store: Store, *, encoder: Encoder | None = None, tell: Tell = lambda done, of: None) -> int:
    """Give every quotation that has none its vectors, a block a transaction; return how many were given some.

    Vectors of another model are deleted first. `tell` is called with how many are done, and of how many.
    """
    import numpy as np

    encoder = encoder or _encoder()
    name, done = model(str(encoder.meta["version"])), 0
    vectors.forget_others(store, name)
    of = vectors.missing(store.conn, name)
    while rows := vectors.without(store.conn, name, longest=LONGEST, limit=BLOCK):
        mean = _mean(store.conn, name)
        if mean is None:
            usual = files("quotes").joinpath("data/usual.txt").read_text(encoding="utf-8").splitlines()
            mean = _vectors(usual, encoder)[0].mean(0)
            vectors.keep_mean(store, name, mean.tobytes())
        read, meant = _vectors([text for _, text in rows], encoder)
        ids = np.array([quote_id for quote_id, _ in rows], np.int64)
        block = np.round(127 * np.hstack([_unit(read - mean), meant])).astype(np.int8)
        vectors.add(store, name, int(ids[-1]), ids.tobytes(), block.tobytes())
        done += len(rows)
        tell(done, of)
    return done


def alike(conn: sqlite3.Connection, claim: str, *, encoder: Encoder | None = None) -> list[tuple[int, float]]:
    """Return the quotations most like the words, the likest first: (id, likeness, at most 1), NEAREST at most.

    The likeness is the mean of the cosines of both vectors. Raises QueryError where there are no words, or no vectors of the
    encoder's model yet (`index`).
    """
    import numpy as np

    if not any(word.key.isalnum() for word in words(claim)):
        raise QueryError("there are no words to look for")
    encoder = encoder or _encoder()
    name = model(str(encoder.meta["version"]))
    mean = _mean(conn, name)
    if mean is None:
        raise QueryError('the quotations have no vectors yet: quotes search DB --like "…" makes them')
    read, meant = _vectors([claim[:LONGEST]], encoder)
    asked = np.hstack([_unit(read - mean), meant])[0].astype(np.float32) / (2 * 127)
    ids, scores = [], []
    for block, rows in vectors.blocks(conn, name):
        ids.append(np.frombuffer(block, np.int64))
        scores.append(np.frombuffer(rows, np.int8).reshape(-1, len(asked)).astype(np.float32) @ asked)
    every, near = np.concatenate(ids), np.concatenate(scores)
    most = min(NEAREST, len(every))
    best = np.argpartition(-near, most - 1)[:most]
    shown = _shown(conn, [int(every[at]) for at in best])
    found = [(int(every[at]), float(near[at])) for at in best]
    return sorted((pair for pair in found if pair[0] in shown), key=lambda pair: (-pair[1], pair[0]))


def _vectors(texts: Sequence[str], encoder: Encoder) -> tuple[np.ndarray, np.ndarray]:
    """Return what the texts' pieces are read as, on average, and what they mean anywhere: one row a text, of length 1."""
    import numpy as np

    table, read, meant = _table(), [], []
    for first in range(0, len(texts), TOGETHER):
        for reading in encoder.read(texts[first : first + TOGETHER]):
            read.append(reading.vectors.sum(0))
            meant.append(table[reading.pieces.ids].sum(0))
    return _unit(np.stack(read)), _unit(np.stack(meant))


@cache
def _table() -> np.ndarray:
    """Return what each piece of the tokenizer's vocabulary means: (pieces, width)."""
    import numpy as np

    with as_file(_TABLE) as path, np.load(path) as found:
        return np.asarray(found["table"] * found["scale"][:, None].astype(np.float32))


@cache
def _table_version() -> str:
    return hashlib.sha256(_TABLE.read_bytes()).hexdigest()[:8]


def _unit(rows: np.ndarray) -> np.ndarray:
    import numpy as np

    units: np.ndarray = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return units


def _mean(conn: sqlite3.Connection, name: str) -> Any:
    import numpy as np

    mean = vectors.mean(conn, name)
    return None if mean is None else np.frombuffer(mean, np.float32)


def _shown(conn: sqlite3.Connection, ids: Sequence[int]) -> set[int]:
    sql = "SELECT id FROM quotes WHERE id IN (SELECT value FROM json_each(?)) AND shown > 0"
    return {row[0] for row in conn.execute(sql, (json.dumps(ids),))}


def _encoder() -> Encoder:
    from quotes.pipeline.network.encoder import default

    return default()


_TABLE = files("quotes").joinpath("data/meaning.npz")
