"""Web pages: single rules here, whole pages in test_pages.py."""

from __future__ import annotations

import lxml.html
import pytest

from quotes.ingest.blocks import paragraphs, print_marks

FILLER = """<p>The council met for three hours on Monday and heard nine speakers from the town and its villages.</p>
<p>Nobody doubted that the crane was old, and nobody agreed about what should be done with it now that it is.</p>
<p>A survey last year found that two in three of the people who live near the quay would rather keep it there.</p>
<p>The harbour master, who has worked beneath it for half of his life, did not wish to be asked about the crane.</p>"""


def article_of(read_bytes, inner: str, head: str = ""):
    (article,) = read_bytes(
        f"<html><head><title>On cranes</title>{head}</head><body><article><h1>On cranes</h1>{FILLER}{inner}"
        "<p>The crane was built in 1919 and has stood on the eastern quay of the harbour ever since.</p></article></body></html>"
    )
    return article


MARKS = [
    ("<p>He said <q>no <b>never</b></q> to it.</p>", ["He said “no never” to it."]),
    ("<p><q>He told me <q>no</q> twice</q>, she said.</p>", ["“He told me ‘no’ twice”, she said."]),
    ("<p><q>“Marked already”</q></p>", ["“Marked already”"]),
    ("<blockquote>Bare words.</blockquote>", ["“Bare words.”"]),
    ("<blockquote><p>One.</p><p>Two.</p></blockquote>", ["“One.", "“Two.”"]),
    ("<blockquote><p>“Marked.”</p></blockquote>", ["“Marked.”"]),
    ("<blockquote><p>Words.</p><cite>Ada Mole</cite></blockquote>", ["“Words.” — Ada Mole"]),
    ("<blockquote><p>Words.</p>— Ada Mole <a>3 May</a></blockquote>", ["“Words.” — Ada Mole 3 May"]),
    ("<p>One<br>line.<br><br>Next.</p>", ["One line.", "Next."]),
    ("<div>Loose <i>words</i><p>A paragraph.</p>and a tail</div>", ["Loose words", "A paragraph.", "and a tail"]),
    ("<p>Seen<script>var unseen;</script> too</p>", ["Seen too"]),
]


@pytest.mark.parametrize(("html", "lines"), MARKS)
def test_paragraphs_and_marks(html, lines):
    tree = lxml.html.fragment_fromstring(html, create_parent="div")
    print_marks(tree)
    assert [line for _, line in paragraphs(tree)] == lines


def test_a_quotation_that_the_extraction_drops_is_put_back_in_its_place(read_bytes):
    article = article_of(read_bytes, "<div class='qb'><dl><dd>“It lifts things,” said Okafor.</dd></dl></div>")
    assert "nine speakers" in article.text.split("“It lifts things,” said Okafor.")[0]


@pytest.mark.parametrize(
    "aside",
    [
        "<div class='related-links'><p><a href='/x'>“Never,” says the mayor’s aunt</a></p></div>",
        "<nav><p>“Never,” says the mayor’s aunt, who is ninety.</p></nav>",
        "<div id='comments'><p>“Never,” says the mayor’s aunt, who is ninety.</p></div>",
    ],
)
def test_a_quotation_outside_the_article_is_not_put_back(read_bytes, aside):
    assert "aunt" not in article_of(read_bytes, "<p>“It lifts things,” said Okafor to the meeting.</p>" + aside).text


DATES = [
    ('<meta property="article:published_time" content="2024-02-03T10:00:00Z">', "2024-02-03T10:00:00+00:00", ""),
    (
        """<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-02-03",
        "dateModified": "2024-02-04"}</script>""",
        "2024-02-03",
        "2024-02-04",
    ),
    (
        '<script type="application/ld+json">{"broken": </script><meta itemprop="datePublished" content="2024-02-03">',
        "2024-02-03",
        "",
    ),
]


@pytest.mark.parametrize(("head", "published", "updated"), DATES)
def test_dates(read_bytes, head, published, updated):
    article = article_of(read_bytes, "", head)
    assert (article.published, article.updated) == (published, updated)


def test_a_page_without_a_date_has_none(read_bytes):
    assert article_of(read_bytes, "<footer>© 2019 The Courier</footer>").published == ""


def test_a_date_in_the_future_is_a_failure(read_bytes):
    failure = article_of(read_bytes, "", '<meta property="article:published_time" content="2999-02-03">')
    assert failure.reason == "published: '2999-02-03' is in the future"


def test_a_canonical_address_is_the_key(read_bytes):
    article = article_of(read_bytes, "", '<link rel="canonical" href="https://courier.example/cranes">')
    assert article.key == article.url == "https://courier.example/cranes"


def test_a_declared_charset_is_used(read_bytes):
    html = f'<html><head><meta charset="iso-8859-2"><title>x</title></head><body><article>{FILLER}<p>Łódź said yes to it all.</p></article></body></html>'
    (article,) = read_bytes(html.encode("iso-8859-2"))
    assert "Łódź said yes" in article.text
