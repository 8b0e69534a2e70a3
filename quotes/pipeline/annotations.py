"""How the pipeline's findings live on a spaCy `Doc`; the one module that knows.

Entities are in `doc.ents`, sources, cues and contents in `doc.spans` under GROUPS, parts of one attribution sharing a `span_id`.
A span that cuts a token is widened to it there; the exact characters are in `doc.user_data`, as plain lists and dicts that
`to_bytes` and `DocBin` write. What somebody else's component changes in `doc.ents` and `doc.spans` is believed.

What no file keeps, and one component hands to the next, is held as long as the doc lives (`Work`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from quotes.errors import PipelineError
from quotes.pipeline import marks, transcripts
from quotes.pipeline.cast import Cast
from quotes.pipeline.entities import ORG, OTHER, PERSON, PLACE
from quotes.types import Article, Attribution, Candidate, Link, Quote, Span, Spans, Stance

if TYPE_CHECKING:
    import numpy as np
    from spacy.language import Language
    from spacy.tokens import Doc

    from quotes.pipeline.network.encoder import Reading

Entity = tuple[int, int, str]

GROUPS = {"source": "sources", "cue": "cues", "content": "contents"}
_ARTICLE, _ENTITIES, _SET_ENTS = "quotes.article", "quotes.entities", "quotes.ents"
_ATTRIBUTIONS, _QUOTES, _MODEL = "quotes.attributions", "quotes.quotes", "quotes.model"
# what other components call entities, in the pipeline's own labels; numbers and times are none
_LABELS = {label: label for label in (PERSON, ORG, PLACE, OTHER)} | {
    "PER": PERSON,
    "GPE": PLACE,
    "LOC": PLACE,
    "FAC": PLACE,
}
_NESTED = ("candidates", "chain", "stances")  # of a quotation: dataclasses themselves
_NO_ENTITIES = frozenset("DATE TIME PERCENT MONEY QUANTITY ORDINAL CARDINAL".split())


@dataclass(frozen=True, slots=True)
class Work:
    """What the encoder read in one doc, with the heads' weights, and what is certain of its text."""

    text: str
    reading: Reading
    heads: Mapping[str, np.ndarray]
    passages: list[marks.Passage]
    warnings: list[marks.MarkWarning]


_WORK: WeakKeyDictionary[Doc, Work] = WeakKeyDictionary()
_TURNS: WeakKeyDictionary[Doc, tuple[list[Entity], list[transcripts.Turn]]] = WeakKeyDictionary()
_CASTS: WeakKeyDictionary[Doc, Cast] = WeakKeyDictionary()


def make_doc(nlp: Language, article: Article) -> Doc:
    """Return an article's text as a doc that the pipeline has not read yet, with what the article says beside its text.

    The byline names an interviewer who has no name, the date tells which Monday is meant, the agency through whom words came.
    """
    doc = nlp.make_doc(article.text)
    doc.user_data[_ARTICLE] = {name: getattr(article, name) for name in ("byline", "published", "agency")}
    return doc


def beside(doc: Doc, name: str) -> str:
    """Return what the article says beside its text: its `byline`, `published` or `agency`; empty where nothing is known."""
    return str(doc.user_data.get(_ARTICLE, {}).get(name, ""))


def set_work(doc: Doc, reading: Reading, heads: Mapping[str, np.ndarray], model: str) -> None:
    """Keep what the encoder read, for the components after it, and note whose reading it is."""
    doc.user_data[_MODEL] = model
    text = doc.text
    _WORK[doc] = Work(text, reading, heads, *marks.passages(text))


def text(doc: Doc) -> str:
    """Return the doc's text; spaCy joins all of its tokens each time that it is asked."""
    return _WORK[doc].text if doc in _WORK else str(doc.text)


