"""Very many random inputs into everything that takes any: `python tests/fuzz/campaign.py --inputs 1000000`.

Prints for each target how many inputs it took, how many raised something, hung or grew, and at what rate. An input that
failed is kept in `--keep`, and tried by the tests from then on, once it is put among `tests/fuzz/cases`. Exit status 1
when there was one. The same seed makes the same inputs.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import mmap
import multiprocessing as mp
import os
import resource
import signal
import struct
import sys
import time
import traceback
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from fuzz.targets import TARGETS

from quotes import wall
from quotes.ingest import cutoff

SECONDS = 10.0  # of the processor, that one input may take
STUCK = 30.0  # … where it does not even come back to Python
GROWTH = 300  # megabytes that one input may add to the largest size of the process
MEMORY = 4_000_000_000  # bytes that a process may take
ROUND = 200  # inputs of a target, times its share, before the next one's turn
_STATE = struct.Struct("QQ")  # the input that is being taken, and its length


def main() -> int:
    """Runs the campaign; prints the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", choices=TARGETS, help="a target; may be given again")
    parser.add_argument("--keep", type=Path, default=Path("build/fuzz"))
    parser.add_argument("--minutes", type=float, default=0.0, help="stop after so long, whatever is left")
    asked = parser.parse_args()
    asked.keep.mkdir(parents=True, exist_ok=True)
    names = asked.only or list(TARGETS)
    done, failed, spent = dict.fromkeys(names, 0), dict.fromkeys(names, 0), dict.fromkeys(names, 0.0)
    work = _work(names, asked.inputs)
    wanted = len(work)
    started, told, seen = time.monotonic(), 0.0, set()
    while work and not (asked.minutes and time.monotonic() - started > 60 * asked.minutes):
        for event, name, value, seconds in _process(work, asked.seed, asked.keep):
            if event == "done":
                done[name] += value
                spent[name] += seconds
            else:
                failed[name] += 1
                what = name, value.rpartition(": ")[0]
                if what not in seen:  # the same once more is only counted
                    seen.add(what)
                    print(f"{name}: {value}", flush=True)
            if time.monotonic() - told > 60:
                told = time.monotonic()
                print(f"… {sum(done.values()):,} of {asked.inputs:,} inputs, {sum(failed.values())} failed", flush=True)
            if asked.minutes and time.monotonic() - started > 60 * asked.minutes:
                break
    for name in names:
        rate = done[name] / spent[name] if spent[name] else 0
        print(f"{name:20} {done[name]:9,} inputs {failed[name]:4} failed {rate:8.0f} a second")
    print(
        f"{sum(done.values()):,} inputs, {sum(failed.values())} failed; seed {asked.seed}, {wanted - len(work)} rounds"
    )
    return 1 if any(failed.values()) else 0


def _work(names: list[str], inputs: int) -> list[tuple[str, int, int]]:
    """The inputs as rounds (target, first, how many), the last one first, in which all targets take turns."""
    whole = sum(TARGETS[name].share for name in names)
    left = {name: max(1, round(inputs * TARGETS[name].share / whole)) for name in names}
    rounds, first = [], dict.fromkeys(names, 0)
    while any(left.values()):
        for name in names:
            size = min(left[name], max(1, round(ROUND * TARGETS[name].share)))
            if size:
                rounds.append((name, first[name], size))
            first[name] += size
            left[name] -= size
    return rounds[::-1]


def _process(work: list[tuple[str, int, int]], seed: int, keep: Path) -> Any:
    """Works in a process of its own until the work is done or an input ends it; takes from `work` what is done."""
    state = mmap.mmap(-1, 1 << 24)
    ours, theirs = mp.Pipe(duplex=False)
    process = mp.get_context("fork").Process(target=_take, args=(list(work), seed, keep, state, theirs))
    process.start()
    theirs.close()
    before, since = (0, 0), 0.0
    try:
        while True:
            while ours.poll(1.0):
                event = ours.recv()
                if event[0] == "round":
                    work.pop()
                    continue
                if event[0] == "end":
                    return
                yield event
            now, used = _STATE.unpack_from(state), _used(process.pid)
            if now != before:
                before, since = now, used
            if used - since > STUCK:
                raise TimeoutError
    except (EOFError, TimeoutError) as error:  # gone altogether, or stuck in a library
        if gone := isinstance(error, EOFError):
            process.join()
        how = f"ended the process ({process.exitcode})" if gone else "hangs in a library"
        name, first, size = work.pop()
        at, length = _STATE.unpack_from(state)
        path = _kept(keep, name, state[16 : 16 + length])
        yield "done", name, at - first + 1, 0.0
        yield "failed", name, f"{how}: {path}", 0.0
        if at + 1 < first + size:
            work.append((name, at + 1, first + size - at - 1))
    finally:
        if process.is_alive():
            os.kill(process.pid, signal.SIGKILL)  # type: ignore[arg-type]
        process.join()


def _take(work: list[tuple[str, int, int]], seed: int, keep: Path, state: mmap.mmap, tell: Any) -> None:
    """Takes the inputs of each round."""
    wall.ON = False
    sys.stdout = sys.stderr = io.StringIO()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for name, first, size in reversed(work):
        target = TARGETS[name]
        start = time.process_time()
        for n in range(first, first + size):
            data = target.make(Random(f"{seed} {name} {n}"))
            state[16 : 16 + len(data)] = data
            _STATE.pack_into(state, 0, n, len(data))
            wrong = _wrong(target, data)
            if wrong:
                tell.send(("failed", name, f"{wrong}: {_kept(keep, name, data)}", 0.0))
        tell.send(("done", name, size, time.process_time() - start))
        tell.send(("round",))
    tell.send(("end",))


def _wrong(target: Any, data: bytes) -> str:
    """What is wrong with how a target takes an input; empty if nothing is."""
    before = _largest()
    warm = target.take in _WARM  # what it needs is loaded at its first input
    _WARM.add(target.take)
    try:
        with cutoff.after(SECONDS):
            target.take(data)
    except cutoff.CutOffError:
        return "hangs"
    except Exception as error:  # noqa: BLE001 (whatever it is, it is what is looked for)
        ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "quotes" in frame.filename]
        place = f"{Path(ours[-1].filename).name} line {ours[-1].lineno}" if ours else ""
        return f"{type(error).__name__} at {place} ({' '.join(str(error).split())[:60]})"
    grown = _largest() - before
    return f"grows by {grown} MB" if grown > GROWTH and warm and before > 1 else ""


_WARM: set[Any] = set()


def _largest() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000


def _used(pid: int | None) -> float:
    """The seconds of the processor that a process has used."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _kept(keep: Path, name: str, data: bytes) -> Path:
    path = keep / f"{name.replace(' ', '-')}-{hashlib.sha256(data).hexdigest()[:8]}"
    path.write_bytes(data)
    return path


if __name__ == "__main__":
    sys.exit(main())
