"""How long each file of a folder takes to ingest, and how much memory: for input that was made to do harm.

`python benchmarks/hostile.py FOLDER [--seconds 10] [--megabytes 1500]` runs `quotes ingest` on every file, each into a
database of its own, and prints those that took too long, took too much, printed a traceback, or ended with another
exit status than 0 or 1. Exit status 1 when there are any. `--all` prints every file.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main() -> int:
    """Runs the command on each file; prints the files that fail, and the sums."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--megabytes", type=int, default=1500)
    parser.add_argument("--all", action="store_true")
    asked = parser.parse_args()
    paths = sorted(path for path in asked.folder.rglob("*") if path.is_file())
    paths += sorted({path.parent for path in paths} - {asked.folder})  # and the folders inside it as a whole
    failed, slowest, largest = 0, 0.0, 0
    for path in paths:
        status, seconds, cpu, memory, said = measured(path, 6 * asked.seconds)
        slowest, largest = max(slowest, cpu), max(largest, memory)
        wrong = [
            *(["too slow"] if cpu > asked.seconds else []),
            *(["too large"] if memory > asked.megabytes else []),
            *(["traceback"] if "Traceback" in said else []),
            *(["a bug of ours"] if "a bug of ours" in said else []),
            *([f"exit status {status}"] if status not in (0, 1) else []),
        ]
        failed += bool(wrong)
        if wrong or asked.all:
            last = said.strip().rpartition("\n")[2][:120]
            print(
                f"{path.name}: {seconds:.1f} s ({cpu:.1f} s of the processor), {memory} MB {', '.join(wrong)} {last}",
                flush=True,
            )
    print(f"{len(paths)} inputs, {failed} failed; slowest {slowest:.1f} s of the processor, largest {largest} MB")
    return 1 if failed else 0


def measured(path: Path, patience: float) -> tuple[int, float, float, int, str]:
    """Exit status, seconds, seconds of the processor, megabytes of the largest process, and what was printed."""
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "said").open("w+b") as said:
        command = [
            sys.executable,
            "-c",
            "from quotes.cli import main; main()",
            "ingest",
            os.path.join(folder, "a.db"),
            str(path),
        ]
        started = time.monotonic()
        before = os.times()
        process = subprocess.Popen(command, stdout=said, stderr=said)
        largest = 0
        while process.poll() is None and time.monotonic() - started < patience:
            largest = max(largest, *(resident(pid) for pid in family(process.pid)))
            time.sleep(0.05)
        if process.poll() is None:
            process.kill()
        process.wait()
        after = os.times()
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        said.seek(0)
        return process.returncode, time.monotonic() - started, cpu, largest, said.read().decode(errors="replace")


def family(pid: int) -> list[int]:
    """The process and its children."""
    try:
        return [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    except OSError:
        return [pid]


def resident(pid: int) -> int:
    """The megabytes that a process has in memory; 0 for one that is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1_000_000
    except (OSError, IndexError):
        return 0


if __name__ == "__main__":
    sys.exit(main())
