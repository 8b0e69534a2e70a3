"""Attributions → quotations: which words somebody said or wrote, their exact bounds, and what belongs together.

Every attribution may be a quotation: whether it is speech, which beliefs, wishes and plans are not, is judged later (`judge`). Words
inside quotation marks are somebody's words whatever the cue. One quotation may have
several parts: a cue interrupts it, or it runs over paragraphs that each reopen the mark. A turn of a transcript is one
quotation, and direct, with marks or without.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from quotes.ingest.header import dateline_end
from quotes.pipeline import cues
from quotes.pipeline.attributions import kind as kind_of
from quotes.pipeline.marks import Passage
from quotes.pipeline.transcripts import Turn
from quotes.pipeline.transcripts import at as turn_at
from quotes.types import Attribution, Quote, Span, Spans

FRAME = 400  # characters at most between two parts that a cue interrupts
LONGEST = 100  # paragraphs that are one quotation
WHOLE = 3  # words at least of marked words that stand on their own behind a colon or a verb of saying
TITLE = 6  # words of a title
DATELINE = 200  # characters in which an article's dateline ends
_ENDS = ".!?…"
_NEXT = re.compile(r"(?<=[.!?…])[\"”’'»]{1,2}\s+[A-Z]")


def build(
    text: str, attributions: Sequence[Attribution], passages: Sequence[Passage], turns: Sequence[Turn] = ()
) -> list[Quote]:
    """Return what may be quotations, in reading order; speakers are not resolved yet. `turns` are the transcript's.

    Marked words that no attribution covers are among them, without a source; the same words are there once.
    """
    out = []
    labels: dict[Spans, Turn] = {(t.label,): t for t in turns}
    outer = [p for p in passages if p.level == 0]
    attributions = _whole(text, attributions, [c for c in _chains(outer) if not _within(c, turns)], labels)
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
            out += [whole] if whole else []
            continue
        for group in _utterances(text, a, near):
            parted = _parted(text, [_ended(text, span, near) for span in group], near)
            out += [quote for content in parted if (quote := _quote(text, a, content, near))]
    out += _left(text, outer, out)
    found: dict[Spans, Quote] = {}  # the same words once: several verbs may stand in one pair of marks
    for quote in sorted(out, key=lambda q: (q.start, q.end)):
        found.setdefault(quote.parts, quote)
    return list(found.values())


def _chains(outer: Sequence[Passage]) -> list[list[Passage]]:
    """The passages of each quotation that runs over paragraphs, every one of which opens the mark anew."""
    by: dict[int, list[Passage]] = {}
    for p in outer:
        by.setdefault(p.utterance, []).append(p)
    cut = (chain[at : at + LONGEST] for chain in by.values() for at in range(0, len(chain), LONGEST))
    return [chain for chain in cut if len(chain) > 1]


def _within(chain: Sequence[Passage], turns: Sequence[Turn]) -> bool:
    turn = turn_at(turns, chain[0].start)
    return turn is not None and chain[-1].end <= turn.end


def _whole(
    text: str, attributions: Sequence[Attribution], chains: Sequence[Sequence[Passage]], labels: Collection[Spans]
) -> list[Attribution]:
    """The attributions, a quotation over paragraphs given whole to the one that has its beginning, or else its end.

    A paragraph that names its own source stays with that; it is another quotation whose mark was forgotten.
    """
    out = list(attributions)
    touching = _touching([a.content for a in out], [(c[0].outer[0], c[-1].outer[1]) for c in chains])
    for chain, about in zip(chains, touching, strict=True):
        first, last = chain[0].outer[0], chain[-1].outer[1]
        near = [
            n
            for n in about
            for a in (out[n],)
            if a.source not in labels
            and any(s < last and first < e for s, e in a.content)
            and not (a.source and any(p.outer[0] <= a.source[0][0] < p.outer[1] for p in chain))
        ]
        own = {p: next((n for n in near if _names_it(text, out[n], p)), -1) for p in chain}
        ends = [n for p in (chain[0], chain[-1]) for n in near if out[n].source and _has(out[n], p)]
        named = [own[chain[0]], -1 if text[:first].rstrip().endswith(":") else own[chain[-1]], *ends]
        owner = next((n for n in named if n >= 0), -1)
        if owner < 0:
            continue
        taken = [p for p in chain if own[p] in (-1, owner)]
        for n in near:
            kept = [c for c in out[n].content if not any(c[0] < p.outer[1] and p.outer[0] < c[1] for p in taken)]
            around = [c for c in out[n].content if c not in kept and not any(_holds(p, c) for p in taken)]
            if n == owner:
                whole = [p.outer for p in taken if not any(c[0] <= p.outer[0] and p.outer[1] <= c[1] for c in around)]
                out[n] = replace(out[n], content=tuple(sorted([*kept, *around, *whole])))
            elif not any(around):
                out[n] = replace(out[n], content=tuple(kept))
    return [a for a in out if a.content]


def _touching(contents: Sequence[Spans], bounds: Sequence[Span]) -> Iterator[list[int]]:
    """For each stretch of the text, the numbers of the contents that touch it."""
    spans = sorted((s, e, n) for n, content in enumerate(contents) for s, e in content)
    starts, reached = [s for s, _, _ in spans], list(accumulate((e for _, e, _ in spans), max))
    for first, last in bounds:
        near = spans[bisect_right(reached, first) : bisect_left(starts, last)]
        yield sorted({n for _, e, n in near if e > first})


def _has(a: Attribution, p: Passage) -> bool:
    return any(s < p.outer[1] and p.outer[0] < e for s, e in a.content)


def _holds(p: Passage, span: Span) -> bool:
    return p.outer[0] <= span[0] and span[1] <= p.outer[1]


def _names_it(text: str, a: Attribution, p: Passage) -> bool:
    """Whether an attribution has words of the passage, and its source and cue in the same paragraph outside of it."""
    if not (a.source and a.cue and _has(a, p)):
        return False
    start, end = text.rfind("\n", 0, p.outer[0]) + 1, text.find("\n", p.outer[1])
    return all(start <= s and (end < 0 or e <= end) for s, e in (*a.source, *a.cue))


def _left(text: str, outer: Sequence[Passage], taken: Sequence[Quote]) -> Iterator[Quote]:
    """Marked words that nothing covers, of a length that may be speech."""
    spans = sorted((s, e) for q in taken for s, e in q.parts)
    starts, ends = [s for s, _ in spans], list(accumulate((e for _, e in spans), max))
    chained = {p.outer: chain for chain in _chains(outer) for p in chain}
    for p in outer:
        chain = chained.get(p.outer, [p])
        before = bisect_left(starts, chain[-1].outer[1])
        covered = before and ends[before - 1] > chain[0].outer[0]
        least = WHOLE if p.mark != "single" else 2 * WHOLE
        if covered or p is not chain[0] or not chain[-1].closed:
            continue
        if sum(len(text[q.start : q.end].split()) for q in chain) >= least:
            parts = tuple(stripped(text, (q.start, q.end)) for q in chain)
            words = " ".join(text[s:e] for s, e in parts)
            yield Quote(parts[0][0], parts[-1][1], parts, words, "direct", quoted=parts, confidence=0.0)


def _ended(text: str, span: Span, passages: Sequence[Passage]) -> Span:
    """A content without the next sentence, where its last marked words end one and what follows is the reporter's."""
    last = next((p for p in reversed(passages) if p.outer[0] < span[1]), None)
    if last is None or not (span[0] <= last.outer[0] and last.outer[1] < span[1]):
        return span
    if span[0] == last.outer[0] and not text[max(0, span[0] - 3) : span[0]].rstrip().endswith((":", ",")):
        return span  # `“A.” B, she said`: the verb behind both is theirs
    return (span[0], last.outer[1]) if _NEXT.match(text, last.end) else span


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
    if (opening := dateline_end(text[:DATELINE])) > content[0][0]:
        content = [(max(s, opening), e) for s, e in content if e > opening]
    kind = kind_of(text, content, list(passages))
    if kind == "direct":
        parts = quoted = _quoted(text, content, passages)
    else:
        parts = [s for s in (_trim(text, *c) for c in content) if s[0] < s[1]]
        quoted = _quoted(text, parts, passages)  # not of the content: what is trimmed off may be quoted, too
    if not parts:
        return None
    if kind == "mixed" and all(_is_title(text, s, e) for s, e in quoted):
        kind = "indirect"  # the reporter's words, and the name of a book, a prize, a show
    return _made(text, a, parts, kind, quoted if kind != "indirect" else ())


