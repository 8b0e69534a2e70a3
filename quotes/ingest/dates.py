"""Dates as outlets and exports write them, in ISO 8601."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

LONGEST = 100  # characters; a longer string is no date
EARLIEST = 1600
LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "nl"]  # of dates written out; all of them would take seconds to load
_CLOCK = re.compile(r"\d[:.h]\d\d|\d\s*[ap]\.?m", re.IGNORECASE)
_ISO = re.compile(r"\d{4}-?\d{2}-?\d{2}")
_SETTINGS = {"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month", "year"]}


def iso_date(value: object, *, day_first: bool = False, now: datetime | None = None) -> str:
    """Return the ISO 8601 date or date-time that `value` means; empty for an empty one.

    A date without a time of day stays a date; a zone is kept where there is one. `day_first` reads
    03/02/2024 as 3 February. Raises ValueError for what is no full date and for a date in the future.
    """
    if value is None or value == "":
        return ""
    moment = _parse(value, day_first)
    if moment is None:
        raise ValueError(f"{str(value)[:60]!r} is not a date")
    latest = (now or datetime.now(UTC)) + timedelta(days=1)
    if (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) > latest:
        raise ValueError(f"{str(value)[:60]!r} is in the future")
    if moment.year < EARLIEST:
        raise ValueError(f"{str(value)[:60]!r} is too long ago to be a date of publication")
    midnight = not (moment.hour or moment.minute or moment.second) and moment.tzinfo is None
    return moment.date().isoformat() if midnight else moment.replace(microsecond=0).isoformat()


def _parse(value: object, day_first: bool) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    text = str(value).strip()
    if len(text) > LONGEST:
        return None
    if _ISO.match(text) and not text.isdigit():
        return _iso(text)  # a wrong one is not to be read as something else
    for parse in (_iso, _epoch, _mail):
        moment = parse(text)
        if moment is not None:
            return moment
    return _written_out(text, day_first)


def _iso(text: str) -> datetime | None:
    if not _ISO.match(text) or text.isdigit() and len(text) != 8:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _epoch(text: str) -> datetime | None:
    """Seconds or milliseconds since 1970, as some exports have them."""
    match = re.fullmatch(r"(\d{9,10})(?:\d{3})?(?:\.\d+)?", text)
    return datetime.fromtimestamp(int(match[1]), UTC) if match else None


def _mail(text: str) -> datetime | None:
    """The form of RFC 2822, which feeds use."""
    if not re.match(r"(?:[A-Za-z]{3},\s+)?\d{1,2}\s+[A-Za-z]{3}\s+\d{4}\s+\d\d:", text):
        return None
    from email.utils import parsedate_to_datetime  # brings sockets along

    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None


def _written_out(text: str, day_first: bool) -> datetime | None:
    if not re.search(r"\d", text) or any(c.isdigit() and not c.isdecimal() for c in text):  # dateparser takes ² for 2
        return None
    import dateparser

    order = "DMY" if day_first else "MDY"
    moment = dateparser.parse(
        text, languages=LANGUAGES, settings=_SETTINGS | {"DATE_ORDER": order, "PREFER_LOCALE_DATE_ORDER": False}
    )
    if moment is None:
        return None
    return moment if _CLOCK.search(text) else datetime(moment.year, moment.month, moment.day)
