"""`quotes variants`: who else carried it, and what they changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from quotes.cli.options import limit, min_confidence
from quotes.cli.output import output_options, print_rows
from quotes.cli.terminal import printable

TABLE = ("id", "outlet", "published", "speaker", "marked", "altered")
GROUPS = ("id", "speaker", "fullest", "altered", "quotations", "outlets", "first_published", "first_outlet")


@click.command(short_help="Show one utterance as different articles carry it.")
@click.argument("db", type=click.Path())
@click.argument("quote_id", metavar="[ID]", required=False)
@limit(50)
@min_confidence
@click.option("--rebuild", is_flag=True, help="Find all variants in the database again first.")
@output_options
def variants(
    db: str,
    quote_id: str | None,
    limit: int,
    min_confidence: float | None,
    rebuild: bool,
    form: str | None,
    columns: tuple[str, ...],
    no_headers: bool,
) -> None:
    """Show one utterance as different articles carry it.

    With the ID of a quotation, lists every article that carries it, earliest first, with the differences from the
    fullest version: [-missing words-] and {+other words+}. Without an ID, lists the utterances that were altered, the
    most carried first, each under the ID of its fullest version. Copies of one agency's story count as one outlet.

    \b
    Example:
      quotes variants news.db 17
    """
    from quotes import variants as found
    from quotes.store import Store, open_for_reading
    from quotes.store.connection import errors
    from quotes.store.reading import quotation_id

    if rebuild:
        with Store(db, create=False) as store, store.transaction() as conn:
            found.assign_all(conn)
    conn = open_for_reading(db)
    with errors(db):
        if quote_id is None:
            rows = found.altered(conn, limit=limit or -1)
        else:
            rows = [
                row | {"marked": marked(row)}
                for row in found.group(conn, quotation_id(conn, quote_id), min_confidence=min_confidence)
            ][: limit or None]
    shown = GROUPS if quote_id is None else TABLE
    formats: dict[str, Callable[[Any], str]] = {"altered": ", ".join}
    print_rows(rows, form=form, columns=columns, no_headers=no_headers, in_table=shown, formats=formats)


def marked(row: dict[str, Any]) -> str:
    """The quotation's words, then what differs: [-what the fullest has-] {+what stands here+}."""
    changes = [
        " ".join(filter(None, (one["stored"] and f"[-{one['stored']}-]", one["claimed"] and f"{{+{one['claimed']}+}}")))
        for one in row["difference"]
    ]
    which = " ".join(name for name in ("earliest", "fullest") if row[name])
    return printable(" · ".join(filter(None, (" ".join(row["text"].split()), *changes, which and f"({which})"))))
