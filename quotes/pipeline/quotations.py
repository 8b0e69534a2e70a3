"""Attributions → quotations: which words somebody said or wrote, their exact bounds, and what belongs together.

Every attribution may be a quotation: whether it is speech, which beliefs, wishes and plans are not, is judged later (`judge`). Words
inside quotation marks are somebody's words whatever the cue. One quotation may have
several parts: a cue interrupts it, or it runs over paragraphs that each reopen the mark. A turn of a transcript is one
quotation, and direct, with marks or without.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from quotes.pipeline import cues
from quotes.pipeline.attributions import kind as kind_of
from quotes.pipeline.marks import Passage
from quotes.pipeline.transcripts import Turn
from quotes.types import Attribution, Quote, Span, Spans

FRAME = 400  # characters at most between two parts that a cue interrupts
WHOLE = 3  # words at least of marked words that stand on their own behind a colon or a verb of saying
_ENDS = ".!?…"
_NEXT = re.compile(r"(?<=[.!?…])[\"”’'»]{1,2}\s+[A-Z]")


def build(
    text: str, attributions: Sequence[Attribution], passages: Sequence[Passage], turns: Sequence[Turn] = ()
) -> list[Quote]:
    """Return what may be quotations, in reading order; speakers are not resolved yet. `turns` are the transcript's.

    Marked words that no attribution covers are among them, without a source.
    """
    out = []
    labels: dict[Spans, Turn] = {(t.label,): t for t in turns}
    outer = [p for p in passages if p.level == 0]
    opened = [p.outer[0] for p in outer]
    for a in attributions:
        first, last = min(s for s, _ in a.content), max(e for _, e in a.content)
        near = outer[max(0, bisect_right(opened, first) - 1) : bisect_left(opened, last)]
        if turn := labels.get(a.source):
            out.append(_turn(text, a, turn, near))
            continue
        around = next((p for p in near if p.closed and p.outer[0] <= first and last <= p.outer[1]), None)
        if around and a.source and around.start <= a.source[0][0] < around.end:
            continue  # within somebody's words: found there later
        if around:  # one pair of marks holds one text, whatever verbs stand in it
            whole = _quote(text, a, [around.outer], near)
            out += [whole] if whole and whole not in out[-3:] else []
            continue
        for group in _utterances(text, a, near):
            parted = _parted(text, [_ended(text, span, near) for span in group], near)
            out += [quote for content in parted if (quote := _quote(text, a, content, near))]
    out += _left(text, outer, out)
    return sorted(out, key=lambda q: (q.start, q.end))


def _left(text: str, outer: Sequence[Passage], taken: Sequence[Quote]) -> Iterator[Quote]:
    """Marked words that nothing covers, of a length that may be speech."""
    spans = sorted((s, e) for q in taken for s, e in q.parts)
    starts, ends = [s for s, _ in spans], list(accumulate((e for _, e in spans), max))
    for p in outer:
        before = bisect_left(starts, p.outer[1])
        covered = before and ends[before - 1] > p.outer[0]
        least = WHOLE if p.mark != "single" else 2 * WHOLE
        if not covered and p.closed and len(text[p.start : p.end].split()) >= least:
            s, e = _strip(text, p.start, p.end)
            yield Quote(s, e, ((s, e),), text[s:e], "direct", quoted=((s, e),), confidence=0.0)


def _ended(text: str, span: Span, passages: Sequence[Passage]) -> Span:
    """A content without the next sentence, where its last marked words end one and what follows is the reporter's."""
    for p in passages:
        if p.level == 0 and p.closed and span[0] < p.outer[0] and p.outer[1] < span[1] and _NEXT.match(text, p.end):
            rest = text[p.outer[1] : span[1]]
            if not any(q.level == 0 and p.outer[1] <= q.outer[0] < span[1] for q in passages) and rest.strip():
                return span[0], p.outer[1]
    return span


