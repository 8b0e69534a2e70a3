"""`quotes search`: quotations by their words and by everything else that is known of them."""

from __future__ import annotations

from typing import Any

import click

from quotes.cli.options import min_confidence
from quotes.cli.output import output_options, print_rows
from quotes.types import KINDS, STANCES

TABLE = ("id", "speaker", "role", "quotation", "outlet", "published")


@click.command(short_help="Find quotations by their words, speaker, outlet, date, stance.")
@click.argument("db", type=click.Path())
@click.argument("query", nargs=-1)
@click.option("--speaker", metavar="NAME", help="Said by a speaker with these words in a name.")
@click.option("--role", metavar="TEXT", help="Said in a role that holds this text.")
@click.option("--outlet", metavar="NAME", help="Carried by this outlet.")
@click.option("--kind", type=click.Choice(KINDS), help="Quoted in this way.")
@click.option("--stance", type=click.Choice(STANCES), help="With this stance (the speaker's, machine-read).")
@click.option(
    "--target", metavar="TEXT", help="With a stance towards something that holds this text, or a speaker of this name."
)
@click.option("--since", metavar="DATE", help="Published then or later: 2024, 2024-02, 2024-02-03, 'last week'.")
@click.option("--until", metavar="DATE", help="Published then or earlier.")
@click.option("--said-since", metavar="DATE", help="Said then or later, where the article tells when.")
@click.option("--said-until", metavar="DATE", help="Said then or earlier.")
@min_confidence
@click.option("--limit", type=click.IntRange(min=0), default=20, show_default=True, help="At most so many; 0 for all.")
@click.option("--raw", is_flag=True, help="The query is in SQLite's FTS5 syntax.")
@output_options
def search(
    db: str,
    query: tuple[str, ...],
    limit: int,
    form: str | None,
    columns: tuple[str, ...],
    no_headers: bool,
    **filters: Any,
) -> None:
    """Find quotations by their words, speaker, outlet, date, stance.

    All words of QUERY must stand in the quotation, its speaker's name or its paragraph; words in quotation
    marks must follow one another. Quotations that hold the words come first, then those that have them beside
    them; the newest of each first.

    \b
    Example:
      quotes search news.db "war with Iran" --speaker kirby --since 2024-02
    """
    from quotes.search import search as find

    rows = find(db, " ".join(query), limit=limit or -1, **filters)
    print_rows(rows, form=form, columns=columns, no_headers=no_headers, in_table=TABLE)
