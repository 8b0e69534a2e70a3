"""How many of the pairs that are shown as seeming to contradict each other do: python benchmarks/contradictions.py [--wrong].

The pairs of contradictions.csv were made for this: half contradict each other, the others look as if they might. The rules were
made with its parts `first` and `seen`; what they do to `unseen` is printed as sums only, for whoever looks there must write others.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable
from pathlib import Path

from quotes.wording.contradiction import seem_to_contradict

PAIRS = Path(__file__).with_suffix(".csv")
UNSEEN = "unseen"


def read(path: Path, parts: Iterable[str] = ()) -> list[dict[str, str]]:
    """The pairs of these parts, or of all: dicts of one, other, contradict (yes or no) and part."""
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if not parts or row["part"] in parts]


def measured(rows: Iterable[dict[str, str]]) -> tuple[int, int, int, list[str]]:
    """Pairs shown, of them rightly, pairs that contradict each other, and lines about what is wrong."""
    shown = right = there = 0
    wrong = []
    for row in rows:
        found, so = seem_to_contradict(row["one"], row["other"]), row["contradict"] == "yes"
        shown, right, there = shown + bool(found), right + bool(found and so), there + so
        if bool(found) != so:
            wrong.append(f"{'missed' if so else 'shown'}: {row['one']} / {row['other']}")
    return shown, right, there, wrong


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=PAIRS)
    parser.add_argument("--wrong", action="store_true", help="print the pairs that go wrong, but for those kept unseen")
    given = parser.parse_args()
    everything = read(given.file)
    for part in dict.fromkeys(row["part"] for row in everything):
        shown, right, there, wrong = measured(row for row in everything if row["part"] == part)
        if given.wrong and part != UNSEEN:
            print("\n".join(wrong))
        print(
            f"{part}: shown {shown}, rightly {right}: precision {100 * right / max(shown, 1):.0f} %,"
            f" of {there} found {100 * right / max(there, 1):.0f} %"
        )