def work(doc: Doc, asking: str) -> Work:
    """Return what the encoder read. Raises PipelineError, naming the component `asking`, where no encoder has."""
    if doc not in _WORK:
        raise PipelineError(
            f"{asking}: needs quotes_encoder before it in the pipeline, under whatever name, and enabled"
        )
    return _WORK[doc]


def warnings(doc: Doc) -> list[marks.MarkWarning]:
    """Return what is odd about the text's quotation marks."""
    return _WORK[doc].warnings if doc in _WORK else marks.passages(doc.text)[1]


def model(doc: Doc) -> str:
    """Return the version of the weights that read the doc; empty where none did."""
    return str(doc.user_data.get(_MODEL, ""))


def turns(doc: Doc, asking: str) -> list[transcripts.Turn]:
    """Return the turns of a transcript, worked out once for the entities that the doc has."""
    names = entities(doc)
    known = _TURNS.get(doc)
    if known is None or known[0] != names:
        _TURNS[doc] = known = names, transcripts.turns(text(doc), work(doc, asking).passages, names)
    return known[1]


def set_cast(doc: Doc, cast: Cast) -> None:
    """Keep who is in the article, for the components after the one that found it."""
    _CASTS[doc] = cast


def cast(doc: Doc, asking: str) -> Cast:
    """Return who is in the article. Raises PipelineError, naming the component `asking`, where nobody has looked."""
    if doc not in _CASTS:
        raise PipelineError(
            f"{asking}: needs quotes_speakers before it in the pipeline, under whatever name, and enabled"
        )
    return _CASTS[doc]


def set_entities(doc: Doc, found: Sequence[Entity]) -> None:
    """Write entities as (start, end, label) in characters; `doc.ents` gets them, widened to tokens.

    Entities that stand in `doc.ents` already stay, and what lies across them is left out.
    """
    before = list(doc.ents)
    exact = [(e.start_char, e.end_char, _LABELS.get(e.label_, OTHER)) for e in before if e.label_ not in _NO_ENTITIES]
    taken = [(e.start_char, e.end_char) for e in before]
    ents, last = [], 0
    for start, end, label in found:
        if taken and _across(start, end, taken):
            continue
        exact.append((start, end, label))
        span = doc.char_span(start, end, label=label, alignment_mode="expand")
        if span is not None and span.start >= last and not _across(span.start_char, span.end_char, taken):
            ents.append(span)
            last = span.end
    doc.set_ents(sorted([*before, *ents], key=lambda e: e.start) if before else ents)
    doc.user_data[_ENTITIES] = [list(e) for e in sorted(exact)]
    doc.user_data[_SET_ENTS] = [list(e) for e in _ents(doc)]


def entities(doc: Doc) -> list[Entity]:
    """Return the entities as (start, end, label), in characters and in order; what was changed in `doc.ents` counts."""
    exact = [(s, e, label) for s, e, label in doc.user_data.get(_ENTITIES, ())]
    written, now = [(s, e, label) for s, e, label in doc.user_data.get(_SET_ENTS, ())], _ents(doc)
    if written == now:
        return exact
    gone, new = set(written) - set(now), set(now) - set(written)
    changed = [(s, e) for s, e, _ in (*gone, *new)]
    kept = [e for e in exact if not _across(e[0], e[1], changed)]
    return sorted([*kept, *((s, e, _LABELS.get(label, OTHER)) for s, e, label in new if label not in _NO_ENTITIES)])


def _ents(doc: Doc) -> list[Entity]:
    return [(e.start_char, e.end_char, e.label_) for e in doc.ents]


def _across(start: int, end: int, spans: Iterable[Span]) -> bool:
    return any(s < end and start < e for s, e in spans)


def set_attributions(doc: Doc, found: Sequence[Attribution]) -> None:
    """Write attributions as span groups and as exact characters."""
    from spacy.tokens import SpanGroup

    doc.user_data[_ATTRIBUTIONS] = [_row(a) for a in found]
    for role, group in GROUPS.items():
        spans = []
        for n, a in enumerate(found):
            for start, end in getattr(a, role):
                span = doc.char_span(start, end, label=a.kind, span_id=n, alignment_mode="expand")
                if span is not None:
                    spans.append(span)
        doc.spans[group] = SpanGroup(doc, name=group, spans=spans)


