"""`quotes speakers`: who is quoted, under which names, in which roles; who is who, corrected by hand."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from typing import Any

import click

from quotes.cli.options import limit
from quotes.cli.output import Output, counted, echo_lines, output_options, print_rows
from quotes.cli.terminal import printable

TABLE = ("id", "speaker", "quotations", "first", "last", "roles")
HELP = "List speakers with their names and roles; correct who is who."


class Speakers(click.Group):
    """`speakers DB merge …` is a command; `speakers DB kirby`, with any other word, looks somebody up."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        words = [word for word in args if not word.startswith("-")]
        if words and words[0] in self.commands and {"-h", "--help"} & set(args):  # asked for before a database is named
            args = ["DB", *args]
            words = ["DB", *words]
        if len(words) > 1 and words[1] in self.commands:
            return super().make_context(info_name, args, parent=parent, **extra)
        return look_up.make_context(info_name, args, parent=parent, **extra)


@click.group(cls=Speakers, short_help=HELP)
@click.argument("db", type=click.Path())
@click.pass_context
def speakers(ctx: click.Context, db: str) -> None:
    """List speakers and correct who is who."""
    ctx.obj = db


@click.command(short_help=HELP)
@click.argument("db", type=click.Path())
@click.argument("name", nargs=-1)
@limit(50)
@output_options
def look_up(db: str, name: tuple[str, ...], limit: int, output: Output) -> None:
    """List speakers with their names and roles; correct who is who.

    NAME filters by name; the most quoted speakers come first. If one speaker matches, or NAME is a speaker's number, shows
    everything known about them instead of a table: roles by date, names with the articles that use them, doubts.

    Other commands correct who is who, and every later ingest respects the corrections. A and B are numbers or names. Each
    command has its own --help:

    \b
      quotes speakers DB merge A B      B is the same speaker as A
      quotes speakers DB split A ...    A is somebody else in some articles or under some names
      quotes speakers DB doubtful       list pairs that may be one speaker, with the evidence
      quotes speakers DB apart A B      A and B are different: never suggest them again
      quotes speakers DB undo N         undo decision number N
      quotes speakers DB load FILE      load a knowledge base: names, roles with dates, Wikidata ids

    \b
    Example:
      quotes speakers news.db kirby
      quotes speakers news.db merge 12 340
    """
    from quotes.store.connection import opened
    from quotes.store.profile import profile
    from quotes.store.reading import speakers as find

    asked = " ".join(name)
    with opened(db) as conn:
        if asked.isdecimal() and len(asked) < 19:
            found = profile(conn, int(asked))
            if output.for_reading:
                return echo_lines(page(found))
            rows = [found]
        else:
            rows = find(conn, asked or None, limit=limit or -1)
            if asked and len(rows) == 1 and output.for_reading:
                return echo_lines(page(profile(conn, rows[0]["id"])))
    formats: dict[str, Callable[[Any], str]] = {"roles": _called, "aliases": "; ".join}
    print_rows(rows, output, in_table=TABLE, formats=formats)
    return None


def page(found: dict[str, Any]) -> Iterator[str]:
    """Yield what is known of a speaker, in lines: who it is, the roles in the order of their dates, the names, the doubts."""
    yield printable(f"{found['speaker']} ({found['kind']}, speaker {found['id']})")
    if found["wikidata"]:
        yield f"https://www.wikidata.org/wiki/{found['wikidata']}"
    if found["quotations"]:
        outlets = f" in {counted(found['outlets'], 'outlet')}" if found["outlets"] else ""
        yield f"{counted(found['quotations'], 'quotation')}{outlets}, {_period(found)}".rstrip(", ")
    sections = {
        "roles": [_dated(row, _held(row)) for row in found["roles"]],
        "names": [f"{row['alias']} ({_origin(row)})" for row in found["names"]],
        "doubtful": [
            f"article {row['article_id']}: {row['name']} ({row['score']:.2f}: {row['how']})"
            for row in found["doubtful"]
        ],
        "decisions": [_decision(row) for row in found["decisions"]],
    }
    for title, lines in sections.items():
        if lines:
            yield ""
            yield title
            yield from (f"  {printable(line)}" for line in lines)


