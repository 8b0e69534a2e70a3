"""The words of a passage as they are compared: case, spacing, typographic marks and short forms aside."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from quotes.wording.sentences import gaps

ELLIPSIS = "…"  # the key of a mark that says words were left out
TOKEN = re.compile(
    r"(?P<gap>\[\s*(?:…|\.\s?\.\s?\.)\s*\]|…|\.\s?\.\s?\.)"
    r"|(?P<open>\[)|(?P<close>\])"
    r"|(?P<letters>[^\W\d_](?:\.[^\W\d_])+\.?)"  # U.S.
    r"|(?P<number>\d+(?:[.,]\d+)*)"
    r"|(?P<word>[^\W\d_]+(?:['’‘ʼ][^\W\d_]+)*)"
    r"|(?P<percent>%)"
)
QUICK = re.compile(r"[^\W_]+(?:[.,]\d+)*(?:'[^\W_]+)*")
EDIT = re.compile(r"\[[^\]]{0,200}\]")
APOSTROPHES = str.maketrans("’‘ʼ", "'''")
CLAUSE_END = re.compile(r"[,;:.!?…—–()]|\s-\s")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `key` is what is compared, `start` and `end` are characters of the passage.

    `edit`: it stands in square brackets; `sentence` and `clause` (what stands between commas, dashes and
    the like) count from 0; `name`: it is written like a name (None where every word has a capital: at the
    start of a sentence).
    """

    key: str
    text: str
    start: int
    end: int
    sentence: int = 0
    clause: int = 0
    edit: bool = False
    name: bool | None = False


@cache
def lexicon() -> dict[str, Any]:
    """Return the lists of `data/words.toml`, each as a set, the tables as dicts."""
    raw = tomllib.loads(files("quotes").joinpath("data/words.toml").read_text(encoding="utf-8"))
    return {name: frozenset(value) if isinstance(value, list) else value for name, value in raw.items()}


def words(text: str) -> list[Word]:
    """Return the passage's words in order; 'don't' is two, 'eighty-five' is one, '[…]' is a word of key ELLIPSIS."""
    found: list[Word] = []
    begins = [start for _, start in gaps(text)]
    clause, end, inside = 0, 0, False
    for match in TOKEN.finditer(text):
        kind, printed = match.lastgroup, match.group()
        if kind in ("open", "close"):
            inside = kind == "open" and "]" in text[match.end() : match.end() + 200]
            continue
        sentence = bisect_right(begins, match.start())
        first = not found or sentence > found[-1].sentence
        clause += CLAUSE_END.search(text, end, match.start()) is not None
        end = match.end()
        if kind == "word" and found and _joins_number(found[-1], match):
            last = found.pop()
            key = str(int(last.key) + int(_key(printed, kind)))
            found.append(Word(key, text[last.start : end], last.start, end, last.sentence, last.clause, last.edit))
            continue
        name = None if first and printed[0].isupper() else printed[0].isupper() and printed != "I"
        for key in _keys(printed, kind):
            found.append(Word(key, printed, match.start(), end, sentence, clause, inside, name))
    return found


@lru_cache(maxsize=20_000)
def keys(text: str) -> tuple[str, ...]:
    """Return the passage's words for a quick look at many passages: as `words`, but numbers and short forms as printed.

    What stands in square brackets is left out.
    """
    plain = unicodedata.normalize("NFKC", EDIT.sub(" ", text)).casefold().translate(APOSTROPHES)
    return tuple(QUICK.findall(plain))


def spoken(text: str, parts: Sequence[tuple[int, int]]) -> str:
    """Return a quotation's text, as long as it was, with the full stop for which a cue that interrupted it set a comma."""
    end = 0
    for (start, stop), (following, _) in pairwise(parts):
        end += stop - start + 1
        if following > stop and text[end - 2 : end - 1] == "," and text[end : end + 1].isupper():
            text = text[: end - 2] + "." + text[end - 1 :]
    return text


def is_number(word: Word) -> bool:
    """Tell whether the word is a number, in digits or in letters."""
    return word.key[0].isdigit() or word.key in lexicon()["multiples"]


def is_negation(word: Word) -> bool:
    """Tell whether the word turns what is said."""
    return word.key in lexicon()["negations"]


def is_function(word: Word) -> bool:
    """Tell whether the word says little by itself."""
    return word.key in lexicon()["function_words"]


def is_short(word: Word) -> bool:
    """Tell whether the word is half of a short form as printed: 'I've', 'don't', 'gonna'."""
    return word.text.casefold() != "cannot" and len(_keys(word.text, "word")) > 1


def _keys(printed: str, kind: str | None) -> list[str]:
    key = _key(printed, kind)
    if "'" not in key and key not in ("cannot", "gonna"):
        return [key]
    for short, long in lexicon()["contractions"].items():
        if key == short:
            return str(long).split()
        if not short[0].isalpha() or short == "n't":
            stem = key.removesuffix(short)
            if stem != key and stem:
                return [stem, *str(long).split()]
    return [key]


@lru_cache(maxsize=50_000)
def _key(printed: str, kind: str | None) -> str:
    if kind == "gap":
        return ELLIPSIS
    if kind == "percent":
        return "percent"
    if kind == "number":
        return printed.replace(",", "")
    plain = unicodedata.normalize("NFKD", printed).casefold()
    plain = "".join("'" if ch in "’‘ʼ" else ch for ch in plain if ch != "." and not unicodedata.combining(ch))
    return str(lexicon()["numbers"].get(plain, plain or printed))  # some letters are marks on nothing


def _joins_number(last: Word, match: re.Match[str]) -> bool:
    """Whether a number's tens and its ones stand side by side: eighty-five."""
    key = _key(match.group(), "word")
    tens_and_ones = key.isdecimal() and 0 < int(key) < 10 and last.key.isdecimal() and last.text.isalpha()
    return tens_and_ones and 20 <= int(last.key) < 100 and int(last.key) % 10 == 0 and match.start() - last.end == 1
