"""What an article calls a speaker: the best of the phrases beside the name, of the descriptions linked to it and of the tagged roles.

A phrase counts where a noun for a person heads it (`data/role_nouns.txt`) or where the network tags it as a role of this person.
Which one is the fullest role is learned: a softmax over a person's phrases and none, linear in what is known of each
(`_features`); the weights in `data/role_weights.json` are fitted by `quotes.training.roles` on roles that people marked.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from quotes.pipeline import appositions
from quotes.pipeline.appositions import SHARED, Tagger, bare, several
from quotes.pipeline.entities import PERSON, Entity
from quotes.pipeline.lexicon import given_names, is_person, person, role_fields, role_nouns, role_weights
from quotes.types import Quote, Span

Beside = Callable[[Span], Sequence[tuple[str, Span]]]
# a mention → the phrases beside it, each with the name of the reader that found it
Linker = Callable[[int], Mapping[Entity, float]]
# a character → whom the phrase that begins there is linked to, and how much of the link each has
Description = tuple[Span, float]  # a phrase away from the name, and how surely it speaks of the person


class Tags(NamedTuple):
    """What the network's tags say of roles: those found, with their likely holders, and how likely any phrase is one."""

    found: Sequence[tuple[Span, Mapping[Entity, float]]] = ()
    odds: Callable[[Span], tuple[float, float]] = lambda _: (0.0, 0.0)
    # a phrase → the chances that its words are of a role, and that one begins with it


HELD = 0.3  # how sure a link must be for a tagged role to be somebody's
LINKED = 0.25  # how sure a link must be for a description to lend somebody its role
MOST = 100  # phrases that are weighed against each other
SURELY = 0.6  # of a noun's uses: where more of them speak of people, it heads a role wherever it stands
_SEGMENT = re.compile(
    r"\s(?:of|for|from|with|at|in|on|by|to|who|whose|that|which|worth|based|familiar|close|under|behind|against|since|until|before|after|during|over|among|about|near|as|when|where|while)\s|,"
)
_SOURCE = re.compile(r"(?:source|insider)s?\b", re.IGNORECASE)
_ONE_OF = re.compile(r"(?:one|two|three)\sof\s(?:the\s|its\s|several\s|many\s)?", re.IGNORECASE)
_DESCRIPTION = re.compile(r"\b(?:[Tt]he|[Aa]n?)\s+(?=\w)|(?:^|\n)(?=[A-Z])")
_NOMINAL = frozenset(("NOUN", "PROPN", "ADJ", "NUM", "X"))
TELLING = frozenset("before after preceding described".split())
# readers whose finds differ in worth


@dataclass(slots=True)
class RolePhrase:
    """A phrase that may be somebody's role: where it stands best, who found it, and what is known of it."""

    span: Span
    kinds: set[str] = field(default_factory=set)
    link: float = 0.0  # of a description: how surely it speaks of the person
    held: float = 0.0  # of a tagged role: how surely it is the person's
    order: int = 99  # of the person's mentions, the first that it stands beside
    times: int = 0
    noun: str = ""  # what heads it, as `title` gives it
    features: dict[str, float] = field(default_factory=dict)


@lru_cache(maxsize=8192)
def head(phrase: str) -> str:
    """Return the noun for a person that heads a phrase (its last word before a preposition, a clause or a comma); empty when none does."""
    phrase = _ONE_OF.sub("", phrase)
    segment = _SEGMENT.split(f"{phrase} ", maxsplit=1)[0]
    if noun := _person(segment):
        return noun
    if segment and all(w[0].isupper() for w in segment.split()):  # `Bank of Ostby governor`
        last = re.split(r",|\s(?:who|that)\s", phrase)[0]
        return "" if last.endswith("s") else _person(last)
    return ""


def _person(words: str) -> str:
    """The last of some words where it is a noun for a person, in small letters and the singular; empty where it is none."""
    found = [w.lower().strip(".,’'") for w in re.split(r"[\s/]+", words) if w.strip(".,’'")]
    if not found:
        return ""
    last = found[-1]
    for form in (last, last.removesuffix("s"), last.split("-")[-1], "-".join(found[-2:])):
        if form in role_nouns():
            return form
    return last if "-" not in last and person(last)[0] >= SURELY and last not in given_names() else ""


def assign(
    text: str,
    quotes: Sequence[Quote],
    speaking: Mapping[Span, Entity],
    called: Mapping[Entity, Sequence[RolePhrase]],
) -> list[Quote]:
    """Return the quotations with the fullest role that the article gives each one's speaker.

    `speaking` has who speaks by the bounds of the words, `called` the phrases for each person among them.
    """
    best: dict[Entity, Span | None] = {}
    for entity, found in called.items():
        scores = {c.span: score(c) for c in found}
        span = max(scores, key=lambda s: (scores[s], -s[0]), default=None)
        best[entity] = span if span and scores[span] > 0.0 else None
    out = []
    for quote in quotes:
        who = speaking.get((quote.start, quote.end))
        if who is None or who.kind != PERSON:
            out.append(_unnamed(quote) if quote.speaker_kind == "unnamed" else quote)
        elif span := best[who]:
            out.append(quote.but(role=as_printed(text, span) + party(text, span, who), role_span=span))
        else:
            out.append(quote)
    return out


