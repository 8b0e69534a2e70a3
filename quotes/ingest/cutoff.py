"""Work that is cut off when it has computed for too long."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class CutOffError(BaseException):
    """Raised inside work that has had its time; no `except Exception` of a library can swallow it."""


def used() -> float:
    """Return the seconds of the processor that this process has used, and those it started and waited for."""
    return sum(os.times()[:4])


@contextmanager
def memory(most: int) -> Iterator[None]:
    """Have what asks for so many more bytes inside fail with MemoryError; no limit where the system does not count them."""
    try:
        import resource

        held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        before, hardest = resource.getrlimit(resource.RLIMIT_AS)
    except (ImportError, OSError):
        yield
        return
    if before == resource.RLIM_INFINITY or before > held + most:
        resource.setrlimit(resource.RLIMIT_AS, (held + most, hardest))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (before, hardest))


@contextmanager
def after(seconds: float) -> Iterator[None]:
    """Raise CutOffError in what is inside once it has used so many seconds of the processor.

    Waiting (for a server, for what is piped in, for a machine that is busy) does not count. 0 is no limit, and
    there is none in other threads than the main one, nor on Windows, which has no such clock. An outer limit
    rests while an inner one runs.
    """
    possible = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if not possible or seconds <= 0:
        yield
        return

    def stop(*_: Any) -> None:
        raise CutOffError

    handler = signal.signal(signal.SIGVTALRM, stop)
    # again every second, should the first be lost in a callback that ignores errors
    left, _ = signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, handler)
        signal.setitimer(signal.ITIMER_VIRTUAL, left, 1.0 if left else 0.0)
