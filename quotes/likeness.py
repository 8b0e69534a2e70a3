"""Quotations that say the same in other words: near by their vectors, or by the telling words they share.

A quotation's vector is the mean of what the package's encoder makes of its words, less what it makes of any words at all
(the mean of `data/usual.txt`), in bytes. They are written in blocks, which are read whole: a question compares with all of them. What is near
is similar, never found: whether it says the same is for a person to judge.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from quotes import candidates, paraphrase
from quotes.candidates import Within
from quotes.errors import QueryError
from quotes.words import words

if TYPE_CHECKING:
    import numpy as np

    from quotes.pipeline.encoder import Encoder
    from quotes.store import Store

BLOCK = 1_024  # quotations of a block
NEAREST = 300  # of the vectors, that are looked at
WORDED = 60  # of those that share words
LONGEST = 1_000  # characters of a quotation that are read
TOGETHER = 64  # quotations that are encoded at once
MAPPED = 1 << 30  # bytes of the file that may be read as memory

Tell = Callable[[int, int], None]


def missing(conn: sqlite3.Connection, model: str) -> int:
    """How many quotations have no vector of that model's yet."""
    row = conn.execute(f"SELECT count(*) FROM quotes WHERE id > ({_LAST})", (model,)).fetchone()
    return int(row[0])


def index(store: Store, *, encoder: Encoder | None = None, tell: Tell = lambda done, of: None) -> int:
    """Gives every quotation that has none a vector, a block a transaction, and says how many it gave.

    Vectors of another model go first. `tell` is called with how many are done, and of how many.
    """
    import numpy as np

    encoder = encoder or _encoder()
    model, done = str(encoder.meta["version"]), 0
    with store.transaction() as conn:
        conn.execute("DELETE FROM vector_blocks WHERE model <> ?", (model,))
        conn.execute("DELETE FROM vector_means WHERE model <> ?", (model,))
    of = missing(store.conn, model)
    while rows := store.conn.execute(
        f"SELECT id, substr(text, 1, ?) FROM quotes WHERE id > ({_LAST}) ORDER BY id LIMIT ?", (LONGEST, model, BLOCK)
    ).fetchall():
        vectors = _vectors([row[1] for row in rows], encoder)
        with store.transaction() as conn:
            mean = _mean(conn, model)
            if mean is None:
                mean = _vectors(
                    files("quotes").joinpath("data/usual.txt").read_text(encoding="utf-8").splitlines(), encoder
                ).mean(0)
                conn.execute("INSERT INTO vector_means VALUES (?, ?)", (model, mean.tobytes()))
            ids = np.array([row[0] for row in rows], np.int64)
            block = np.round(127 * _unit(vectors - mean)).astype(np.int8)
            values = (int(ids[-1]), model, ids.tobytes(), block.tobytes())
            conn.execute("INSERT INTO vector_blocks (last_id, model, ids, vectors) VALUES (?, ?, ?, ?)", values)
        done += len(rows)
        tell(done, of)
    return done


def alike(conn: sqlite3.Connection, claim: str, *, encoder: Encoder | None = None) -> list[tuple[int, float]]:
    """The quotations most like the words, with how much, the likest first: (id, from about 0 to 2).

    The number is the cosine of the vectors and, added to it, the share of the telling words that both have. Raises
    QueryError where there are no words, or no vectors of the encoder's model yet (`index`).
    """
    claimed = words(claim)
    if not any(word.key.isalnum() for word in claimed):
        raise QueryError("there are no words to look for")
    encoder = encoder or _encoder()
    near = dict(_nearest(conn, claim, encoder))
    shared = [row["id"] for row in candidates.quotations(conn, claimed, Within(), WORDED)]
    ids = list(dict.fromkeys([*near, *shared]))
    texts = _texts(conn, ids)
    ids = [quote_id for quote_id in ids if quote_id in texts]
    rarity = candidates.rarity(conn, claimed)
    worded = paraphrase.scores(claim, [texts[quote_id] for quote_id in ids], rarity)
    found = [(quote_id, near.get(quote_id, 0.0) + share) for quote_id, share in zip(ids, worded, strict=True)]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def _nearest(conn: sqlite3.Connection, claim: str, encoder: Encoder) -> list[tuple[int, float]]:
    """The nearest by vector alone, with the cosine."""
    import numpy as np

    model = str(encoder.meta["version"])
    mean = _mean(conn, model)
    if mean is None:
        raise QueryError('the quotations have no vectors yet: quotes search DB --like "…" makes them')
    asked = _unit(_vectors([claim], encoder) - mean)[0].astype(np.float32) / 127
    ids, scores = [], []
    conn.execute(f"PRAGMA mmap_size = {MAPPED}")  # blocks are read whole: a page at a time would take twice as long
    for row in conn.execute("SELECT ids, vectors FROM vector_blocks WHERE model = ?", (model,)):
        ids.append(np.frombuffer(row[0], np.int64))
        scores.append(np.frombuffer(row[1], np.int8).reshape(-1, len(asked)).astype(np.float32) @ asked)
    every, cosine = np.concatenate(ids), np.concatenate(scores)
    most = min(NEAREST, len(every))
    best = np.argpartition(-cosine, most - 1)[:most]
    return [(int(every[at]), float(cosine[at])) for at in best]


def _vectors(texts: Sequence[str], encoder: Encoder) -> np.ndarray:
    """One row a text, of length 1: the mean of its pieces' vectors."""
    import numpy as np

    rows = []
    for first in range(0, len(texts), TOGETHER):
        for reading in encoder.read(texts[first : first + TOGETHER]):
            empty = not len(reading.vectors)
            rows.append(np.zeros(reading.vectors.shape[1], np.float32) if empty else reading.vectors.mean(0))
    return _unit(np.stack(rows))


def _unit(rows: np.ndarray) -> np.ndarray:
    import numpy as np

    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def _mean(conn: sqlite3.Connection, model: str) -> Any:
    import numpy as np

    row = conn.execute("SELECT mean FROM vector_means WHERE model = ?", (model,)).fetchone()
    return np.frombuffer(row[0], np.float32) if row else None


def _texts(conn: sqlite3.Connection, ids: Sequence[int]) -> dict[int, str]:
    import json

    sql = "SELECT id, text FROM quotes WHERE id IN (SELECT value FROM json_each(?)) AND shown > 0"
    return {row[0]: row[1] for row in conn.execute(sql, (json.dumps(ids),))}


def _encoder() -> Encoder:
    from quotes.pipeline.encoder import default

    return default()


_LAST = "SELECT coalesce(max(last_id), 0) FROM vector_blocks WHERE model = ?"
