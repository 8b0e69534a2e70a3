"""Who may have said a quotation.

Contenders are those whom the printed source names, whom the network links it to, who spoke or was named nearby, the source
itself as a description of somebody unnamed, those described so earlier, and nobody. Gender, number and kind are features: none
of them rules anybody out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from quotes.pipeline.entities import PERSON, PLACE
from quotes.pipeline.lexicon import FEMALE, MALE, is_person
from quotes.pipeline.mentions import Mention, phrase_of
from quotes.pipeline.mentions import read as read_mention
from quotes.pipeline.speakers.scene import LONG, WORD, Scene
from quotes.types import Quote, Span

LINKED, NEAR, SPOKEN = 6, 6, 4  # contenders at most by the link, by nearness, by having spoken
MENTIONS = 100  # names around the words that are looked through: in a list of one name there are thousands
LONG_PARAGRAPH = 10_000  # characters around a place, beyond which its paragraph is looked through no further
GENDER = {"he": MALE, "she": FEMALE}
_OWNED = re.compile(r"(his|her|their|its|whose|my|our)\s+(.+)", re.IGNORECASE | re.DOTALL)
_RELATIVE = frozenset(("who", "which"))  # `that` may also point
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
    counts: dict[Contender, int] = field(default_factory=dict)

    def add(self, quote: Quote, who: Contender) -> None:
        self.turns.append((quote, who))
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

    @property
    def place(self) -> str:
        """Whether the second mention is `nearer` to the words than the source, or `farther`: before a source that is before them."""
        m, other = self.mention, self.other
        return "farther" if m and other and other.end <= m.start and m.end <= self.quote.end else "nearer"


def ask(scene: Scene, quote: Quote) -> Question:
    """Put the question that a quotation poses."""
    mention = read_mention(scene.text, quote.source[0], scene.cast, scene.pos) if quote.source else None
    if mention and mention.form == "none":
        mention = None
    if mention and mention.text.lower() in _RELATIVE and (span := _antecedent(scene, mention.start)):
        mention = read_mention(scene.text, span, scene.cast, scene.pos)
    other = _other(scene, quote, mention)
    form = "none" if mention is None else mention.form
    if form == "pronoun" and mention and mention.pronoun in ("i", "we"):
        form = "first"
    return Question(quote, mention, other, form)


def _other(scene: Scene, quote: Quote, mention: Mention | None) -> Mention | None:
    """Who else speaks in the sentence: the subject of the last verb of saying before the marks that is not the source's."""
    start, _ = scene.sentence(quote.start)
    opening = quote.quoted[0][0] if quote.quoted else quote.start
    if opening - start < 6:
        return None
    for verb in reversed(scene.says(start, opening)):
        span = subject(scene, start, verb[0])
        if span and not (mention and span[0] < mention.end and mention.start < span[1]):
            found = read_mention(scene.text, span, scene.cast, scene.pos)
            return found if found.form != "none" else None
        break
    sources = scene.sources[bisect_left(scene.sources, (start, 0)) : bisect_left(scene.sources, (opening, 0))]
    for span in reversed(sources):
        if span[1] <= opening and not (mention and span[0] < mention.end and mention.start < span[1]):
            return read_mention(scene.text, span, scene.cast, scene.pos)
    return None


def _antecedent(scene: Scene, place: int) -> Span | None:
    """The noun phrase right before a relative pronoun; of several that prepositions join, from the last that can be somebody on."""
    start, _ = scene.sentence(place)
    joined: list[Span] = []
    first, opens = place, True
    for m in reversed([*WORD.finditer(scene.text, max(start, place - LONG), place)]):
        between, tag = scene.text[m.end() : first].strip(), scene.pos(m.start())
        if between and (joined or between != ","):
            break
        if tag == "ADP" and not opens:
            opens = True
        elif tag not in (("NOUN", "PROPN") if opens else ("DET", "ADJ", "NOUN", "PROPN", "NUM")):
            break
        else:
            joined[:0] = [m.span()] if opens else [(m.start(), joined.pop(0)[1])]
            opens = False
        first = m.start()
    whole = ((s, joined[-1][1]) for s, e in reversed(joined) if _somebody(scene, (s, e)))
    return next(whole, joined[-1] if joined else None)


def _somebody(scene: Scene, phrase: Span) -> bool:
    return is_person(scene.noun(phrase)) or any(
        scene.cast.entities[i].kind == PERSON for _, i in scene.between(*phrase)
    )


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
    out: dict[Contender | int, None] = {}  # an entity alone is its number until the end: most are found several times
    quote = question.quote
    for mention in (question.mention, question.other):
        if mention is None:
            continue
        heads = tuple(scene.index[e] for _, e in mention.heads)
        if len(heads) > 1:
            out[Contender(heads)] = None
        out |= dict.fromkeys(heads)
        for _, i in scene.between(mention.start, mention.end):
            out |= dict.fromkeys((i, *scene.namesakes(i)))
        shares, _, earlier = scene.links(mention.start, mention.end)
        out |= dict.fromkeys(sorted(shares, key=lambda i: -shares[i])[:LINKED])
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
    out |= dict.fromkeys(sorted(shares, key=lambda i: -shares[i])[:NEAR])
    for _, who in said.last(SPOKEN):
        out[who.entities[0] if len(who.entities) == 1 and who == Contender(who.entities) else who] = None
    place = question.mention.start if question.mention else quote.start
    low, _ = paragraph(scene, min(place, quote.start))
    _, high = paragraph(scene, max(place, quote.start))
    before = (
        i for _, i in reversed(scene.between(max(0, low - 1500), quote.start)) if scene.cast.entities[i].kind != PLACE
    )
    after = (i for _, i in scene.between(quote.end, high) if scene.cast.entities[i].kind != PLACE)
    out |= dict.fromkeys((*_first(islice(before, MENTIONS), NEAR), *_first(islice(after, MENTIONS), 3)))
    return [*(Contender((who,)) if isinstance(who, int) else who for who in out), NOBODY]


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


def paragraph(scene: Scene, place: int) -> Span:
    """Return the paragraph of a character, of which very much is cut off."""
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
