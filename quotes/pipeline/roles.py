"""What an article calls a speaker: the best of the phrases beside the name and of the descriptions that speak of the same person.

Every phrase is a candidate. How much its head speaks of people (WordNet), where it stands, what it holds and how it ends are known
of it by name (`_features`); a softmax over a person's candidates and none, linear in them, tells how likely each is the role. The
weights in `data/role_weights.json` are fitted by `quotes.training.roles` on roles that people marked.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from quotes.pipeline.appositions import Phrase, Tagger, Words, beside, described, descriptions, plural
from quotes.pipeline.appositions import head as head_of
from quotes.pipeline.cast import ORG, PERSON, Cast, Entity, headline
from quotes.pipeline.lexicon import is_person, person, role_weights
from quotes.types import Quote, Span

Description = tuple[Span, float]  # a phrase away from the name, and how surely it speaks of the person
Linker = Callable[[int], Mapping[int, tuple[Entity, float]]]
# a character → whom the phrase that begins there is linked to, by the `id` of each, and how much of the link each has

NEAR, BESIDE = 300, 80  # characters between a phrase and a quotation of the same speaker
LINKED = 0.05  # how sure a description's link to somebody must be
TITLED, FAINT = (
    4.0,
    0.05,
)  # by how much it gains where somebody is called the same beside the name, and from what at least
SHORT = 4.0  # of a score behind the best: such candidates have no say
_PREPOSITIONS = frozenset("of for at in with from to on".split())
_EDGES = _PREPOSITIONS | set("the a an and who his her its".split())
_PARTY = re.compile(r"\s?(?:,\s|\()([RDI]-[A-Z][\w.]*\w(?:\s[A-Z]\w+)?\.?)")
_LEGISLATORS = frozenset(("senator", "representative"))
_NAME = re.compile(r"[^\W_]{2,}")
_SHORT = {
    "sen": "senator",
    "rep": "representative",
    "congressman": "representative",
    "congresswoman": "representative",
    "lawmaker": "representative",
    "gov": "governor",
    "gen": "general",
    "pres": "president",
    "sec": "secretary",
    "prof": "professor",
    "supt": "superintendent",
    "spokesman": "spokesperson",
    "spokeswoman": "spokesperson",
    "chairman": "chair",
    "chairwoman": "chair",
}


@dataclass(slots=True)
class Candidate:
    """A phrase that may be somebody's role: where it stands best, how, and what is known of it."""

    phrase: Phrase
    span: Span
    words: str  # as they are printed
    noun: str  # what heads it, in its full and plain form
    kinds: set[str] = field(default_factory=set)
    order: int = 99  # of the person's mentions, the first that it stands beside
    times: int = 0
    party: str = ""  # of a legislator, as it stands behind the name: `D-Ostby`
    link: float = 0.0  # of a description: how surely it speaks of the person,
    lead: float = 0.0  # and how much of all its links that is
    features: dict[str, float] = field(default_factory=dict)

    @property
    def away(self) -> bool:
        """Whether it never stands beside the name."""
        return self.kinds == {"described"}


def assign(
    text: str,
    quotes: Sequence[Quote],
    entity_of: Mapping[Span, Entity],
    cast: Cast,
    pos: Tagger,
    sources: Mapping[int, Sequence[Description]],
    link: Linker,
) -> list[Quote]:
    """The quotations with the fullest role that the article gives each one's speaker; `entity_of` goes by quotation.

    `sources` are, by the `id` of an entity, the descriptions by which the printed sources of its quotations call it.
    """
    weights = role_weights()
    best: dict[int, Candidate] = {}
    for i, found in candidates(text, entity_of, cast, pos, sources, link).items():
        n = choose([c.words for c in found], [score(c.features, weights) for c in found])
        best |= {} if n is None else {i: found[n]}
    out = []
    for quote in quotes:
        entity = entity_of.get((quote.start, quote.end))
        if entity is None or entity.kind != PERSON:
            out.append(_unnamed(quote) if quote.speaker_kind == "unnamed" else quote)
        elif c := best.get(id(entity)):
            out.append(replace(quote, role=full(c), role_span=c.span))
        else:
            out.append(quote)
    return out


