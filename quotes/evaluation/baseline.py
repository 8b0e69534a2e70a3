"""What textacy's `direct_quotations` finds on an installed spaCy pipeline, as attributions to compare with ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from quotes.errors import EvaluationError
from quotes.types import Attribution, Spans

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

Found = tuple[list[Attribution], str]


def textacy(texts: Sequence[str], spacy: str) -> Iterator[Found]:
    """Yield for each text what is found and why textacy gave up on it ("" when it did not), after Krestel et al. (2008).

    `spacy` is the name of an installed pipeline with tags and a parse, or its folder; raises EvaluationError without it.
    """
    nlp = _load(spacy)
    for doc in nlp.pipe(texts, batch_size=8):
        yield _quotations(doc)


def _load(name: str) -> Language:
    import spacy

    try:
        return spacy.load(name)
    except OSError as error:
        reason = str(error).splitlines()[0]
        raise EvaluationError(f"{name}: no spaCy pipeline of this name is installed ({reason})") from error


def _quotations(doc: Doc) -> Found:
    from textacy.extract import direct_quotations

    try:
        triples = list(direct_quotations(doc))
    except ValueError as error:  # its answer to an odd number of quotation marks
        return [], str(error)
    return [
        Attribution("direct", _spans(t.speaker), _spans(t.cue), ((t.content.start_char, t.content.end_char),))
        for t in triples
    ], ""


def _spans(tokens: Sequence[Token]) -> Spans:
    """Runs of tokens that follow one another, as characters."""
    spans: list[tuple[int, int]] = []
    last = None
    for token in tokens:
        end = token.idx + len(token)
        if last is not None and token.i == last + 1:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((token.idx, end))
        last = token.i
    return tuple(spans)
