"""The turns of whole transcripts and documents of many makes: where they begin and end, and whose they are.

All people and words of the transcripts and documents are invented, but for two excerpts in the public domain, shortened:
`scopes1925.txt`, from the record of Tennessee v. Scopes (Dayton, 20 July 1925), and `hearing1954.txt`, from the Army–McCarthy
hearings of the United States Senate (9 June 1954). The folders' READMEs say so too.
"""

from pathlib import Path

import pytest
import turns

from quotes.ingest import read
from quotes.pipeline.analyse import analyse
from quotes.types import Article

HERE = Path(__file__).parents[1]
FOLDERS = {"transcripts": 30, "documents": 20}  # and how many files each has at least
LEAST = 0.95  # the share of turns that must be right


@pytest.mark.parametrize(("folder", "files"), FOLDERS.items())
def test_turns_are_right(nlp, folder: str, files: int) -> None:
    gold = turns.gold(HERE / folder)
    articles = [(name, item) for name in gold for item in read(HERE / folder / name)]
    assert all(isinstance(a, Article) for _, a in articles)
    found = analyse((a for _, a in articles if isinstance(a, Article)), nlp)
    quotes = {name: [] for name in gold}
    for (name, _), analysis in zip(articles, found, strict=True):
        quotes[name] += analysis.quotes
    faults = {name: list(turns.wrong(rows, quotes[name])) for name, rows in gold.items()}
    listed = [f"{name}: {fault}" for name, some in faults.items() for fault in some]
    assert len(gold) >= files
    assert len(listed) <= (1 - LEAST) * sum(map(len, gold.values())), "\n".join(listed)
    assert [name for name, some in faults.items() if 2 * len(some) > len(gold[name])] == []
