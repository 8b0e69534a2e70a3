"""From a request to a page: permission, a bounded question to the database, and HTML or JSON of the same facts."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

import datasette
from datasette.utils import sqlite_timelimit, tilde_decode
from datasette.utils.asgi import Forbidden, NotFound, Response

from quotes.browse import bounds, charts, configuration, releases, security
from quotes.desk.answers import AskError
from quotes.errors import QueryError, QuotesError, StoreError

Facts = dict[str, Any]
Question = Callable[[sqlite3.Connection, dict[str, str]], Facts]
View = Callable[[Any, Any], Awaitable[Response]]
TABLES = ("quotes", "articles", "speakers")  # every page draws on them
STATUS = ((NotFound, 404), (Forbidden, 403), (AskError, 400), (QueryError, 404), (QuotesError, 503))
LIMIT = 10_000  # milliseconds for a page's own questions, which are bounded; what people ask in SQL may not be
TOLD = ("done", "decision")  # what was done on the page before
DATASETTE, OURS = os.path.dirname(datasette.__file__), os.path.dirname(os.path.dirname(__file__))
OF_PARAMETERS = (ValueError, LookupError, TypeError, AttributeError, RuntimeError, sqlite3.ProgrammingError)
ROUTE = r"^/(?P<database>[^/]+)/-"


class NotOurs(NotFound):  # type: ignore[misc]
    """The address names a database that is not there, or not of quotes."""


def page(template: str, question: Question) -> View:
    """Return a view of Datasette's that answers with what the question finds, as the template shows it or as JSON."""

    async def view(datasette: Any, request: Any) -> Response:
        database = await opened(datasette, request)
        facts = await asked(datasette, database, question, values(request))
        if request.url_vars.get("format"):
            return Response.json({name: charts.data(fact) for name, fact in facts.items()})
        told = {name: request.args.get(name, "") for name in TOLD}
        return await rendered(datasette, request, template, database, told | facts)

    return view


async def opened(datasette: Any, request: Any) -> str:
    """Return the name of the database that the address names; NotFound where it is none of ours, Forbidden as set."""
    try:
        name: str = datasette.get_database(route=tilde_decode(request.url_vars["database"])).name
    except KeyError as error:
        raise NotOurs("There is no such database here.") from error
    if name not in configuration.ours(datasette):
        raise NotOurs("This is not a database of quotes.")
    await releases.ensure_can_view(datasette, request.actor, name, *TABLES)
    return name


async def asked(datasette: Any, database: str, question: Question, asked_for: dict[str, str]) -> Facts:
    """Return what the question finds, in one of Datasette's threads, on a connection that cannot write, within its limit."""
    limit = max(datasette.setting("sql_time_limit_ms"), LIMIT)

    def limited(conn: sqlite3.Connection) -> Facts:
        with sqlite_timelimit(conn, limit):
            return question(conn, asked_for)

    try:
        facts: Facts = await datasette.get_database(database).execute_fn(limited)
    except (sqlite3.OperationalError, StoreError) as error:
        if "interrupted" not in str(error):
            raise
        raise QueryError("This took longer than the time limit allows; ask for less.") from error
    return facts


async def rendered(
    datasette: Any, request: Any, template: str, database: str, facts: Facts, *, status: int = 200
) -> Response:
    """Return the page; `here` is the database's own address."""
    context = facts | {"database": database}
    html = await datasette.render_template(template, context, request=request)
    return Response.html(html, status=status)


def _named(datasette: Any, request: Any) -> str | None:
    """The database that the address names, or None."""
    route = tilde_decode(request.url_vars.get("database", ""))
    return next((name for name, db in datasette.databases.items() if db.route == route), None)


def values(request: Any) -> dict[str, str]:
    """Return what the address and the query string say, each name once, without what is left empty."""
    given = {name: request.args.get(name, "").strip() for name in request.args}
    given |= {name: tilde_decode(value) for name, value in request.url_vars.items() if value}
    return {name: value for name, value in given.items() if value}


async def form(request: Any) -> dict[str, str]:
    """Return what a form sent."""
    try:
        return {name: str(value) for name, value in (await request.post_vars()).items()}
    except (UnicodeError, ValueError) as error:
        raise QueryError("This is not a form that this page has.") from error


async def in_a_thread(work: Callable[[], Any]) -> Any:
    """Return what the work returns; the server goes on answering meanwhile."""
    return await asyncio.to_thread(work)


def answered(view: View) -> View:
    """Return the view with our headers, its errors answered here: Datasette prints them with a traceback, locals and all.

    Of a database that is not ours Datasette says itself that there is no such page.
    """

    async def safe(datasette: Any, request: Any) -> Response:
        try:
            response = await view(datasette, request)
        except (NotFound, Forbidden, QuotesError) as error:
            if isinstance(error, NotOurs) and not configuration.is_served(datasette):
                raise
            response = await problem(datasette, request, error)
            assert response is not None, "STATUS has each of these errors"
        security.add_headers(response.headers)
        return response

    return safe


def _is_askers(request: Any, error: Exception) -> bool:
    """Whether an error of Datasette's, which it calls its own, comes of what the address asks for: it trusts all parameters."""
    asked = str(request.query_string)
    if type(error).__name__ == "DatasetteError":
        return "_sort" in asked or "_through" in asked
    frames = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    raised_by = next((name for name in reversed(frames) if name.startswith((DATASETTE, OURS))), "")
    of_theirs = raised_by.startswith(DATASETTE) and isinstance(error, OF_PARAMETERS)
    return bool(asked) and of_theirs or isinstance(error, ValueError) and "_next" in asked


async def problem(datasette: Any, request: Any, error: Exception) -> Response | None:
    """Return the page, or the JSON, that says in a line what is wrong; None where Datasette should say it."""
    status = next((code for kind, code in STATUS if isinstance(error, kind)), None)
    message = str(error) or "There is nothing here."
    if status is None and (why := bounds.unread(error)):
        status, message = 503, f"The database cannot be read now: {why}."
    if status is None and _is_askers(request, error):
        status, message = 400, "This address asks for what is not there."
    if status is None:
        return None
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "error": message, "status": status}, status=status)
    context = {"error": message, "status": status, "database": _named(datasette, request)}
    html = await datasette.render_template("quotes-error.html", context, request=request)
    return Response.html(html, status=status)
