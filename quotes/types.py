"""The records that flow from an article to the database; this module imports nothing of ours.

Offsets are characters (Python code points) into `Article.text`, end-exclusive, everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

Span = tuple[int, int]
Spans = tuple[Span, ...]

KINDS = ("direct", "mixed", "indirect")
SPEAKER_KINDS = ("person", "organization", "unnamed", "unknown")
STANCES = ("supports", "opposes", "neutral")

# From this confidence on a quotation is shown by default; what is less sure is stored, and kept back until somebody
# asks for it or decides about it. A new database takes this value; see store/threshold.py and docs/cli.md.
SHOWN_FROM = 0.69


@dataclass(frozen=True, slots=True)
class Locator:
    """Where a place of the text stands in what it was read from: from `start` on, at this second or on this page."""

    start: int
    kind: str  # time, in whole seconds, or page, as the file counts them, from 1
    value: int


@dataclass(frozen=True, slots=True)
class Article:
    """One article as ingested; its text is fixed here once, and everything later points into it.

    `published` and `updated` are ISO dates or date-times, or empty. `origin` is where it was read
    (a path, a URL, a path and a record inside it); `key` is what makes it the same article when it
    is read again: the caller's id, else its URL, else its origin. `headings` are the lines of the text that
    only head others: what stands in them is quoted from nobody. `items` are where the items of a live report begin, each
    of which names its people anew.
    """

    text: str
    key: str = ""
    title: str = ""
    outlet: str = ""
    byline: str = ""
    agency: str = ""
    url: str = ""
    published: str = ""
    updated: str = ""
    retrieved: str = ""
    language: str = ""
    origin: str = ""
    raw_hash: str = ""
    extractor: str = ""
    original: bytes | None = None
    headings: Spans = ()
    items: tuple[int, ...] = ()
    locators: tuple[Locator, ...] = ()  # in the order of the text, of subtitles and PDFs


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that could not be read: where it is, and why, in one line for a person."""

    origin: str
    reason: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """Content attributed to a source by a cue, as PolNeAR defines it; any of the three may be split."""

    kind: str
    source: Spans
    cue: Spans
    content: Spans
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A speaker that a quotation may belong to, with its score from 0 to 1."""

    name: str
    kind: str
    score: float


@dataclass(frozen=True, slots=True)
class Link:
    """One step from the printed source to the speaker: the mention reached, how, and how surely."""

    start: int
    end: int
    text: str
    rule: str
    score: float


@dataclass(frozen=True, slots=True)
class Stance:
    """The attitude that a quotation's words express towards a target, with the words that carry it."""

    stance: str
    target: str
    confidence: float
    target_span: Span | None = None
    evidence: Span | None = None
    scores: tuple[float, float, float] = (0.0, 0.0, 0.0)  # in the order of STANCES
    conditional: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """One quotation and everything the pipeline can say about it.

    `parts` are its spans in reading order, `start` and `end` their outer bounds, and `text` is the
    parts joined by one space. `quoted` are the spans of `parts` that stand inside quotation marks.
    `source` and `cue` are the words as printed (empty tuples when there are none). An unknown
    speaker is an empty `speaker` of kind `unknown`, with its `candidates`.

    `confidence` is the chance that this is a quotation with these words and this speaker. Beside it three chances that the
    model judges one by one: `speech_confidence`, that it is speech; `words_confidence`, that the words are whole, no more
    and no less; `speaker_confidence`, that this is the speaker. People are shown `shares`, which agree with the whole.
    """

    start: int
    end: int
    parts: Spans
    text: str
    kind: str
    quoted: Spans = ()
    source: Spans = ()
    cue: Spans = ()
    speaker: str = ""
    speaker_kind: str = "unknown"
    role: str = ""
    affiliation: str = ""
    role_span: Span | None = None
    candidates: tuple[Candidate, ...] = ()
    chain: tuple[Link, ...] = ()
    said_on: str = ""
    said_on_precision: str = ""  # day, month, year, or empty
    said_on_span: Span | None = None
    occasion: str = ""
    audience: str = ""
    via: str = ""
    act: str = ""
    stances: tuple[Stance, ...] = ()  # strongest first
    confidence: float = 1.0
    speech_confidence: float = 1.0
    words_confidence: float = 1.0
    speaker_confidence: float = 1.0

    def but(self, **changed: Any) -> Quote:
        """Return it with some fields changed; each is several times, so sooner than `dataclasses.replace`. Raises TypeError for others."""
        if not _FIELDS.issuperset(changed):
            raise TypeError(f"a quotation has no {', '.join(sorted(changed.keys() - _FIELDS))}")
        values: Any = map(changed.get, _NAMES, _VALUES(self))
        return Quote(*values)

    @property
    def shares(self) -> tuple[float, float, float]:
        """Speech, words and speaker (each given those before it), such that their product is `confidence`.

        The whole is judged with more at hand than its parts: no part is less sure than the whole, and what the first two
        leave open is the speaker's.
        """
        speech = max(self.speech_confidence, self.confidence)
        words = max(self.words_confidence, self.confidence / speech) if speech else 0.0
        return speech, words, self.confidence / (speech * words) if words else 0.0


_NAMES = tuple(field.name for field in fields(Quote))
_FIELDS, _VALUES = frozenset(_NAMES), attrgetter(*_NAMES)


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the pipeline found in one article.

    `attributions` are all of PolNeAR's kind, quotations among them; `entities` are (start, end, label);
    `warnings` are lines for a person (a mark that never closes); `model` is the weights' name and version.
    """

    article: Article
    quotes: tuple[Quote, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    entities: tuple[tuple[int, int, str], ...] = ()
    warnings: tuple[str, ...] = ()
    model: str = ""
