"""Documents of a CoNLL-U file as running text: words with their tags, and the mentions of GUM's `Entity=` annotation.

Training learns from them and evaluation measures on them. Offsets are characters of the document's text, which is its
sentences with one space between them and a blank line between paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from quotes.types import Span

_TITLES = (
    "mr mrs ms miss dr sir president senator sen rep gov governor prof professor king queen prince princess pope "
    "general captain judge lord lady saint st secretary minister mayor chancellor"
)
NAME_TITLES = frozenset(_TITLES.split())
_JOINS = {"organization": ("of", "for", "and", "&"), "place": ("of",)}  # inside a name: Department of State
_OPEN_OR_CLOSE = re.compile(r"\(([^()]+)(\)?)|([^()]+)\)")


@dataclass(frozen=True, slots=True)
class Word:
    """One syntactic word; `proper` says whether it belongs to a name, `entity` is its raw `Entity=` value."""

    start: int
    end: int
    upos: str
    proper: bool
    form: str
    entity: str


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention of a chain; `name` is the run of proper nouns at its head, without titles, if it is a name."""

    chain: str
    kind: str
    start: int
    end: int
    name: Span | None


@dataclass(slots=True)
class Document:
    """One document, in the order of the file."""

    id: str
    text: str = ""
    words: list[Word] = field(default_factory=list)

    def mentions(self) -> list[Mention]:
        """Return GUM's mentions in reading order, outer ones first; none where nothing is annotated."""
        found = sorted(_mentions(self.words), key=lambda m: (m[2], -m[3]))
        return [self._mention(*m) for m in found]

    def _mention(self, chain: str, kind: str, first: int, last: int, heads: list[int]) -> Mention:
        name, words = _proper(self.words, kind, first, last, heads), self.words
        where = (words[name[0]].start, words[name[1]].end) if name else None
        return Mention(chain, kind, words[first].start, words[last].end, where)


def read(path: Path) -> Iterator[Document]:
    """Yield the documents of a file; raises OSError, and ValueError for a line that has not ten columns."""
    document = Document("")
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = block.splitlines()
        new = next((x for x in lines if x.startswith("# newdoc id")), None)
        if new:
            if document.words:
                yield document
            document = Document(new.split("=", 1)[1].strip())
        if document.text:
            document.text = document.text.rstrip() + ("\n\n" if any(x.startswith("# newpar") for x in lines) else " ")
        _add_sentence(document, [x for x in lines if x and not x.startswith("#")])
    if document.words:
        yield document


def _add_sentence(document: Document, lines: list[str]) -> None:
    text, until, after = document.text, 0, ""
    for line in lines:
        index, form, _, upos, xpos, _, _, _, _, misc = line.split("\t")
        if "." in index:
            continue
        tight = "SpaceAfter=No" in misc
        if "-" in index:  # a contraction: its parts are written without space, the whole decides what follows
            until, after = int(index.split("-")[1]), "" if tight else " "
            continue
        start = len(text)
        text += form
        entity = next((f[7:] for f in misc.split("|") if f.startswith("Entity=")), "")
        proper = upos == "PROPN" or xpos.startswith("NNP")  # the United in the States' name is an ADJ, and an NNP
        document.words.append(Word(start, len(text), upos, proper, form, entity))
        if until:
            if int(index) == until:
                text, until = text + after, 0
        elif not tight:
            text += " "
    document.text = text


def _mentions(words: list[Word]) -> Iterator[tuple[str, str, int, int, list[int]]]:
    """GUM's mentions as (chain, type, first word, last word, head words)."""
    opened: dict[str, list[tuple[str, int, str]]] = {}
    for i, w in enumerate(words):
        for m in _OPEN_OR_CLOSE.finditer(w.entity):
            if m.group(3):
                stack = opened.get(m.group(3))
                if stack:
                    kind, first, heads = stack.pop()
                    yield m.group(3), kind, first, i, _heads(heads, first)
                continue
            chain, kind, _, _, _, heads = (m.group(1).split("-") + [""] * 6)[:6]
            if m.group(2):
                yield chain, kind, i, i, [i]
            else:
                opened.setdefault(chain, []).append((kind, i, heads))


def _heads(listed: str, first: int) -> list[int]:
    return [first + int(h) - 1 for h in listed.split(",") if h.isdecimal()] or [first]


def _proper(words: list[Word], kind: str, first: int, last: int, heads: list[int]) -> Span | None:
    """The run of proper nouns at a mention's head as (first, last word), without titles; None if it is no name.

    `heads` is the mention's minimal span. A name begins with it or stands right after its first word (`physicist John
    Wheeler`), and no noun follows that it only modifies (`New York bar`); of `citizens of San Francisco` there is none.
    """
    lo = heads[0]
    if not words[lo].proper:
        lo += 1
    while lo > first and words[lo - 1].proper:
        lo -= 1
    hi = lo - 1
    while hi < last:
        if words[hi + 1].proper:
            hi += 1
        elif hi >= lo and hi + 2 <= last and words[hi + 1].form in _JOINS.get(kind, ()) and words[hi + 2].proper:
            hi += 2
        else:
            break
    if hi + 1 in heads or not any(lo <= h <= hi for h in heads):
        return None
    while lo < hi and _is_title(words[lo]):
        lo += 1
    return None if kind == "person" and _is_title(words[hi]) else (lo, hi)


def _is_title(word: Word) -> bool:
    return word.form.lower().strip(".") in NAME_TITLES
