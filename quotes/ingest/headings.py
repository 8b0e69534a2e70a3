"""Which lines of a plain text head others, told by their shape alone."""

from __future__ import annotations

import re

from quotes.ingest.wrapped import is_label

LONGEST = 12  # words
LEAST = 6  # words of the sentence that stands below
MOST = 0.5  # of the lines that end as sentences do: a text with more short lines than that is a list, or verse
_ENDS = re.compile(r"[.!?:;,…–—-][\"'”’»)\]]*\Z")
_ITEM = re.compile(r"[-*+•·▪‣◦–—>#|]|\(?(?:\d{1,3}|[a-z])[.)]\s")
_SIGNED = re.compile(r"[\"”’»]\s*(?:[—–-]|\bby\b)")
# What tells rather than heads: a sentence whose stop was forgotten.
_TOLD = re.compile(
    r"\b(?:said|told|added|asked|wrote|called|replied|claimed|warned|insisted|argued|tweeted|posted|answered|explained)\b"
)


def by_shape(text: str) -> set[str]:
    """Return the lines that are short, end without a stop, and stand between a sentence and the sentence that they head."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    ended = [bool(_ENDS.search(line)) for line in lines]
    heads = {
        line
        for n, line in enumerate(lines[:-1])
        if not ended[n]
        and (n == 0 or ended[n - 1])
        and ended[n + 1]
        and len(lines[n + 1].split()) >= LEAST
        and _may_head(line)
    }
    return heads if len(heads) <= MOST * sum(ended) else set()


def _may_head(line: str) -> bool:
    if len(line.split()) > LONGEST or _ITEM.match(line) or is_label(line):
        return False
    return not (line[:1].islower() or _SIGNED.search(line) or _TOLD.search(line))
