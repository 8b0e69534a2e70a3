"""`quotes stance`: who supports and who opposes a topic, and how that changed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import click

from quotes.cli.options import filters
from quotes.cli.output import Output, echo_lines, output_options, print_rows
from quotes.cli.terminal import printable, to_terminal

SPEAKERS = ("speaker", "stance", "opposes", "supports", "neutral", "first", "last")
QUOTATIONS = ("quote_id", "date", "speaker", "stance", "target", "quotation", "confidence", "read_by")
NOTE = "The stances are the speakers' own, machine-read from their words unless a person corrected them: check them."
SHOWN = 8  # ids in a cell of a table
WIDEST = 40  # cells of a bar
EIGHTHS = " ▏▎▍▌▋▊▉"


@click.command(short_help="Show who supports and who opposes a topic, and since when.")
@click.argument("db", type=click.Path())
@click.argument("topic", nargs=-1, required=True)
@filters("speaker", "outlet", "since", "until", "min_confidence")
@click.option(
    "--by",
    type=click.Choice(("day", "month", "year")),
    help="Count by period instead: a chart on a terminal, CSV elsewhere.",
)
@click.option("--quotations", "each", is_flag=True, help="List the quotations instead, earliest first.")
@output_options
def stance(db: str, topic: tuple[str, ...], by: str | None, each: bool, output: Output, **asked: Any) -> None:
    """Show who supports and who opposes a topic, and since when.

    TOPIC is one that `quotes topics` defined. Stances are the speakers' own, machine-read from their words unless a
    person corrected them. --since and --until go by the date something was said, or else was published. The numbers after
    the counts are ids of quotations.

    \b
    Example:
      quotes stance news.db "war with Iran" --speaker kirby --by month
    """
    from quotes.desk import stances
    from quotes.store.connection import opened

    if by and each:
        raise click.UsageError("--by counts and --quotations lists: ask for one of them")
    name = " ".join(topic)
    with opened(db) as conn:
        if by:
            rows = stances.by_period(conn, name, by, **asked)
        else:
            rows = (stances.quotations if each else stances.by_speaker)(conn, name, **asked)
    if by and output.form is None and not to_terminal():
        output = replace(output, form="csv")
    if output.chosen == "table" and rows:
        click.echo(NOTE, err=True)
    if by and output.for_reading and rows:
        echo_lines(chart(rows, by))
        return
    shown = [_with_ids(row) for row in rows] if output.chosen == "table" and not each else rows
    in_table = QUOTATIONS if each else SPEAKERS
    print_rows(shown, output, in_table=in_table)


def _with_ids(row: dict[str, Any]) -> dict[str, Any]:
    """The row as a table shows it: each count with the ids of its quotations."""
    cells = {"speaker": row.get("speaker") or "(unknown)"} if "speaker" in row else {}
    for name in ("supports", "opposes", "neutral"):
        ids = row[f"{name}_ids"]
        more = " …" if len(ids) > SHOWN else ""
        cells[name] = f"{row[name]}: {' '.join(map(str, ids[:SHOWN]))}{more}" if ids else "0"
    return row | cells


def chart(rows: Sequence[dict[str, Any]], period: str, *, width: int = 0) -> Iterator[str]:
    """Yield lines of a chart, one a period: a bar of those who oppose and one of those who support, to one scale."""
    most = max([1, *(row[name] for row in rows for name in ("opposes", "supports"))])
    width = width or shutil.get_terminal_size((100, 24)).columns
    label, number = 10, len(str(most))
    bar = max(4, min(WIDEST, (width - label - 2 * (number + 1) - 6 - len("neutral")) // 2))
    side = bar + number + 1
    yield f"{period:<{label}}  {'opposes':<{side}}  {'supports':<{side}}  neutral"
    for row in rows:
        bars = (
            f"{row[name] or '':>{number}} {_bar(row[name] * bar / most):<{bar}}" for name in ("opposes", "supports")
        )
        yield f"{printable(row[period] or 'undated'):<{label}}  {'  '.join(bars)}  {row['neutral'] or ''}".rstrip()


def _bar(cells: float) -> str:
    """A bar as long as so many cells, to an eighth of one."""
    whole, eighths = divmod(round(cells * 8), 8)
    return "█" * whole + EIGHTHS[eighths].strip()
