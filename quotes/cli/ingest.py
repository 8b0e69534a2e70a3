"""`quotes ingest`: articles into a database."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import wraps
from itertools import chain
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import click

from quotes.cli.output import as_json, counted
from quotes.cli.progress import Progress
from quotes.cli.terminal import printable
from quotes.types import Article, Failure

if TYPE_CHECKING:
    from quotes.ingest.folders import PassedOver
    from quotes.intake import Event, Intake

# what a file may leave open, and the command line can say
FIELDS = {
    "outlet": "Newspaper, agency or site.",
    "published": "Publication date (ISO).",
    "title": "Headline.",
    "byline": "Author.",
    "url": "Web address.",
    "agency": "Wire service the article comes from.",
}


LACKED = {"published": ("date", ", so --since and --until leave them out"), "outlet": ("outlet", "")}
SHOWN = 6  # kinds of files that are named in a summary


def reading_options(command: Any) -> Any:
    """Add --outlet … --field, --include and --exclude; the command gets them as one `reading`, the arguments of `quotes.ingest.read`."""

    @wraps(command)
    def told(*args: Any, columns: dict[str, str], include: Sequence[str], exclude: Sequence[str], **more: Any) -> Any:
        defaults = {name: value for name in FIELDS if (value := more.pop(name))}
        reading = {"defaults": defaults, "columns": columns, "include": include, "exclude": exclude}
        return command(*args, reading=reading, **more)

    for option in (
        click.option("--exclude", multiple=True, metavar="PATTERN", help="Skip these files in a folder: '*.log', drafts."),
        click.option("--include", multiple=True, metavar="PATTERN", help="In a folder, read only these files: '*.html', 2024/*."),
        click.option("--field", "columns", multiple=True, metavar="FIELD=NAME", callback=_columns,
                     help="Read FIELD from this column or key: text=body, title=metadata.headline (repeatable)."),
    ):  # fmt: skip
        told = option(told)
    for name, text in reversed(FIELDS.items()):
        told = click.option(f"--{name}", metavar="TEXT", help=f"{text} Used where an article does not say.")(told)
    return told


def reporting_options(command: Any) -> Any:
    """Add --silent and --log-json."""
    command = click.option("--log-json", is_flag=True, help="Print one JSON object per article on standard error.")(
        command
    )
    return click.option("--silent", is_flag=True, help="Print only failures.")(command)


def _columns(context: click.Context, option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    for pair in given:
        if "=" not in pair:
            raise click.BadParameter(f"{printable(pair)!r} is not FIELD=NAME")
    return dict(pair.split("=", 1) for pair in given)


def keep_option(command: Any) -> Any:
    """Add --keep-original."""
    return click.option("--keep-original", is_flag=True, help="Keep each article's original bytes, compressed.")(
        command
    )


def jobs_option(command: Any) -> Any:
    """Add --jobs."""
    return click.option(
        "--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="Number of processes that read."
    )(command)


def model_option(command: Any) -> Any:
    """Add --model."""
    return click.option(
        "--model", metavar="DIR", type=click.Path(), help="Folder of weights to use instead of the package's."
    )(command)


@click.command(short_help="Read articles and keep their quotations in a database.")
@click.argument("db", type=click.Path())
@click.argument("paths", nargs=-1, metavar="PATH...")
@reading_options
@keep_option
@jobs_option
@model_option
@click.option("--speakers", "people", type=click.Path(), multiple=True, metavar="FILE",
              help="First load a knowledge base (see `quotes speakers load`).")  # fmt: skip
@click.option("--retry-failed", is_flag=True, help="Read again what failed before, instead of PATH.")
@reporting_options
def ingest(
    db: str,
    paths: tuple[str, ...],
    reading: dict[str, Any],
    keep_original: bool,
    jobs: int,
    model: str | None,
    people: tuple[str, ...],
    retry_failed: bool,
    silent: bool,
    log_json: bool,
) -> None:
    """Read articles and keep their quotations in a database.

    PATH is a file, a folder (with every news text in it), a URL, or - for standard input. Articles that the database has
    already are left alone; a changed text becomes a new version. Start an interrupted run again and it continues where it
    stopped. With the library datasketch installed, articles of one story are grouped. Exit status 1 if something could not
    be read.

    \b
    Example:
      quotes ingest news.db articles/ page.html --outlet "Quay Gazette"
      quotes ingest news.db articles/ --speakers people.jsonl
      quotes ingest news.db --retry-failed
    """
    from quotes.batch.processes import extract
    from quotes.ingest import read
    from quotes.ingest.folders import Choice, files
    from quotes.intake import take_in
    from quotes.intake.retry import Retry
    from quotes.pipeline import model_version
    from quotes.store import Store, knowledge
    from quotes.store.failures import open_failures, resolve

    if bool(paths) == retry_failed:
        raise click.UsageError("Give at least one PATH, or --retry-failed alone.")
    reading["keep_original"] = keep_original
    choice = Choice(reading["include"], reading["exclude"], reading["columns"])
    version = model_version(model)
    with (
        Store(db, create=not retry_failed) as store,
        Reporter(chain.from_iterable(files(path, choice) for path in paths), silent=silent, log_json=log_json) as told,
    ):
        for file in people:
            knowledge.load(store, knowledge.read(file))
        retry = Retry(open_failures(store.conn) if retry_failed else ())
        items: Iterator[Article | Failure] = chain(
            retry.items(),
            chain.from_iterable(
                read(path, **reading, opened=told.progress.opened, passed=told.passed) for path in paths
            ),
        )
        run_id = store.start_run(
            "ingest",
            model=version,
            settings={"paths": list(paths), "speakers": list(people), "retry": retry_failed} | reading,
        )
        take_in(
            store,
            items,
            extract=lambda articles: extract(articles, jobs=jobs, model=model),
            model=version,
            run_id=run_id,
            tell=told,
        )
        resolve(store.conn, retry.settled(told.failed))
        store.finish_run(run_id, unchanged=told.intake.unchanged)
    told.finish(db)


class Reporter:
    """Tells of every article as it is dealt with: on a bar, as lines, as JSON, or of failures alone."""

    def __init__(self, files: Iterator[str], *, silent: bool, log_json: bool) -> None:
        from quotes.intake import Intake

        self.intake = Intake()
        self.failed: set[str] = set()
        self.passed = Passed()
        self.silent, self.log_json = silent, log_json
        self.progress = Progress(files, silent=silent or log_json)

    def __enter__(self) -> Self:
        self.progress.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.progress.__exit__(kind, error, at)

    def __call__(self, event: Event) -> None:
        self.intake.count(event)
        if event.outcome == "failed":
            self.failed.add(event.origin)
        if self.log_json:
            click.echo(as_json(_as_dict(event)), err=True)
            return
        self.progress.step(self.intake)
        for line in _lines(event, self.silent):
            self.progress.say(line)

    def finish(self, db: str) -> None:
        """Print the summary; exit status 1 when something failed."""
        if not self.silent and not self.log_json:
            click.echo(_summary(self.intake, db))
            for line in (self.passed.summary(), *_lacking(self.intake)):
                if line:
                    click.echo(line, err=True)
        if self.intake.failed:
            sys.exit(1)


class Passed:
    """Counts the files of folders that were no news text, by what they were."""

    def __init__(self) -> None:
        self.kinds: Counter[str] = Counter()

    def __call__(self, found: PassedOver) -> None:
        self.kinds[found.reason] += 1

    def summary(self) -> str:
        """Return one line for a person; empty when nothing was passed over."""
        from quotes.ingest.folders import HIDDEN, LEADS_OUT, LEFT_OUT, LINK, TWICE

        if not self.kinds:
            return ""
        listed = [f"{kind} {count}" for kind, count in self.kinds.most_common(SHOWN)]
        more = ", …" if len(self.kinds) > SHOWN else ""
        otherwise = self.kinds.keys() - {LEFT_OUT, LEADS_OUT, TWICE, LINK, HIDDEN}
        then = " (--include reads what is not taken for news text)" if otherwise else ""
        return f"{counted(self.kinds.total(), 'file')} passed over: {printable(', '.join(listed))}{more}{then}"


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
        | ({"lacks": list(event.lacks)} if event.lacks else {})
    )


def _lacking(intake: Intake) -> Iterator[str]:
    """What articles do not say, and which option says it for them."""
    for name, (what, then) in LACKED.items():
        if many := intake.lacking[name]:
            articles = "1 article has" if many == 1 else f"{many} articles have"
            yield f"{articles} no {what}{then}: give one with --{name}"


def _summary(intake: Intake, db: str) -> str:
    parts = [
        f"{intake.stored} stored",
        f"{intake.updated} updated",
        f"{intake.unchanged} unchanged",
        f"{intake.failed} failed",
    ]
    return f"{', '.join(parts)}; {counted(intake.quotes, 'quotation')} written to {printable(db)}"
