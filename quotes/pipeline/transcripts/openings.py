r"""The label a line opens with, as transcripts print it: one grammar for broadcasts, parliaments, courts and captions.

    [clock] [number.] [>>] NAME or OFFICE [, role | (aside) | [clock] | -- firm]… CUE words

The cue is a colon, `>>`, a stop (`Mr. ROE of Ohio. I yield`), a stop and a dash (`Roe (PPE). –`), the end of bold type, or the
end of the line. Within a label the name is what is left without titles, role, aside and constituency; of an office with
somebody in brackets (`The Minister for Ports (Jane Roe)`) it is who stands in them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from quotes.pipeline.entities import PARTICLES, SUFFIXES
from quotes.pipeline.lexicon import given_names, is_title, listed
from quotes.types import Span

ASKS, ANSWERS = "asks", "answers"


@dataclass(slots=True)
class Line:
    """A line that is not blank; what its label is, if it opens with what may be one."""

    start: int
    end: int
    label: Span | None = None
    name: Span | None = None  # the part of the label that names somebody; None for an office or a part
    role: Span | None = None  # what the label says that somebody is
    cue: Span | None = None
    words: int = 0  # where the words after the label begin
    marked: bool = False  # opens with a quotation mark
    part: str = ""
    shape: str = (
        ""  # arrow, colon, stop, bold, alone; glued: `QWhy now?`; leads: `BY MR. ROE:`, who has a part from here on
    )
    key: str = ""  # what labels of one speaker share
    sure: bool = False  # the print alone tells that it is a speaker
    speaks: bool = False  # whether the label can be a speaker's


_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_CLOCK = r"[\[(]?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?[\])]?"
_LEAD = (
    rf"[ \t]*(?P<mark>[\"“]?)[*_]{{0,3}}(?:{_CLOCK}[ \t]*[-–—|]?[ \t]*)?(?:\d{{1,3}}\.[ \t]+)?"
    r"(?P<arrow>>>+[ \t]*)?[*_]{0,3}"
)
_WORDS = r"[^\W\d_][^:*_\"“”\[\](),;!?>\n]"
_ASIDE = r"[ \t]?[\[(][^\])\n]{0,80}[\])]"
_TAILS = rf"(?P<tails>(?:{_ASIDE}|,[^:,*\"“”\[\]()>\n]{{1,60}}?|[ \t]--[ \t][^:\-\n]{{1,60}}?){{0,5}})"
_SURNAME = r"(?:[A-Z][a-z]{0,2}[’']?)?[A-Z][A-Z’'-]+"
_STATE = r"(?:[ \t]of[ \t](?:the[ \t])?[A-Z][a-z]+(?:[ \t][A-Z][a-z]+)*)?"
_SHAPES = tuple(
    (shape, re.compile(_LEAD + pattern))
    for shape, pattern in (
        (
            "stop",
            (
                rf"(?P<label>(?:[A-Z][a-z]{{1,11}}\.?[ \t](?:[A-Z]\.[ \t])*{_SURNAME}(?:[ \t]{_SURNAME})*{_STATE}"
                r"|The[ \t][A-Z]{3,}(?:[ \t][A-Z]{3,})*(?:[ \t]pro[ \t]tem(?:pore)?)?))"
                r"(?P<tails>(?:[ \t]\([^)\n]{1,60}\))?)(?P<cue>\.)[ \t]+(?=[A-Z“\"\[(]|\d)"
            ),
        ),
        ("stop", rf"(?P<label>{_WORDS}{{0,59}}?){_TAILS}(?P<cue>\.[ \t]?[–—-]{{1,2}})[ \t]*(?=[^\W\d])"),
        ("arrow", rf"(?P<label>{_WORDS}{{0,59}}?){_TAILS}[ \t]?(?P<cue>>>)[ \t]*"),
        (
            "colon",
            (
                rf"(?P<label>{_WORDS}{{0,89}}?){_TAILS}(?:[*_]{{0,3}}[ \t]?(?P<cue>:)(?!//|\d)|[*_]{{2,3}})[*_]{{0,3}}[ \t]*"
                rf"(?:{_CLOCK}[ \t]*$)?"
            ),
        ),
    )
)
LONGEST = 400  # characters of a line that is a label alone, whose runs of spaces could be shared out in many ways
_ALONE = re.compile(
    rf"{_LEAD}(?P<label>{_WORDS}{{1,49}}?)(?P<tails>(?:[ \t]--[ \t][^:\-\n]{{1,60}}?){{0,3}})[*_]{{0,3}}"
    rf"(?P<clock>[ \t]*[-–—|]?[ \t]*{_CLOCK})?[*_]{{0,3}}[ \t]*"
)
_ASKED = re.compile(
    rf"{_LEAD}(?P<label>(?:Q|A|Question|Answer|QUESTION|ANSWER)\d{{0,2}})"
    r"(?:[*_]{0,3}[ \t]?(?:(?P<cue>:)|[.)])(?:[ \t]?--?)?|[*_]{2,3}|[ \t]?(?:--|—)|\t|[ \t]{2,}(?=\S))[*_]{0,3}[ \t]*(?=\S|$)"
)
_GLUED = re.compile(r"[ \t]*(?P<label>Q(?=[ \t]*[A-Z“\"])|A(?=[ \t][A-Z“\"]))[ \t]*")
_ARROW = re.compile(r"[ \t]*(?P<label>>>+)[ \t]*(?=[^\s:])")
_LEADS = re.compile(
    r"[ \t]*(?:(?:[A-Z-]+[ \t])?(?:EXAMINATION[ \t])?BY|(?:Questions|QUESTIONS|Examined|Examination)[ \t](?i:from|by))[ \t]"
    r"(?P<asks>[A-Z][^:,;\n]{1,50}?):?[ \t]*|"
    r"[ \t]*(?P<answers>[A-Z][^:,;()\n]{3,50}?)(?:,[^:\n]{0,90}\bsworn\b[^\n]{0,60}|[ \t]\((?:re-?)?(?:affirmed|sworn)\))[ \t]*"
)
_CUT = re.compile(r"[ \t](?:on|of|for|from|at|via|in)[ \t]", re.IGNORECASE)
TITLES, _OFFICES, _CHAIRS = (listed("transcripts", name) for name in ("titles", "offices", "chairs"))
_SMALL = PARTICLES | {"of", "for", "the", "and", "on", "from", "at", "pro", "in", "&"}  # words of a name


def lines(text: str) -> Iterator[Line]:
    """Yield the lines of a text that are not blank, each with the label that it may open with."""
    for m in _LINE.finditer(text):
        if not m.group().isspace():
            yield _read(text, Line(*m.span()))


def glued(text: str, line: Line) -> bool:
    """Read a line again for a `Q` or `A` that runs into its words (`QWhy now?`, `A Yes.`); tells whether there is one."""
    m = None if line.label else _GLUED.match(text, line.start, line.end)
    if m:
        line.label, line.name, line.words, line.shape = m.span("label"), None, m.end(), "glued"
        line.key = line.part = ASKS if m["label"] == "Q" else ANSWERS
    return m is not None


def _read(text: str, line: Line) -> Line:
    """A line with the label that it may open with."""
    here = (line.start, line.end)
    if (m := _LEADS.fullmatch(text, *here)) and (m["asks"] or "")[:4].lower() != "the ":
        line.part, line.shape = m.lastgroup or "", "leads"  # the groups are called as the parts are
        line.label = line.name = _bare(text, m.span(line.part))
        return line
    shape, found = "colon", _ASKED.match(text, *here)
    if found:
        line.key = line.part = ASKS if found["label"][0] == "Q" else ANSWERS
    else:
        for shape, pattern in _SHAPES:
            found = pattern.match(text, *here)
            if found and _is_label(found["label"]):
                break
        else:
            end = line.start + len(text[line.start : line.end].rstrip())
            shape, found = "alone", _ALONE.fullmatch(text, line.start, end) if end - line.start <= LONGEST else None
            if not found or not _is_label(found["label"]) or found["label"].endswith("."):
                return _arrow(text, line)
    line.marked, line.label, line.words = bool(found["mark"]), found.span("label"), found.end()
    line.shape = "arrow" if found["arrow"] else shape
    line.cue = found.span("cue") if shape != "alone" and found["cue"] else None
    if not line.part:
        _parse(text, line, found)
    return line


def _arrow(text: str, line: Line) -> Line:
    """A line of captions that a new speaker begins, with a label or without."""
    if m := _ARROW.match(text, line.start, line.end):
        line.label, line.words, line.shape, line.sure = m.span("label"), m.end(), "arrow", True
    return line


def _parse(text: str, line: Line, found: re.Match[str]) -> None:
    """Finds in a label who is named, and whether its print alone makes it a speaker's."""
    start, end = found.span("label")
    label, tails = text[start:end], found["tails"]
    inside = re.search(r"[\[(]([^\])]+)[\])]", tails)
    line.sure = line.shape == "arrow" or bool(found.re is _ALONE and found["clock"])
    if is_office(label):
        chair = _CHAIRS & {w.casefold() for w in label.split()}
        if inside and _nominal(name := inside[1]) and not (chair and len(_plain(name)) < 2):
            offset = found.start("tails")
            line.name = _bare(text, (offset + inside.start(1), offset + inside.end(1)))
            line.label = (start, offset + inside.end())
            line.role = (start + 4 * label.casefold().startswith("the "), end)
            line.sure = True
    else:
        cut = _CUT.search(label)
        line.name = _bare(text, (start, start + cut.start() if cut else end))
        line.sure |= start < line.name[0] and loud(text[slice(*line.name)])
        line.role = (start, line.name[0] - 1) if start < line.name[0] else None
        titled = line.role and any(is_title(w) for w in text[slice(*line.role)].split())
        if inside and not titled and is_office(inside[1].rpartition("—")[2].split(",")[0]):
            line.role = found.start("tails") + inside.start(1), found.start("tails") + inside.end(1)
    if tails.startswith((",", " --")):
        role = re.sub(rf"(?:{_ASIDE})+$", "", tails).rstrip()
        line.label = (start, found.start("tails") + len(role))
        line.role = (line.label[1] - len(role.lstrip(" \t,-")), line.label[1])
        line.sure |= line.name is not None and loud(label) and loud(role)
    line.key = _key(text[slice(*(line.name or found.span("label")))])