def _made(text: str, a: Attribution, parts: Sequence[Span], kind: str, quoted: Sequence[Span]) -> Quote:
    words = " ".join(text[s:e] for s, e in parts)
    bounds = parts[0][0], parts[-1][1]
    return Quote(*bounds, tuple(parts), words, kind, tuple(quoted), a.source, a.cue, confidence=a.confidence)


def _is_title(text: str, start: int, end: int) -> bool:
    """Whether marked words are written as a title is: a few, the long ones capital."""
    words = re.findall(r"[\w’'-]+", text[start:end])
    if (
        not words
        or len(words) > TITLE
        or text[end - 1] in "!?,"
        or not all(w[0].isupper() or len(w) < 4 for w in words)
    ):
        return False
    return words[0][0].isupper() and sum(w[0].isupper() for w in words) > 1


def _turn(text: str, a: Attribution, turn: Turn, passages: Sequence[Passage]) -> Quote:
    """What somebody says in a transcript; `quoted` where it is printed within marks."""
    marked = kind_of(text, turn.parts, list(passages)) == "direct"
    return _made(text, a, turn.parts, "direct", turn.parts if marked else ())


def _quoted(text: str, content: Sequence[Span], passages: Sequence[Passage]) -> list[Span]:
    """What of a content stands inside outermost quotation marks, the marks left out."""
    out = []
    for start, end in content:
        for p in passages:
            s, e = max(start, p.start), min(end, p.end)
            if p.level == 0 and s < e:
                out.append(stripped(text, (s, e)))
    return [(s, e) for s, e in out if s < e]


def stripped(text: str, span: Span, lead: str | None = None, tail: str | None = None) -> Span:
    """Return a span without these characters at its beginning and at its end, by default without spaces."""
    words = text[slice(*span)]
    start = span[1] - len(words.lstrip(lead))
    return start, max(start, span[0] + len(words.rstrip(tail)))


def _trim(text: str, start: int, end: int) -> Span:
    """A span without the spaces and stops at its ends that are not its own."""
    return stripped(text, stripped(text, (start, end)), ",;: ", ",;:")
