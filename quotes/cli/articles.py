"""`quotes articles`: which articles a database holds, and taking one out or back in."""

from __future__ import annotations

from typing import Any

import click

from quotes.cli.options import EitherOrder, filters, limit
from quotes.cli.output import Output, as_json, output_options, print_rows
from quotes.cli.terminal import marked, printable

TABLE = ("id", "outlet", "published", "title", "quotations", "origin")


@click.group(
    cls=EitherOrder,
    short_help="List the articles of a database; remove one, or bring it back.",
    invoke_without_command=True,
)
@click.argument("db", type=click.Path())
@click.option("--words", metavar="TEXT", default="", help="Only articles with all these words in their text.")
@filters("speaker", "outlet", "since", "until")
@click.option("--undated", is_flag=True, help="Only articles without a date.")
@click.option("--removed", is_flag=True, help="Only articles that were removed.")
@limit(20)
@output_options
@click.pass_context
def articles(ctx: click.Context, db: str, output: Output, limit: int, **asked: Any) -> None:
    """List the articles of a database, the newest first; remove one, or bring it back.

    \b
    Example:
      quotes articles news.db --outlet "Quay Gazette" --since 2024-02
      quotes articles remove news.db 12
    """
    ctx.obj = db
    if ctx.invoked_subcommand is not None:
        return
    from quotes.desk.articles import listed
    from quotes.store.connection import opened

    with opened(db) as conn:
        found = listed(conn, limit=limit or -1, **asked)
    print_rows(
        found.rows,
        output,
        in_table=TABLE,
        formats={"published": lambda day: (day or "")[:10]},  # a table has no room for the hour
        nothing="No articles found.",
    )
    if len(found.rows) < found.total:
        click.echo(f"{len(found.rows):,} of {found.total:,} (--limit 0 for all)", err=True)


@articles.command(short_help="Show one article with its quotations.")
@click.argument("article", metavar="ID")
@click.option("--json", "as_object", is_flag=True, help="Print everything as JSON, including the article's text.")
@click.pass_obj
def show(db: str, article: str, as_object: bool) -> None:
    """Show one article: its details, and its text with the quotations marked.

    \b
    Example:
      quotes articles show news.db 12
    """
    from quotes.desk.articles import show as read
    from quotes.store.connection import opened

    with opened(db) as conn:
        found = read(conn, article)
    if as_object:
        click.echo(as_json(found, indent=1))
        return
    for line in _facts(found):
        click.echo(printable(line))
    spans = [span for quotation in found["quotations"] for span in quotation["parts"]]
    click.echo("\n" + marked(found["text"], spans))


@articles.command(short_help="Remove an article; it is hidden, and kept.")
@click.argument("article", metavar="ID")
@click.option("--purge", is_flag=True, help="Delete it for good, with its quotations and all decisions about them.")
@click.option("--yes", is_flag=True, help="Purge without asking.")
@click.pass_obj
def remove(db: str, article: str, purge: bool, yes: bool) -> None:
    """Remove an article with all its versions. It is hidden and kept: restore brings it back.

    \b
    Example:
      quotes articles remove news.db 12
      quotes articles remove news.db 12 --purge
    """
    from quotes.desk.articles import show as read
    from quotes.store import Store
    from quotes.store import articles as kept

    with Store(db, create=False) as store:
        if purge and not yes:
            found = read(store.conn, article)
            many = len(found["quotations"])
            click.confirm(printable(f"Delete {_named(found)} and its {many} quotations for good?"), abort=True)
        done = kept.purge(store, article) if purge else kept.remove(store, article)
    back = "" if purge else f"; quotes articles restore {db} {done['id']} brings it back"
    click.echo(printable(f"{'Deleted' if purge else 'Removed'}: {_named(done)}{back}"), err=True)


@articles.command(short_help="Bring a removed article back.")
@click.argument("article", metavar="ID")
@click.pass_obj
def restore(db: str, article: str) -> None:
    """Bring a removed article back, with its quotations and what was decided about them.

    \b
    Example:
      quotes articles restore news.db 12
    """
    from quotes.store import Store
    from quotes.store.articles import restore as bring_back

    with Store(db, create=False) as store:
        done = bring_back(store, article)
    click.echo(printable(f"Restored: {_named(done)}"), err=True)


def _named(article: dict[str, Any]) -> str:
    named = article["title"] or article["url"] or article["origin"] or article["key"]
    return f"article {article['id']}, “{named}”"


def _facts(article: dict[str, Any]) -> list[str]:
    names = ("title", "outlet", "byline", "agency", "published", "updated", "url", "origin", "removed")
    lines = [f"{name:10} {article[name]}" for name in names if article[name]]
    lines += [f"{name:10} unknown" for name in ("outlet", "published") if not article[name]]
    others = [str(version["id"]) for version in article["versions"] if version["id"] != article["id"]]
    lines += [f"{'version':10} {article['version']} (the others: {', '.join(others)})"] if others else []
    return [*lines, f"{'quotations':10} {sum(quotation['shown'] == 1 for quotation in article['quotations'])}"]
