"""Does `quotes search --like` find what was said in other words? python benchmarks/likeness.py [DISTRACTORS] [--timing N]

The 200 lines of likeness.csv and paraphrases.csv say something of the corpus in other words, in the first with few words in
common; `said` are words of the quotation meant. They are looked for among the quotations of the corpus and DISTRACTORS made-up
ones (utterances.py), by `quotes.desk.likeness`, by full text with all words, and by full text with any of them.
--timing N measures a question against N vectors (made at random).
"""

from __future__ import annotations

import argparse
import csv
import sqlite3
import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from gold import build
from utterances import analyses

from quotes.desk.likeness import BLOCK, alike, index
from quotes.desk.search import search
from quotes.store import Store
from quotes.wording.words import keys

FILES = [Path(__file__).with_name(name) for name in ("likeness.csv", "paraphrases.csv")]
BEST = 10


def pairs() -> list[tuple[str, str]]:
    """What was said in other words, and words of the quotation that it is of."""
    found = []
    for path in FILES:
        with path.open(encoding="utf-8", newline="") as file:
            found += [(row["claim"], row["said"]) for row in csv.DictReader(file)]
    return found


def meant(conn: sqlite3.Connection, said: str) -> set[int]:
    """The quotations that hold the words."""
    wanted = keys(said)
    return {
        row[0]
        for row in conn.execute("SELECT id, text FROM quotes")
        for there in [keys(row[1])]
        if any(there[at : at + len(wanted)] == wanted for at in range(len(there)))
    }


def ranked(conn: sqlite3.Connection, claim: str) -> dict[str, list[int]]:
    """The best ids of each way of looking."""
    any_of = " OR ".join(f'"{word}"' for word in dict.fromkeys(keys(claim)) if word.isalnum())
    return {
        "likeness": [found for found, _ in alike(conn, claim)][:BEST],
        "full text, all words": [row["id"] for row in search(conn, claim, limit=BEST)],
        "full text, any word": [row["id"] for row in search(conn, f"text : ({any_of})", raw=True, limit=BEST)],
    }


def recall(conn: sqlite3.Connection) -> None:
    """Prints how many of the pairs each way has among the first and among the best ten."""
    first, ten, every = Counter[str](), Counter[str](), pairs()
    for claim, said in every:
        right = meant(conn, said)
        if not right:
            print(f"no quotation holds {said!r}")
        for way, ids in ranked(conn, claim).items():
            first[way] += ids[:1] != [] and ids[0] in right
            ten[way] += bool(right & set(ids))
    for way in ten:
        print(f"{way:22} first {first[way]:3}, among {BEST} {ten[way]:3} of {len(every)}")


def timing(store: Store, vectors: int) -> None:
    """Prints how long a question takes beside so many vectors."""
    conn, chance = store.conn, np.random.default_rng(1)
    model, last = conn.execute("SELECT model, max(last_id) FROM vector_blocks").fetchone()
    width = conn.execute("SELECT 8 * length(vectors) / length(ids) FROM vector_blocks").fetchone()[0]
    with store.transaction():
        for number in range(vectors // BLOCK):
            ids = np.arange(BLOCK, dtype=np.int64) + last + 1 + number * BLOCK
            block = chance.integers(-20, 21, (BLOCK, width), dtype=np.int8)
            values = (int(ids[-1]), model, ids.tobytes(), block.tobytes())
            conn.execute("INSERT INTO vector_blocks (last_id, model, ids, vectors) VALUES (?, ?, ?, ?)", values)
    clock, busy = [], []
    for claim, _ in pairs():
        started, worked = perf_counter(), process_time()
        alike(conn, claim)
        clock.append(perf_counter() - started)
        busy.append(process_time() - worked)
    for name, times in (("clock", clock), ("processor", busy)):
        print(f"{name:10} median {1000 * sorted(times)[len(times) // 2]:.0f} ms, longest {1000 * max(times):.0f} ms")


def main() -> None:
    """Builds a database, then measures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("distractors", nargs="?", type=int, default=2_000)
    parser.add_argument("--timing", type=int, default=0, metavar="N")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.db"
        build(path)
        with Store(path) as store:
            run = store.start_run("benchmark")
            for analysis, _ in analyses(options.distractors):
                store.add(analysis, run)
            worked = process_time()
            done = index(store)
            print(f"{done:,} quotations read in {process_time() - worked:.0f} s of processor")
            recall(store.conn)
            if options.timing:
                timing(store, options.timing)


if __name__ == "__main__":
    main()
