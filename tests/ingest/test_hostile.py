"""Input that was made to stop, slow or fill a reader: each costs itself alone, and says why."""

from __future__ import annotations

import gzip
import io
import json
import sys
import time
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

import pytest

from quotes import wall
from quotes.errors import IngestError
from quotes.ingest import buffers, documents, packed, page, read, stream, tables
from quotes.ingest import pdf as pdfs
from quotes.ingest.encoding import decode
from quotes.ingest.sniff import kind_of
from quotes.ingest.text import strip_markdown
from quotes.types import Article, Failure

TEXT = "“The ferry leaves at nine,” said Oda Brandt, who runs the pier.\n"


def reasons(items):
    return [item.reason for item in items if isinstance(item, Failure)]


def ratio(work, small, large):
    """How many times as long the larger piece of work takes: in the best of three runs, or in the first that is quick."""

    def seconds(argument):
        start = time.process_time()
        work(argument)
        return time.process_time() - start

    found = []
    while len(found) < 3 and (not found or found[-1] > 20):
        found.append(seconds(large) / max(seconds(small), 1e-4))
    return min(found)


HEADS = {
    "front matter without an end, Windows' line ends": lambda n: b"---\r\n" + b"a\r\n" * n,
    "front matter without an end": lambda n: b"---\n" + b"title: x\r\r\n" * (n // 3),
    "an object and blanks": lambda n: b'{"a": 1}' + b" " * n + b"\nx",
    "an array and blanks": lambda n: b"[" + b" \n" * n + b"x",
    "tags without an end": lambda n: b"<p " * n,
    "one long line of names": lambda n: b"text," * n,
    "headers without an end": lambda n: b"X-Ferry: a\n" * (n // 10) + b"so",
    "headers that go on": lambda n: b"X-Ferry: a\n\tb\n" * (n // 10) + b"so",
}


@pytest.mark.parametrize("make", HEADS.values(), ids=HEADS)
def test_what_a_stream_holds_is_told_in_time_that_grows_with_it(make):
    assert ratio(lambda n: kind_of(make(n), "x.txt"), 2_000, 20_000) < 30  # its square would be 100


def aliases(deep):
    lines = ["a0: &a0 [one, two]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, deep))]
    return "---\n" + "\n".join(lines) + f"\ntitle: *a{deep - 1}\n---\n\n{TEXT}"


FRONT_MATTER = [
    (aliases(2), "line 3: broken front matter: aliases (*name) are not followed"),
    (aliases(60), "line 3: broken front matter: aliases (*name) are not followed"),
    (f"---\nauthor: &me [*me]\n---\n\n{TEXT}", "line 2: broken front matter: aliases (*name) are not followed"),
    (f'---\ntitle: "\\UFFFFFFFF"\n---\n\n{TEXT}', "line 2: broken front matter"),
    (f"---\ntitle: {'[' * 5000}\n---\n\n{TEXT}", "broken front matter: nested more than 20 deep"),
]


LONG = {
    "headings below one another": ("a.md", lambda n: "# a\n" * n),
    "headings between lines": ("a.md", lambda n: "# a\nb\n" * n),
    "headings underlined": ("a.md", lambda n: "a\n---\n" * n),
    "a long record before very many": ("a.json", lambda n: f'[{{"text": "{"a " * n * 2}"}}{", {}" * n}]'),
}


@pytest.mark.parametrize(("name", "make"), LONG.values(), ids=LONG)
def test_a_file_is_read_in_time_that_grows_with_it(tmp_path, name, make):
    def work(n):
        (tmp_path / name).write_text(make(n))
        list(read(tmp_path / name))

    work(10)
    assert ratio(work, 2_000, 20_000) < 30  # its square would be 100


@pytest.mark.parametrize(("text", "reason"), FRONT_MATTER)
def test_front_matter_that_stands_for_more_than_it_is(read_bytes, text, reason):
    assert reasons(read_bytes(text)) == [reason]


def test_an_anchor_alone_is_no_alias(read_bytes):
    (article,) = read_bytes(f"---\ntitle: &t Ferry to stay\n---\n\n{TEXT}")
    assert article.title == "Ferry to stay"


def nested(kind, depth):
    return {"list": "[" * depth + '"A"' + "]" * depth, "object": '{"name":' * depth + '"A"' + "}" * depth}[kind]


@pytest.mark.parametrize("depth", [3, 30, 300, 900])
@pytest.mark.parametrize("kind", ["list", "object"])
@pytest.mark.parametrize("field", ["text", "author", "title", "url", "id"])
def test_json_that_is_nested_deep(read_bytes, field, kind, depth):
    record = f'{{"content": {json.dumps(TEXT)}, "{field}": {nested(kind, depth)}}}'
    (item,) = read_bytes(record + "\n")
    assert isinstance(item, Article)


CHARSETS = [
    "zlib",
    "hex",
    "rot13",
    "base64",
    "undefined",
    "idna",
    "punycode",
    "unicode_escape",
    "utf-7",
    "charmap",
    "mbcs",
]


@pytest.mark.parametrize("name", [*CHARSETS, "a\0b", "x" * 5000, "²", ""])
@pytest.mark.parametrize("raw", ["schön".encode("cp1252"), "schön".encode()])
def test_a_character_set_that_is_none_is_passed_over(name, raw):
    assert decode(raw, name) == "schön"


def zipped(compression):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        archive.writestr("a.txt", TEXT * 50)
        archive.writestr("b.txt", TEXT)
    return buffer.getvalue()


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("at", range(30, 110, 7))
def test_a_damaged_member_costs_itself(read_bytes, compression, at):
    packed = bytearray(zipped(compression))
    packed[at] ^= 0xFF
    items = read_bytes(bytes(packed))
    assert [item.text for item in items if isinstance(item, Article)][-1:] == [TEXT.strip()]


def test_a_way_of_packing_that_is_unknown_is_not_called_encrypted(read_bytes):
    packed = bytearray(zipped(zipfile.ZIP_DEFLATED))
    packed[8] = packed[packed.index(b"PK\x01\x02") + 10] = 97
    assert reasons(read_bytes(bytes(packed)))[0].startswith("packed in a way that is not read")


def test_an_encrypted_member_is_called_so(read_bytes):
    packed = bytearray(zipped(zipfile.ZIP_DEFLATED))
    packed[6] |= 1
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    assert reasons(read_bytes(bytes(packed)))[0] == "encrypted"


def test_a_feed_with_a_character_that_is_none(read_bytes):
    feed = "<rss version='2.0'><channel><item><title>&#99999999;</title></item></channel></rss>"
    assert reasons(read_bytes(feed)) != []


@pytest.fixture
def folder(tmp_path):
    """Three files, of which the second makes its reader do what a test asks for."""
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(TEXT)
    return tmp_path


def spoilt(monkeypatch, do):
    def reader(source, options):
        if source.origin.endswith("b.txt"):
            do()
        yield from plain(source, options)

    plain = stream.reader_of("text")
    monkeypatch.setattr(stream, "reader_of", lambda kind: reader)


def test_a_bug_of_ours_costs_one_file_and_is_called_so(monkeypatch, folder):
    monkeypatch.setattr(wall, "ON", True)
    spoilt(monkeypatch, lambda: {}["no such"])
    first, second, third = read(folder)
    assert (first.text, third.text) == (TEXT.strip(), TEXT.strip())
    assert second.origin == str(folder / "b.txt")
    assert second.reason.startswith("it cannot be read, by a bug of ours (KeyError: 'no such', stream.py line ")


def test_without_the_wall_a_bug_shows(monkeypatch, folder):
    spoilt(monkeypatch, lambda: {}["no such"])
    with pytest.raises(KeyError):
        list(read(folder))


def forever():
    while True:
        with suppress(Exception):  # as some libraries do
            sum(range(1000))


def test_a_reader_that_hangs_is_cut_off(monkeypatch, folder):
    spoilt(monkeypatch, forever)
    first, second, third = read(folder, seconds=0.2)
    assert (first.text, third.text) == (TEXT.strip(), TEXT.strip())
    assert second.reason == "reading it took more than 0.2 seconds; the rest is not read"


def slow(kind, number):
    for n in range(number):
        ends = time.process_time() + 0.03
        while time.process_time() < ends:
            pass
        yield kind(n)


def test_very_many_that_are_nearly_cut_off_are_cut_off_together():
    found = list(stream.walled("a.zip", slow(lambda n: Failure(f"a.zip!{n}", "damaged"), 100), 0.1))
    assert found[-1] == Failure("a.zip", "reading it took more than 0.3 seconds in all; the rest is not read")
    assert len(found) < 15
    articles = stream.walled("a.zip", slow(lambda n: Article(TEXT, key=str(n), origin="a.zip"), 20), 0.1)
    assert len(list(articles)) == 20


def test_waiting_is_not_hanging(monkeypatch, folder):
    spoilt(monkeypatch, lambda: time.sleep(0.5))
    assert not reasons(read(folder, seconds=0.2))


def test_a_link_out_of_a_folder_is_not_followed(tmp_path):
    inside, outside = tmp_path / "inside", tmp_path / "outside.txt"
    inside.mkdir()
    outside.write_text(TEXT)
    (inside / "a.txt").write_text(TEXT)
    (inside / "in.txt").symlink_to("a.txt")
    (inside / "out.txt").symlink_to(outside)
    (inside / "gone.txt").symlink_to("/no/such/file")
    (inside / "up.txt").symlink_to("../outside.txt")
    items = {item.origin.rpartition("/")[2]: item for item in read(inside)}
    assert items.keys() == {"a.txt"}
    (article,) = read(inside / "out.txt")  # whoever names it means it
    assert article.text == TEXT.strip()


@pytest.mark.parametrize("line", ["- " * 2_000_000, "* * *" * 100_000, "-=" * 1_000_000, "_ _ _x" * 100_000])
def test_long_rules_of_markdown(line):
    assert strip_markdown(f"# T\n\n{line}\n\nWords.").paragraphs[-1] == "Words."


TAGS = {
    "a tag with very many attributes": "<item " + " ".join(f'a{n}="1"' for n in range(20_000)) + "/>",
    "very many entries": "<item>" * 100_000,
    "very many Atom entries": "<atom:entry/>" * 100_000,
}


@pytest.mark.parametrize("body", TAGS.values(), ids=TAGS)
def test_a_feed_that_would_take_hours(read_bytes, body):
    (reason,) = reasons(read_bytes(f"<rss version='2.0'><channel>{body}</channel></rss>"))
    assert reason.startswith("the feed has")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
@pytest.mark.parametrize("cut", [0, 1, 2, 3])
def test_a_table_that_is_cut_off_inside_a_character(read_bytes, tmp_path, encoding, cut):
    raw = "id,text\n1,One “é”\n2,Two “ö”".encode(encoding)
    items = read_bytes(raw[: len(raw) - cut])
    assert [type(item) for item in items] == [Article, Article]


@pytest.mark.parametrize("number", ["9" * 5000, "-" + "9" * 5000, "9" * 5000 + ".5", "1e" + "9" * 500])
@pytest.mark.parametrize("shape", ['{{"text": {}}}', '[{{"text": {}}}]', '{{"text": "a b c", "id": {}}}'])
def test_json_with_a_number_that_nobody_can_hold(read_bytes, shape, number):
    assert len(read_bytes(shape.format(number))) == 1


def test_a_member_without_a_name(read_bytes):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("x", TEXT)
    packed = buffer.getvalue().replace(b"x", b"\0", 1).replace(b"x", b"\0")
    assert [item.text for item in read_bytes(packed)] == [TEXT.strip()]


def parquet(path, rows, **options):
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    pq.write_table(pa.table(rows), path, **options)
    return path


def test_parquet_that_unpacks_to_far_more_than_it_is(tmp_path, monkeypatch):
    for module in ("packed", "tables"):
        monkeypatch.setattr(f"quotes.ingest.{module}.FREE", 1_000_000)
    monkeypatch.setattr("quotes.ingest.tables.MAX_LINE", 1_000_000)
    big = "a" * 200_000
    shared = parquet(tmp_path / "shared.parquet", {"text": [big] * 64}, compression="zstd")
    *articles, failure = read(shared)
    assert failure.reason == "unpacks to more than 100 times its size: a bomb"
    assert len(articles) < 10
    plain = parquet(tmp_path / "plain.parquet", {"text": [big] * 64}, compression="zstd", use_dictionary=False)
    assert reasons(read(plain)) == ["unpacks to more than 100 times its size: a bomb"]
    lists = parquet(tmp_path / "lists.parquet", {"text": [[big] * 64]}, compression="zstd")
    assert reasons(read(lists)) == ["unpacks to more than 100 times its size: a bomb"]


def test_parquet_with_more_rows_than_bytes(tmp_path):
    path = parquet(tmp_path / "rows.parquet", {"text": [""] * 300_000})
    assert reasons(read(path))[0].startswith("has 300,000 rows in ")


def test_parquet_in_very_many_pieces(tmp_path, monkeypatch):
    monkeypatch.setattr("quotes.ingest.tables.MAX_GROUPS", 5)
    rows = {"text": ["We wait."] * 6}
    assert len(list(read(parquet(tmp_path / "a.parquet", rows, row_group_size=2)))) == 6
    pieces = parquet(tmp_path / "b.parquet", rows, row_group_size=1)
    assert reasons(read(pieces)) == ["has 6 groups of rows, more than the limit of 5"]


@pytest.mark.parametrize("value", ["a", "", None, ["a"]])
def test_a_cell_of_parquet_with_very_many_values(tmp_path, value):
    path = parquet(tmp_path / "a.parquet", {"text": [TEXT], "author": [[value] * 2_000_000]})
    start = time.process_time()
    assert len(reasons(read(path))) == 1
    assert time.process_time() - start < 5


def archive_of(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize("pack", [lambda raw: archive_of({"a.txt": raw}), gzip.compress], ids=["zip", "gzip"])
def test_bombs_inside_an_archive_are_no_cheaper_than_one(read_bytes, monkeypatch, pack):
    read_in_all = 0

    def counted(self, count):
        nonlocal read_in_all
        read_in_all += count
        plain(self, count)

    monkeypatch.setattr("quotes.ingest.packed.FREE", 100_000)
    plain = packed.Ratio.__call__
    bomb = pack(b"0" * 200_000)
    inner = archive_of({f"{number}.bin": bomb for number in range(20)})
    outer = archive_of({f"{number}.zip": inner for number in range(10)})
    monkeypatch.setattr(packed.Ratio, "__call__", counted)
    found = reasons(read_bytes(outer))
    assert set(found) == {"unpacks to more than 100 times its size: a bomb"}
    assert read_in_all < 8_000_000  # each bomb by itself: forty millions


@pytest.mark.parametrize(
    "end", [b"PK\5\6" + b"\0" * 8 + b"\xf0" * 4 + b"\0" * 6, b"PK\6\6" + b"\0" * 36 + b"\xff\xff\xff\xff\1\0\0\0"]
)
def test_an_archive_of_very_many_members(read_bytes, end):
    reason = "its list of members is longer than the limit of 20 MB"
    assert reasons(read_bytes(b"PK\3\4" + b"\0" * 100 + end)) == [reason]


@pytest.mark.parametrize("flags", [8, 16, 24, 4 | 8])
def test_a_gzip_file_whose_name_has_no_end(read_bytes, flags):
    packed = gzip.compress(TEXT.encode())
    names = b"\2\0xx" * (flags & 4 > 0) + b"a\0" * (flags & 8 > 0) + b"b\0" * (flags & 16 > 0)
    named = packed[:3] + bytes([flags]) + packed[4:10]
    assert [item.text for item in read_bytes(named + names + packed[10:])] == [TEXT.strip()]
    reason = "a damaged gzip file (the name in it has no end)"
    assert reasons(read_bytes(named + b"a" * 3_000_000)) == [reason]


@pytest.mark.parametrize("address", ["http://[", "http://[::1", "//[x", "http://a:x/"])
def test_an_address_that_is_none_costs_no_page(read_bytes, address):
    head = f"<link rel='canonical' href='{address}'><meta property='og:url' content='https://quay.example/crane'>"
    body = "".join(f"<p>The council met to settle the fate of crane {n}, said Oda Brandt.</p>" for n in range(9))
    (article,) = read_bytes(f"<html><head>{head}</head><body><article><h1>Crane</h1>{body}</article></body></html>")
    assert "crane 8, said Oda Brandt" in article.text


def test_archives_inside_an_archive_are_read(read_bytes, monkeypatch):
    monkeypatch.setattr("quotes.ingest.packed.FREE", 1_000)
    inner = archive_of({"a.txt": TEXT, "b.txt.gz": gzip.compress(TEXT.encode())})
    assert len(read_bytes(archive_of({f"{number}.zip": inner for number in range(40)}))) == 80


def test_a_cell_of_parquet_that_cannot_be_read_costs_its_row(tmp_path):
    pa = pytest.importorskip("pyarrow")
    moments = pa.array([0, 2**62, -(2**62)], pa.int64()).cast(pa.timestamp("us"))
    path = parquet(
        tmp_path / "moments.parquet", {"text": ["One two.", "Three four.", "Five six."], "published": moments}
    )
    items = list(read(path))
    assert [type(item) for item in items] == [Article, Failure, Failure]
    assert all("a cell that cannot be read" in reason for reason in reasons(items))


def test_a_moment_in_a_zone_that_is_none_costs_its_row(tmp_path):
    pa = pytest.importorskip("pyarrow")
    moments = pa.array([0], pa.int64()).cast(pa.timestamp("ms", tz="Nowhere/Zone"))
    path = parquet(tmp_path / "zones.parquet", {"text": ["One two."], "published": moments})
    assert reasons(read(path)) == ["row 1: a cell that cannot be read ('Nowhere/Zone')"]


def signed(number):
    """A number as Parquet writes it: seven bits a byte, the sign in the last."""
    parts = [2 * number >> shift & 127 for shift in range(0, (2 * number).bit_length(), 7)]
    return bytes([part | 128 for part in parts[:-1]] + parts[-1:])


def test_parquet_that_says_it_unpacks_to_less_than_it_does(tmp_path, monkeypatch):
    monkeypatch.setattr("quotes.ingest.tables.MAX_MEMORY", 30_000_000)
    rows = {"text": [f"{n}" + "a" * 10_000_000 for n in range(8)]}
    path = parquet(tmp_path / "lies.parquet", rows, compression="zstd", use_dictionary=False)
    from pyarrow.parquet import ParquetFile

    group, raw = ParquetFile(path).metadata.row_group(0), path.read_bytes()
    for size in {group.total_byte_size, group.column(0).total_uncompressed_size}:
        true = signed(size)
        raw = raw.replace(true, b"\x82" + b"\x80" * (len(true) - 2) + b"\0")  # 1, in as many bytes
    path.write_bytes(raw)
    expected = "reading it takes more than 0.03 GB of memory: a bomb"
    assert reasons(read(path)) == [
        expected if sys.platform == "linux" else "unpacks to more than 100 times its size: a bomb"
    ]


def test_parquet_is_read_from_a_pool_of_its_own(tmp_path, monkeypatch):
    pa, system = pytest.importorskip("pyarrow"), []
    usual, free = pa.default_memory_pool(), pa.system_memory_pool().bytes_allocated()
    path = parquet(tmp_path / "a.parquet", {"text": ["We wait. " * 1_000_000]})

    def looked(*given):
        system.append(pa.system_memory_pool().bytes_allocated() - free)
        return record_article(*given)

    record_article = tables._record_article
    monkeypatch.setattr("quotes.ingest.tables._record_article", looked)
    assert len(list(read(path))) == 1
    assert system[0] > 1_000_000
    assert pa.default_memory_pool().backend_name == usual.backend_name


def test_parquet_keeps_what_it_held_before(tmp_path):
    rows = {"id": [7], "text": [["One.", "Two."]], "authors": [["Ada Mole", "Bo Ek"]], "title": [{"name": "T"}]}
    (article,) = read(parquet(tmp_path / "a.parquet", rows))
    assert (article.key, article.text, article.byline, article.title) == ("7", "One.\n\nTwo.", "Ada Mole, Bo Ek", "T")


DOCUMENTS = Path(__file__).parents[1] / "documents"


def repacked(name, **parts):
    """A document with other parts; `xl__sheet_xml` stands for `xl/sheet.xml`."""
    with zipfile.ZipFile(DOCUMENTS / name) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in (members | {_path(part): text.encode() for part, text in parts.items()}).items():
            archive.writestr(member, content)
    return buffer.getvalue()


def _path(part):
    return part.replace("__", "/").replace("_xml", ".xml")


def paragraphs(body):
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'


WORD_FILES = {
    "paragraphs": {"word__document_xml": paragraphs("<w:p/>" * 300_000)},
    "cells": {"word__document_xml": paragraphs("<w:tbl><w:tr>" + "<w:tc><w:p/></w:tc>" * 150_000 + "</w:tr></w:tbl>")},
    "runs": {"word__document_xml": paragraphs("<w:p>" + "<w:r><w:t>a</w:t></w:r>" * 150_000 + "</w:p>")},
    "a part of another name": {"word__more": paragraphs("<w:p/>" * 300_000)},
    "styles": {"word__styles_xml": paragraphs("<w:style/>" * 300_000)},
    "what the file says of itself": {"docProps__core_xml": "<a>" + "<b/>" * 300_000 + "</a>"},
}


@pytest.mark.parametrize("parts", WORD_FILES.values(), ids=WORD_FILES)
def test_a_word_file_of_very_many_elements(read_bytes, parts):
    reason = "it has more than 200,000 elements of XML, which no article has"
    assert reasons(read_bytes(repacked("statement.docx", **parts))) == [reason]


def sheet(*cells):
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rows = "".join(f'<row r="{place.lstrip("ABCDEFX")}"><c r="{place}" {rest}</c></row>' for place, rest in cells)
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'


INLINE = 't="inlineStr"><is><t>text</t></is>'
SHEETS = {
    "the last corner": ([("A1", INLINE), ("XFD1048576", INLINE)], "16,384 columns and 1,048,576 rows far"),
    "one row, far down": ([("A1", INLINE), ("XFD400", INLINE)], "16,384 columns and 400 rows far"),
    "one column, far out": ([("A1", INLINE), ("F1048576", INLINE)], "6 columns and 1,048,576 rows far"),
    "no such row": ([("A1", INLINE), ("B99999999", INLINE)], "2 columns and 99,999,999 rows far"),
}


@pytest.mark.parametrize(("cells", "reason"), SHEETS.values(), ids=SHEETS)
def test_a_sheet_with_a_cell_far_away(read_bytes, cells, reason):
    (found,) = reasons(read_bytes(repacked("articles.xlsx", xl__worksheets__sheet1_xml=sheet(*cells))))
    assert found == f"a sheet reaches {reason}, more than 5,000,000 cells"


FAR = sheet(("A1", INLINE), ("XFD1048576", INLINE))


def elsewhere(name):
    """A workbook whose sheet lies where none usually does."""
    with zipfile.ZipFile(DOCUMENTS / "articles.xlsx") as archive:
        rels = archive.read("xl/_rels/workbook.xml.rels").decode()
    assert "worksheets/sheet1.xml" in rels
    return repacked(
        "articles.xlsx",
        **{
            name: FAR,
            "xl___rels/workbook_xml.rels": rels.replace(
                "worksheets/sheet1.xml", name.partition("__")[2].replace("_xml", ".xml")
            ),
        },
    )


def understated():
    """A workbook that says of its sheet that it is as short as the one before."""
    small, large = sheet(("A1", INLINE)).encode(), FAR.encode() + b" " * 1_000
    raw = bytearray(repacked("articles.xlsx", xl__worksheets__sheet1_xml=large.decode()))
    for head, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = next(n for n in range(len(raw)) if raw.startswith(head, n) and b"sheet1.xml" in raw[n : n + 80])
        raw[place + at : place + at + 4] = len(small).to_bytes(4, "little")
        raw[place + at - 8 : place + at - 4] = zlib.crc32(large[: len(small)]).to_bytes(4, "little")
    return bytes(raw)


@pytest.mark.parametrize(
    "raw", [elsewhere("xl__other_xml"), understated()], ids=["the sheet elsewhere", "the sheet longer than it says"]
)
def test_a_workbook_that_says_something_else_than_it_is(read_bytes, raw):
    assert len(reasons(read_bytes(raw))) == 1


def test_a_text_that_very_many_cells_share(read_bytes):
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    shared = f'<sst xmlns="{space}"><si><t>text</t></si><si><t>{"a" * 1_000_000}</t></si></sst>'
    cells = [("A1", 't="s"><v>0</v>'), *((f"A{n}", 't="s"><v>1</v>') for n in range(2, 300))]
    packed = repacked("articles.xlsx", xl__worksheets__sheet1_xml=sheet(*cells), xl__sharedStrings_xml=shared)
    assert reasons(read_bytes(packed)) == ["its cells hold more than 200 MB of text"]


@pytest.mark.parametrize(
    "sign", ["\x01", "\x0b", "\x1f", "\ufffe", "&#1;", "&#11;", "&#x0B;", "&#031", "&#xd800;", "&#xFFFE;"]
)
@pytest.mark.parametrize("shape", ["feed", "page", "record", "mail"])
def test_characters_that_no_tree_may_hold(read_bytes, shape, sign):
    html = f"<blockquote>The ferry{sign} leaves at nine.</blockquote><p>Oda Brandt runs the pier, and she waits{sign} there.</p>"
    whole = {
        "feed": f"<rss version='2.0'><channel><item><title>a</title><description><![CDATA[{html}]]></description></item></channel></rss>",
        "page": f"<html><body><article>{html}</article></body></html>",
        "record": json.dumps({"content_html": html}),
        "mail": f"From: a@b.example\nTo: a@b.example\nSubject: s\nContent-Type: text/html\n\n{html}",
    }[shape]
    (article,) = (item for item in read_bytes(whole) if isinstance(item, Article))
    assert "The ferry leaves at nine." in article.text


@pytest.mark.parametrize("head", [
    lambda n: "".join(f"<meta property='og:title' content='We wait {m}'>" for m in range(n)),
    lambda n: "<script type='application/ld+json'>" + json.dumps([{"@type": "NewsArticle", "headline": "We wait"}] * n) + "</script>",
    lambda n: "<title>We wait</title></head><body>" + "<h1>We wait</h1>" * n,
])  # fmt: skip
def test_a_page_of_very_many_titles(read_bytes, head):
    page = "<html><head>{}</head><body><article><h1>We wait</h1>" + f"<p>{TEXT}</p></article></body></html>"
    assert ratio(lambda n: read_bytes(page.format(head(n))), 100, 1_000) < 20  # its square would be 100


@pytest.mark.parametrize("name", ["class", "id"])
def test_a_long_name_is_not_looked_through_for_each_paragraph(read_bytes, name):
    def page(length):
        text = "".join(f"<p>{TEXT}We wait {n}.</p>" for n in range(100))
        return f"<html><body {name}='{'a ' * length}'><article><h1>T</h1>{text}</article></body></html>"

    assert ratio(lambda length: read_bytes(page(length)), 20_000, 200_000) < 5


@pytest.mark.parametrize("tag", ["<p>a", "<b>", "<li>We wait", "<"])
def test_html_of_very_many_tags(read_bytes, tag):
    reason = "its HTML has more than 60,000 tags, which no article has"
    assert reasons(read_bytes(f"<html><body>{tag * 200_000}")) == [reason]
    assert reasons(read_bytes(f'{{"content_html": "{tag * 200_000}"}}\n')) == [f"line 1: {reason}"]


SCRIPT = '<script type="application/ld+json">{"@type": "NewsArticle"}</script>'
PAGES = {
    "JSON-LD": (SCRIPT * 3_000, "more than 1,000 scripts"),
    "scripts": ("<SCRIPT src=a></SCRIPT>" * 3_000, "more than 1,000 scripts"),
    "attributes": (f"<p {' '.join(f'a{n}' for n in range(600))}>", "a tag with more than 500 attributes"),
    "attributes in all": (f"<p {'a=b ' * 100}>" * 2_100, "more than 200,000 attributes"),
    "attributes of one name": (f"<p {'a=b ' * 600}>", "a tag with more than 500 attributes"),
    "attributes with > in them": ("<p " + "a = '>' " * 600 + ">", "a tag with more than 500 attributes"),
    "attributes without blanks": ("<p" + "/a='<'" * 600 + ">", "a tag with more than 500 attributes"),
}


@pytest.mark.parametrize(("body", "reason"), PAGES.values(), ids=PAGES)
def test_a_page_of_very_many_scripts_or_attributes(read_bytes, body, reason):
    page = f"<html><body>{body}<article><p>{TEXT}</p><p>{TEXT}</p></article>"
    assert reasons(read_bytes(page)) == [f"its HTML has {reason}, which no article has"]


@pytest.mark.parametrize("tag", ["<p a='", '<p a="', "<p a", "<p a=b ", "<p '"])
def test_attributes_are_counted_in_time_that_grows_with_the_page(monkeypatch, tag):
    for limit in ("MAX_ATTRIBUTES", "MANY_ATTRIBUTES"):
        monkeypatch.setattr(page, limit, 10**9)
    assert ratio(lambda n: page._check_attributes(tag * n), 2_000, 20_000) < 30  # its square would be 100


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("<publicwhip>" + "<a/>" * 1_100_000, "it has more than 1,000,000 tags, which no day of a parliament has"),
        ("<rss version='2.0'>" + "<a/>" * 310_000, "the feed has more than 300,000 tags"),
        ("<rss version='2.0'><![CDATA[<]]>" + "<a/>" * 310_000, "the feed has more than 300,000 tags"),
        ("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n" + "a\n" * 600_000, "the subtitles have more than 500,000 lines"),
    ],
    ids=["a parliament's", "a feed's", "a feed's beside HTML", "lines"],
)  # fmt: skip
def test_very_many_tags_or_lines_of_nothing(read_bytes, raw, reason):
    assert reasons(read_bytes(raw)) == [reason]


CUE = "00:00:{0:06.3f} --> 00:00:{1:06.3f}\nwe wait here for the ferry\n\n"
LONG_WAY = {
    "cues in which no sentence ends": lambda n: "WEBVTT\n\n" + "".join(CUE.format(m / 1000, m / 1000 + 0.5) for m in range(n)),
    "what WordPress adds, over and over": lambda n: (
        "<rss version='2.0'><channel><item><title>a</title><description><![CDATA["
        + "<p>The post appeared first on" * n + "]]></description></item></channel></rss>"
    ),
}  # fmt: skip


@pytest.mark.parametrize("make", LONG_WAY.values(), ids=LONG_WAY)
def test_what_goes_on_without_an_end_is_read_in_time_that_grows_with_it(read_bytes, make):
    read_bytes(make(10))
    assert ratio(lambda n: read_bytes(make(n)), 500, 5_000) < 30  # its square would be 100


def test_debates_of_very_many_speeches(read_bytes):
    speech = "<speech speakername='Bo Ek'><p>We wait.</p></speech>"
    reason = "it has more than 20,000 paragraphs, which no day of a parliament has"
    assert reasons(read_bytes(f"<publicwhip>{speech * 30_000}</publicwhip>")) == [reason]
    (article,) = read_bytes(f"<publicwhip>{speech * 3_000}</publicwhip>")
    assert article.text.count("Bo Ek: We wait.") == 3_000


@pytest.mark.parametrize("broken", ["x\n", "{}\n", "[1]\n", '{"text": ""}\n'])
def test_a_file_of_nothing_but_broken_records(tmp_path, monkeypatch, broken):
    monkeypatch.setattr(stream, "MOST_BROKEN", 50)
    (tmp_path / "a.jsonl").write_text(broken * 200)
    assert reasons(read(tmp_path / "a.jsonl"))[50:] == ["50 records in a row cannot be read; the rest is not read"]
    record = json.dumps({"text": TEXT}) + "\n"
    (tmp_path / "b.jsonl").write_text((broken * 40 + record) * 5)
    assert sum(isinstance(item, Article) for item in read(tmp_path / "b.jsonl")) == 5


@pytest.mark.parametrize("length", [b"99999999\r\n", b"x\r\n", b"-5\r\n"], ids=["too long", "none", "negative"])
def test_broken_records_of_a_warc_file_are_read_in_time_that_grows_with_it(read_bytes, length):
    record = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: " + length + b"\r\nabc\r\n\r\n"
    assert ratio(lambda n: read_bytes(record * n), 600, 6_000) < 30  # its square would be 100


@pytest.mark.parametrize("length", [b"\xb2", b"9" * 5_000, b"-5", b"5, 7"])
def test_a_record_of_a_warc_file_whose_length_is_no_number(read_bytes, length):
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body><p>" + TEXT.encode()
    kind = b"Content-Type: application/http\r\n"
    record = b"WARC/1.0\r\nWARC-Type: response\r\n" + kind + b"Content-Length: %b\r\n\r\n" + page + b"\r\n\r\n"
    sound = record % str(len(page)).encode()
    assert isinstance(read_bytes(sound + record % length + sound)[0], Article)


@pytest.mark.parametrize("size", [b"\xff\xff\xff\xff", b"\x00\x00\x00\xf0"])
def test_a_damaged_head_of_lzma_asks_for_gigabytes(read_bytes, monkeypatch, size):
    def unpack(_):
        raise MemoryError

    unpacked = buffers.Unpacked(unpack, lambda _: None)
    with pytest.raises(IngestError, match="cut off or damaged"):
        unpacked.read(10)
    packed = bytearray(zipped(zipfile.ZIP_LZMA))
    at = packed.index(b"a.txt") + 5 + 4 + 1
    packed[at : at + 4] = size
    assert len(read_bytes(bytes(packed))) == 2


def test_a_tag_of_a_sheet_that_says_the_same_very_often():
    assert ratio(lambda n: tables._check_sheet(b'<c r="A1" ' + b't="s" ' * n, []), 2_000, 20_000) < 30


def test_a_page_of_a_pdf_with_very_many_lines():
    def page(number):
        return [documents.Line(f"We wait {n}.", n % 50, 100 + n % 50, -14 * n, 12 - 14 * n) for n in range(number)]

    pages = {number: page(number) for number in (1_000, 10_000)}
    assert ratio(lambda number: list(documents._paragraphs([pages[number]])), 1_000, 10_000) < 30


HEADERS = [
    ("Subject", "=?utf-8?q?a?= " * 3_000),
    ("From", "(" * 20_000),
    ("From", "a@b.example, " * 3_000),
    ("Date", "1 " * 20_000),
    ("Content-Type", "text/plain; " + "".join(f"a*{n}=x; " for n in range(3_000))),
    ("Content-Type", "text/plain;\n" + "".join(f" a*{n}=x;\n" for n in range(3_000)) + " b=c"),
    ("Message-ID", "<" * 20_000),
]


@pytest.mark.parametrize(("name", "value"), HEADERS)
def test_a_header_that_would_take_minutes(read_bytes, name, value):
    headers = {
        "From": "Bo Ek <b@e.example>",
        "Date": "Tue, 07 May 2024 09:30:00 +0200",
        "Subject": "S",
        "To": "a@b.example",
    }
    message = "".join(f"{key}: {text}\n" for key, text in (headers | {name: value}).items())
    assert reasons(read_bytes(f"{message}\n{TEXT}")) == [
        f"its header {name} is longer than the limit of 4,000 characters"
    ]


def test_a_message_to_very_many(read_bytes):
    headers = (
        "From: Bo Ek <b@e.example>\nDate: Tue, 07 May 2024 09:30:00 +0200\nSubject: S\nTo: " + "a@b.example, " * 4_000
    )
    assert [item.title for item in read_bytes(f"{headers}\n\n{TEXT}")] == ["S"]


PART = "--b\nContent-Type: text/plain\nContent-Disposition: attachment\n\nWe wait.\n"
DEEP = "Content-Type: multipart/mixed; boundary=b{0}\n\n--b{0}\n"
MESSAGES = {
    "attachments": "Content-Type: multipart/mixed; boundary=b\n\n" + PART * 2_000,
    "attachments, the boundary in quotes": 'Content-Type: multipart/mixed;\n boundary="b"\n\n' + PART * 2_000,
    "attachments, the boundary in pieces": "Content-Type: multipart/mixed; boundary*0=b\n\n" + PART * 2_000,
    "attachments, the boundary in two pieces": "Content-Type: multipart/mixed; boundary*0=b; boundary*1=c\n\n"
    + "--bc\n\nWe wait.\n" * 2_000,
    "what became of a message": "Content-Type: message/delivery-status\n\n" + "Action: failed\n\n" * 2_000,
    "parts inside each other": "".join(DEEP.format(n) for n in range(20)) + "--b0\n\nWe wait.\n" * 2_000,
}


@pytest.mark.parametrize("body", MESSAGES.values(), ids=MESSAGES)
def test_a_message_of_very_many_parts(read_bytes, body):
    head = "From: Bo Ek <b@e.example>\nDate: Tue, 07 May 2024 09:30:00 +0200\nSubject: S\nMIME-Version: 1.0\n"
    assert reasons(read_bytes(head + body)) == ["it has more than 1,000 parts, which no message has"]


def test_a_message_of_very_deep_parts(read_bytes):
    head = "From: Bo Ek <b@e.example>\nDate: Tue, 07 May 2024 09:30:00 +0200\nSubject: S\nMIME-Version: 1.0\n"
    body = "".join(DEEP.format(n) for n in range(21)) + "\nWe wait.\n"
    assert reasons(read_bytes(head + body)) == ["its parts are nested more than 20 deep"]


FORWARDED = """From: Bo Ek <b@e.example>
Date: Tue, 07 May 2024 09:30:00 +0200
Subject: S
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b

We wait for the ferry.
--b
Content-Type: message/rfc822

{}
Subject: T

We wait for the tram.
--b--
"""


@pytest.mark.parametrize(
    "header", ["To: " + "a@b.example, " * 2_000, "Cc: <@[>, \u2028é <", "X: \udcff\udcfe", "no header"]
)
def test_a_message_that_hangs_on_another_is_read_as_it_came(read_bytes, header):
    started = time.process_time()
    items = read_bytes(FORWARDED.format(header).encode("utf-8", "surrogateescape"))
    assert items[0].text == "We wait for the ferry."
    assert len(items) == 2
    assert time.process_time() - started < 2  # to fold so many addresses anew takes ten times as long


def test_a_message_that_hangs_on_another_is_a_message_however_few_its_headers(read_bytes):
    _, attached = read_bytes(FORWARDED.format("To: " + "a@b.example, " * 2_000))
    assert (attached.title, attached.text) == ("T", "We wait for the tram.")


def test_a_message_of_very_many_lines_that_are_no_parts(read_bytes):
    head = "From: Bo Ek <b@e.example>\nDate: Tue, 07 May 2024 09:30:00 +0200\nSubject: S\nMIME-Version: 1.0\n"
    body = f"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n{TEXT}\n" + "--c\n--\n" * 2_000 + "--b--\n"
    assert [item.title for item in read_bytes(head + body)] == ["S"]


PRINTED = b"BT /F 12 Tf 50 700 Td (We wait, said Bo Ek.) Tj ET "
FLATE = b"/Filter/FlateDecode"


def pdf(*streams, pages=1, contents=b"4 0 R"):
    """A PDF of one page, printed as often as is wanted; its streams, each with what its dictionary says, are 4, 6, 7, …"""
    kids = b"3 0 R " * pages
    packed = [b"<<%b/Length %d>>stream\n%b\nendstream" % (about, len(raw), raw) for about, raw in streams]
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, pages),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents %b/Resources<</Font<</F 5 0 R>>>>>>" % contents,
        packed[0],
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *packed[1:],
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        table,
        len(objects) + 1,
        len(out),
    )


SMALL = (FLATE, zlib.compress(PRINTED))
FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</Font<</F 5 0 R>>/XObject<</X %d 0 R>>>>"
DRAWING = (b"", b"/X Do ")
FORMS = {
    "a form within itself": pdf(DRAWING, (FORM % 6, b"/X Do " * 10)),
    "forms within each other": pdf(
        DRAWING, *((FORM % (7 + n), b"/X Do " * 10) for n in range(10)), (FORM % 0, PRINTED)
    ),
}


@pytest.mark.parametrize("raw", FORMS.values(), ids=FORMS)
def test_a_pdf_of_a_few_bytes_that_is_drawn_for_ever(read_bytes, monkeypatch, raw):
    monkeypatch.setattr(pdfs, "PDF_SECONDS", 1)
    raw = raw.replace(b"<</Font<</F 5 0 R>>>>", b"<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>")
    assert reasons(read_bytes(raw)) == ["reading it took more than 1 seconds"]


LARGE = PRINTED + b" " * 50_000_000
FILLING = {
    "one stream": (FLATE, zlib.compress(LARGE, 1)),
    "packed twice": (b"/Filter[/FlateDecode/FlateDecode]", zlib.compress(zlib.compress(LARGE, 1))),
    "packed in another way": (b"/Filter[/ASCIIHexDecode/FlateDecode]", zlib.compress(LARGE, 1).hex().encode() + b">"),
}


@pytest.mark.parametrize("stream", FILLING.values(), ids=FILLING)
def test_a_page_of_a_pdf_that_would_fill_the_memory(read_bytes, monkeypatch, stream):
    monkeypatch.setattr(pdfs, "MAX_MEMORY", 60_000_000)
    assert reasons(read_bytes(pdf(stream))) == ["reading it takes more than 0.06 GB of memory, or it is damaged"]


UNDRAWN = {
    "a picture": pdf(SMALL, (FLATE + b"/Type/XObject/Subtype /Image", zlib.compress(LARGE, 1))),
    "a file that hangs on it": pdf(SMALL, (b"/Type/EmbeddedFile", b" " * 2_000_000)),
    "many streams of one page": pdf(*[SMALL] * 20, contents=b"[4 0 R 6 0 R]"),
    "damaged": pdf(SMALL, (FLATE, b"xxx")),
}


@pytest.mark.parametrize("raw", UNDRAWN.values(), ids=UNDRAWN)
def test_a_pdf_with_large_pictures_is_read(read_bytes, raw):
    assert ["We wait, said Bo Ek." in item.text for item in read_bytes(raw)] == [True]


def test_a_pdf_of_very_many_pages(monkeypatch):
    monkeypatch.setattr(pdfs, "MAX_PDF_PAGES", 5)
    with pytest.raises(IngestError, match="it has 6 pages, more than the limit of 5"):
        pdfs.read_here(pdf(SMALL, pages=6))
    assert len(pdfs.read_here(pdf(SMALL, pages=5))[1]) == 5


def test_no_file_of_the_folder_is_taken_for_a_module(read_bytes, monkeypatch, tmp_path):
    for name in ("quotes", "json", "pypdfium2"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    assert [item.text for item in read_bytes(pdf(SMALL))] == ["We wait, said Bo Ek."]


def field(kind):
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


@pytest.mark.parametrize("before", ["", "<w:p/>" * 150_000], ids=["near", "in the next piece"])
def test_fields_of_a_word_file_inside_each_other(read_bytes, before):
    deep = paragraphs(f"{before}<w:p>{field('begin') * 60}</w:p>")
    reason = "it has more than 50 fields inside each other, which no article has"
    assert reasons(read_bytes(repacked("statement.docx", word__document_xml=deep))) == [reason]
    words = "<w:r><w:t>We wait, said Bo Ek.</w:t></w:r>"
    many = paragraphs(f"<w:p>{(field('begin') + field('separate') + field('end')) * 5_000}{words}</w:p>")
    (article,) = read_bytes(repacked("statement.docx", word__document_xml=many))
    assert article.text == "We wait, said Bo Ek."


@pytest.mark.parametrize("head", ["WEBVTT\n\n", "1\n"], ids=["vtt", "srt"])
def test_subtitles_of_very_many_cues(read_bytes, monkeypatch, head):
    monkeypatch.setattr("quotes.ingest.captions.MAX_CUES", 5)
    cue = "00:00:01,000 --> 00:00:02,000\nWe wait.\n\n".replace(",", "." if "WEB" in head else ",")
    assert reasons(read_bytes(head + cue * 6)) == ["the subtitles have more than 5 cues"]


@pytest.mark.parametrize("header", [
    "From: undisclosed:; ;", "From: a@", 'From: "', "From: Oda Brandt <", 'Message-ID: <a@',
    'Content-Type: text/plain; charset="',
])  # fmt: skip
def test_a_header_that_cannot_be_taken_apart_is_as_none(read_bytes, header):
    headers = {
        "From": "From: ",
        "To": "To: a@b.example",
        "Subject": "Subject: The ferry",
        header.partition(":")[0]: header,
    }
    items = read_bytes("\n".join(headers.values()) + f"\n\n{TEXT}")
    assert [(item.title, item.byline, item.text) for item in items] == [("The ferry", "", TEXT.strip())]
