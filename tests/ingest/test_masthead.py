"""What a page says of its article outside its text: headline, outlet, byline."""

from __future__ import annotations

import lxml.html
import pytest

from quotes.ingest import masthead


def tree(head: str = "", body: str = ""):
    return lxml.html.document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>")


TITLES = [  # head, body, outlet, title
    ("<title>Crane to stay - The Courier</title>", "<h1>Crane to stay</h1>", "The Courier", "Crane to stay"),
    ("<title>Crane to stay, council says - The Courier</title>", "", "The Courier", "Crane to stay, council says"),
    ("<title>Crane to stay, council says | Local | Courier</title>", "", "", "Crane to stay, council says"),
    ("<meta property='og:title' content='The Courier - News of the day'><title>Crane to stay on its quay</title>",
     "<h1>Crane to stay on its quay</h1>", "The Courier", "Crane to stay on its quay"),
    ("<meta property='og:title' content='Crane to stay on its quay'>", "<h1>Live: Crane to stay on its quay</h1>", "",
     "Crane to stay on its quay"),
    ("<script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"headline\": \"cms-template\"}</script>",
     "<h1>Crane to stay on its quay</h1>", "", "Crane to stay on its quay"),
    ("<title>Crane - a story of iron</title>", "<h1>Crane - a story of iron</h1>", "The Courier", "Crane - a story of iron"),
    ("<title>‘No crane, no town’: a harbour fights | The Courier</title>",
     "<aside><h1>Most read</h1></aside><h1>‘No crane, no town’: a harbour fights</h1><h1>Sign in</h1>", "The Courier",
     "‘No crane, no town’: a harbour fights"),
    ("<title>Crane to stay</title>", "<h1><img alt='Courier'></h1><h2>Other news</h2>", "", "Crane to stay"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "body", "outlet", "title"), TITLES)
def test_titles(head, body, outlet, title):
    assert masthead.title_of(tree(head, body), outlet) == title


def site_name(name: str) -> str:
    return f'<meta property="og:site_name" content="{name}">'


PUBLISHER = '<script type="application/ld+json">{"@type": "NewsArticle", "publisher": {"name": "The Courier"}}</script>'
OUTLETS = [  # head, address, outlet
    (site_name("The Courier"), "https://courier.example/a", "The Courier"),
    (site_name("the Courier"), "", "The Courier"),
    (site_name("courier.example"), "https://courier.example/a", "courier.example"),
    (site_name("courier.example") + PUBLISHER, "", "The Courier"),
    (site_name("U.S.") + PUBLISHER, "", "The Courier"),
    (site_name("The_Courier") + PUBLISHER, "", "The Courier"),
    ('<meta name="twitter:site" content="@Reuters_Co_Uk">', "http://uk.reuters.com/article/crane", "Reuters"),
    ('<link rel="canonical" href="https://www.telegraph.co.uk/news/crane">', "", "The Telegraph"),
    (site_name("Telegraph.co.uk"), "https://www.telegraph.co.uk/news/crane", "The Telegraph"),
    ("<title>Crane</title>", "https://notreuters.com/crane", ""),
    ("<title>Crane</title>", "", ""),
]


@pytest.mark.parametrize(("head", "address", "outlet"), OUTLETS)
def test_outlets(head, address, outlet):
    assert masthead.outlet_of(tree(head), address) == outlet


BYLINES = [  # byline, names, agency
    ("By Jane Hollis", "Jane Hollis", ""),
    ("By JANE HOLLIS, Staff Writer", "Jane Hollis", ""),
    ("Jane Hollis, Political Editor, and Tom Ashdown", "Jane Hollis, Tom Ashdown", ""),
    ("By Jane Hollis And Tom Ashdown For The Sunday Courier", "Jane Hollis, Tom Ashdown", ""),
    ("Jane Hollis in Wellhaven and Tom Ashdown in Selwyn", "Jane Hollis, Tom Ashdown", ""),
    ("Jane Hollis | AP", "Jane Hollis", "Associated Press"),
    ("Associated Press", "", "Associated Press"),
    ("By Jane Hollis, Associated Press", "Jane Hollis", "Associated Press"),
    ("The Courier", "", ""),
    ("Courier staff", "", ""),
    ("Our Foreign Staff", "", ""),
    ("By Jane Hollis / Published 3rd May 2014", "Jane Hollis", ""),
    ("Words by Jane Hollis, photographs by Tom Ashdown", "Jane Hollis", ""),
    ("Jane Hollis (reporting) and Tom Ashdown (photography)", "Jane Hollis", ""),
    ("Jane Hollis Environment correspondent", "", ""),  # the page declares the name alone elsewhere
    ("jane.hollis@courier.example", "", ""),
    ("J. R. Hollis, Ana de la Cruz", "J. R. Hollis, Ana de la Cruz", ""),
]


@pytest.mark.parametrize(("byline", "names", "agency"), BYLINES)
def test_bylines(byline, names, agency):
    assert masthead.names_in(byline, "The Courier") == (names, agency)


PAGES = [  # head, body, names
    ("<meta name='author' content='Jane Hollis'>", "<h1>Crane</h1><p class='byline'>By Jane Hollis &amp; Tom Ashdown</p>",
     "Jane Hollis, Tom Ashdown"),
    ("<meta property='article:author' content='https://courier.example/jane'>", "<h1>Crane</h1><p>By Jane Hollis</p>", "Jane Hollis"),
    ('<script type="application/ld+json">{"@type": "NewsArticle", "author": [{"name": "Jane Hollis"}, {"name": "The Courier"}]}</script>',
     "<h1>Crane</h1>", "Jane Hollis"),
    ("", "<h1>Crane</h1><p>The crane stays.</p>" + "<p>It does.</p>" * 12 + "<p class='byline'>By Tom Ashdown</p>", ""),
]  # fmt: skip


@pytest.mark.parametrize(("head", "body", "names"), PAGES)
def test_bylines_of_pages(head, body, names):
    assert masthead.byline_of(tree(head, body), "The Courier")[0] == names
