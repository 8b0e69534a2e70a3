"""What holds for every test."""

import pytest

from quotes.ingest import stream


@pytest.fixture(autouse=True)
def no_wall(monkeypatch):
    """Lets a bug in a reader show itself, instead of costing one file with a line to say so."""
    monkeypatch.setattr(stream, "WALL", False)
