"""Cells of Datasette's tables that lead somewhere: a quotation, an article, a speaker, an ordinary web address."""

from __future__ import annotations

import json
import re
from typing import Any

from markupsafe import Markup, escape

from quotes.browse import configuration
from quotes.browse.text import clip, safe_url

LEADS_TO = {
    "quotation_id": "quotation",
    "quote_id": "quotation",
    "first_quote_id": "quotation",
    "fullest_quote_id": "quotation",
    "article_id": "article",
    "speaker_id": "speaker",
    "topic_id": "topic",
}
IDS = {
    "who_said_what": "quotation",
    "all_quotations": "quotation",
    "unknown_speakers": "quotation",
    "speaker_counts": "speaker",
    "quotes": "quotation",
    "articles": "article",
    "speakers": "speaker",
    "topics": "topic",
}
PASSAGES = ("text", "chain", "machine", "candidates")  # read on the pages; a table shows how they begin
DATE = re.compile(r"\d{4}-\d\d(-\d\d)?")
LONG = 160  # characters of a cell that a table shows
# words, and whose number leads on
READ = {"speaker": "speaker_id", "quotation": "quotation_id", "fullest": "fullest_quote_id"}


def rendered(datasette: Any, database: str, table: str | None, column: str, value: Any, row: Any) -> Any:
    """Return the cell as a link, as clipped text or in words, or None where Datasette shows it as it is."""
    if database not in configuration.ours(datasette):
        return None
    page = IDS.get(table or "") if column == "id" else LEADS_TO.get(column)
    if page and isinstance(value, int):
        here = escape(datasette.urls.database(database))  # put together by hand: a table has thousands of them
        return Markup(f'<a href="{here}/-/{page}/{value}">{value}</a>')
    if not isinstance(value, str):
        return None
    number = row[READ[column]] if column in READ and READ[column] in row.keys() else None  # noqa: SIM118 - a Row's keys
    if isinstance(number, int):
        here, page = escape(datasette.urls.database(database)), LEADS_TO[READ[column]]
        return Markup('<a href="{}/-/{}/{}">{}</a>').format(here, page, number, clip(value, LONG * 2))
    if column == "altered":
        return _listed(value)
    if DATE.fullmatch(value):
        return Markup(f'<span class="date">{value}</span>')  # which a narrow column would break at its hyphens
    if column in PASSAGES and table in IDS:
        return clip(value, LONG)
    if column.endswith("url"):
        address = safe_url(value)
        link = Markup('<a href="{}" rel="noopener noreferrer nofollow">{}</a>')
        return link.format(address, clip(value, 60)) if address else Markup("{}").format(clip(value, LONG))
    return None


def _listed(value: str) -> str | None:
    """A list of words in JSON as people write one, or None where it is none."""
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return ", ".join(map(str, found)) if isinstance(found, list) else None
