"""Readers of the training corpora: each gives `Example`s, texts with what is known about them in characters.

`docs/training.md` says where each corpus comes from. What an example leaves out (None) is not learned from it.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from quotes.evaluation.conllu import Document
from quotes.evaluation.conllu import read as documents
from quotes.pipeline import marks
from quotes.pipeline.network.labels import STANCES
from quotes.training import articles as written_articles
from quotes.types import Span

Odds = tuple[float, ...]  # of each of STANCES
UNKNOWN: Odds = tuple(0.0 for _ in STANCES)  # for a teacher to say
SURE: dict[str, Odds] = {a: tuple(float(a == b) for b in STANCES) for a in STANCES}
POLARITY = {2.0: "opposes", 4.0: "neutral", 6.0: "supports"}
SILVER = {"PERSON": "PERSON", "ORG": "ORG", "LOC": "PLACE", "MISC": "OTHER"}
GUM_TYPES = {"person": "PERSON", "organization": "ORG", "place": "PLACE"}
PRONOUNS = frozenset(
    "i me my mine we us our you your he him his she her hers it its they them their theirs who whom whose which that "
    "this these those himself herself itself themselves one".split()
)
INDEFINITE = ("a ", "an ", "one ", "some ", "another ", "two ", "three ", "several ", "many ")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled span of a text."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """A stance that is known: of `content` (what is said) towards the target at `target`, or without one as a whole."""

    odds: Odds
    content: Span
    around: Span
    target: Span | None = None
    target_words: tuple[int, ...] = ()  # where words of the target begin, when it is known


@dataclass(frozen=True, slots=True)
class Example:
    """A text and what a corpus knows about it; offsets are characters of `text`."""

    id: str
    text: str
    spans: tuple[Labelled, ...] | None = None  # SOURCE, CUE, CONTENT
    links: tuple[tuple[int, int | None, int | None], ...] = ()  # content part, source, cue: where each begins
    entities: tuple[Labelled, ...] | None = None
    references: tuple[tuple[int, tuple[int, ...]], ...] = ()  # a mention's beginning → beginnings of its names
    known_references: tuple[tuple[int, tuple[int, ...]], ...] = ()  # the same, of which somebody or a rule is sure
    roles: tuple[Labelled, ...] = ()  # ROLE spans
    role_holders: tuple[tuple[int, int], ...] = ()  # a role's beginning → its holder's
    role_scope: tuple[Span, ...] = ()  # where an unlabelled character is known to belong to no role
    opinions: tuple[Opinion, ...] = ()
    tags: tuple[Labelled, ...] | None = None  # universal part-of-speech tags
    speech: tuple[Labelled, ...] | None = None  # what somebody said or wrote, all of it
    speakers: tuple[tuple[Span, tuple[int, ...]], ...] = ()  # words → beginnings of their speaker's names; none: nobody
    partial: bool = False  # whether spans are known only where one is labelled
    outside: tuple[Span, ...] = ()  # of a partial example, what is known to be no span


def _rows(path: Path) -> Iterator[dict]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def polnear(path: Path, silver: Path | None = None, speakers: Path | None = None) -> list[Example]:
    """Read PolNeAR articles with their attributions, CoreNLP's entities and chains, and the speaker gold where there is any."""
    machine = {r["id"]: r for r in _rows(silver)} if silver else {}
    people = {r["id"]: r["quotes"] for r in _rows(speakers)} if speakers else {}
    out = []
    for row in _rows(path):
        example = _attributions(row)
        if row["id"] in machine:
            example = _silver(example, machine[row["id"]])
        if row["id"] in people:
            example = _speakers(example, row["attributions"], people[row["id"]])
        out.append(example)
    return out


def _attributions(row: dict) -> Example:
    spans, links = [], []
    for a in row["attributions"]:
        for label in ("source", "cue", "content"):
            spans += [Labelled(s, e, label.upper()) for s, e in a[label]]
        source = a["source"][0][0] if a["source"] else None
        cue = a["cue"][0][0] if a["cue"] else None
        links += [(s, source, cue) for s, _ in a["content"]]
    return Example(
        id=row["id"], text=row["text"], spans=tuple(sorted(set(spans), key=lambda s: s.start)), links=tuple(links)
    )


