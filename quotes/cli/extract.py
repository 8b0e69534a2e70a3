"""`quotes extract`: what articles quote, as JSON lines, without a database."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import chain
from typing import Any

import click

from quotes.cli.ingest import Passed, jobs_option, model_option, reading_options
from quotes.cli.output import as_json
from quotes.cli.terminal import printable
from quotes.types import Analysis, Article, Failure


@click.command(short_help="Print what articles quote, without a database.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@reading_options
@jobs_option
@model_option
def extract(paths: tuple[str, ...], reading: dict[str, Any], jobs: int, model: str | None) -> None:
    """Print what articles quote, without a database: one line of JSON per article.

    PATH is a file, a folder, a URL, or - for standard input. Each object holds id, title, outlet, byline, agency,
    published, updated, url, language, text, attributions (kind, source, cue, content) and quotes; spans are [start, end], characters
    of the text. Exit status 1 if something could not be read.

    \b
    Example:
      quotes extract article.txt | head -1
    """
    from quotes.ingest import read
    from quotes.pipeline.plain import as_record

    passed = Passed()
    failures: list[Failure] = []

    def failed(item: Failure) -> None:
        failures.append(item)
        click.echo(f"Failed: {printable(item.origin)}: {printable(item.reason)}", err=True)

    def articles() -> Iterator[Article]:
        for item in chain.from_iterable(read(path, **reading, passed=passed) for path in paths):
            if isinstance(item, Article):
                yield item
            else:
                failed(item)

    for analysis in analyses(articles(), jobs, model):
        if isinstance(analysis, Failure):
            failed(analysis)
        else:
            click.echo(as_json(as_record(analysis)))
    if line := passed.summary():
        click.echo(line, err=True)
    if failures:
        sys.exit(1)


def analyses(articles: Iterator[Article], jobs: int, model: str | None) -> Iterator[Analysis | Failure]:
    """Yield what is found in each article, in order: read here, or by so many processes."""
    if jobs > 1:
        from quotes.batch.processes import extract as elsewhere

        yield from elsewhere(articles, jobs=jobs, model=model)
        return
    from quotes.pipeline.analyse import analyse
    from quotes.pipeline.network.encoder import of

    yield from analyse(articles, of(model))
