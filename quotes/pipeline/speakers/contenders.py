"""Who may have said a quotation, and what is known of each: the features of the choice, each with a name.

Contenders are those whom the printed source names, whom the network links it to, who spoke or was named nearby, the source
itself as a description of somebody unnamed, those described so earlier, and nobody. Gender, number and kind are features: none
of them rules anybody out.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import numpy as np

from quotes.pipeline.entities import ORG, PERSON, PLACE, Entity
from quotes.pipeline.lexicon import FEMALE, MALE, person
from quotes.pipeline.marks import Passage
from quotes.pipeline.mentions import Mention, phrase_of
from quotes.pipeline.mentions import read as read_mention
from quotes.pipeline.speakers.scene import LONG, WORD, Scene
from quotes.types import Quote, Span

LINKED, NEAR, SPOKEN = 6, 6, 4  # contenders at most by the link, by nearness, by having spoken
MOST_WITHIN = 100  # passages within one another that are looked through
MENTIONS = 100  # names around the words that are looked through: in a list of one name there are thousands
LONG_PARAGRAPH = 10_000  # characters around a place, beyond which its paragraph is looked through no further
GENDER = {"he": MALE, "she": FEMALE}
_HONORIFIC = re.compile(
    r"^(?:the\s)?(?:(mr|sir|lord|king|prince)|(mrs|ms|miss|dame|lady|queen|princess))\b", re.IGNORECASE
)
_OWNED = re.compile(r"(his|her|their|its|whose|my|our)\s+(.+)", re.IGNORECASE | re.DOTALL)
_DEFINITE = frozenset("the this that these those his her its their my our whose".split())
_INDEFINITE = frozenset("a an one another some several many few two three four five other others most".split())
_BY = re.compile(r"\b(?:by|from)\s(?:the\s)?[A-Z]")
_INSIDE_WORD = re.compile(r"\w+[.&]$")
_EMPTY = frozenset("the a an one that this which there somebody someone anyone it both nobody".split())


class Contender(NamedTuple):  # of which an article makes thousands, and compares them
    """A speaker that a quotation may have: entities (indices; several speak together), or a phrase, or neither: nobody."""

    entities: tuple[int, ...] = ()
    phrase: str = ""
    at: Span | None = None  # where the phrase stands
    kind: str = "unnamed"  # what the phrase names

    def __bool__(self) -> bool:
        return bool(self.entities or self.phrase)


NOBODY = Contender()


@dataclass(slots=True)
class Said:
    """What has been resolved so far, in reading order."""

    turns: list[tuple[Quote, Contender]] = field(default_factory=list)
    open: list[tuple[Quote, Contender]] = field(default_factory=list)  # direct words that the last ones may stand in
    counts: dict[Contender, int] = field(default_factory=dict)

    def add(self, quote: Quote, who: Contender) -> None:
        self.turns.append((quote, who))
        while self.open and self.open[-1][0].end <= quote.start:
            self.open.pop()
        if who and quote.kind == "direct":
            self.open.append((quote, who))
        if who:
            self.counts[who] = self.counts.get(who, 0) + 1

    def last(self, most: int) -> list[tuple[Quote, Contender]]:
        """The last speakers, each once, the latest first."""
        seen: dict[Contender, Quote] = {}
        for quote, who in reversed(self.turns[-12:]):
            if who and who not in seen:
                seen[who] = quote
            if len(seen) == most:
                break
        return [(q, w) for w, q in seen.items()]


@dataclass(frozen=True, slots=True)
class Question:
    """A quotation to be resolved: its printed source as a mention, and a second one beside it."""

    quote: Quote
    mention: Mention | None
    other: Mention | None
    form: str
    around: Contender = NOBODY  # whose words it stands in
    goes_on: bool = False  # the mark of the quotation before was never closed

    @property
    def place(self) -> str:
        """Whether the second mention is `nearer` to the words than the source, or `farther`: before a source that is before them."""
        m, other = self.mention, self.other
        return "farther" if m and other and other.end <= m.start and m.end <= self.quote.end else "nearer"


def ask(scene: Scene, quote: Quote, said: Said, passages: Sequence[Passage], around: Contender = NOBODY) -> Question:
    """Put the question that a quotation poses."""
    mention = read_mention(scene.text, _whole(scene, quote.source[0]), scene.cast) if quote.source else None
    if mention and mention.form == "none":
        mention = None
    other = _other(scene, quote, mention)
    form = "none" if mention is None else mention.form
    if form == "pronoun" and mention and mention.pronoun in ("i", "we"):
        form = "first"
    last = said.turns[-1][0] if said.turns else None
    return Question(
        quote,
        mention,
        other,
        form,
        around,
        bool(last and last.quoted and quote.quoted and _continues(last, quote, passages)),
    )


def _whole(scene: Scene, span: Span) -> Span:
    """A source that the tags cut inside `Harbour.org`, or behind its article or adjective: to the end of its noun phrase."""
    if cut := _INSIDE_WORD.search(scene.text, max(0, span[0] - 40), span[0]):
        span = cut.start(), span[1]
    words = [m.start() for m in WORD.finditer(scene.text, *span)]
    if not words or scene.pos(words[-1]) not in ("DET", "ADJ", "NUM"):
        return span
    end = span[1]
    for m in WORD.finditer(scene.text, span[1], scene.sentence(span[0])[1]):
        if scene.pos(m.start()) not in ("ADJ", "NOUN", "PROPN", "NUM") or scene.text[end : m.start()].strip():
            break
        end = m.end()
    return span[0], end


def _continues(last: Quote, quote: Quote, passages: Sequence[Passage]) -> bool:
    ended, begun = (_passage(place, passages) for place in (last.quoted[-1][0], quote.quoted[0][0]))
    return bool(ended and begun and ended.utterance == begun.utterance and ended is not begun)


def _passage(place: int, passages: Sequence[Passage]) -> Passage | None:
    """The outermost passage that a character stands in."""
    n = bisect_right(passages, place, key=lambda p: p.start)
    outer = next((p for p in reversed(passages[max(0, n - MOST_WITHIN) : n]) if p.level == 0), None)
    return outer if outer and place < outer.outer[1] else None


def _other(scene: Scene, quote: Quote, mention: Mention | None) -> Mention | None:
    """Who else speaks in the sentence: the subject of the last verb of saying before the marks that is not the source's."""
    start, _ = scene.sentence(quote.start)
    opening = quote.quoted[0][0] if quote.quoted else quote.start
    if opening - start < 6:
        return None
    for verb in reversed(scene.says(start, opening)):
        span = subject(scene, start, verb[0])
        if span and not (mention and span[0] < mention.end and mention.start < span[1]):
            found = read_mention(scene.text, span, scene.cast)
            return found if found.form != "none" else None
        break
    sources = scene.sources[bisect_left(scene.sources, (start, 0)) : bisect_left(scene.sources, (opening, 0))]
    for span in reversed(sources):
        if span[1] <= opening and not (mention and span[0] < mention.end and mention.start < span[1]):
            return read_mention(scene.text, span, scene.cast)
    return None