def _silver(example: Example, row: dict) -> Example:
    entities = tuple(Labelled(s, e, SILVER[k]) for s, e, k in row["entities"] if k in SILVER)
    named = [x for x in entities if x.label in ("PERSON", "ORG", "PLACE")]
    references = []
    for chain in row["coref"]:
        names = {m: n for m in map(tuple, chain) if (n := _name_of(m, named)) is not None}
        names_at = tuple(sorted(set(names.values())))
        for i, (s, e) in enumerate(chain):
            words = example.text[s:e].split()
            if (s, e) in names or not words:
                continue
            if names_at:
                references.append((s, names_at))
            elif words[0].lower() in PRONOUNS or example.text[chain[0][0] :].lower().startswith(INDEFINITE):
                references.append(  # a definite description without a name says only that CoreNLP found none
                    (s, tuple(m[0] for m in chain[: i + 1] if example.text[m[0] : m[1]].lower() not in PRONOUNS))
                )
    return replace(example, entities=entities, references=tuple(r for r in references if r[1]))


def _name_of(mention: Span, named: list[Labelled]) -> int | None:
    """Where the name begins that heads a mention (it ends or opens it), if one does."""
    s, e = mention
    inside = [n for n in named if s <= n.start and n.end <= e]
    for n in inside:
        if n.start == s or e - n.end <= 2:
            return n.start
    return None


