"""`quotes export`: quotations for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from quotes.cli.options import filters
from quotes.cli.output import counted

# as in quotes.desk.export, which need not be imported for --help
FORMATS = ("csv", "json", "jsonl", "parquet", "xlsx", "jsonld")


@click.command(short_help="Write quotations as CSV, JSON, Parquet, Excel or JSON-LD.")
@click.argument("db", type=click.Path())
@click.argument("query", nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="Format to write. Default: what the file's name says, else csv.",
)
@click.option("-o", "--output", default="-", type=click.Path(), help="File to write (- = standard output).")
@filters()
def export(db: str, query: tuple[str, ...], form: str | None, output: str, **asked: Any) -> None:
    """Write quotations as CSV, JSON, Parquet, Excel or JSON-LD.

    Writes all quotations, or those that `quotes search` finds with the same QUERY and options.

    \b
    Example:
      quotes export news.db --speaker kirby -o kirby.jsonld
    """
    from quotes.desk.export import write
    from quotes.desk.search import find
    from quotes.store.connection import opened

    form = form or _by_name(output)
    with opened(db) as conn:
        ids, back = None, find(conn, limit=1).kept_back
        if query or any(value is not None for value in asked.values()):
            found = find(conn, " ".join(query), limit=-1, **asked)
            ids, back = [row["id"] for row in found.rows], found.kept_back
        count = write(conn, output, form, ids)
    click.echo(counted(count, "quotation") + (f"; {back:,} less sure kept back" if back else ""), err=True)


def _by_name(output: str) -> str:
    """The format that a file's name says; CSV for standard output and for names without an ending."""
    ending = Path(output).suffix.lower()
    if output == "-" or not ending:
        return "csv"
    if ending[1:] not in FORMATS:
        raise click.UsageError(
            f"{output}: no format is called {ending}; give one of {', '.join(FORMATS)} with --format"
        )
    return ending[1:]
