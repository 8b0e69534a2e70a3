"""What every template is given: the database of quotes, its address, who may review, the files of the design."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple

from markupsafe import Markup

from quotes.browse import configuration, releases, searching, views
from quotes.browse.text import CLOSE, OPEN, marked
from quotes.store.reading import fts_words, in_any_type

LONG = 600  # characters of a quotation beyond which a list shows what was found, and what is around it


async def template_vars(datasette: Any, request: Any, database: str | None) -> dict[str, Any]:
    """Return `quotes_db`, `here` and `front` (its addresses) where a database of quotes is open, and `may_review`.

    With them what a page of quotations asks for: `quotes_found`, `quotes_told`, `quotes_in_order`.
    """
    names, served = configuration.ours(datasette), configuration.is_served(datasette)
    name = database if database in names else names[0] if names and served else None
    if name is None:
        return {}  # a page of somebody else's
    actor = request.actor if request else None
    here = str(datasette.urls.database(name))

    async def quotes_found(rows: list[Any], search: str) -> dict[int, Found]:
        return await found_words(datasette, name, [row["id"] for row in rows], search)

    async def quotes_told(table: str) -> dict[str, Any]:
        return await searching.told(datasette, request, name, table)

    async def quotes_in_order(table: str, page: list[Any]) -> list[Any]:
        return await searching.in_order(datasette, request, name, table, page)

    return {
        "quotes_db": name,
        "here": here,
        "front": datasette.urls.instance() if served else f"{here}/-/front",
        "may_review": await releases.can_review(datasette, actor, name),
        "quotes_found": quotes_found,
        "quotes_told": quotes_told,
        "quotes_in_order": quotes_in_order,
    }


class Found(NamedTuple):
    """A quotation's words with what a search found in them marked; where it found nothing, the words `near` it."""

    words: Markup
    near: Markup | None


async def found_words(datasette: Any, database: str | None, ids: list[int], search: str) -> dict[int, Found]:
    """Return what the search found in each of the quotations, by id; nothing without a search."""
    match = in_any_type(fts_words(search or ""))
    if not match or not ids or database is None:
        return {}
    sql = (
        f"SELECT rowid, CASE WHEN length(text) > {LONG} THEN snippet(quotes_fts, 0, :open, :close, ' … ', 64)"
        " ELSE highlight(quotes_fts, 0, :open, :close) END AS words,"
        " snippet(quotes_fts, 2, :open, :close, ' … ', 20) AS near"
        " FROM quotes_fts WHERE quotes_fts MATCH :match AND rowid IN (SELECT value FROM json_each(:ids))"
    )
    values = {"open": OPEN, "close": CLOSE, "match": match, "ids": str(ids)}

    def found(conn: sqlite3.Connection, _: dict[str, str]) -> dict[str, Any]:
        return {"found": {row["rowid"]: _found(row["words"], row["near"]) for row in conn.execute(sql, values)}}

    by_id: dict[int, Found] = (await views.asked(datasette, database, found, {}))["found"]
    return by_id


def _found(words: str, near: str) -> Found:
    beside = OPEN not in words and OPEN in near
    ends = re.sub(rf",({CLOSE}?)(?=[”\"’]?$)", r"\1", words)  # the comma that led back to the reporter
    return Found(marked(ends), marked(near) if beside else None)


def address(datasette: Any, file: str) -> str:
    """Tell where the file of the design is served."""
    return str(datasette.urls.path(f"/-/quotes-static/{file}?{version(file)}"))


@lru_cache
def version(file: str) -> str:
    """Return a digest of the file, so that a browser asks for a new one when it has changed."""
    return hashlib.sha256(static(file)).hexdigest()[:10]


@lru_cache
def static(file: str) -> bytes:
    """Return the file of the design."""
    return resources.files("quotes.browse").joinpath("static", file).read_bytes()
