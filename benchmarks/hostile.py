"""How long each file of a folder takes to ingest, and how much memory: for input that was made to do harm.

`python benchmarks/hostile.py FOLDER [--seconds 10] [--megabytes 1500]` runs `quotes ingest` on every file, each into a
database of its own, and prints those that took too long, took too much, printed a traceback, or ended with another
exit status than 0 or 1. Exit status 1 when there are any. `--all` prints every file.

Seconds are of the processor. Each run is a fork of one process that has the program and its network in memory already,
and reads in that process; so that what is measured is the file, and not the start. `--cold` starts a new Python each time,
with its reading processes.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

PROGRAM = "from quotes.cli import main; main()"


class Measured(NamedTuple):
    """Exit status (a signal is negative), seconds of the processor, megabytes of the largest process, what was printed."""

    status: int
    seconds: float
    megabytes: int
    said: str


def main() -> int:
    """Runs the command on each file; prints the files that fail, and the sums."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--megabytes", type=int, default=1500)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--cold", action="store_true")
    asked = parser.parse_args()
    paths = sorted(path for path in asked.folder.rglob("*") if path.is_file())
    paths += sorted({path.parent for path in paths} - {asked.folder})  # and the folders inside it as a whole
    if not asked.cold:
        warm()
    failed, slowest, largest = 0, 0.0, 0
    for path in paths:
        found = measured(path, int(6 * asked.seconds), asked.cold)
        slowest, largest = max(slowest, found.seconds), max(largest, found.megabytes)
        wrong = [
            *(["too slow"] if found.seconds > asked.seconds else []),
            *(["too large"] if found.megabytes > asked.megabytes else []),
            *(["traceback"] if "Traceback" in found.said else []),
            *(["a bug of ours"] if "a bug of ours" in found.said else []),
            *([f"exit status {found.status}"] if found.status not in (0, 1) else []),
        ]
        failed += bool(wrong)
        if wrong or asked.all:
            last = found.said.strip().rpartition("\n")[2][:120]
            print(f"{path.name}: {found.seconds:.1f} s, {found.megabytes} MB {', '.join(wrong)} {last}", flush=True)
    print(
        f"{len(paths)} inputs, {failed} failed; slowest {slowest:.1f} s of the processor, largest {largest} MB",
        flush=True,
    )
    return 1 if failed else 0


def warm() -> None:
    """Loads what an ingest needs, and lets it read in its own process; the network runs once."""
    from quotes.batch import processes, worker
    from quotes.cli import main as command_line

    def ask(_: Any, request: Any) -> Iterator[Any]:
        found = worker._answers(request, worker._pipeline(request.model))
        return (value for kind, value in found if kind == "found")

    processes.Process._ask = ask  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.txt"
        path.write_text("“We wait,” said Oda Brandt.")
        command_line.main(["ingest", f"{folder}/a.db", str(path), "--silent"], standalone_mode=False)


def measured(path: Path, most: int, cold: bool) -> Measured:
    """Ingests one file in a process of its own, which may take `most` seconds of the processor."""
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "said").open("w+b") as said:
        arguments = ["ingest", os.path.join(folder, "a.db"), str(path)]
        child = os.fork()
        if not child:
            _become(arguments, said.fileno(), most, cold)
        _, status, used = os.wait4(child, 0)  # its own and its children's
        said.seek(0)
        return Measured(
            os.waitstatus_to_exitcode(status),
            used.ru_utime + used.ru_stime,
            used.ru_maxrss // 1000,
            said.read().decode(errors="replace"),
        )


def _become(arguments: list[str], out: int, most: int, cold: bool) -> None:
    """Becomes the command; never returns."""
    code = 70
    try:
        os.dup2(out, 1)
        os.dup2(out, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))
        if cold:
            os.execv(sys.executable, [sys.executable, "-c", PROGRAM, *arguments])
        from quotes.cli import main as command_line

        sys.stdout = sys.stderr = open(out, "w", closefd=False, buffering=1)  # noqa: SIM115
        command_line.main(arguments)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(bool(end.code))
    except BaseException:  # noqa: BLE001 (it is what is looked for)
        import traceback

        traceback.print_exc()
    finally:
        os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
