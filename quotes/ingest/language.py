"""The language of a text, by its commonest words or its alphabet: enough to tell English from the rest."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from importlib.resources import files

SAMPLE = 5_000  # characters; a page of text settles it
SURE = 0.12  # share of function words that a text in the language has at least
KANA = 0.05  # Japanese mixes kana into characters that Chinese has too


def detect_language(text: str, declared: str = "") -> str:
    """Return the ISO 639-1 code of the text's language; what is declared, or nothing, where the text cannot tell."""
    sample = text[:SAMPLE]
    found = _by_script(sample) or _by_words(sample)
    return found or re.split(r"[-_]", declared.strip().lower())[0][:3]


def _by_script(sample: str) -> str:
    found = {code: len(pattern.findall(sample)) for code, pattern in _profiles()[1].items()}
    if not any(found.values()):
        return ""  # as nearly all texts are here: their letters need no counting
    letters = sum(character.isalpha() for character in sample) or 1
    shares = {code: count / letters for code, count in found.items()}
    if shares["ja"] > KANA and shares["ja"] + shares["zh"] > 0.5:
        return "ja"
    code = max(shares, key=shares.__getitem__)
    return code if shares[code] > 0.5 else ""


def _by_words(sample: str) -> str:
    tokens = Counter(re.findall(r"[^\W\d_]+", sample.casefold()))
    total = sum(tokens.values())
    if total < 5:
        return ""
    if sum(tokens[word] for word in _profiles()[0]["en"]) > 2 * SURE * total:
        return "en"  # as nearly all texts are here
    scores = {code: sum(tokens[word] for word in words) / total for code, words in _profiles()[0].items()}
    ranked = sorted(scores, key=scores.__getitem__, reverse=True)
    best, second = ranked[0], ranked[1]
    return best if scores[best] >= SURE and scores[best] > scores[second] else ""


@cache
def _profiles() -> tuple[dict[str, frozenset[str]], dict[str, re.Pattern[str]]]:
    data = tomllib.loads((files("quotes.ingest") / "data" / "languages.toml").read_text(encoding="utf-8"))
    words = {code: frozenset(line.split()) for code, line in data["words"].items()}
    return words, {code: re.compile(f"[{span}]") for code, span in data["scripts"].items()}
