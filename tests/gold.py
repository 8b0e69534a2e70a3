"""The corpus as the pipeline would hand it over if it made no mistake: analyses from the gold annotations."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml  # type: ignore[import-untyped]

from quotes.store import Store
from quotes.store.variants import assign_all
from quotes.types import Analysis, Article, Candidate, Link, Quote, Span, Stance

CORPUS = Path(__file__).parents[1] / "corpus"
KNOWN = ("title", "outlet", "byline", "agency", "url", "published", "updated", "language")


def analyses() -> Iterator[Analysis]:
    """One for every article of the corpus."""
    for line in (CORPUS / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Analysis(_article(row), tuple(_quote(quote) for quote in row["quotes"]), model="gold 1")


def build(path: Path) -> Path:
    """The path, where a database of the corpus now stands, exactly as annotated, its variants found."""
    path.write_bytes(_built())
    return path


@cache
def _built() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.db"
        with Store(path) as store:
            run = store.start_run("quotes ingest", model="gold 1")
            for analysis in analyses():
                store.add(analysis, run)
            store.finish_run(run)
            with store.transaction() as conn:
                assign_all(conn)
        return path.read_bytes()


def _article(row: dict[str, Any]) -> Article:
    _, head, body = re.split(r"^---\n", (CORPUS / row["file"]).read_text("utf-8"), maxsplit=2, flags=re.MULTILINE)
    fields: dict[str, Any] = yaml.safe_load(head)
    texts = {field: str(fields.get(field) or "") for field in KNOWN}
    return Article(text=body.strip("\n"), key=row["id"], origin=row["file"], **texts)


def _quote(row: dict[str, Any]) -> Quote:
    """A mention leads to its speaker, and what has none has somebody else as a candidate."""
    stances = (Stance(row["stance"], row["target"], 0.8, scores=(0.8, 0.1, 0.1)),) if row["target"] else ()
    chain = ()
    if row["source_span"] and row["source"] != row["speaker"]:
        chain = (Link(*row["source_span"], row["source"], "mention", 0.9), Link(0, 0, row["speaker"], "entity", 0.95))
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
        candidates=() if row["speaker"] else (Candidate("Somebody Else", "person", 0.3),),
        chain=chain,
        said_on=row["said_on"] or "",
        said_on_precision=row["said_on_precision"],
        said_on_span=tuple(row["said_on_span"]) if row["said_on_span"] else None,  # type: ignore[arg-type]
        occasion=row["where"],
        stances=stances,
        confidence=0.9 if row["kind"] == "direct" else 0.7,
    )


def _spans(spans: list[list[int]]) -> tuple[Span, ...]:
    return tuple((start, end) for start, end in spans)