def _called(roles: list[dict[str, Any]]) -> str:
    """The roles in the order of the dates of their first use."""
    return "; ".join(f"{role['role']} ({role['first'][:10]})" if role["first"] else role["role"] for role in roles)


def _held(row: dict[str, Any]) -> str:
    """The role, and the body where the role does not name it."""
    role, body = row["role"], row["affiliation"] or ""
    return role if body in role else f"{role}, {body}"


def _dated(row: dict[str, Any], text: str) -> str:
    where = "knowledge base" if row["given_by"] == "knowledge base" else counted(row["articles"], "article")
    return f"{_period(row):<23}  {text} ({where})"


def _period(row: dict[str, Any]) -> str:
    first, last = (row["first"] or "")[:10], (row["last"] or "")[:10]
    return first if first == last else f"{first} – {last}"


def _origin(row: dict[str, Any]) -> str:
    first = f", first in article {row['article_id']}" if row["article_id"] else ""
    given = f", by a {row['given_by']}" if row["given_by"] != "article" else ""
    return counted(row["articles"], "article") + first + given


def _decision(row: dict[str, Any]) -> str:
    what = f"{row['action']} {row['speaker_id']} {row['speaker']}, {row['other_id']} {row['other']}"
    state = " (undone)" if row["undone"] else f" of {row['undoes']}" if row["undoes"] else ""
    return " · ".join(filter(None, (f"{row['id']}: {what}{state}", row["at"][:10], row["reviewer"], row["note"])))


def _deciding(command: Any) -> Any:
    """Adds who decides, and why."""
    command = click.option("--note", default="", metavar="TEXT", help="Reason for the decision.")(command)
    return click.option("--reviewer", metavar="NAME", help="Name of the reviewer. Default: your login name.")(command)


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such user in this container
        return "unknown"


@speakers.command(short_help="Merge two speakers who are one.")
@click.argument("a")
@click.argument("b")
@_deciding
@click.pass_obj
def merge(db: str, a: str, b: str, reviewer: str | None, note: str) -> None:
    """Merge two speakers who are one: B becomes A, whose number stays; the fuller name is shown. A and B are numbers or names.

    \b
    Example:
      quotes speakers news.db merge 12 340
      quotes speakers news.db merge "John Kirby" "Admiral Kirby"
    """
    from quotes.desk.search import one_speaker
    from quotes.store import Store, decisions
    from quotes.store.profile import profile

    with Store(db, create=False) as store:
        kept, other = one_speaker(store.conn, a), one_speaker(store.conn, b)
        decision = decisions.merge(store, kept, other, reviewer or _login(), note=note)
        found = profile(store.conn, kept)
    click.echo(printable(f"{a} and {b} are one: {found['id']} {found['speaker']}; undo {decision} takes it back"))


@speakers.command(short_help="Split a speaker who is two.")
@click.argument("a")
@click.option(
    "--article", "articles", type=int, multiple=True, help="Number of an article about the other speaker (repeatable)."
)
@click.option(
    "--alias", "names", multiple=True, metavar="NAME", help="Name that belongs to the other speaker (repeatable)."
)
@click.option("--to", metavar="SPEAKER", help="Who the other speaker is: a number or a name. Default: a new speaker.")
@click.option("--name", default="", help="Name of the new speaker. Default: the name in those articles.")
@_deciding
@click.pass_obj
def split(
    db: str,
    a: str,
    articles: tuple[int, ...],
    names: tuple[str, ...],
    to: str | None,
    name: str,
    reviewer: str | None,
    note: str,
) -> None:
    """Split a speaker who is two: in some articles, or under some names, A is somebody else. A is a number or a name.

    \b
    Example:
      quotes speakers news.db split 12 --article 7 --article 31 --name "John Kirby (goalkeeper)"
    """
    from quotes.desk.search import one_speaker
    from quotes.store import Store, decisions
    from quotes.store.profile import profile

    if not articles and not names:
        raise click.UsageError("say where A is somebody else: --article or --alias")
    if to is not None and name:
        raise click.UsageError("--to names an existing speaker and --name a new one: give one of them")
    with Store(db, create=False) as store:
        one, target = one_speaker(store.conn, a), one_speaker(store.conn, to) if to is not None else None
        decision, other = decisions.split(
            store, one, reviewer or _login(), articles=articles, names=names, to=target, name=name, note=note
        )
        found = profile(store.conn, other)
    click.echo(printable(f"there it is now {other} {found['speaker']}; undo {decision} takes it back"))


