"""What exports call the fields of an article, and the mapping of a record onto ours."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping

from quotes.errors import IngestError
from quotes.limits import MAX_NESTED, MOST_LISTED

# Each field with the names that exports give it, the surest first.
GUESSES = {
    "key": ("id", "_id", "guid", "uuid"),
    "text": ("text", "body", "content", "maintext", "plaintext", "article_text", "full_text", "fulltext", "article")
    + ("articlebody", "article_body", "body_text", "bodytext", "content_text", "paragraphs"),
    "title": ("title", "headline"),
    "outlet": ("outlet", "publisher", "publication", "site_name", "sitename", "source_domain", "hostname", "domain")
    + ("site", "source"),
    "byline": ("byline", "authors", "author", "creator"),
    "agency": ("agency", "wire"),
    "url": ("url", "link", "source_url", "canonical_url", "requested_url"),
    "published": ("published", "publishing_date", "date_publish", "publish_date", "published_at", "publication_date")
    + ("date_published", "datepublished", "pubdate", "date"),
    "updated": ("updated", "date_modify", "updated_at", "date_modified", "datemodified", "modified"),
    "language": ("language", "lang", "meta_lang"),
}
# objects that hold the fields of a record
NESTS = ("metadata", "meta", "attributes", "fields", "article", "_source", "document")
WORDS = ("text", "content", "value", "paragraph", "body")  # the key of an object that is one paragraph
EMPTY = ("", "none", "null", "nan", "nat", "n/a", "[]", "{}")


def resolve(record: Mapping[str, object], columns: Mapping[str, str]) -> dict[str, object]:
    """Return the fields of `Article` (key and text too) that a record holds, as told by `columns`, else guessed.

    What an object inside the record holds is named with a dot (`metadata.title`), and guessed as well where that is
    usual. Raises IngestError when `columns` names what the record does not have.
    """
    record = _flat(record, columns.values())
    names = {folded(name): name for name in record}
    found: dict[str, object] = {}
    for field, guesses in GUESSES.items():
        wanted = columns.get(field) or (columns.get("id") if field == "key" else None)
        if wanted and wanted not in record:
            raise IngestError(f"there is no column {wanted!r} for {field}; there are: {_listed(record)}")
        keys = [wanted] if wanted else [names[guess] for guess in guesses if guess in names]
        values = (_value(field, record[key]) for key in keys)
        found[field] = next((value for value in values if not _is_empty(value)), "")
    return found


def list_in(document: object) -> list[object] | None:
    """Return the array of records in an object such as an API's answer."""
    if isinstance(document, Mapping):
        for name in ("articles", "items", "results", "data", "docs", "records"):
            value = document.get(name)
            if isinstance(value, list) and value and isinstance(value[0], Mapping):
                return _of_feed(document, value) if "jsonfeed.org" in str(document.get("version")) else value
    return None


def _of_feed(feed: Mapping[str, object], items: list[object]) -> list[object]:
    """The items of a JSON feed, each with the feed's title for its outlet and the feed's authors where it names none."""
    whole = {"outlet": feed.get("title", ""), "authors": feed.get("authors", ""), "language": feed.get("language", "")}
    return [{**whole, **item} if isinstance(item, Mapping) else item for item in items]


def _flat(record: Mapping[str, object], wanted: Iterable[str]) -> Mapping[str, object]:
    """The record with the fields of the objects that usually hold some, and with those that a path of names leads to."""
    flat: dict[str, object] = {}
    for name, value in record.items():
        if folded(name) in NESTS and isinstance(value, Mapping):
            for inside, held in value.items():
                if folded(inside) in NESTS and isinstance(held, Mapping):
                    flat |= held
            flat |= value
    flat |= record
    for path in wanted:
        inner: object = record
        for name in path.split(".") if path not in record else ():
            inner = inner.get(name) if isinstance(inner, Mapping) else None
        if inner is not None and inner is not record:
            flat[path] = inner
    return flat


def text_column(names: Iterable[str], columns: Mapping[str, str]) -> str:
    """Return the one of these columns that holds the text; raises IngestError when none does."""
    names = list(names)
    if columns.get("text") in names:
        return columns["text"]
    if "text" in columns:
        raise IngestError(f"there is no column {columns['text']!r} for text; there are: {_listed(names)}")
    known = {folded(name): name for name in names}
    for guess in GUESSES["text"]:
        if guess in known:
            return known[guess]
    raise IngestError(f"no column holds the text; there are: {_listed(names)}")


def folded(name: object) -> str:
    """Return the name of a column without its case, and with `_` for spaces and hyphens: `Full Text` is full_text."""
    return re.sub(r"[\s-]+", "_", str(name).strip().casefold())


def _listed(names: Iterable[object]) -> str:
    listed = [str(name)[:40] for name in names]
    return ", ".join(listed[:20]) + (", …" if len(listed) > 20 else "")


def _is_empty(value: object) -> bool:
    return (
        value is None
        or isinstance(value, float)
        and math.isnan(value)
        or isinstance(value, str)
        and value.strip().casefold() in EMPTY
    )


def _value(field: str, value: object, depth: int = 0) -> object:
    """A scalar: names joined, the paragraphs of a nested body parted by empty lines; nothing for what lies too deep."""
    if field == "text":
        return "\n\n".join(_strings(value)) if isinstance(value, (list, dict)) else value
    if depth > MAX_NESTED:
        return ""
    if isinstance(value, (list, tuple)):
        values = (_value(field, item, depth + 1) for item in value[:MOST_LISTED] if not isinstance(item, (list, tuple)))
        return ", ".join(map(str, values))
    if isinstance(value, Mapping):
        inner = next((value[key] for key in ("name", "title", "url", "@value") if value.get(key)), "")
        return str(_value(field, inner, depth + 1))
    return value


def _strings(value: object) -> Iterator[str]:
    """The strings of nested lists and objects in order, as Fundus keeps the body of an article."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str) and value.strip():
            yield value.strip()
        elif isinstance(value, (list, tuple)):
            waiting.extend(reversed(value))
        elif isinstance(value, Mapping):
            words = [value[name] for name in WORDS if isinstance(value.get(name), str)]
            waiting.extend(words[:1] or reversed(list(value.values())))
