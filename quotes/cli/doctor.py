"""`quotes doctor`: is the database sound?"""

from __future__ import annotations

import sys

import click

from quotes.cli.terminal import printable


@click.command(short_help="Check a database: its file, its links, every quotation's words.")
@click.argument("db", type=click.Path())
@click.option("--rebuild", is_flag=True, help="Build the full-text indexes anew first.")
def doctor(db: str, rebuild: bool) -> None:
    """Check a database: its file, its links, every quotation's words.

    SQLite's own checks, the full-text indexes, and whether each part of each quotation is exactly what
    stands in its article. Prints one line a problem; exit status 1 when there is any.

    \b
    Example:
      quotes doctor news.db
    """
    from quotes.store.doctor import check

    problems = 0
    for problem in check(db, rebuild=rebuild):
        problems += 1
        click.echo(printable(f"{problem.where}: {problem.what}"))
    if problems:
        click.echo(f"{problems} problem{'s' if problems > 1 else ''} found", err=True)
        sys.exit(1)
    click.echo(f"{printable(db)} is sound")
