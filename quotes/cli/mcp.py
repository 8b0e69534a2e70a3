"""`quotes mcp`: a database as tools of an assistant."""

from __future__ import annotations

import click

from quotes.errors import QuotesError, missing


@click.command(short_help="Let an assistant ask a database, over MCP, read-only.")
@click.argument("db", type=click.Path())
def mcp(db: str) -> None:
    """Let an assistant ask a database, over MCP, read-only.

    Serves the Model Context Protocol on standard input and output, for the assistant that starts it. Tools: search, verify,
    speaker, quotation, article, stance. Every quotation comes with words, speaker, confidence, review status, article, date and
    link, so that an assistant can quote what is there and nothing else. Needs the extra `mcp`.

    \b
    Example:
      quotes mcp news.db
    """
    try:
        from quotes.desk.mcp import server

        served = server(db)
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "pydantic"):
            raise
        raise QuotesError(missing("this", "MCP", "mcp")) from error
    served.run("stdio")
