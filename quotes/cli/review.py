"""`quotes review`: a person goes through quotations, one decision after the other."""

from __future__ import annotations

import getpass
import shlex
from typing import TYPE_CHECKING, Any

import click

from quotes.cli.options import filters, limit
from quotes.cli.output import Output, counted, echo_lines, print_rows
from quotes.cli.terminal import printable

if TYPE_CHECKING:
    from quotes.desk.review import Reviewer

HELP = """a  accept          r  reject          s  skip          u  undo          q  quit
c FIELD VALUE   correct a field: bounds, kind, speaker, role, affiliation, stance, target,
                said_on, occasion, audience or via; an empty VALUE takes it away
C FIELD VALUE   the same in all articles that carry the utterance
Words after a, r or s are kept as a note."""
ACTIONS = {"a": "accept", "r": "reject", "s": "skip"}


@click.command(short_help="Go through quotations: accept, correct, reject.")
@click.argument("db", type=click.Path())
@click.argument("query", nargs=-1)
@click.option("--reviewer", metavar="NAME", help="Name of the reviewer. Default: your login name.")
@filters("speaker", "role", "outlet", "kind", "stance", "target", "since", "until")
@limit(200, all_=False)
@click.option(
    "--export",
    "gold",
    type=click.Path(dir_okay=False),
    help="Write the reviewed articles as gold to this file, and stop.",
)
@click.option("--who", is_flag=True, help="List who decided how much, and stop.")
@click.option("--conflicts", is_flag=True, help="List where two reviewers disagree, and stop.")
@click.option("--want-second", type=int, metavar="ID", help="Ask for a second pair of eyes on this article, and stop.")
@click.option(
    "--second", is_flag=True, help="Go through what somebody else decided in articles that want a second pair of eyes."
)
@click.option("--partly", is_flag=True, help="With --export: include articles that are not fully reviewed.")
def review(
    db: str, query: tuple[str, ...], reviewer: str | None, limit: int, gold: str | None, who: bool, conflicts: bool,
    want_second: int | None, second: bool, partly: bool, **asked: Any,
) -> None:  # fmt: skip
    """Go through quotations: accept, correct, reject.

    Starts with the quotations nearest the database's threshold (`quotes threshold`), where a decision matters most, or
    takes those that a search with the same QUERY and options finds. A number or uid as QUERY opens just that quotation, even if
    it is kept back or already decided. Every decision is saved at once under your name, beside the machine's values; no later
    ingest or model changes it. --export writes fully reviewed articles as gold for `quotes evaluate` and for training.

    Several people may review one database, each under their own name. --who and --conflicts show what each did and where two
    disagree. Mark an article with --want-second, and somebody else can go through it again with --second. `quotes evaluate DB
    --reviewers` measures how far reviewers agree.

    \b
    Example:
      quotes review news.db --speaker kirby --reviewer "Ann Lee"
      quotes review news.db 17
      quotes review news.db --export gold.jsonl
    """
    from quotes.desk import reviewers
    from quotes.desk.review import Reviewer, export
    from quotes.store import Store, reviews
    from quotes.store.connection import opened

    if gold:
        with opened(db) as conn:
            articles, quotations = export(conn, gold, partly=partly)
        click.echo(f"{gold}: {counted(articles, 'article')}, {counted(quotations, 'quotation')}", err=True)
        return
    if who or conflicts:
        with opened(db) as conn:
            rows = reviewers.did(conn) if who else reviewers.conflicts(conn)
        print_rows(rows, Output(), nothing="Nothing to list.")
        return
    name = reviewer or getpass.getuser()
    with Store(db, create=False) as store:
        if want_second is not None:
            reviews.want_second(store, want_second, name)
        elif second:
            walk(Reviewer(store, name), reviewers.queue(store.conn, name)[:limit])
        else:
            walk(Reviewer(store, name), _asked_for(store.conn, query, asked, limit))


def _asked_for(conn: Any, query: tuple[str, ...], asked: dict[str, Any], limit: int) -> list[int]:
    """The one quotation that a number or a uid names; else those that wait for a review, of what a search finds where one is asked for."""
    from quotes.desk.review import queue
    from quotes.desk.search import search
    from quotes.store.reading import named_quotation

    narrowed = any(value is not None for value in asked.values())
    if len(query) == 1 and not narrowed and (one := named_quotation(conn, query[0])) is not None:
        return [one]
    if not query and not narrowed:
        return queue(conn, None, limit=limit)
    found = search(conn, " ".join(query), limit=-1, min_confidence=0, **asked)
    return queue(conn, [row["id"] for row in found], limit=limit)


def walk(person: Reviewer, waiting: list[int]) -> None:
    """Show each quotation and do what is typed, until they are through or the reviewer quits."""
    click.echo(HELP if waiting else "Nothing is waiting for a review.", err=True)
    place = 0
    while place < len(waiting):
        show(person, waiting[place], f"{place + 1} of {len(waiting)}")
        typed = click.prompt("a/c/r/s/u/q", prompt_suffix="> ", default="", show_default=False, err=True).strip()
        if typed == "q":
            break
        place = obey(person, waiting, place, typed)
    click.echo(f"{counted(person.decided, 'decision')} by {printable(person.name)}", err=True)


def show(person: Reviewer, quote_id: int, heading: str) -> None:
    """Return the quotation in its paragraph, and what is known of it."""
    from quotes.cli.show import lines
    from quotes.store.reading import quote

    click.echo(f"\n── {heading}, quotation {quote_id} " + "─" * 30)
    echo_lines(lines(quote(person.store.conn, quote_id)))


def obey(person: Reviewer, waiting: list[int], place: int, typed: str) -> int:
    """Do what was typed, say what was done, and return the place in the queue to go on from."""
    from quotes.errors import QueryError

    letter, _, rest = typed.partition(" ")
    try:
        if letter in ACTIONS:
            person.decide(waiting[place], ACTIONS[letter], rest.strip())
            click.echo(f"{ACTIONS[letter]} {waiting[place]}: kept")
            return place + 1
        if letter in ("c", "C"):
            correct(person, waiting[place], rest, everywhere=letter == "C")
        elif letter == "u":
            back = person.undo()
            click.echo(f"undone: {', '.join(map(str, back))}")
            return waiting.index(back[0]) if back[0] in waiting else place
        else:
            click.echo(HELP, err=True)
    except QueryError as error:
        click.echo(printable(str(error)), err=True)
    return place


def correct(person: Reviewer, quote_id: int, rest: str, *, everywhere: bool) -> None:
    """Correct `FIELD VALUE`; ask for what is missing, and whether a speaker is meant for the other articles too."""
    from quotes.desk.review import FIELDS
    from quotes.store.variants import members

    field, _, value = rest.strip().partition(" ")
    if field not in FIELDS:
        field = click.prompt("field", type=click.Choice(FIELDS), err=True)
    if not value:
        value = click.prompt(f"{field} (empty for none)", default="", show_default=False, err=True)
    others = len(members(person.store.conn, quote_id)) - 1
    if field == "speaker" and others and not everywhere:
        everywhere = click.confirm(f"also in the {others} other quotations of the same utterance?", err=True)
    ids = person.correct(quote_id, field, _unquoted(value), everywhere=everywhere)
    click.echo(f"correct {field} of {', '.join(map(str, ids))}: kept")


def _unquoted(value: str) -> str:
    """The value without marks that a person put around it as in a shell."""
    try:
        pieces = shlex.split(value) if value[:1] == value[-1:] == '"' else [value]
    except ValueError:
        return value
    return pieces[0] if len(pieces) == 1 else value
