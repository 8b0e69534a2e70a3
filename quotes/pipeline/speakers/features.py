"""What is known of each contender of a question, by name: the features of the choice."""

from __future__ import annotations

import math

from quotes.pipeline.speakers import named, unnamed
from quotes.pipeline.speakers.about import About
from quotes.pipeline.speakers.contenders import Contender


def features(about: About, who: Contender) -> dict[str, float]:
    """Return what is known of a contender, once for all sources and once for its form; what is absent is 0."""
    found = known(about, who)
    return found | {f"{about.form}: {k}": v for k, v in found.items()}


def known(about: About, who: Contender) -> dict[str, float]:
    """Return what is known of a contender, whatever the form of the source."""
    if who.entities:
        found = named.entity(about, who)
    elif who.phrase:
        found = unnamed.phrase(about, who)
    else:
        found = unnamed.nobody(about)
    found |= _spoke(about, who)
    return found


def _spoke(about: About, who: Contender) -> dict[str, float]:
    if not who:
        return {} if about.last else {"nobody: nobody spoke before": 1.0}
    out = {}
    for n, (quote, other) in enumerate(about.last):
        if other == who:
            gap = about.scene.paragraph(about.q.quote.start) - about.scene.paragraph(quote.end - 1)
            out[f"spoke {('last', 'last but one', 'third last', 'fourth last')[n]}"] = 1.0
            if n == 0:
                out[f"spoke last, {min(gap, 4)} paragraphs before"] = 1.0
                out[f"spoke last, words {about.lead}"] = 1.0
                out |= about.heads("spoke last")
                out[f"spoke last, {min(gap, 2)} paragraphs before, words {about.lead}"] = 1.0
    if times := about.said.counts.get(who):
        out["spoke before"] = math.log1p(times)
    return out
