"""Full-text search on the view `who_said_what`, quick also for words that every second quotation holds.

Datasette's own search would count facets over all that match, each anew. Here the newest NEWEST that match
are what is found, which the page says; a download of all rows has all.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette.filters import FilterArguments

from quotes.browse import views

NEWEST = 10_000
MATCH = "SELECT rowid FROM quotes_fts WHERE quotes_fts MATCH {} ORDER BY rowid DESC"


async def filters(datasette: Any, request: Any, database: str) -> FilterArguments:
    """The condition that `?_search=` stands for; `_searchmode=raw` takes FTS5's own syntax, as Datasette does.

    The template is told the `search`, and whether it is `capped`.
    """
    search = request.args.get("_search") or ""
    context = {"supports_search": True, "search": search, "capped": False}
    if not search:
        return FilterArguments([], {}, [], context)
    raw = request.args.get("_searchmode") == "raw"
    match = MATCH.format(":quotes_search" if raw else "escape_fts(:quotes_search)")
    limit = "" if request.args.get("_stream") else f" LIMIT {NEWEST}"
    context["capped"] = not raw and await _more_than(datasette, database, match, search)
    return FilterArguments(
        [f"id IN ({match}{limit})"], {"quotes_search": search}, [f'search matches "{search}"'], context
    )


async def _more_than(datasette: Any, database: str, match: str, search: str) -> bool:
    def found(conn: sqlite3.Connection, _: dict[str, str]) -> dict[str, Any]:
        sql = f"SELECT count(*) FROM ({match} LIMIT {NEWEST + 1})"
        return {"many": conn.execute(sql, {"quotes_search": search}).fetchone()[0] > NEWEST}

    return bool((await views.asked(datasette, database, found, {}))["many"])
