"""`quotes search`: quotations by their words and by everything else that is known of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from quotes.cli.options import filters
from quotes.cli.output import Output, as_json, output_options, print_rows
from quotes.cli.terminal import printable

if TYPE_CHECKING:
    from quotes.desk.search import Found

TABLE = ("id", "speaker", "role", "quotation", "outlet", "published")
SORTS = ("relevance", "newest", "oldest")  # as in quotes.desk.search, which need not be imported for --help
FEW = 20  # rows of a table where no limit is given


@click.command(short_help="Find quotations by words, speaker, outlet, date or stance.")
@click.argument("db", type=click.Path())
@click.argument("query", nargs=-1)
@filters()
@click.option("--sort", type=click.Choice(SORTS), default="relevance", show_default=True, help="Order of the results.")
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    help="Maximum number of results (0 = all).  [default: 20 in a table and with --like, else all]",
)
@click.option("--like", metavar="WORDS", help="Find quotations that say this in other words (similar, not exact).")
@click.option("--raw", is_flag=True, help="Take QUERY as SQLite FTS5 syntax.")
@output_options
def search(
    db: str,
    query: tuple[str, ...],
    sort: str,
    limit: int | None,
    like: str | None,
    raw: bool,
    output: Output,
    **asked: Any,
) -> None:
    """Find quotations by words, speaker, outlet, date or stance.

    All words of QUERY must stand in the quotation, the speaker's name or the paragraph; words in quotation marks must
    follow one another. Matches in the quotation come first, then matches beside it; direct quotations before indirect
    ones. Standard error says how many more there are; JSON has them as `total` and `kept_back` beside `rows`.

    --like looks for the same meaning instead of the same words. The first time, it prepares every quotation of the database,
    which takes a few minutes for ten thousand. What it lists is similar, most similar first: read it before you rely on it.

    \b
    Example:
      quotes search news.db "war with Iran" --speaker kirby --since 2024-02
      quotes search news.db --like "America is not looking for a fight"
    """
    from quotes.desk.search import find
    from quotes.store.connection import opened

    most = (FEW if output.chosen == "table" or like else 0) if limit is None else limit
    if like:
        _index(db)
    with opened(db) as conn:
        found = find(conn, " ".join(query), limit=most or -1, sort=sort, like=like, raw=raw, **asked)
        tell(found, asked, conn)
    if output.chosen == "json" and not output.columns:
        numbers = {"total": found.total, "kept_back": found.kept_back}
        rows = ",\n ".join(as_json(row) for row in found.rows)
        click.echo(f'{as_json(numbers)[:-1]}, "rows": [{rows}]}}')
        return
    in_table = ("similarity", *TABLE) if like else TABLE
    if output.for_reading:
        for row in found.rows:
            row["speaker"] = "; ".join(filter(None, (row["speaker"], row["jointly"])))
    dates = {"published": lambda day: (day or "")[:10]}  # a table has no room for the hour
    print_rows(found.rows, output, in_table=in_table, formats=dates)


def _index(db: str) -> None:
    """Gives quotations that have none their vectors, which is written into the database once."""
    from quotes.desk.likeness import index, missing
    from quotes.store import Store
    from quotes.store.connection import opened

    with opened(db) as conn:
        left = missing(conn)
    if left:
        click.echo(f"Preparing {left:,} quotations for --like (once) …", err=True)
        with Store(db, create=False) as store:
            index(store)


def tell(found: Found, asked: dict[str, Any], conn: Any) -> None:
    """Say on standard error what the rows do not: what was cut, kept back, left out or spelled otherwise."""
    from quotes.desk.days import read_as
    from quotes.desk.search import COUNTED, near_names
    from quotes.store.reading import speaker_ids

    for name in ("since", "until", "said_since", "said_until"):
        if asked.get(name) and (line := read_as(asked[name])):
            click.echo(printable(f"--{name.replace('_', '-')} {line}"), err=True)
    if found.undated:
        click.echo(f"{found.undated:,} more without a date left out", err=True)
    if len(found.rows) < found.total:
        more = "more than " if found.total >= COUNTED else ""
        click.echo(f"{len(found.rows):,} of {more}{found.total:,} (--limit 0 for all)", err=True)
    if found.kept_back:
        click.echo(f"{found.kept_back:,} less sure kept back (--min-confidence 0 shows all)", err=True)
    if asked.get("speaker") and not found.rows and not speaker_ids(conn, asked["speaker"], limit=1):
        near = ", ".join(f"{row['speaker']} ({row['quotations']:,})" for row in near_names(conn, asked["speaker"]))
        hint = f"; near it: {near}" if near else " (quotes speakers DB lists all)"
        click.echo(printable(f"Nobody here is called “{asked['speaker']}”{hint}"), err=True)
