"""What may stand in a cell of a table that somebody opens in a spreadsheet."""

from __future__ import annotations

import re
from typing import Any

_FORMULA = re.compile(r"[=+@\t\r\n＝＋＠]|[-－](?!\s)")


def harmless(value: Any) -> Any:
    """Return the value, its text behind an apostrophe where a spreadsheet would take it for a formula and run it."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value
