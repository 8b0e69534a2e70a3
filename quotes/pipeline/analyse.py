"""Articles in, analyses out: the pipeline over a stream, in batches, with memory that does not grow."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from quotes.pipeline import annotations as on_doc
from quotes.pipeline import load, marks
from quotes.pipeline.mentions import PRONOUNS
from quotes.types import Analysis, Article, Quote, Spans

if TYPE_CHECKING:
    from spacy.language import Language

BATCH = 16  # articles


def analyse(articles: Iterable[Article], nlp: Language | None = None, *, batch_size: int = BATCH) -> Iterator[Analysis]:
    """Return one analysis an article, in order; articles that are not in English come back without quotations, and say so."""
    from quotes.pipeline.components import encoder_of

    nlp = nlp or load()
    version = encoder_of(nlp).meta["version"]
    stream = iter(articles)
    while chunk := list(islice(stream, batch_size)):
        bare = ((on_doc.make_doc(nlp, article), n) for n, article in enumerate(chunk) if _is_english(article))
        docs = {n: doc for doc, n in nlp.pipe(bare, as_tuples=True, batch_size=batch_size)}
        for n, article in enumerate(chunk):
            if not _is_english(article):
                yield Analysis(article, warnings=(f"not in English ({article.language}): not analysed",), model=version)
            elif (doc := docs.get(n)) is not None:  # none where an error handler of the pipeline passed over it
                yield Analysis(
                    article,
                    quotes=tuple(
                        _within_item(q, article) for q in on_doc.quotations(doc) if not _is_heading(q, article.headings)
                    ),
                    attributions=tuple(on_doc.attributions(doc)),
                    entities=tuple(on_doc.entities(doc)),
                    warnings=tuple(_warning(article.text, w) for w in on_doc.warnings(doc)),
                    model=version,
                )


def _is_english(article: Article) -> bool:
    return article.language in ("", "en") or article.language.startswith("en-")


def _is_heading(quote: Quote, headings: Spans) -> bool:
    """Whether all of the quotation's words stand in headings."""
    return bool(headings) and all(any(s <= a and b <= e for s, e in headings) for a, b in quote.parts)


def _within_item(quote: Quote, article: Article) -> Quote:
    """The quotation; said by nobody known where a pronoun, or no source, led to somebody whom its item of a live report does not name."""
    begins = article.items
    printed = " ".join(article.text[s:e] for s, e in quote.source).strip(" ,").lower()
    if not begins or not quote.speaker or (printed and printed not in PRONOUNS):
        return quote
    item = bisect_right(begins, quote.start)
    start = begins[item - 1] if item else 0
    end = begins[item] if item < len(begins) else len(article.text)
    if quote.speaker.split()[-1].lower() in article.text[start:end].lower():
        return quote
    return replace(
        quote,
        speaker="",
        speaker_kind="unknown",
        role="",
        role_span=None,
        affiliation="",
        chain=(),
        speaker_confidence=0.0,
    )


def _warning(text: str, warning: marks.MarkWarning) -> str:
    paragraph = text.count("\n\n", 0, warning.start) + 1
    return f"paragraph {paragraph}: {warning.reason}"
