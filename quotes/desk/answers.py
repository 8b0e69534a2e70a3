"""Questions that other tools ask of a database, over MCP and over HTTP: what each takes, and what it answers.

Every quotation of an answer comes with what it takes to quote it: the words, the speaker, how sure that is, whether a
person reviewed it, the article, its date, and a link to the very words. What the database keeps back as too unsure, what
a reviewer rejected and what a later version of its article withdrew is not answered with.
"""

from __future__ import annotations

import inspect
import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, get_type_hints

from quotes.errors import QueryError
from quotes.store import reading, threshold
from quotes.store.packed import CONTEXT
from quotes.wording.attributed import inferred

MOST = 50  # quotations in one answer
Given = dict[str, Any]

Words = Annotated[
    str, "Words that must all stand in the quotation, its speaker's name or its paragraph; “in marks” as a phrase."
]
Speaker = Annotated[str, "Only speakers with these words in one of their names."]
Since = Annotated[str, "Published on this day or later: 2024, 2024-02 or 2024-02-03."]
Until = Annotated[str, "Published on this day or earlier."]
Limit = Annotated[int, f"The most quotations to answer with, up to {MOST}."]


class AskError(QueryError):
    """A question that lacks something, or has what it cannot have."""


def search(
    conn: sqlite3.Connection,
    words: Words = "",
    speaker: Speaker = "",
    outlet: Annotated[str, "Only this outlet; a part of its name will do."] = "",
    stance: Annotated[str, "Only this stance of the speaker's, machine-read: supports, opposes or neutral."] = "",
    target: Annotated[str, "Only stances towards this."] = "",
    since: Since = "",
    until: Until = "",
    limit: Limit = 20,
) -> Given:
    """Finds quotations by their words, speaker, outlet, stance and date. `kept_back` counts those that are too unsure to be shown."""
    from quotes.desk.search import find

    asked = {"speaker": speaker, "outlet": outlet, "stance": stance, "target": target, "since": since, "until": until}
    narrowed: Given = {name: value for name, value in asked.items() if value}
    found = find(conn, words, limit=_few(limit), **narrowed)
    rows = [_quotation(conn, row["id"]) for row in found.rows]
    return {"quotations": rows, "total": found.total, "kept_back": found.kept_back}


def verify(
    conn: sqlite3.Connection,
    claim: Annotated[str, "The words as they are said to have been said."],
    speaker: Annotated[str, "Who is said to have said them."] = "",
    since: Since = "",
    until: Until = "",
) -> Given:
    """Checks whether anybody said these words: verbatim, altered, out of context, misattributed, paraphrased or not found, with the evidence and with what was searched. A verdict that ends in “, speaker inferred” means that no name is printed beside the words: say so. That nothing is found does not mean that it was never said."""
    from quotes.desk.verify import verify as check

    answer = check(conn, claim, speaker=speaker or None, since=since or None, until=until or None).as_dict()
    answer["matches"] = [_match(conn, match) for match in answer["matches"]]
    return answer


def speaker(
    conn: sqlite3.Connection, name: Annotated[str, "A name, or the number of a speaker."], limit: Limit = 10
) -> Given:
    """Tells who somebody is: names, roles over time, how often quoted by how many outlets, and the newest quotations."""
    from quotes.desk.search import one_speaker

    speaker_id = one_speaker(conn, _given("name", name))
    row = conn.execute("SELECT name FROM speakers WHERE id = ?", (speaker_id,)).fetchone()
    known = next(each for each in reading.speakers(conn, row["name"]) if each["id"] == speaker_id)
    sql = f"SELECT id FROM quotes WHERE {reading.said_by([speaker_id])} AND shown = 1 ORDER BY published DESC, id DESC LIMIT ?"
    ids = [each[0] for each in conn.execute(sql, (_few(limit),))]
    return known | {"quotations_newest": [_quotation(conn, each) for each in ids]}


def quotation(
    conn: sqlite3.Connection, id: Annotated[str, "The number of a quotation, its uid, or words that it alone contains."]
) -> Given:
    """Shows one quotation with its paragraph, the source as printed, why this is the speaker, and who else carries it."""
    from quotes.store.variants import group

    found = reading.quote(conn, _given("id", id))
    _must_be_shown(found)
    elsewhere = [row for row in group(conn, found["id"]) if row["id"] != found["id"]]
    said = {"context": found["context"], "source": found["source"], "cue": found["cue"], "occasion": found["occasion"]}
    said |= {"said_on": found["said_on"], "affiliation": found["affiliation"], "chain": found["chain"]}
    named = ("id", "outlet", "published", "text", "altered", "url")
    carried = {"carried_by": [{name: row[name] for name in named} for row in elsewhere[:MOST]]}
    return _quotation(conn, found["id"]) | said | carried


def article(conn: sqlite3.Connection, id: Annotated[str, "The number of an article, or its uid."]) -> Given:
    """Shows one article: outlet, title, author, dates, link, its versions, and every quotation in it, in order."""
    from quotes.desk.articles import show

    found = show(conn, _given("id", id))
    if found["removed"]:
        raise QueryError(f"article {found['id']} has been removed")
    named = ("id", "uid", "outlet", "title", "byline", "agency", "url", "published", "updated", "language", "versions")
    ids = [row["id"] for row in found["quotations"] if row["shown"] == threshold.SHOWN]
    return {name: found[name] for name in named} | {"quotations": [_quotation(conn, each) for each in ids]}


