"""RSS and Atom."""

from __future__ import annotations

import pytest

from quotes.errors import IngestError
from quotes.ingest import Fetched
from quotes.types import Article, Failure

RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Courier</title><language>en-gb</language>
<item><title>Cranes &amp;amp; quays</title><link>https://courier.example/1</link><dc:creator>Jane Hollis</dc:creator>
<pubDate>Sat, 03 Feb 2024 10:00:00 GMT</pubDate><description>A teaser.</description>
<content:encoded><![CDATA[<p>He said <q>no</q> to it.</p><blockquote><p>Bare words.</p></blockquote>]]></content:encoded></item>
<item><title>Linked</title><link>https://courier.example/2</link><description>A teaser.</description></item>
<item><title>Neither</title></item></channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>The Courier</title><entry><title>T</title>
<link href="https://courier.example/3"/><published>2024-02-03T10:00:00Z</published><updated>2024-02-04T10:00:00Z</updated>
<author><name>A B</name></author><content type="html">&lt;p&gt;“Words” here.&lt;/p&gt;</content></entry></feed>"""


def fetch_nothing(url: str) -> Fetched:
    raise IngestError("nobody home")


def test_rss(read_bytes, page, body):
    first, second, third = read_bytes(
        RSS, fetch=lambda url: Fetched(url, page.encode(), "", "2024-02-05T00:00:00+00:00")
    )
    assert (first.title, first.outlet, first.byline) == ("Cranes & quays", "The Courier", "Jane Hollis")
    assert first.text == "He said “no” to it.\n\n“Bare words.”"
    assert (first.published, first.key) == ("2024-02-03T10:00:00+00:00", "https://courier.example/1")
    assert (second.text, second.url, second.outlet) == (body, "https://courier.example/2", "The Courier")
    assert second.retrieved == "2024-02-05T00:00:00+00:00"
    assert third == Failure("-#3", "the entry has neither a text nor a link")


def test_atom(read_bytes):
    (article,) = read_bytes(ATOM, fetch=fetch_nothing)
    assert (article.text, article.byline) == ("“Words” here.", "A B")
    assert (article.published, article.updated) == ("2024-02-03T10:00:00+00:00", "2024-02-04T10:00:00+00:00")


def test_a_linked_page_that_cannot_be_had_is_a_failure(read_bytes):
    outcomes = read_bytes(RSS, fetch=fetch_nothing)
    assert [type(outcome) for outcome in outcomes] == [Article, Failure, Failure]
    assert outcomes[1].reason == "nobody home"


def test_external_entities_are_refused(read_bytes, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hush")
    feed = f"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}">]><rss version="2.0"><channel><title>x</title>
<item><title>a</title><description>&x;</description></item></channel></rss>"""
    (failure,) = read_bytes(feed, fetch=fetch_nothing)
    assert "entities" in failure.reason


def test_what_is_no_feed(read_bytes):
    (failure,) = read_bytes('<?xml version="1.0"?><catalogue><item/></catalogue>', fetch=fetch_nothing)
    assert failure.reason.startswith("not a feed")
    (failure,) = read_bytes('<rss version="2.0"><channel><title>x</title></channel></rss>', fetch=fetch_nothing)
    assert failure.reason == "the feed has no entries"


def test_a_feed_that_breaks_off(read_bytes):
    *_, failure = read_bytes(RSS[:700], fetch=fetch_nothing)
    assert failure.reason == "the feed breaks off before its end"


OWN = """<?xml version="1.0"?><rss version="2.0"><channel><title>The Courier</title><item><title>T</title>
<link>https://courier.example/9</link><description>{}</description></item></channel></rss>"""
OWN_TEXTS = [  # a description whose link is dead, and the text that is kept of it
    ("&lt;p&gt;The council met.&lt;/p&gt;&lt;p&gt;It sat late.&lt;/p&gt;", "The council met.\n\nIt sat late."),
    ("“It lifts things,” said Okafor.", "“It lifts things,” said Okafor."),
    ("&amp;lt;p&amp;gt;“Never,” said Mole.&amp;lt;/p&amp;gt;", "“Never,” said Mole."),
    (
        "&amp;lt;p&amp;gt;&amp;#8220;Never,&amp;#8221; said Mole.&amp;lt;br&amp;gt;&amp;lt;/p&amp;gt;",
        "“Never,” said Mole.",
    ),
    ("The council met on Monday and", None),
    ("“It lifts things,” said Okafor, who had been asked …", None),
    ("&lt;p&gt;The council met.&lt;/p&gt;&lt;p&gt;Read more&lt;/p&gt;", None),
]


@pytest.mark.parametrize(("description", "text"), OWN_TEXTS)
def test_an_entry_with_a_text_of_its_own_does_not_need_its_page(read_bytes, description, text):
    (outcome,) = read_bytes(OWN.format(description), fetch=fetch_nothing)
    assert getattr(outcome, "text", None) == text


APPEARED = [
    '<p>The post <a href="x">Cranes</a> appeared first on <a href="y">The Courier</a>.</p>',
    "<p>The post Cranes appeared first on The Courier.</p>\n",
    "<p>\nThe post <b>Cranes: a “history”</b>\nappeared first on\nThe Courier.\n</p>",
]


@pytest.mark.parametrize("line", APPEARED)
def test_the_line_that_wordpress_adds_stays_out(read_bytes, line):
    words = "<p>He said <q>no</q> to it.</p>"
    assert words in RSS
    assert read_bytes(
        RSS.replace(words, words + "<p>The post was filled.</p>").replace("]]>", f"{line}]]>"), fetch=fetch_nothing
    )[0].text == ("He said “no” to it.\n\nThe post was filled.\n\n“Bare words.”")


@pytest.mark.parametrize("identity", ["tag:courier.example,2024:3", "urn:uuid:1-2-3"])
def test_an_id_is_no_address(read_bytes, identity):
    feed = ATOM.replace('<link href="https://courier.example/3"/>', f"<id>{identity}</id>")
    (article,) = read_bytes(feed, fetch=fetch_nothing)
    assert (article.url, article.text) == ("", "“Words” here.")
