"""`quotes serve`: a database in the browser."""

from __future__ import annotations

from pathlib import Path

import click

from quotes.cli.terminal import printable
from quotes.errors import QuotesError, missing


@click.command(short_help="Open a database in the browser, read-only, on this machine.")
@click.argument("db", type=click.Path())
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8001,
    show_default=True,
    help="Port to listen on (0 = any free port).",
)
@click.option(
    "--reviewer",
    "reviewers",
    multiple=True,
    metavar="NAME",
    help="Let NAME review, and print a link to sign in with (repeatable).",
)
@click.option(
    "--write-config",
    type=click.Path(file_okay=False, exists=True),
    help="Write metadata.yaml and datasette.yaml to this folder, and exit.",
)
def serve(db: str, host: str, port: int, reviewers: tuple[str, ...], write_config: str | None) -> None:
    """Open a database in the browser, read-only, on this machine.

    Serves pages for searching, reading and checking, with Datasette's tables, JSON, CSV and SQL behind them. An ingest may
    run at the same time. Press Ctrl-C to stop.

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
        raise QuotesError(missing("browsing", "Datasette", "browse")) from error
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
