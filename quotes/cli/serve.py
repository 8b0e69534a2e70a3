"""`quotes serve`: a database in the browser."""

from __future__ import annotations

from pathlib import Path

import click

from quotes.cli.terminal import printable
from quotes.errors import QuotesError


@click.command(short_help="Open a database in the browser, read-only, on this machine.")
@click.argument("db", type=click.Path())
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; others see it only if asked."
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="Port; 0 takes a free one."
)
@click.option("--reviewer", "reviewers", multiple=True, help="Somebody who may review; prints a link to sign in with.")
@click.option(
    "--write-config",
    type=click.Path(file_okay=False, exists=True),
    help="Write metadata.yaml and datasette.yaml into a folder, and serve nothing.",
)
def serve(db: str, host: str, port: int, reviewers: tuple[str, ...], write_config: str | None) -> None:
    """Open a database in the browser, read-only, on this machine.

    Pages for searching, reading and checking, with Datasette's own tables, JSON, CSV and SQL behind them.
    An ingest may go on meanwhile. Ctrl-C stops it.

    \b
    Example:
      quotes serve news.db
      quotes serve news.db --reviewer Ada --port 8080
    """
    try:
        from quotes.browse import configuration, server
    except ImportError as error:
        if error.name not in ("datasette", "uvicorn"):
            raise
        raise QuotesError("browsing needs Datasette: pip install 'quotes[browse]'") from error
    if write_config is not None:
        for path in configuration.write(Path(write_config), [Path(db).stem]):
            click.echo(printable(str(path)))
        return
    served = server.datasette(db, reviewers=reviewers)
    with server.listening(host, port) as (socket, address):
        click.echo(f"{printable(db)} at {address}")
        for name in reviewers:
            click.echo(f"{printable(name)} signs in with {server.sign_in_link(served, address, name)}")
        server.run(served, socket)