def stance(
    conn: sqlite3.Connection,
    topic: Annotated[str, "A topic that is defined in the database; without one, the topics are listed."] = "",
    speaker: Speaker = "",
    since: Since = "",
    until: Until = "",
    limit: Limit = 20,
) -> Given:
    """Tells who supports and who opposes a topic, by speaker, with the quotations that show it. Stances are machine-read: say so when you use one."""
    from quotes.desk.stances import by_speaker, quotations
    from quotes.store.topics import listed

    if not topic:
        return {"topics": [{"name": row["name"], "quotations": row["quotations"]} for row in listed(conn)]}
    narrowed = {name: value for name, value in (("speaker", speaker), ("since", since), ("until", until)) if value}
    sides = by_speaker(conn, topic, **narrowed)
    shown = [row for row in reversed(quotations(conn, topic, **narrowed)) if row["stance"] != "neutral"]
    named = ("stance", "target", "conditional", "read_by", "evidence")
    rows = [_quotation(conn, row["quote_id"]) | {name: row[name] for name in named} for row in shown[: _few(limit)]]
    return {"topic": topic, "speakers": sides[:MOST], "quotations": rows, "total": len(shown)}


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question takes: its name, its type (str or int), what it means, and what it is when nothing is said."""

    name: str
    type: type
    help: str
    default: Any = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question that may be asked, with what it takes."""

    name: str
    help: str
    ask: Callable[..., Given]
    parameters: tuple[Parameter, ...]

    def __call__(self, conn: sqlite3.Connection, given: Given) -> Given:
        """The answer; AskError for what it does not take, lacks, or cannot read, QueryError for what is not there."""
        known = {parameter.name: parameter for parameter in self.parameters}
        if unknown := [name for name in given if name not in known]:
            raise AskError(f"{self.name} takes no {unknown[0][:40]}; it takes {', '.join(known)}")
        if lacking := [each.name for each in self.parameters if each.required and not given.get(each.name)]:
            raise AskError(f"{self.name} needs {lacking[0]}")
        return self.ask(conn, **{name: _typed(known[name], value) for name, value in given.items()})


def _question(function: Callable[..., Given]) -> Question:
    hints = get_type_hints(function, include_extras=True)
    taken = [each for each in inspect.signature(function).parameters.values() if each.name != "conn"]
    parameters = tuple(
        Parameter(
            each.name,
            hints[each.name].__origin__,
            hints[each.name].__metadata__[0],
            None if each.default is each.empty else each.default,
            each.default is each.empty,
        )
        for each in taken
    )
    return Question(function.__name__, inspect.cleandoc(function.__doc__ or ""), function, parameters)


QUESTIONS = {each.__name__: _question(each) for each in (search, verify, speaker, quotation, article, stance)}


def _quotation(conn: sqlite3.Connection, quote_id: int) -> Given:
    """One quotation with everything it takes to quote it."""
    from quotes.desk.cite import deep_link

    row = conn.execute(
        "SELECT q.id, q.uid, q.text AS quotation, q.kind, q.speaker, q.speaker_id, q.speaker_kind, q.role, q.confidence,"
        " q.review_status, q.stance, q.stance_target AS target, q.outlet, q.published, q.article_id, a.title, a.url,"
        f" a.archive_url, q.parts, q.start, a.text, q.source, q.affiliation, q.machine, {CONTEXT} AS context"
        " FROM quotes q JOIN articles a ON a.id = q.article_id WHERE q.id = ?",
        (quote_id,),
    ).fetchone()
    found = dict(row)
    known = {name: found.pop(name) for name in ("source", "affiliation", "machine", "context")}
    found["speaker_inferred"] = inferred(conn, found | known | {"text": row["quotation"]})
    text, parts, start = found.pop("text"), json.loads(found.pop("parts")), found.pop("start")
    placed = {"article": {"url": row["url"], "text": text}, "parts": parts}
    placed["locator"] = reading.locator(conn, row["article_id"], start)
    found["confidence"] = round(found["confidence"], 3)
    return found | {"link": deep_link(placed)}


def _match(conn: sqlite3.Connection, match: Given) -> Given:
    """A match without what only pages need, and with whether it is among what the database shows."""
    kept = {name: value for name, value in match.items() if name not in ("words_at", "source_at", "key", "origin")}
    row = conn.execute("SELECT shown FROM quotes WHERE id = ?", (match["id"],)).fetchone() if match["id"] else None
    return kept | {"kept_back": bool(row and row["shown"] == threshold.KEPT_BACK)}


def _must_be_shown(found: Given) -> None:
    if found["shown"] == threshold.KEPT_BACK:
        raise QueryError(f"quotation {found['id']} is kept back: it is less sure than this database shows")
    if found["shown"] == threshold.NEVER:
        why = (
            "a reviewer rejected it"
            if found["review_status"] == "rejected"
            else "its article has changed or was removed"
        )
        raise QueryError(f"quotation {found['id']} is not shown: {why}")


def _typed(parameter: Parameter, value: Any) -> Any:
    if parameter.type is not int:
        return str(value)
    number = reading.row_id(value)
    if number is None:
        raise AskError(f"{parameter.name} is a number")
    return number


def _few(limit: int) -> int:
    return min(max(limit, 1), MOST)


def _given(name: str, value: str) -> str:
    if not value.strip():
        raise AskError(f"{name} is empty")
    return value
