"""The days that words mean: a year, a month, an ISO date, or English."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from quotes.errors import QueryError


def days(words: str, *, today: date | None = None) -> tuple[date, date]:
    """Return the first and the last day that the words mean: a year, a month, an ISO date, or English ('3 May', 'last week').

    Last week, last month and last year are those of the calendar, as this ones are. `read_as` says how words were read.

    Raises QueryError for anything else.
    """
    text = words.strip()
    try:
        if re.fullmatch(r"\d{4}", text):
            return date(int(text), 1, 1), date(int(text), 12, 31)
        if match := re.fullmatch(r"(\d{4})-(\d{1,2})", text):
            first = date(int(match[1]), int(match[2]), 1)
            return first, (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        if re.match(r"\d{4}-\d\d-\d\d", text):
            day = date.fromisoformat(text[:10])
            return day, day
    except (ValueError, OverflowError) as error:
        raise QueryError(f"{words!r} is no date: {error}") from error
    if match := re.fullmatch(r"(last|this) (week|month|year)", text.lower()):
        return _calendar(match[2], today or date.today(), back=match[1] == "last")
    return _in_words(text, today)


def read_as(words: str) -> str:
    """Tell how a date that is not written as ISO was read, in one line; empty where there is only one way to read it."""
    text = words.strip()
    if re.fullmatch(r"\d{4}(-\d{1,2}){0,2}([T ].*)?", text):
        return ""
    first, last = days(text)
    meant = first.isoformat() if first == last else f"{first.isoformat()} to {last.isoformat()}"
    parts = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2,4})", text)
    twice = parts is not None and parts[1] != parts[2] and int(parts[1]) <= 12 and int(parts[2]) <= 12
    other = f", month first; if you mean the other, write {first.year}-{first.day:02}-{first.month:02}" if twice else ""
    return f"“{text}” is read as {meant}{other}"


def _calendar(unit: str, today: date, *, back: bool) -> tuple[date, date]:
    """The first and the last day of this week, month or year, or of the one before."""
    if unit == "week":
        first = today - timedelta(days=today.weekday() + 7 * back)
        return first, first + timedelta(days=6)
    if unit == "month":
        first = today.replace(day=1)
        first = (first - timedelta(days=1)).replace(day=1) if back else first
        return first, (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    year = today.year - back
    return date(year, 1, 1), date(year, 12, 31)


def _in_words(text: str, today: date | None) -> tuple[date, date]:
    import dateparser

    settings: dict[str, Any] = {"PREFER_DATES_FROM": "past", "RETURN_AS_TIMEZONE_AWARE": False}
    if today is not None:
        settings["RELATIVE_BASE"] = datetime.combine(today, time(12))
    odd = any(character.isdigit() and not character.isascii() for character in text)  # dateparser takes ² for 2
    plain = "" if odd else text[:100]
    found = dateparser.parse(plain, languages=["en"], settings=settings) if plain else None
    if found is None:
        raise QueryError(f"{text[:100]!r} is no date: write YYYY, YYYY-MM, YYYY-MM-DD or words such as 'last week'")
    return found.date(), found.date()
