"""How rows are printed: a table for people, JSON, CSV, TSV or lines of JSON for programs.

Whatever comes from an article is hostile: nothing that a terminal would obey reaches one.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click

from quotes.cli.terminal import HIDDEN, UNSAFE, printable, to_terminal
from quotes.desk.spreadsheets import harmless

Row = Mapping[str, Any]

_ESCAPED = re.compile(f"[{re.escape(''.join(chr(code) for code in sorted(HIDDEN) if code >= 127))}]")
_NARROWEST = 12


def as_json(value: object, *, indent: int | None = None) -> str:
    """Return the value as JSON, Unicode as it is, but for what a terminal would obey."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    # `translate` looks at each letter: thrice the time
    shown = _ESCAPED.sub(lambda m: f"\\u{ord(m.group()):04x}", text)
    return shown.encode("utf-8", "backslashreplace").decode("utf-8")


@dataclass(frozen=True, slots=True)
class Output:
    """How rows are to be printed, as the options of a command say; `form` is None where none was asked for."""

    form: str | None = None
    columns: tuple[str, ...] = ()
    headers: bool = True

    @property
    def chosen(self) -> str:
        """Return the form that was asked for; else a table on a terminal, and JSON elsewhere."""
        return self.form or ("table" if to_terminal() else "json")

    @property
    def for_reading(self) -> bool:
        """Tell whether a person reads it, who named no columns: then it may be more than a table."""
        return self.chosen == "table" and not self.columns


def output_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that choose how rows are printed; the command gets them as one `output`, for `print_rows`."""

    @wraps(command)
    def told(*args: Any, form: str | None, columns: tuple[str, ...], no_headers: bool, **more: Any) -> Any:
        return command(*args, output=Output(form, columns, not no_headers), **more)

    options = [
        click.option("-t", "--table", "form", flag_value="table", help="Print a table (the default on a terminal)."),
        click.option("--json", "form", flag_value="json", help="Print a JSON array (the default elsewhere)."),
        click.option("--nl", "form", flag_value="nl", help="Print one JSON object per line."),
        click.option("--csv", "form", flag_value="csv", help="Print CSV."),
        click.option("--tsv", "form", flag_value="tsv", help="Print tab-separated values."),
        click.option("--no-headers", is_flag=True, help="Omit the line of column names."),
        click.option(
            "-c", "--column", "columns", multiple=True, metavar="NAME", help="Print only this column (repeatable)."
        ),
    ]
    for option in reversed(options):
        told = option(told)
    return told


def print_rows(
    rows: Sequence[Row],
    output: Output,
    *,
    in_table: Sequence[str] = (),
    formats: Mapping[str, Callable[[Any], str]] | None = None,
    nothing: str = "Nothing found.",
) -> None:
    """Print the rows as the options say; `in_table` are the columns of a table unless others are asked for.

    `formats` says how a table shows a column that holds more than a value.
    """
    form, columns = output.chosen, output.columns
    unknown = [name for name in columns if rows and name not in rows[0]]
    if unknown:
        raise click.UsageError(f"no column {printable(unknown[0])}; there are {', '.join(rows[0])}")
    if form == "table" and not rows:
        click.echo(nothing, err=True)
    elif form == "table":
        shown = [{**row, **{name: show(row[name]) for name, show in (formats or {}).items()}} for row in rows]
        echo_lines(table(shown, columns or in_table or list(rows[0]), headers=output.headers))
    elif form == "nl":
        echo_lines(as_json(_only(row, columns)) for row in rows)
    elif form == "json":
        lines = [as_json(_only(row, columns)) for row in rows]
        click.echo("[" + ",\n ".join(lines) + "]")
    else:
        click.echo(delimited(rows, columns, "\t" if form == "tsv" else ",", headers=output.headers), nl=False)


def delimited(rows: Sequence[Row], columns: Sequence[str], delimiter: str, *, headers: bool = True) -> str:
    """Return the rows as CSV or TSV; lists and dicts become JSON, and what a spreadsheet would run gets an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    names = list(columns or (rows[0] if rows else ()))
    if headers and names:
        writer.writerow(names)
    writer.writerows([harmless(_plain(row[name])) for name in names] for row in rows)
    text = out.getvalue()
    return text.translate(UNSAFE) if to_terminal() else text


def table(rows: Sequence[Row], columns: Sequence[str], *, headers: bool = True, width: int = 0) -> Iterable[str]:
    """Yield lines of a table as wide as the terminal, long cells wrapped, a rule under the names."""
    cells = [[_cell(row.get(name)) for name in columns] for row in rows]
    natural = [
        max([len(name), *(len(line) for row in cells for line in row[i].split("\n"))]) for i, name in enumerate(columns)
    ]
    widths = _fitted(natural, (width or shutil.get_terminal_size((120, 24)).columns) - 2 * (len(columns) - 1))
    if headers:
        yield from _lines(list(columns), widths)
        yield "  ".join("─" * wide for wide in widths)
    for row in cells:
        yield from _lines(row, widths)


def counted(number: int, noun: str) -> str:
    """Return the number with its noun, in the plural where it is not one: '1 article', '1,204 articles'."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def echo_lines(lines: Iterable[str]) -> None:
    """Print each line."""
    for line in lines:
        click.echo(line)


def _only(row: Row, columns: Sequence[str]) -> Row:
    return {name: row[name] for name in columns} if columns else row


def _plain(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.2f}"
    return " ".join(printable(str(_plain(value))).split())


def _fitted(natural: list[int], room: int) -> list[int]:
    """Widths that fit the room: the widest columns give way first, none below _NARROWEST."""
    widths = list(natural)
    while sum(widths) > room and max(widths) > _NARROWEST:
        widest = max(widths)
        second = max([_NARROWEST, *(wide for wide in widths if wide < widest)])
        many = widths.count(widest)
        less = (
            max(widest - second, 1)
            if sum(widths) - many * (widest - second) > room
            else -(-(sum(widths) - room) // many)
        )
        widths = [wide - less if wide == widest else wide for wide in widths]
    return widths


def _lines(row: list[str], widths: list[int]) -> Iterable[str]:
    wrapped = [textwrap.wrap(cell, wide) or [""] for cell, wide in zip(row, widths, strict=True)]
    for number in range(max(map(len, wrapped))):
        parts = [
            (cell[number] if number < len(cell) else "").ljust(wide) for cell, wide in zip(wrapped, widths, strict=True)
        ]
        yield "  ".join(parts).rstrip()