def cast_phrases(
    text: str,
    speaking: Mapping[Span, Entity],
    link: Linker,
    pos: Tagger,
    beside: Beside,
    sources: Mapping[Entity, Sequence[Description]],
    tags: Tags,
) -> dict[Entity, list[RolePhrase]]:
    """Return the phrases, with their features, for each person who speaks.

    `speaking` has who speaks by the bounds of the words, `sources` the descriptions that stand as sources of them, `tags` what the
    network takes for roles.
    """
    spoken: dict[Entity, list[Span]] = {}
    for span, entity in speaking.items():
        if entity.kind == PERSON:
            spoken.setdefault(entity, []).append(span)
    described = _described(text, link, pos, spoken) if spoken else {}
    held = _held(text, tags, spoken)
    out = {
        e: phrases(text, e, pos, beside, (*sources.get(e, ()), *described.get(e, ())), held.get(e, ())) for e in spoken
    }
    for listed in out.values():
        for c in listed:
            c.features = _features(text, c, listed) | _tagged(c, tags)
    return out


def _held(text: str, tags: Tags, spoken: Container[Entity]) -> dict[Entity, list[Description]]:
    """The tagged roles of those who speak. `the largest militia` is a role of nobody who may be a body."""
    out: dict[Entity, list[Description]] = {}
    for span, holders in tags.found:
        if phrase := bare(text, *span):
            known = head(text[slice(*phrase)])
            for e, share in holders.items():
                if share >= HELD and e in spoken and (e.gender or known):
                    out.setdefault(e, []).append((phrase, share))
    return out


def score(phrase: RolePhrase) -> float:
    """Tell how much better than none a phrase is as the person's role: above 0 it is more likely than none."""
    weights = role_weights()
    return sum(weights.get(name, 0.0) * value for name, value in phrase.features.items())


def _features(text: str, c: RolePhrase, among: Sequence[RolePhrase]) -> dict[str, float]:
    phrase = text[c.span[0] : c.span[1]]
    words = phrase.split()
    noun = head(phrase)
    named = [text[o.span[0] : o.span[1]].split() for o in among if o.noun == _SHORT.get(noun, noun)]
    found = {
        "bias": 1.0,
        **{f"by {kind}": 1.0 for kind in c.kinds if kind in TELLING},
        "link": c.link,
        "words": math.log(len(words)),
        "one word": len(words) == 1,
        "a few words": min(len(words), 5) / 5,
        f"of {role_fields().get(noun, 'another field')}": bool(noun),
        "shorter elsewhere": bool(noun) and any(len(o) < len(words) for o in named),
        "order": min(c.order, 10) / 10,
        "times": math.log(max(c.times, 1)),
        "capitals": sum(w[0].isupper() for w in words) / len(words),
        "late": c.span[0] / len(text),
    }
    return {name: float(value) for name, value in found.items() if value}


def _tagged(c: RolePhrase, tags: Tags) -> dict[str, float]:
    """What the network's tags know of a phrase."""
    mean, begins = tags.odds(c.span)
    return {"tagged": mean, "begins in the tags": begins, "held": c.held}


_SHORT = {
    "sen": "senator",
    "sens": "senator",
    "rep": "representative",
    "reps": "representative",
    "gov": "governor",
    "govs": "governor",
    "gen": "general",
    "pres": "president",
    "sec": "secretary",
    "prof": "professor",
    "congressman": "representative",
    "congresswoman": "representative",
    "lawmaker": "representative",
    "spokesman": "spokesperson",
    "spokeswoman": "spokesperson",
    "chairman": "chair",
    "chairwoman": "chair",
    "chairperson": "chair",
    "cop": "officer",
}


def titles(text: str, entity: Entity, pos: Tagger, beside: Beside) -> set[str]:
    """Return the nouns that head a person's roles beside the name: `the mayor` may be whoever is one."""
    return {noun for c in phrases(text, entity, pos, beside) if (noun := title(text[slice(*c.span)]))}


def title(phrase: str) -> str:
    """Return the noun that heads a role, in its full and plain form: `Sen.` gives senator; empty when none does."""
    noun = head(phrase)
    return _SHORT.get(noun, noun)


def _unnamed(quote: Quote) -> Quote:
    """Somebody without a name is known by a role alone: `a defense official` is a `defense official`."""
    phrase = re.sub(
        r"^(?:the|an?|one|another|some|several|many|a few|two|three|(?:about\s)?[\d,]+(?:\.\d+)?(?:\s(?:percent|per cent))?(?:\sof)?)\s+",
        "",
        quote.speaker,
        flags=re.IGNORECASE,
    )
    return quote.but(role=phrase) if head(phrase) or _SOURCE.search(phrase) else quote


