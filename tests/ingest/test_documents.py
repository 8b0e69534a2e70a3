"""PDF, Word, Excel, e-mail, subtitles and the XML of parliaments: what is read of them, and what is said where nothing is."""

import io
import zipfile
from pathlib import Path

import pytest

from quotes.ingest import read
from quotes.types import Article, Failure

FOLDER = Path(__file__).parents[1] / "documents"


def one(name: str) -> Article:
    (article,) = read(FOLDER / name)
    assert isinstance(article, Article)
    return article


def failures(tmp_path: Path, name: str, raw: bytes) -> list[str]:
    (tmp_path / name).write_bytes(raw)
    return [item.reason for item in read(tmp_path / name) if isinstance(item, Failure)]


FIELDS = {
    # file → title, byline, published
    "release.pdf": ("Harbour Board opens the north basin", "", ""),
    "statement.docx": ("Library to close on Sundays", "Paula Quist", ""),
    "fares.eml": ("Ferry fares rise in June", "Petra Lund", "2024-05-07T09:30:00+02:00"),
    "museum.eml": ("A salt mine to walk in", "Museum of Salt", "2024-05-08T11:00:00+02:00"),
    "akoma.xml": ("Floods at Lake West", "", "2023-11-02"),
    "commons.xml": ("Ferries (Wend Estuary)", "", "2024-03-05"),
    "canberra.xml": ("BORE WATER", "", "2022-09-07"),
}


@pytest.mark.parametrize(("name", "fields"), FIELDS.items())
def test_what_a_document_says_of_itself(name: str, fields: tuple[str, str, str]) -> None:
    article = one(name)
    assert (article.title, article.byline, article.published) == fields


PLACES = {
    "voices.vtt": ("time", {"Welcome": 1, "With me": 4, "The cod": 8, "Mine is": 11}),
    "rolling.vtt": ("time", {"good evening": 0, "all and sit": 2, "I would": 4}),
    "hall.srt": ("time", {">> MAYOR LINDT: We": 62, "You have not": 71, ">> MAYOR LINDT: Thank": 75}),
    "newsletter.pdf": ("page", {"The valley": 1, "The next newsletter": 2, "The printer": 3}),
}


@pytest.mark.parametrize(("name", "kind", "places"), [(n, *p) for n, p in PLACES.items()])
def test_seconds_and_pages_are_kept(name: str, kind: str, places: dict[str, int]) -> None:
    article = one(name)
    assert {where.kind for where in article.locators} == {kind}
    for words, value in places.items():
        at = article.text.index(words)
        assert [where.value for where in article.locators if where.start <= at][-1] == value, words


def test_a_pdf_is_read_without_running_heads_line_numbers_and_broken_lines() -> None:
    assert "Newsletter" not in one("newsletter.pdf").text
    assert "SUBCOMMITTEE" not in one("hearing.pdf").text
    assert "\n\nQ. Mr. Rudd, who was at the tiller on the night of the fourth of June?\n\nA. " in one("record.pdf").text


def test_subtitles_keep_no_markup() -> None:
    assert one("voices.vtt").text.split("\n\n")[:2] == [
        ">> Greta Olsen: Welcome to the evening programme. With me is the fisherman Tor Ekman.",
        ">> Tor Ekman: The cod is gone & the boats are sold.",
    ]
    assert one("rolling.vtt").text == ">> good evening to you all and sit down\n\n>> I would rather stand"


def test_changes_to_a_word_document_count_as_accepted() -> None:
    assert "We have twelve people" in one("changes.docx").text
    assert "ten people" not in one("changes.docx").text


@pytest.mark.parametrize("style", ["heading 1", "Title", "Normal"])
def test_a_word_document_that_says_no_title_has_that_of_its_opening_heading(tmp_path: Path, style: str) -> None:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(FOLDER / "statement.docx") as old, zipfile.ZipFile(tmp_path / "a.docx", "w") as new:
        for name in old.namelist():
            if name == "word/styles.xml":
                made = f'<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="{style}"/></w:style>'
                new.writestr(name, f'<w:styles xmlns:w="{word}">{made}</w:styles>')
            elif name != "docProps/core.xml":
                new.writestr(name, old.read(name).replace(b'"Heading1"', b'"Own"'))
    (article,) = read(tmp_path / "a.docx")
    assert isinstance(article, Article)
    assert article.title == ("" if style == "Normal" else "Library to close on Sundays")


def test_what_is_attached_to_a_message_is_read() -> None:
    body, statement = read(FOLDER / "attached.eml")
    assert isinstance(statement, Article)
    assert statement.origin.endswith("attached.eml!statement.docx")
    assert "accountants are louder" in statement.text
    assert isinstance(body, Article)


def test_rows_of_every_sheet_with_a_column_of_text() -> None:
    assert [a.origin.rpartition("#")[2] for a in read(FOLDER / "sheets.xlsx")] == ["North!2", "South!2"]
    assert [(a.title, a.outlet) for a in read(FOLDER / "articles.xlsx") if isinstance(a, Article)] == [
        ("Eels return", "Harl Herald"),
        ("Bridge shut", "Harl Herald"),
    ]


def _zip(*names: str) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name in names:
            archive.writestr(name, "<rubbish")
    return raw.getvalue()


REFUSED = {
    "cut.pdf": (b"%PDF-1.7\nrubbish", "not a PDF that can be read"),
    "cut.docx": (_zip("[Content_Types].xml", "word/document.xml"), "not a Word document that can be read"),
    "cut.xlsx": (_zip("[Content_Types].xml", "xl/workbook.xml"), "not an Excel file that can be read"),
    "slides.pptx": (_zip("[Content_Types].xml", "ppt/presentation.xml"), "unsupported file type"),
    "empty.vtt": (b"WEBVTT\n\nNOTE nothing\n", "the subtitles have no cues"),
    "broken.srt": (b"these are no subtitles\n", "not subtitles that can be read"),
    "empty.eml": (b"From: a@b.example\nSubject: x\nTo: c@d.example\n\n", "it holds no text"),
    "empty.xml": (b"<?xml version='1.0'?>\n<publicwhip></publicwhip>", "it holds no text"),
}


@pytest.mark.parametrize(("name", "raw", "reason"), [(n, *r) for n, r in REFUSED.items()])
def test_what_cannot_be_read_is_one_clear_line(tmp_path: Path, name: str, raw: bytes, reason: str) -> None:
    (told,) = failures(tmp_path, name, raw)
    assert reason in told
    assert "\n" not in told


def test_a_scan_is_one_clear_line() -> None:
    (failure,) = read(FOLDER / "scan.pdf")
    assert isinstance(failure, Failure)
    assert failure.reason.startswith("a scan: ")


def test_entities_of_a_parliaments_xml_are_not_resolved(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE p [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    speech = '<publicwhip><speech speakername="Una Brack"><p>I see. &b;</p></speech></publicwhip>'
    (tmp_path / "x.xml").write_text(f"<?xml version='1.0'?>{bomb}{speech}")
    (article,) = read(tmp_path / "x.xml")
    assert isinstance(article, Article)
    assert "aaa" not in article.text
