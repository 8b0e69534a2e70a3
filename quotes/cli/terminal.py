"""What may reach a terminal: nothing from an article that it would obey."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence

import click

Span = Sequence[int]

# controls (tab and newline aside), and marks that change the direction of writing behind the reader's back
HIDDEN = {
    code: None
    for code in (*range(32), *range(127, 160), 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
UNSAFE = {code: "" for code in HIDDEN if code not in (9, 10)}


def printable(text: str) -> str:
    """Return the text without anything that a terminal would obey: escapes, controls, changes of direction."""
    return text.translate(UNSAFE).encode("utf-8", "replace").decode("utf-8")


def to_terminal() -> bool:
    """Tell whether a person is reading standard output."""
    return sys.stdout.isatty()


def highlighted(text: str) -> str:
    """Return the words set off from those around them: bold on a terminal, in brackets elsewhere."""
    return click.style(text, bold=True) if _styled() else f"⟦{text}⟧"


def underlined(text: str) -> str:
    """Return the words underlined: on a terminal by it, elsewhere between underscores."""
    return click.style(text, underline=True) if _styled() else f"_{text}_"


def marked(text: str, words: Iterable[Span], source: Iterable[Span] = ()) -> str:
    """Return a passage with its quotation highlighted and its printed source underlined; spans are characters of the passage."""
    spans = [(span[0], span[1], highlighted) for span in words] + [(span[0], span[1], underlined) for span in source]
    out, at = "", 0
    for start, end, style in sorted(spans, key=lambda span: (span[0], span[1])):
        if start >= at:
            out += printable(text[at:start]) + style(printable(text[start:end]))
            at = end
    return out + printable(text[at:])


def _styled() -> bool:
    return to_terminal() and not os.environ.get("NO_COLOR")