def as_printed(text: str, span: Span) -> str:
    """Return a role as printed; of a title that several people share (`Sens.`, `candidates`), one's own."""
    phrase = " ".join(text[span[0] : span[1]].split())
    phrase = SHARED.sub(lambda m: re.sub(r"s(\.?)$", r"\1", m.group()), phrase)
    return phrase[:-1] if several(phrase) and not _ONE_OF.match(phrase) else phrase


def party(text: str, span: Span, entity: Entity) -> str:
    """Return party and place as American papers print them behind a legislator's name: `Sen. Mira Lund, R-Ohio,`."""
    beside = next((end for start, end in entity.mentions if 0 < start - span[1] < 3), len(text))
    m = appositions.PARTY.match(text, beside)
    return m.group() if m else ""


def _plain(text: str, span: Span) -> str:
    return " ".join(text[span[0] : span[1]].casefold().split())


def phrases(
    text: str,
    entity: Entity,
    pos: Tagger,
    beside: Beside,
    described: Sequence[Description] = (),
    tagged: Sequence[Description] = (),
) -> list[RolePhrase]:
    """Return the phrases that may be a person's role, each once, where it stands first."""
    out: dict[str, RolePhrase] = {}
    names = {w.casefold() for n in entity.names for w in n.split()}
    away = {"described": described, "tagged": tagged}
    for kind, order, span, linked in _found(entity, beside, away):
        if len(out) == MOST:
            break
        if not _good(text, span, kind, names, pos):
            continue
        c = out.setdefault(_plain(text, span), RolePhrase(span, noun=title(text[span[0] : span[1]])))
        c.kinds.add(kind)
        c.times += 1
        if kind == "tagged":
            c.held = max(c.held, linked)
        else:
            c.link = max(c.link, linked)
        c.order = min(c.order, order)
    better = [c for c in out.values() if c.kinds != {"does"}]
    return better or list(out.values())  # what somebody does stands in where nothing says what he is


def _found(
    entity: Entity, beside: Beside, away: Mapping[str, Sequence[Description]]
) -> Iterator[tuple[str, int, Span, float]]:
    """Kind, which of the mentions it stands beside, place and link of every phrase for a person."""
    for order, mention in enumerate(entity.mentions):
        for kind, span in beside(mention):
            yield kind, order, span, 0.0
    for kind, some in away.items():
        for span, linked in some:
            yield kind, 99, span, linked


def _good(text: str, span: Span, kind: str, names: set[str], pos: Tagger) -> bool:
    phrase = text[span[0] : span[1]]
    words, own = phrase.split(), _SEGMENT.split(f"{phrase} ", maxsplit=1)[0].split()
    if not words or names & {re.sub(r"[’']s?$", "", w.casefold()) for w in own}:
        return False
    if kind in ("does", "tagged"):
        return True
    if not head(phrase):
        last = _SEGMENT.split(f"{phrase} ", maxsplit=1)[0].rstrip(" .,’'")
        at = span[0] + last.rfind(" ") + 1
        apposed = kind in ("after", "is") and (_indefinite(text, span) or is_person(last[last.rfind(" ") + 1 :]))
        return apposed and pos(at) == "NOUN"
    return True


def _indefinite(text: str, span: Span) -> bool:
    return bool(re.search(r"\ban?\s$", text[max(0, span[0] - 4) : span[0]]))


def _described(
    text: str, link: Linker, pos: Tagger, spoken: Mapping[Entity, Sequence[Span]]
) -> dict[Entity, list[Description]]:
    """Descriptions anywhere but in his own words that are linked to somebody named: `the former governor`."""
    out: dict[Entity, list[Description]] = {}
    begun = {who: sorted(spans) for who, spans in spoken.items()}
    reached = {who: list(accumulate((e for _, e in spans), max)) for who, spans in begun.items()}
    for m in _DESCRIPTION.finditer(text):
        end = _noun_phrase(text, m.end(), pos)
        if not head(text[m.end() : end]):
            continue
        odds = link(m.start() if m.group().strip() else m.end())
        best = max(odds, key=odds.__getitem__, default=None)
        if best is None or best not in spoken or odds[best] < LINKED or odds[best] < 0.55 * sum(odds.values()):
            continue
        before = bisect_right(begun[best], (m.end(), len(text)))
        if before and reached[best][before - 1] > m.end():
            continue  # “I will take it to the minister,” says no minister
        if found := bare(text, m.end(), end):
            out.setdefault(best, []).append((found, min(odds[best], 1.0)))
    return out


def _noun_phrase(text: str, start: int, pos: Tagger) -> int:
    """Where the nouns and adjectives that begin at a character end."""
    end = start
    for word in re.finditer(
        r"[ ]?([^\W_][\w.-]*(?<![.-])(?:(?<=\b[A-Z])\.|(?<=Sen|Gov|Rep|Gen)\.)?)(?=([’']s)?)", text[start : start + 90]
    ):
        if (
            word.start() != end - start
            or word.group(1).lower() in appositions.STOP_BEFORE
            or pos(start + word.start(1)) not in _NOMINAL
        ):
            break
        end = start + word.end()
        if word.group(2):
            break
    return end