@speakers.command(short_help="Hold two speakers apart.")
@click.argument("a")
@click.argument("b")
@_deciding
@click.pass_obj
def apart(db: str, a: str, b: str, reviewer: str | None, note: str) -> None:
    """Hold two speakers apart: they are never suggested or joined automatically again. A and B are numbers or names.

    \b
    Example:
      quotes speakers news.db apart 12 340
    """
    from quotes.desk.search import one_speaker
    from quotes.store import Store, decisions

    with Store(db, create=False) as store:
        one, other = one_speaker(store.conn, a), one_speaker(store.conn, b)
        decision = decisions.apart(store, one, other, reviewer or _login(), note=note)
    click.echo(printable(f"{a} and {b} are held apart; undo {decision} takes it back"))


@speakers.command(short_help="List pairs that may be one speaker.")
@limit(50)
@output_options
@click.pass_obj
def doubtful(db: str, limit: int, output: Output) -> None:
    """List pairs that may be one speaker, each with its evidence; pairs in the most articles come first.

    `merge A B` makes them one, `apart A B` keeps them two; either can be undone.

    \b
    Example:
      quotes speakers news.db doubtful --limit 10
    """
    from quotes.store.connection import opened
    from quotes.store.doubts import doubtful as pairs

    with opened(db) as conn:
        rows = pairs(conn, limit=limit or -1)
    if output.for_reading:
        return echo_lines(line for row in rows for line in _pair(row))
    print_rows(rows, output, in_table=tuple(rows[0]) if rows else ())
    return None


def _pair(row: dict[str, Any]) -> Iterator[str]:
    """A doubtful pair in lines: what speaks for it, then who the two are."""
    yield printable(f"{row['score']:.2f}  {', '.join(row['evidence'])}")
    for side in (row["speaker"], row["other"]):
        known = (side["names"], side["roles"], side["outlets"])
        told = " · ".join("; ".join(words) for words in known if words)
        yield printable(
            f"  {side['id']:>6} {side['speaker']} ({side['kind']}, {counted(side['articles'], 'article')}): {told}"
        )
    yield ""


@speakers.command(short_help="Undo a decision about speakers.")
@click.argument("decision", type=int)
@_deciding
@click.pass_obj
def undo(db: str, decision: int, reviewer: str | None, note: str) -> None:
    """Undo decision number DECISION: a merge, a split, or holding two apart.

    \b
    Example:
      quotes speakers news.db undo 3
    """
    from quotes.store import Store, decisions

    with Store(db, create=False) as store:
        decisions.undo(store, decision, reviewer or _login(), note=note)
    click.echo(f"decision {decision} is undone")


@speakers.command(short_help="Load a knowledge base of speakers.")
@click.argument("files", nargs=-1, required=True, type=click.Path(), metavar="FILE...")
@click.pass_obj
def load(db: str, files: tuple[str, ...]) -> None:
    """Load a knowledge base of speakers, ideally before you read articles. Creates the database if it does not exist.

    FILE holds one JSON object per line: `name`, and optionally `aliases` (a list), `kind` (person or organization),
    `wikidata` (Q42), `gender`, `roles` (a list of texts, or of objects with role, affiliation, since, until).

    \b
    Example:
      quotes speakers news.db load people.jsonl
    """
    from quotes.store import Store, knowledge

    with Store(db) as store:
        for path in files:
            new, there = knowledge.load(store, knowledge.read(path))
            click.echo(printable(f"{path}: {counted(new, 'new speaker')}, {there} known already"))
