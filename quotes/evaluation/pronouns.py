"""How often a pronoun leads to the one it stands for, on GUM's coreference (Zeldes, 2017).

A pronoun counts when its chain holds a name. It is resolved as the source of a quotation would be, and right when the
entity that comes back is named by one of the chain's names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from quotes.evaluation.report import Error, Report
from quotes.types import Span

if TYPE_CHECKING:
    from spacy.language import Language

    from quotes.conllu import Mention
    from quotes.pipeline.cast import Entity

GENRES = ("GUM_news_", "GUM_interview_", "GUM_bio_")
FORMS = {
    "he": ("he", "him", "his", "himself"),
    "she": ("she", "her", "hers", "herself"),
    "they": ("they", "them", "their", "themselves"),
    "it": ("it", "its", "itself"),
}
PRONOUNS = {form: name for name, forms in FORMS.items() for form in forms}


@dataclass(frozen=True, slots=True)
class Document:
    """A text and its pronouns, each with the names that stand for the same."""

    id: str
    text: str
    pronouns: tuple[tuple[Span, tuple[Span, ...]], ...]


def read(path: Path) -> list[Document]:
    """The news, interviews and biographies of a CoNLL-U file with GUM's `Entity=`."""
    from quotes.conllu import read as documents

    return [Document(d.id, d.text, _pronouns(d.text, d.mentions())) for d in documents(path) if d.id.startswith(GENRES)]


def measure(documents: Sequence[Document], nlp: Language) -> Report:
    """Accuracy in per cent over all pronouns, how many got an answer, how many answers are right, and by pronoun."""
    answers: list[tuple[str, bool, bool]] = []  # pronoun, whether it got an answer, whether a right one
    errors = []
    for document in documents:
        for (start, end), names, entity in _resolved(document, nlp):
            right = entity is not None and any(s < f and t < e for s, e in entity.mentions for t, f in names)
            answers.append((PRONOUNS[document.text[start:end].lower()], entity is not None, right))
            if not right:
                gold = document.text[slice(*max(names, key=lambda n: n[1] - n[0]))]
                got = entity.name if entity else "(unknown)"
                errors.append(Error("pronoun", document.id, document.text, ((start, end),), gold, got))
    return Report(_figures(answers), errors)


def _figures(answers: list[tuple[str, bool, bool]]) -> dict:
    def share(part: Iterable[bool]) -> float | None:
        values = list(part)
        return round(100 * sum(values) / len(values), 1) if values else None

    return {
        "pronouns": len(answers),
        "accuracy": share(right for _, _, right in answers),
        "answered": share(answered for _, answered, _ in answers),
        "right_of_answered": share(right for _, answered, right in answers if answered),
        "accuracy_of": {name: share(right for n, _, right in answers if n == name) for name in FORMS},
    }


def _pronouns(text: str, mentions: Sequence[Mention]) -> tuple[tuple[Span, tuple[Span, ...]], ...]:
    names: dict[str, list[Span]] = {}
    for mention in mentions:
        if mention.name:
            names.setdefault(mention.chain, []).append(mention.name)
    return tuple(
        ((m.start, m.end), tuple(names[m.chain]))
        for m in mentions
        if m.chain in names and text[m.start : m.end].lower() in PRONOUNS
    )


def _resolved(document: Document, nlp: Language) -> Iterable[tuple[Span, tuple[Span, ...], Entity | None]]:
    """Each pronoun with its names and the entity that the pipeline takes it for."""
    from quotes.pipeline import annotations, speakers
    from quotes.pipeline.cast import assemble
    from quotes.pipeline.scene import Scene

    doc = nlp(document.text)
    reading = nlp.get_pipe("quotes_encoder").readings[doc]  # type: ignore[attr-defined]
    cast = assemble(document.text, annotations.entities(doc))
    scene = Scene(document.text, reading, cast)
    quotes = annotations.quotations(doc)
    who = {e.name: speakers.Contender((i,)) for i, e in enumerate(cast.entities)}
    for span, names in document.pronouns:
        said = speakers.Said()
        for quote in quotes:
            if quote.end <= span[0]:
                said.add(quote, who.get(quote.speaker, speakers.NOBODY))
        answer = speakers.whose(scene, span, said)
        sure = answer.chance >= speakers.SURE and answer.who.entities
        yield span, names, cast.entities[answer.who.entities[0]] if sure else None
