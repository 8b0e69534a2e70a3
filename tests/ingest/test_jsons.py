"""JSON by the line, in arrays, and as other tools write it."""

from __future__ import annotations

import json

import pytest

from quotes.types import Article, Failure

EXPORTS = [
    (
        {
            "title": "T",
            "plaintext": "Words.",
            "authors": ["A B", "C D"],
            "publishing_date": "2024-02-03 10:00:00+00:00",
        },
        {"byline": "A B, C D", "published": "2024-02-03T10:00:00+00:00"},
    ),
    (
        {
            "title": "T",
            "body": {"summary": [], "sections": [{"headline": [], "paragraphs": ["One.", "Two."]}]},
            "publisher": "P",
        },
        {"text": "One.\n\nTwo.", "outlet": "P"},
    ),
    (
        {
            "title": "T",
            "text": "Words.",
            "authors": [],
            "publish_date": None,
            "url": "https://a.example/1",
            "meta_lang": "en",
        },
        {"url": "https://a.example/1", "key": "https://a.example/1", "published": ""},
    ),
    (
        {
            "maintext": "Words.",
            "date_publish": "2024-02-03 10:00:00",
            "source_domain": "a.example",
            "date_modify": "None",
        },
        {"outlet": "a.example", "published": "2024-02-03T10:00:00", "updated": ""},
    ),
    ({"headline": "T", "content": "Words.", "author": {"name": "A B"}}, {"title": "T", "byline": "A B"}),
]


@pytest.mark.parametrize(("record", "fields"), EXPORTS)
def test_what_other_tools_write(read_bytes, record, fields):
    (article,) = read_bytes(json.dumps(record))
    assert {name: getattr(article, name) for name in fields} == fields


def test_a_record_with_id_and_text_keeps_both_to_the_letter(read_bytes):
    text = "  “Quoted”\r\n\tand schÃ¶n\u00a0\u200b&amp; ﬁne. \n"
    (article,) = read_bytes(json.dumps({"id": "x/1", "text": text}))
    assert (article.key, article.text) == ("x/1", text)


def test_a_record_without_an_id_is_mended(read_bytes):
    (article,) = read_bytes(json.dumps({"text": " schÃ¶n\r\n"}))
    assert article.text == "schön"
    assert article.key.startswith("sha256:")


def test_columns(read_bytes):
    record = {"uid": 7, "story": "Words.", "text": "Not these.", "paper": "P"}
    (article,) = read_bytes(json.dumps(record), columns={"text": "story", "id": "uid", "outlet": "paper"})
    assert (article.key, article.text, article.outlet) == ("7", "Words.", "P")
    (failure,) = read_bytes(json.dumps(record), columns={"text": "tale"})
    assert "no column 'tale' for text; there are: uid, story, text, paper" in failure.reason


LINES = b"""{"id": "1", "text": "one"}
{"id": "2", "text": }

["not", "an", "object"]
{"id": "3", "text": "caf\xe9"}
{"id": "4"}
{"id": "5", "text": "half \\ud83d"}
{"id": "6", "text": "six", "date": "soon"}
{"id": "7", "text": "seven"}
"""
REASONS = {
    "-#2": "line 2: broken JSON at column 21: Expecting value",
    "-#4": "line 4: not a JSON object",
    "-#5": "line 5: invalid UTF-8 at byte 24",
    "-#6": "line 6: no field holds the text; there are: id",
    "-#7": "line 7: text: half a character (a lone surrogate) at 5",
    "-#8": "line 8: published: 'soon' is not a date",
}


def test_a_bad_line_is_one_failure_with_its_number(read_bytes):
    outcomes = read_bytes(LINES)
    assert [outcome.key for outcome in outcomes if isinstance(outcome, Article)] == ["1", "7"]
    assert {outcome.origin: outcome.reason for outcome in outcomes if isinstance(outcome, Failure)} == REASONS


def test_a_line_over_the_limit_is_skipped(read_bytes, monkeypatch):
    monkeypatch.setattr("quotes.ingest.jsons.MAX_LINE", 1000)
    outcomes = read_bytes(
        b'{"id":"1","text":"one"}\n{"id":"2","text":"' + b"x" * 5000 + b'"}\n{"id":"3","text":"three"}'
    )
    assert [getattr(outcome, "key", None) for outcome in outcomes] == ["1", None, "3"]
    assert outcomes[1].reason.startswith("line 2: longer than the limit")


ARRAYS = [
    ('[{"text": "one"}, {"text": "two"}]', ["one", "two"]),
    ('[\n {\n "text": "a ] [ } b"\n }\n,\n {"text": "two"} ]\n', ["a ] [ } b", "two"]),
    ("[]", []),
    ('{"articles": [{"text": "one"}, {"text": "two"}], "total": 2}', ["one", "two"]),
    ('{\n "articles": [{"text": "one"}]\n}', ["one"]),
    (json.dumps([{"text": "long " * 30_000}, {"text": "two"}]), [("long " * 30_000).strip(), "two"]),
]