def subject(scene: Scene, start: int, verb: int) -> Span | None:
    """The name, pronoun or noun phrase that stands right before a verb and its helpers."""
    words = [m.span() for m in WORD.finditer(scene.text, max(start, verb - LONG), verb)]
    while words and scene.pos(words[-1][0]) in ("AUX", "ADV", "PART"):
        words.pop()
    if not words:
        return None
    end = words[-1][1]
    if "," in scene.text[end:verb] or scene.text[end:verb].count("\n"):
        return None
    for span, _ in reversed(scene.between(max(start, end - 60), end)):
        if span[1] == end:
            return span
    tag = scene.pos(words[-1][0])
    if tag == "PRON":
        return words[-1]
    if tag not in ("NOUN", "PROPN"):
        return None
    first = words[-1][0]
    for s, e in reversed(words[:-1]):
        if scene.pos(s) not in ("DET", "ADJ", "NOUN", "PROPN", "NUM", "PRON") or re.search(
            r"[,;:.]\s", scene.text[e:first]
        ):
            break
        first = s
        if scene.pos(s) in ("DET", "PRON"):
            break
    return first, end


def find(scene: Scene, question: Question, said: Said) -> list[Contender]:
    """Collect those who may have said a quotation; the last is nobody."""
    out: dict[Contender, None] = {}
    quote = question.quote
    for mention in (question.mention, question.other):
        if mention is None:
            continue
        heads = tuple(scene.index[e] for _, e in mention.heads)
        if len(heads) > 1:
            out[Contender(heads)] = None
        out |= dict.fromkeys(Contender((i,)) for i in heads)
        for _, i in scene.between(mention.start, mention.end):
            out[Contender((i,))] = None
            out |= dict.fromkeys(Contender((j,)) for j in scene.namesakes(i))
        shares, _, earlier = scene.links(mention.start, mention.end)
        for i in sorted(shares, key=lambda i: -shares[i])[:LINKED]:
            out[Contender((i,))] = None
        if (
            mention.form in ("nominal", "proper", "name")
            and not _opens_with_name(scene, mention)
            and (described := itself(scene, mention))
        ):
            out[described] = None
        if (
            earlier
            and earlier[1] > 0.05
            and mention.form in ("nominal", "pronoun")
            and (described := _described(scene, earlier[0]))
        ):
            out[described] = None
    shares, _, _ = scene.speakers(quote.start, quote.end)
    for i in sorted(shares, key=lambda i: -shares[i])[:NEAR]:
        out[Contender((i,))] = None
    for _, who in said.last(SPOKEN):
        out[who] = None
    place = question.mention.start if question.mention else quote.start
    low, _ = _paragraph(scene, min(place, quote.start))
    _, high = _paragraph(scene, max(place, quote.start))
    before = (
        i for _, i in reversed(scene.between(max(0, low - 1500), quote.start)) if scene.cast.entities[i].kind != PLACE
    )
    after = (i for _, i in scene.between(quote.end, high) if scene.cast.entities[i].kind != PLACE)
    for i in (*_first(islice(before, MENTIONS), NEAR), *_first(islice(after, MENTIONS), 3)):
        out[Contender((i,))] = None
    return [*out, NOBODY]


