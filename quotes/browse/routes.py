"""The addresses of the pages; `.json` after any of them gives the facts that it shows."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import NotFound, Response

from quotes.browse import choosing, configuration, identities, layout, releases, views
from quotes.browse.pages import (
    api,
    article,
    consistency,
    front,
    identity,
    quotation,
    reviewers,
    similar,
    speaker,
    topic,
    verify,
    watch,
)
from quotes.browse.reviewing import review, review_article
from quotes.browse.views import ROUTE, page
from quotes.desk.answers import QUESTIONS
from quotes.errors import QueryError

FORMAT = r"(?P<format>\.json)?$"
STATIC = {"quotes.css": "text/css", "review.js": "text/javascript", "icon.svg": "image/svg+xml"}

front_page = page("quotes-front.html", front.facts)


async def home(datasette: Any, request: Any) -> Response:
    """Return the front page of the database that is served."""
    (name,) = configuration.ours(datasette)
    request.scope["url_route"] = {"kwargs": {"database": datasette.get_database(name).route}}
    return await front_page(datasette, request)


async def search(datasette: Any, request: Any) -> Response:
    """To the view `who_said_what` with the filters that the front page's form asks for."""
    database = await views.opened(datasette, request)
    try:
        filters = await views.asked(datasette, database, front.search_filters, views.values(request))
    except QueryError as error:
        facts = await views.asked(datasette, database, front.facts, {})
        context = facts | {"problem": str(error), "asked": views.values(request)}
        return await views.rendered(datasette, request, "quotes-front.html", database, context, status=400)
    return Response.redirect(f"{datasette.urls.table(database, 'who_said_what')}?{urlencode(filters)}")


def form_page(template: str, question: views.Question) -> views.View:
    """Return a view with a form that is filled in again; what cannot be understood is said above it."""

    async def view(datasette: Any, request: Any) -> Response:
        database = await views.opened(datasette, request)
        asked = views.values(request)
        try:
            facts, status = await views.asked(datasette, database, question, asked), 200
        except QueryError as error:
            if asked.get("format"):
                return Response.json({"ok": False, "error": str(error), "status": 400}, status=400)
            facts, status = {"asked": asked, "answer": None, "problem": str(error)}, 400
        if asked.get("format"):
            return Response.json(facts)
        return await views.rendered(datasette, request, template, database, facts, status=status)

    return view


check = form_page("quotes-verify.html", verify.facts)


async def feed(datasette: Any, request: Any) -> Response:
    """Return what a watch found, as an Atom feed."""
    from quotes.desk.digest import atom

    database = await views.opened(datasette, request)
    facts = await views.asked(datasette, database, watch.facts, views.values(request))
    here = datasette.absolute_url(request, str(datasette.urls.database(database)))
    return Response(
        atom(facts["watch"], facts["results"], here=here), content_type="application/atom+xml; charset=utf-8"
    )


async def for_tools(datasette: Any, request: Any) -> Response:
    """Return what other tools may ask, and the bookmarklet that leads from selected words to this server's claim checker."""
    database = await views.opened(datasette, request)
    facts = await views.asked(datasette, database, api.facts, {})
    check_at = datasette.absolute_url(request, f"{datasette.urls.database(database)}/-/verify")
    code = f"javascript:void(open({json.dumps(check_at)}+'?claim='+encodeURIComponent(String(getSelection()).slice(0,5000))))"
    return await views.rendered(datasette, request, "quotes-api.html", database, facts | {"bookmarklet": code})


async def api_answer(datasette: Any, request: Any) -> Response:
    """Return the answer to a question of another tool, as JSON."""
    database = await views.opened(datasette, request)
    return Response.json(await views.asked(datasette, database, api.answer, views.values(request)))


async def static(request: Any) -> Response:
    """Return a file of the design, which a browser may keep: its address changes when it does."""
    name = request.url_vars["file"]
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(layout.static(name).decode(), headers=headers, content_type=STATIC[name])


async def sign_in(datasette: Any, request: Any) -> Response:
    """Sign a reviewer in who follows the link that `quotes serve --reviewer` printed; it holds for an hour."""
    from quotes.browse.server import reviewer_of

    name = reviewer_of(datasette, request.args.get("token", ""))
    if name is None:
        raise NotFound("This link to sign in is not valid, or not any more; start the server again for a new one.")
    return releases.sign_in(datasette, {"id": name}, datasette.urls.instance())


def routes(*, served: bool) -> list[tuple[str, Any]]:
    """Return pairs of address and view, as Datasette wants them; `/` and signing in by a link are ours where all of it is served."""
    pages = {
        rf"{ROUTE}/front{FORMAT}": front_page,
        rf"{ROUTE}/search$": search,
        rf"{ROUTE}/quotation/(?P<id>[^/.]+){FORMAT}": page("quotes-quotation.html", quotation.facts),
        rf"{ROUTE}/article/(?P<id>[^/.]+){FORMAT}": page("quotes-article.html", article.facts),
        rf"{ROUTE}/speaker/(?P<id>[^/.]+){FORMAT}": page("quotes-speaker.html", speaker.facts),
        rf"{ROUTE}/speakers{FORMAT}": page("quotes-speakers.html", speaker.everybody),
        rf"{ROUTE}/topic/(?P<id>[^/.]+){FORMAT}": page("quotes-topic.html", topic.facts),
        rf"{ROUTE}/topic{FORMAT}": page("quotes-topic.html", topic.facts),
        rf"{ROUTE}/topics{FORMAT}": choosing.topics,
        rf"{ROUTE}/verify{FORMAT}": check,
        rf"{ROUTE}/watches{FORMAT}": page("quotes-watches.html", watch.every),
        rf"{ROUTE}/watch/(?P<id>[^/.]+)\.atom$": feed,
        rf"{ROUTE}/watch/(?P<id>[^/.]+){FORMAT}": page("quotes-watch.html", watch.facts),
        rf"{ROUTE}/api$": for_tools,
        rf"{ROUTE}/api/(?P<question>{'|'.join(QUESTIONS)})\.json$": api_answer,
        rf"{ROUTE}/similar{FORMAT}": form_page("quotes-similar.html", similar.facts),
        rf"{ROUTE}/consistency/(?P<id>[^/.]+){FORMAT}": page("quotes-consistency.html", consistency.facts),
        rf"{ROUTE}/reviewers{FORMAT}": page("quotes-reviewers.html", reviewers.facts),
        rf"{ROUTE}/doubtful{FORMAT}": page("quotes-doubtful.html", identity.doubtful),
        rf"{ROUTE}/identities$": identities.decide,
        rf"{ROUTE}/review$": review,
        rf"{ROUTE}/review/article/(?P<id>[^/.]+)$": review_article,
    }
    files = "|".join(re.escape(name) for name in STATIC)
    answering = [(address, views.answered(view)) for address, view in pages.items()]
    own = [(r"^/$", home), (r"^/-/quotes-sign-in$", views.answered(sign_in))] if served else []
    return [*own, (rf"^/-/quotes-static/(?P<file>{files})$", static), *answering]
