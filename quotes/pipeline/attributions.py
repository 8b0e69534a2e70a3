"""Readings → attributions: who the text says is the source of which content, and by which cue.

Spans come from the tags by Viterbi, links from the pointers of the contents' pieces; contents that share a cue and a
source belong to one attribution (without that, an interrupted quotation falls apart). Bounds that lie beside a quotation
mark are moved to it, since marks are certain and tags are not. The turns of a transcript are certain, too: each is one
attribution, and what the network finds there stays only where it stands within a turn.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import islice

import numpy as np

from quotes.pipeline import cues, transcripts
from quotes.pipeline import marks as marking
from quotes.pipeline.network.decode import Found, spans, steps, viterbi
from quotes.pipeline.network.encoder import Reading
from quotes.pipeline.network.labels import TAGS
from quotes.pipeline.transcripts import Turn
from quotes.types import Attribution, Span

BEGIN_BIAS = 0.8  # added to the logits of B- tags before decoding; chosen on PolNeAR dev
FIRST, SPREAD = 2.0, 8  # weight of a content's first piece in its links, and how many others have a say; chosen on dev
TAGGED = 3.0  # how much more a link to a tagged span counts; likewise
# `“…” — Jane Roe, teacher`: a line that ends in a dash and a name
_SIGNED = re.compile(
    r"[\s.,]{0,3}(?P<dash>[—–―]|--?)\s?(?P<name>(?:[^\W\d_a-z][\w.’'-]*)(?:\s(?:[^\W\d_a-z][\w.’'-]*|de|van|von|al|bin|of|the)){0,5})[ .]*(?:,[^\n“”\"]{1,80})?(?=\n|$)"
)
# `“…,” put in old Roe, with a sniff`: verbs of two words, who speaks behind them
_PUT_IN = re.compile(
    r"\s(?P<cue>(?:put|cut|chimed|chipped|broke|butted|weighed|jumped)\sin|(?:piped|spoke)\sup|(?:burst|called|cried)\sout)"
    r"\s(?P<source>(?:(?:the|a|an|his|her|one|another|old|young)\s[^,.;:“”\"\n]{2,60}?|[A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*){0,3}))"
    r"(?=[,.;]|\s(?:with|from)\s|\n|$)"
)
_WHOLE = re.compile(
    r"(?:[“«„][^“”«»\n]+[,?!—–-][”»“]|\"[^\"\n]+[,?!—–-]\"|‘[^‘\n]+[,?!—–-]’)"
)  # that does not end its sentence
_LED = re.compile(r"[,:]\s*$")  # what leads up to one
_LEADS = re.compile(r"\s?[,:]\s?[“\"‘'«„]")
CLAUSE = 160  # characters in which a said-clause names its source
BESIDE = 0.9  # how sure the source beside a quotation is where the network's link is to another
_DAY = re.compile(
    r"(?:on\s)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?:\s(?:morning|afternoon|evening|night))?,?\s"
    r"(?=(?:that|the|an?|it|he|she|they|we|his|her|its|their|there|[A-Z])\b)"
)
_HEARD = re.compile(r"(?:the\s|an?\s)?(?:[\w’'&.-]+\s){1,5}(?=that\s)")
_PREPOSITION = re.compile(r"\s(?:for|about|of|on)\s")
_WORD = re.compile(r"[^\W_][\w’'.-]*")
_DANGLING = re.compile(r"(?<=\w),?\s(?:who|whom|whose|which|that),?$")
_OWNER = re.compile(r"its|his|her|their|whose|my|our|your", re.IGNORECASE)
PHRASE = 200  # characters behind a source in which its noun phrase ends
SNAP = 3  # characters that a content's bound may lie off a quotation mark


def find(
    texts: Sequence[str],
    readings: Sequence[Reading],
    passages: Sequence[list[marking.Passage]],
    turns: Sequence[list[Turn]],
    transitions: np.ndarray,
) -> list[list[Attribution]]:
    """Return the attributions of each text, in the order of their contents, with its transcript's turns among them."""
    scores = steps("span", transitions)
    paths = viterbi([r.tags("span") + _BIAS for r in readings], scores)
    found = [_attributions(*args) for args in zip(texts, readings, passages, paths, strict=True)]
    return [_with_turns(*args) for args in zip(found, turns, strict=True)]


_BIAS = np.array([0, *([BEGIN_BIAS, 0] * 3)], dtype=np.float32)


