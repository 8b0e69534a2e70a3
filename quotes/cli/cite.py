"""`quotes cite` and `quotes archive`: cite one quotation, record a copy of its article."""

from __future__ import annotations

import click

from quotes.cli.output import as_json
from quotes.cli.terminal import printable


@click.command(short_help="Cite one quotation, with a link to its very words.")
@click.argument("db", type=click.Path())
@click.argument("quote_id", metavar="ID")
@click.option("--link", "form", flag_value="link", help="Print only the link.")
@click.option(
    "--json", "form", flag_value="json", help="Print a W3C annotation target: source, TextQuoteSelector, positions."
)
def cite(db: str, quote_id: str, form: str | None) -> None:
    """Cite one quotation, with a link to its very words.

    ID is the quotation's number or uid, or words that only this quotation contains. The link's text fragment
    (`#:~:text=`) makes a browser scroll to the words on the live page and mark them. A line on standard error warns where
    no name is printed beside the words and nobody has reviewed the quotation.

    \b
    Example:
      quotes cite news.db 17
    """
    from quotes.desk import cite as citing
    from quotes.errors import QueryError
    from quotes.store.connection import opened
    from quotes.store.reading import quote

    with opened(db) as conn:
        found = quote(conn, quote_id)
        doubt = citing.warning(conn, found)
    if form == "json":
        click.echo(as_json(citing.selector(found), indent=2))
        return
    link = citing.deep_link(found)
    if form == "link" and not link:
        raise QueryError(f"the article of quotation {quote_id} has no web address")
    click.echo(printable(link if form == "link" else citing.cite(found)))
    if form is None and doubt:
        click.echo(printable(doubt), err=True)


@click.command(short_help="Record where a copy of a quotation's article is kept.")
@click.argument("db", type=click.Path())
@click.argument("quote_id", metavar="ID")
@click.option("--url", required=True, help="Web address of the archived copy.")
def archive(db: str, quote_id: str, url: str) -> None:
    """Record where a copy of a quotation's article is kept.

    ID is the quotation's number or uid, or words that only this quotation contains. Citations and verdicts show the copy.

    \b
    Example:
      quotes archive news.db 17 --url https://web.archive.org/web/2024/https://example.org/story
    """
    from quotes.desk.cite import web_address
    from quotes.store import Store
    from quotes.store.articles import archive as record
    from quotes.store.reading import quotation_id

    with Store(db, create=False) as store:
        title = record(store, quotation_id(store.conn, quote_id), web_address(url))
    click.echo(printable(f"archived: {title}"))
