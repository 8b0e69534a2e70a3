"""How often a pronoun leads to the one it stands for, on GUM's coreference (Zeldes, 2017) and on GAP (Webster et al., TACL 2018).

A pronoun counts when it stands for somebody named. It is resolved as the source of a quotation would be, and right when the
entity that comes back is named by one of his names.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from quotes.errors import EvaluationError
from quotes.evaluation.report import Error, Report
from quotes.pipeline import speakers
from quotes.types import Span

if TYPE_CHECKING:
    from spacy.language import Language

    from quotes.evaluation.conllu import Mention
    from quotes.pipeline.entities import Entity

SUREST = 0.8  # of the pronouns
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
    """Return the news, interviews and biographies of a CoNLL-U file with GUM's `Entity=`."""
    from quotes.evaluation.conllu import read as documents

    return [Document(d.id, d.text, _pronouns(d.text, d.mentions())) for d in documents(path) if d.id.startswith(GENRES)]


def read_gap(path: Path) -> list[Document]:
    """Return the passages of GAP's table whose pronoun stands for one of the two names. Raises EvaluationError where it is no such table."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    try:
        return [Document(row["ID"], row["Text"], ((_pronoun(row), names),)) for row in rows if (names := _names(row))]
    except (KeyError, TypeError, ValueError) as error:
        raise EvaluationError(f"{path}: not a table of GAP's form: {error}") from error


def _pronoun(row: dict[str, str]) -> Span:
    start = int(row["Pronoun-offset"])
    return start, start + len(row["Pronoun"])


def _names(row: dict[str, str]) -> tuple[Span, ...]:
    """Where a passage prints the name for which its pronoun stands."""
    right = {row[which] for which in "AB" if row[f"{which}-coref"].lower() == "true"}
    return tuple(
        m.span() for name in sorted(right) for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", row["Text"])
    )


def measure(documents: Sequence[Document], nlp: Language) -> Report:
    """Return accuracy in per cent over all pronouns, how many got an answer, how many answers are right, and by pronoun.

    `right_of_surest` is the share of right answers to the four fifths of the pronouns of which the pipeline is surest.
    """
    # pronoun, how sure, whether it got an answer, whether a right one
    answers: list[tuple[str, float, bool, bool]] = []
    errors = []
    for document in documents:
        for (start, end), names, entity, chance in _resolved(document, nlp):
            answered = entity is not None and chance >= speakers.SURE
            right = entity is not None and any(s < f and t < e for s, e in entity.mentions for t, f in names)
            answers.append((PRONOUNS[document.text[start:end].lower()], chance, answered, right))
            if not (answered and right):
                gold = document.text[slice(*max(names, key=lambda n: n[1] - n[0]))]
                got = entity.name if entity and answered else "(unknown)"
                errors.append(Error("pronoun", document.id, document.text, ((start, end),), gold, got))
    return Report(_figures(answers), errors)


def _figures(answers: list[tuple[str, float, bool, bool]]) -> dict:
    def share(part: Iterable[bool]) -> float | None:
        values = list(part)
        return round(100 * sum(values) / len(values), 1) if values else None

    surest = sorted(answers, key=lambda a: -a[1])[: round(SUREST * len(answers))]
    return {
        "pronouns": len(answers),
        "accuracy": share(answered and right for _, _, answered, right in answers),
        "answered": share(answered for _, _, answered, _ in answers),
        "right_of_answered": share(right for _, _, answered, right in answers if answered),
        "right_of_surest": share(right for *_, right in surest),
        "accuracy_of": {name: share(a and right for n, _, a, right in answers if n == name) for name in FORMS},
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


def _resolved(document: Document, nlp: Language) -> Iterable[tuple[Span, tuple[Span, ...], Entity | None, float]]:
    """Each pronoun with its names, the entity that the pipeline takes it for, and how sure it is."""
    from quotes.pipeline import annotations
    from quotes.pipeline.cast import assemble
    from quotes.pipeline.speakers.scene import Scene

    doc = nlp(document.text)
    reading = annotations.work(doc, "pronouns").reading
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
        entities = answer.who.entities
        yield span, names, cast.entities[entities[0]] if entities else None, answer.chance if entities else 0.0
