"""`quotes speakers`: who is quoted, under which names, in which roles; who is who, corrected by hand."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from typing import Any

import click

from quotes.cli.output import echo_lines, output_options, print_rows
from quotes.cli.terminal import printable, to_terminal

TABLE = ("id", "speaker", "kind", "quotations", "outlets", "first", "last", "roles", "aliases")
HELP = "List speakers with their names and roles; correct who is who."


class Speakers(click.Group):
    """`speakers DB merge …` is a command; `speakers DB kirby`, with any other word, looks somebody up."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        words = [word for word in args if not word.startswith("-")]
        if len(words) > 1 and words[1] in self.commands:
            return super().make_context(info_name, args, parent=parent, **extra)
        return look_up.make_context(info_name, args, parent=parent, **extra)


@click.group(cls=Speakers, short_help=HELP)
@click.argument("db", type=click.Path())
@click.pass_context
def speakers(ctx: click.Context, db: str) -> None:
    """Say who is who."""
    ctx.obj = db


@click.command(short_help=HELP)
@click.argument("db", type=click.Path())
@click.argument("name", nargs=-1)
@click.option("--limit", type=click.IntRange(min=0), default=50, show_default=True, help="At most so many; 0 for all.")
@output_options
def look_up(
    db: str, name: tuple[str, ...], limit: int, form: str | None, columns: tuple[str, ...], no_headers: bool
) -> None:
    """List speakers with their names and roles; correct who is who.

    The most quoted come first; NAME leaves those who go by a name with these words. Where that is a single
    speaker, or NAME is a speaker's number, a table gives way to everything known of the speaker: the roles in
    the order of their dates, the names with the articles that use them, where it may be somebody else.

    Other commands correct who is who; every later ingest respects it. Each has its own --help:

    \b
      quotes speakers DB merge A B      B is A: numbers as listed here
      quotes speakers DB split A ...    in some articles, or under some names, A is somebody else
      quotes speakers DB doubtful       pairs that may be one speaker, each with its evidence
      quotes speakers DB apart A B      A and B are two, and are offered no more
      quotes speakers DB undo N         take back decision number N
      quotes speakers DB load FILE      take in a knowledge base: names, roles with dates, Wikidata ids

    \b
    Example:
      quotes speakers news.db kirby
      quotes speakers news.db merge 12 340
    """
    from quotes.store import open_for_reading
    from quotes.store.connection import errors
    from quotes.store.profile import profile
    from quotes.store.reading import speakers as find

    asked, as_page = " ".join(name), not columns and (form == "table" or form is None and to_terminal())
    with errors(db):
        conn = open_for_reading(db)
        if asked.isdecimal() and len(asked) < 19:
            found = profile(conn, int(asked))
            if as_page:
                return echo_lines(page(found))
            rows = [found]
        else:
            rows = find(conn, asked or None, limit=limit or -1)
            if asked and len(rows) == 1 and as_page:
                return echo_lines(page(profile(conn, rows[0]["id"])))
    formats: dict[str, Callable[[Any], str]] = {"roles": _called, "aliases": "; ".join}
    print_rows(rows, form=form, columns=columns, no_headers=no_headers, in_table=TABLE, formats=formats)
    return None


def page(found: dict[str, Any]) -> Iterator[str]:
    """What is known of a speaker, in lines: who it is, the roles in the order of their dates, the names, the doubts."""
    yield printable(f"{found['speaker']} ({found['kind']}, speaker {found['id']})")
    if found["wikidata"]:
        yield f"https://www.wikidata.org/wiki/{found['wikidata']}"
    if found["quotations"]:
        outlets = f" in {_count(found['outlets'], 'outlet')}" if found["outlets"] else ""
        yield f"{_count(found['quotations'], 'quotation')}{outlets}, {_period(found)}".rstrip(", ")
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
    where = "knowledge base" if row["given_by"] == "knowledge base" else _count(row["articles"], "article")
    return f"{_period(row):<23}  {text} ({where})"


def _period(row: dict[str, Any]) -> str:
    first, last = (row["first"] or "")[:10], (row["last"] or "")[:10]
    return first if first == last else f"{first} – {last}"


def _origin(row: dict[str, Any]) -> str:
    first = f", first in article {row['article_id']}" if row["article_id"] else ""
    given = f", by a {row['given_by']}" if row["given_by"] != "article" else ""
    return _count(row["articles"], "article") + first + given


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _decision(row: dict[str, Any]) -> str:
    what = f"{row['action']} {row['speaker_id']} {row['speaker']}, {row['other_id']} {row['other']}"
    state = " (undone)" if row["undone"] else f" of {row['undoes']}" if row["undoes"] else ""
    return " · ".join(filter(None, (f"{row['id']}: {what}{state}", row["at"][:10], row["reviewer"], row["note"])))


def _deciding(command: Any) -> Any:
    """Adds who decides, and why."""
    command = click.option("--note", default="", metavar="TEXT", help="Why.")(command)
    return click.option("--reviewer", metavar="NAME", help="Who decides; your login name where it is not said.")(
        command
    )


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such user in this container
        return "unknown"


