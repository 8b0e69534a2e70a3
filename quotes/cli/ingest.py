"""`quotes ingest`: articles into a database."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from itertools import chain
from typing import Any

import click

from quotes.cli.output import as_json
from quotes.cli.progress import Progress
from quotes.cli.terminal import printable
from quotes.intake import Event, Intake, model_version, take_in

# what a file may leave open, and the command line can say
FIELDS = {
    "outlet": "The newspaper, agency or site.",
    "published": "When it was published (ISO date).",
    "title": "The headline.",
    "byline": "Who wrote it.",
    "url": "Where it stands on the web.",
    "agency": "The wire service it comes from.",
}


def metadata_options(command: Any) -> Any:
    """Adds --outlet, --published … for articles that do not say it themselves."""
    for name, text in reversed(FIELDS.items()):
        command = click.option(f"--{name}", metavar="TEXT", help=f"{text} For articles that do not say.")(command)
    return command


@click.command(short_help="Read articles and keep their quotations in a database.")
@click.argument("db", type=click.Path())
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@metadata_options
@click.option("--keep-original", is_flag=True, help="Keep the bytes each article was read from, compressed.")
@click.option("--silent", is_flag=True, help="Print nothing but failures.")
@click.option("--log-json", is_flag=True, help="Print one JSON object an article, on standard error.")
def ingest(
    db: str, paths: tuple[str, ...], keep_original: bool, silent: bool, log_json: bool, **fields: str | None
) -> None:
    """Read articles and keep their quotations in a database.

    PATH is a file, a folder (with all that is in it), a URL, or - for standard input. Articles that are in
    the database already are left alone; those whose text changed get a new version. Exit status 1 when
    something could not be read.

    \b
    Example:
      quotes ingest news.db articles/ page.html --outlet "Quay Gazette"
    """
    from quotes.ingest import read
    from quotes.pipeline.analyse import analyse
    from quotes.store import Store

    defaults = {name: value for name, value in fields.items() if value}
    items = chain.from_iterable(read(path, defaults=defaults, keep_original=keep_original) for path in paths)
    intake, model = Intake(), model_version()
    settings = {"paths": list(paths), "keep_original": keep_original} | defaults
    with Store(db) as store, Progress(files(paths), silent=silent or log_json) as progress:
        run_id = store.start_run("ingest", model=model, settings=settings)

        def tell(event: Event) -> None:
            intake.count(event)
            if log_json:
                click.echo(as_json(_as_dict(event)), err=True)
            else:
                progress.step(event.origin, intake)
                for line in _lines(event, silent):
                    progress.say(line)

        take_in(store, items, analyse=analyse, model=model, run_id=run_id, tell=tell)
        store.finish_run(run_id, unchanged=intake.unchanged)
    if not silent and not log_json:
        click.echo(_summary(intake, db))
    if intake.failed:
        sys.exit(1)


def files(paths: tuple[str, ...]) -> Iterator[str]:
    """The files the readers will meet, in their order, so that a progress bar knows its length."""
    for path in paths:
        if not os.path.isdir(path):
            yield path
            continue
        for parent, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            yield from (os.path.join(parent, name) for name in sorted(names) if not name.startswith("."))


def _lines(event: Event, silent: bool) -> Iterator[str]:
    if event.outcome == "failed":
        reason = event.reason.removeprefix(f"{event.origin}: ")
        yield f"Failed: {printable(event.origin)}: {printable(reason)}"
    elif not silent:
        yield from (f"Warning: {printable(event.origin)}: {printable(line)}" for line in event.warnings)


def _as_dict(event: Event) -> dict[str, Any]:
    told: dict[str, Any] = {"event": event.outcome, "origin": event.origin, "quotes": event.quotes}
    return (
        told
        | ({"reason": event.reason} if event.reason else {})
        | ({"warnings": list(event.warnings)} if event.warnings else {})
    )


def _summary(intake: Intake, db: str) -> str:
    parts = [
        f"{intake.stored} stored",
        f"{intake.updated} updated",
        f"{intake.unchanged} unchanged",
        f"{intake.failed} failed",
    ]
    return f"{', '.join(parts)}; {intake.quotes} quotations written to {printable(db)}"
