"""Who is for and who is against a topic, with the quotations that show it, and how that changed.

All of it is read from the view `stance_by_topic`: the speakers' stances, as the machine reads them or a person
corrected them. A quotation counts once a topic; `utterances` counts what several outlets carry once.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from quotes.desk.days import days
from quotes.desk.where import Where
from quotes.store.reading import said_by, speaker_ids
from quotes.store.topics import topic_named

PERIODS = {"day": 10, "month": 7, "year": 4}  # characters of an ISO date
MOST_PERIODS = 600  # beyond that, those without a quotation are left out

_COUNTS = """
  count(*) FILTER (WHERE stance = 'supports') AS supports, count(*) FILTER (WHERE stance = 'opposes') AS opposes,
  count(*) FILTER (WHERE stance = 'neutral') AS neutral, sum(conditional) AS conditional,
  count(DISTINCT coalesce((SELECT group_id FROM variants v WHERE v.quote_id = s.quote_id), -quote_id)) AS utterances,
  count(DISTINCT outlet) AS outlets, min(date) AS first, max(date) AS last,
  json_group_array(quote_id) FILTER (WHERE stance = 'supports') AS supports_ids,
  json_group_array(quote_id) FILTER (WHERE stance = 'opposes') AS opposes_ids,
  json_group_array(quote_id) FILTER (WHERE stance = 'neutral') AS neutral_ids
"""


def by_speaker(conn: sqlite3.Connection, topic: str, **filters: Any) -> list[dict[str, Any]]:
    """Return one dict a speaker, those with the most stances first.

    speaker (None: unknown), stance (supports, opposes, neutral, or mixed where both are as many), supports, opposes,
    neutral, conditional, utterances, outlets, first, last, the ids of the quotations of each stance in order of
    their dates, speaker_id. `filters` are `speaker` and `outlet`, names; `since` and `until`, dates as `days` takes them;
    `min_confidence`, without which those count that the database shows by default.
    Raises QueryError for a topic that is not defined or a date that is none.
    """
    where, values = _where(conn, topic, **filters)
    sql = f"SELECT speaker, {_COUNTS}, speaker_id FROM ({where}) s GROUP BY speaker_id"
    found = [{"speaker": row["speaker"], "stance": _leaning(row), **_counted(row)} for row in conn.execute(sql, values)]
    return sorted(found, key=lambda row: (-row["supports"] - row["opposes"], -row["neutral"], row["speaker"] or ""))


def by_period(conn: sqlite3.Connection, topic: str, period: str = "month", **filters: Any) -> list[dict[str, Any]]:
    """Return one dict a day, month or year, in order, also those without a quotation between the first and the last.

    Its first column is named as the period: an ISO date to that length, None for quotations without a date, which
    come last. The others and `filters` are those of `by_speaker`, without first, last and the speaker.
    """
    where, values = _where(conn, topic, **filters)
    sql = f"SELECT substr(date, 1, {PERIODS[period]}) AS period, {_COUNTS} FROM ({where}) s GROUP BY period"
    left_out = ("period", "first", "last")
    found = {
        row["period"]: {name: value for name, value in _counted(row).items() if name not in left_out}
        for row in conn.execute(sql, values)
    }
    dated = sorted(key for key in found if key)
    between = list(_periods(dated[0], dated[-1], period)) if dated else []
    # a day may be known to its month alone, and so stand beside its days
    ordered = sorted({*dated, *between}) if len(between) <= MOST_PERIODS else dated
    nothing: dict[str, Any] = {name: [] if name.endswith("_ids") else 0 for row in found.values() for name in row}
    return [{period: key, **found.get(key, nothing)} for key in (*ordered, *([None] if None in found else []))]


def quotations(conn: sqlite3.Connection, topic: str, **filters: Any) -> list[dict[str, Any]]:
    """Return the rows of `stance_by_topic` in order of their dates, one a quotation; `filters` as in `by_speaker`."""
    where, values = _where(conn, topic, **filters)
    return [dict(row) for row in conn.execute(where, values)]


def _where(
    conn: sqlite3.Connection,
    topic: str,
    *,
    speaker: str | None = None,
    outlet: str | None = None,
    since: str | None = None,
    until: str | None = None,
    min_confidence: float | None = None,
) -> tuple[str, list[Any]]:
    """The query for the topic's quotations in order, with its values."""
    where = Where(f"topic_id = {topic_named(conn, topic)}")
    if speaker is not None:
        where.add(said_by(speaker_ids(conn, speaker), quotation="quote_id"))
    if outlet is not None:
        where.add_outlet(conn, "outlet", outlet)
    where.add_days("date", since, until)
    if min_confidence is not None:
        where.add("quotation_confidence >= ?", min_confidence)
    view = "stance_by_topic" if min_confidence is None else "every_stance_by_topic"
    return f"SELECT * FROM {view} WHERE {where} ORDER BY date, quote_id", where.values


def _counted(row: sqlite3.Row) -> dict[str, Any]:
    return {name: json.loads(row[name]) if name.endswith("_ids") else row[name] for name in row.keys()}  # noqa: SIM118


def _leaning(row: sqlite3.Row) -> str:
    if row["supports"] == row["opposes"]:
        return "mixed" if row["supports"] else "neutral"
    return "supports" if row["supports"] > row["opposes"] else "opposes"


def _periods(first: str, last: str, period: str) -> Iterator[str]:
    """Every day, month or year from the first to the last, but at most one more than MOST_PERIODS."""
    step = timedelta(days={"day": 1, "month": 31, "year": 366}[period])
    day = days(first)[0]
    for _ in range(MOST_PERIODS + 1):
        key = day.isoformat()[: PERIODS[period]]
        if key > last:
            return
        yield key
        if date.max - day < step:
            return
        day = day + step
        day = {"day": day, "month": day.replace(day=1), "year": day.replace(month=1, day=1)}[period]
