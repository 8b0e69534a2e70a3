"""Does an installation that is new read a page, quote from it, and answer a search?

`python benchmarks/first_run.py QUOTES`, where QUOTES is the command that was installed; `make first-run` installs it
in an empty environment with the pip that Python brought along. Exit status 1 and what was printed when it does not.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

WORDS = "The crane lifts things and it stays where it is"
PAGE = f"""<!doctype html><html lang="en"><head><title>Crane to stay</title></head><body><article><h1>Crane to stay</h1>
<p>The harbour council met on Monday to settle the fate of the old crane that stands on the eastern quay.</p>
<p>“{WORDS},” said Ada Mole, who chairs the committee, after a debate of three hours in the town hall.</p>
<p>Nobody in the hall spoke against the plan, although two members left before the vote was taken.</p>
</article></body></html>"""


def main(command: str) -> int:
    """Runs both commands in a folder of their own; 0 when the quotation was found."""
    with tempfile.TemporaryDirectory() as folder:
        page, database = Path(folder) / "page.html", Path(folder) / "first.db"
        page.write_text(PAGE, encoding="utf-8")
        for arguments, expected in (
            (["ingest", database, page], "1 stored"),
            (["search", database, "crane lifts", "--nl"], WORDS),
        ):
            done = subprocess.run([command, *map(str, arguments)], capture_output=True, text=True, check=False)
            if expected not in done.stdout:
                print(done.stdout + done.stderr, file=sys.stderr)
                return 1
    print("a new installation reads a page")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
