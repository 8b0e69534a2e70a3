"""A few kills of a fixed seed at each command that writes, and that what they look for is found.

`make kills N=200` kills so often, of a seed of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
pytestmark = pytest.mark.skipif(
    not Path("/proc/self/schedstat").exists(), reason="needs Linux, which tells how long a process has run"
)

PLANTED = """
import sqlite3, sys
from contextlib import closing, suppress
from fuzz import kills
run = kills.run
def harmful(command, db, moment=None):
    found = run(command, db, moment)
    if found[0] < 0 and db.exists():
        with closing(sqlite3.connect(db)) as conn, suppress(sqlite3.OperationalError), conn:
            for fault in sys.argv[1:]:
                conn.execute(fault)
    return found
kills.run = harmful
sys.exit(kills.main(["--kills", "8", "--seed", "3"]))
"""


def python(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join((str(HERE.parent), str(HERE.parents[1])))
    environment = os.environ | {"PYTHONPATH": path}
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False, env=environment)


def test_whatever_is_killed_nothing_is_lost_or_half_there():
    done = python(HERE / "kills.py", "--kills", "16", "--seed", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "16 kills, 0 wrong; seed 2"


def test_what_is_half_there_is_found():
    faults = (
        "DELETE FROM quotes WHERE id = (SELECT max(id) FROM quotes)",
        "UPDATE quotes SET review_status = 'accepted' WHERE review_status = 'unreviewed'",
    )
    done = python("-c", PLANTED, *faults)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "without some of its quotations" in done.stdout and "strange in quotes" in done.stdout
