"""How well variants are found, and how long it takes: python benchmarks/variants.py [QUOTATIONS …] [DB].

First the pairwise F1 on 1,000 utterances in 3,000 forms (whole, cut, a negation, number, name or word
changed, words added, bracketed edits, other type); then, for each number of quotations given, the time that
`assign` takes for each of them while the database grows. With DB, a new file, the last database stays there: verify.py
takes it.
"""

from __future__ import annotations

import sys
import tempfile
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from time import perf_counter, process_time

from utterances import analyses

from quotes.store import Store
from quotes.store.variants import assign


def accuracy(utterances: int = 1000, seed: int = 3) -> tuple[float, float, float, dict[str, int]]:
    """Precision, recall and F1 over pairs of quotations, and the rules of the forms that were missed."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "v.db") as store:
        run, truth, rules = store.start_run("variants"), {}, {}
        for analysis, forms in analyses(3 * utterances, seed):
            ids = _add(store, analysis, run)
            truth |= dict(zip(ids, (form.utterance for form in forms), strict=True))
            rules |= dict(zip(ids, (form.rule for form in forms), strict=True))
        found = dict(store.conn.execute("SELECT quote_id, group_id FROM variants").fetchall())
    same, together = _pairs(truth), _pairs(found)
    missed: dict[str, int] = defaultdict(int)
    for pair in same - together:
        missed[" + ".join(sorted(rules[one] for one in pair))] += 1
    precision = len(same & together) / max(len(together), 1)
    recall = len(same & together) / len(same)
    return precision, recall, 2 * precision * recall / (precision + recall), dict(missed)


def _add(store: Store, analysis: object, run: int) -> list[int]:
    with store.transaction() as conn:
        store.add(analysis, run)  # type: ignore[arg-type]
        newest = conn.execute("SELECT max(id) FROM articles").fetchone()[0]
        ids = [row[0] for row in conn.execute("SELECT id FROM quotes WHERE article_id = ? ORDER BY start", (newest,))]
        assign(conn, ids)
    return ids


def _pairs(groups: dict[int, int]) -> set[tuple[int, int]]:
    members = defaultdict(list)
    for one, group in groups.items():
        members[group].append(one)
    return {pair for ids in members.values() for pair in combinations(sorted(ids), 2)}


def growth(quotations: int, path: Path) -> None:
    """Prints the time of `assign` for each tenth of so many quotations."""
    with Store(path) as store:
        run, done, clock, busy, step = store.start_run("variants"), 0, 0.0, 0.0, max(quotations // 10, 1)
        with store.bulk():
            for analysis, forms in analyses(quotations):
                store.add(analysis, run)
                newest = store.conn.execute("SELECT max(id) FROM articles").fetchone()[0]
                ids = [row[0] for row in store.conn.execute("SELECT id FROM quotes WHERE article_id = ?", (newest,))]
                started, worked = perf_counter(), process_time()
                with store.transaction() as conn:
                    assign(conn, ids)
                clock, busy = clock + perf_counter() - started, busy + process_time() - worked
                done += len(forms)
                if done % step < len(forms):
                    print(
                        f"{done:>9,} quotations: {1e6 * clock / step:6.0f} µs each on the clock, {1e6 * busy / step:6.0f} of processor"
                    )
                    clock = busy = 0.0
        groups = store.conn.execute("SELECT count(*) FROM variant_groups").fetchone()[0]
        print(f"{groups:,} groups in {done:,} quotations")


def main() -> None:
    """Prints both figures."""
    precision, recall, f1, missed = accuracy()
    print(f"1,000 utterances in 3,000 forms: precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f}")
    for rules, count in sorted(missed.items(), key=lambda item: -item[1])[:8]:
        print(f"  missed {count:3}: {rules}")
    numbers = [int(given) for given in sys.argv[1:] if given.isdigit()]
    kept = next((Path(given) for given in sys.argv[1:] if not given.isdigit()), None)
    for place, number in enumerate(numbers, 1):
        with tempfile.TemporaryDirectory() as folder:
            growth(number, kept if kept and place == len(numbers) else Path(folder) / "v.db")


if __name__ == "__main__":
    main()
