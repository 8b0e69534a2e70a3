"""Plain text, text copied from a browser, and Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from quotes.errors import IngestError
from quotes.ingest import header, paste
from quotes.ingest.encoding import decode, mend
from quotes.ingest.names import resolve
from quotes.ingest.records import Options, Source, make_article, read_all
from quotes.ingest.wrapped import unwrap
from quotes.limits import MAX_FRONT_MATTER, MAX_NESTED, MAX_TEXT
from quotes.types import Article, Failure

_FRONT_MATTER = re.compile(r"\ufeff?\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


def read_text(source: Source, options: Options) -> Iterator[Article | Failure]:
    """The one article of a plain text, or of a page pasted whole, whose surroundings are left out.

    Lines wrapped at a width are joined; headline, byline and date at the top go into the fields, and not into the text.
    """
    raw = read_all(source, MAX_TEXT)
    text = mend(unwrap(decode(raw, source.charset).replace("\r\n", "\n")))
    page = paste.parse(text)
    fields = page.fields | {"text": page.text if page.is_page else paste.below_header(text, page.fields)}
    fields |= {name: value for name, value in header.dateline(str(fields["text"])).items() if not fields.get(name)}
    extractor = "paste" if page.is_page else "text"
    yield make_article(fields, source, options, raw=raw, extractor=extractor)


def read_markdown(source: Source, options: Options) -> Iterator[Article | Failure]:
    """The one article of a Markdown file: fields from its front matter, text without its markup."""
    raw = read_all(source, MAX_TEXT)
    text = mend(decode(raw, source.charset))
    match = _FRONT_MATTER.match(text[:MAX_FRONT_MATTER])
    fields = resolve(_front_matter(match[1]) if match else {}, options.columns)
    heading, body = strip_markdown(text[match.end() :] if match else text)
    if heading and fields.get("title") in (None, "", heading):
        fields["title"] = heading
    elif heading:
        body = f"{heading}\n\n{body}"
    yield make_article(fields | {"text": body}, source, options, raw=raw, extractor="markdown")


class _Loader(yaml.BaseLoader):
    """Leaves every scalar a string (a date that is none is ours to report), and takes no alias for an answer.

    A few lines of aliases to aliases stand for more text than any machine holds.
    """

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            line = self.peek_event().start_mark.line + 2
            raise IngestError(f"line {line}: broken front matter: aliases (*name) are not followed")
        if self.depth == MAX_NESTED:
            raise IngestError(f"broken front matter: nested more than {MAX_NESTED} deep")
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _front_matter(text: str) -> dict[str, object]:
    try:
        values = yaml.load(text, Loader=_Loader)
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:  # the last two by escapes such as \\U
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 2
        raise IngestError(f"line {line}: broken front matter") from None
    if not isinstance(values, dict):
        raise IngestError("broken front matter: it is not a list of fields")
    return values


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


def strip_markdown(text: str) -> tuple[str, str]:
    """The first heading when it opens the text (else empty), and the text with its markup taken off.

    Paragraphs are parted by an empty line; a block quotation gets quotation marks if it has none.
    """
    heading, paragraphs = "", []
    for index, block in enumerate(re.split(r"\n[ \t]*\n", _without_comments(text).strip())):
        if index == 0 and re.match(r"#[ \t]+[^\n]+\Z", block):
            heading = _inline(block.lstrip("# \t").rstrip("# \t"))
            continue
        paragraphs += _paragraphs(block)
    return heading, "\n\n".join(paragraphs)


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
    """The text in quotation marks; unchanged when it brings its own."""
    return text if text[:1] in _OPENING or "“" in text or '"' in text else f"“{text}”"
