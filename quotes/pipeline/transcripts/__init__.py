"""Where the turns of a transcript are, and whose: paragraphs that a label opens (`ROE: …`, `Q: …`) and what follows them.

A label is taken for one only in company, unless its print alone tells (`>> ROE:`): labels that recur or alternate, that can
name somebody, before words that somebody says to somebody. A list, a table or a headline has the same colons and none of
that. Within a transcript a label that names nobody known begins an unknown speaker's turn: it is never the last one's words.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise, takewhile

from quotes.pipeline.entities import ORG, PARTICLES, PERSON, PLACE, SUFFIXES
from quotes.pipeline.lexicon import is_title, label_words
from quotes.pipeline.marks import Passage
from quotes.pipeline.transcripts.openings import ANSWERS, ASKS, Line, glued, lines, loud
from quotes.types import Span

TALK = 1 / 3  # the least share of turns in which somebody speaks to somebody
SENTENCES = 1 / 2  # the least share of turns that end as sentences do
GAP = 8  # paragraphs without a label after which the next label begins another transcript


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says under one label: `parts` are its paragraphs, without label, marks and stage directions.

    `label` is the speaker as printed, `name` the part of it that may be a name (None for `Q`, `A`, `MODERATOR`), `cue`
    the colon (None where there is none), `part` is ASKS or ANSWERS for the labels of questions and answers, and `by` where
    a heading before them names who has that part (`BY MR. ROE:`). `role` is what the label says that the speaker is.
    """

    label: Span
    name: Span | None
    cue: Span | None
    parts: tuple[Span, ...]
    part: str = ""
    by: Span | None = None
    role: Span | None = None

    @property
    def end(self) -> int:
        return self.parts[-1][1]


_WORD = re.compile(r"[^\W\d_][\w.’'-]*")
_DIRECTION = re.compile(r"[\s●•…]*(?:[\[(][^\])\n]{1,80}[\])]|[*_][\[(][^\])\n]{1,80}[\])][*_])[.*_]*\s*")
_LAST_DIRECTION = re.compile(r"[\[(][^\[\](){}\n]{1,80}[\])][.*_]*$")
_FOLLOW = re.compile(r"\W*(?:Follow\b.{0,120}@\w|ADVERTISEMENT\W*$)", re.IGNORECASE)
_TALKS = re.compile(r"\b(?:I(?:['’](?:m|ve|d|ll))?|[Ww]e|[Yy]ou|[Mm]y|[Oo]ur|[Yy]our|me|us|[Ll]et['’]s)\b|\?")
_FIRST = re.compile(r"\b(?:I(?:['’](?:m|ve|d|ll))?|[Mm]y|me)\b")
_SAID = re.compile(r"\b(?:said|says|wrote|writes|asked|added|told|replied|tweeted)\b")
_ABOUT = re.compile(r"(?:He|She|They|It|Has|Would|Wants|Supports|Opposes)\b")
_INTERJECTING = re.compile(r"[^.!?\n]{1,80}\b(?:interject|interrupt)\w*\W{0,3}")
_STOPS = ".!?…”\"’')]—–-*_"
_QUESTIONS = re.compile(
    r"\b(?:interview|spoke|speaks|talked|talks|sat down|sits down|conversation|questions|Q\s?&\s?A|transcript)",
    re.IGNORECASE,
)


def turns(text: str, passages: Sequence[Passage] = (), entities: Sequence[tuple[int, int, str]] = ()) -> list[Turn]:
    """Return the turns of the transcripts in a text, in reading order and without overlaps; none in ordinary prose.

    `passages` are the text's quotation marks, `entities` its names (start, end, label). Time grows with the text alone.
    """
    read = list(lines(text))
    if sum(line.label is not None for line in read) < 2:
        return []
    page = _Page(text, read, passages, entities)
    page.accept()
    return list(page.turns())


def at(found: Sequence[Turn], place: int) -> Turn | None:
    """Return the turn in which a character stands, its label included; None outside of them all."""
    n = bisect_right(found, place, key=lambda t: t.label[0]) - 1
    return found[n] if n >= 0 and place < found[n].end else None


