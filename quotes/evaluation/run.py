"""From a gold file to figures: which tasks it can measure, the pipeline on its texts, and a scorer for each task."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from quotes.errors import EvaluationError
from quotes.evaluation import gold as golds
from quotes.evaluation.gold import Marked
from quotes.evaluation.report import Report
from quotes.types import Analysis, Article, Attribution

if TYPE_CHECKING:
    from spacy.language import Language

TASKS = ("attribution", "speakers", "news", "stance", "entities", "pronouns")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came out for one gold: a report a task; `digest` tells this gold from any other.

    `baseline` and `gave_up` are of the tool that was run beside the pipeline: its attributions' report, and the
    texts on which it raised (they count as texts in which it finds nothing).
    """

    name: str
    digest: str
    reports: dict[str, Report]
    baseline: Report | None = None
    gave_up: dict[str, str] = field(default_factory=dict)


def evaluate(
    path: Path | str,
    task: str = "",
    *,
    texts: Path | str | None = None,
    model: Path | str | None = None,
    spacy: str = "",
) -> Evaluation:
    """Return the figures of a gold file: those of one task, or of all that the file has a gold for.

    `texts` holds the texts of a gold that has offsets only, `model` is a folder of weights (those in the package by
    default), `spacy` the installed spaCy pipeline on which textacy's quotations are measured beside ours. Raises
    EvaluationError when the file cannot be read or has no gold for the task, and ModelError without weights.
    """
    path, texts = Path(path), Path(texts) if texts else None
    able = tasks_of(path)
    if task and task not in able:
        raise EvaluationError(f"{path}: no gold for {task}; it can measure {' and '.join(able)}")
    if spacy and "attribution" not in (task or able):
        raise EvaluationError(f"{path}: textacy's quotations need a gold of attributions beside them")
    tasks = (task,) if task else able
    files = [path, texts] if texts else [path]
    name = f"{path.resolve().parent.name}/{path.name}"
    if not {"attribution", "speakers", "news"} & set(tasks):
        return Evaluation(name, golds.digest(files, []), {tasks[0]: _elsewhere(tasks[0], path, model)})
    marked = golds.read(path, texts)
    reports = _articles(tasks, marked, model)
    baseline, gave_up = _baseline(marked, spacy) if spacy else (None, {})
    return Evaluation(name, golds.digest(files, marked), reports, baseline, gave_up)


def tasks_of(path: Path) -> tuple[str, ...]:
    """Return the tasks that a file has a gold for, told by its name's ending and its first row."""
    if path.suffix == ".iob2":
        return ("entities",)
    if path.suffix in (".conllu", ".tsv"):
        return ("pronouns",)
    first = next(golds.rows(path), None)
    if first is None:
        raise EvaluationError(f"{path}: nothing is in it")
    if "attributions" in first:
        return ("attribution",)
    if "indirect" in first:
        return ("news",)
    if "quotes" in first:
        return ("attribution", "speakers") if "file" in first else ("speakers",)
    if "targets" in first:
        return ("stance",)
    raise EvaluationError(f"{path}: a gold of no form that is known: a row has attributions, quotes or targets")


def quoted(analysis: Analysis) -> list[Attribution]:
    """Return an article's quotations as attributions: what was said or written, without beliefs, wishes and plans."""
    outer_first = sorted(analysis.quotes, key=lambda q: (q.start, -q.end))
    return [Attribution(q.kind, q.source, q.cue, q.parts, q.confidence) for q in outer_first]


def _articles(tasks: Iterable[str], marked: list[Marked], model: Path | str | None) -> dict[str, Report]:
    """Attributions, speakers and rows, from one run over the articles."""
    from quotes.evaluation import attribution, news, speakers
    from quotes.pipeline import load
    from quotes.pipeline.analyse import analyse
    from quotes.pipeline.plain import as_record

    attributed, spoken, seen = attribution.Scorer(), speakers.Scorer(), news.Scorer()
    nlp = load(model)
    if "news" not in tasks:  # figures at every chance; on news, of what is shown
        nlp.get_pipe("quotes_stance").sure = 0.0  # type: ignore[attr-defined]
    for gold, analysis in zip(marked, analyse((m.article for m in marked), nlp), strict=True):
        text = gold.article.text
        if gold.attributions is not None:
            found = analysis.attributions if gold.thoughts else quoted(analysis)
            attributed.add(gold.id, text, gold.attributions, found)
        if gold.quotes is not None:
            found_rows = as_record(analysis)["quotes"]
            spoken.add(gold.id, text, gold.quotes, found_rows)
            seen.add(gold, found_rows)
    reports = {"attribution": attributed.report(), "speakers": spoken.report(), "news": seen.report()}
    return {task: reports[task] for task in tasks}


def _elsewhere(task: str, path: Path, model: Path | str | None) -> Report:
    """The tasks that have corpora of their own."""
    from quotes.evaluation import entities, pronouns, stance
    from quotes.pipeline import load

    if task == "stance":
        sentences = stance.read(path)
        return stance.measure(sentences, load(model).get_pipe("quotes_encoder").encoder)  # type: ignore[attr-defined]
    if task == "pronouns":
        read = pronouns.read_gap if path.suffix == ".tsv" else pronouns.read
        return pronouns.measure(read(path), load(model))
    documents = entities.read(path)
    return entities.measure(documents, _entities((d.text for d in documents), load(model)))


def _entities(texts: Iterable[str], nlp: Language) -> list[tuple[tuple[int, int, str], ...]]:
    from quotes.pipeline.analyse import analyse

    return [analysis.entities for analysis in analyse((Article(text) for text in texts), nlp)]


def _baseline(marked: list[Marked], spacy: str) -> tuple[Report, dict[str, str]]:
    from quotes.evaluation import attribution, baseline

    scorer, gave_up = attribution.Scorer(), {}
    texts = [m.article.text for m in marked]
    for gold, (found, reason) in zip(marked, baseline.textacy(texts, spacy), strict=True):
        scorer.add(gold.id, gold.article.text, gold.attributions or (), found)
        if reason:
            gave_up[gold.id] = reason
    return scorer.report(), gave_up
