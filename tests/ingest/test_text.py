"""Plain text and Markdown."""

from __future__ import annotations

import pytest

from quotes.ingest import read
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
    ("WELLHAVEN, March 3 (Harbour Press) - ", "", "Harbour Press"),  # of which year?
    ("March 3 (Harbour Press) - ", "", "Harbour Press"),
    ("3 March 2024 (Harbour Press) — ", "2024-03-03", "Harbour Press"),
    ("Aug. 14 (Quay News Agency) -- ", "", "Quay News Agency"),
    ("WELLHAVEN, February 30, 2024 (Harbour Press) - ", "", "Harbour Press"),  # no such day
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
    found = strip_markdown(markdown)
    assert (found.title, "\n\n".join(found.paragraphs)) == ("", text)


def test_a_heading_that_is_not_the_title_stays(read_bytes):
    (article,) = read_bytes("---\ntitle: One\n---\n# Another\n\nWords.")
    assert (article.title, article.text) == ("One", "Another\n\nWords.")


YEARS = [  # a file's path, and the day of its dateline `March 3`
    ("wire/2024-03-03/crane.txt", "2024-03-03"),
    ("2023/03/crane.txt", "2023-03-03"),
    ("crane-20240304.txt", "2024-03-03"),
    ("2024-03-03/crane-2023-01-01.txt", ""),  # two years
    ("plan-2030.txt", ""),
]


@pytest.mark.parametrize(("path", "published"), YEARS)
def test_a_dateline_without_a_year_takes_that_of_the_path(tmp_path, path, published):
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"WELLHAVEN, March 3 (Harbour Press) - {BODY}\n", encoding="utf-8")
    (article,) = read(str(file))
    assert article.published == published


BYLINES = [
    ("By Jane Hollis, harbour correspondent", "Jane Hollis", ""),
    ("By Jane Hollis and Tom Ashdown, Associated Press", "Jane Hollis, Tom Ashdown", "Associated Press"),
    ("By JANE HOLLIS, Staff Writer", "Jane Hollis", ""),
]


@pytest.mark.parametrize(("line", "byline", "agency"), BYLINES)
@pytest.mark.parametrize("suffix", ["txt", "md"])
def test_bylines_are_names(tmp_path, suffix, line, byline, agency):
    file = tmp_path / f"crane.{suffix}"
    head = "# Crane to stay, council says" if suffix == "md" else "Crane to stay, council says"
    file.write_text(f"{head}\n\n{line}\n\n3 February 2024\n\n{BODY}\n", encoding="utf-8")
    (article,) = read(str(file))
    assert (article.byline, article.agency, article.published) == (byline, agency, "2024-02-03")
    assert (article.title, article.text) == ("Crane to stay, council says", BODY)


SAID = "“It lifts things,” said Piers Okafor, who had come a long way to say so."
HEADINGS = [  # a line of a plain text between two sentences, and whether it heads the second
    ("‘Leave us alone’", True),
    ("What happens next", True),
    ("‘A disgrace’, says mayor", True),
    ("The mayor’s “last word”", True),
    ("“Leave us alone.”", False),
    ("“Why should we?”", False),
    ("“Leave us alone” — Piers Okafor", False),
    ("“Leave us alone” said Piers Okafor", False),
    ("OKAFOR: “Leave us alone”", False),
    ("- “Leave us alone”", False),
    ("and nobody “leaves us alone”", False),
]


@pytest.mark.parametrize(("line", "heads"), HEADINGS)
def test_headings_of_a_plain_text_are_told_by_their_shape(read_bytes, line, heads):
    (article,) = read_bytes(f"{BODY}\n\n{line}\n\n{SAID}\n\n{BODY}\n")
    assert [article.text[start:end] for start, end in article.headings] == [line] * heads
    assert line in article.text


def test_a_list_and_a_verse_are_no_headings(read_bytes):
    for lines in ("one crane\n\ntwo cranes\n\nthree cranes", "The crane\nthe boat\nthe sea\nand me"):
        (article,) = read_bytes(f"{BODY}\n\n{lines}\n\n{SAID}\n")
        assert article.headings == ()


MARKED = [
    "## “Leave us alone”",
    "###### Leave us alone ##",
    "**“Leave us alone”**",
    "Leave us alone\n--------------",
    "## Leave us alone\nWhy should we?",
]


@pytest.mark.parametrize("heading", MARKED)
def test_headings_of_a_markdown_text(tmp_path, heading):
    file = tmp_path / "crane.md"
    file.write_text(f"{BODY}\n\n{heading}\n\n{SAID}\n\n> We never will\n\n{BODY}\n", encoding="utf-8")
    (article,) = read(str(file))
    assert [article.text[start:end].strip("“”") for start, end in article.headings] == ["Leave us alone"]
    assert "“We never will”" in article.text


def test_an_underlined_title(tmp_path):
    file = tmp_path / "crane.md"
    file.write_text(f"Crane to stay\n=============\n\n{BODY}\n", encoding="utf-8")
    (article,) = read(str(file))
    assert (article.title, article.text) == ("Crane to stay", BODY)


def test_a_text_passed_on_by_mail_loses_its_marks(read_bytes):
    release = f"Crane to stay\n\n{BODY}\n\n“It lifts things,” said Piers Okafor."
    for mark, blank in (("> ", ">"), (">", ">"), ("> ", "")):
        passed_on = "\n".join(mark + line if line else blank for line in release.split("\n"))
        (article,) = read_bytes(passed_on)
        assert (article.title, article.text) == ("Crane to stay", release.partition("\n\n")[2])
    for kept in (f"He wrote:\n\n> {BODY}\n>\n> No.", ">> ROE: Good evening to you.\n>> DOE: Hello.\n>> ROE: Is it on?"):
        assert read_bytes(kept)[0].text == kept


SPOKEN = [  # headings of what somebody says, which are no bylines and stay where they name the speaker
    "Press Briefing by Press Secretary Jane Hollis, October 3, 2025",
    "Remarks by Mayor Ada Mole at the quay, 3 October 2025",
    "Statement by Piers Okafor - 2025-10-03",
    "Speech delivered by Dr Jane Hollis on 3 October 2025",
    "Interview by telephone with Ada Mole, October 3, 2025",
]


@pytest.mark.parametrize("line", SPOKEN)
def test_who_speaks_is_no_byline(read_bytes, line):
    (article,) = read_bytes(f"{line}\n\n{BODY}\n")
    assert article.byline == ""
    assert article.text.startswith(line) or article.title == line


@pytest.mark.parametrize("clock", ["0:04", "00:12", "1:02:33", "(0:04)"])
def test_a_speaker_with_a_clock_is_no_headline(read_bytes, clock):
    turns = [("Ada Mole", BODY), ("Piers Okafor", "What does it lift?"), ("Ada Mole", BODY)]
    (article,) = read_bytes("\n\n".join(f"{name}  {clock}\n{words}" for name, words in turns))
    assert article.title == ""