def _opens_with_name(scene: Scene, mention: Mention) -> bool:
    """Whether a source begins with the person it names: `Mr Roe, a farmer` describes nobody else."""
    if not mention.heads or mention.heads[0][1].kind != PERSON:
        return False
    start, end = mention.heads[0][0]
    alone = not re.match(r",?\s(?:and|or|as)\s", scene.text[end : mention.end])
    return alone and all(word[0].isupper() for word in scene.text[mention.start : start].split())


def _first(some: Iterable[int], most: int) -> Iterable[int]:
    """The first of some, each once."""
    found: dict[int, None] = {}
    for one in some:
        found[one] = None
        if len(found) == most:
            break
    return found


def _paragraph(scene: Scene, place: int) -> Span:
    """The paragraph of a character, of which very much is cut off."""
    start, end = scene.bounds(place)
    return max(start, place - LONG_PARAGRAPH), min(end, place + LONG_PARAGRAPH)


def itself(scene: Scene, mention: Mention) -> Contender | None:
    """The source as a description of somebody unnamed, its owner by name."""
    phrase = phrase_of(scene.text, mention, scene.cast)
    if m := _OWNED.fullmatch(phrase):
        pronoun = {"his": "he", "her": "she"}.get(m.group(1).lower())
        shares, _, _ = scene.links(mention.start, mention.start + len(m.group(1)))
        fits = {
            i: w for i, w in shares.items()
            if not pronoun or scene.cast.entities[i].kind == PERSON and scene.cast.entities[i].gender in ("", GENDER[pronoun])
        }  # fmt: skip
        best = max(fits, key=fits.__getitem__, default=None)
        if best is not None and fits[best] > 0.2:
            phrase = f"{scene.cast.entities[best].name}’s {m.group(2)}"
    if phrase.lower() in _EMPTY or not any(c.isalpha() for c in phrase):
        return None
    kind = "organization" if mention.form == "proper" else "unnamed"
    if mention.form == "proper":
        phrase = re.sub(r"^(?:the|an?)\s+", "", phrase, flags=re.IGNORECASE)
    return Contender(phrase=phrase, at=(mention.start, mention.end), kind=kind)


def _described(scene: Scene, start: int) -> Contender | None:
    """The description that begins at a character: to the verb or the comma behind its noun."""
    end, nouns = start, 0
    for m in WORD.finditer(scene.text, start, min(len(scene.text), start + 90)):
        tag = scene.pos(m.start())
        if scene.text[end : m.start()].strip() or (
            m.start() > start and tag in ("VERB", "AUX", "PRON", "SCONJ", "CCONJ")
        ):
            break
        if tag in ("NOUN", "PROPN"):
            end, nouns = m.end(), nouns + 1
        elif tag in ("DET", "ADJ", "NUM", "ADP", "PRON", "ADV", "PART"):
            if not nouns:
                end = m.end()
        else:
            break
    phrase = " ".join(scene.text[start:end].split())
    return Contender(phrase=phrase, at=(start, end)) if nouns else None


