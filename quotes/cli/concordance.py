"""`quotes concordance` and `quotes timeline`: a word in its surroundings, a person in the course of time."""

from __future__ import annotations

from typing import Any

import click

from quotes.cli.options import filters, limit
from quotes.cli.output import Output, output_options, print_rows
from quotes.cli.terminal import printable


@click.command(short_help="Show a word in its contexts, one line for each place, by speaker.")
@click.argument("db", type=click.Path())
@click.argument("word")
@filters("speaker", "role", "outlet", "kind", "stance", "target", "since", "until", "min_confidence")
@click.option(
    "--width", type=click.IntRange(5, 500), default=40, show_default=True, help="Characters of context on either side."
)
@limit(500)
@output_options
def concordance(db: str, word: str, limit: int, width: int, output: Output, **asked: Any) -> None:
    """Show a word in its contexts, one line for each place where it stands in a quotation, by speaker.

    Standard error says how many quotations were left out, as `quotes search` does.

    \b
    Example:
      quotes concordance news.db conflict
    """
    from quotes.cli.search import tell
    from quotes.desk.concordance import found, in_context
    from quotes.store.connection import opened

    with opened(db) as conn:
        quotations = found(conn, word, limit=limit or -1, **asked)
        tell(quotations, asked, conn)
    rows = in_context(quotations.rows, word, width=width)
    if output.chosen == "table":
        speaker = object()
        for row in rows:
            if row["speaker"] != speaker:
                speaker = row["speaker"]
                click.secho(printable(str(speaker or "speaker unknown")), bold=True)
            before, here, after = (printable(row[name]) for name in ("before", "word", "after"))
            click.echo(f"{before:>{width}} {click.style(here, bold=True)} {after:<{width}} {row['id']}")
        if not rows:
            click.echo("Nothing found.", err=True)
    else:
        print_rows(rows, output)


@click.command(short_help="Show what one person said, in order.")
@click.argument("db", type=click.Path())
@click.argument("speaker")
@click.option("--topic", metavar="TOPIC", help="Only about this topic of the database, or with these words.")
@filters("outlet", "kind", "since", "until", "min_confidence")
@limit(0)
@output_options
def timeline(db: str, speaker: str, limit: int, output: Output, **asked: Any) -> None:
    """Show what one person said, in order, with the stance (the speaker's, machine-read) and the outlet.

    SPEAKER is a name or a number, as `quotes speakers DB` lists them. If several people go by that name, the command asks
    which one you mean. The date is when something was said, where the article tells, or else when it was published;
    --since and --until go by it.

    \b
    Example:
      quotes timeline news.db Kirby --topic "war with Iran"
    """
    from quotes.desk.concordance import timeline as follow
    from quotes.store.connection import opened

    with opened(db) as conn:
        rows = list(follow(conn, speaker, limit=limit or -1, **asked))
    shown = ("date", "quotation", "stance", "target", "outlet", "id")
    print_rows(rows, output, in_table=shown)
