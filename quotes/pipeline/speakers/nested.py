"""Words within somebody's words: `“The referee told me, ‘Go home,’”` holds a quotation of the referee's.

A passage within marks is one where a verb of saying stands before it in the same words, with a subject of its own.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from quotes.pipeline.marks import Passage
from quotes.pipeline.speakers.contenders import subject
from quotes.pipeline.speakers.scene import Scene
from quotes.types import Quote

WORDS = 2  # of a passage, at least: fewer are a term
REACH = 60  # characters at most between the verb and the mark


def find(scene: Scene, quotes: Sequence[Quote], passages: Sequence[Passage]) -> Iterator[tuple[Quote, Quote]]:
    """Yield each quotation that stands within another, behind the outer one, with its source and its cue."""
    ordered = sorted((p for p in passages if p.level == 1), key=lambda p: p.start)
    opened = [p.start for p in ordered]
    for outer in quotes:
        if outer.kind != "direct":
            continue
        for p in ordered[bisect_right(opened, outer.start) : bisect_left(opened, outer.end)]:
            low = max(outer.start, scene.sentence(p.outer[0])[0])
            verbs = scene.says(max(low, p.outer[0] - REACH), p.outer[0])
            source = subject(scene, low, verbs[-1][0]) if verbs else None
            if source and len(scene.text[p.start : p.end].split()) >= WORDS and p.end <= outer.end:
                span = (p.start, p.end)
                yield (
                    outer,
                    Quote(
                        *span,
                        parts=(span,),
                        text=scene.text[slice(*span)],
                        kind="direct",
                        quoted=(span,),
                        source=(source,),
                        cue=(verbs[-1],),
                        confidence=outer.confidence,
                    ),
                )
