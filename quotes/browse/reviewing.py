"""The review page: for signed-in people with the permission; the only page that changes the database.

It writes through the store, never through Datasette's own connection, which cannot.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response

from quotes.browse import lines, views
from quotes.browse.pages import review as page
from quotes.errors import QueryError, QuotesError
from quotes.review import Reviewer
from quotes.store import Store, reading

NOTE = 2000  # characters of a note that are kept


async def review(datasette: Any, request: Any) -> Response:
    """The next quotation to decide about; a form that was sent is a decision, and leads to the one after."""
    database = await views.opened(datasette, request)
    await lines.ensure_can_review(datasette, request.actor, database)
    if request.method != "POST":
        return await _shown(datasette, request, database, views.values(request))
    sent = await views.form(request)
    path = datasette.get_database(database).path
    reviewer = str(request.actor.get("name") or request.actor.get("id"))
    try:
        where = await views.in_a_thread(lambda: decided(path, sent, reviewer))
    except QuotesError as error:
        asked = {"id": sent.get("id", "")}
        return await _shown(datasette, request, database, asked, problem=str(error), sent=sent)
    return Response.redirect(f"{datasette.urls.database(database)}/-/review?{urlencode(where)}")


async def _shown(datasette: Any, request: Any, database: str, asked: dict[str, str], **more: Any) -> Response:
    facts = await views.asked(datasette, database, page.facts, asked)
    facts |= {"done": asked.get("done", ""), "last": asked.get("last", "")} | more
    status = 400 if "problem" in more else 200
    response = await views.rendered(datasette, request, "quotes-review.html", database, facts, status=status)
    response.headers["cache-control"] = "no-store"
    return response


def decided(path: str, sent: dict[str, str], name: str) -> dict[str, str]:
    """Writes what the form decides, all of it or nothing; what comes back says where to go on."""
    action, note = sent.get("action", ""), sent.get("note", "")[:NOTE]
    with Store(path, create=False) as store, store.transaction() as conn:
        reviewer = Reviewer(store, name)
        if action == "undo":
            return {"id": str(reviewer.undo()[0]), "done": "undo"}
        if not sent.get("id", "").isdigit():
            raise QueryError("which quotation?")
        quote_id = int(sent["id"])
        if action != "correct":
            reviewer.decide(quote_id, action, note)
            return {"last": str(quote_id), "done": action}
        found = list(page.corrections(reading.quote(conn, quote_id), sent))
        if not found:
            raise QueryError("nothing was changed; to say that it is right, accept it")
        for field, value in found:
            everywhere = field == "speaker" and "everywhere" in sent
            reviewer.correct(quote_id, field, value, note=note, everywhere=everywhere)
        return {"last": str(quote_id), "done": action}
