"""How much of an article is analysed: all of it, but for texts that no news article comes near."""

from __future__ import annotations

from dataclasses import replace

from quotes.limits import MOST_ANALYSED
from quotes.types import Analysis, Article


def analysed(text: str) -> int:
    """Return how many characters of a text are analysed; more than the limit are to the end of a line, or else of a word."""
    if not MOST_ANALYSED or len(text) <= MOST_ANALYSED:
        return len(text)
    half = MOST_ANALYSED // 2
    ends = (text.rfind(end, half, MOST_ANALYSED) for end in ("\n", " "))
    return next((end for end in ends if end > 0), MOST_ANALYSED)


def beginning(article: Article) -> Article:
    """Return the article with as much of its text as is analysed."""
    return replace(article, text=article.text[: analysed(article.text)])


def model_of(version: str, text: str) -> str:
    """Return what the analysis of a text says of its model: the weights' version, and how much they read where that is not all."""
    end = analysed(text)
    return version if end == len(text) else f"{version}, first {end:,} characters"


def of_whole(found: Analysis, article: Article) -> Analysis:
    """Return what was found in the beginning of an article as found in the article, which says so."""
    if len(found.article.text) == len(article.text):
        return found
    told = f"the first {len(found.article.text):,} of {len(article.text):,} characters are analysed (QUOTES_TEXT_LIMIT=0 analyses all)"
    return replace(found, article=article, warnings=(told, *found.warnings))
