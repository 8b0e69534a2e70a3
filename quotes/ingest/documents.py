"""PDF and Word documents: their paragraphs, and of a PDF the page that each stands on."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from quotes.errors import IngestError
from quotes.ingest.buffers import DAMAGE
from quotes.ingest.page import fragment
from quotes.ingest.pdf import Line, printed
from quotes.ingest.sources import Options, Source, located, make_article, read_all
from quotes.ingest.wrapped import is_label
from quotes.limits import MAX_DOCUMENT, MAX_ELEMENTS, MAX_FIELDS
from quotes.types import Article, Failure

BESIDE = 200  # lines before and behind one, by which the width of its column is told: a page has a hundred
EDGE = 2  # lines at the top and at the bottom of a page that may be its running heads
_NUMBER = re.compile(r"\W*(?:page|p\.)?\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*", re.IGNORECASE)
_NUMBERED = re.compile(r"\s*(\d{1,2})(?:\s+|\Z)")
_ENDS = re.compile(r"[.!?:…][\"'”’»)\]]*\Z")
_NO_TITLE = re.compile(r"Microsoft|untitled|\.\w{2,5}\Z", re.IGNORECASE)


def read_pdf(source: Source, options: Options) -> Iterator[Article | Failure]:
    """Yield the one article of a PDF with a text layer, without running heads, and which of its pages have no text."""
    raw = read_all(source, MAX_DOCUMENT)
    title, pages = printed(raw, options.seconds)
    bare = [number for number, lines in enumerate(pages, start=1) if not lines]
    if len(bare) == len(pages):
        raise IngestError("a scan: its pages are pictures without text; recognise the text first (with ocrmypdf, say)")
    text, locators = located(_paragraphs(_without_heads(pages)), "page")
    fields = {"text": text, "title": "" if _NO_TITLE.search(title) else title}
    yield make_article(fields, source, options, raw=raw, extractor="pdf", verbatim=True, locators=locators)
    if bare:
        some = ", ".join(map(str, bare[:10])) + (", …" if len(bare) > 10 else "")
        yield Failure(source.origin, f"pages without text, which were left out: {some}")


def _without_heads(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """The pages without the lines that come again at their edges, page numbers, and the numbers before lines."""
    shape = [[re.sub(r"\d+", "#", line.text).casefold() for line in _edges(lines)] for lines in pages]
    times = Counter(head for heads in shape for head in set(heads))
    out = []
    for lines, heads in zip(pages, shape, strict=True):
        running = {
            line
            for line, head in zip(_edges(lines), heads, strict=True)
            if len(pages) > 1 and times[head] > max(1, len(pages) // 3) or _NUMBER.fullmatch(line.text)
        }
        out.append(_unnumbered([line for line in lines if line not in running]))
    return out


def _edges(lines: list[Line]) -> list[Line]:
    high = sorted(lines, key=lambda line: -line.top)
    return high[:EDGE] + high[EDGE:][-EDGE:]


def _unnumbered(lines: list[Line]) -> list[Line]:
    """The lines without their numbers, where they are counted from 1 on, as in the records of courts."""
    numbers = [int(m[1]) if (m := _NUMBERED.match(line.text)) else 0 for line in lines]
    if len(lines) < 5 or sum(b == a + 1 for a, b in pairwise(numbers)) < 0.8 * (len(lines) - 1):
        return lines
    bare = (line._replace(text=_NUMBERED.sub("", line.text, count=1)) for line in lines)
    return [line for line in bare if line.text]


def _paragraphs(pages: Sequence[list[Line]]) -> Iterator[list[tuple[str, int]]]:
    """The paragraphs, each of its lines with the page that they stand on; one may go on over a page's end."""
    paragraph: list[tuple[str, int]] = []
    for number, lines in enumerate(pages, start=1):
        gaps = [a.bottom - b.top for a, b in pairwise(lines) if a.bottom >= b.top]
        usual = median(gaps) if gaps else 0.0
        for n, line in enumerate(lines):
            before = lines[n - 1] if n else None
            words = paragraph[-1][0] if paragraph else ""
            ended = bool(_ENDS.search(words))
            if before is None:
                begins = ended or is_label(line.text)
            else:
                begins = (
                    is_label(line.text)
                    and ended
                    or _is_apart(before, line, lines[max(0, n - BESIDE) : n + BESIDE], usual, ended)
                )
            if paragraph and begins:
                yield paragraph
                paragraph = []
            elif words.endswith("-") and line.text[:1].islower() and not words.endswith(" -"):
                paragraph[-1] = (words[:-1], paragraph[-1][1])  # a word in two
                head, _, rest = line.text.partition(" ")
                paragraph[-1] = (paragraph[-1][0] + head, paragraph[-1][1])
                paragraph += [(rest, number)] if rest else []
                continue
            paragraph.append((line.text, number))
    if paragraph:
        yield paragraph


