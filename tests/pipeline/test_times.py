import re

import pytest

from quotes.pipeline.frame import times

FRIDAY = "2024-02-02"


@pytest.mark.parametrize(
    ("words", "said_on", "precision"),
    [
        ("Friday", "2024-02-02", "day"),  # the day of publication itself
        ("Monday", "2024-01-29", "day"),
        ("Saturday", "2024-01-27", "day"),
        ("last Friday", "2024-01-26", "day"),
        ("late Thursday", "2024-02-01", "day"),
        ("Thursday night", "2024-02-01", "day"),
        ("earlier on Wednesday", "2024-01-31", "day"),
        ("Thurs.", "2024-02-01", "day"),
        ("today", "2024-02-02", "day"),
        ("this morning", "2024-02-02", "day"),
        ("yesterday", "2024-02-01", "day"),
        ("last night", "2024-02-01", "day"),
        ("the day before yesterday", "2024-01-31", "day"),
        ("three days ago", "2024-01-30", "day"),
        ("two hours ago", "2024-02-02", "day"),
        ("Feb. 1", "2024-02-01", "day"),
        ("Feb. 2", "2024-02-02", "day"),
        ("Feb. 3", "2023-02-03", "day"),  # the past is preferred
        ("29 February", "2020-02-29", "day"),  # the last year that had one
        ("1st of January", "2024-01-01", "day"),
        ("Wednesday, Jan. 31", "2024-01-31", "day"),
        ("September 16, 2012", "2012-09-16", "day"),
        ("two weeks ago", "2024-01", "month"),
        ("last week", "2024-01", "month"),
        ("this week", "2024", "year"),  # it began in January
        ("the weekend", "2024-01", "month"),
        ("last month", "2024-01", "month"),
        ("earlier this month", "2024-02", "month"),
        ("two months ago", "2023-12", "month"),
        ("last March", "2023-03", "month"),
        ("mid-January", "2024-01", "month"),
        ("March 2016", "2016-03", "month"),
        ("May of 2012", "2012-05", "month"),
        ("March", "2023-03", "month"),
        ("last year", "2023", "year"),
        ("earlier this year", "2024", "year"),
        ("four years ago", "2020", "year"),
        ("2016", "2016", "year"),
        ("the fall of 2014", "2014", "year"),
        ("last summer", "2023", "year"),
        ("several years ago", "", ""),
        ("Feb. 30", "", ""),
        ("the next day", "", ""),
        ("two days later", "", ""),
        ("never", "", ""),
    ],
)
def test_words_give_days_before_publication(words, said_on, precision):
    assert times.iso(times.days(words, FRIDAY)) == (said_on, precision)


@pytest.mark.parametrize(
    ("words", "published", "said_on"),
    [
        ("last week", "2024-02-20", "2024-02"),
        ("last week", "2024-03-05", "2024"),  # 25 February to 2 March
        ("last weekend", "2024-02-18", "2024-02"),
        ("this week", "2024-02-18", "2024-02"),
        ("last month", "2024-01-15", "2023-12"),
        ("Monday", "2024-01-01T23:30:00+00:00", "2024-01-01"),
        ("yesterday", "2024-03-01", "2024-02-29"),
        ("winter 2023", "2024-02-02", ""),
        ("Monday", "", ""),
        ("Monday", "soon", ""),
    ],
)
def test_the_date_of_publication_decides(words, published, said_on):
    assert times.iso(times.days(words, published))[0] == said_on


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("late Thursday night in Ohio", "late Thursday night"),
        ("the Sunday Times", None),
        ("Black Friday", None),
        ("USA Today", None),
        ("today", "today"),
        ("Mondays", None),
        ("may", None),
        ("120 people", None),
        ("2,016 people", None),
    ],
)
def test_what_is_a_time(text, found):
    m = re.search(times.TIME, text)
    assert (m.group() if m else None) == found
