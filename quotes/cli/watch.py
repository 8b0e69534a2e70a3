"""`quotes watch` and `quotes runs`: feeds that are asked for new articles, and what each time brought."""

from __future__ import annotations

import json
import random
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from quotes.cli.ingest import jobs_option, model_option, reporting_options
from quotes.cli.options import limit
from quotes.cli.output import Output, counted, output_options, print_rows
from quotes.cli.terminal import printable
from quotes.cli.watches import exec_option, hand_over
from quotes.errors import StoreError

if TYPE_CHECKING:
    from quotes.watching.hosts import Hosts

RUNS = ("id", "started", "minutes", "command", "stored", "updated", "unchanged", "failed", "quotations", "told")
FEEDS = ("url", "articles", "asked", "changed", "fails", "reason")


@click.command(short_help="Check feeds for new articles, once or regularly.")
@click.argument("db", type=click.Path())
@click.argument("feeds", nargs=-1, metavar="[FEEDS]...")
@click.option(
    "--every",
    type=click.FloatRange(min=1),
    metavar="MINUTES",
    help="Keep running, and check again every MINUTES minutes.",
)
@click.option(
    "--pause",
    type=click.FloatRange(0, 3600),
    default=2.0,
    show_default=True,
    metavar="SECONDS",
    help="Pause between two requests to one server; up to half as long is added at random.",
)
@click.option(
    "--at-once", type=click.IntRange(1, 256), default=16, show_default=True, help="Number of servers asked at a time."
)
@click.option("--private", is_flag=True, help="Also ask addresses of your own network.")
@click.option("--list", "listing", is_flag=True, help="List the feeds of the database instead.")
@click.option(
    "--forget", multiple=True, metavar="FEED", help="Take this feed off the list; its articles stay (repeatable)."
)
@exec_option
@jobs_option
@model_option
@reporting_options
@output_options
def watch(
    db: str,
    feeds: tuple[str, ...],
    every: float | None,
    pause: float,
    at_once: int,
    private: bool,
    listing: bool,
    forget: tuple[str, ...],
    program: str | None,
    jobs: int,
    model: str | None,
    silent: bool,
    log_json: bool,
    output: Output,
) -> None:  # fmt: skip
    """Check feeds for new articles, once or regularly.

    FEEDS are addresses of RSS, Atom, news sitemaps or sites that name their feed, text files with one address a line, or OPML.
    The database remembers them: without FEEDS, checks all it knows. Articles that are new or changed are stored as by
    `quotes ingest`. robots.txt is obeyed, unchanged pages are not downloaded again, and a server that asks you to wait is left
    alone until then. Stop it at any moment and start it again: it continues where it stopped. One line says what came. Exit
    status 1 if no feed could be read or --exec failed. Asks saved questions (`quotes watches`) again after each round.

    \b
    Example:
      quotes watch news.db feeds.opml
      quotes watch news.db https://example.org/news.rss --every 15
    """
    if listing or forget:
        _listed(db, forget, output) if listing else _forgotten(db, forget)
        return
    from quotes.ingest.web import Fetcher
    from quotes.watching import lists

    urls = lists.read(feeds) if feeds else None
    fetch = Fetcher(allow_private=private, delay=0.0)
    round_ = _Rounds(db, urls, fetch, pause, at_once, jobs, model, program, silent=silent, log_json=log_json)
    with round_.until_stopped():
        well = round_.ask_every(every)
    if every is None and not well:
        sys.exit(1)


