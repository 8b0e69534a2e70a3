"""`quotes consistency`: pairs of what one person said that seem to contradict each other."""

from __future__ import annotations

import click

from quotes.cli.options import limit as limit_option
from quotes.cli.output import Output, output_options, print_rows

TABLE = ("kind", "words", "earlier", "later", "ids")


@click.command(short_help="Show what one person said that seems to contradict itself.")
@click.argument("db", type=click.Path())
@click.argument("speaker")
@click.option("--about", default="", metavar="WORDS", help="Only quotations with these words in their paragraph.")
@limit_option(20)
@output_options
def consistency(db: str, speaker: str, about: str, limit: int, output: Output) -> None:
    """Show what one person said that seems to contradict itself: a question to look into, never a finding.

    Lists pairs of quotations from different articles that are nearly the same but for a negation, a number of the same thing, or a
    word for its opposite, and pairs with opposite stances towards the same target. People change their minds, times differ, and
    sentences are cut: read both in their place (`quotes show`) before you rely on a pair.

    \b
    Example:
      quotes consistency news.db Kirby --about Iran
    """
    from quotes.desk.consistency import pairs
    from quotes.desk.search import one_speaker
    from quotes.store.connection import opened

    with opened(db) as conn:
        found = pairs(conn, one_speaker(conn, speaker), about=about, limit=limit or -1)
    rows = [
        row
        | {name: f"{said['quotation']} ({said['outlet'] or 'no outlet'}, {(said['published'] or 'no date')[:10]})"
           for name, said in (("earlier", row["one"]), ("later", row["other"]))}
        | {"ids": f"{row['one']['id']} {row['other']['id']}"}
        for row in found
    ]  # fmt: skip
    if output.form in (None, "table") and rows:
        click.echo("Do these contradict each other? Read both in their place.", err=True)
    print_rows(rows, output, in_table=TABLE, nothing="No pair stands out.")
