"""What is known of a contender with a name: what the source says of it, where it is named, what it is called."""

from __future__ import annotations

import math
import re
from bisect import bisect_left

import numpy as np

from quotes.pipeline.entities import PERSON, Entity
from quotes.pipeline.lexicon import person
from quotes.pipeline.mentions import Mention
from quotes.pipeline.speakers.about import About, Source, heard
from quotes.pipeline.speakers.contenders import GENDER, Contender


def entity(about: About, who: Contender) -> dict[str, float]:
    """Return what is known of a contender who has a name."""
    scene, q = about.scene, about.q
    i = who.entities[0]
    e = scene.cast.entities[i]
    out: dict[str, float] = {f"a {e.kind.lower()}": 1.0}
    for source in about.sources:
        out |= _by_source(about, source, who)
    if share := sum(about.named.get(j, 0.0) for j in who.entities):
        out |= heard("speaker", share)
        if about.named.get(i) == about.best_named:
            out["speaker, best"] = 1.0
    out |= _named(about, i)
    if q.mention and q.mention.heads and e.kind == PERSON:
        out |= _among_namesakes(about, i)
    if about.vector is not None and q.mention:
        out |= _by_noun(about, q.mention, about.vector, i)
    return out


def _by_source(about: About, source: Source, who: Contender) -> dict[str, float]:
    """What a printed source says of an entity: whether it names it, what stands around, the network's link."""
    i = who.entities[0]
    scene, q = about.scene, about.q
    e = scene.cast.entities[i]
    tag, mention, heads = source.tag, source.mention, source.heads
    out: dict[str, float] = {}
    if heads == who.entities:
        out[f"{tag}source names it{'' if tag or q.other is None else f', another is {q.place}'}"] = 1.0
        if len(heads) == 1 and scene.namesakes(i):
            out[f"{tag}source names it, others share the name"] = 1.0
            out[f"{tag}source gives the name in full"] = float(
                " ".join(scene.text[slice(*mention.heads[0][0])].split()) == e.name
            )
    elif i in heads:
        out[f"{tag}source names it among others"] = 1.0
    out |= _within(about, source, i)
    if mention.form == "name" and i not in heads and heads and i in scene.namesakes(heads[0]):
        out[f"{tag}shares the name"] = 1.0
        printed = scene.text[slice(*mention.heads[0][0])].casefold().split()
        if set(printed) <= set(e.name.casefold().split()):
            out[f"{tag}has all of the printed name"] = 1.0
            if e.name.casefold().split()[: len(printed)] != printed:
                out[f"{tag}is known by the printed surname"] = float(printed[-1] == e.name.casefold().split()[-1])
    if source.gender and e.kind == PERSON and e.gender:
        out[f"{tag}title {'fits' if e.gender == source.gender else 'is of another gender'}"] = 1.0
    if mention.form != "name":
        if w := source.shares.get(i, 0.0):
            out[f"{tag}link"] = w
            out[f"{tag}link, share"] = w / source.total
            out[f"{tag}link, log"] = math.log(max(w, 0.002) / 0.002)
            if w == source.best:
                out[f"{tag}link, best"] = 1.0
        if i in source.before:
            out[f"{tag}right before the source"] = 1.0
            if mention.pronoun in ("who", "it"):
                out[f"{tag}right before “{mention.text.lower()}”"] = 1.0
    if mention.form == "pronoun":
        out |= _agrees(tag, mention.pronoun, e)
    return out


def _within(about: About, source: Source, i: int) -> dict[str, float]:
    """How an entity is named within a source that it does not head."""
    scene, tag, mention = about.scene, source.tag, source.mention
    out: dict[str, float] = {}
    inside = source.inside.get(i)
    if not inside or i in source.heads:
        return out
    out[f"{tag}named within the source"] = 1.0
    if inside[0][0] == mention.start:
        out[f"{tag}opens the source"] = 1.0
    if inside[-1][1] >= mention.end - 1:
        out[f"{tag}ends the source"] = 1.0
    before = scene.text[mention.start : inside[0][0]].lower().split()[-2:]
    for word in ("by", "from", "for", "of", "to", "with", "in"):
        if word in before[-1:] or before == [word, "the"]:
            out[f"{tag}behind “{word}” in the source"] = 1.0
            thing = word in ("by", "from") and not person(scene.noun((mention.start, mention.end)))[0]
            out[f"{tag}a thing is by it"] = float(thing)
    if re.match(r"[’']s?\s", scene.text[inside[-1][1] : inside[-1][1] + 3]):
        out[f"{tag}owns what the source names"] = 1.0
    return out


