"""Who is who, decided in the browser: merging, splitting, holding apart, and taking that back.

For the people who may review. It writes through the store, as `reviewing` does.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response

from quotes.browse import releases, views
from quotes.browse.pages import identity, speaker
from quotes.browse.reviewing import NOTE, private, signed_in
from quotes.errors import QueryError, QuotesError
from quotes.store import Store, decisions


async def decide(datasette: Any, request: Any) -> Response:
    """Write what a form says about two speakers, and lead back to where it was sent from."""
    database = await views.opened(datasette, request)
    await releases.ensure_can_review(datasette, request.actor, database)
    here = f"{datasette.urls.database(database)}/-"
    if request.method != "POST":
        return Response.redirect(f"{here}/doubtful")
    sent = await views.form(request)
    articles = [int(name[1:]) for name in sent if name[:1] == "a" and name[1:].isdecimal() and len(name) < 19]
    path = datasette.get_database(database).path
    try:
        speaker_id, decision = await views.in_a_thread(lambda: written(path, sent, articles, signed_in(request)))
    except QuotesError as error:
        return await _again(datasette, request, database, sent, str(error))
    told = urlencode({"done": sent["action"], "decision": decision})
    return Response.redirect(
        f"{here}/doubtful?{told}" if sent.get("back") == "doubtful" else f"{here}/speaker/{speaker_id}?{told}"
    )


async def _again(datasette: Any, request: Any, database: str, sent: dict[str, str], problem: str) -> Response:
    """The page that the form was sent from, with what is wrong."""
    if sent.get("back") == "doubtful" or not sent.get("speaker", "").isdecimal():
        template, question, asked = "quotes-doubtful.html", identity.doubtful, {}
    else:
        template, question, asked = "quotes-speaker.html", speaker.facts, {"id": sent["speaker"]}
    facts = await views.asked(datasette, database, question, asked)
    return await private(datasette, request, template, database, facts | {"problem": problem, "sent": sent})


def written(path: str, sent: dict[str, str], articles: list[int], name: str) -> tuple[int, int]:
    """Return the speaker to go on with and the id of the decision that the form makes; QueryError where it cannot be."""
    action, note = sent.get("action", ""), sent.get("note", "")[:NOTE]
    with Store(path, create=False) as store, store.transaction() as conn:
        if action == "undo":
            decision = decisions.undo(store, _number(sent, "decision"), name, note=note)
            return _number(sent, "speaker"), decision
        one = _number(sent, "speaker")
        if action == "split":
            if not articles:
                raise QueryError("choose the articles in which it is somebody else")
            to = identity.meant(conn, sent["to"]) if sent.get("to", "").strip() else None
            shown = " ".join(sent.get("name", "").split())
            return one, decisions.split(
                store, one, name, articles=articles, to=to, name="" if to else shown, note=note
            )[0]
        other = identity.meant(conn, sent.get("other", ""))
        if action == "apart":
            return one, decisions.apart(store, one, other, name, note=note)
        if action == "merge":
            return one, decisions.merge(store, one, other, name, note=note)
    raise QueryError("a decision is to merge, to split, to hold apart, or to take one back")


def _number(sent: dict[str, str], name: str) -> int:
    if not sent.get(name, "").isdecimal() or len(sent[name]) > 18:
        raise QueryError("which speaker?" if name == "speaker" else "which decision?")
    return int(sent[name])