def _attributions(text: str, reading: Reading, passages: list[marking.Passage], path: np.ndarray) -> list[Attribution]:
    tagged = spans(text, reading, path, "span")
    at = {label: Tagged(len(reading.pieces)) for label in ("SOURCE", "CUE")}
    for f in tagged:
        if f.label in at:
            at[f.label].add(f)
    marked = [p for p in passages if p.level == 0]
    outer = [p.outer for p in marked]
    signed, opened = _signatures(text, outer), [s for s, _ in outer]
    clauses = sorted((f for f in tagged if f.label in at), key=lambda f: f.start)
    groups: dict[tuple[Span | None, Span | None, int], list[tuple[Span, float]]] = {}
    for n, content in enumerate(f for f in tagged if f.label == "CONTENT"):
        telling = _telling(reading, content)
        lo, (to_source, to_cue) = _pooled(reading, ("source", "cue"), telling)
        source, p = _linked(text, reading, lo, to_source, at["SOURCE"])
        cue, _ = _linked(text, reading, lo, to_cue, at["CUE"])
        said = _beside(text, content, clauses)
        if said and said[0] != source:
            source, cue, p = *said, BESIDE
        if m := _PUT_IN.match(text, content.end):
            source, cue, p = m.span("source"), m.span("cue"), BESIDE
        alone = n if cue is None else -1
        bounds = _snap(text, (content.start, content.end), outer)
        if cue and cue[1] <= bounds[0]:
            cue, bounds = _joined(text, cue, bounds)
        at_most = bisect_right(opened, bounds[0]) - 1
        around = outer[at_most] if at_most >= 0 else (0, 0)
        if bounds[1] <= around[1] and (signature := signed.get(around)):
            (source, cue), p, alone = signature, 1.0, n
        source = source and whole(text, reading, source)
        groups.setdefault((source, cue, alone), []).append((bounds, content.score * p))
    found = [
        Attribution(
            kind=kind(text, [s for s, _ in parts], _near(marked, [s for s, _ in parts])),
            source=(source,) if source else (),
            cue=(cue,) if cue else (),
            content=tuple(s for s, _ in parts),
            confidence=round(float(np.mean([p for _, p in parts])), 4),
        )
        for (source, cue, _), parts in groups.items()
    ]
    return sorted(found, key=lambda a: a.content[0])


def whole(text: str, reading: Reading, span: Span) -> Span:
    """Return a source whole where the tags cut it behind an article, adjective or `whose`; a `who` at its end is none of it."""
    start, end = span
    if dangling := _DANGLING.search(text, start, end):
        return start, dangling.start()
    words = [m.start() for m in _WORD.finditer(text, start, end)]
    if words and (_pos(reading, words[-1]) in ("DET", "ADJ") or _OWNER.fullmatch(text, words[-1], end)):
        for m in _WORD.finditer(text, end, end + PHRASE):
            if _pos(reading, m.start()) not in ("ADJ", "NOUN", "PROPN", "NUM") or text[end : m.start()] not in (
                "",
                " ",
            ):
                break
            end = m.end()
    return start, end


def _pos(reading: Reading, place: int) -> str:
    """The universal part of speech of the word at a character."""
    piece = min(int(np.searchsorted(reading.pieces.ends, place, "right")), len(reading.pieces) - 1)
    return TAGS["pos"][int(reading.tags("pos")[piece].argmax())]


def _near(passages: list[marking.Passage], content: Sequence[Span]) -> list[marking.Passage]:
    """Of passages that do not overlap those that a content may touch."""
    first = bisect_right(passages, min(s for s, _ in content), key=lambda p: p.outer[1])
    return passages[first : bisect_left(passages, max(e for _, e in content), key=lambda p: p.outer[0])]


def _joined(text: str, cue: Span, content: Span) -> tuple[Span, Span]:
    """A cue with the preposition behind it (`spoke of “…”`), and the content without it, the day (`said Thursday the answer …`) and who was told."""
    start, end = content
    if (m := _PREPOSITION.match(text, cue[1], end)) and start <= m.end():
        return (cue[0], m.end() - 1), (m.end(), end)
    if text[cue[1] : start].isspace() and (m := _DAY.match(text, start)):
        return cue, (m.end(), end)
    told = text[cue[1] : start].isspace() and text[slice(*cue)].lower().endswith(("told", "tells", "telling"))
    return cue, (m.end() if told and (m := _HEARD.match(text, start, end)) else start, end)


def _beside(text: str, content: Found, clauses: Sequence[Found]) -> tuple[Span, Span] | None:
    """The source and the cue of a said-clause that goes on a quotation's sentence: `“…,” Roe said`, `“…?” asked Roe`.

    What the network links a quotation to may be another paragraph's clause where all of them look alike.
    """
    whole = _WHOLE.fullmatch(text, content.start, content.end)
    if not whole or _LED.search(text, max(0, content.start - 3), content.start):
        return None
    at = bisect_left(clauses, content.end, key=lambda f: f.start)
    after = clauses[at : at + 2]
    if {f.label for f in after} != {"SOURCE", "CUE"} or after[1].start - content.end > CLAUSE:
        return None
    if text[content.end : after[0].start] not in (" ", "") or text[after[0].end : after[1].start].strip(" ,"):
        return None
    source, cue = sorted(after, key=lambda f: f.label == "CUE")
    if cues.read(text[cue.start : cue.end]).speech != "said" or _LEADS.match(text, after[1].end):
        return None
    return (source.start, source.end), (cue.start, cue.end)


def _signatures(text: str, outer: list[Span]) -> dict[Span, tuple[Span, Span]]:
    """Quotations that a dash and a name follow, alone to the line's end, and where the name and the dash stand."""
    found = {}
    for span in outer:
        if m := _SIGNED.match(text, span[1]):
            name = re.sub(r"(?<!\b\w)(?<!\b[JS]r)\.$", "", m["name"])
            found[span] = (m.start("name"), m.start("name") + len(name)), m.span("dash")
    return found