def _by_noun(about: About, mention: Mention, vector: np.ndarray, i: int) -> dict[str, float]:
    """Whether a description may be of an entity, by its noun."""
    scene = about.scene
    e = scene.cast.entities[i]
    out = about.heads("person" if e.kind == PERSON else "body").copy()
    if about.noun and len(about.noun) > 2:
        names = scene.called(e) if e.kind == PERSON else set()
        if about.noun in names:
            out["called so"] = 1.0
            out["alone called so"] = float(not about.calls(but=i))
        elif names:
            out["called something else"] = 1.0
        out[f"{'a person' if e.kind == PERSON else 'a body'} for a noun of people"] = person(about.noun)[0]
        out["the words are beside its name"] = float(_called(about, e))
    near = about.recent.get(i, e.mentions[0][0])
    out["alike"] = float(vector @ scene.vector(near))
    return out


def _among_namesakes(about: About, i: int) -> dict[str, float]:
    """What tells bearers of one name apart where a source prints no more than they share."""
    scene, q = about.scene, about.q
    first = scene.index[q.mention.heads[0][1]] if q.mention else i
    rivals = [i, *scene.namesakes(i)]
    if len(rivals) < 2 or first not in rivals:
        return {}
    entities = scene.cast.entities
    last = [w.entities[0] for _, w in about.last if w.entities and w.entities[0] in rivals]
    out = {
        "of one name: named most": float(len(entities[i].mentions) == max(len(entities[j].mentions) for j in rivals)),
        "of one name: named last": float(min(rivals, key=lambda j: about.rank.get(j, 99)) == i),
        "of one name: spoke last": float(bool(last) and last[0] == i),
        "of one name: named first": float(min(rivals, key=lambda j: entities[j].mentions[0]) == i),
    }
    return {k: v for k, v in out.items() if v}


def _agrees(tag: str, pronoun: str, e: Entity) -> dict[str, float]:
    if pronoun in GENDER:
        if e.kind != PERSON:
            return {f"{tag}he or she is no body": 1.0}
        if e.gender:
            return {f"{tag}gender {'agrees' if e.gender == GENDER[pronoun] else 'differs'}": 1.0}
        return {f"{tag}gender not known": 1.0}
    return {f"{tag}{pronoun} for a {e.kind.lower()}": 1.0}


def _called(about: About, e: Entity) -> bool:
    beside = about.scene.beside(e)
    return about.noun in beside and bool(re.search(rf"\b{re.escape(about.noun)}\b", beside))


def _named(about: About, i: int) -> dict[str, float]:
    """Where an entity is named: how near, and what stands beside it there."""
    scene = about.scene
    e = scene.cast.entities[i]
    out: dict[str, float] = {"mentions": math.log1p(len(e.mentions)) / 3}
    if e.kind == PERSON and len(e.mentions) == scene.cast.busiest:
        out["named most"] = 1.0
    if i in about.recent:
        gap = about.par - scene.paragraph(about.recent[i])
        out[f"named {min(gap, 4)} paragraphs before"] = 1.0
        out[f"{min(about.rank[i], 4)} others named since"] = 1.0
        start = scene.sentence(about.recent[i])[0]
        if about.recent[i] - start < 4:
            out["opens a sentence"] = 1.0
        if any(s <= about.recent[i] < t for s, t in about.words_before):  # few speak of themselves by name
            out["last named in words quoted before"] = 1.0
            out["last named in words quoted before, in the sentence"] = float(about.recent[i] >= about.sentence[0])
    else:
        out["not named before"] = 1.0
    if i in about.opens_before:
        out[f"opens the sentence before, words {about.lead}"] = 1.0
    for end in about.before.get(i, ()):
        verbs = about.said_before[bisect_left(about.said_before, (end, 0)) :]
        between = scene.text[end : verbs[0][0]] if verbs else ""
        if verbs and len(between.split()) <= 2 and "," not in between:
            out["says something before the words"] = 1.0
            if len(verbs) == 1:
                out["says it before the words"] = 1.0
    if i in about.inside:
        out["named in the words"] = 1.0
    return out