class _Rounds:
    """Asks the feeds, as often as is wanted, until somebody says stop."""

    def __init__(
        self, db: str, urls: list[str] | None, fetch: Any, pause: float, at_once: int, jobs: int, model: str | None,
        program: str | None, *, silent: bool, log_json: bool,
    ) -> None:  # fmt: skip
        self.db, self.urls, self.fetch, self.at_once = db, urls, fetch, at_once
        self.jobs, self.model, self.silent, self.log_json = jobs, model, silent, log_json
        self.program = program
        self.stop = threading.Event()
        self._hosts: Hosts | None = None
        fetch.delay = pause

    @contextmanager
    def until_stopped(self) -> Iterator[None]:
        """Let the articles at hand be stored at Ctrl-C, or at an end asked for by the system, and no more be asked for."""

        def stop(*_: Any) -> None:
            if self.stop.is_set():  # asked a second time
                raise KeyboardInterrupt
            self.stop.set()
            if self._hosts is not None:
                self._hosts.stop()

        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def ask_every(self, minutes: float | None) -> bool:
        """Ask all feeds once, or every so many minutes until somebody says stop; tell whether the last round read a feed, or had none to read."""
        while True:
            began = time.monotonic()
            well = self._ask(again=minutes is not None)
            if minutes is None or self.stop.is_set():
                return well
            left = minutes * 60 * random.uniform(0.9, 1.1) - (time.monotonic() - began)
            if self.stop.wait(max(left, 1.0)):
                return well

    def _ask(self, *, again: bool) -> bool:
        """Raises StoreError unless there is another round."""
        try:
            return self._ask_once()
        except StoreError as error:
            if not again:
                raise
            click.echo(f"Error: {printable(str(error))}", err=True)
            return False

    def _ask_once(self) -> bool:
        from quotes.batch.processes import extract
        from quotes.cli.ingest import Reporter
        from quotes.desk.watches import update
        from quotes.pipeline import model_version
        from quotes.store import Store
        from quotes.store import watching as state
        from quotes.store.connection import errors
        from quotes.watching.hosts import Hosts
        from quotes.watching.poll import poll

        began = time.monotonic()
        version = model_version(self.model)
        told = Reporter(iter(()), silent=self.silent, log_json=self.log_json)
        told.progress.shown = False
        with Store(self.db, create=self.urls is not None) as store, errors(self.db):
            if self.urls is not None:
                with store.transaction() as conn:
                    state.add(conn, self.urls)
            feeds = state.feeds(store.conn, self.urls)
            run_id = store.start_run("watch", model=version, settings={"feeds": len(feeds)})
            hosts = self._hosts = Hosts(self.fetch, at_once=self.at_once, resting=state.paused(store.conn))
            if self.stop.is_set():
                hosts.stop()
            done = poll(
                store, feeds, hosts, run_id=run_id, tell=told, model=version,
                extract=lambda articles: extract(articles, jobs=self.jobs, model=self.model),
            )  # fmt: skip
            store.finish_run(run_id, unchanged=told.intake.unchanged, told=done.as_dict())
            update(store)
            well = hand_over(store, (), self.program)
        if not self.silent and not self.log_json:
            click.echo(_line(done, told.intake, time.monotonic() - began))
        return well and (not done.feeds or done.failed < done.feeds)


def _line(done: Any, intake: Any, seconds: float) -> str:
    """What a round brought, in one line."""
    aside = [
        f"{number:,} {what}"
        for number, what in (
            (done.unchanged, "with nothing new"),
            (done.failed, "failed"),
            (done.more, "with more for the next round"),
        )
        if number
    ]
    feeds = counted(done.feeds, "feed") + (f" ({', '.join(aside)})" if aside else "")
    articles = f"{intake.stored:,} stored, {intake.updated:,} updated, {intake.failed:,} failed"
    after = [f"{done.gone:,} gone"] * bool(done.gone) + [f"{done.postponed:,} postponed"] * bool(done.postponed)
    ended = " Stopped before the end." if done.stopped else ""
    found = ", ".join([articles, *after])
    return (
        f"{feeds}: {found}; {counted(intake.quotes, 'quotation')}; "
        f"{counted(done.requests, 'request')} in {seconds:.0f} s.{ended}"
    )


def _listed(db: str, forget: tuple[str, ...], output: Output) -> None:
    from quotes.store.connection import opened
    from quotes.store.watching import listed

    if forget:
        _forgotten(db, forget)
    with opened(db) as conn:
        rows = listed(conn)
    print_rows(rows, output, in_table=FEEDS, nothing="No feed is watched.")


def _forgotten(db: str, feeds: tuple[str, ...]) -> None:
    from quotes.errors import QueryError
    from quotes.store import Store
    from quotes.store import watching as state

    with Store(db, create=False) as store, store.transaction() as conn:
        for url in feeds:
            if not state.forget(conn, url):
                raise QueryError(f"{url}: not a feed of this database (quotes watch DB --list shows them)")


@click.command(short_help="List past runs: what each one stored, and what failed.")
@click.argument("db", type=click.Path())
@click.argument("run_id", type=int, required=False, metavar="[ID]")
@limit(20)
@output_options
def runs(db: str, run_id: int | None, limit: int, output: Output) -> None:
    """List past runs: what each one stored, and what failed.

    The newest run comes first. With the ID of a run, lists what that run could not read and no later run has read.

    \b
    Example:
      quotes runs news.db
      quotes runs news.db 12
    """
    from quotes.store.connection import opened
    from quotes.store.failures import of_run, runs_of

    with opened(db) as conn:
        rows = runs_of(conn, limit or -1) if run_id is None else of_run(conn, run_id, limit or -1)
    formats = {"told": _told}
    shown = RUNS if run_id is None else ("origin", "reason", "at")
    print_rows(rows, output, in_table=shown, formats=formats,
               nothing="Nothing." if run_id is None else "Nothing is left that this run could not read.")  # fmt: skip


def _told(told: dict[str, Any] | None) -> str:
    said = {name: value for name, value in (told or {}).items() if value}
    return ", ".join(f"{name} {json.dumps(value)}" for name, value in said.items())
