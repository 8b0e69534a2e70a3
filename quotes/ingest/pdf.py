"""What a PDF prints, read in a process of its own: a few bytes can make the library, which is C++, work for hours or fill the memory."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from contextlib import suppress
from signal import Signals
from typing import Any, NamedTuple

from quotes.errors import IngestError
from quotes.limits import MAX_MEMORY, MAX_PDF_PAGES, MAX_TEXT, PDF_BYTES, PDF_SECONDS


class Line(NamedTuple):
    """A printed line; places in points from the left and from the bottom of the page."""

    text: str
    left: float
    right: float
    bottom: float
    top: float


Printed = tuple[str, list[list[Line]]]  # the title that the file gives itself, and the lines of each page


def printed(raw: bytes, seconds: float) -> Printed:
    """Return the title and the lines of a PDF's pages, in the order in which the file has them.

    Raises IngestError for what is no PDF, and for one that takes more memory, or more time of the processor, than one of
    its size should; never more than `seconds` (0: no limit).
    """
    most = min(seconds, PDF_SECONDS + len(raw) / PDF_BYTES)
    # -P, lest a file in the folder that is read is taken for a module
    command = [sys.executable, "-P", "-m", __name__, str(most), str(MAX_MEMORY)]
    done = subprocess.run(command, input=raw, capture_output=True, check=False)
    if done.returncode < 0 and Signals(-done.returncode).name == "SIGXCPU":
        raise IngestError(f"reading it took more than {most:.0f} seconds")
    last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
    if done.returncode > 0 and "MemoryError" not in last:
        raise RuntimeError(last)
    if done.returncode:
        raise IngestError(f"reading it takes more than {MAX_MEMORY / 1e9:g} GB of memory, or it is damaged")
    title, pages, reason = json.loads(done.stdout)
    if reason:
        raise IngestError(reason)
    return title, [[Line(*line) for line in lines] for lines in pages]


def read_here(raw: bytes) -> Printed:
    """Return the same, read in this process, without limits of time and memory."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        reason = "it asks for a password" if "password" in str(error).lower() else " ".join(str(error).split())[:120]
        raise IngestError(f"not a PDF that can be read ({reason})") from None
    try:
        if len(pdf) > MAX_PDF_PAGES:
            raise IngestError(f"it has {len(pdf):,} pages, more than the limit of {MAX_PDF_PAGES:,}")
        pages, size = [], 0
        for page in pdf:
            pages.append(_lines(page))
            size += sum(len(line.text) for line in pages[-1])
            if size > MAX_TEXT:
                raise IngestError(f"its text is longer than the limit of {MAX_TEXT // 1_000_000} MB for one article")
        return str(pdf.get_metadata_dict().get("Title") or ""), pages
    except pypdfium2.PdfiumError as error:
        raise IngestError(f"not a PDF that can be read ({' '.join(str(error).split())[:120]})") from None
    finally:
        pdf.close()


def _lines(page: Any) -> list[Line]:
    layer = page.get_textpage()
    text: str = layer.get_text_range()
    lines, last = [], layer.count_chars() - 1
    for m in re.finditer(r"[^\r\n]+", text):
        words = m.group().replace("\ufffe", "-").replace("\x02", "-")
        inked = [m.start() + n for n, c in enumerate(m.group()) if not c.isspace()]
        if inked and inked[-1] <= last:
            first, end = layer.get_charbox(inked[0], loose=True), layer.get_charbox(inked[-1], loose=True)
            lines.append(Line(words.strip(), first[0], end[2], min(first[1], end[1]), max(first[3], end[3])))
    return lines


def _bound(seconds: float, memory: int) -> None:
    """Lets the system end this process where it takes too much; Windows has no such limits."""
    with suppress(ImportError):
        import resource

        limits = {resource.RLIMIT_AS: memory, resource.RLIMIT_CORE: 0}
        if seconds:
            limits[resource.RLIMIT_CPU] = max(1, round(seconds))
        for limit, most in limits.items():
            with suppress(ValueError, OSError):  # a stricter one is set already, or the system knows none
                resource.setrlimit(limit, (most, resource.getrlimit(limit)[1]))


def main() -> None:
    """Reads a PDF from standard input, within so many seconds and bytes of memory; writes title, pages and why there are none as JSON."""
    _bound(float(sys.argv[1]), int(sys.argv[2]))
    try:
        found: tuple[Any, ...] = (*read_here(sys.stdin.buffer.read()), "")
    except IngestError as error:
        found = "", [], str(error)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
