"""Does an installation that is new read a page, quote from it, answer a search, and leave nothing behind?

`python benchmarks/first_run.py ENVIRONMENT`, where ENVIRONMENT is a virtual environment in which the package was
installed; `make first-run` makes one and installs the wheel and the source archive in it. Everything runs in a folder of
its own that holds a folder named `quotes`, as of a clone. Exit status 1 and what was printed when something is amiss.
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
LIBRARY = f"""
import quotes, spacy
from importlib.metadata import version
assert version("who-said-what") == quotes.__version__
nlp = spacy.blank("en")  # the factories are found by their entry points
for name in ("quotes_encoder", "quotes_attributions", "quotes_speakers", "quotes_stance"):
    nlp.add_pipe(name)
(quote,) = quotes.quotations(nlp("“{WORDS},” said Ada Mole, the harbour master."))
print(quote.speaker, "/", quote.role)
"""


def main(environment: str) -> int:
    """Run the commands, and the library, in a folder of their own; 0 when the quotation was found."""
    programs = Path(environment).resolve() / "bin"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "quotes" / "quotes").mkdir(parents=True)  # a clone: Python finds the folder before any package
        (folder / "page.html").write_text(PAGE, encoding="utf-8")
        for command, expected in (
            (["quotes", "ingest", "first.db", "page.html"], "1 stored"),
            (["quotes", "search", "first.db", "crane lifts", "--nl"], WORDS),
            (["quotes", "export", "first.db", "-o", "all.parquet"], "pip install 'who-said-what[parquet]'"),
            (["quotes", "serve", "first.db"], "pip install 'who-said-what[browse]'"),
            (["python", "-c", LIBRARY], "Ada Mole / harbour master"),
        ):
            done = subprocess.run(
                [programs / command[0], *command[1:]], cwd=folder, capture_output=True, text=True, check=False
            )
            if expected not in done.stdout + done.stderr:
                print(command[:2], done.stdout + done.stderr, file=sys.stderr)
                return 1
    print("a new installation reads a page")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
