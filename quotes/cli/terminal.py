"""What may reach a terminal: nothing from an article that it would obey."""

from __future__ import annotations

import os
import sys

import click

# controls (tab and newline aside), and marks that change the direction of writing behind the reader's back
HIDDEN = {
    code: None
    for code in (*range(32), *range(127, 160), 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
UNSAFE = {code: "" for code in HIDDEN if code not in (9, 10)}


def printable(text: str) -> str:
    """The text without anything that a terminal would obey: escapes, controls, changes of direction."""
    return text.translate(UNSAFE).encode("utf-8", "replace").decode("utf-8")


def to_terminal() -> bool:
    """Whether a person is reading standard output."""
    return sys.stdout.isatty()


def highlighted(text: str) -> str:
    """The words set off from those around them: bold underlined on a terminal, in brackets elsewhere."""
    if to_terminal() and not os.environ.get("NO_COLOR"):
        return click.style(text, bold=True, underline=True)
    return f"⟦{text}⟧"
