"""Search on the views of quotations, quick also for words that every second quotation holds, sorted, and told in words.

Datasette's own search would count facets over all that match, each anew. Here the newest NEWEST that match
are what is found, which the page says; a download of all rows has all. Datasette sorts by columns alone: the page puts
the rows of `?_order=relevance` and `?_order=oldest` in order itself, as `quotes search --sort` does.
"""

from __future__ import annotations

import re
import sqlite3
from typing import Any

from datasette.filters import FilterArguments, Filters

from quotes.browse import rows, views
from quotes.browse.text import clip, day
from quotes.desk.search import SORTS, ordered
from quotes.errors import QueryError
from quotes.store import threshold
from quotes.store.reading import said_by

NEWEST = 10_000
SHOWN, ALL = "who_said_what", "all_quotations"  # the views: what is shown by default, and with it what is kept back
WORDS, BESIDE = "'{text speaker} : (' || escape_fts(:quotes_search) || ')'", "escape_fts(:quotes_search)"
MATCH = "SELECT rowid FROM quotes_fts WHERE quotes_fts MATCH {} ORDER BY rowid DESC"


async def filters(datasette: Any, request: Any, database: str) -> FilterArguments:
    """Return the condition that `?_search=` stands for; `_searchmode=raw` takes FTS5's own syntax, as Datasette does.

    The words must stand in the quotation or its speaker's name; with `_beside=1` its paragraph counts as well. The
    template is told the `search`, and whether it is `capped`. `?_by=12,15` are speakers who say it, alone or with others.
    """
    search = request.args.get("_search") or ""
    context = {"supports_search": True, "search": search, "capped": False}
    by = _by(request)
    if not search:
        return FilterArguments(by, {}, [], context)
    raw = request.args.get("_searchmode") == "raw"
    match = MATCH.format(":quotes_search" if raw else BESIDE if request.args.get("_beside") else WORDS)
    limit = "" if request.args.get("_stream") else f" LIMIT {NEWEST}"
    context["capped"] = not raw and await _more_than(datasette, database, match, search)
    return FilterArguments(
        [f"id IN ({match}{limit})", *by], {"quotes_search": search}, [f'search matches "{search}"'], context
    )


def _by(request: Any) -> list[str]:
    ids = re.findall(r"\d{1,18}", request.args.get("_by") or "")[:50]
    return [said_by(ids)] if ids else []


async def _more_than(datasette: Any, database: str, match: str, search: str) -> bool:
    def found(conn: sqlite3.Connection, _: dict[str, str]) -> dict[str, Any]:
        sql = f"SELECT count(*) FROM ({match} LIMIT {NEWEST + 1})"
        return {"many": conn.execute(sql, {"quotes_search": search}).fetchone()[0] > NEWEST}

    return bool((await views.asked(datasette, database, found, {}))["many"])


async def told(datasette: Any, request: Any, database: str, table: str) -> dict[str, Any]:
    """Return what a page of quotations tells beside them.

    `narrowed`, what is asked for in words (None where there are none for it); its `order`; how many more are
    `kept_back`, because they are less sure than `shown_from`, and how many have the words only `beside` them; the
    address of the `other_view`, with all of them or with only those that are shown.
    """
    query = f"?{request.query_string}" if request.query_string else ""
    search, beside = request.args.get("_search"), bool(request.args.get("_beside"))
    newest = f"({MATCH} LIMIT {NEWEST})"  # what is found is among these, so what is beside it or kept back is, too
    found = [f"id IN {newest.format(BESIDE if beside else WORDS)}"] if search else []
    only = [f"id IN {newest.format(BESIDE)}", f"id NOT IN {newest.format(WORDS)}"]
    raw = request.args.get("_searchmode") == "raw"
    return {
        "narrowed": await _narrowed(datasette, request, database),
        "order": order(request),
        "shown_from": await shown_from(datasette, database),
        "kept_back": 0 if table == ALL or raw else await _count(datasette, request, database, ["shown = 2", *found]),
        "beside": await _count(datasette, request, database, only, table) if search and not (beside or raw) else 0,
        "other_view": f"{datasette.urls.table(database, ALL if table == SHOWN else SHOWN)}{query}",
    }


async def shown_from(datasette: Any, database: str) -> float:
    """Return the database's threshold."""
    facts = await views.asked(datasette, database, lambda conn, _: {"value": threshold.get(conn)}, {})
    return float(facts["value"])


async def _count(datasette: Any, request: Any, database: str, more: list[str], table: str = ALL) -> int | None:
    """Return how many quotations of the view fit what is asked, and these conditions; None where that takes too long."""
    conditions, values = _conditions(request)

    def counted(conn: sqlite3.Connection, _: dict[str, str]) -> dict[str, Any]:
        sql = f"SELECT count(*) FROM {table} WHERE {' AND '.join([*more, *conditions])}"
        return {"many": conn.execute(sql, values).fetchone()[0]}

    try:
        return int((await views.asked(datasette, database, counted, {}))["many"])
    except (QueryError, sqlite3.Error):
        return None


