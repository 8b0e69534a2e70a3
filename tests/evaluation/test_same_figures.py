"""On the research data our figures are, number by number, those of the scorers that lie beside it."""

from __future__ import annotations

import importlib.util
import json
import random
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from quotes.evaluation import attribution, evaluate, gold, speakers
from quotes.pipeline.analyse import analyse
from quotes.pipeline.plain import as_record

SHARED = Path(__file__).parents[3] / "shared"
ATTRIBUTIONS = SHARED / "data" / "polnear" / "dev.jsonl"
SPEAKERS = SHARED / "eval" / "speaker-gold-dev.jsonl"

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not SHARED.exists(), reason="no research data beside the project")]

Row = dict[str, Any]


def scorer(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, SHARED / "eval" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def perturbed(row: Row, chance: random.Random) -> Row:
    """An article's attributions with what goes wrong in practice: lost, cut, shifted, split, given to somebody else."""
    length, out = len(row["text"]), []

    def moved(spans: list[list[int]]) -> list[list[int]]:
        far = chance.choice((0, 0, 1, 2, 20))
        return [[max(0, s - chance.randint(0, far)), min(length, e + chance.randint(0, far))] for s, e in spans]

    for a in row["attributions"]:
        if chance.random() < 0.1:
            continue
        source = chance.choice(row["attributions"])["source"] if chance.random() < 0.2 else a["source"]
        content = moved(a["content"])
        if chance.random() < 0.2:
            content = [part for s, e in content for part in ([s, (s + e) // 2], [(s + e) // 2, e])]
        out.append({"kind": a["kind"], "source": moved(source), "cue": moved(a["cue"]), "content": content})
        if chance.random() < 0.1:
            start = chance.randrange(length - 60)
            out.append({"kind": "indirect", "source": [], "cue": [], "content": [[start, start + 60]]})
    chance.shuffle(out)
    return {"id": row["id"], "attributions": out}


@pytest.mark.parametrize("seed", range(3))
def test_attribution_on_perturbed_gold(seed):
    chance = random.Random(seed)
    rows = list(gold.rows(ATTRIBUTIONS))
    found = [perturbed(row, chance) for row in rows]
    ours = attribution.Scorer()
    for marked, row in zip(gold.read(ATTRIBUTIONS), found, strict=True):
        ours.add(marked.id, marked.article.text, marked.attributions, gold.attributions(row["attributions"]))
    theirs, errors = scorer("score").score(rows, found)
    assert ours.report().figures == theirs
    assert 50 < theirs["quoted"]["f1"] < 95  # neither all right nor all wrong
    assert sorted((e.id, e.what) for e in ours.report().errors) == sorted((e[0], e[1]) for e in errors)


def misheard(row: Row, chance: random.Random) -> Row:
    """An article's quotations with other speakers, shorter names, titles, other stances, cut and lost passages."""
    out = []
    for q in row["quotes"]:
        name = q["speaker"]
        other = chance.choice(row["quotes"])["speaker"]
        speaker = chance.choice((name, name, f"President {name}", name.split()[-1], name.upper(), other, "", None))
        cut = chance.choice((0, 0, 0, (q["end"] - q["start"]) // 4))
        out.append(
            {
                "start": q["start"] + cut,
                "end": q["end"] + chance.choice((0, 5, 300)),
                "speaker": speaker,
                "role": chance.choice((q["role"], " ".join(q["role"].split()[:2]), "", None)),
                "stance": chance.choice((q["stance"], q["stance"], "neutral", "opposes", "")),
                "target": chance.choice((q["target"], "the", other)),
            }
        )
    return {"id": row["id"], "quotes": [q for q in out if chance.random() > 0.1]}


@pytest.mark.parametrize("seed", range(3))
def test_speakers_on_perturbed_gold(seed):
    chance = random.Random(seed)
    rows = list(gold.rows(SPEAKERS))
    found = [misheard(row, chance) for row in rows]
    ours = speakers.Scorer()
    for marked, row in zip(gold.read(SPEAKERS, ATTRIBUTIONS), found, strict=True):
        ours.add(marked.id, marked.article.text, marked.quotes, row["quotes"])
    theirs, errors = scorer("score_speakers").score(rows, found)
    assert {k: v for k, v in ours.report().figures.items() if k in theirs} == theirs
    assert 20 < theirs["speaker"] < 90
    assert [(e.id, e.what) for e in ours.errors] == [(e[0], e[1]) for e in errors]


@pytest.mark.parametrize(
    ("name", "path", "task", "texts"),
    [("score", ATTRIBUTIONS, "attribution", None), ("score_speakers", SPEAKERS, "speakers", ATTRIBUTIONS)],
)
def test_what_the_command_measures_is_what_extract_prints(name, path, task, texts, tmp_path):
    few = list(gold.rows(path))[:4]
    file = tmp_path / "gold.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in few), encoding="utf-8")
    printed = [as_record(analysis) for analysis in analyse(m.article for m in gold.read(file, texts))]
    theirs, _ = scorer(name).score(few, printed)
    figures = evaluate(file, task, texts=texts).reports[task].figures
    same = [
        k for k in theirs if task != "speakers" or not k.startswith(("stance", "target"))
    ]  # sides are shown where sure
    assert {k: figures[k] for k in same} == {k: theirs[k] for k in same}
