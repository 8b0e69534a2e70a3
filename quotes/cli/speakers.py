"""`quotes speakers`: who is quoted, under which names, in which roles, how often."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from quotes.cli.output import output_options, print_rows

TABLE = ("id", "speaker", "kind", "quotations", "outlets", "first", "last", "roles", "aliases")


@click.command(short_help="List speakers with their names, roles and counts.")
@click.argument("db", type=click.Path())
@click.argument("name", nargs=-1)
@click.option("--limit", type=click.IntRange(min=0), default=50, show_default=True, help="At most so many; 0 for all.")
@output_options
def speakers(
    db: str, name: tuple[str, ...], limit: int, form: str | None, columns: tuple[str, ...], no_headers: bool
) -> None:
    """List speakers with their names, roles and counts, the most quoted first.

    NAME leaves those who go by a name with these words.

    \b
    Example:
      quotes speakers news.db kirby
    """
    from quotes.store import open_for_reading
    from quotes.store.connection import errors
    from quotes.store.reading import speakers as find

    with errors(db):
        rows = find(open_for_reading(db), " ".join(name) if name else None, limit=limit or -1)
    formats: dict[str, Callable[[Any], str]] = {"roles": _called, "aliases": "; ".join}
    print_rows(rows, form=form, columns=columns, no_headers=no_headers, in_table=TABLE, formats=formats)


def _called(roles: list[dict[str, Any]]) -> str:
    """The roles, each with the date it was first used, the latest first."""
    return "; ".join(f"{role['role']} ({role['first'][:10]})" if role["first"] else role["role"] for role in roles)
