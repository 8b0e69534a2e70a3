"""`quotes evaluate`: the figures of the installed pipeline on texts that people marked."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from quotes.cli.output import Output, as_json, echo_lines, print_rows, table
from quotes.cli.terminal import printable

if TYPE_CHECKING:
    from quotes.evaluation import Evaluation
    from quotes.evaluation.report import Error, Figures

TASKS = ("attribution", "speakers", "news", "stance", "entities", "pronouns")
FILE = click.Path(exists=True, dir_okay=False)
CONTEXT = 120  # characters shown on either side of an error


@click.command(short_help="Measure the pipeline on texts that people marked.")
@click.argument("gold", type=FILE)
@click.option("--task", type=click.Choice(TASKS), help="What to measure. Default: everything that GOLD marks.")
@click.option("--json", "as_object", is_flag=True, help="Print the figures as one JSON object.")
@click.option("--texts", type=FILE, help="File of the texts (id, text), if GOLD has only offsets.")
@click.option(
    "--model", type=click.Path(exists=True, file_okay=False), help="Folder of weights to use instead of the package's."
)
@click.option("--baseline", type=click.Choice(["textacy"]), help="Measure another tool as well.")
@click.option("--spacy", metavar="NAME", help="Installed spaCy pipeline for the baseline.")
@click.option("--errors", type=click.IntRange(min=0), default=0, metavar="N", help="Print N errors with their context.")
@click.option(
    "--reviewers", is_flag=True, help="Measure how far the reviewers of a database agree; GOLD is the database."
)
@click.option("--gate", is_flag=True, help="Exit with status 1 if a figure is below its floor.")
@click.option("--raise-floors", is_flag=True, help="Raise the floors to these figures; none is lowered.")
def evaluate(
    gold: str,
    task: str | None,
    as_object: bool,
    texts: str | None,
    model: str | None,
    baseline: str | None,
    spacy: str | None,
    errors: int,
    reviewers: bool,
    gate: bool,
    raise_floors: bool,
) -> None:
    """Measure the pipeline on texts that people marked.

    GOLD is the project's corpus/gold.jsonl or a file of attributions as in PolNeAR, speakers of quoted passages, stances
    as in NewsMTSC, entities as in Universal NER (.iob2), coreference as in GUM (.conllu) or pronouns as in GAP (.tsv).
    Figures are percentages. Exit status 1 if --gate finds a figure below its floor. With --reviewers, GOLD is a
    database: for each two people who decided about the same quotations, how often both say that it is one or both that it is none
    (and Cohen's kappa, which takes off what chance would bring), and how often they name the same speaker.

    \b
    Example:
      quotes evaluate corpus/gold.jsonl --task attribution --errors 5
    """
    if reviewers:
        _agreement(gold, as_object)
        return
    if bool(baseline) != bool(spacy):
        raise click.UsageError("--baseline and --spacy belong together")
    from quotes.evaluation import evaluate as measure

    result = measure(gold, task or "", texts=texts, model=model, spacy=spacy or "")
    if as_object:
        click.echo(as_json(_object(result)))
    else:
        _print(result, f"textacy on {spacy}" if spacy else "")
    for error in _first(result, errors):
        _print_error(error)
    if gate or raise_floors:
        _hold(result, gate=gate, raising=raise_floors)


def _agreement(db: str, as_object: bool) -> None:
    from quotes.desk.reviewers import agreement
    from quotes.store.connection import opened

    with opened(db) as conn:
        rows = agreement(conn)
    print_rows(
        rows, Output("json" if as_object else None), nothing="No two people have decided about the same quotation."
    )


def _object(result: Evaluation) -> Figures:
    """One task's figures as they are, those of several under their names; a baseline's beside them."""
    reports = {name: report.figures for name, report in result.reports.items()}
    found: dict[str, Any] = next(iter(reports.values())) if len(reports) == 1 else reports
    if result.baseline is None:
        return found
    return {**found, "baseline": {**result.baseline.figures, "gave_up": len(result.gave_up)}}


def _print(result: Evaluation, baseline: str) -> None:
    several = len(result.reports) > 1
    for name, report in result.reports.items():
        _print_figures(f"{result.name}: {name}" if several or baseline else "", report.figures)
    if result.baseline is not None:
        _print_figures(f"{result.name}: {baseline}", result.baseline.figures)
        reasons = f" ({next(iter(result.gave_up.values()))})" if result.gave_up else ""
        click.echo(printable(f"gave up on {len(result.gave_up)} texts{reasons}; they count as nothing found"))


def _print_figures(heading: str, figures: Figures) -> None:
    if heading:
        click.echo(f"\n{printable(heading)}")
    rows = list(_rows(figures))
    columns = ["figure", "value"]
    if any("gold" in row for row in rows):
        columns += ["P", "R", "right", "predicted", "gold"]
    echo_lines(table(rows, columns))
    if "confusion" in figures:
        labels = list(figures["f1"])
        counts = zip(labels, figures["confusion"], strict=True)
        click.echo()
        echo_lines(table([{"gold \\ found": n, **dict(zip(labels, row, strict=True))} for n, row in counts],
                         ["gold \\ found", *labels]))  # fmt: skip


def _rows(figures: Figures, within: str = "") -> Iterator[dict[str, Any]]:
    """A row a figure; names of figures within figures are joined."""
    for key, value in figures.items():
        name = f"{within} {key}".strip()
        if isinstance(value, dict) and "f1" in value:
            percent = {"value": f"{value['f1']:.1f}", "P": f"{value['p']:.1f}", "R": f"{value['r']:.1f}"}
            yield {"figure": f"{name} F1", **percent, **{k: value[k] for k in ("right", "predicted", "gold")}}
        elif isinstance(value, dict):
            yield from _rows(value, name)
        elif not isinstance(value, list):
            yield {"figure": name, "value": f"{value:.1f}" if isinstance(value, float) else value}


def _first(result: Evaluation, count: int) -> list[Error]:
    return [error for report in result.reports.values() for error in report.errors[:count]]


def _print_error(error: Error) -> None:
    """The words in question where they stand, with what the gold has and what came instead, on standard error."""
    text, (start, end) = error.text, (error.spans[0][0], error.spans[-1][1])
    before, words, after = text[max(0, start - CONTEXT) : start], text[start:end], text[end : end + CONTEXT]
    click.echo(f"\n[{error.what}] {printable(error.id)} {start}–{end}", err=True)
    if error.gold or error.got:
        click.echo(printable(f"  gold: {error.gold or '—'}   found: {error.got or '—'}"), err=True)
    context = printable(f"…{before}⟦{words}⟧{after}…".replace("\n", " ¶ "))
    click.echo(f"  {context}", err=True)


def _hold(result: Evaluation, *, gate: bool, raising: bool) -> None:
    """Compares with the floors before they are raised; exits with status 1 when a figure is below one."""
    from quotes.evaluation.gate import below, raise_floors

    lines = below(result) if gate else []
    for line in lines:
        click.echo(printable(line), err=True)
    if raising:
        for line in raise_floors(result):
            click.echo(printable(line), err=True)
    if lines:
        sys.exit(1)