@speakers.command(short_help="Say that two speakers are one.")
@click.argument("a", type=int)
@click.argument("b", type=int)
@_deciding
@click.pass_obj
def merge(db: str, a: int, b: int, reviewer: str | None, note: str) -> None:
    """Say that two speakers are one: speaker B is speaker A, whose number stays.

    \b
    Example:
      quotes speakers news.db merge 12 340
    """
    from quotes.store import Store, decisions
    from quotes.store.profile import profile

    with Store(db, create=False) as store:
        decision = decisions.merge(store, a, b, reviewer or _login(), note=note)
        found = profile(store.conn, a)
    click.echo(printable(f"{b} is now {found['id']} {found['speaker']}; take it back with: undo {decision}"))


@speakers.command(short_help="Say that a speaker is two.")
@click.argument("a", type=int)
@click.option("--article", "articles", type=int, multiple=True, help="Number of an article where it is the other one.")
@click.option("--alias", "names", multiple=True, metavar="NAME", help="A name that is the other one's.")
@click.option("--to", type=int, help="The speaker that it is there; a new one where it is not said.")
@click.option("--name", default="", help="The new speaker's name; the name in those articles where it is not said.")
@_deciding
@click.pass_obj
def split(
    db: str,
    a: int,
    articles: tuple[int, ...],
    names: tuple[str, ...],
    to: int | None,
    name: str,
    reviewer: str | None,
    note: str,
) -> None:
    """Say that a speaker is two: in some articles, or under some names, A is another one.

    \b
    Example:
      quotes speakers news.db split 12 --article 7 --article 31 --name "John Kirby (goalkeeper)"
    """
    from quotes.store import Store, decisions
    from quotes.store.profile import profile

    if not articles and not names:
        raise click.UsageError("say where it is another speaker: --article or --alias")
    if to is not None and name:
        raise click.UsageError("--to and --name do not go together: a speaker that is there has a name")
    with Store(db, create=False) as store:
        decision, other = decisions.split(
            store, a, reviewer or _login(), articles=articles, names=names, to=to, name=name, note=note
        )
        found = profile(store.conn, other)
    click.echo(printable(f"there it is now {other} {found['speaker']}; take it back with: undo {decision}"))


@speakers.command(short_help="Say that two speakers are two.")
@click.argument("a", type=int)
@click.argument("b", type=int)
@_deciding
@click.pass_obj
def apart(db: str, a: int, b: int, reviewer: str | None, note: str) -> None:
    """Say that two speakers are two: they are offered no more, and are never joined by themselves.

    \b
    Example:
      quotes speakers news.db apart 12 340
    """
    from quotes.store import Store, decisions

    with Store(db, create=False) as store:
        decision = decisions.apart(store, a, b, reviewer or _login(), note=note)
    click.echo(f"{a} and {b} are held apart; take it back with: undo {decision}")


@speakers.command(short_help="List pairs that may be one speaker.")
@click.option("--limit", type=click.IntRange(min=0), default=50, show_default=True, help="At most so many; 0 for all.")
@output_options
@click.pass_obj
def doubtful(db: str, limit: int, form: str | None, columns: tuple[str, ...], no_headers: bool) -> None:
    """List pairs that may be one speaker, each with its evidence; those in most articles come first.

    `merge A B` says that they are one, `apart A B` that they are two; either can be undone.

    \b
    Example:
      quotes speakers news.db doubtful --limit 10
    """
    from quotes.store import open_for_reading
    from quotes.store.connection import errors
    from quotes.store.doubts import doubtful as pairs

    with errors(db):
        rows = pairs(open_for_reading(db), limit=limit or -1)
    if not columns and (form == "table" or form is None and to_terminal()):
        return echo_lines(line for row in rows for line in _pair(row))
    print_rows(rows, form=form, columns=columns, no_headers=no_headers, in_table=tuple(rows[0]) if rows else ())
    return None


def _pair(row: dict[str, Any]) -> Iterator[str]:
    """A doubtful pair in lines: what speaks for it, then who the two are."""
    yield printable(f"{row['score']:.2f}  {', '.join(row['evidence'])}")
    for side in (row["speaker"], row["other"]):
        known = (side["names"], side["roles"], side["outlets"])
        told = " · ".join("; ".join(words) for words in known if words)
        yield printable(
            f"  {side['id']:>6} {side['speaker']} ({side['kind']}, {_count(side['articles'], 'article')}): {told}"
        )
    yield ""


@speakers.command(short_help="Take back a decision about speakers.")
@click.argument("decision", type=int)
@_deciding
@click.pass_obj
def undo(db: str, decision: int, reviewer: str | None, note: str) -> None:
    """Take back decision number DECISION: a merge, a split, or that two are held apart.

    \b
    Example:
      quotes speakers news.db undo 3
    """
    from quotes.store import Store, decisions

    with Store(db, create=False) as store:
        decisions.undo(store, decision, reviewer or _login(), note=note)
    click.echo(f"decision {decision} is taken back")


@speakers.command(short_help="Take in a knowledge base of speakers.")
@click.argument("files", nargs=-1, required=True, type=click.Path(), metavar="FILE...")
@click.pass_obj
def load(db: str, files: tuple[str, ...]) -> None:
    """Take in a knowledge base of speakers, before articles are read; the database is created when it is not there.

    FILE holds one JSON object a line: name, and what there is of aliases (a list), kind (person or organization),
    wikidata (Q42), gender, roles (a list of texts, or of objects: role, affiliation, since, until).

    \b
    Example:
      quotes speakers news.db load people.jsonl
    """
    from quotes import knowledge
    from quotes.store import Store

    with Store(db) as store:
        for path in files:
            new, there = knowledge.load(store, knowledge.read(path))
            click.echo(printable(f"{path}: {new} speakers are new, {there} were there"))
