"""`quotes watches`: saved questions, and what is new for them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from quotes.cli.options import EitherOrder, filters
from quotes.cli.output import Output, counted, output_options, print_rows
from quotes.cli.terminal import printable
from quotes.errors import QuotesError

TABLE = ("label", "speaker", "quotation", "outlet", "published", "id")
LIST = ("name", "question", "new", "results", "newest")

exec_option = click.option(
    "--exec", "program", metavar="COMMAND", help="Run this program for what is new for watches; no shell is involved."
)


@click.group(cls=EitherOrder, short_help="Save questions, and see what is new for them.", invoke_without_command=True)
@click.argument("db", type=click.Path())
@click.pass_context
def watches(ctx: click.Context, db: str) -> None:
    """Save questions, and see what is new for them.

    A watch is a saved search. It reports quotations said for the first time, carried again by others, altered elsewhere (a
    number, a name, a negation, a cut) or withdrawn in a new version of their article, and speakers who changed side (as the
    machine reads it) about the same target. `quotes watch` asks all watches after every round; after an ingest, use `run`.
    Without a command, lists the watches.

    \b
    Example:
      quotes watches news.db add "Kirby on Iran" --speaker Kirby --about Iran
      quotes watches news.db show "Kirby on Iran"
    """
    ctx.obj = db
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_, form=None, columns=(), no_headers=False)


@watches.command(short_help="Save a question.")
@click.argument("name")
@click.option("--about", metavar="WORDS", help="Words that must all stand in the quotation or its paragraph.")
@filters("speaker", "role", "outlet", "kind", "stance", "target")
@click.pass_obj
def add(db: str, name: str, about: str | None, **asked: str | None) -> None:
    """Save a question. What it finds already counts as seen.

    \b
    Example:
      quotes watches news.db add "Kirby on Iran" --speaker Kirby --about Iran
    """
    from quotes.desk.watches import add as save
    from quotes.desk.watches import results
    from quotes.store import Store
    from quotes.store.watches import named

    question = {field: value for field, value in ({"words": about} | asked).items() if value}
    with Store(db, create=False) as store:
        save(store, name, question)
        found = results(store.conn, named(store.conn, " ".join(name.split())))
    click.echo(printable(f"{name}: {counted(len(found), 'result')} so far"), err=True)


@watches.command(short_help="Remove a watch.")
@click.argument("name")
@click.pass_obj
def remove(db: str, name: str) -> None:
    """Remove a watch. No quotation is removed.

    \b
    Example:
      quotes watches news.db remove "Kirby on Iran"
    """
    from quotes.store import Store
    from quotes.store.watches import remove as forget

    with Store(db, create=False) as store:
        forget(store, name)


@watches.command("list", short_help="List the watches, and how much is new for each.")
@output_options
@click.pass_obj
def list_(db: str, output: Output) -> None:
    """List the watches, and how much is new for each.

    \b
    Example:
      quotes watches news.db list
    """
    from quotes.desk.watches import listed
    from quotes.store.connection import opened

    with opened(db) as conn:
        rows = listed(conn)
    formats = {"question": lambda asked: ", ".join(f"{name}: {value}" for name, value in asked.items())}
    print_rows(rows, output, in_table=LIST, formats=formats, nothing="No watch is saved.")


@watches.command(short_help="Show what is new for a watch since somebody last looked.")
@click.argument("name")
@click.option("--all", "every", is_flag=True, help="Show everything that it found.")
@click.option("--keep", is_flag=True, help="Do not count this as a look: show it again the next time.")
@click.option("--atom", is_flag=True, help="Print an Atom feed.")
@output_options
@click.pass_obj
def show(db: str, name: str, every: bool, keep: bool, atom: bool, output: Output) -> None:
    """Show what is new for a watch since somebody last looked, the newest first.

    The question is asked again first. What was shown is not shown the next time, unless you say --keep or --all.

    \b
    Example:
      quotes watches news.db show "Kirby on Iran"
    """
    from quotes.desk import watches as found
    from quotes.desk.digest import atom as feed
    from quotes.store.watches import looked, named

    with _asked(db) as store:
        watch = named(store.conn, name)
        rows = found.results(store.conn, watch, after=0 if every or atom else watch["looked"])
        if not keep and not atom:
            looked(store, watch)
    if atom:
        click.echo(feed(watch, rows), nl=False)
        return
    print_rows(rows, output, in_table=TABLE, nothing="Nothing new.")


@watches.command(short_help="Write what is new for watches as Markdown, or as a mail message.")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--mail", metavar="ADDRESS", help="Write a message to this address, for `sendmail -t`.")
@click.option("--from", "sender", default="", metavar="ADDRESS", help="The message's sender.")
@click.option("--keep", is_flag=True, help="Do not count this as a look: show it again the next time.")
@click.option("-o", "--output", default="-", type=click.Path(), help="File to write (- = standard output).")
@click.pass_obj
def digest(db: str, names: tuple[str, ...], mail: str | None, sender: str, keep: bool, output: str) -> None:
    """Write what is new for watches as Markdown, or as a mail message. Where nothing is new, no message is written.

    \b
    Example:
      quotes watches news.db digest > today.md
      quotes watches news.db digest --mail desk@example.org | sendmail -t -i
    """
    from quotes.desk import digest as forms
    from quotes.desk import watches as found
    from quotes.store.watches import looked

    for address in filter(None, (mail, sender)):  # at once, not only when something is new
        forms.check_address(address)
    with _asked(db) as store:
        chosen = found.of(store.conn, names)
        told = [(watch, found.results(store.conn, watch, after=watch["looked"])) for watch in chosen]
        if not mail or any(rows for _, rows in told):
            _write(forms.mail(told, mail, sender=sender) if mail else forms.markdown(told), output)
        if not keep:
            for watch in chosen:
                looked(store, watch)


@watches.command(short_help="Ask all watches again, and run a command for what is new.")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@exec_option
@click.pass_obj
def run(db: str, names: tuple[str, ...], program: str | None) -> None:
    """Ask all watches again, and run a command for what is new. `quotes watch --exec` does the same after every round.

    The command gets the new results as lines of JSON on standard input, and the watch's name as QUOTES_WATCH. Where one of its
    arguments has a name in braces ({speaker}, {quotation}, {url}, {label} …), it is run once for each result, with the values put
    in. There is no shell: a value is part of one argument, whatever it contains. If it fails, it gets the same
    results again the next time. The command is not stored in the database.

    \b
    Example:
      quotes watches news.db run --exec "notify-send {speaker} {quotation}"
    """
    with _asked(db) as store:
        well = hand_over(store, names, program)
    if not well:
        sys.exit(1)


def hand_over(store: Any, names: tuple[str, ...], program: str | None) -> bool:
    """Run the command for what is new for each watch, and say in a line what is; whether all went well."""
    from quotes.desk import digest as forms
    from quotes.desk import watches as found
    from quotes.store.watches import handed

    argv = forms.command(program) if program else []
    failed = False
    for watch in found.of(store.conn, names):
        rows = found.results(store.conn, watch, after=watch["handed"])
        if not rows:
            continue
        click.echo(printable(f"{watch['name']}: {len(rows):,} new"), err=True)
        one_by_one = [[row] for row in reversed(rows)]  # the oldest first
        try:
            for group in one_by_one if argv and forms.takes_one(argv) else [rows]:
                if argv:
                    forms.run(argv, watch, group)
                handed(store, watch, group[0]["result"])  # the highest of them
        except QuotesError as error:
            failed = True
            click.echo(f"Error: {printable(str(error))}", err=True)
    return not failed


@contextmanager
def _asked(db: str) -> Iterator[Any]:
    """The store, its questions asked again."""
    from quotes.desk.watches import update
    from quotes.store import Store
    from quotes.store.connection import errors

    with Store(db, create=False) as store, errors(db):
        update(store)
        yield store


def _write(text: str, output: str) -> None:
    if output == "-":
        click.echo(text, nl=False)
    else:
        Path(output).write_text(text, encoding="utf-8")
