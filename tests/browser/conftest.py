"""Chromium, headless, on `quotes serve` as a user starts it, and a web server with an article's live page."""

from __future__ import annotations

import html
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
pytest.importorskip("datasette")

from browse import desk
from records import ANALYSIS

from quotes.store import Store

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Served:
    """A running `quotes serve`: its address, the database's name, the links that sign Ada and Ben in."""

    base: str
    name: str
    sign_in: str
    sign_in_ben: str

    def at(self, path: str) -> str:
        return f"{self.base}/{self.name}{path}"


def serve(path: Path) -> Iterator[Served]:
    """Starts it on a free port, and ends it."""
    command = [sys.executable, "-u", "-c", "from quotes.cli import main; main()", "serve", str(path), "--port", "0"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [*command, "--reviewer", "ada", "--reviewer", "ben"], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            assert process.stdout is not None
            base = process.stdout.readline().split()[-1]
            yield Served(base, path.stem, *(process.stdout.readline().split()[-1] for _ in range(2)))
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The articles of `corpus/`."""
    yield from serve(desk.corpus(tmp_path_factory.mktemp("news") / "news.db"))


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An article in which every text is out to do harm."""
    yield from serve(desk.hostile(tmp_path_factory.mktemp("hostile") / "hostile.db"))


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Served]:
    """An article whose page a web server has, long enough that its words are out of sight at first."""
    handler = partial(Quiet, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as web:
        Thread(target=web.serve_forever, daemon=True).start()
        path = tmp_path / "harbour.db"
        address = f"http://127.0.0.1:{web.server_port}/harbour.html"
        (tmp_path / "harbour.html").write_text(page_of(ANALYSIS.article.text), encoding="utf-8")
        with Store(path) as store:
            run = store.start_run("test")
            store.add(replace(ANALYSIS, article=replace(ANALYSIS.article, url=address)), run)
        yield from serve(path)
        web.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    """Files of a folder, without a line on the terminal for each."""

    def log_message(self, format: str, *args: Any) -> None:
        pass


def page_of(text: str) -> str:
    """The article as a web page; what a text fragment selects is painted in a colour that nothing else has."""
    paragraphs = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in text.split("\n\n"))
    style = "<style>p { margin: 0 0 150vh } ::target-text { background: rgb(255, 0, 255) }</style>"
    return f"<!DOCTYPE html><html lang=en><meta charset=utf-8><link rel=icon href=data:,><title>Harbour</title>{style}{paragraphs}"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def window(chromium: Any) -> Iterator[Any]:
    """A function that opens a page of a size in a colour scheme; the test fails where a page complains or asks elsewhere."""
    contexts, complaints = [], []

    def opened(width: int = 1280, height: int = 800, scheme: str = "light") -> Any:
        context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: complaints.append(request.url) if elsewhere(request.url) else None)
        page.complaints = complaints
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints


def elsewhere(url: str) -> bool:
    """Whether a request goes to another machine."""
    return not url.startswith(("http://127.0.0.1:", "data:", "about:"))
