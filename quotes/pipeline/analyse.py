"""Articles in, analyses out: the pipeline over a stream, in batches, with memory that does not grow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from quotes.pipeline import affiliations, cues, load, marks
from quotes.pipeline import annotations as on_doc
from quotes.types import Analysis, Article, Quote, Spans

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

BATCH = 16  # articles


def analyse(articles: Iterable[Article], nlp: Language | None = None, *, batch_size: int = BATCH) -> Iterator[Analysis]:
    """One analysis an article, in order; articles that are not in English come back without quotations, and say so."""
    nlp = nlp or load()
    meta = nlp.get_pipe("quotes_encoder").encoder.meta  # type: ignore[attr-defined]
    version = meta["version"]
    stream = iter(articles)
    while chunk := list(islice(stream, batch_size)):
        readable = [a for a in chunk if a.language in ("", "en") or a.language.startswith("en-")]
        bare = (_doc(nlp, article) for article in readable)
        docs = dict(zip(map(id, readable), nlp.pipe(bare, batch_size=batch_size), strict=True))
        for article in chunk:
            doc = docs.get(id(article))
            if doc is None:
                yield Analysis(article, warnings=(f"not in English ({article.language}): not analysed",), model=version)
                continue
            entities = on_doc.entities(doc)
            found = affiliations.assign(article.text, on_doc.quotations(doc), entities)
            yield Analysis(
                article,
                quotes=tuple(_dated(q, article, entities) for q in found if not _is_heading(q, article.headings)),
                attributions=tuple(on_doc.attributions(doc)),
                entities=tuple(entities),
                warnings=tuple(_warning(article.text, w) for w in marks.passages(article.text)[1]),
                model=version,
            )


def _doc(nlp: Language, article: Article) -> Doc:
    """An article's text as a doc that the pipeline has not read yet, with what the article says beside its text."""
    doc = nlp.make_doc(article.text)
    on_doc.set_byline(doc, article.byline)
    return doc


def _is_heading(quote: Quote, headings: Spans) -> bool:
    """Whether all of the quotation's words stand in headings."""
    return bool(headings) and all(any(s <= a and b <= e for s, e in headings) for a, b in quote.parts)


def _dated(quote: Quote, article: Article, entities: Sequence[tuple[int, int, str]]) -> Quote:
    """A quotation with its speech act, and with when and where it was said."""
    from quotes.pipeline import occasions

    text = article.text
    said = occasions.find(
        text,
        source=quote.source,
        cue=quote.cue,
        parts=quote.parts,
        published=article.published,
        agency=article.agency,
        entities=entities,
    )
    return replace(
        quote,
        act=cues.read(" ".join(text[s:e] for s, e in quote.cue)).act,
        said_on=said.said_on,
        said_on_precision=said.said_on_precision,
        said_on_span=said.said_on_span,
        occasion=said.occasion,
        audience=said.audience,
        via=said.via,
    )


def _warning(text: str, warning: marks.MarkWarning) -> str:
    paragraph = text.count("\n\n", 0, warning.start) + 1
    return f"paragraph {paragraph}: {warning.reason}"
