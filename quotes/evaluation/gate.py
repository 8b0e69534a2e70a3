"""The gate: figures may rise but not fall below the floors that are kept beside the code.

`floors.json` has one entry a gold: its digest, and for each task the least that each figure may be. A floor is set a
little below what was measured, since int8 arithmetic differs from processor to processor; it is raised by a command and
lowered by nobody but a person who edits the file.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from quotes.errors import EvaluationError
from quotes.evaluation.report import Figures
from quotes.evaluation.run import Evaluation

FLOORS = Path(__file__).parent / "floors.json"
SLACK = 1.0  # points between a figure and the floor that is set by it
GATED = {
    "attribution": (
        *("quoted.f1", "quoted+source.f1", "source_accuracy", "content.f1"),
        *("spans.source.f1", "spans.cue.f1", "spans.content.f1"),
    ),
    "speakers": ("found", "speaker_full", "speaker", "of_pronouns", "role", "stance_macro_f1", "target"),
    "news": (
        *("found", "speaker", "role", "marked_precision", "rows_right", "coverage_at_95"),
        *("shown_right", "shown_share", "shown_indirect_precision", "shown_indirect_precision_speaker"),
        *("shown_indirect_recall", "sided_right_with_target"),
    ),
    "stance": ("macro_f1", "accuracy"),
    "entities": ("entities.f1",),
    "pronouns": ("accuracy", "right_of_answered"),
}


def below(evaluation: Evaluation, floors: Path = FLOORS) -> list[str]:
    """Return a line for every figure below its floor, and for what keeps the figures from being compared; none when all is well."""
    entry = _read(floors).get(evaluation.name)
    if entry is None:
        return [f"{evaluation.name}: no floors are set for it (--raise-floors sets them)"]
    if entry["digest"] != evaluation.digest:
        return [
            f"{evaluation.name}: not the gold that its floors were set on (--raise-floors, then look at the difference)"
        ]
    lines = []
    for task, name, figure in gated(evaluation):
        floor = entry["floors"].get(task, {}).get(name)
        if floor is None:
            lines.append(f"{evaluation.name} {task} {name}: no floor is set (--raise-floors sets it)")
        elif figure < floor:
            lines.append(f"{evaluation.name} {task} {name}: {figure} is below its floor of {floor}")
    return lines


def raise_floors(evaluation: Evaluation, floors: Path = FLOORS) -> list[str]:
    """Write the floors that may rise, and give a line for each; none is ever lowered."""
    kept = _read(floors)
    entry = kept.setdefault(evaluation.name, {"digest": "", "floors": {}})
    entry["digest"] = evaluation.digest
    lines = []
    for task, name, figure in gated(evaluation):
        of_task = entry["floors"].setdefault(task, {})
        floor = max(0.0, math.floor(round(10 * (figure - SLACK), 6)) / 10)
        if floor > of_task.get(name, -1.0):
            lines.append(f"{evaluation.name} {task} {name}: {of_task.get(name, 'none')} → {floor}")
            of_task[name] = floor
    _write(floors, kept)
    return lines


def gated(evaluation: Evaluation) -> Iterator[tuple[str, str, float]]:
    """Yield the gated figures as (task, name, value); what the gold cannot measure is left out."""
    for task, report in evaluation.reports.items():
        for name in GATED[task]:
            value = _at(report.figures, name)
            if value is not None:
                yield task, name, value


def _at(figures: Figures, name: str) -> float | None:
    value: Any = figures
    for part in name.split("."):
        value = value[part]
    return value


def _read(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise EvaluationError(f"{path}: the floors cannot be read: {error}") from error


def _write(path: Path, floors: dict[str, Any]) -> None:
    new = path.with_suffix(".new")
    new.write_text(json.dumps(dict(sorted(floors.items())), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    new.replace(path)
