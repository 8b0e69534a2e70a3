"""`quotes cite` and `quotes archive`: a quotation to be quoted, and a copy of where it stands."""

from __future__ import annotations

import click

from quotes.cli.output import as_json
from quotes.cli.terminal import printable


@click.command(short_help="Cite one quotation, with a link to its very words.")
@click.argument("db", type=click.Path())
@click.argument("quote_id", metavar="ID")
@click.option("--link", "form", flag_value="link", help="Print the link alone.")
@click.option(
    "--json", "form", flag_value="json", help="Print a W3C annotation target: source, TextQuoteSelector, positions."
)
def cite(db: str, quote_id: str, form: str | None) -> None:
    """Cite one quotation, with a link to its very words.

    A browser follows the link's text fragment (`#:~:text=`) to the words on the live page and marks them.

    \b
    Example:
      quotes cite news.db 17
    """
    from quotes import cite as citing
    from quotes.errors import QueryError
    from quotes.store import open_for_reading
    from quotes.store.connection import errors
    from quotes.store.reading import quote

    with errors(db):
        found = quote(open_for_reading(db), quote_id)
    if form == "json":
        click.echo(as_json(citing.selector(found), indent=2))
        return
    link = citing.deep_link(found)
    if form == "link" and not link:
        raise QueryError(f"the article of quotation {quote_id} has no web address")
    click.echo(printable(link if form == "link" else citing.cite(found)))


@click.command(short_help="Record where a copy of a quotation's article is kept.")
@click.argument("db", type=click.Path())
@click.argument("quote_id", metavar="ID", type=int)
@click.option("--url", required=True, help="The web address of the archived copy.")
def archive(db: str, quote_id: int, url: str) -> None:
    """Record where a copy of a quotation's article is kept.

    \b
    Example:
      quotes archive news.db 17 --url https://web.archive.org/web/2024/https://example.org/story
    """
    from quotes.archive import archive as record
    from quotes.store import Store

    with Store(db, create=False) as store:
        title = record(store, quote_id, url)
    click.echo(printable(f"archived: {title}"))
