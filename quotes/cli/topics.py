"""`quotes topics`: what people are for or against, defined by words and entities."""

from __future__ import annotations

import click

from quotes.cli.options import EitherOrder, limit
from quotes.cli.output import Output, counted, output_options, print_rows
from quotes.cli.terminal import printable

TABLE = ("name", "match", "about", "quotations", "speakers", "supports", "opposes", "neutral", "first", "last")


@click.group(cls=EitherOrder, short_help="Define topics that people are for or against.", invoke_without_command=True)
@click.argument("db", type=click.Path())
@click.pass_context
def topics(ctx: click.Context, db: str) -> None:
    """Define topics that people are for or against.

    A topic has terms to match, entities it is about, or both. A stance belongs to the topic if its target contains all
    words of a term (words in quotation marks must follow one another; small words such as "with" do not count). If the
    topic also has entities, the quotation or its paragraph must mention one of them. A topic with only entities matches
    those entities under any of their names. Without a command, lists the topics.

    \b
    Example:
      quotes topics news.db add "war with Iran" --match war --match strikes --about Iran --about Tehran
      quotes stance news.db "war with Iran"
    """
    ctx.obj = db
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_, form=None, columns=(), no_headers=False)


_match = click.option("--match", multiple=True, metavar="WORDS", help="Words that a target must contain (repeatable).")
_about = click.option("--about", multiple=True, metavar="NAME", help="Entity the topic is about (repeatable).")


@topics.command(short_help="Add a topic, or add terms to a topic.")
@click.argument("name")
@_match
@_about
@click.pass_obj
def add(db: str, name: str, match: tuple[str, ...], about: tuple[str, ...]) -> None:
    """Add a topic, or add terms to a topic. Without terms, the words of its name are matched.

    \b
    Example:
      quotes topics news.db add "border wall" --match wall --match fence --about Mexico
    """
    from quotes.store import Store
    from quotes.store.topics import add as define

    with Store(db, create=False) as store:
        topic = define(store, name, match=match, about=about)
    counts = ", ".join(f"{topic[stance]} {stance}" for stance in ("supports", "opposes", "neutral"))
    click.echo(printable(f"{topic['name']}: {counted(topic['quotations'], 'quotation')} ({counts})"), err=True)


@topics.command(short_help="Remove a topic, or remove terms from it.")
@click.argument("name")
@_match
@_about
@click.pass_obj
def remove(db: str, name: str, match: tuple[str, ...], about: tuple[str, ...]) -> None:
    """Remove a topic, or only the given terms. No quotation is removed.

    \b
    Example:
      quotes topics news.db remove "border wall" --match fence
    """
    from quotes.store import Store
    from quotes.store.topics import remove as forget

    with Store(db, create=False) as store:
        forget(store, name, match=match, about=about)


@topics.command("list", short_help="List the topics with their terms and counts.")
@output_options
@click.pass_obj
def list_(db: str, output: Output) -> None:
    """List the topics with their terms and counts.

    \b
    Example:
      quotes topics news.db list
    """
    from quotes.store.connection import opened
    from quotes.store.topics import listed

    with opened(db) as conn:
        rows = listed(conn)
    formats = {"match": "; ".join, "about": "; ".join}
    print_rows(rows, output, in_table=TABLE, formats=formats)


@topics.command(short_help="Suggest terms for topics from the stored quotations.")
@limit(20, all_=False)
@click.option(
    "--among",
    type=click.IntRange(min=1),
    default=2000,
    show_default=True,
    help="How many of the newest quotations to look at.",
)
@output_options
@click.pass_obj
def suggest(db: str, limit: int, among: int, output: Output) -> None:
    """Suggest terms for topics from the stored quotations: key terms that stances are about.

    `kind` says which option of `add` a term is for.

    \b
    Example:
      quotes topics news.db suggest --limit 10
    """
    from quotes.desk.suggestions import suggest as find
    from quotes.store.connection import opened

    with opened(db) as conn:
        rows = find(conn, limit=limit, among=among)
    print_rows(rows, output)
