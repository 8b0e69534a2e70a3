"""What holds for every test, and the one pipeline that they share."""

import pytest

from quotes import load, wall


@pytest.fixture(autouse=True)
def no_wall(monkeypatch):
    """Lets a bug show itself, where a user gets a line that says so."""
    monkeypatch.setattr(wall, "ON", False)


@pytest.fixture(scope="session")
def nlp():
    """The pipeline as it ships, loaded once; a test that changes it loads its own."""
    return load()
