"""A bug of ours, as a user meets it: one line that names it, while the rest goes on."""

from __future__ import annotations

import traceback
from pathlib import Path

ON = True  # off in tests, where a bug must show
_PACKAGE = Path(__file__).parent


def described(error: BaseException) -> str:
    """Return the kind of an error, its words, and the line of ours that it came through, for a report."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = next((frame for frame in reversed(frames) if Path(frame.filename).is_relative_to(_PACKAGE)), None)
    place = f", {Path(ours.filename).name} line {ours.lineno}" if ours else ""
    return f"{type(error).__name__}: {' '.join(str(error).split())[:200]}{place}"
