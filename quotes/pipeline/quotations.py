"""Attributions → quotations: which words somebody said or wrote, their exact bounds, and what belongs together.

PolNeAR's attributions include beliefs, wishes and plans; a quotation is something said or written, so an indirect one
needs a cue that says so. Words inside quotation marks are somebody's words whatever the cue. One quotation may have
several parts: a cue interrupts it, or it runs over paragraphs that each reopen the mark. A turn of a transcript is one
quotation, and direct, with marks or without.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from quotes.pipeline import cues
from quotes.pipeline.attributions import kind as kind_of
from quotes.pipeline.marks import Passage
from quotes.pipeline.transcripts import Turn
from quotes.types import Attribution, Quote, Span, Spans

FRAME = 400  # characters at most between two parts that a cue interrupts
TERM = 1  # quoted words up to which a mixed content behind no verb of saying is a term, not speech
_ENDS = ".!?…"


def build(
    text: str, attributions: Sequence[Attribution], passages: Sequence[Passage], turns: Sequence[Turn] = ()
) -> list[Quote]:
    """The quotations of a text in reading order; speakers are not resolved yet. `turns` are its transcript's."""
    out = []
    labels: dict[Spans, Turn] = {(t.label,): t for t in turns}
    for a in attributions:
        if turn := labels.get(a.source):
            out.append(_turn(text, a, turn, passages))
            continue
        if not _said(text, a, passages):
            continue
        for content in _utterances(text, a, passages):
            quote = _quote(text, a, content, passages)
            if quote:
                out.append(quote)
    return sorted(out, key=lambda q: (q.start, q.end))


def _said(text: str, a: Attribution, passages: Sequence[Passage]) -> bool:
    """Whether a content was said or written: in doubt an indirect one was not, and a long quoted one was."""
    if a.kind == "direct":
        return True
    words = " ".join(text[s:e] for s, e in a.cue)
    cue = cues.read(words)
    if a.kind == "indirect":
        return cue.speech == "said" or (cue.speech == "either" and cues.known(words))
    return cue.speech != "either" or sum(len(text[s:e].split()) for s, e in _quoted(text, a.content, passages)) > TERM


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