def full(c: Candidate) -> str:
    """A role with a legislator's party and state, where the article prints them behind the name: `Sen., D-Ostby`."""
    return f"{c.words}, {c.party}" if c.party and c.kinds & {"before", "listed"} else c.words


def choose(phrases: Sequence[str], scores: Sequence[float]) -> int | None:
    """The phrase that agrees best, in its words, with what is likely (minimum Bayes risk); None where none is likelier."""
    odds = [math.exp(min(s, 50.0)) for s in scores]
    likely = [n for n, s in enumerate(scores) if s > max(scores) - SHORT]
    worth = {n: sum(p * agreement(other, phrases[n]) for p, other in zip(odds, phrases, strict=True)) for n in likely}
    best = max(likely, key=worth.__getitem__, default=None)
    return best if best is not None and worth[best] > 1.0 else None  # the odds of none are 1


def agreement(right: str, phrase: str) -> float:
    """How well a phrase gives a role, from 0 to 1: half for holding half of its words, half for F1 over words."""
    ours, theirs = set(_NAME.findall(phrase.casefold())) - _EDGES, set(_NAME.findall(right.casefold())) - _EDGES
    shared = len(ours & theirs)
    return 0.5 * (2 * shared >= len(theirs)) + shared / (len(ours) + len(theirs)) if shared else 0.0


