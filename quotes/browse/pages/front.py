"""The front page: how much there is, what is new, what is carried most, who is quoted most, what was ingested when."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from typing import Any

from quotes.browse import charts, rows
from quotes.desk.days import days
from quotes.errors import QueryError
from quotes.store import reading, threshold

SHOWN = 8
STORIES, EACH = 6, 3  # the newest articles, and quotations of each
MONTHS = 60  # beyond them the chart is by year
ALTERED = {"negation", "number", "name"}  # a cut or another word is no news
MANY_OUTLETS = 40  # with more of them, a list to choose from is longer than a name to type


def facts(conn: sqlite3.Connection, asked: dict[str, str]) -> dict[str, Any]:
    """Return `counts`, `kept_back`, `shown_from`, `newest`, `carried`, `speakers`, `runs`, `outlets` and the chart `months`."""
    stories = newest(conn)
    latest = stories[0]["published"] or "" if stories else ""
    outlets = [name for name, _ in zip(reading.outlets(conn), range(MANY_OUTLETS + 1), strict=False)]
    return {
        "counts": reading.counts(conn),
        "kept_back": conn.execute("SELECT count(*) FROM quotes WHERE shown = ?", (threshold.KEPT_BACK,)).fetchone()[0],
        "shown_from": threshold.get(conn),
        "newest": stories,
        "carried": carried(conn),
        "speakers": most_quoted(conn),
        "runs": rows.all_of(conn, "SELECT * FROM runs ORDER BY id DESC LIMIT 5"),
        "outlets": outlets if len(outlets) <= MANY_OUTLETS else [],
        "months": charts.columns(by_month(conn, latest), ("quotations",)),
    }


def newest(conn: sqlite3.Connection) -> list[dict[str, Any]]:
    """Return the newest articles that quote somebody, each with some of its quotations, direct ones and names first."""
    latest = conn.execute(
        "SELECT article_id FROM quotes WHERE shown = 1 ORDER BY published DESC, id DESC LIMIT 400"
    ).fetchall()
    articles = Counter(row[0] for row in latest)
    found = []
    for article_id in list(articles)[:STORIES]:
        order = "ORDER BY q.speaker_kind IN ('unnamed', 'unknown'), q.kind <> 'direct', q.start LIMIT ?"
        quotations = rows.quotations(conn, f"q.article_id = ? AND q.shown = 1 {order}", article_id, EACH)
        story = {name: quotations[0][name] for name in ("article_id", "title", "outlet", "published")}
        total = conn.execute("SELECT count(*) FROM quotes WHERE article_id = ? AND shown = 1", (article_id,)).fetchone()
        found.append(story | {"quotations": quotations, "more": total[0] - len(quotations)})
    return found


def carried(conn: sqlite3.Connection) -> list[dict[str, Any]]:
    """Return the quotations that most outlets carry, each once, in its fullest form, and whether one carries it `altered`."""
    groups = "SELECT fullest_quote_id, quotes, outlets, altered FROM variant_groups WHERE outlets > 1"
    found = rows.all_of(conn, f"{groups} ORDER BY outlets DESC, quotes DESC, id DESC LIMIT ?", SHOWN * 2)
    carriers = {row["fullest_quote_id"]: row for row in found}
    quotations = {row["id"]: row for row in rows.quotations_by_id(conn, list(carriers))}
    fullest = [row for row in carriers if row in quotations][:SHOWN]
    return [
        quotations[i]
        | {
            "outlets": carriers[i]["outlets"],
            "times": carriers[i]["quotes"],
            "altered": not ALTERED.isdisjoint(json.loads(carriers[i]["altered"])),
        }
        for i in fullest
    ]


def most_quoted(conn: sqlite3.Connection) -> list[dict[str, Any]]:
    """Return the most quoted speakers with a name: id, speaker, quotations."""
    sql = (
        "SELECT min(speaker) AS speaker, count(*) AS quotations FROM quotes WHERE shown = 1 AND speaker IS NOT NULL"
        " GROUP BY speaker ORDER BY quotations DESC LIMIT ?"
    )
    found = rows.all_of(conn, sql, SHOWN * 3)
    for row in found:
        one = "SELECT speaker_id, speaker_kind FROM quotes WHERE shown = 1 AND speaker = ? LIMIT 1"
        row["id"], row["kind"] = conn.execute(one, (row["speaker"],)).fetchone()
    return [row for row in found if row["kind"] != "unnamed"][:SHOWN]


def by_month(conn: sqlite3.Connection, latest: str) -> list[tuple[str, dict[str, int]]]:
    """Return every month from the first to the latest with the quotations published in it; every year where they are many."""
    first = conn.execute("SELECT min(published) FROM quotes WHERE shown = 1 AND published > ''").fetchone()[0]
    if not latest or not first:
        return []
    months = charts.months_between(first[:7], latest[:7])
    years = list(dict.fromkeys(month[:4] for month in months)) if len(months) > MONTHS else []
    sql = (
        "SELECT substr(published, 1, ?) AS period, count(*) AS n FROM quotes"
        " WHERE shown = 1 AND published > '' GROUP BY period"
    )
    counted = {row["period"]: row["n"] for row in conn.execute(sql, (4 if years else 7,))}
    return [(period, {"quotations": counted.get(period, 0)}) for period in years or months]


def search_filters(conn: sqlite3.Connection, asked: dict[str, str]) -> dict[str, str]:
    """Return the front page's search as filters of the view `who_said_what`; QueryError for a date that is none."""
    filters: dict[str, str] = {}
    if "q" in asked:
        filters["_search"] = asked["q"]
    if "speaker" in asked:
        filters |= _speaker(conn, asked["speaker"])
    for name, key in (("role", "role__contains"), ("outlet", "outlet"), ("stance", "stance"), ("kind", "kind")):
        if name in asked:
            filters[key] = asked[name]
    if "target" in asked:
        filters["target__contains"] = asked["target"]
    if "since" in asked:
        filters["published__gte"] = days(asked["since"])[0].isoformat()
    if "until" in asked:
        filters["published__lte"] = days(asked["until"])[1].isoformat() + "T24"  # the whole day, with its hours
    if len("".join(filters.values())) > 4000:
        raise QueryError("That is too long for a search; the claim checker takes whole passages.")
    return filters


def _speaker(conn: sqlite3.Connection, name: str) -> dict[str, str]:
    """The speakers who go by the name, by their numbers; where nobody does, those whose name holds it."""
    ids = reading.speaker_ids(conn, name, limit=50)
    return {"_by": ",".join(map(str, ids))} if ids else {"speaker__contains": name}
