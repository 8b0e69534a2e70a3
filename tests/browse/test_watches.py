"""The pages of watches, their JSON and their Atom feed."""

from __future__ import annotations

import asyncio

import pytest
from browse import desk
from browse.asking import opened
from lxml import etree

from quotes.desk import watches
from quotes.store import Store


@pytest.fixture(scope="module")
def watching(tmp_path_factory, loop: asyncio.AbstractEventLoop):
    path = desk.corpus(tmp_path_factory.mktemp("watching") / "news.db")
    with Store(path) as store:
        watches.add(store, "Kirby on <Iran>", {"words": "Iran", "speaker": "Kirby"})
    return opened(path, loop)


def test_the_pages(watching):
    assert 'href="/news/-/watch/1"' in watching.get("/news/-/watches").text
    shown = watching.get("/news/-/watch/1")
    assert shown.status_code == 200
    assert "Kirby on &lt;Iran&gt;" in shown.text and "<Iran>" not in shown.text
    assert "said for the first time" in shown.text
    found = watching.get("/news/-/watch/1.json").json()
    assert {row["speaker"] for row in found["results"]} == {"John Kirby"}
    assert watching.get(f"/news/-/watch/1.json?after={found['last']}").json()["results"] == []


def test_the_feed(watching):
    answer = watching.get("/news/-/watch/1.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    links = etree.fromstring(answer.content).findall(".//{*}entry/{*}link")
    assert links and all(link.get("href").startswith("http://localhost/news/-/quotation/") for link in links)


@pytest.mark.parametrize("path", ["/news/-/watch/99", "/news/-/watch/x", "/news/-/watch/99.atom"])
def test_what_is_not_there(watching, path):
    assert watching.get(path).status_code == 404
