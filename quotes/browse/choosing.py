"""Topics added and removed in the browser, by people who may review; it writes through the store, as `reviewing` does."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response

from quotes.browse import releases, views
from quotes.browse.pages import topic
from quotes.browse.reviewing import private
from quotes.desk import suggestions
from quotes.errors import QueryError, QuotesError
from quotes.store import Store
from quotes.store import topics as defined

every = views.page("quotes-topics.html", topic.every)


async def topics(datasette: Any, request: Any) -> Response:
    """Return the topics, with suggestions where they are asked for; a form that was sent adds topics or removes one."""
    if request.method != "POST":
        if request.args.get("suggest"):
            await views.in_a_thread(suggestions.load)  # ahead of the limit on a page's questions
        return await every(datasette, request)
    database = await views.opened(datasette, request)
    await releases.ensure_can_review(datasette, request.actor, database)
    sent = await views.form(request)
    path = datasette.get_database(database).path
    try:
        done = await views.in_a_thread(lambda: written(path, sent))
    except QuotesError as error:
        facts = await views.asked(datasette, database, topic.every, {})
        return await private(datasette, request, "quotes-topics.html", database, facts | {"problem": str(error)})
    return Response.redirect(f"{datasette.urls.database(database)}/-/topics?{urlencode({'done': done})}")


def written(path: str, sent: dict[str, str]) -> str:
    """Add the topics that a form chooses, or remove the one it names; return which of the two was done."""
    name = sent.get("remove", "").strip()
    with Store(path, create=False) as store, store.transaction():
        if name:
            defined.remove(store, name)
            return "removed"
        chosen = [key[2:] for key in sent if key.startswith("t:")]  # as `match:WORDS` or `about:NAME`
        added = [sent["name"].strip()] if sent.get("name", "").strip() else []
        for term in chosen:
            kind, _, words = term.partition(":")
            if kind == "about":
                defined.add(store, words, about=[words])
            else:
                defined.add(store, words)
            added.append(words)
        if len(added) == len(chosen) + 1:
            defined.add(store, added[0])
    if not added:
        raise QueryError("nothing was chosen: tick a suggestion, or type a name")
    return "added"
