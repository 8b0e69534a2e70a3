"""Does `quotes verify` call a true claim false? python benchmarks/true_claims.py [DATA] [CLAIMS]

Reads articles of the train part of the news gold (DATA holds data/news/train.jsonl and eval/news-gold-train.jsonl; by
default the folder `shared` beside the repository), looks for passages that the machine gives to somebody else than
people did, and claims each of the speaker that people gave it, who did say it. None may come out as misattributed. Where
there is no such data nothing is measured.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from quotes.types import Analysis, Article, Quote
from quotes.wording.fold import fold

SHARED = Path(__file__).parents[2] / "shared"
WORDS = 4  # of a passage that is claimed, at least


def marked(data: Path) -> Iterator[tuple[Article, list[dict[str, Any]]]]:
    """Each article with the passages that people read in it."""
    with open(data / "eval" / "news-gold-train.jsonl", encoding="utf-8") as file:
        gold = {row["id"]: row["quotes"] for row in map(json.loads, file)}
    with open(data / "data" / "news" / "train.jsonl", encoding="utf-8") as file:
        for row in map(json.loads, file):
            if row["id"] in gold:
                article = Article(
                    row["text"], key=row["id"], title=row.get("title") or "", outlet=row.get("outlet") or ""
                )
                yield article, gold[row["id"]]


def wrong(analysis: Analysis, passages: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """The words and the true speaker of the passages that the machine gives to somebody else."""
    for passage in passages:
        words = analysis.article.text[passage["start"] : passage["end"]]
        if passage["speaker_kind"] not in ("person", "organization") or len(words.split()) < WORDS:
            continue
        quote = max(analysis.quotes, key=lambda quote: _lap(quote, passage), default=None)
        if quote is None or _lap(quote, passage) < 0.8 * (passage["end"] - passage["start"]) or not quote.speaker:
            continue
        if not set(fold(quote.speaker).split()) & set(fold(passage["speaker"]).split()):
            yield words, passage["speaker"]


def measure(data: Path, most: int) -> Counter[str]:
    """The verdicts on so many true claims of which the machine has the speaker wrong."""
    from quotes.desk.verify import verify
    from quotes.pipeline import load
    from quotes.pipeline.analyse import analyse
    from quotes.store import Store

    verdicts: Counter[str] = Counter()
    nlp = load()
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "claims.db") as store:
        run = store.start_run("benchmark")
        for article, passages in marked(data):
            (analysis,) = analyse([article], nlp)
            store.add(analysis, run)
            for words, speaker in wrong(analysis, passages):
                verdicts[verify(store.conn, words, speaker=speaker).verdict] += 1
                if verdicts.total() == most:
                    return verdicts
    return verdicts


def main() -> None:
    """Prints how often each verdict was given."""
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED
    if not (data / "eval" / "news-gold-train.jsonl").exists():
        print(f"{data}: no news gold here, nothing measured")
        return
    verdicts = measure(data, int(sys.argv[2]) if len(sys.argv) > 2 else 60)
    for verdict, count in verdicts.most_common():
        print(f"{verdict:40} {count:3} of {verdicts.total()}")
    print(f"true claims called misattributed: {verdicts['misattributed']}")


def _lap(quote: Quote, passage: dict[str, Any]) -> int:
    return min(quote.end, passage["end"]) - max(quote.start, passage["start"])


if __name__ == "__main__":
    main()
