"""Reads the gold of `tests/transcripts` and `tests/documents`, and counts the turns that come out right."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from quotes.types import Quote

Row = Mapping[str, str]


def gold(folder: Path) -> dict[str, list[Row]]:
    """The turns of each file: speaker, first words, last words."""
    out: dict[str, list[Row]] = {}
    with open(folder / "gold.tsv", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            out.setdefault(row["file"], []).append(row)
    return out


def wrong(rows: Sequence[Row], quotes: Sequence[Quote]) -> Iterator[str]:
    """What is not right: turns of the gold without a quotation of the same words and speaker, quotations without a turn."""
    left = [q for q in quotes if q.kind == "direct"]
    for row in rows:
        here = [q for q in left if _plain(q.text).startswith(_plain(row["begins"]))]
        right = [
            q for q in here if _plain(q.text).endswith(_plain(row["ends"])) and _who(q.speaker) == _who(row["speaker"])
        ]
        if not right:
            said = ", ".join(f"{q.speaker!r}: … {q.text[-30:]!r}" for q in here) or "nothing"
            yield f"{row['speaker']!r}: {row['begins']!r} … {row['ends']!r}, but {said}"
        for quote in (right or here)[:1]:
            left.remove(quote)
    for quote in left:
        yield f"no turn: {quote.speaker!r}: {quote.text[:60]!r}"


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _who(name: str) -> str:
    return re.sub(r"^(?:the|a|an) ", "", _plain(name))