def score(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """How much more likely than none a candidate is as the person's role, as the logarithm of the odds."""
    return sum(weights.get(name, 0.0) * value for name, value in features.items())


def candidates(
    text: str,
    entity_of: Mapping[Span, Entity],
    cast: Cast,
    pos: Tagger,
    sources: Mapping[int, Sequence[Description]],
    link: Linker,
) -> dict[int, list[Candidate]]:
    """The candidates, with their features, of each person who speaks, by the `id` of the entity."""
    speakers = {id(e): e for e in entity_of.values() if e.kind == PERSON}
    if not speakers:
        return {}
    words = read(text, cast, pos)
    found = {id(e): called(words, e) for e in cast.entities if e.kind == PERSON}
    holders: dict[str, set[int]] = {}  # a phrase, or the noun that heads it → who is called so beside the name
    for i, those in found.items():
        for phrase, c in those.items():
            holders.setdefault(phrase, set()).add(i)
            holders.setdefault(c.noun, set()).add(i)
    _add_descriptions(words, found, speakers, holders, sources, link)
    for i, entity in speakers.items():
        spoken = [span for span, e in entity_of.items() if id(e) == i]
        for phrase, c in found[i].items():
            others = tuple(holders.get(name, set()) - {i} for name in (phrase, c.noun))
            mine = i in holders.get(c.noun, ())
            c.features = _features(words, c, list(found[i].values()), spoken)
            c.features |= {
                "another's": float(bool(others[0])),
                "another's, described": float(bool(others[1]) and c.away and not mine),
                "called so, described": float(c.away and mine),
                "in somebody's words": float(any(s <= c.span[0] and c.span[1] <= e for s, e in entity_of)),
                "own name": float(bool(_names(entity) & set(_NAME.findall(phrase)))),
            }
    return {i: list(found[i].values()) for i in speakers}


def read(text: str, cast: Cast, pos: Tagger) -> Words:
    """The words of an article whose cast is known."""
    people, bodies = (sorted(span for span, e in cast.at.items() if e.kind == kind) for kind in (PERSON, ORG))
    return Words(text, pos, people, bodies)


def titles(words: Words, entity: Entity) -> dict[str, set[str]]:
    """The nouns that head a person's roles beside the name, with the words around each: `the mayor` may be whoever is one."""
    out: dict[str, set[str]] = {}
    for phrase, c in called(words, entity).items():
        if is_person(c.noun):
            out.setdefault(c.noun, set()).update(phrase.split())
    return out


def called(words: Words, entity: Entity) -> dict[str, Candidate]:
    """The candidates beside a person's name, by their words in small letters."""
    out: dict[str, Candidate] = {}
    title = headline(words.text)
    for order, mention in enumerate(entity.mentions):
        if mention[1] > title or len(entity.mentions) == 1:
            for phrase in beside(words, mention):
                _add(words, out, entity, phrase, order=order, behind=mention[1])
    return out


def _add_descriptions(
    words: Words,
    found: dict[int, dict[str, Candidate]],
    speakers: Mapping[int, Entity],
    holders: Mapping[str, set[int]],
    sources: Mapping[int, Sequence[Description]],
    link: Linker,
) -> None:
    """Adds the descriptions away from the name that speak of somebody: of sources, and anywhere (`the former governor`)."""
    for i, those in sources.items():
        for (start, _), sure in those if i in speakers and not found[i] else ():  # else the links tell
            n = words.at(start)
            for phrase in described(words, n + (words.pos(n) == "DET")):
                _add(words, found[i], speakers[i], phrase, link=sure, lead=1.0)
    for n, phrases in descriptions(words):
        noun = _plain(words[head_of(words, phrases[0])])
        if not is_person(noun) or plural(words, phrases[0]):
            continue
        odds = {i: w for i, (_, w) in link(words.spans[n][0]).items()}
        odds |= {i: TITLED * max(odds.get(i, 0.0), FAINT) for i in holders.get(noun, ())}
        for i, odd in odds.items():
            if i in speakers and odd > LINKED:
                for phrase in phrases:
                    _add(words, found[i], speakers[i], phrase, link=min(odd, 1.0), lead=odd / sum(odds.values()))


def _add(
    words: Words,
    out: dict[str, Candidate],
    entity: Entity,
    phrase: Phrase,
    *,
    order: int = 99,
    behind: int = 0,
    link: float = 0.0,
    lead: float = 0.0,
) -> None:
    """Adds a phrase to a person's candidates, unless its head is a name or a verb."""
    span, at = words.span(phrase.first, phrase.last), head_of(words, phrase)
    noun = _plain(words[at])
    verb = words.pos(at) == "VERB" and phrase.kind not in ("does", "office") and not person(noun)[0]
    if span[1] - span[0] < 3 or verb or at in words.named or noun in _names(entity):
        return
    printed = as_printed(words.text, span, plain=phrase.kind in ("before", "listed"))
    key = printed.casefold().replace("’", "'").strip(".,;: ")
    c = out.setdefault(key, Candidate(phrase, span, printed, noun))
    if noun in _LEGISLATORS and behind and (party := _PARTY.match(words.text, behind)):
        c.party = party.group(1)
    c.kinds.add(phrase.kind)
    c.times += 1
    c.order, c.link, c.lead = min(c.order, order), max(c.link, link), max(c.lead, lead)


def _names(entity: Entity) -> set[str]:
    return {word for name in entity.names for word in _NAME.findall(name.casefold())}


def _features(words: Words, c: Candidate, among: Sequence[Candidate], spoken: Sequence[Span]) -> dict[str, float]:
    first, last = c.phrase.first, c.phrase.last
    inside, size, at = range(first, last), last - first, head_of(words, c.phrase)
    lows = [words.low(n) for n in inside]
    share, kind = person(words[at])
    side = "left" if c.kinds & {"before", "preceding", "listed"} else "right"
    gap = min((max(s - c.span[1], c.span[0] - e, 0) for s, e in spoken), default=NEAR)
    found = {
        "bias": 1.0,
        **{f"by {k}": 1.0 for k in c.kinds},
        **{f"person, {k}": share for k in c.kinds},
        "person": share,
        f"a {kind}": 1.0,
        f"noun {c.noun}": 1.0,
        f"head is {words.pos(at)}": 1.0,
        f"opens with {words.pos(first)}": 1.0,
        f"behind {_edge(words, first - 1)}, {side}": 1.0,
        f"until {_edge(words, last)}, {side}": 1.0,
        "words": math.log(size),
        "words, described": math.log(size) * c.away,
        "person, only described": share * c.away,
        "only described, called otherwise": c.away and any(not o.away and is_person(o.noun) for o in among),
        "link": c.link,
        "lead": c.lead,
        "lead of most": c.lead > 0.5,
        "one word": size == 1,
        "long": max(size - 8, 0) / 4,
        "order": min(c.order, 10) / 10,
        "first": c.order == 0,
        "times": math.log(c.times),
        "near": gap < NEAR,
        "beside a quotation": gap < BESIDE,
        "late": c.span[0] / len(words.text),
        "capitals": sum(words[n][0].isupper() for n in inside) / size,
        "fuller elsewhere": any(o.noun == c.noun and o.phrase.last - o.phrase.first > size for o in among),
        "part": any(o.span != c.span and o.span[0] <= c.span[0] and c.span[1] <= o.span[1] for o in among),
        "alone": len(among) == 1,
        "plural": plural(words, c.phrase) and "listed" not in c.kinds,
        "owner first": words.owner(first),
        "owner within": any(words.owner(n) for n in inside),
        "number": any(words.pos(n) == "NUM" for n in inside),
        "verb": any(words.pos(n) == "VERB" for n in inside),
        "comma": lows.count(","),
        "and": lows.count("and"),
        "once": words.low(first - 2) == "as",
        **{f"with {w}": 1.0 for w in _PREPOSITIONS & set(lows)},
        "somebody's name": any(n in words.named for n in inside),
        "name in apposition": any(_apposed(words, n) for n in inside[1:]),
    }
    return {name: float(value) for name, value in found.items() if value}


def _apposed(words: Words, n: int) -> bool:
    """Whether somebody's name begins at a word behind a noun: `Secretary Roe`."""
    return n in words.named and n - 1 not in words.named and words.nominal(n - 1) and not words.owner(n - 1)


def _edge(words: Words, n: int) -> str:
    """What a word at the edge of a phrase is: an owner, a small word, a mark, else its part of speech."""
    return "an owner" if words.owner(n) else low if (low := words.low(n)) in _EDGES else words.pos(n)


def _unnamed(quote: Quote) -> Quote:
    """Somebody without a name is known by a role alone: `a defense official` is a `defense official`."""
    phrase = re.sub(
        r"^(?:the|an?|one|another|some|several|many|a few|two|three|(?:about\s)?[\d,]+(?:\.\d+)?(?:\s(?:percent|per cent))?(?:\sof)?)\s+",
        "",
        quote.speaker,
        flags=re.IGNORECASE,
    )
    owner = re.match(r"(?:[A-Z][\w&.-]*\s(?:(?:of|for|and|the|&)\s)*)*[A-Z][\w&.-]*[’'](?:s\s|\s)", phrase)
    if owner and head(phrase[owner.end() :]):
        phrase = phrase[owner.end() :]  # `Ada Bern's sister` is a sister
    return replace(quote, role=phrase) if head(phrase) or re.search(r"(?i)(?:source|insider)s?\b", phrase) else quote


def head(phrase: str) -> str:
    """The noun for a person that heads a phrase (its last word before a preposition, a clause or a comma); empty when none does."""
    phrase = re.sub(
        r"^(?:one|two|three|another)\sof\s(?:the\s|its\s|several\s|many\s)?", "", phrase, flags=re.IGNORECASE
    )
    before = re.split(
        r"\s(?:of|for|from|with|at|in|on|by|to|who\w*|that|which|under|behind|against|since)\s|,", f"{phrase} "
    )[0]
    words = before.strip(" .,’'").split()
    return words[-1].casefold().strip(".") if words and is_person(words[-1]) else ""


def title(phrase: str) -> str:
    """The noun for a person that heads a phrase, in its full and plain form: `Sens.` gives senator; empty when none does."""
    return _plain(head(phrase))


def _plain(word: str) -> str:
    word = word.casefold().strip(".")
    return next((_SHORT[form] for form in (word, word.removesuffix("s")) if form in _SHORT), word)


def as_printed(text: str, span: Span, *, plain: bool = False) -> str:
    """A role as printed; of a title before several names (`Sens.`, `harbour pilots`), one's own when `plain`."""
    phrase = " ".join(text[slice(*span)].split())
    before = re.split(r"\s(?:of|for|at|in|with|from|on)\s|,", phrase)[0]
    single = re.sub(r"ies(?=\.?$)", "y", re.sub(r"(?<=[a-z])men(?=\.?$)", "man", before))
    single = re.sub(r"(?<=[^s’'])s(?=\.?$)", "", single)
    return single + phrase[len(before) :] if plain and single != before and is_person(single.split()[-1]) else phrase