def _is_apart(before: Line, line: Line, lines: Sequence[Line], usual: float, ended: bool) -> bool:
    """Whether a line begins a paragraph: after a gap, by an indent, or behind a short line that ends a sentence.

    `lines` are those around it.
    """
    height = max(before.top - before.bottom, 1.0)
    column = [other for other in lines if other.left < before.right and before.left < other.right]
    short = ended and before.right < max(other.right for other in column) - 6 * height
    if line.top > before.top:  # the next column
        return short
    indented = ended and line.left - before.left > height / 2
    shouted = line.text.isupper() != before.text.isupper() or line.text.startswith("BY ")  # a heading, too
    taller = abs((line.top - line.bottom) - height) > height / 4  # a heading
    return before.bottom - line.top > usual + height / 2 or indented or short or taller or shouted


def read_docx(source: Source, options: Options) -> Iterator[Article | Failure]:
    """Yield the one article of a Word document: body, tables and notes, changes as accepted, without comments."""
    import mammoth

    raw = read_all(source, MAX_DOCUMENT)
    _check_elements(raw)
    try:
        html = mammoth.convert_to_html(
            io.BytesIO(raw),
            convert_image=lambda image: [],
            ignore_empty_paragraphs=True,
            style_map="p[style-name='Title'] => h1:fresh",
        ).value
        fields = fragment(html)
        first, headings = str(fields["text"]).partition("\n")[0], fields["headings"]
        own = {"title": first} if isinstance(headings, set) and first in headings else {}
        fields |= own | _properties(raw)
    except IngestError:
        raise
    except Exception as error:  # damaged documents find bugs in parsers; one must not end the batch
        raise IngestError(f"not a Word document that can be read ({type(error).__name__})") from error
    yield make_article(fields, source, options, raw=raw, extractor="docx")


def _check_elements(raw: bytes) -> None:
    """Raises IngestError for a Word file that has more XML than a document needs, or its fields deeper inside each other."""
    count = 0
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for member in archive.infolist():
                count += _elements(archive, member)
                if count > MAX_ELEMENTS:
                    raise IngestError(f"it has more than {MAX_ELEMENTS:,} elements of XML, which no article has")
    except (*DAMAGE, ValueError, NotImplementedError, RuntimeError) as error:
        raise IngestError(f"not a Word document that can be read ({error})") from None


MAX_TAG = 10_000  # bytes of a tag that the end of a piece of XML cuts in two
_FIELD = re.compile(rb"<(?:\w+:)?fldChar\b[^<>]*?\bfldCharType\s*=\s*[\"'](begin|end)[\"']")


def _elements(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """How many elements a member has, if it is XML, whatever it is called; counted no further than the limit."""
    count, size, depth, rest = 0, 0, 0, b""
    with archive.open(member) as stream:
        while count <= MAX_ELEMENTS and (chunk := stream.read(1_000_000)):
            words = chunk.lstrip(b"\xef\xbb\xbf\xfe\xff\0 \t\r\n")
            if not size and words and not words.startswith(b"<"):
                return 0
            count += chunk.count(b"<") - chunk.count(b"</")
            whole, tag, tail = (rest + chunk).rpartition(b"<")
            rest = (tag + tail)[:MAX_TAG]
            for m in _FIELD.finditer(whole):
                depth = depth + 1 if m[1] == b"begin" else max(0, depth - 1)
                if depth > MAX_FIELDS:
                    raise IngestError(f"it has more than {MAX_FIELDS} fields inside each other, which no article has")
            size += len(chunk)
            if size > MAX_DOCUMENT:
                raise IngestError(f"{member.filename} in it is larger than the limit of {MAX_DOCUMENT // 1_000_000} MB")
    return count


def _properties(raw: bytes) -> dict[str, object]:
    """The title and the author that a Word document says it has."""
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        if "docProps/core.xml" not in archive.NameToInfo:
            return {}
        root = etree.fromstring(archive.read("docProps/core.xml"), etree.XMLParser(resolve_entities=False))
    names = {"{http://purl.org/dc/elements/1.1/}title": "title", "{http://purl.org/dc/elements/1.1/}creator": "byline"}
    found = {names[child.tag]: (child.text or "").strip() for child in root if child.tag in names}
    return {name: value for name, value in found.items() if not _NO_TITLE.search(value) and value != "python-docx"}
