"""Reviewing: for signed-in people with the permission; these pages and `identities` alone change the database.

It writes through the store, never through Datasette's own connection, which cannot.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from datasette.utils.asgi import Response

from quotes.browse import releases, views
from quotes.browse.pages import review as page
from quotes.desk.review import Reviewer
from quotes.errors import QueryError, QuotesError
from quotes.store import Store, reading, reviews
from quotes.store.sql import now

NOTE = 2000  # characters of a note that are kept


async def review(datasette: Any, request: Any) -> Response:
    """Return the next quotation to decide about; a form that was sent is a decision, and leads to the one after."""
    database = await views.opened(datasette, request)
    await releases.ensure_can_review(datasette, request.actor, database)
    if request.method != "POST":
        return await _shown(datasette, request, database, views.values(request))
    sent = await views.form(request)
    path = datasette.get_database(database).path
    try:
        where = await views.in_a_thread(lambda: decided(path, sent, signed_in(request)))
    except QuotesError as error:
        asked: dict[str, str] = {name: sent[name] for name in ("id", "back", "second") if name in sent}
        return await _shown(datasette, request, database, asked, problem=str(error), sent=sent)
    here = f"{datasette.urls.database(database)}/-/review"
    back = sent.get("back", "")
    if back.isdecimal() and sent.get("action") != "undo":  # to the article that it was reviewed with
        return Response.redirect(f"{here}/article/{back}?{urlencode({'done': where['done']})}")
    return Response.redirect(f"{here}?{urlencode(where | ({'second': '1'} if sent.get('second') else {}))}")


async def review_article(datasette: Any, request: Any) -> Response:
    """Return every quotation of an article, to decide about in one go."""
    database = await views.opened(datasette, request)
    await releases.ensure_can_review(datasette, request.actor, database)
    asked, problem = views.values(request), ""
    if request.method == "POST":
        sent = await views.form(request)
        path = datasette.get_database(database).path
        try:
            done = await views.in_a_thread(lambda: decided_together(path, asked["id"], sent, signed_in(request)))
        except QuotesError as error:
            problem = str(error)
        else:
            here = f"{datasette.urls.database(database)}/-/review/article/{quote(asked['id'])}"
            return Response.redirect(f"{here}?{urlencode(done)}")
    facts = await views.asked(datasette, database, page.article, asked)
    facts |= {"done": asked.get("done", ""), "many": asked.get("many", ""), "problem": problem}
    return await private(datasette, request, "quotes-review-article.html", database, facts)


def signed_in(request: Any) -> str:
    """Return the name under which the signed-in person decides."""
    return str(request.actor.get("name") or request.actor.get("id"))


async def _shown(datasette: Any, request: Any, database: str, asked: dict[str, str], **more: Any) -> Response:
    facts = await views.asked(datasette, database, page.facts, asked | {"me": signed_in(request)})
    facts |= {"done": asked.get("done", ""), "last": asked.get("last", "")} | more
    return await private(datasette, request, "quotes-review.html", database, facts)


async def private(datasette: Any, request: Any, template: str, database: str, facts: dict[str, Any]) -> Response:
    """Return a page that no cache keeps; where there is a problem with what was sent, status 400."""
    status = 400 if facts.get("problem") else 200
    response = await views.rendered(datasette, request, template, database, facts, status=status)
    response.headers["cache-control"] = "no-store"
    return response


def decided(path: str, sent: dict[str, str], name: str) -> dict[str, str]:
    """Write what the form decides, all of it or nothing; what comes back says where to go on."""
    action, note = sent.get("action", ""), sent.get("note", "")[:NOTE]
    with Store(path, create=False) as store, store.transaction() as conn:
        reviewer = Reviewer(store, name)
        if action == "undo":
            return {"id": str(reviewer.undo()[0]), "done": "undo"}
        quote_id = reading.row_id(sent.get("id", ""))
        if quote_id is None:
            raise QueryError("which quotation?")
        if action != "correct":
            reviewer.decide(quote_id, action, note)
            return {"last": str(quote_id), "done": action}
        found = list(page.corrections(conn, reading.quote(conn, quote_id), sent))
        if not found:
            raise QueryError("nothing was changed; to say that it is right, accept it")
        at = now()
        for field, value in found:
            everywhere = field == "speaker" and "everywhere" in sent
            reviewer.correct(quote_id, field, value, note=note, everywhere=everywhere, at=at)
        return {"last": str(quote_id), "done": action}


def decided_together(path: str, article: str, sent: dict[str, str], name: str) -> dict[str, str]:
    """Return what a form about an article did: `many` decisions, all of them or none, or `second` eyes asked for or no more."""
    if "second" in sent:
        wanted = sent["second"] == "wanted"
        with Store(path, create=False) as store:
            reviews.want_second(store, reading.row_id(article) or 0, name, wanted=wanted)
        return {"done": "second" if wanted else "no-second"}
    found = page.chosen(sent)
    if not found:
        raise QueryError("nothing was chosen: accept or reject at least one quotation")
    with Store(path, create=False) as store, store.transaction():
        reviewer = Reviewer(store, name)
        for quote_id, action in found:
            reviewer.decide(quote_id, action, sent.get("note", "")[:NOTE])
    return {"done": "article", "many": str(len(found))}
