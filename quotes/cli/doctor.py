"""`quotes doctor`: is the database sound?"""

from __future__ import annotations

import sys

import click

from quotes.cli.output import counted
from quotes.cli.terminal import printable


@click.command(short_help="Check a database: its file, its links, every quotation's words.")
@click.argument("db", type=click.Path())
@click.option("--rebuild", is_flag=True, help="Rebuild the full-text indexes first.")
@click.option("--targets", is_flag=True, help="First link stances to the speakers they are about.")
def doctor(db: str, rebuild: bool, targets: bool) -> None:
    """Check a database: its file, its links, every quotation's words.

    Runs SQLite's own checks, checks the full-text indexes, and compares every part of every quotation with its article.
    Prints one line per problem. Exit status 1 if there is any.

    --targets links stances towards people who were first quoted later, or whose stances an earlier release stored.

    \b
    Example:
      quotes doctor news.db
    """
    from quotes.store.doctor import check

    if targets:
        from quotes.store import Store
        from quotes.store.targets import link

        with Store(db, create=False) as store:
            click.echo(f"{counted(link(store), 'stance')} linked to speakers", err=True)
    problems = 0
    for problem in check(db, rebuild=rebuild):
        problems += 1
        click.echo(printable(f"{problem.where}: {problem.what}"))
    if problems:
        click.echo(f"{counted(problems, 'problem')} found", err=True)
        sys.exit(1)
    click.echo(f"{printable(db)} is sound")
