"""What holds for every test, and what many share: the one pipeline, and a server on this machine."""

import threading
from http.server import ThreadingHTTPServer

import pytest
from serving import Handler

from quotes import Store, load, wall


@pytest.fixture(autouse=True)
def no_wall(monkeypatch):
    """Lets a bug show itself, where a user gets a line that says so."""
    monkeypatch.setattr(wall, "ON", False)


@pytest.fixture(autouse=True)
def width(monkeypatch):
    """Gives tables the same room, whatever the terminal of whoever runs the tests, or of a process of its own."""
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture(scope="session")
def nlp():
    """The pipeline as it ships, loaded once; a test that changes it loads its own."""
    return load()


@pytest.fixture
def path(tmp_path):
    """Where a test may make its database."""
    return tmp_path / "quotes.db"


@pytest.fixture
def store(path):
    """A new database, with nothing in it."""
    with Store(path) as store:
        yield store


@pytest.fixture
def server():
    """A web server: `answers` has status, headers and body by path, `seen` the time, path and headers of each request."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.answers, running.seen = {}, []
        running.url = f"http://127.0.0.1:{running.server_port}"
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()
