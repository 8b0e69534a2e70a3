"""The command line, as tests call it: in this process, or in one of its own that writes to a terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from quotes.cli import main

ROOT = Path(__file__).parents[1]


def call(*args: object, **more: Any) -> Result:
    """How the command line ends with these arguments, and what it prints; `input` is what is typed."""
    return CliRunner().invoke(main, [str(arg) for arg in args], **more)


def on_a_terminal(*args: object, stream: str = "stdout") -> tuple[str, str]:
    """What it writes to the stream, which is a terminal, and to the other of `stdout` and `stderr`, which is none."""
    leader, follower = pty.openpty()
    path = os.pathsep.join(filter(None, (os.environ.get("PYTHONPATH"), str(ROOT))))
    environment = os.environ | {"COLUMNS": "100", "PYTHONPATH": path}
    command = [sys.executable, "-c", "from quotes.cli import main; main()", *map(str, args)]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, stream: follower}
    with subprocess.Popen(command, env=environment, **streams) as process:  # type: ignore[call-overload]
        os.close(follower)
        out = written(leader)
        other = process.stderr if stream == "stdout" else process.stdout
        assert other is not None
        return out.replace("\r\n", "\n"), other.read().decode()


def written(leader: int) -> str:
    """Read all that was written to a terminal, whose other end is closed or will be; closes it."""
    out = b""
    try:
        while chunk := os.read(leader, 65536):
            out += chunk
    except OSError:  # Linux says so when the other end is closed
        pass
    os.close(leader)
    return out.decode()
