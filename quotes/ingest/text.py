"""Plain text, text copied from a browser, and Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from quotes.ingest import header, headings, masthead, paste
from quotes.ingest.columns import resolve
from quotes.ingest.encoding import decode, mend
from quotes.ingest.sources import Options, Source, make_article, read_all
from quotes.ingest.wrapped import unwrap
from quotes.limits import MAX_FRONT_MATTER, MAX_TEXT
from quotes.types import Article, Failure

_PASSED_ON = re.compile(r">(?!>) ?")
_FRONT_MATTER = re.compile(r"\ufeff?\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


def read_text(source: Source, options: Options) -> Iterator[Article | Failure]:
    """Yield the one article of a plain text, or of a page pasted whole, whose surroundings are left out.

    Lines wrapped at a width are joined; headline, byline and date at the top go into the fields, and not into the text.
    """
    raw = read_all(source, MAX_TEXT)
    text = mend(unwrap(_unquoted(decode(raw, source.charset).replace("\r\n", "\n"))))
    page = paste.parse(text)
    fields = page.fields | {"text": page.text if page.is_page else paste.below_header(text, page.fields)}
    extractor = "paste" if page.is_page else "text"
    yield make_article(fields | _people(fields), source, options, raw=raw, extractor=extractor)


def _unquoted(text: str) -> str:
    """The text without the `>` before each of its lines, as mail quotes what it passes on; captions have `>>`."""
    lines = text.split("\n")
    filled = [line for line in lines if line.strip()]
    if len(filled) < 3 or not all(_PASSED_ON.match(line) for line in filled):
        return text
    return "\n".join(_PASSED_ON.sub("", line, count=1) for line in lines)


def read_markdown(source: Source, options: Options) -> Iterator[Article | Failure]:
    """Yield the one article of a Markdown file: fields from its front matter, text without its markup."""
    raw = read_all(source, MAX_TEXT)
    text = mend(decode(raw, source.charset))
    match = _FRONT_MATTER.match(text[:MAX_FRONT_MATTER])
    fields = resolve(_fields(match[1]) if match else {}, options.columns)
    found = strip_markdown(text[match.end() :] if match else text)
    top, paragraphs = _header(found.paragraphs)
    fields |= {name: value for name, value in (top | _people(top)).items() if not fields.get(name)}
    heads = set(found.headings)
    if found.title and fields.get("title") in (None, "", found.title):
        fields["title"] = found.title
    elif found.title:
        paragraphs = [found.title, *paragraphs]
        heads.add(found.title)
    fields |= {"text": "\n\n".join(paragraphs), "headings": heads}
    yield make_article(fields, source, options, raw=raw, extractor="markdown")


def _fields(front_matter: str) -> dict[str, object]:
    from quotes.ingest import front_matter as reader  # takes YAML along, without which most files are read

    return reader.read(front_matter)


def _header(paragraphs: list[str]) -> tuple[dict[str, object], list[str]]:
    """The byline and the dates that the first paragraphs are, and the paragraphs below; all of them if nothing is left."""
    fields: dict[str, object] = {}
    for number, line in enumerate(paragraphs[: paste.HEADER]):
        if byline := header.byline_in(line):
            fields.setdefault("byline", byline)
        elif not header.is_date_line(line):
            return fields, paragraphs[number:]
        for name, day in header.dates_in(line).items():
            fields.setdefault(name, day)
    return {}, paragraphs


def _people(fields: Mapping[str, object]) -> dict[str, object]:
    """The byline's names without offices, and the agency that stands among them; nothing where no name is understood."""
    names, agency = masthead.names_in(str(fields.get("byline") or ""))
    found: dict[str, object] = {"byline": names} if names else {}
    return found | ({"agency": agency} if agency and not fields.get("agency") else {})


