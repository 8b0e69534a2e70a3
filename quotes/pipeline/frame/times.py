"""Words that say when (`late Thursday`, `two weeks ago`, `in March`) → the days they mean, seen from a date.

Every expression is read as a range of days, and its precision is the smallest of day, month and year that holds the
whole range. The past is preferred: `Friday` in an article of a Friday is that day, else the last one. dateparser gives
one moment without a precision, takes that `Friday` for the week before, leaves `earlier this month` and `over the
weekend` unread, and needs a hundred times as long.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

Days = tuple[date, date]  # the first and the last day of a range

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS = {"an": 1, "a": 1} | dict(
    zip("one two three four five six seven eight nine ten eleven twelve".split(), range(1, 13), strict=True)
)
_MANY = {"day": 7, "week": 8, "month": 11, "year": 9}  # how many `several` and `a few` are at most; two at least
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "fall": (9, 11), "autumn": (9, 11), "winter": (12, 2)}

_WEEKDAY = (
    r"(?:(?<!Black )(?<!Super )(?<!Good )(?<!Easter )(?<!Cyber )(?<!Bloody )(?<!Ash )"
    r"(?<!Palm )(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    r"(?! (?:Times|Telegraph|Mail|Express|Mirror|Post|Herald|Independent))"
    r"|(?:Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\.)"
)
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)(?:\.|\b)"
)
_YEAR = r"(?:19|20)\d\d\b(?!%|,\d)"
_DAY = r"[0-3]?\d(?:st|nd|rd|th)?\b(?![:%]|[,.]\d)"
_TODAY = r"(?:today|(?<![\w’'] )Today)\b"  # and no name: USA Today
_PART = r"(?:morning|afternoon|evening|night)"
_EDGE = r"(?:(?i:late|later|early|earlier|just)(?: (?i:on|in|the))? )?"
_NUMBER = rf"(?:{'|'.join(_NUMBERS)}|\d{{1,3}})"
_EARLY = r"(?:(?i:early|late) |(?i:mid)-)"
_WHOLE = r"(?:week|month|year|weekend|spring|summer|fall|autumn|winter)"


def _month(year: int, month: int) -> Days:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _year(year: int) -> Days:
    return date(year, 1, 1), date(year, 12, 31)


def _season(season: str, year: int) -> Days:
    first, final = _SEASONS[season]
    return _month(year, first)[0], _month(year + (final < first), final)[1]


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else _NUMBERS[word.lower()]


def _month_of(m: re.Match[str]) -> int:
    return _MONTHS.index(m["month"][:3].lower()) + 1


def _date(m: re.Match[str], now: date) -> Days:
    month, day = _month_of(m), int(re.sub(r"\D", "", m["day"]))
    if m["year"]:
        found = date(int(m["year"]), month, day)
    else:
        found = next(d for d in _dates(now.year, month, day) if d <= now)
    return found, found


def _dates(year: int, month: int, day: int) -> list[date]:
    """The same day of this year and of those before it, as far as the calendar has it."""
    return [date(y, month, day) for y in range(year, year - 9, -1) if day <= monthrange(y, month)[1]]


def _weekday(m: re.Match[str], now: date) -> Days:
    back = (now.weekday() - _WEEKDAYS.index(m["weekday"][:3].lower())) % 7
    found = now - timedelta(back or (7 if m["last"] else 0))
    return found, found


def _today(m: re.Match[str], now: date) -> Days:
    words = m.group().lower()
    back = 2 if "before" in words else 1 if "yesterday" in words or "last" in words else 0
    return now - timedelta(back), now - timedelta(back)


def _ago(m: re.Match[str], now: date) -> Days:
    unit = m["unit"].lower()
    if unit in ("minute", "hour"):
        return now, now
    if m["number"]:
        least = most = _number(m["number"])
    else:
        least, most = 2, _MANY[unit]
    if unit == "day":
        return now - timedelta(most), now - timedelta(least)
    if unit == "week":  # a number of them is not meant to the day
        off = 7 * most // 4 if m["number"] else 0
        return now - timedelta(7 * most + off), now - timedelta(7 * least - off)
    if unit == "month":
        return _month(now.year, now.month - most)[0], _month(now.year, now.month - least)[1]
    return _year(now.year - most)[0], _year(now.year - least)[1]


def _unit(m: re.Match[str], now: date) -> Days:
    unit, last = m["unit"].lower(), (m["which"] or "").lower() in ("last", "this past")
    if unit == "week":  # from Sunday, as in America; on a Sunday, this week is the one that it ends
        sunday = now - timedelta((now.weekday() + 1) % 7 + 7 * last)
        return (sunday, sunday + timedelta(6)) if last else (min(sunday, now - timedelta(1)), now)
    if unit == "weekend":
        saturday = now - timedelta((now.weekday() - 5) % 7 + (7 if last and now.weekday() > 4 else 0))
        return saturday, saturday + timedelta(1)
    if unit == "month":
        return _month(now.year, now.month - last)
    if unit == "year":
        return _year(now.year - last)
    return _season(unit, now.year - (now.month < _SEASONS[unit][0]))


def _lone_month(m: re.Match[str], now: date) -> Days:
    """A month without its year."""
    month = _month_of(m)
    return _month(now.year - (month > now.month or (month == now.month and m["last"] is not None)), month)


# What an expression looks like, and the days that it means; the longer reading stands first.
_RULES: tuple[tuple[str, Callable[[re.Match[str], date], Days]], ...] = (
    (rf"(?:{_WEEKDAY},? )?(?P<month>{_MONTH}) (?P<day>{_DAY})(?:(?:,? |, in )(?P<year>{_YEAR}))?", _date),
    (rf"(?:{_WEEKDAY},? )?(?P<day>{_DAY}) (?:of )?(?P<month>{_MONTH})(?:,? (?P<year>{_YEAR}))?", _date),
    (rf"{_EDGE}(?P<last>(?i:last|this past) )?(?P<weekday>{_WEEKDAY})(?: (?:{_PART}\b|at noon\b))?", _weekday),
    (
        rf"{_EDGE}(?:(?i:the day before yesterday|yesterday(?: {_PART})?|tonight|last night|this {_PART})\b|{_TODAY})",
        _today,
    ),
    (
        (
            rf"(?i:(?:more than |less than |about |almost |nearly |just |over |some )?(?:(?P<number>{_NUMBER})|several"
            r"|(?:a )?few|a couple(?: of)?|many) (?P<unit>minute|hour|day|week|month|year)s? ago)\b"
        ),
        _ago,
    ),
    (
        rf"(?i:the )?(?P<season>(?i:{'|'.join(_SEASONS)})) (?:of )?(?P<year>{_YEAR})",
        lambda m, _: _season(m["season"].lower(), int(m["year"])),
    ),
    (
        (
            r"(?i:(?:late|later|early|earlier|just) )?(?:(?P<which>(?i:this past|this|last)) (?=\w)|(?i:the )(?=(?i:weekend)))"
            rf"(?P<unit>(?i:{_WHOLE}))\b"
        ),
        _unit,
    ),
    (
        rf"(?:{_EARLY}|(?i:the) )?(?P<month>{_MONTH})(?: of)?,? (?P<year>{_YEAR})",
        lambda m, _: _month(int(m["year"]), _month_of(m)),
    ),
    (rf"(?:{_EARLY}?(?P<last>(?i:last|this past) )|{_EARLY}|(?<=\b[Ii]n ))(?P<month>{_MONTH})", _lone_month),
    (rf"(?<=\b[Ii]n )(?:(?:early|late) |mid-)?(?P<year>{_YEAR})", lambda m, _: _year(int(m["year"]))),
)
# Counted from something else in the text: no date follows from the article's own.
_ELSEWHERE = (
    rf"(?i:(?:earlier|later) (?:that|the same|in the) (?:day|week|month|year|{_PART}|weekend)"
    rf"|(?:the (?:same|next|following|previous)|that(?: same)?) (?:day|week|month|year|{_PART}|weekend)"
    rf"|the (?:day|night|week|month|year) (?:before|after)"
    rf"|(?:{_NUMBER}|several|(?:a )?few) (?:hour|day|week|month|year)s? (?:earlier|later|before)"
    r"|(?:hour|day|week|month|year)s (?:ago|earlier|later)|moments later)\b"
)
_COMPILED = tuple((re.compile(pattern), read) for pattern, read in _RULES)
_NAMED = re.compile(r"\?P<\w+>")

TIME = "|".join(f"(?:{_NAMED.sub('?:', pattern)})" for pattern in [*(pattern for pattern, _ in _RULES), _ELSEWHERE])
TIME = f"(?:{TIME})"
"""A pattern for an expression, without groups and without the preposition before it."""

START = (
    rf"(?:{_WEEKDAY}|(?:{_MONTH}) (?=\d)|{_TODAY}|(?i:yesterday|tonight|last|early|earlier|late|later|mid-)(?![\w’'])"
    r"|moments later"
    rf"|(?:{_NUMBER}|several|few|couple|many) (?:minute|hour|day|week|month|year)s? (?:ago|earlier|later|before)\b)"
)
"""A quick pattern for how most expressions begin: where a noun phrase ends."""

ADJECTIVE = (
    rf"(?:{_NAMED.sub('?:', _RULES[0][0])}|{_WEEKDAY}(?:[ -]{_PART})?|(?:{_MONTH})(?:,? {_YEAR})?|{_YEAR}"
    rf"|(?:(?:last|this) (?:{_WHOLE}|night)|yesterday)(?=['’]s))"
)
"""The same for one that stands before a noun: `a 2016 interview`, `the Feb. 1 letter`."""


@lru_cache(maxsize=4096)
def days(words: str, published: str) -> Days | None:
    """Return the days that an expression means in an article of an ISO date; None where they cannot be told."""
    try:
        now = date.fromisoformat(published[:10])
    except ValueError:
        return None
    for lead in ("", "in "):  # what stands after "in" in the text has lost it here
        for pattern, read in _COMPILED:
            if m := pattern.fullmatch(lead + words, len(lead)):
                try:
                    return read(m, now)
                except (ValueError, StopIteration):  # 31 February; a year before the calendar begins
                    return None
    return None


def iso(found: Days | None) -> tuple[str, str]:
    """Return a range of days as an ISO date of the precision that holds all of it, and that precision; empty if none does."""
    if found is None:
        return "", ""
    first, last = found
    if first == last:
        return first.isoformat(), "day"
    if (first.year, first.month) == (last.year, last.month):
        return first.isoformat()[:7], "month"
    return (first.isoformat()[:4], "year") if first.year == last.year else ("", "")