@pytest.mark.parametrize(("document", "texts"), ARRAYS)
def test_arrays(read_bytes, document, texts):
    assert [article.text for article in read_bytes(document)] == texts


def test_a_broken_array_gives_what_stands_before_the_break(read_bytes):
    first, failure = read_bytes('[{"text": "one"}, {"text": "two" oops')
    assert first.text == "one"
    assert failure.reason.startswith("record 2: broken JSON")


def test_deep_nesting_is_a_failure(read_bytes):
    (failure,) = read_bytes('{"text": ' + "[" * 100_000 + "\n")
    assert isinstance(failure, Failure)


NESTED = [  # record, and its text, title, outlet, published
    (
        {"metadata": {"publisher": "The Courier", "publish_date": "2021-11-04", "title": "T"}, "paragraphs": ["One.\n", "Two.\n"]},
        ("One.\n\nTwo.", "T", "The Courier", "2021-11-04"),
    ),
    (
        {"meta": {"headline": "T", "site": "The Courier"}, "body": [{"type": "p", "text": "One."}, {"type": "p", "text": "Two."}]},
        ("One.\n\nTwo.", "T", "The Courier", ""),
    ),
    ({"title": "Mine", "metadata": {"title": "Theirs"}, "text": "One."}, ("One.", "Mine", "", "")),
    ({"attributes": {"title": "T", "body": "One.", "date": "2021-11-04"}, "type": "story"}, ("One.", "T", "", "2021-11-04")),
]  # fmt: skip


@pytest.mark.parametrize(("record", "fields"), NESTED)
def test_fields_in_objects_and_paragraphs_in_arrays(read_bytes, record, fields):
    (article,) = read_bytes(json.dumps([record]))
    assert (article.text, article.title, article.outlet, article.published) == fields


def test_a_dot_leads_into_an_object(read_bytes):
    record = {"story": {"copy": {"words": "One."}, "head": "T"}}
    columns = {"text": "story.copy.words", "title": "story.head"}
    (article,) = read_bytes(json.dumps([record]), columns=columns)
    assert (article.text, article.title) == ("One.", "T")
    (failure,) = read_bytes(json.dumps([record]), columns={"text": "story.copy.none"})
    assert "there is no column 'story.copy.none' for text" in failure.reason


FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "The Courier",
    "language": "en",
    "authors": [{"name": "Jane Hollis"}],
    "items": [
        {
            "id": "1",
            "url": "https://courier.example/1",
            "title": "T",
            "content_html": "<p>“It lifts things,” he said.</p>",
        },
        {"id": "https://courier.example/2", "content_text": "Words.", "authors": [{"name": "A B"}, {"name": "C D"}]},
        {"id": "3", "content_html": "<p>One.</p><p>Two &amp; three.</p>", "date_published": "2024-02-03T10:00:00Z"},
        {"id": "4", "content_html": "<p>No.</p>", "language": "fr"},
        {"id": "5", "summary": "A teaser."},
    ],
}


@pytest.mark.parametrize("indent", [None, 1])
def test_a_json_feed(read_bytes, indent):
    *articles, last = read_bytes(json.dumps(FEED, indent=indent))
    assert [a.text for a in articles] == ["“It lifts things,” he said.", "Words.", "One.\n\nTwo & three.", "No."]
    assert [a.byline for a in articles] == ["Jane Hollis", "A B, C D", "Jane Hollis", "Jane Hollis"]
    assert {a.outlet for a in articles} == {"The Courier"}
    assert (articles[0].url, articles[2].published) == ("https://courier.example/1", "2024-02-03T10:00:00+00:00")
    assert isinstance(last, Failure)


DEEPER = [
    ({"article": {"meta": {"headline": "T", "source": {"name": "The Courier"}}, "body": {"paragraphs": ["One.", "Two."]}}}, "One.\n\nTwo."),
    ({"_source": {"metadata": {"title": "T", "outlet": "The Courier"}, "text": "One."}}, "One."),
    ({"document": {"attributes": {"headline": "T", "publisher": "The Courier", "body": "One."}}}, "One."),
    ({"data": {"x": 1}, "fields": {"article": {"title": "T", "site": "The Courier", "content": "One."}}}, "One."),
    ({"Document": {"Meta": {"Head Line": "-", "Title": "T", "Site Name": "The Courier"}, "Body Text": "One."}}, "One."),
]  # fmt: skip


@pytest.mark.parametrize(("record", "text"), DEEPER)
def test_fields_in_objects_of_objects(read_bytes, record, text):
    (article,) = read_bytes(json.dumps(record))
    assert (article.title, article.outlet, article.text) == ("T", "The Courier", text)
