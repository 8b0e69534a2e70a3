"""How long `quotes verify` takes: python benchmarks/verify.py [QUOTATIONS] [DB].

The quotations are made up (see utterances.py); of some of them claims are made: whole, cut, altered, with
the speaker and without, of somebody else; and there are words of nobody, and phrases that thousands say.
Without DB the database is built for the occasion; with one that exists it is used as it is.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import perf_counter, process_time

from utterances import OPENINGS, RULES, Speech, analyses

from quotes.desk.verify import verify
from quotes.store import Store, open_for_reading

ASKED = 400


def build(path: Path, quotations: int) -> None:
    """A database of so many quotations."""
    with Store(path) as store, store.bulk():
        run = store.start_run("benchmark")
        for analysis, _ in analyses(quotations):
            store.add(analysis, run)
        store.finish_run(run)


def claims(path: Path, seed: int = 5) -> list[tuple[str, str, str | None]]:
    """What is asked: of which kind, the words, the speaker."""
    chance, speech = random.Random(seed), Speech(seed + 1, 50)
    conn = open_for_reading(path)
    most = conn.execute("SELECT max(id) FROM quotes").fetchone()[0]
    made: list[tuple[str, str, str | None]] = []
    while len(made) < ASKED:
        row = conn.execute("SELECT text, speaker FROM quotes WHERE id = ?", (chance.randrange(1, most + 1),)).fetchone()
        rule = chance.choice(list(RULES))
        words = RULES[rule](row["text"], chance)
        made.append((rule, words, chance.choice((None, row["speaker"], row["speaker"].split()[-1]))))
        made.append(("nobody's", speech.utterance(), chance.choice((None, row["speaker"]))))
        made.append(("a phrase", f"{chance.choice(OPENINGS)} {chance.choice(OPENINGS)}", None))
    conn.close()
    return made[:ASKED]


def measure(path: Path) -> None:
    """Prints the times of all claims, and the verdicts."""
    clock, busy, verdicts = [], [], Counter()
    asked = claims(path)
    conn = open_for_reading(path)
    for kind, words, speaker in asked:
        started, worked = perf_counter(), process_time()
        answer = verify(conn, words, speaker=speaker)
        clock.append(perf_counter() - started)
        busy.append(process_time() - worked)
        verdicts[kind if kind in ("nobody's", "a phrase") else "said", answer.verdict] += 1
    for name, times in (("clock", clock), ("processor", busy)):
        ordered = sorted(times)
        p50, p95 = (1000 * ordered[int(share * len(ordered))] for share in (0.5, 0.95))
        print(f"{name:10} median {p50:6.0f} ms, p95 {p95:6.0f} ms, longest {1000 * ordered[-1]:6.0f} ms")
    slowest = sorted(zip(busy, asked, strict=True), key=lambda pair: -pair[0])[:5]
    for took, (kind, words, speaker) in slowest:
        print(f"  {1000 * took:5.0f} ms: {kind}, {speaker}: {words[:90]}")
    for (kind, verdict), count in sorted(verdicts.items()):
        print(f"  {kind}: {verdict} {count}")


def main() -> None:
    """Builds where needed, then measures."""
    quotations = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(folder) / "verify.db"
        if not path.exists():
            started, worked = perf_counter(), process_time()
            build(path, quotations)
            print(
                f"{quotations:,} quotations: built in {perf_counter() - started:.0f} s ({process_time() - worked:.0f} s of processor)"
            )
        measure(path)


if __name__ == "__main__":
    main()