def mentions_of(name: str, text: str, *, person: bool) -> list[Span]:
    """Tell where a text names somebody, by the full name or (a person) by its last word, fullest first at each place."""
    words = [w for w in re.findall(r"[\w.’'&-]+", name) if w]
    if not words:
        return []
    patterns = [r"\s+".join(map(re.escape, words))]
    if person and len(words) > 1:
        last = words[-1] if words[-1].lower().strip(".") not in ("jr", "sr", "ii", "iii", "iv") else words[-2]
        patterns += [rf"{re.escape(words[0])}\s+(?:\S+\s+)?{re.escape(last)}", re.escape(last)]
    return [m.span() for m in re.finditer(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", text, re.IGNORECASE)]


def _speakers(example: Example, attributions: list[dict], quotes: list[dict]) -> Example:
    """What the speaker gold adds to an article whose attributions are known."""
    found = [
        next((a for a in attributions if any(s < q["end"] and q["start"] < e for s, e in a["content"])), {})
        for q in quotes
    ]
    beside = [[tuple(x) for k in ("source", "cue", "content") for x in a.get(k, ())] for a in found]
    sources = [tuple(a["source"][0]) if a.get("source") else None for a in found]
    return _people(example, quotes, sources, beside)


def _people(
    example: Example, quotes: Sequence[dict], sources: Sequence[Span | None], beside: Sequence[Sequence[Span]]
) -> Example:
    """Who speaks, in what role and with what stance; `beside` is what stands around each quotation: source, cue, the words."""
    text = example.text
    opinions: list[Opinion] = []
    references, speakers, roles, holders, scope = [], [], [], [], []
    for q, source, around in zip(quotes, sources, beside, strict=True):
        parts = q["speaker"].split(" and ")
        names = [s for part in parts for s, _ in mentions_of(part, text, person=q["speaker_kind"] == "person")]
        if source and q["speaker_kind"] == "unnamed" and not names:
            names = [source[0]]
        if source and names:
            references.append((source[0], tuple(sorted(set(names)))))
        if names or not q["speaker"]:
            speakers.append(((q["start"], q["end"]), tuple(sorted(set(names)))))
        if "stance" in q:
            opinions += _opinions(text, q, around)
        if q.get("role") and q["speaker_kind"] == "person":
            role = _role(text, q["role"], mentions_of(q["speaker"], text, person=True))
            if role:
                (s, e), holder = role
                roles.append(Labelled(s, e, "ROLE"))
                holders.append((s, holder[0]))
                scope.append((min(s, holder[0]) - 60, max(e, holder[1]) + 60))
    references += _called(text, quotes)
    return replace(
        example,
        known_references=tuple(sorted(set(references))),
        speakers=tuple(sorted(set(speakers))),
        opinions=tuple(opinions),
        roles=tuple(sorted(set(roles), key=lambda r: r.start)),
        role_holders=tuple(sorted(set(holders))),
        role_scope=tuple(sorted(set(scope))),
    )


def news(texts: Path, gold: Path) -> list[Example]:
    """Read news articles in which people marked all speech: who said it, and what within marks is none.

    Beliefs and plans, which PolNeAR marks too, are not marked: of spans only those that are labelled are known.
    """
    known = {r["id"]: r for r in _rows(gold)}
    return [_news(row["id"], row["text"], known[row["id"]]) for row in _rows(texts) if row["id"] in known]


def _news(name: str, text: str, row: dict) -> Example:
    quotes = sorted([*row["quotes"], *row["indirect"]], key=lambda q: q["start"])
    spans, links = [], []
    for q in quotes:
        spans.append(Labelled(q["start"], q["end"], "CONTENT"))
        spans += [Labelled(q[k][0], q[k][1], k.upper()) for k in ("source", "cue") if q[k]]
        if q["source"]:
            links.append((q["start"], q["source"][0], q["cue"][0] if q["cue"] else None))
    example = Example(
        id=name,
        text=text,
        spans=tuple(sorted(set(spans), key=lambda s: s.start)),
        links=tuple(links),
        speech=tuple(Labelled(q["start"], q["end"], "SPEECH") for q in quotes),
        partial=True,
        outside=tuple((s, e) for s, e in row["not"]),
    )
    beside = [[tuple(q[k]) for k in ("source", "cue") if q[k]] for q in quotes]
    return _people(example, quotes, [tuple(q["source"]) if q["source"] else None for q in quotes], beside)


def written(path: Path) -> list[Example]:
    """Return the articles that were written for this project, in which everything that is said is marked."""
    return [_news(row["id"], row["text"], row) for row in written_articles.read(path)]


def unlabelled(path: Path) -> list[Example]:
    """Return articles of which nothing is known, for a teacher to read: with what their marked passages might hold, and towards whom."""
    return [_unlabelled(f"unlabelled-{n}", row["text"]) for n, row in enumerate(_rows(path))]


_NAME = re.compile(r"(?<![.!?“\"] )\b[A-Z][\w’'.-]*\w(?:\s[A-Z][\w’'.-]*\w)*")


def _unlabelled(name: str, text: str) -> Example:
    opinions = []
    for p in marks.passages(text)[0]:
        if p.level or len(text[p.start : p.end].split()) < 4:
            continue
        content = (p.start, p.end)
        around = (
            max(text.rfind("\n", 0, p.start) + 1, p.start - 120),
            min(text.find("\n", p.end) % (len(text) + 1), p.end + 120),
        )
        opinions.append(Opinion(UNKNOWN, content, around))
        opinions += [
            Opinion(UNKNOWN, content, around, m.span()) for m in _NAME.finditer(text, *content) if m.start() > p.start
        ]
    return Example(id=name, text=text, opinions=tuple(opinions))


def _called(text: str, quotes: Sequence[dict]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Where an article speaks of somebody by a role that it gives nobody else, with no name beside it."""
    holders: dict[str, set[str]] = {}
    for q in quotes:
        if q.get("role") and q["speaker_kind"] == "person":
            holders.setdefault(q["role"].casefold(), set()).add(q["speaker"])
    for role, people in holders.items():
        names = [s for s, _ in mentions_of(next(iter(people)), text, person=True)]
        if len(people) == 1 and names:
            for m in re.finditer(
                rf"\bthe\s+{re.escape(role)}\b(?![\s,]*(?:[A-Z][\w.]+\s)?(?-i:[A-Z]))", text, re.IGNORECASE
            ):
                yield m.start(), tuple(sorted(names))


def _role(text: str, role: str, names: list[Span]) -> tuple[Span, Span] | None:
    """The place where a role stands nearest to a name of its holder, and that name."""
    where = [m.span() for m in re.finditer(re.escape(role), text, re.IGNORECASE)]
    pairs = [(max(r[0] - n[1], n[0] - r[1]), r, n) for r in where for n in names if r[1] <= n[0] or n[1] <= r[0]]
    gap, at, holder = min(pairs, default=(999, None, None))
    return (at, holder) if at and holder and gap <= 120 else None


_SMALL = frozenset("a an the of for and in on at to by with from his her its their that this as is was be s".split())


def _opinions(text: str, quote: dict, beside: Sequence[Span]) -> Iterator[Opinion]:
    """What a quotation holds as a whole, and towards its target where that is found in the text."""
    content = (quote["start"], quote["end"])
    around = [content, *(x for x in beside if abs(x[0] - content[0]) < 1500)]
    wanted = {w for w in re.findall(r"\w+", quote["target"].casefold()) if w not in _SMALL}
    near = (max(0, content[0] - 700), content[1] + 200)
    hits = [m.span() for m in re.finditer(r"\w+", text[near[0] : near[1]]) if m.group().casefold() in wanted]
    hits = [(s + near[0], e + near[0]) for s, e in hits]
    inside = [h for h in hits if content[0] <= h[0] < content[1]] or [h for h in hits if abs(h[0] - content[0]) < 300]
    target = None
    if quote["stance"] != "neutral" and inside:
        first = inside[0]
        last = next((h for h in reversed(inside) if h[0] - first[0] < 40), first)
        target = (first[0], last[1])
    whole = (min(s for s, _ in around), max(e for _, e in around))
    words = tuple(h[0] for h in (inside or hits)) if quote["stance"] != "neutral" else ()
    yield Opinion(SURE[quote["stance"]], content, whole, target_words=words)
    if target:
        yield Opinion(SURE[quote["stance"]], content, whole, target)


def gap(path: Path) -> list[Example]:
    """Read GAP's passages: a pronoun and which of two names it stands for, where it is one of them."""
    out = []
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            text, pronoun = row["Text"], int(row["Pronoun-offset"])
            people = [(int(row[f"{x}-offset"]), row[x], row[f"{x}-coref"].lower() == "true") for x in "AB"]
            names = sorted(
                s
                for at, name, right in people
                if right
                for s in {at, *(m.start() for m in re.finditer(re.escape(name), text))}
            )
            references = ((pronoun, tuple(names)),) if names else ()
            out.append(Example(id=row["ID"], text=text, known_references=references))
    return out


def newsmtsc(path: Path) -> list[Example]:
    """Return sentences with the polarity towards each target mention."""
    out = []
    for row in _rows(path):
        text = row["sentence_normalized"]
        whole = (0, len(text))
        opinions = tuple(
            Opinion(SURE[POLARITY[t["polarity"]]], whole, whole, (t["from"], t["to"]))
            for t in row["targets"]
            if t["polarity"] in POLARITY
        )
        out.append(Example(id=row["primary_gid"], text=text, opinions=opinions))
    return out


def stances(path: Path) -> list[Example]:
    """Return the project's own passages: a quotation with the stance towards each of its targets."""
    out = []
    for n, row in enumerate(_rows(path)):
        content, whole = tuple(row["content"]), (0, len(row["text"]))
        opinions = [Opinion(SURE[t["stance"]], content, whole, (t["start"], t["end"])) for t in row["targets"]]
        if len(opinions) == 1:
            opinions.append(replace(opinions[0], target=None))
        out.append(Example(id=f"{path.stem}-{n}", text=row["text"], opinions=tuple(opinions)))
    return out


def conllu(path: Path, *, entities: bool = False) -> list[Example]:
    """Read Universal Dependencies documents: tags, and with `entities` GUM's named entities and coreference."""
    return [_document(d, entities) for d in documents(path)]


def _document(document: Document, entities: bool) -> Example:
    tags = tuple(Labelled(w.start, w.end, w.upos) for w in document.words)
    if not entities:
        return Example(id=document.id, text=document.text, tags=tags)
    named: list[Labelled] = []
    chains: dict[
        tuple[str, str], list[tuple[int, bool, int | None]]
    ] = {}  # where each begins, whether a pronoun, its name
    for mention in document.mentions():
        name = mention.name
        pronoun = document.text[mention.start : mention.end].lower() in PRONOUNS
        of = mention.chain, mention.kind
        chains.setdefault(of, []).append((mention.start, pronoun, name[0] if name else None))
        if name and not any(name[0] < n.end and n.start < name[1] for n in named):
            named.append(Labelled(*name, GUM_TYPES.get(mention.kind, "OTHER")))
    references = []
    for (_, kind), chain in chains.items():
        names = tuple(n for _, _, n in chain if n is not None)
        nominal = [start for start, pronoun, _ in chain if not pronoun]
        for start, _, n in chain:
            if n is None and names:
                references.append((start, names))
            elif not names and kind in ("person", "organization"):
                references.append((start, tuple(s for s in nominal if s <= start)))
    return Example(
        id=document.id,
        text=document.text,
        tags=tags,
        entities=tuple(sorted(named, key=lambda n: n.start)),
        references=tuple(r for r in references if r[1]),
    )