def attributions(doc: Doc) -> list[Attribution]:
    """Return the attributions of a doc, in characters; what was added to `doc.spans`, or taken out, counts."""
    exact = [
        Attribution(a["kind"], _spans(a["source"]), _spans(a["cue"]), _spans(a["content"]), a["confidence"])
        for a in doc.user_data.get(_ATTRIBUTIONS, ())
    ]
    printed: dict[int, dict[str, list[tuple[Span, str]]]] = defaultdict(lambda: {role: [] for role in GROUPS})
    for role, group in GROUPS.items():
        for span in doc.spans.get(group, ()):
            printed[span.id][role].append(((span.start_char, span.end_char), span.label_))
    found = [_as_printed(exact[n] if n < len(exact) else None, roles) for n, roles in sorted(printed.items())]
    return [a for a in found if a.content]


def _as_printed(exact: Attribution | None, printed: Mapping[str, list[tuple[Span, str]]]) -> Attribution:
    """An attribution as its spans say, with the exact characters of those that are as they were written."""
    spans = {}
    for role, group in printed.items():
        known = getattr(exact, role) if exact else ()
        spans[role] = tuple(_exactly(span, known, n) for n, (span, _) in enumerate(group))
    label = next((label for _, label in printed["content"] if label), "")
    kind = exact.kind if exact else label if label in ("direct", "mixed", "indirect") else "indirect"
    return Attribution(kind, spans["source"], spans["cue"], spans["content"], exact.confidence if exact else 1.0)


def _exactly(span: Span, known: Sequence[Span], n: int) -> Span:
    """The characters that were written as this span of tokens, the n-th of its kind; its own where none were."""
    return next((k for k in (*known[n : n + 1], *known) if span[0] <= k[0] and k[1] <= span[1]), span)


def set_quotes(doc: Doc, quotes: Sequence[Quote]) -> None:
    """Write the quotations of a doc."""
    doc.user_data[_QUOTES] = [_row(q) | {name: [_row(n) for n in getattr(q, name)] for name in _NESTED} for q in quotes]


def set_stances(doc: Doc, stances: Sequence[Sequence[Stance]]) -> None:
    """Write the stances of each quotation that is on the doc, in their order."""
    for row, held in zip(doc.user_data.get(_QUOTES, ()), stances, strict=True):
        row["stances"] = [_row(stance) for stance in held]


def quotations(doc: Doc) -> list[Quote]:
    """Return the quotations of a doc, in reading order."""
    return [_quote(q) for q in doc.user_data.get(_QUOTES, ())]


def _row(of: Attribution | Quote | Stance | Candidate | Link) -> dict:
    """The fields by name; `dataclasses.asdict` would copy every number of every span."""
    return {name: getattr(of, name) for name in of.__slots__}


def _quote(row: dict) -> Quote:
    given = dict(row)
    for name in ("parts", "quoted", "source", "cue"):
        given[name] = _spans(row[name])
    for name in ("role_span", "said_on_span"):
        given[name] = tuple(row[name]) if row[name] else None
    given["candidates"] = tuple(Candidate(**c) for c in row["candidates"])
    given["chain"] = tuple(Link(**c) for c in row["chain"])
    given["stances"] = tuple(_stance(s) for s in row["stances"])
    return Quote(**given)


def _stance(row: dict) -> Stance:
    spans = {k: tuple(row[k]) if row[k] else None for k in ("target_span", "evidence")}
    return Stance(**{**row, **spans, "scores": tuple(row["scores"])})


def _spans(rows: Sequence[Sequence[int]]) -> Spans:
    return tuple((s, e) for s, e in rows)