def noun_at(scene: Scene, mention: Mention) -> int:
    """Return where the noun that heads a description stands."""
    return mention.start + max(0, mention.text.lower().rfind(scene.noun((mention.start, mention.end))))


@lru_cache(maxsize=64)
def _head_names(what: str, count: int) -> tuple[str, ...]:
    return tuple(f"{what}, head {n}" for n in range(count))


class _Source:
    """What is known of a printed source, whoever the contender is."""

    def __init__(self, scene: Scene, mention: Mention, shares: dict[int, float], tag: str) -> None:
        self.mention, self.shares = mention, shares
        form = mention.form if mention.pronoun not in ("i", "we") else "first"
        self.tag = f"{tag}{form} " if tag else ""
        self.heads = tuple(scene.index[e] for _, e in mention.heads)
        self.inside: dict[int, list[Span]] = {}  # who is named in it, and where
        for span, i in scene.between(mention.start, mention.end):
            self.inside.setdefault(i, []).append(span)
        before = scene.between(max(0, mention.start - 60), mention.start)
        self.before = {i for span, i in before if span[1] <= mention.start <= span[1] + 3}
        self.total, self.best = sum(shares.values()) or 1.0, max(shares.values(), default=0.0)
        honorific = _HONORIFIC.match(mention.text)
        self.gender = "" if honorific is None else MALE if honorific.group(1) else FEMALE