_BLOCK_MARKS = re.compile(r"^[ \t]{0,8}(?:#{1,6}[ \t]+|[-*+][ \t]+|\d{1,3}[.)][ \t]+)")
_INLINE = (
    (re.compile(r"!\[[^\]\n]{0,500}\]\([^)\n]{0,500}\)"), ""),
    (re.compile(r"\[([^\]\n]{1,500})\](?:\([^)\n]{0,500}\)|\[[^\]\n]{0,200}\])"), r"\1"),
    (re.compile(r"(\*{1,3})(?=\S)([^*\n]{1,500})(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<!\w)(_{1,3})(?=\S)([^_\n]{1,500})(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"</?(?:em|strong|b|i|u|span|p|div|br|a)\b[^<>]{0,300}>", re.IGNORECASE), ""),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!>|-])"), r"\1"),
)
_QUOTED = re.compile(r"^[ \t>]*>[ \t]?", re.MULTILINE)
_OPENING = "\"“„«‘'"
_HEADING = re.compile(r"^[ ]{0,3}#{1,6}[ \t]+[^\n]+$", re.MULTILINE)
_CLOSED = re.compile(r"(?<=\S)[ \t]+#+[ \t]*\Z")
_UNDERLINED = re.compile(r"([^\n]{1,300})\n[ ]{0,3}(={3,}|-{3,})[ \t]*(?:\n|\Z)")
_BOLD = re.compile(r"[ \t]*(\*\*|__)(?=\S)([^*_\n]{1,300})\1[ \t]*")
_SENTENCE = re.compile(r"[.!?:,][\"'”’»)]*\Z")


@dataclass(frozen=True, slots=True)
class Stripped:
    """A Markdown text without its markup: the heading that opens it, its paragraphs, and those of them that are headings."""

    title: str = ""
    paragraphs: list[str] = field(default_factory=list)
    headings: set[str] = field(default_factory=set)


def strip_markdown(text: str) -> Stripped:
    """Return the text with its markup taken off; a block quotation gets quotation marks if it has none."""
    found = Stripped()
    title = ""
    blocks = (part for block in re.split(r"\n[ \t]*\n", _without_comments(text).strip()) for part in _headed(block))
    for index, block in enumerate(blocks):
        heads = _is_heading(block)
        plain = _paragraphs(_CLOSED.sub("", block) if heads else block)
        if heads:
            if index == 0 and re.match(r"#[ \t]", block):
                title = plain[0] if plain else ""
                continue
            found.headings.update(plain)
        found.paragraphs.extend(plain)
    return replace(found, title=title)


def _headed(block: str) -> Iterator[str]:
    """The parts of a block that headings make of it, those underlined written as those with a #."""
    underlined = _UNDERLINED.match(block)
    if underlined and not _BLOCK_MARKS.match(block):
        block = f"{'#' if underlined[2][0] == '=' else '##'} {underlined[1].strip()}\n{block[underlined.end() :]}"
    at = 0
    for match in _HEADING.finditer(block):
        if before := block[at : match.start()].strip("\n"):
            yield before
        yield match.group()
        at = match.end()
    if (rest := block[at:].strip("\n")).strip():
        yield rest


def _is_heading(block: str) -> bool:
    """Whether a block is a heading: with a #, or a few words all in bold that are no sentence."""
    if _HEADING.fullmatch(block):
        return True
    if not (bold := _BOLD.fullmatch(block)):
        return False
    return len(bold[2].split()) <= headings.LONGEST and not _SENTENCE.search(bold[2])


def _without_comments(text: str) -> str:
    before, *after = text.split("<!--")
    return before + "".join(part.partition("-->")[2] if "-->" in part else "<!--" + part for part in after)


def _paragraphs(block: str) -> list[str]:
    if re.match(r"[ \t]{0,3}>", block):
        return [as_quotation(part) for part in _paragraphs(_QUOTED.sub("", block))]
    joined: list[list[str]] = []  # a list of pieces each, as adding to a string copies it
    for line in block.split("\n"):
        if _is_rule(line):
            continue
        if joined and not _BLOCK_MARKS.match(line) and not joined[-1][0].startswith("#"):
            joined[-1] += ("\n" if joined[-1][-1].endswith("  ") else " ", line.strip())
        else:
            joined.append([line])
    parts = [_inline(_BLOCK_MARKS.sub("", "".join(part))) for part in joined]
    return [part for part in parts if part]


def _is_rule(line: str) -> bool:
    """Whether the line is a rule across the page: three marks or more, and nothing else."""
    bare = "".join(line.split())
    return len(bare) >= 3 and not bare.strip("-*_=")


def _inline(text: str) -> str:
    for pattern, plain in _INLINE:
        text = pattern.sub(plain, text)
    return re.sub(r"[ \t]+(?=\n|\Z)", "", text).strip()


def as_quotation(text: str) -> str:
    """Return the text in quotation marks; unchanged when it brings its own."""
    return text if text[:1] in _OPENING or "“" in text or '"' in text else f"“{text}”"
