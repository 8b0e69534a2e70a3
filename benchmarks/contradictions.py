"""How many of the pairs that are shown as seeming to contradict each other do: python benchmarks/contradictions.py [FILE].

The pairs of contradictions.csv were made for this: half contradict each other, the others look as if they might.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from quotes.desk.consistency import seem_to_contradict


def measured(path: Path) -> tuple[int, int, int, list[str]]:
    """Pairs shown, of them rightly, pairs that contradict each other, and lines about what is wrong."""
    shown = right = there = 0
    wrong = []
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found, so = seem_to_contradict(row["one"], row["other"]), row["contradict"] == "yes"
            shown, right, there = shown + bool(found), right + bool(found and so), there + so
            if bool(found) != so:
                wrong.append(f"{'missed' if so else 'shown'}: {row['one']} / {row['other']}")
    return shown, right, there, wrong


if __name__ == "__main__":
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_suffix(".csv")
    shown, right, there, wrong = measured(given)
    print("\n".join(wrong))
    print(
        f"shown {shown}, rightly {right}: precision {100 * right / max(shown, 1):.0f} %, of {there} found {100 * right / there:.0f} %"
    )
