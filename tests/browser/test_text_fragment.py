"""A citation's link leads Chromium to the words: it scrolls there, on a local copy of an article."""

from __future__ import annotations

import http.server
import threading
from functools import partial
from html import escape

import pytest

from quotes.desk.cite import text_fragment

pytestmark = pytest.mark.browser

LONG = " ".join(f"sentence {number}, well-said & true" for number in range(40))
TEXT = f"""The harbour was quiet, and nobody said that the pier was for sale.

“We will not sell the pier,” said Ada Ferrin, “and that's a well-known fact: 100% & more - ask anybody.”

“{LONG}.”

“First of all, thank you, all of you.

“And then, good night to every one.”

“Yes, of course.” Then somebody else said: “Yes, of course.” And that was all."""


def span(words: str, nth: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return start, start + len(words)


PASSAGES = {
    "words with marks that the syntax uses": ([span("a well-known fact: 100% & more - ask anybody")], 1),
    "words beyond ASCII": ([span("and that's a well-known fact")], 1),
    "a long passage": ([span(LONG)], 2),
    "over two paragraphs": ([(span("First of all")[0], span("every one.")[1])], 3),
    "two parts": ([span("We will not sell the pier,"), span("and that's a well-known fact")], 1),
    "words that stand there twice": ([span("Yes, of course.", 1)], 5),
    "words whose beginning stands elsewhere": ([span("the pier,”")], 1),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The article, its paragraphs far apart, on a local server."""
    folder = tmp_path_factory.mktemp("site")
    paragraphs = "".join(
        f'<p id="p{number}" style="margin-top: 3000px">{escape(paragraph)}</p>'
        for number, paragraph in enumerate(TEXT.split("\n\n"))
    )
    page = f'<!doctype html><meta charset="utf-8"><title>Harbour</title>{paragraphs}<div style="height: 3000px"></div>'
    (folder / "article.html").write_text(page, encoding="utf-8")
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    handler.log_message = lambda *args: None  # type: ignore[attr-defined]
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/article.html"
        server.shutdown()


@pytest.mark.parametrize("name", PASSAGES)
def test_the_link_leads_to_the_words(chromium, site, name):
    parts, paragraph = PASSAGES[name]
    page = chromium.new_page()
    page.goto(f"{site}#:~:text={text_fragment(TEXT, parts)}")
    page.wait_for_function("window.scrollY > 0", timeout=10_000)
    in_view = page.evaluate(
        "[...document.querySelectorAll('p')].filter(p => p.getBoundingClientRect().bottom > 0 &&"
        " p.getBoundingClientRect().top < innerHeight).map(p => p.id)"
    )
    page.close()
    assert in_view == [f"p{paragraph}"]


def test_words_that_are_not_there_lead_nowhere(chromium, site):
    page = chromium.new_page()
    page.goto(f"{site}#:~:text=words%20that%20are%20not%20there")
    page.wait_for_timeout(1500)
    assert page.evaluate("window.scrollY") == 0
    page.close()
