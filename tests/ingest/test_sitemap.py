"""Sitemaps: what they name, the newest first, and what is refused."""

import gzip

import pytest

from quotes.errors import IngestError
from quotes.ingest import sitemap
from quotes.ingest.sitemap import Map, entries, is_sitemap

NAMES = (
    "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:n='http://www.google.com/schemas/sitemap-news/0.9' "
    "xmlns:image='http://www.google.com/schemas/sitemap-image/1.1'"
)
URLS = f"""<?xml version="1.0"?><urlset {NAMES}>
<url><loc> https://quay.example/old </loc><lastmod>2031-01-01</lastmod></url>
<!-- nothing to see --><url><lastmod>2033-01-01</lastmod></url>
<url><loc>https://quay.example/new</loc><image:image><image:title>The gate</image:title></image:image><n:news>
<n:publication><n:name>Quay Gazette</n:name><n:language>en</n:language></n:publication>
<n:publication_date>2032-05-06</n:publication_date><n:title>Gate
opens</n:title></n:news></url></urlset>""".encode()
INDEX = f"""<sitemapindex {NAMES}><sitemap><loc>https://quay.example/1.xml</loc><lastmod>2031</lastmod></sitemap>
<sitemap><loc>https://quay.example/2.xml</loc></sitemap></sitemapindex>""".encode()
PACKED = gzip.compress(URLS, mtime=0)


@pytest.mark.parametrize("body", [URLS, PACKED])
def test_pages_come_the_newest_first_with_what_the_map_says(body: bytes) -> None:
    new, old = entries(body)
    assert (new.link, old.link) == ("https://quay.example/new", "https://quay.example/old")
    assert {name: value for name, value in new.fields.items() if value} == {
        "title": "Gate opens",
        "outlet": "Quay Gazette",
        "published": "2032-05-06",
        "language": "en",
        "url": new.link,
    }
    assert old.fields["updated"] == "2031-01-01"


def test_names_that_are_declared_nowhere() -> None:
    bare = URLS.replace(NAMES.encode(), b"")
    assert [(entry.link, entry.fields["title"]) for entry in entries(bare)] == [
        ("https://quay.example/new", "Gate opens"),
        ("https://quay.example/old", ""),
    ]


def test_an_index_names_maps() -> None:
    assert list(entries(INDEX)) == [Map("https://quay.example/1.xml", "2031"), Map("https://quay.example/2.xml")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (URLS, True),
        (INDEX, True),
        (PACKED, True),
        (b"<x:urlset xmlns:x='y'/>", True),
        (b"<rss><channel/></rss>", False),
        (gzip.compress(b"<rss/>", mtime=0), False),
        (b"\x1f\x8b\x08 and no more", False),
        (PACKED[:20], False),
        (b"", False),
    ],
)
def test_what_is_a_sitemap(body: bytes, expected: bool) -> None:
    assert is_sitemap(body) is expected


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not a sitemap that can be read"),
        (b"\x1f\x8b\x08 and no more", "not a sitemap that can be read"),
        (PACKED[:-40], "not a sitemap that can be read"),
        (URLS + b" " * 2000, "names more than 2 pages"),
        (gzip.compress(URLS + b" " * 9000, mtime=0), "larger than the limit of 0 MB"),
        (b"<urlset>" + b"<url/>" * 100 + b"</urlset>", "has more than 100 tags"),
        (b"<!-- nothing else -->", "not a sitemap that can be read"),
    ],
)
def test_what_is_refused(body: bytes, reason: str, monkeypatch) -> None:
    monkeypatch.setattr(sitemap, "MAX_ENTRIES", 2)
    monkeypatch.setattr(sitemap, "MAX_PAGE", 9000)
    monkeypatch.setattr(sitemap, "MAX_XML", 100)
    with pytest.raises(IngestError, match=reason):
        list(entries(body))


def test_a_file_of_this_machine_is_not_read_in(tmp_path) -> None:
    (tmp_path / "secret").write_text("hidden words")
    head = f'<!DOCTYPE urlset [<!ENTITY s SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    found = list(entries(f"{head}<urlset><url><loc>https://quay.example/&s;</loc></url></urlset>".encode()))
    assert "hidden" not in str(found)
