"""The paragraphs of a tree of elements, with the quotation marks that `q` and `blockquote` stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

# What begins a line of its own, in HTML and in trafilatura's XML.
_BLOCK_NAMES = (
    "html body main article section div p blockquote pre h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table tr td th thead tbody"
    " figure figcaption header footer nav aside form fieldset details summary address hr center"
    " head item list quote row cell fw graphic doc text"
)
_SILENT_NAMES = "script style noscript template svg button select option iframe object title meta link"
BLOCKS = frozenset(_BLOCK_NAMES.split())
SILENT = frozenset(_SILENT_NAMES.split())
MARKS = re.compile(r"[\"“”«»„‟]|(?<!\w)['‘‹](?=\w)")
_OPENING = re.compile(r"\W{0,2}[\"“«„‘']")


def paragraphs(root: Any) -> Iterator[tuple[Any, str]]:
    """Yield each block of running text with the element it stands in; two line breaks part paragraphs as well."""
    pieces: list[str] = []
    owner = root

    def flush() -> Iterator[tuple[Any, str]]:
        for part in re.split(r"\n\s*\n", "".join(pieces)):
            line = " ".join(part.split())
            if line:
                yield owner, line
        pieces.clear()

    for event, element in _walk(root):
        tag = element.tag
        if tag in BLOCKS:
            yield from flush()
            owner = element if event == "start" else element.getparent()
        elif tag in ("br", "lb") and event == "start":
            pieces.append("\n")
        if event == "start":
            pieces.append((element.text or "").replace("\n", " "))
        elif element is not root:
            pieces.append((element.tail or "").replace("\n", " "))
    yield from flush()


def _walk(root: Any) -> Iterator[tuple[str, Any]]:
    """Start and end of every element that shows; of a silent one the end alone, for the text behind it."""
    stack = [(root, iter(root))]
    yield "start", root
    while stack:
        element, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            yield "end", element
        elif not isinstance(child.tag, str) or child.tag in SILENT:
            yield "end", child
        else:
            stack.append((child, iter(child)))
            yield "start", child


def print_marks(tree: Any) -> None:
    """Write into the tree the quotation marks that browsers draw around `q`, and those a block quotation stands for."""
    for element in list(tree.iter("q")):
        inner = any(parent.tag == "q" for parent in element.iterancestors())
        if not _OPENING.match("".join(element.itertext())[:5]):
            _wrap(element, *("‘’" if inner else "“”"))
    for element in list(tree.iter("q")):
        element.tag = "span"  # trafilatura has its own way with q
    for element in list(tree.iter("blockquote")):
        if not any(parent.tag == "blockquote" for parent in element.iterancestors()):
            _mark_block(element)


def _mark_block(quotation: Any) -> None:
    """Open every paragraph with a mark and close the last; what names the speaker follows after a dash."""
    credits = [found for found in quotation.iter("cite", "footer", "figcaption") if found.getparent() is not None]
    named = " ".join(" ".join("".join(found.itertext()).split()) for found in credits[:1])
    for found in credits:
        found.drop_tree()
    if quotation.text and quotation.text.strip() and not any(child.tag in BLOCKS for child in quotation):
        leaves = [quotation]
    else:
        leaves = [element for element in quotation.iter("p", "li", "div") if _is_leaf(element)]
    if not leaves:
        leaves = [quotation]
    marked = bool(MARKS.search("".join(quotation.itertext())))
    for leaf in () if marked else leaves:
        _wrap(leaf, "“", "”" if leaf is leaves[-1] else "")
    if named:
        _append(leaves[-1], named if named[0] in "-–—" else f"— {named}")
    elif leaves[-1] is not quotation and (leaves[-1].tail or "").strip()[:1] in tuple("-–—"):
        tail, leaves[-1].tail = leaves[-1].tail, None
        rest = "".join("".join(after.itertext()) + (after.tail or "") for after in leaves[-1].itersiblings())
        for after in list(leaves[-1].itersiblings()):
            quotation.remove(after)
        _append(leaves[-1], f"{tail} {rest}")


def _is_leaf(element: Any) -> bool:
    return bool("".join(element.itertext()).strip()) and not any(child.tag in BLOCKS for child in element)


def _wrap(element: Any, opening: str, closing: str) -> None:
    element.text = opening + (element.text or "").lstrip()
    if len(element):
        element[-1].tail = (element[-1].tail or "").rstrip() + closing
    else:
        element.text = element.text.rstrip() + closing


def _append(element: Any, words: str) -> None:
    words = " " + " ".join(words.split())
    if len(element):
        element[-1].tail = (element[-1].tail or "") + words
    else:
        element.text = (element.text or "") + words