def order(request: Any) -> str:
    """Return the order that the address asks for, one of SORTS: by relevance where words are sought, else the newest first.

    Empty where it sorts by a column or filters in SQL, which is Datasette's to do.
    """
    if any(request.args.get(name) for name in ("_sort", "_sort_desc", "_where", "_through")):
        return ""
    asked = request.args.get("_order")
    return asked if asked in SORTS else "relevance" if request.args.get("_search") else "newest"


async def in_order(datasette: Any, request: Any, database: str, table: str, page: list[Any]) -> list[Any]:
    """Return the rows that stand where Datasette put this `page` of newest rows, in the order that the address asks for.

    The page as it is where that is the newest first, where it sorts by a column, or where sorting takes too long.
    """
    sort, search = order(request), request.args.get("_search") or ""
    if sort in ("", "newest") or sort == "relevance" and not search or not page:
        return page
    conditions, values = _conditions(request)
    raw, before = request.args.get("_searchmode") == "raw", int(request.args.get("_next") or 0)
    if search:
        match = MATCH.format(":quotes_search" if raw else BESIDE if request.args.get("_beside") else WORDS)
        conditions.append(f"id IN ({match} LIMIT {NEWEST})")
    sql = f"SELECT id FROM {table} WHERE {' AND '.join(conditions or ['1'])}"

    def found(conn: sqlite3.Connection, _: dict[str, str]) -> dict[str, Any]:
        ids = [row[0] for row in conn.execute(sql, values)]
        some = ordered(conn, ids, search, sort=sort, raw=raw, limit=before + len(page))[before:]
        return {"rows": rows.quotations_by_id(conn, some, kept_back=table == ALL)}

    try:
        return list((await views.asked(datasette, database, found, {}))["rows"])
    except (QueryError, sqlite3.Error):
        return page


def _conditions(request: Any) -> tuple[list[str], dict[str, Any]]:
    """What the filters of the address ask of a view's columns, and the values, among them the words of the search."""
    asked = [(key, value) for key, value in _asked(request) if not key.startswith("_") or "__" in key]
    conditions, values = Filters(sorted(asked)).build_where_clauses(ALL)
    return [*conditions, *_by(request)], values | {"quotes_search": request.args.get("_search") or ""}


async def _narrowed(datasette: Any, request: Any, database: str) -> str | None:
    """What is asked for, in words: 'with “war”, by John Kirby, in February 2024'; None where a filter has none."""
    asked = {key: value for key, value in _asked(request) if not key.startswith("_") or key == "_search"}
    near = " in them or beside them" if request.args.get("_beside") else ""
    words = [f"with “{clip(asked.pop('_search'), 80)}”{near}"] if asked.get("_search") else []
    for numbers in filter(None, (asked.pop("speaker_id", ""), request.args.get("_by"))):
        words.append(
            f"by {' or '.join([await _name(datasette, database, number) for number in numbers.split(',')[:3]])}"
        )
    since, before, until = (asked.pop(f"published__{key}", "") for key in ("gte", "lt", "lte"))
    for key in list(asked):
        if key in PHRASES and asked[key] and (key != "shown" or asked[key] == "2"):
            words.append(PHRASES[key].format(clip(asked.pop(key), 60)))
    if asked:
        return None
    if before:
        words.append(f"published in {day(since)}")
    else:
        words += [f"published since {day(since)}"] if since else []
        words += [f"published until {day(until.removesuffix('T24'))}"] if until else []
    return ", ".join(words)


PHRASES = {
    "speaker": "by {}",
    "speaker__contains": "by somebody called “{}”",
    "role": "as {}",
    "role__contains": "with a role that holds “{}”",
    "stance": "with the stance: {}",
    "target": "towards {}",
    "target__contains": "towards something with “{}”",
    "kind": "{}",
    "outlet": "in {}",
    "article_id": "in article {}",
    "review_status": "{}",
    "shown": "less sure than this database asks for",
}


def _asked(request: Any) -> list[tuple[str, str]]:
    """Every name and value of the query string."""
    return [(key, value) for key in request.args for value in request.args.getlist(key)]


async def _name(datasette: Any, database: str, number: str) -> str:
    """The speaker's name, or the number where there is none."""

    def found(conn: sqlite3.Connection, _: dict[str, str]) -> dict[str, Any]:
        row = conn.execute("SELECT name FROM speakers WHERE id = ?", (number[:18],)).fetchone()
        return {"name": clip(row[0], 80) if row else f"speaker {number[:18]}"}

    return str((await views.asked(datasette, database, found, {}))["name"])
