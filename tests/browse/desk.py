"""Databases for the pages' tests: the articles of `corpus/` as its gold annotates them, and hostile ones."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]
from records import ANALYSIS

from quotes.store import Store, topics, variants
from quotes.types import Analysis, Article, Candidate, Link, Quote, Stance

CORPUS = Path(__file__).parents[2] / "corpus"
SCRIPT = "<script>document.title = 'pwned'</script>"
RIGHT_TO_LEFT = "\u202egnihton ton si siht\u202c"


def corpus(path: Path) -> Path:
    """The path, where a database of the corpus now stands, with its variants and a topic."""
    with Store(path) as store:
        run = store.start_run("quotes ingest", model="gold 1")
        for line in (CORPUS / "gold.jsonl").read_text(encoding="utf-8").splitlines():
            store.add(annotated(json.loads(line)), run)
        store.finish_run(run)
        ids = [row[0] for row in store.conn.execute("SELECT id FROM quotes ORDER BY id")]
        variants.assign(store.conn, ids)
        topics.add(store, "War with Iran", match=["war"], about=["Iran"])
    return path


def annotated(gold: dict[str, Any]) -> Analysis:
    """The article with the quotations of its gold."""
    raw = (CORPUS / gold["file"]).read_text(encoding="utf-8")
    _, head, body = re.split(r"^---\n", raw, maxsplit=2, flags=re.MULTILINE)
    known = {"title", "outlet", "published", "updated", "byline", "agency", "url", "language"}
    header = {name: str(value) for name, value in yaml.safe_load(head).items() if name in known}
    article = Article(text=body.strip("\n"), key=gold["id"], origin=gold["file"], **header)
    return Analysis(article, tuple(quotation(row) for row in gold["quotes"]), model="gold 1")


def quotation(row: dict[str, Any]) -> Quote:
    """The quotation that a row of the gold annotates."""

    def spans(name: str) -> tuple[tuple[int, int], ...]:
        return (tuple(row[name]),) if row[name] else ()  # type: ignore[return-value]

    stances = (Stance(row["stance"], row["target"], 0.8, scores=(0.8, 0.1, 0.1)),) if row["target"] else ()
    chain = ()
    if row["source_span"] and row["source"] != row["speaker"]:
        chain = (Link(*row["source_span"], row["source"], "mention", 0.9), Link(0, 0, row["speaker"], "entity", 0.95))
    return Quote(
        row["start"],
        row["end"],
        tuple(tuple(part) for part in row["parts"]),  # type: ignore[misc]
        row["text"],
        row["kind"],
        quoted=tuple(tuple(part) for part in row["quoted"]),  # type: ignore[misc]
        source=spans("source_span"),
        cue=spans("cue_span"),
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


def hostile(path: Path) -> Path:
    """The path, where every text that comes from outside is out to do harm."""
    words = f'We trust {SCRIPT} and {RIGHT_TO_LEFT} & "them"\' --> ]]>'
    text = f'{SCRIPT}\n\n"{words}" said {SCRIPT} of {RIGHT_TO_LEFT}.'
    start = text.index(words)
    quote = Quote(
        start,
        start + len(words),
        ((start, start + len(words)),),
        words,
        "direct",
        quoted=((start, start + len(words)),),
        speaker=f"{SCRIPT} {RIGHT_TO_LEFT}",
        speaker_kind="person",
        role=f'"><img src=x onerror=alert(1)> {SCRIPT}',
        occasion=SCRIPT,
        chain=(Link(0, 5, SCRIPT, SCRIPT, 0.5),),
        stances=(Stance("opposes", f"{SCRIPT} {RIGHT_TO_LEFT}", 0.9, evidence=(start, start + 8)),),
    )
    article = Article(
        text=text,
        key="hostile",
        title=f"{SCRIPT}{RIGHT_TO_LEFT} " + "title" * 2000,
        outlet=f'<b onmouseover="x()">{SCRIPT}',
        byline=SCRIPT,
        agency=SCRIPT,
        url="javascript:document.title='pwned'",
        published="2031-05-06",
        origin=SCRIPT,
    )
    with Store(path) as store:
        run = store.start_run(SCRIPT, model=SCRIPT)
        store.add(Analysis(article, (quote,), warnings=(SCRIPT,), model=SCRIPT), run)
        store.conn.execute("UPDATE articles SET archive_url = 'data:text/html,' || ?", (SCRIPT,))
        store.finish_run(run)
    return path


def harbour(path: Path) -> Path:
    """The path, where the one article of `records` stands."""
    with Store(path) as store:
        run = store.start_run("quotes ingest", model="toy 1")
        store.add(ANALYSIS, run)
        store.finish_run(run)
    return path