class Describe:
    """Gives the features of each contender of one question."""

    def __init__(self, scene: Scene, question: Question, said: Said, axes: np.ndarray | None = None) -> None:
        self.scene, self.q, self.said = scene, question, said
        quote = question.quote
        self.place = question.mention.start if question.mention else quote.start
        self.par = scene.paragraph(self.place)
        self.sentence = (
            scene.sentence(min(self.place, quote.start))[0],
            scene.sentence(max(self.place, quote.start))[1],
        )
        self.opening = quote.quoted[0][0] if quote.quoted else quote.start
        self.last = said.last(SPOKEN)
        self.words_before = [span for q, _ in said.turns[-SPOKEN:] for span in q.quoted]
        self.shares = [
            scene.links(m.start, m.end) if m else ({}, 0.0, None) for m in (question.mention, question.other)
        ]
        mentions = zip((question.mention, question.other), self.shares, ("", f"{question.place} "), strict=True)
        self.sources = [_Source(scene, m, shares, tag) for m, (shares, _, _), tag in mentions if m]
        self.named, self.described, self.unsaid = scene.speakers(quote.start, quote.end)
        self.best_named = max(self.named.values(), default=0.0)
        recent: dict[int, int] = {}
        for span, i in reversed(scene.between(max(0, self.place - 3000), self.place)):
            recent.setdefault(i, span[0])
        self.recent = recent
        people = [i for i in recent if scene.cast.entities[i].kind == PERSON]
        self.rank = {i: n for n, i in enumerate(people)} | {
            i: n for n, i in enumerate(j for j in recent if scene.cast.entities[j].kind != PERSON)
        }
        self.noun = scene.noun((question.mention.start, question.mention.end)) if question.mention else ""
        self.head: list[float] = []
        self._headed: dict[str, dict[str, float]] = {}
        self.vector: np.ndarray | None = None  # of the noun that heads a description
        if question.mention and question.form in ("nominal", "proper"):
            self.vector = scene.vector(noun_at(scene, question.mention))
            if axes is not None:
                self.head = (axes @ self.vector).astype(float).tolist()
        self.said_inside = scene.says(self.sentence[0], self.opening)
        begin = _paragraph(scene, quote.start)[0]
        lead = scene.text[begin : self.opening].strip(" \n“\"‘'«„")
        self.lead = (
            "opens its paragraph"
            if not lead
            else "behind a colon"
            if lead.endswith(":")
            else ("behind a sentence" if lead[-1:] in '.!?”"' else "within a sentence")
        )
        after = scene.between(self.sentence[1], _paragraph(scene, quote.start)[1])
        self.later = {i for _, i in after}  # named further on in the paragraph
        n = max(0, scene.sentence(self.opening)[0] - 2)
        before = scene.sentence(n)[0] if scene.paragraph(n) == scene.paragraph(self.opening) else -1
        self.opens_before = {i for _, i in scene.between(before, before + 4)} if before >= 0 else set()
        self.beside: dict[int, list[Span]] = {}  # who is named in the sentence, and where
        for span, i in scene.between(*self.sentence):
            self.beside.setdefault(i, []).append(span)

    def features(self, who: Contender) -> dict[str, float]:
        """Return what is known of a contender, by name, once for all sources and once for its form; what is absent is 0."""
        known = self.known(who)
        return known | {f"{self.form}: {k}": v for k, v in known.items()}

    @property
    def form(self) -> str:
        """The form of the source that the weights tell apart."""
        return self.q.form if self.q.form != "proper" else "nominal"

    def known(self, who: Contender) -> dict[str, float]:
        """Return what is known of a contender, whatever the form of the source."""
        if who.entities:
            known = self._entity(who)
        elif who.phrase:
            known = self._phrase(who)
        else:
            known = self._nobody()
        known |= self._spoke(who)
        if self.q.around and who == self.q.around:
            known["whose words it stands in"] = 1.0
        return known

    def _spoke(self, who: Contender) -> dict[str, float]:
        if not who:
            return {"nobody: nobody spoke before": float(not self.last)}
        out = {}
        for n, (quote, other) in enumerate(self.last):
            if other == who:
                gap = self.scene.paragraph(self.q.quote.start) - self.scene.paragraph(quote.end - 1)
                out[f"spoke {('last', 'last but one', 'third last', 'fourth last')[n]}"] = 1.0
                if n == 0:
                    out[f"spoke last, {min(gap, 4)} paragraphs before"] = 1.0
                    out["goes on with the mark"] = float(self.q.goes_on)
                    out[f"spoke last, words {self.lead}"] = 1.0
                    out |= self._heads("spoke last")
                    out[f"spoke last, {min(gap, 2)} paragraphs before, words {self.lead}"] = 1.0
                    if gap == 0 and not self.scene.text[quote.end : self.q.quote.start].strip(" ”\"’'“‘.,;:-–—"):
                        out["right behind the last words"] = 1.0
        out["spoke before"] = math.log1p(self.said.counts.get(who, 0))
        return out

    def _entity(self, who: Contender) -> dict[str, float]:
        scene, q = self.scene, self.q
        i = who.entities[0]
        e = scene.cast.entities[i]
        out: dict[str, float] = {f"a {e.kind.lower()}": 1.0, "several": float(len(who.entities) > 1)}
        for source in self.sources:
            tag, mention, heads = source.tag, source.mention, source.heads
            if heads == who.entities:
                out[f"{tag}source names it{'' if tag or q.other is None else f', another is {q.place}'}"] = 1.0
                if len(heads) == 1 and scene.namesakes(i):
                    out[f"{tag}source names it, others share the name"] = 1.0
                    out[f"{tag}source gives the name in full"] = float(
                        " ".join(scene.text[slice(*mention.heads[0][0])].split()) == e.name
                    )
            elif i in heads:
                out[f"{tag}source names it among others"] = 1.0
            inside = source.inside.get(i)
            if inside and i not in heads:
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
            if mention.form == "name" and i not in heads and heads and i in scene.namesakes(heads[0]):
                out[f"{tag}shares the name"] = 1.0
                printed = scene.text[slice(*mention.heads[0][0])].casefold().split()
                if set(printed) <= set(e.name.casefold().split()):
                    out[f"{tag}has all of the printed name"] = 1.0
                    if e.name.casefold().split()[: len(printed)] != printed:
                        out[f"{tag}is known by the printed surname"] = float(
                            printed[-1] == e.name.casefold().split()[-1]
                        )
            if source.gender and e.kind == PERSON and e.gender:
                out[f"{tag}title {'fits' if e.gender == source.gender else 'is of another gender'}"] = 1.0
            if mention.form != "name":
                w = source.shares.get(i, 0.0)
                out[f"{tag}link"] = w
                out[f"{tag}link, share"] = w / source.total
                out[f"{tag}link, log"] = math.log(max(w, 0.002) / 0.002)
                if w and w == source.best:
                    out[f"{tag}link, best"] = 1.0
                if i in source.before:
                    out[f"{tag}right before the source"] = 1.0
                    if mention.pronoun in ("who", "it"):
                        out[f"{tag}right before “{mention.text.lower()}”"] = 1.0
            if mention.form == "pronoun":
                out |= self._agrees(tag, mention.pronoun, e)
        out |= self._heard("speaker", sum(self.named.get(j, 0.0) for j in who.entities))
        if i in self.named and self.named[i] == self.best_named:
            out["speaker, best"] = 1.0
        out |= self._named(i)
        if q.mention and q.mention.heads and e.kind == PERSON:
            out |= self._among_namesakes(i)
        if self.vector is not None and q.mention:
            out |= self._heads("person" if e.kind == PERSON else "body")
            if self.noun and len(self.noun) > 2:
                names = scene.called(e) if e.kind == PERSON else {}
                if self.noun in names:
                    out["called so"] = 1.0
                    shared = names[self.noun] & set(q.mention.text.lower().split()) - {self.noun}
                    out["called so, in more words"] = float(bool(shared))
                    out["alone called so"] = float(not self._calls(but=i))
                elif names:
                    out["called something else"] = 1.0
                out[f"{'a person' if e.kind == PERSON else 'a body'} for a noun of people"] = person(self.noun)[0]
                out["the words are beside its name"] = float(self._called(e))
            near = self.recent.get(i, e.mentions[0][0])
            out["alike"] = float(self.vector @ scene.vector(near))
        return out

    def _among_namesakes(self, i: int) -> dict[str, float]:
        """What tells bearers of one name apart where a source prints no more than they share."""
        scene, q = self.scene, self.q
        first = scene.index[q.mention.heads[0][1]] if q.mention else i
        rivals = [i, *scene.namesakes(i)]
        if len(rivals) < 2 or first not in rivals:
            return {}
        entities = scene.cast.entities
        last = [w.entities[0] for _, w in self.last if w.entities and w.entities[0] in rivals]
        out = {
            "of one name: named most": float(
                len(entities[i].mentions) == max(len(entities[j].mentions) for j in rivals)
            ),
            "of one name: named last": float(min(rivals, key=lambda j: self.rank.get(j, 99)) == i),
            "of one name: spoke last": float(bool(last) and last[0] == i),
            "of one name: named first": float(min(rivals, key=lambda j: entities[j].mentions[0]) == i),
        }
        return {k: v for k, v in out.items() if v}

    def _agrees(self, tag: str, pronoun: str, e: Entity) -> dict[str, float]:
        if pronoun in GENDER:
            if e.kind != PERSON:
                return {f"{tag}he or she is no body": 1.0}
            if e.gender:
                return {f"{tag}gender {'agrees' if e.gender == GENDER[pronoun] else 'differs'}": 1.0}
            return {f"{tag}gender not known": 1.0}
        return {f"{tag}{pronoun} for a {e.kind.lower()}": 1.0}

    @staticmethod
    def _heard(tag: str, share: float) -> dict[str, float]:
        """The share of the network's link from the words to who says them."""
        return {tag: share, f"{tag}, log": math.log(max(share, 0.002) / 0.002) / 3}

    def _called(self, e: Entity) -> bool:
        text = self.scene.text
        beside = (f"{text[max(0, s - 40) : s]} {text[t : t + 60]}" for s, t in e.mentions[:12])
        return any(
            self.noun in words.lower() and re.search(rf"\b{re.escape(self.noun)}\b", words, re.IGNORECASE)
            for words in beside
        )

    def _calls(self, but: int = -1) -> bool:
        """Whether one of those who were named last is called by the source's noun."""
        people = (i for i in list(self.recent)[:12] if i != but and self.scene.cast.entities[i].kind == PERSON)
        return any(self.noun in self.scene.called(self.scene.cast.entities[i]) for i in people)

    def _heads(self, what: str) -> dict[str, float]:
        """What the vector of the source's noun says of somebody."""
        if what not in self._headed:
            self._headed[what] = dict(zip(_head_names(what, len(self.head)), self.head, strict=True))
        return self._headed[what]

    def _named(self, i: int) -> dict[str, float]:
        """Where an entity is named: how near, and what stands beside it there."""
        scene, q = self.scene, self.q
        e = scene.cast.entities[i]
        out: dict[str, float] = {"mentions": math.log1p(len(e.mentions)) / 3}
        if e.kind == PERSON and len(e.mentions) == scene.cast.busiest:
            out["named most"] = 1.0
        if i in self.recent:
            gap = self.par - scene.paragraph(self.recent[i])
            out[f"named {min(gap, 4)} paragraphs before"] = 1.0
            out[f"{min(self.rank[i], 4)} others named since"] = 1.0
            start = scene.sentence(self.recent[i])[0]
            if self.recent[i] - start < 4:
                out["opens a sentence"] = 1.0
            if any(s <= self.recent[i] < t for s, t in self.words_before):  # few speak of themselves by name
                out["last named in words quoted before"] = 1.0
                out["last named in words quoted before, in the sentence"] = float(self.recent[i] >= self.sentence[0])
        else:
            out["not named before"] = 1.0
        high = self.sentence[1]
        if i in self.opens_before:
            out[f"opens the sentence before, words {self.lead}"] = 1.0
        mine = self.beside.get(i, ())
        for s, t in mine:
            if q.mention and q.mention.start <= s < q.mention.end:
                continue
            if s >= q.quote.start and t <= q.quote.end and not (q.quote.start <= s < self.opening):
                out["named in the words"] = 1.0
            elif t <= self.opening:
                out["named before the words in the sentence"] = 1.0
                verbs = [v for v in self.said_inside if v[0] >= t]
                if verbs and len(scene.text[t : verbs[0][0]].split()) <= 2 and "," not in scene.text[t : verbs[0][0]]:
                    out["says something before the words"] = 1.0
                    if len(verbs) == 1:
                        out["says it before the words"] = 1.0
                if not scene.between(t, self.opening):
                    out["nearest before the words"] = 1.0
                if q.mention and s > q.mention.end:
                    out["named between source and words"] = 1.0
            elif s >= q.quote.end:
                out["named behind the words in the sentence"] = 1.0
                between = scene.text[q.quote.end : s]
                if not scene.between(q.quote.end, s) and len(between.split()) < 12:
                    out["nearest behind the words"] = 1.0
                    if scene.says(q.quote.end, s) or scene.says(t, min(high, t + 30)):
                        out["says it behind the words"] = 1.0
        if not mine and i in self.later:
            out["named later in the paragraph"] = 1.0
        return out

    def _phrase(self, who: Contender) -> dict[str, float]:
        scene, q = self.scene, self.q
        words = who.phrase.lower().split()
        own = [m for m in (q.mention, q.other) if m and who.at == (m.start, m.end)]
        out: dict[str, float] = {}
        tag = "itself" if own else "described before"
        if own and own[0] is q.other:
            tag = f"{q.place} itself"
        if own and q.other is not None and own[0] is q.mention:
            out[f"itself, another is {q.place}"] = 1.0
        out[tag] = 1.0
        out |= self._heard(f"{tag}, speaker", self._share(who))
        out[f"{tag}, best speaker elsewhere"] = self.best_named
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
            out |= self._heads("itself")
        elif not own:
            out |= self._heads("described before")
        if own:
            mention = own[0]
            shares, itself, earlier = self.shares[0 if mention is q.mention else 1]
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
            if mention.form == "nominal" and self.noun:
                out[f"{tag}, somebody is called so"] = float(self._calls())
        else:
            earlier = self.shares[0][2]
            if earlier and who.at and earlier[0] == who.at[0]:
                out["described before, linked"] = earlier[1]
            noun = scene.noun(who.at) if who.at else ""
            if self.noun and noun:
                out[
                    "described before, in the same noun" if noun == self.noun else "described before, in another noun"
                ] = 1.0
            if who.at and q.quote.start <= who.at[0] < q.quote.end:
                out["described in the words"] = 1.0
        return out

    def _share(self, who: Contender) -> float:
        """The share of the links from the words that reach into a description."""
        if who.at is None:
            return 0.0
        return sum(w for start, w in self.described.items() if who.at[0] <= start < who.at[1])

    def _nobody(self) -> dict[str, float]:
        q = self.q
        out = {
            "nobody, speaker": self.unsaid,
            "nobody, best speaker": self.best_named,
            "nobody": 1.0,
            f"nobody, words {self.lead}": 1.0,
            "nobody, words unsure": 1.0 - q.quote.confidence,
            f"nobody, {q.quote.kind}": 1.0,
        }
        if q.mention:
            shares, itself, _ = self.shares[0]
            out["nobody, best link"] = max(shares.values(), default=0.0)
            out["nobody, own link"] = itself
            if q.mention.pronoun:
                out[f"nobody, {q.mention.pronoun}"] = 1.0
        return out