def _is_label(label: str) -> bool:
    """Whether words can be a label: written as a name is, or somebody's part in the conversation."""
    return _nominal(label) or is_office(label)


def _nominal(label: str) -> bool:
    """Whether words are written as a name is: in capitals, or each with one, particles and prepositions aside."""
    return label.lstrip()[:1].isupper() and all(
        w[0].isupper() or w.isdigit() or w.lower() in _SMALL for w in label.split()
    )


def is_office(label: str) -> bool:
    """Tell whether a label is an office or a part in the conversation (`The Minister for Ports`, `UNIDENTIFIED MALE`), not a name."""
    first = _CUT.split(label.casefold(), maxsplit=1)[0].replace(".", "").split()
    known = [w.isdigit() or bool({w, w.removesuffix("s")} & _OFFICES) or is_title(w) for w in first]
    return bool(first) and (all(known) or (known[-1] and (first[0] == "the" or label.count(" ") > len(first) - 1)))


def _plain(name: str) -> list[str]:
    """The words of a name that are neither titles nor initials."""
    return [w for w in name.split() if w.casefold().strip(".") not in TITLES and not w.replace(".", "").isupper()]


def _bare(text: str, span: Span) -> Span:
    """A name without the titles before it, as long as something is left."""
    start, end = span
    words = list(re.finditer(r"\S+", text[start:end]))
    for word, following in itertools.pairwise(words):
        low = word.group().casefold().strip(".")
        if low not in TITLES and not is_title(low) and low not in _OFFICES:
            break
        if (low in given_names() and len(words) < 3) or (low == "the" and following.group().casefold() not in TITLES):
            break
        start = span[0] + following.start()
    return start, end


def _key(label: str) -> str:
    """What labels of one speaker share: the surname, or the last word of what is no name."""
    words = [w.casefold().strip(".'’") for w in label.split()]
    rest = [w for w in words if w not in SUFFIXES]
    return (rest or words)[-1]


def loud(label: str) -> bool:
    """Tell whether a label is in capitals, but for a small letter or two (`McROE`)."""
    return sum(c.isupper() for c in label) > 2 * sum(c.islower() for c in label)
