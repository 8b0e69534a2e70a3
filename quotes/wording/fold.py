"""Names folded, so that one printed with accents, marks or capitals is found without them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_MARKS = re.compile(r"['’‘‛ʹʻʼʽʾʿˈ`´.]")


@lru_cache(maxsize=50_000)  # the same names come again and again
def fold(name: str) -> str:
    """Return the name without case, accents, punctuation and a leading article: 'The Al-Ka‘abi' and 'al kaabi' are one."""
    words = re.findall(r"\w+", plain(name))
    if len(words) > 1 and words[0] in ("the", "a", "an"):
        words = words[1:]
    return " ".join(words)


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """Return the text without case, accents, apostrophes and full stops; what else stands in it stays."""
    if text.isascii():
        return _MARKS.sub("", text.lower())
    bare = unicodedata.normalize("NFKD", text).casefold()
    return _MARKS.sub("", "".join(ch for ch in bare if not unicodedata.combining(ch)))