def _parted(text: str, content: list[Span], passages: Sequence[Passage]) -> Iterable[list[Span]]:
    """A content whose marked words stand on their own behind a colon or a verb of saying: what leads up to them, and they.

    `the deal was off: “We tried,”` is a report and a quotation, and the quotation is direct.
    """
    start, end = content[0]
    marked = [p for p in passages if p.level == 0 and start < p.outer[0] < end]
    if not marked or len(content) > 1:
        return [content]
    lead = text[start : marked[0].outer[0]].rstrip()
    words = text[marked[0].start : marked[0].end].split()
    said = re.search(r"([\w’'-]+),$", lead)
    alone = lead.endswith(":") or bool(said and cues.known(said[1]) and cues.read(said[1]).speech == "said")
    if not alone or len(words) < WHOLE or not words[0].lstrip("[(‘'").strip("…. ")[:1].isupper():
        return [content]
    direct = [(marked[0].outer[0], end)]
    return [[(start, start + len(lead) - 1)], direct] if lead.endswith(":") and len(lead.split()) > WHOLE else [direct]


def _utterances(text: str, a: Attribution, passages: Sequence[Passage]) -> Iterable[list[Span]]:
    """The contents of an attribution, parted where the words around the cue end a sentence between them.

    `“A,” she said, “b.”` is one quotation; `“A,” she said. “B.”` are two.
    """
    group: list[Span] = []
    for span in sorted(a.content):
        if group and not _goes_on(text, group[-1], span, passages):
            yield group
            group = []
        group.append(span)
    if group:
        yield group


def _goes_on(text: str, before: Span, after: Span, passages: Sequence[Passage]) -> bool:
    if _utterance(before, passages) & _utterance(after, passages):
        return True
    if len({kind_of(text, [s], list(passages)) == "direct" for s in (before, after)}) == 2:
        return False  # `“A,” she said, adding that b`: her words, and then the reporter's
    frame = text[before[1] : after[0]].strip().strip("“”\"'‘’«»„‟ ")
    return len(frame) < FRAME and not frame.endswith(tuple(_ENDS)) and "\n" not in text[before[1] : after[0]]


def _utterance(span: Span, passages: Sequence[Passage]) -> set[int]:
    return {p.utterance for p in passages if p.level == 0 and p.outer[0] < span[1] and span[0] < p.outer[1]}


def _quote(text: str, a: Attribution, content: list[Span], passages: Sequence[Passage]) -> Quote | None:
    kind = kind_of(text, content, list(passages))
    if kind == "direct":
        parts = quoted = _quoted(text, content, passages)
    else:
        parts = [s for s in (_trim(text, *c) for c in content) if s[0] < s[1]]
        quoted = _quoted(text, parts, passages)  # not of the content: what is trimmed off may be quoted, too
    if not parts:
        return None
    return Quote(
        start=parts[0][0],
        end=parts[-1][1],
        parts=tuple(parts),
        text=" ".join(text[s:e] for s, e in parts),
        kind=kind,
        quoted=tuple(quoted) if kind != "indirect" else (),
        source=a.source,
        cue=a.cue,
        confidence=a.confidence,
    )


def _turn(text: str, a: Attribution, turn: Turn, passages: Sequence[Passage]) -> Quote:
    """What somebody says in a transcript; `quoted` where it is printed within marks."""
    marked = kind_of(text, turn.parts, list(passages)) == "direct"
    return Quote(
        start=turn.parts[0][0],
        end=turn.end,
        parts=turn.parts,
        text=" ".join(text[s:e] for s, e in turn.parts),
        kind="direct",
        quoted=turn.parts if marked else (),
        source=a.source,
        cue=a.cue,
        confidence=a.confidence,
    )


def _quoted(text: str, content: Sequence[Span], passages: Sequence[Passage]) -> list[Span]:
    """What of a content stands inside outermost quotation marks, the marks left out."""
    out = []
    for start, end in content:
        for p in passages:
            s, e = max(start, p.start), min(end, p.end)
            if p.level == 0 and s < e:
                s, e = _strip(text, s, e)
                if s < e:
                    out.append((s, e))
    return out


def _strip(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _trim(text: str, start: int, end: int) -> Span:
    """A span without the spaces and stops at its ends that are not its own."""
    start, end = _strip(text, start, end)
    while end > start and text[end - 1] in ",;:":
        end -= 1
    return start, end
