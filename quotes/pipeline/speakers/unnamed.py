"""What is known of a contender without a name: a description, which may be the source itself, or nobody."""

from __future__ import annotations

import re

from quotes.pipeline.entities import ORG, PERSON
from quotes.pipeline.lexicon import person
from quotes.pipeline.mentions import Mention
from quotes.pipeline.speakers.about import About, heard
from quotes.pipeline.speakers.contenders import Contender

_DEFINITE = frozenset("the this that these those his her its their my our whose".split())
_INDEFINITE = frozenset("a an one another some several many few two three four five other others most".split())
_BY = re.compile(r"\b(?:by|from)\s(?:the\s)?[A-Z]")


def phrase(about: About, who: Contender) -> dict[str, float]:
    """Return what is known of a contender who is only described."""
    scene, q = about.scene, about.q
    words = who.phrase.lower().split()
    own = [m for m in (q.mention, q.other) if m and who.at == (m.start, m.end)]
    out: dict[str, float] = {}
    tag = "itself" if own else "described before"
    if own and own[0] is q.other:
        tag = f"{q.place} itself"
    if own and q.other is not None and own[0] is q.mention:
        out[f"itself, another is {q.place}"] = 1.0
    out[tag] = 1.0
    out |= heard(f"{tag}, speaker", _share(about, who))
    out[f"{tag}, best speaker elsewhere"] = about.best_named
    first = words[0]
    kind = (
        "definite"
        if first in _DEFINITE or "’s" in who.phrase[:30] or "'s" in who.phrase[:30]
        else "indefinite"
        if first in _INDEFINITE or first[0].isdigit()
        else "bare"
    )
    out[f"{tag}, {kind}"] = 1.0
    if len(words) > 2:
        out[f"{tag}, {kind}, longer"] = 1.0
    if scene.noun(who.at or (0, 0)).endswith("s"):
        out[f"{tag}, many"] = 1.0
    if own and own[0] is q.mention:
        out |= about.heads("itself")
    elif not own:
        out |= about.heads("described before")
    return out | (_itself(about, own[0], tag) if own else _before(about, who))


def _itself(about: About, mention: Mention, tag: str) -> dict[str, float]:
    """What a source says of itself as a description."""
    scene, out = about.scene, dict[str, float]()
    shares, itself, earlier = about.shares[0 if mention is about.q.mention else 1]
    out[f"{tag}, its own link"] = itself
    out[f"{tag}, best link elsewhere"] = max(shares.values(), default=0.0)
    out[f"{tag}, earlier description linked"] = earlier[1] if earlier else 0.0
    if mention.form == "name":
        out[f"{tag}, though it names somebody"] = 1.0
        kinds = {e.kind for _, e in mention.heads}
        out[
            f"{tag}, though it names {'a person' if PERSON in kinds else 'a body' if ORG in kinds else 'something'}"
        ] = 1.0
        rest = len(mention.text.split()) - sum(len(scene.text[s:t].split()) for (s, t), _ in mention.heads)
        out[f"{tag}, words beside the name"] = min(rest, 6) / 6
    if mention.form == "proper":
        out[f"{tag}, printed as a name"] = 1.0
    if scene.between(mention.start, mention.end):
        out[f"{tag}, with a name in it"] = 1.0
    if mention.form in ("nominal", "proper"):
        share, kind = person(scene.noun((mention.start, mention.end)))
        out[f"{tag}, a noun of people"] = share
        out[f"{tag}, a thing by somebody"] = float(not share and bool(_BY.search(mention.text)))
        out[f"{tag}, {kind} by its noun"] = 1.0
    if mention.form == "nominal" and about.noun:
        out[f"{tag}, somebody is called so"] = float(about.calls())
    return out


def _before(about: About, who: Contender) -> dict[str, float]:
    """What is known of a description that stands before the words."""
    scene, q, out = about.scene, about.q, dict[str, float]()
    earlier = about.shares[0][2]
    if earlier and who.at and earlier[0] == who.at[0]:
        out["described before, linked"] = earlier[1]
    noun = scene.noun(who.at) if who.at else ""
    if about.noun and noun:
        out["described before, in the same noun" if noun == about.noun else "described before, in another noun"] = 1.0
    if who.at and q.quote.start <= who.at[0] < q.quote.end:
        out["described in the words"] = 1.0
    return out


def _share(about: About, who: Contender) -> float:
    """The share of the links from the words that reach into a description."""
    if who.at is None:
        return 0.0
    return sum(w for start, w in about.described.items() if who.at[0] <= start < who.at[1])


def nobody(about: About) -> dict[str, float]:
    """Return what speaks for nobody's being named."""
    q = about.q
    out = {
        "nobody, speaker": about.unsaid,
        "nobody, best speaker": about.best_named,
        "nobody": 1.0,
        f"nobody, words {about.lead}": 1.0,
        "nobody, words unsure": 1.0 - q.quote.confidence,
        f"nobody, {q.quote.kind}": 1.0,
    }
    if q.mention:
        shares, itself, _ = about.shares[0]
        out["nobody, best link"] = max(shares.values(), default=0.0)
        out["nobody, own link"] = itself
    return out
