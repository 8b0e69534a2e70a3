"""Articles in, analyses out: the pipeline over a stream, in batches, with memory that does not grow."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from quotes.limits import LEAST_A_PIECE, LEAST_WORDS, MANY_PIECES
from quotes.pipeline import annotations as on_doc
from quotes.pipeline import extent, marks, transcripts
from quotes.pipeline.cast import assemble
from quotes.pipeline.mentions import PRONOUNS
from quotes.pipeline.network import windows
from quotes.pipeline.network.encoder import Encoder, default
from quotes.types import Analysis, Article, Attribution, Quote, Span

if TYPE_CHECKING:
    from spacy.language import Language
    from threadpoolctl import ThreadpoolController

BATCH = 4  # articles: more of them are no faster, and hold more memory
TOGETHER = 100_000  # characters of them: what the network says of each word is kept until all of them are read
WARNED = 50  # paragraphs of one article whose marks are warned of
STRETCH = 10_000  # characters of a text that are counted at once
_LIST = "no prose (hardly a sentence among names, addresses, codes and figures)"
_WORD = re.compile(r"[^\w@]*[^\W\d_]+(?:[-'’—–/…][^\W\d_]+)*[^\w@]*")  # with the marks around it; `a.b@c.de` is none


def analyse(
    articles: Iterable[Article], by: Language | Encoder | None = None, *, batch_size: int = BATCH
) -> Iterator[Analysis]:
    """Return one analysis an article, in order; what is not in English, or no prose, comes back without quotations, and says so.

    So does an article of which only the beginning is read, as `extent` has it.

    `by` is what reads them: a spaCy pipeline, or an encoder alone (the package's own by default), which gives the same as
    `quotes.load()` does and loads nothing of spaCy.
    """
    reader = by or default()
    for batch in _batches(articles, batch_size):
        begun = [extent.beginning(article) for article in batch]
        passed = {n: why for n, article in enumerate(begun) if (why := _passed(article, reader))}
        with _products().limit(limits=1, user_api="blas"):  # they are small: beside each other, threads mostly wait
            found = dict(_read([(n, article) for n, article in enumerate(begun) if n not in passed], reader))
        for n, article in enumerate(batch):
            model = extent.model_of(_version(reader), article.text)
            if n in found:
                yield extent.of_whole(replace(found[n], model=model), article)
            elif n in passed:
                yield Analysis(article, warnings=(f"{passed[n]}: not analysed",), model=model)


@cache
def _products() -> ThreadpoolController:
    """The libraries that multiply the heads' matrices, once a process."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def _batches(articles: Iterable[Article], most: int) -> Iterator[list[Article]]:
    """The articles in batches of so many, or of so many characters."""
    batch: list[Article] = []
    for article in articles:
        if batch and sum(len(one.text) for one in batch) + len(article.text) > TOGETHER:
            yield batch
            batch = []
        batch.append(article)
        if len(batch) == most:
            yield batch
            batch = []
    if batch:
        yield batch


def _read(articles: Sequence[tuple[int, Article]], reader: Language | Encoder) -> Iterator[tuple[int, Analysis]]:
    if not articles:
        return iter(())
    return _plainly(articles, reader) if isinstance(reader, Encoder) else _on_docs(articles, reader)


def _version(reader: Language | Encoder) -> str:
    return str(_encoder(reader).meta["version"])


def _encoder(reader: Language | Encoder) -> Encoder:
    if isinstance(reader, Encoder):
        return reader
    from quotes.pipeline.components import encoder_of

    return encoder_of(reader)


def _on_docs(articles: Sequence[tuple[int, Article]], nlp: Language) -> Iterator[tuple[int, Analysis]]:
    """Read the articles by a spaCy pipeline; those that its error handler passes over are left out."""
    known = dict(articles)
    bare = ((on_doc.make_doc(nlp, article), n) for n, article in articles)
    for doc, n in nlp.pipe(bare, as_tuples=True, batch_size=max(1, len(articles))):
        found = on_doc.quotations(doc), on_doc.attributions(doc), on_doc.entities(doc), on_doc.warnings(doc)
        yield n, _analysis(known[n], *found)


def _plainly(articles: Sequence[tuple[int, Article]], encoder: Encoder) -> Iterator[tuple[int, Analysis]]:
    """Read the articles as the pipeline's components do, one step after another, without docs and tokens."""
    from quotes.pipeline import attributions, frame, quotations, speakers, stance
    from quotes.pipeline.network import decode
    from quotes.pipeline.speakers.scene import Scene
    from quotes.pipeline.transcripts import voices

    texts = [article.text for _, article in articles]
    readings = encoder.read(texts)
    paths = decode.viterbi([r.tags("entity") for r in readings], decode.steps("entity"))
    entities = [decode.entities(*each) for each in zip(texts, readings, paths, strict=True)]
    marked = [marks.passages(text) for text in texts]
    passages = [found for found, _ in marked]
    turns = [transcripts.turns(*each) for each in zip(texts, passages, entities, strict=True)]
    found = attributions.find(texts, readings, passages, turns, encoder.heads["transitions"])
    for n, (place, article) in enumerate(articles):
        text, reading = texts[n], readings[n]
        built = quotations.build(text, found[n], passages[n], turns[n])
        cast = assemble(text, transcripts.names(text, turns[n], entities[n]))
        scene = Scene(text, reading, cast, [q.source[0] for q in built if q.source])
        said = speakers.resolve(scene, built, passages[n], turns[n], article.byline)
        said = voices.titled(text, said, turns[n]) if turns[n] else said
        framed = frame.fill(text, said, entities[n], article.published, article.agency)
        stances = stance.find(scene, encoder.heads, framed)
        quotes = [q.but(stances=held) for q, held in zip(framed, stances, strict=True)]
        yield place, _analysis(article, quotes, found[n], entities[n], marked[n][1])


def _analysis(
    article: Article,
    quotes: Sequence[Quote],
    found: Sequence[Attribution],
    entities: Sequence[tuple[int, int, str]],
    warnings: Sequence[marks.MarkWarning],
) -> Analysis:
    items, headings = _Items(article), sorted(article.headings)
    return Analysis(
        article,
        quotes=tuple(items.within(q) for q in quotes if not _is_heading(q, headings)),
        attributions=tuple(found),
        entities=tuple(entities),
        warnings=tuple(_warned(article.text, warnings)),
    )


def _passed(article: Article, reader: Language | Encoder) -> str:
    """Why an article is not analysed; empty where it is."""
    if not _is_english(article):
        return _LIST if _is_list(article.text[:STRETCH]) else f"not in English ({article.language})"
    if len(article.text) <= MANY_PIECES or (pieces := _pieces(article.text, _encoder(reader))) <= MANY_PIECES:
        return ""
    if sum(map(len, article.text.split())) < LEAST_A_PIECE * pieces:
        return f"no prose ({pieces:,} letters, marks and pieces of words that stand alone)"
    return _LIST if _is_list(article.text) else ""


def _is_list(text: str) -> bool:
    """Whether hardly any of a text is in words that are no names, as those of any sentence are."""
    printed = text.split()
    words = sum(len(one) for one in printed if _WORD.fullmatch(one) and not one.istitle())
    return words < LEAST_WORDS * sum(map(len, printed)) and not _is_caseless(text)


def _is_caseless(text: str) -> bool:
    """Whether most of a text's letters have no small form, as Chinese, Arabic and Hebrew ones; many of them are written without spaces."""
    letters = [one for one in text if one.isalpha()]
    return sum(one.lower() == one.upper() for one in letters) > len(letters) / 2


def _pieces(text: str, encoder: Encoder) -> int:
    """How many pieces of words the network would read; the end of a paragraph is one."""
    stretches = (text[at : at + STRETCH] for at in range(0, len(text), STRETCH))
    found = sum(len(encoder.tokenizer.encode(one, add_special_tokens=False)) for one in stretches)
    return found + len(windows.paragraphs(text))


def _is_english(article: Article) -> bool:
    return article.language in ("", "en") or article.language.startswith("en-")


def _is_heading(quote: Quote, headings: Sequence[Span]) -> bool:
    """Whether all of the quotation's words stand in headings, which are in order."""

    def within(start: int, end: int) -> bool:
        n = bisect_right(headings, start, key=lambda heading: heading[0])
        return n > 0 and end <= headings[n - 1][1]

    return bool(headings) and all(within(*part) for part in quote.parts)


class _Items:
    """The items of a live report, as which an article without any is one."""

    def __init__(self, article: Article) -> None:
        self.text, self.begins = article.text, article.items
        self._bounds = (0, *article.items, len(article.text))
        self._printed: dict[int, str] = {}  # an item's text in small letters

    def within(self, quote: Quote) -> Quote:
        """The quotation; said by nobody known where a pronoun, or no source, led to somebody whom its item does not name."""
        printed = " ".join(self.text[s:e] for s, e in quote.source).strip(" ,").lower()
        if not self.begins or not quote.speaker or (printed and printed not in PRONOUNS) or self._names(quote):
            return quote
        return quote.but(
            speaker="",
            speaker_kind="unknown",
            role="",
            role_span=None,
            affiliation="",
            chain=(),
            speaker_confidence=0.0,
        )

    def _names(self, quote: Quote) -> bool:
        """Whether the quotation's item prints the last name of its speaker."""
        item, name = bisect_right(self.begins, quote.start), quote.speaker.split()[-1].lower()
        if item not in self._printed:
            self._printed[item] = self.text[self._bounds[item] : self._bounds[item + 1]].lower()
        return name in self._printed[item]


def _warned(text: str, warnings: Sequence[marks.MarkWarning]) -> Iterator[str]:
    """What is wrong with the text's marks, paragraph by paragraph; of very much the first."""
    for warning in warnings[:WARNED]:
        paragraph = text.count("\n\n", 0, warning.start) + 1
        yield f"paragraph {paragraph}: {warning.reason}"
    if len(warnings) > WARNED:
        yield f"the marks of {len(warnings) - WARNED:,} more paragraphs do not add up"
