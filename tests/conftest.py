"""What holds for every test."""

import pytest

from quotes import wall


@pytest.fixture(autouse=True)
def no_wall(monkeypatch):
    """Lets a bug show itself, where a user gets a line that says so."""
    monkeypatch.setattr(wall, "ON", False)
