"""How well people, organisations and places are found, on files of Universal NER's form (IOB2, with `# text` lines)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from quotes.errors import EvaluationError
from quotes.evaluation.report import Error, Report, Tally

OURS = {"PERSON": "PER", "ORG": "ORG", "PLACE": "LOC"}  # what is found besides has no counterpart there
LABELS = tuple(OURS.values())
Labelled = tuple[int, int, str]


@dataclass(slots=True)
class Document:
    """The sentences of one document with one space between them, and its entities as (start, end, label)."""

    id: str
    text: str = ""
    entities: list[Labelled] = field(default_factory=list)


def read(path: Path) -> list[Document]:
    """Return the documents of a file; raises EvaluationError when its words are not those of its sentences."""
    return list(_documents(path))


def measure(documents: Sequence[Document], found: Sequence[Sequence[Labelled]]) -> Report:
    """Return F1 of entities, both ends and the label equal, over all and of each label; `found` has the pipeline's labels."""
    tallies = {label: Tally() for label in LABELS}
    overall, errors = Tally(), []
    for document, mine in zip(documents, found, strict=True):
        there = set(document.entities)
        here = {(start, end, OURS[label]) for start, end, label in mine if label in OURS}
        overall.add(len(there & here), len(here), len(there))
        for label, tally in tallies.items():
            gold, got = ({e for e in entities if e[2] == label} for entities in (there, here))
            tally.add(len(gold & got), len(got), len(gold))
        errors += [_error("missed", document, e, gold=e[2]) for e in there - here]
        errors += [_error("spurious", document, e, got=e[2]) for e in here - there]
    figures = {"entities": overall.figures(), **{label: tally.figures() for label, tally in tallies.items()}}
    return Report(figures, errors)


def _error(what: str, document: Document, entity: Labelled, *, gold: str = "", got: str = "") -> Error:
    return Error(what, document.id, document.text, (entity[:2],), gold, got)


def _documents(path: Path) -> Iterator[Document]:
    document = Document("")
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        comments, words = _lines(block)
        if "newdoc id" in comments:
            if document.text:
                yield document
            document = Document(comments["newdoc id"])
        if words:
            try:
                _add(document, comments["text"], words)
            except (KeyError, ValueError, IndexError) as error:
                raise EvaluationError(
                    f"{path}: {document.id}: a sentence that is not as its words say: {error}"
                ) from error
    if document.text:
        yield document


def _lines(block: str) -> tuple[dict[str, str], list[list[str]]]:
    """The comments of a sentence by name, and the columns of its words."""
    lines = block.strip("\n").split("\n")
    comments = (line[1:].partition("=") for line in lines if line.startswith("#"))
    words = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {name.strip(): value.strip() for name, _, value in comments}, words


def _add(document: Document, sentence: str, words: list[list[str]]) -> None:
    """Appends a sentence with its entities; raises ValueError when a word is not in it."""
    offset = len(document.text) + 1 if document.text else 0
    at = 0
    for _, form, tag, *_ in words:
        at = sentence.index(form, at)
        span = (offset + at, offset + at + len(form))
        at += len(form)
        if tag.startswith("B-"):
            document.entities.append((*span, tag[2:]))
        elif tag.startswith("I-"):
            start, _, label = document.entities.pop()
            document.entities.append((start, span[1], label))
    document.text = f"{document.text} {sentence}" if document.text else sentence
