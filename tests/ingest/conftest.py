"""Things that the readers' tests share."""

from __future__ import annotations

import io

import pytest

from quotes.ingest import read
from quotes.types import Article, Failure

PARAGRAPHS = [
    "The harbour council met on Monday to settle the fate of the old crane that stands on the eastern quay.",
    "“We will act before the winter,” said Ada Mole, who chairs the committee, after a debate of three hours.",
    "Nobody in the hall spoke against the plan, although two members left before the vote was taken.",
    "“It is a crane,” said one of them, Piers Okafor. “It lifts things. Leave it alone.”",
]
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Council votes on crane</title>
<meta property="article:published_time" content="2024-02-03T10:00:00Z"></head><body><article><h1>Council votes on crane</h1>
{"".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)}</article></body></html>"""


@pytest.fixture
def page() -> str:
    """A small page with the four PARAGRAPHS."""
    return PAGE


@pytest.fixture
def body() -> str:
    """The text that the page's article has."""
    return "\n\n".join(PARAGRAPHS)


@pytest.fixture
def read_bytes():
    """Everything that is read from these bytes, as if they had been piped in."""

    def run(data: str | bytes, **options) -> list[Article | Failure]:
        return list(read("-", stdin=io.BytesIO(data.encode() if isinstance(data, str) else data), **options))

    return run
