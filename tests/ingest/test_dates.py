"""Dates as outlets write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from quotes.ingest.dates import iso_date

NOW = datetime(2024, 3, 1, tzinfo=UTC)

GOOD = [
    ("", ""),
    (None, ""),
    ("2024-02-03", "2024-02-03"),
    ("20240203", "2024-02-03"),
    (date(2024, 2, 3), "2024-02-03"),
    ("2024-02-03T10:15:00Z", "2024-02-03T10:15:00+00:00"),
    ("2024-02-03 10:15:00.123", "2024-02-03T10:15:00"),
    ("2024-02-03 00:00:00", "2024-02-03"),
    ("Sat, 03 Feb 2024 10:00:00 GMT", "2024-02-03T10:00:00+00:00"),
    ("February 3, 2024", "2024-02-03"),
    ("Sept. 3, 2023", "2023-09-03"),
    ("3rd February 2024", "2024-02-03"),
    ("Saturday 3 February 2024 at 14.22 GMT", "2024-02-03T14:22:00+00:00"),
    ("3 février 2024", "2024-02-03"),
    ("1706955300", "2024-02-03T10:15:00+00:00"),
    (1706955300000, "2024-02-03T10:15:00+00:00"),
    ("02/03/2024", "2024-02-03"),
]
NONE = [
    "soon",
    "31 February",
    "31 February 2024",
    "2024-02-31",
    "2024-13-01",
    "Friday",
    "2 hours ago",
    "May 2024",
    "x" * 200,
    "3² May 2024",
    "③ May 2024",
    "3 May 202⁴",
]


@pytest.mark.parametrize(("value", "expected"), GOOD)
def test_dates(value, expected):
    assert iso_date(value, now=NOW) == expected


def test_day_first():
    assert iso_date("02/03/2023", day_first=True, now=NOW) == "2023-03-02"


@pytest.mark.parametrize("value", NONE)
def test_what_is_no_date(value):
    with pytest.raises(ValueError, match="is not a date"):
        iso_date(value, now=NOW)


@pytest.mark.parametrize("value", ["2024-03-03", "2124-01-01T00:00:00Z"])
def test_the_future(value):
    with pytest.raises(ValueError, match="in the future"):
        iso_date(value, now=NOW)


def test_tomorrow_is_allowed_for_the_sake_of_time_zones():
    assert iso_date("2024-03-01T20:00:00+00:00", now=NOW) == "2024-03-01T20:00:00+00:00"
