"""What watches found, to be read elsewhere: Markdown, a message for a mail program, an Atom feed, a command.

What comes from articles is hostile: it is escaped for each form, and reaches no shell.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from quotes.errors import QueryError, QuotesError

SECONDS = 60  # that a command may take
LONGEST = 10_000  # characters of one value that a command is given
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_PLACE = re.compile(r"\{(\w+)\}")
Found = Sequence[tuple[dict[str, Any], Sequence[dict[str, Any]]]]  # watches with their results


def markdown(found: Found) -> str:
    """Return the digest as Markdown: a heading a watch, a paragraph a result."""
    lines = []
    for watch, results in found:
        lines.append(f"## {_escaped(watch['name'])}")
        lines += [_paragraph(row) for row in results] or ["Nothing new."]
    return "\n\n".join(lines) + "\n"


def check_address(value: str) -> None:
    """Raise QueryError for what is no mail address, or may be more than one."""
    if not re.fullmatch(r"[^\s@<>,;]+@[^\s@<>,;]+", value):
        raise QueryError(f"{value}: not a mail address")


def mail(found: Found, to: str, *, sender: str = "") -> str:
    """Return the digest as a message that `sendmail -t` takes: headers, an empty line, text. QueryError for an address that is none."""
    message = EmailMessage()
    for name, value in (("To", to), ("From", sender)):
        if value:
            check_address(value)
            message[name] = value
    many = sum(len(results) for _, results in found)
    message["Subject"] = f"{many} new: " + ", ".join(watch["name"] for watch, results in found if results)[:150]
    message["Date"] = format_datetime(datetime.now(UTC))
    message.set_content("\n\n\n".join(_plain(watch, results) for watch, results in found), cte="quoted-printable")
    return message.as_string()


def atom(watch: dict[str, Any], results: Iterable[dict[str, Any]], *, here: str = "") -> str:
    """Return the results as an Atom feed; `here` is the address of the database's pages, without which entries lead to the articles."""
    from lxml.builder import ElementMaker
    from lxml.etree import tostring

    make = ElementMaker(namespace="http://www.w3.org/2005/Atom", nsmap={None: "http://www.w3.org/2005/Atom"})
    rows = list(results)
    feed = make.feed(
        make.id(f"urn:quotes:watch:{watch['id']}:{_clean(watch['created'])}"),
        make.title(_clean(watch["name"])),
        make.updated(rows[0]["at"] if rows else watch["created"]),
        make.author(make.name("quotes")),
    )
    for row in rows:
        link = f"{here}/-/quotation/{row['id']}" if here else row["url"] or ""
        entry = make.entry(
            make.id(f"urn:quotes:{row['uid']}:{row['what']}"),
            make.title(_clean(f"{row['label']}: {row['speaker'] or 'somebody'}, {row['outlet'] or 'no outlet'}")),
            make.updated(row["at"]),
            make.content(_clean(_told(row)), type="text"),
        )
        if link.startswith(("http://", "https://", "/")):
            entry.append(make.link(href=_clean(link)))
        feed.append(entry)
    return str(tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True).decode())


def command(words: str) -> list[str]:
    """Return the program and its arguments, as a shell would split them; QueryError where there is none."""
    try:
        found = shlex.split(words)
    except ValueError as error:
        raise QueryError(f"--exec: {error}") from None
    if not found:
        raise QueryError("--exec: which program?")
    return found


def takes_one(program: Sequence[str]) -> bool:
    """Tell whether the program is to be run for each result: an argument has a {place} for its values."""
    return any(_PLACE.search(word) for word in program[1:])


def run(program: Sequence[str], watch: dict[str, Any], results: Sequence[dict[str, Any]]) -> None:
    """Run the program for new results, of which it gets the first one's values where its arguments have a {place}.

    It gets them as lines of JSON on standard input, the watch's name as QUOTES_WATCH. No shell is involved: a value is
    part of one argument, without control characters, and never looks like an option. QuotesError where it fails.
    """
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in results)
    arguments = [program[0], *(_filled(word, results[0]) for word in program[1:])]
    env = os.environ | {"QUOTES_WATCH": _CONTROL.sub(" ", watch["name"])}
    try:
        done = subprocess.run(arguments, input=lines.encode(), env=env, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise QuotesError(f"{program[0]} took more than {SECONDS} seconds") from None
    except (OSError, ValueError) as error:
        raise QuotesError(f"{program[0]}: {getattr(error, 'strerror', None) or error}") from None
    if done.returncode:
        raise QuotesError(f"{program[0]} ended with status {done.returncode}")


def _filled(word: str, row: dict[str, Any]) -> str:
    def value(place: re.Match[str]) -> str:
        if place[1] not in row:
            raise QueryError(f"--exec: no {{{place[1]}}}; there are {', '.join(row)}")
        return _CONTROL.sub(" ", str("" if row[place[1]] is None else row[place[1]]))[:LONGEST]

    filled = _PLACE.sub(value, word)
    return f" {filled}" if filled.startswith("-") and not word.startswith("-") else filled


def _told(row: dict[str, Any]) -> str:
    """A result in plain words."""
    who = f"{row['speaker'] or 'Somebody'}{', ' + row['role'] if row['role'] else ''}"
    where = ", ".join(filter(None, (row["outlet"], (row["published"] or "")[:10], row["title"])))
    said = f"{who}: {row['quotation']}\n({where})"
    if not row["other"]:
        return said
    before = {"altered": "The fullest wording", "turned": "Said before", "again": "First"}.get(row["what"], "Beside")
    when = ", ".join(filter(None, (row["other_outlet"], (row["other_published"] or "")[:10])))
    return f"{said}\n{before} ({when}): {row['other']}"


def _plain(watch: dict[str, Any], results: Sequence[dict[str, Any]]) -> str:
    name = _clean(watch["name"])
    told = [
        f"[{row['label']}, {row['confidence']:.0%} sure, {row['review_status']}]\n{_clean(_told(row))}\n{row['url'] or ''}".rstrip()
        for row in results
    ]
    return "\n\n".join([f"{name}\n{'=' * len(name)}", *(told or ["Nothing new."])])


def _paragraph(row: dict[str, Any]) -> str:
    who, *more = (_escaped(line) for line in _told(row).split("\n"))
    sure = f"{row['confidence']:.0%} sure, {row['review_status']}"
    url = row["url"] or ""
    link = f" · <{url}>" if re.fullmatch(r"https?://[^\s<>\"]+", url) else ""
    return "  \n".join([f"**{row['label']}** · {who}", *more, f"{sure}{link}"])


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", " ".join(_clean(text).split()))


def _clean(text: str) -> str:
    """The text without what XML, a mail program or a terminal would stumble over."""
    kept = "".join(" " if _CONTROL.match(ch) and ch != "\n" else ch for ch in text)
    return kept.encode("utf-8", "replace").decode().replace("\ufffe", " ").replace("\uffff", " ")
