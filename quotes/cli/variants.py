"""`quotes variants`: who else carried it, and what they changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from quotes.cli.options import limit, min_confidence
from quotes.cli.output import Output, output_options, print_rows
from quotes.cli.terminal import printable

TABLE = ("id", "outlet", "published", "speaker", "marked", "altered")
COURSE = ("id", "published", "outlet", "agency", "follows", "how", "changes")
GROUPS = ("id", "speaker", "fullest", "altered", "quotations", "outlets", "first_published", "first_outlet")


@click.command(short_help="Show one utterance as different articles carry it.")
@click.argument("db", type=click.Path())
@click.argument("quote_id", metavar="[ID]", required=False)
@limit(50)
@min_confidence
@click.option("--course", is_flag=True, help="Show who printed it first, and whom each of the others seems to follow.")
@click.option(
    "--svg", type=click.Path(), metavar="FILE", help="With --course: write it to this file as a picture (SVG)."
)
@click.option("--rebuild", is_flag=True, help="Find all variants in the database again first.")
@output_options
def variants(
    db: str,
    quote_id: str | None,
    limit: int,
    min_confidence: float | None,
    course: bool,
    svg: str | None,
    rebuild: bool,
    output: Output,
) -> None:
    """Show one utterance as different articles carry it.

    With the ID of a quotation, lists every article that carries it, earliest first, with the differences from the
    fullest version: [-missing words-] and {+other words+}. Without an ID, lists the utterances that were altered, the
    most carried first, each under the ID of its fullest version. Copies of one agency's story count as one outlet.

    --course shows where the words came from: who printed them first, and whom each other article seems to follow, because it tells
    the same story, credits the same agency, or has the most similar words. It is a guess; nobody prints where they copied from.

    \b
    Example:
      quotes variants news.db 17
    """
    from quotes.store import Store
    from quotes.store import variants as found
    from quotes.store.connection import opened
    from quotes.store.reading import quotation_id

    if rebuild:
        with Store(db, create=False) as store, store.transaction() as conn:
            found.assign_all(conn)
    with opened(db) as conn:
        if course or svg:
            _course(conn, quote_id, svg, output)
            return
        if quote_id is None:
            rows = found.altered(conn, limit=limit or -1)
        else:
            rows = [
                row | {"marked": marked(row)}
                for row in found.group(conn, quotation_id(conn, quote_id), min_confidence=min_confidence)
            ][: limit or None]
    shown = GROUPS if quote_id is None else TABLE
    formats: dict[str, Callable[[Any], str]] = {"altered": ", ".join}
    print_rows(rows, output, in_table=shown, formats=formats)


def _course(conn: Any, quote_id: str | None, svg: str | None, output: Output) -> None:
    """Prints where the words came from, or writes it as a picture."""
    from pathlib import Path

    from quotes.desk import course
    from quotes.store.reading import quotation_id

    if quote_id is None:
        raise click.UsageError("--course and --svg are of one quotation: give its ID")
    steps = course.course(conn, quotation_id(conn, quote_id))
    if svg:
        Path(svg).write_text(course.svg(steps), encoding="utf-8")
        return
    outlets = {step["id"]: step["outlet"] or "no outlet" for step in steps}
    rows = [step | {"follows": outlets.get(step["source_id"]), "changes": course.changes(step)} for step in steps]
    print_rows(rows, output, in_table=COURSE)


def marked(row: dict[str, Any]) -> str:
    """Return the quotation's words, then what differs: [-what the fullest has-] {+what stands here+}."""
    changes = [
        " ".join(filter(None, (one["stored"] and f"[-{one['stored']}-]", one["claimed"] and f"{{+{one['claimed']}+}}")))
        for one in row["difference"]
    ]
    which = " ".join(name for name in ("earliest", "fullest") if row[name])
    return printable(" · ".join(filter(None, (" ".join(row["text"].split()), *changes, which and f"({which})"))))
