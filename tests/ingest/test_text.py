"""Plain text and Markdown."""

from __future__ import annotations

import pytest

from quotes.ingest.text import strip_markdown

PLAIN = """Crane to stay, council decides

By Jane Hollis
February 3, 2024

GENEVA (AP) — The crane on the eastern quay will stay where it is, the council of the harbour decided on Monday.

“It lifts things,” said Piers Okafor."""


def test_a_headline_is_read_once(read_bytes):
    body = "The crane on the eastern quay will stay where it is, the council decided on Monday."
    (article,) = read_bytes(f"Crane to stay\n\n{body}\n")
    assert article.text == body
    assert article.title == "Crane to stay"
    assert article.extractor == "text"


def test_header_with_byline_and_date(read_bytes):
    (article,) = read_bytes(PLAIN)
    assert article.title == "Crane to stay, council decides"
    assert (article.byline, article.published, article.agency) == ("Jane Hollis", "2024-02-03", "Associated Press")
    assert article.text.startswith("GENEVA (AP) — The crane")
    assert article.text.endswith("said Piers Okafor.")


BODY = "The crane on the eastern quay will stay where it is, the council decided on Monday after nine hours."
DATELINES = [  # dateline, published, agency
    ("WELLHAVEN, 9 September 2025 – ", "2025-09-09", ""),
    ("OLD QUAY, Northern Province, March 3, 2024 (Harbour Press) - ", "2024-03-03", "Harbour Press"),
    ("WELLHAVEN (Reuters) - ", "", "Reuters"),
    ("WELLHAVEN, March 3 (Harbour Press) - ", "", "Harbour Press"),
    ("SELWYN/WELLHAVEN, 1 May 2023 (Quay News Agency) — ", "2023-05-01", "Quay News Agency"),
    ("Wellhaven – ", "", ""),
    ("The quay (which the council owns) – ", "", ""),
]


@pytest.mark.parametrize(("dateline", "published", "agency"), DATELINES)
def test_datelines(read_bytes, dateline, published, agency):
    (article,) = read_bytes(
        f"Crane to stay, council says\n\nBy Jane Hollis\n\n{dateline}{BODY}\n\nNobody spoke against it.\n"
    )
    assert (article.title, article.byline) == ("Crane to stay, council says", "Jane Hollis")
    assert (article.published, article.agency) == (published, agency)
    assert article.text.startswith(dateline + BODY[:10])


NO_HEADLINE = [
    "Nobody spoke against it. The crane will stay.\n\nThe council decided so on Monday after nine hours.",
    "MOLE: Who was it\n\nOKAFOR: It was the man with the key to the crane, as I have told you.",
    "The crane will stay\nand the council will pay for its paint, as it decided on Monday after nine hours.",
    "“It lifts things,” he said.\n\nThe council had decided on Monday that it would stay.",
]


@pytest.mark.parametrize("text", NO_HEADLINE)
def test_what_is_no_headline_stays_in_the_text(read_bytes, text):
    (article,) = read_bytes(text)
    assert article.text == text


def test_line_ends_and_broken_characters_are_mended_and_curls_kept(read_bytes):
    (article,) = read_bytes("He said “no”.\r\nThen he left, to the schÃ¶n old town.\r\n")
    assert article.text == "He said “no”.\nThen he left, to the schön old town."


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("The café said “no” to a naïve plan.".encode("cp1252"), "The café said “no” to a naïve plan."),
        ("Tout à fait, “dit-il”".encode() + b" \x93encore\x94", "Tout à fait, “dit-il” “encore”"),
        ("Words, “wide”.".encode("utf-16"), "Words, “wide”."),
        ("Words, “marked”.".encode("utf-8-sig"), "Words, “marked”."),
    ],
)
def test_encodings(read_bytes, data, text):
    (article,) = read_bytes(data)
    assert article.text == text


FRONT = """---
title: Crane to stay
outlet: Hartlow Mercury
published: 2024-02-03
updated: 2024-02-04T10:00:00+01:00
author: [Jane Hollis, Tom Ashdown]
agency: Reuters
url: https://example.org/crane
id: crane-1
---
"""


def test_front_matter(read_bytes):
    (article,) = read_bytes(FRONT + "# Crane to stay\n\nIt *stays*.\n")
    assert (article.title, article.outlet, article.agency) == ("Crane to stay", "Hartlow Mercury", "Reuters")
    assert (article.published, article.updated) == ("2024-02-03", "2024-02-04T10:00:00+01:00")
    assert (article.byline, article.key, article.url) == (
        "Jane Hollis, Tom Ashdown",
        "crane-1",
        "https://example.org/crane",
    )
    assert article.text == "It stays."


MARKDOWN = [
    ("One line\nand its rest.\n\nTwo.", "One line and its rest.\n\nTwo."),
    ("**Bold** and _thin_ and snake_case_name.", "Bold and thin and snake_case_name."),
    ("A [link](http://x.example/a) and ![picture](p.png) here.", "A link and  here."),
    ("> Spoken words.\n> More of them.", "“Spoken words. More of them.”"),
    ("> “Marked already,” he said.", "“Marked already,” he said."),
    ("## Section\n\n- one\n- two", "Section\n\none\n\ntwo"),
    ("Above\n\n---\n\nBelow", "Above\n\nBelow"),
    (r"Five \* six", "Five * six"),
    ("2 * 3 * 4 stars", "2 * 3 * 4 stars"),
]


@pytest.mark.parametrize(("markdown", "text"), MARKDOWN)
def test_markup_is_taken_off(markdown, text):
    assert strip_markdown(markdown) == ("", text)


def test_a_heading_that_is_not_the_title_stays(read_bytes):
    (article,) = read_bytes("---\ntitle: One\n---\n# Another\n\nWords.")
    assert (article.title, article.text) == ("One", "Another\n\nWords.")
