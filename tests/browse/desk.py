"""Databases for the pages' tests: the articles of `corpus/` as its gold annotates them, and hostile ones."""

from __future__ import annotations

from pathlib import Path

import gold
from records import ANALYSIS

from quotes.store import Store, topics
from quotes.types import Analysis, Article, Link, Quote, Stance

SCRIPT = "<script>document.title = 'pwned'</script>"
RIGHT_TO_LEFT = "\u202egnihton ton si siht\u202c"


def corpus(path: Path) -> Path:
    """The path, where a database of the corpus now stands, with its variants and a topic."""
    with Store(gold.build(path)) as store:
        topics.add(store, "War with Iran", match=["war"], about=["Iran"])
    return path


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