def names(text: str, found: Sequence[Turn], entities: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return the entities with the name in each label as one person's; as an organisation's where the text elsewhere has it so.

    A paper that asks is called `THE LEDGER`, too.
    """
    labels = sorted({part for t in found for span in (t.name, t.by) if span for part in parted(text, span)})
    taken = sorted({*labels, *((t.label[0], max(t.name[1], t.label[0])) for t in found if t.name)})
    ends = list(accumulate((end for _, end in taken), max))
    kept = []
    for entity in entities:
        n = bisect_left(taken, (entity[1], 0)) - 1
        if n < 0 or ends[n] <= entity[0]:
            kept.append(entity)
    people = _people(text, entities)
    bodies = {text[s:e].casefold().removeprefix("the ") for s, e, label in kept if label == ORG}

    def kind(label: str) -> str:
        name = label.casefold()
        body = name.removeprefix("the ") in bodies or (name.startswith("the ") and not is_title(name.split()[-1]))
        return ORG if body and not _known(label.removeprefix("THE ").removeprefix("The "), people) else PERSON

    return sorted([*kept, *((s, e, kind(text[s:e])) for s, e in labels)])


def parted(text: str, name: Span) -> list[Span]:
    """Return the names in the name of a label: two for `Roe and Doe`."""
    words = re.compile(r"\s(?:and|&)\s", re.IGNORECASE).search(text, *name)
    return [(name[0], words.start()), (words.end(), name[1])] if words else [name]


def _people(text: str, entities: Sequence[tuple[int, int, str]]) -> frozenset[str]:
    """The words of which the names of people consist."""
    return frozenset(
        word.strip(".'’")
        for s, e, label in entities
        if label == PERSON
        for w in _WORD.finditer(text[s:e].removesuffix("’s").removesuffix("'s").casefold())
        for word in (w.group(), *w.group().split("-"))
    )


def _known(label: str, people: frozenset[str]) -> bool:
    """Whether a label names one of these people: each word of it, initials and particles aside."""
    words = [w.casefold().strip(".'’") for w in re.split(r"[\s-]+", label) if w.strip(".'’")]
    return all(w in people or len(w) == 1 or w in PARTICLES or w in SUFFIXES for w in words) and words[-1] in people


@dataclass(slots=True)
class _Page:
    """The lines of a text, and which of their labels open a turn."""

    text: str
    lines: list[Line]
    passages: Sequence[Passage]
    entities: Sequence[tuple[int, int, str]]
    opens: set[int] = field(default_factory=set)  # the lines that open a turn
    bars: set[int] = field(default_factory=set)  # the lines whose label is nobody's

    def accept(self) -> None:
        """Tell which labels are speakers': those of questions and answers, those before a cue, those that stand alone."""
        self._judge()
        asked = [n for n, line in enumerate(self.lines) if line.part and line.shape != "leads"]
        named = [n for n, line in enumerate(self.lines) if line.label and not line.part and line.shape != "alone"]
        alone = [n for n, line in enumerate(self.lines) if line.label and line.shape == "alone"]
        spoken = self._alike([n for n in named if self.lines[n].speaks])
        if spoken and self._converse(sorted(spoken + asked)):
            self.opens.update(spoken)
        elif self._converse(heard := [n for n in alone if self.lines[n].speaks]):
            self.opens.update(heard)
        self.opens.update(n for n in named if self.lines[n].shape == "arrow" and self.lines[n].sure)
        self._accept_questions(asked)
        self._accept_strangers(named)

    def _accept_strangers(self, named: Sequence[int]) -> None:
        """Within a transcript, labels printed as its own are speakers', too, though nobody knows them; others end a turn."""
        if not self.opens:
            return
        first, last = min(self.opens), max(self.opens) + GAP
        loudly = 2 * sum(self._loud(n) for n in self.opens if not self.lines[n].part) > len(self.opens) / 2
        for n in named:
            line = self.lines[n]
            words = self.text[slice(*(line.label or (0, 0)))].casefold().replace("the ", "").split()
            if n in self.opens or not (line.speaks or self._loud(n) or (not loudly and len(words) > 1)):
                continue
            inside = first < n < last and not label_words() & set(words)
            (self.opens if inside and (line.speaks or self._loud(n) >= loudly) else self.bars).add(n)

    def _alike(self, at: list[int]) -> list[int]:
        """The labels without those that a headline makes: beside labels in capitals, and where no turn follows the first line."""
        capitals = [n for n in at if self._loud(n) or self.lines[n].sure or self.lines[n].name is None]
        if 2 * sum(map(self._loud, at)) > len(at):
            return capitals
        first = self.lines[0]
        headline = at[:1] == [0] and at[1:2] != [1] and first.words < first.end
        return at[1:] if headline else at

    def turns(self) -> Iterator[Turn]:
        """Yield the turns, each with the paragraphs that go on with it."""
        order = sorted(self.opens)
        sides: dict[str, Span | None] = {}
        heads = [n for n, line in enumerate(self.lines) if line.shape == "leads" and order]
        # by a newspaper, not as a record: sentences stand before the turns
        printed = any(self.text[line.end - 1] in _STOPS for line in self.lines[: min(order, default=0)])
        for at, following in pairwise([*order, len(self.lines)]):
            line = self.lines[at]
            while heads and heads[0] < at:
                head = self.lines[heads.pop(0)]
                sides[head.part] = head.name
            last = printed and (following == len(self.lines) or following - at > GAP)
            parts = list(self._words(at, following, last))
            if parts and line.label:
                yield Turn(line.label, line.name, line.cue, tuple(parts), line.part, sides.get(line.part), line.role)

    def _judge(self) -> None:
        """Which labels can name somebody: sure ones, people of the text, offices, recurring words that are no others' use."""
        people = _people(self.text, self.entities)
        places = {self.text[s:e].casefold() for s, e, label in self.entities if label == PLACE}
        times = Counter(line.key for line in self.lines if line.label and line.shape != "alone")
        plain = {w for w in re.findall(r"\b[a-z][a-z’'-]+", self.text) if w in times}
        for line in self.lines:
            if not line.label or line.shape == "leads":
                continue
            if (
                not (line.name or line.part)
                and line.key in people
                and self.text[slice(*line.label)].casefold() == line.key
            ):
                line.name = line.label  # a surname that is a trade as well: `COOK:`, after `TOM COOK:`
            if not (line.name or line.part):
                self._name_behind_office(line, people)
            label = self.text[slice(*(line.name or line.label))]
            words = {w.casefold().strip(".'’") for w in label.split()}
            if line.part or line.sure or (line.name and _known(label, people)):
                line.speaks = True
            elif not line.name:
                line.speaks = line.shape != "alone" or times[line.key] > 1 or line.key == "operator"
            elif line.shape != "alone" and label.casefold() not in places:
                titled = line.label[0] < line.name[0] and not {line.key} & plain
                line.speaks = titled or (times[line.key] > 1 and not (plain | label_words()) & words)

    def _name_behind_office(self, line: Line, people: frozenset[str]) -> None:
        """Finds the name that an office stands before without a sign between: `Minister for Ports Dana Holt:`."""
        start, end = line.label or (0, 0)
        words = list(_WORD.finditer(self.text, start, end))
        known = list(takewhile(lambda w: w.group().casefold().strip(".'’") in people, reversed(words)))
        if 2 <= len(known) < len(words):
            line.name = (known[-1].start(), known[0].end())
            line.role = (start, words[-len(known) - 1].end())

    def _converse(self, at: Sequence[int]) -> bool:
        """Whether labelled lines are a conversation: two speakers or more, who take turns and speak to somebody."""
        lines = [self.lines[n] for n in at]
        keys = Counter(line.key for line in lines)
        if len(keys) < 2:
            return False
        again = sum(times > 1 for times in keys.values())
        marked = all(self._loud(n) or self.lines[n].marked for n in at)
        sure = 2 * sum(line.sure for line in lines) > len(lines)
        if not again and not ((marked or sure) and at[-1] - at[0] < GAP):
            return False
        first = [self._after(n) for n in at]
        talk = sum(bool(_TALKS.search(self._plain(*span))) for span in first)
        whole = sum(self.text[s:e].rstrip()[-1:] in _STOPS for s, e in first if s < e)
        close = all(self._aside(n) for n in {*range(at[0], at[-1])} - {*at})  # nothing but turns
        about = sum(bool(_ABOUT.match(self.text, s)) for s, _ in first)  # `Roe: She would close it`: what Roe is for
        return (talk >= TALK * len(lines) or sure or (close and not about)) and whole >= SENTENCES * len(lines)

    def _accept_questions(self, at: list[int]) -> None:
        """Questions and answers that alternate, where an answer is in the first person or the text speaks of an interview."""
        spaced = [n for n, line in enumerate(self.lines) if glued(self.text, line)]
        if any(self.lines[n].part == ASKS for n in spaced):  # `QWhy now?`
            at = sorted({*at, *spaced})
        answers = [n for n in at if self.lines[n].part == ANSWERS]
        questions = [n for n in at if self.lines[n].part == ASKS]
        if not questions or not (answers or self.opens):
            return
        if not self.opens:
            in_turn = sum(self.lines[a].part != self.lines[b].part for a, b in pairwise(at))
            own = any(_FIRST.search(self._plain(*self._after(n))) for n in answers)
            told = _QUESTIONS.search(self.text, 0, self.lines[at[0]].start)
            if 2 * in_turn < len(at) - 1 or not (own or told):
                return
        self.opens.update(at)

    def _aside(self, n: int) -> bool:
        """Whether a line is a direction or an interjection: nobody's words."""
        words = self.text[self.lines[n].start : self.lines[n].end]
        return bool(_DIRECTION.fullmatch(words.strip().lstrip('"“')) or _INTERJECTING.fullmatch(words))

    def _loud(self, n: int) -> bool:
        """Whether a line's label is in capitals."""
        line = self.lines[n]
        return loud(self.text[slice(*(line.name or line.label or (0, 0)))])

    def _after(self, n: int) -> Span:
        """The first words after a label: on its line, else on the next."""
        line = self.lines[n]
        if line.words < line.end:
            return line.words, line.end
        following = self.lines[n + 1] if n + 1 < len(self.lines) else None
        return (following.start, following.end) if following and not following.speaks else (line.end, line.end)

    def _plain(self, start: int, end: int) -> str:
        """Words of a line without those inside quotation marks; as they are where all of them are inside."""
        out, at = [], start
        for passage in self._inside(start, end):
            out.append(self.text[at : max(at, passage.outer[0])])
            at = max(at, passage.outer[1])
        rest = " ".join((*out, self.text[at:end]))
        return rest if _letters(rest) else self.text[start:end]

    def _inside(self, start: int, end: int) -> Sequence[Passage]:
        """The passages that begin within a line."""
        lo, hi = (bisect_left(self.passages, place, key=lambda p: p.outer[0]) for place in (start, end))
        return self.passages[lo:hi]

    def _words(self, at: int, following: int, last: bool) -> Iterator[Span]:
        """The paragraphs of the turn that a line opens."""
        opener = self.lines[at]
        open_mark = False
        for n in range(at, following):
            line = self.lines[n]
            if n in self.bars or line.shape == "leads":
                return
            words = self.text[line.start : line.end]
            begins = n == at or (n == at + 1 and opener.words >= opener.end)
            if n != at and self._aside(n):
                continue
            start, end = (line.words if n == at else line.start), line.end
            mark = next(iter(self._inside(line.start, line.end)), None)
            whole = mark is not None and not any(
                map(_letters, (self.text[start : mark.outer[0]], self.text[mark.outer[1] : end]))
            )
            if (
                not begins
                and not (open_mark and whole if opener.marked else self._goes_on(line, opener, last))
                or _FOLLOW.match(words)
            ):
                return
            open_mark = whole and mark is not None and not mark.closed
            if mark is not None and (whole or (n == at and opener.marked)):
                start, end = max(start, mark.start), mark.end
            span = self._bare(start, end)
            if span:
                yield span

    def _goes_on(self, line: Line, opener: Line, last: bool) -> bool:
        """Whether a paragraph without a label is still its speaker's: no heading, no sentence about the speaker.

        After the last label a newspaper speaks again: only what is in the first person is the speaker's there.
        """
        words = self._plain(line.start, line.end)
        if self.text[line.start : line.end].rstrip()[-1:] not in _STOPS and len(words.split()) < 12:
            return False
        if last:
            return bool(_FIRST.search(words))
        if _TALKS.search(words):
            return True
        own = opener.key and not opener.part and re.search(rf"\b{re.escape(opener.key)}\b", words, re.IGNORECASE)
        return not own and not (self._inside(line.start, line.end) and _SAID.search(words))

    def _bare(self, start: int, end: int) -> Span | None:
        """The words of a paragraph without spaces, mark-up and stage directions at its ends; None without words."""
        text = self.text
        while m := _DIRECTION.match(text, start, end):
            start = m.end()
        while True:
            before = end
            while end > start and (text[end - 1].isspace() or text[end - 1] in "*_"):
                end -= 1
            if m := _LAST_DIRECTION.search(text, max(start, end - 90), end):
                end = m.start()
            if end == before:
                break
        while start < end and (text[start].isspace() or text[start] in "*_"):
            start += 1
        return (start, end) if _letters(text[start:end]) else None


def _letters(words: str) -> bool:
    return any(c.isalnum() for c in words)