class Tagged:
    """The tagged spans of one label: by piece, and for each piece of a text what it counts as and how much."""

    def __init__(self, pieces: int) -> None:
        self.at: dict[int, Found] = {}
        self.first = np.arange(pieces)  # of a span, its first piece; of a piece on its own, itself
        self.weight = np.ones(pieces)

    def add(self, found: Found) -> None:
        self.at |= dict.fromkeys(range(found.lo, found.hi), found)
        self.first[found.lo : found.hi] = found.lo
        self.weight[found.lo : found.hi] = TAGGED


def _linked(text: str, reading: Reading, lo: int, odds: np.ndarray, tagged: Tagged) -> tuple[Span | None, float]:
    """The span that a content links to, and the probability of the link; None when there is none."""
    inside = slice(lo, lo + len(odds) - 1)
    first = tagged.first[inside]
    shares = np.bincount(first - first[0], odds[1:] * tagged.weight[inside])  # of the link, by first piece
    best = int(shares.argmax())
    to, most = (best + int(first[0]), shares[best]) if shares[best] > odds[0] else (-1, odds[0])
    p = min(1.0, float(most / (odds[0] + shares.sum())))
    if to < 0:
        return None, p
    near = tagged.at.get(to) or tagged.at.get(to + 1) or tagged.at.get(to + 2)
    if near:
        return (near.start, near.end), p
    return _word(text, int(reading.pieces.starts[to]), int(reading.pieces.ends[to])), p


def _telling(reading: Reading, content: Found) -> list[int]:
    """The pieces of a content that have a say in its links: its first, and some that are spread over it."""
    first, last = content.lo, content.hi - 1
    spread = sorted({first + (last - first) * k // SPREAD for k in range(1, SPREAD + 1)} - {first})
    return [first, *(p for p in spread if reading.owner[p] == reading.owner[first])]


def _pooled(reading: Reading, relations: Sequence[str], telling: Sequence[int]) -> tuple[int, np.ndarray]:
    """The links of some pieces, the first counting most, as one distribution a relation.

    It begins with no link, and goes on with the pieces of a window from the one that comes back first.
    """
    lo, odds = reading.link_all(relations, telling)
    weights = np.array([FIRST] + [1.0] * (len(telling) - 1))
    pooled = np.exp(weights @ np.log(odds + 1e-6) / weights.sum())
    return lo, pooled / pooled.sum(1, keepdims=True)


def _with_turns(found: list[Attribution], turns: list[Turn]) -> list[Attribution]:
    """The attributions with a transcript's turns; of the others those outside of it, and those that a speaker makes."""
    if not turns:
        return found

    def stays(a: Attribution) -> bool:
        spans = (*a.source, *a.cue, *a.content)
        around = {transcripts.at(turns, place) for s, e in spans for place in (s, e - 1)}
        if len(around) > 1:
            return False
        turn = around.pop()
        if turn is None:
            return True
        within = any(all(p[0] <= s and e <= p[1] for s, e in spans) for p in turn.parts)
        return within and bool(a.source and a.cue)

    said = [Attribution("direct", (t.label,), (t.cue,) if t.cue else (), t.parts) for t in turns]
    return sorted([*filter(stays, found), *said], key=lambda a: a.content[0])


def _word(text: str, start: int, end: int) -> Span | None:
    """The word around some characters; None when it is too short to name anybody."""
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    named = end - start > 2 and any(c.isalpha() for c in text[start:end])
    return (start, end) if named or text[start:end].lower() in ("he", "i", "it", "we") else None


def _snap(text: str, span: Span, outer: list[Span]) -> Span:
    """A span whose bounds lie within a few characters of a quotation's marks, moved to them."""
    start, end = span
    for s, e in islice(outer, bisect_right(outer, start, key=lambda o: o[1]), None):
        if s >= end:
            break
        if e <= start:
            continue
        if start != s and abs(start - s) <= SNAP and not _words(text, min(start, s), max(start, s)):
            start = s
        if end != e and abs(end - e) <= SNAP and not _words(text, min(end, e), max(end, e)):
            end = e
    return start, end


def _words(text: str, start: int, end: int) -> bool:
    return any(c.isalnum() for c in text[start:end])


def kind(text: str, content: Sequence[Span], passages: list[marking.Passage]) -> str:
    """Return `direct` when every word of a content stands inside quotation marks, `mixed` when some do, else `indirect`.

    Each of the passages is looked at, so of a long text give those that are near.
    """
    inside = outside = False
    for start, end in content:
        covered = start
        for p in passages:
            if p.level or p.outer[1] <= start or p.outer[0] >= end:
                continue
            inside = True
            outside |= _words(text, covered, max(covered, p.outer[0]))
            covered = max(covered, p.outer[1])
        outside |= _words(text, covered, end)
    return "indirect" if not inside else "mixed" if outside else "direct"
