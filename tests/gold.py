"""The corpus as the pipeline would hand it over if it made no mistake: analyses from the gold annotations."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from quotes.store import Store
from quotes.store.variants import assign_all
from quotes.types import Analysis, Article, Quote, Span, Stance

CORPUS = Path(__file__).parents[1] / "corpus"


def analyses() -> Iterator[Analysis]:
    """One for every article of the corpus."""
    for line in (CORPUS / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        article = _article(row["file"])
        quotes = tuple(_quote(quote) for quote in row["quotes"])
        yield Analysis(article, quotes, model="gold")


def build(path: Path) -> None:
    """A database of the corpus, exactly as annotated, its variants found."""
    with Store(path) as store:
        run = store.start_run("corpus", model="gold")
        for analysis in analyses():
            store.add(analysis, run)
        store.finish_run(run)
        with store.transaction() as conn:
            assign_all(conn)


def _article(name: str) -> Article:
    _, head, body = re.split(r"^---\n", (CORPUS / name).read_text(encoding="utf-8"), maxsplit=2, flags=re.MULTILINE)
    fields: dict[str, Any] = yaml.safe_load(head)
    kept = ("title", "outlet", "byline", "agency", "url", "published", "updated", "language")
    texts = {field: str(fields.get(field) or "") for field in kept}
    return Article(text=body.strip("\n"), key=name, origin=name, **texts)


def _quote(row: dict[str, Any]) -> Quote:
    stances = (Stance(row["stance"], row["target"], 0.9),) if row["stance"] else ()
    return Quote(
        row["start"],
        row["end"],
        _spans(row["parts"]),
        row["text"],
        row["kind"],
        quoted=_spans(row["quoted"]),
        source=_spans([row["source_span"]] if row["source_span"] else []),
        cue=_spans([row["cue_span"]] if row["cue_span"] else []),
        speaker=row["speaker"],
        speaker_kind=row["speaker_kind"],
        role=row["role"],
        said_on=row["said_on"] or "",
        said_on_precision=row["said_on_precision"],
        occasion=row["where"],
        stances=stances,
    )


def _spans(spans: list[list[int]]) -> tuple[Span, ...]:
    return tuple((start, end) for start, end in spans)
