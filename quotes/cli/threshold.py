"""`quotes threshold`: how sure a quotation must be to be shown."""

from __future__ import annotations

import sqlite3

import click


@click.command(short_help="Show or change how sure a quotation must be to be shown.")
@click.argument("db", type=click.Path())
@click.argument("value", metavar="[VALUE]", required=False)
def threshold(db: str, value: str | None) -> None:
    """Show or change how sure a quotation must be to be shown.

    Quotations whose confidence is below the threshold are kept back: stored, and left out of every answer unless you
    ask with --min-confidence or a person has accepted or corrected them. VALUE is a number from 0 (show all) to 1,
    or `default` for the value that this release recommends. Nothing is read again.

    \b
    Example:
      quotes threshold news.db 0.8
    """
    from quotes.store import Store
    from quotes.store import threshold as setting
    from quotes.store.connection import opened
    from quotes.store.variants import refresh_stale
    from quotes.types import SHOWN_FROM

    if value is not None:
        number = SHOWN_FROM if value == "default" else _number(value)
        with Store(db, create=False) as store, store.transaction() as conn:
            setting.change(conn, number)
            refresh_stale(conn)
    with opened(db) as conn:
        click.echo(said(conn))


def said(conn: sqlite3.Connection) -> str:
    """Return one line: the threshold, how many quotations are shown, and how many are kept back."""
    from quotes.store import threshold as setting

    counts = dict(conn.execute("SELECT shown, count(*) FROM quotes WHERE shown > 0 GROUP BY shown").fetchall())
    shown, back = counts.get(setting.SHOWN, 0), counts.get(setting.KEPT_BACK, 0)
    plural = "" if shown == 1 else "s"
    return f"Threshold {setting.get(conn):g}: {shown:,} quotation{plural} shown, {back:,} kept back"


def _number(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise click.UsageError(f"{value!r} is no threshold: give a number from 0 to 1, or default") from None
