"""What is published: its name, its extras, and what a message tells people to install."""

import re
import tomllib
from pathlib import Path

import pytest

from quotes.errors import DISTRIBUTION, missing

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SOURCES = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "quotes").rglob("*.py"))]
CALLS = [m for text in SOURCES for m in re.findall(r'missing\("([^"]+)", "([^"]+)", "([^"]+)"\)', text)]


def test_messages_name_what_pip_installs():
    assert PROJECT["name"] == DISTRIBUTION
    assert CALLS and not any("pip install 'quotes" in text for text in SOURCES)


@pytest.mark.parametrize(("what", "library", "extra"), CALLS)
def test_the_extra_that_a_message_names_brings_the_library(what, library, extra):
    brought = [re.split(r"[<>=\[]", need)[0].lower() for need in PROJECT["optional-dependencies"][extra]]
    assert {"dask": "distributed"}.get(library.lower(), library.lower()) in brought
    assert missing(what, library, extra).endswith(f"pip install '{DISTRIBUTION}[{extra}]'")


def test_documents_name_what_pip_installs():
    texts = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
    told = [m for p in texts for m in re.findall(r"pip install '?([\w-]+)\[", p.read_text(encoding="utf-8"))]
    assert set(told) <= {DISTRIBUTION}
