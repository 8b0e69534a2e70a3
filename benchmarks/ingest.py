"""How fast `quotes ingest` reads, and what memory it takes: python benchmarks/ingest.py FILE.jsonl [ARTICLES] [JOBS...].

FILE holds one article a line, with its `text`. Where more articles are asked for than it has, further ones are made
of its paragraphs, drawn by chance. For each number of jobs an empty database is filled by the command as a user calls
it. Printed are words a second by the clock and, since a machine may be busy with other things, by the processor time
of all processes together; the peak memory of the process that writes and of those that read; and both at each tenth of
the way, so that a curve that rises shows. QUOTES_MODEL names a folder of other weights. Linux only (/proc).
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter


def articles(path: Path, count: int) -> Iterator[dict[str, str]]:
    """So many articles: those of the file, then made-up ones."""
    texts = [json.loads(line)["text"] for line in path.open(encoding="utf-8")]
    chance = random.Random(7)
    for number in range(count):
        text = texts[number] if number < len(texts) else made_up(texts, chance)
        yield {"id": f"article {number}", "text": text}


def made_up(texts: list[str], chance: random.Random) -> str:
    """An article as long as one of them, of paragraphs from anywhere."""
    length = len(chance.choice(texts).split("\n\n"))
    return "\n\n".join(chance.choice(chance.choice(texts).split("\n\n")) for _ in range(length))


def measure(source: Path, words: int, count: int, jobs: int, folder: Path) -> None:
    """Fills a database and prints what it took."""
    command = [sys.executable, "-c", "from quotes.cli import main; main()", "ingest", str(folder / f"{jobs}.db"),
               str(source), "--jobs", str(jobs), "--log-json"]  # fmt: skip
    if model := os.environ.get("QUOTES_MODEL"):
        command += ["--model", model]
    before, began = processor(), perf_counter()
    writer, readers, curve, quotes, done = 0, 0, [], 0, 0
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            event = json.loads(line)
            done, quotes = done + 1, quotes + event["quotes"]
            if done % max(1, count // 100) == 0:
                mine, theirs = memory(process.pid, "VmHWM"), [memory(pid, "VmHWM") for pid in children(process.pid)]
                writer, readers = max(writer, mine), max([readers, *theirs])
            if done % max(1, count // 10) == 0:
                now = [memory(process.pid, "VmRSS"), *(memory(pid, "VmRSS") for pid in children(process.pid))]
                curve.append("/".join(f"{size / 1024:.0f}" for size in now))
    spent, busy = perf_counter() - began, processor() - before
    print(
        f"{jobs} jobs: {done} articles, {words} words, {quotes} quotations in {spent:.0f} s: {words / spent:.0f} words/s;"
        f" processor {busy:.0f} s: {words / busy:.0f} words/s\n"
        f"  peak memory: writer {writer / 1024:.0f} MiB, reader {readers / 1024:.0f} MiB; exit {process.returncode}\n"
        f"  MiB at each tenth (writer/readers): {', '.join(curve)}",
        flush=True,
    )


def processor() -> float:
    """Seconds of processor time that ended children, and theirs, have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def children(pid: int) -> list[int]:
    """The processes that a process has started, by any of its threads."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += map(int, task.read_text().split())
        except OSError:
            continue  # the thread has just ended
    return found


def memory(pid: int, name: str) -> int:
    """KiB: VmHWM is the most that the process ever held, VmRSS what it holds now."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)


if __name__ == "__main__":
    path, wanted = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "articles.jsonl"
        total = 0
        with source.open("w", encoding="utf-8") as stream:
            for article in articles(path, wanted):
                total += len(article["text"].split())
                stream.write(json.dumps(article) + "\n")
        for jobs in map(int, sys.argv[3:] or ("1", "2")):
            measure(source, total, wanted, jobs, Path(name))
