"""`quotes export`: quotations for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from quotes.cli.options import min_confidence
from quotes.types import KINDS, STANCES

FORMATS = ("csv", "json", "jsonl", "parquet", "jsonld")  # as in quotes.export, which need not be imported for --help


@click.command(short_help="Write quotations as CSV, JSON, Parquet or schema.org's JSON-LD.")
@click.argument("db", type=click.Path())
@click.argument("query", nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="What to write; by default what the file's name says, else csv.",
)
@click.option("-o", "--output", default="-", type=click.Path(), help="The file to write; - for standard output.")
@click.option("--speaker", metavar="NAME", help="Said by a speaker with these words in a name.")
@click.option("--role", metavar="TEXT", help="Said in a role that holds this text.")
@click.option("--outlet", metavar="NAME", help="Carried by this outlet.")
@click.option("--kind", type=click.Choice(KINDS), help="Quoted in this way.")
@click.option("--stance", type=click.Choice(STANCES), help="With this stance (the speaker's, machine-read).")
@click.option("--since", metavar="DATE", help="Published then or later.")
@click.option("--until", metavar="DATE", help="Published then or earlier.")
@min_confidence
def export(db: str, query: tuple[str, ...], form: str | None, output: str, **filters: Any) -> None:
    """Write quotations as CSV, JSON, Parquet or schema.org's JSON-LD.

    All of them, or those that `quotes search` would find with the same QUERY and options.

    \b
    Example:
      quotes export news.db --speaker kirby -o kirby.jsonld
    """
    from quotes.export import write
    from quotes.search import search
    from quotes.store import open_for_reading
    from quotes.store.connection import errors

    form = form or {".json": "json", ".jsonl": "jsonl", ".parquet": "parquet", ".jsonld": "jsonld"}.get(
        Path(output).suffix, "csv"
    )
    conn = open_for_reading(db)
    with errors(db):
        ids = None
        if query or any(value is not None for value in filters.values()):
            ids = [row["id"] for row in search(conn, " ".join(query), limit=-1, **filters)]
        count = write(conn, output, form, ids, min_confidence=filters["min_confidence"])
    click.echo(f"{count:,} quotations", err=True)
