"""`quotes doctor`: is the database sound?"""

from __future__ import annotations

import sys

import click

from quotes.cli.terminal import printable


@click.command(short_help="Check a database: its file, its links, every quotation's words.")
@click.argument("db", type=click.Path())
@click.option("--rebuild", is_flag=True, help="Build the full-text indexes anew first.")
@click.option("--targets", is_flag=True, help="First link stances to the speakers that they are towards.")
def doctor(db: str, rebuild: bool, targets: bool) -> None:
    """Check a database: its file, its links, every quotation's words.

    SQLite's own checks, the full-text indexes, and whether each part of each quotation is exactly what
    stands in its article. Prints one line a problem; exit status 1 when there is any.

    A stance towards somebody who was first quoted later, or that an earlier release stored, is linked by --targets.

    \b
    Example:
      quotes doctor news.db
    """
    from quotes.store.doctor import check

    if targets:
        from quotes.store import Store
        from quotes.store.targets import link

        with Store(db, create=False) as store:
            click.echo(f"{link(store)} stances linked to speakers", err=True)
    problems = 0
    for problem in check(db, rebuild=rebuild):
        problems += 1
        click.echo(printable(f"{problem.where}: {problem.what}"))
    if problems:
        click.echo(f"{problems} problem{'s' if problems > 1 else ''} found", err=True)
        sys.exit(1)
    click.echo(f"{printable(db)} is sound")
