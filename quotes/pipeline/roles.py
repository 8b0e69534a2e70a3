"""What an article calls a speaker: titles before the name, appositions and clauses after it, descriptions elsewhere.

Each reader gives phrases beside one mention; a phrase is a role when a noun for a person heads it (`data/role_nouns.txt`).
Descriptions away from the name (`the former governor`) count where the network links them to it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from quotes.pipeline.cast import PERSON, Entity, headline
from quotes.pipeline.lexicon import role_nouns
from quotes.types import Quote, Span

Linker = Callable[[int], tuple[Entity | None, float]]  # a character → whom the phrase that begins there is linked to
Description = tuple[Span, float]  # a phrase away from the name, and how surely it speaks of the person
Tagger = Callable[[int], str]  # a character → the part of speech of the word there

DESCRIBED = 0.5  # what a description is worth beside a title, which is worth 1.4, when its link is quite sure
FULL = 6  # words beyond which a phrase is no fuller
SHARED = 0.3  # of two who are called the same, how much less sure the second may be
REPEATED = 0.35  # and what it is worth that a phrase comes again, times the logarithm of how often
LINKED = 0.4  # how sure a link must be for a description to lend somebody its role
_STOP_BEFORE = frozenset(
    "said says told tells asked added and or but nor of for in on at by with from to into onto over under that while when as after "
    "before against if because since than then so he she it they i we you who whom which is was are were be been being has had have "
    "his her its their our my your this these those not mr mrs ms miss dr sir lord dame like via per vs here there now meanwhile "
    "however about between during through without within what how why where whether also both either neither each every".split()
)
_ARTICLES = frozenset("the a an".split())
_WORDS = re.compile(r"[^\W_][\w’'.&/-]*|[^\w\s]")
_PHRASE = r"(?:[^.;:“”\"\n()—–]|\.(?=\w)|(?<=\b[A-Z])\.|(?<=\b(?:Gov|Sen|Rep|Gen))\.){3,170}"
_AFTER = re.compile(rf"\s?,\s+({_PHRASE})")
_DASHED = re.compile(rf"\s?[—–]\s?({_PHRASE})[—–]")
_NOW = r"is|serves as|works as"
_ONCE = r"was|served as|has served as|worked as"
_IS, _WAS = (
    re.compile(rf"(?:,?\s+who\s+(?:{verb})|,?\s+(?:{verb})(?:\s+(?:now|also|then))?)\s+((?:an?|the|one of)\s{_PHRASE})")
    for verb in (_NOW, _ONCE)
)
_SEGMENT = re.compile(
    r"\s(?:of|for|from|with|at|in|on|by|to|who|whose|that|which|worth|based|familiar|close|under|behind|against|since)\s|,"
)
_VAGUE = frozenset(
    "most first only best next last same new other more less just also not no very so too million".split()
)
_RELATIONS = frozenset(  # what somebody is to another: a role where there is no better
    "rival opponent ally friend critic supporter backer fan follower husband wife son daughter brother sister father mother student icon "
    "neighbor neighbour colleague democrat republican conservative liberal man woman challenger user speaker contender winner".split()
)
_VERBAL = frozenset(("VERB", "AUX", "PRON"))
_OFFICE = re.compile(r"\b[A-Z][\w-]+(?:\s[A-Z][\w-]+)?\s(?:of|for)(?:\sthe)?$")
_SHARED = re.compile(
    r"\b(?:Sens|Reps|Govs|Senators|Representatives|Governors|Ministers|Presidents|Professors|Judges|Secretaries)\b\.?"
)
_ONCE_A = re.compile(r"\b[Aa]s\s+an?\s+$")
_DETERMINER = re.compile(r"\b(?:(?i:the|an?|his|her|its|their)|[A-Z][\w-]+[’']s)\s")
_AGE = re.compile(r"\s?,\s+\d{1,3}(?=,)")
_PAREN = re.compile(r"\s?\([^)\n]{1,30}\)")
_STOP_AFTER = re.compile(
    r"\s(?:whom|said|says|told|tells|added|wrote|writes|tweeted|has|had|have|is|was|were|are|will|would|could|should|did|does|argued|argues|noted|"
    r"called|calls|warned|insisted|claimed|explained|responded|replied|declared|announced|asked|who\s(?:has|had|have|said|told|also|did))\b"
)
_DESCRIPTION = re.compile(r"\b(?:[Tt]he|[Hh]is|[Hh]er|[Aa]n?)\s+(?=\w)|(?:^|\n)(?=[A-Z])")
_NAMED_NEXT = re.compile(r",?\s(?:[A-Z][\w.]+\s)?[A-Z]\w")  # a name beside it: another reader's
_BODY = re.compile(r"\s(?:of|for)\s(?:the\s)?[A-Z][\w’-]+(?:\s[A-Z][\w’-]+){0,4}")
_NOMINAL = frozenset(("NOUN", "PROPN", "ADJ", "NUM", "X"))


def head(phrase: str) -> str:
    """The noun for a person that heads a phrase (its last word before a preposition, a clause or a comma); empty when none does."""
    segment = _SEGMENT.split(f"{phrase} ", maxsplit=1)[0]
    words = [w.lower().strip(".,’'") for w in re.split(r"[\s/]+", segment) if w.strip(".,’'")]
    if not words:
        return ""
    for form in (words[-1], words[-1].removesuffix("s"), words[-1].split("-")[-1], "-".join(words[-2:])):
        if form in role_nouns():
            return form
    return ""


def assign(
    text: str,
    quotes: Sequence[Quote],
    entity_of: Mapping[Span, Entity],
    link: Linker,
    pos: Tagger,
    tagged: Mapping[int, Sequence[Span]],
) -> list[Quote]:
    """The quotations with the fullest role that the article gives each one's speaker.

    `tagged` are the spans that the network tags as roles, by the `id` of the entity that it links each to.
    """
    people = {id(e): e for e in entity_of.values() if e.kind == PERSON}
    described = _described(text, link, pos) if people else {}
    called = {
        i: ranked(text, e, described.get(i, ()), pos, tagged.get(i, ())) for i, e in people.items()
    }  # an entity's `id` → how good a role each phrase makes for it, and where that stands
    most: dict[str, float] = {}
    for phrases in called.values():
        for phrase, (score, _) in phrases.items():
            most[phrase] = max(score, most.get(phrase, 0.0))
    known = {}
    for i, phrases in called.items():
        own = {p: found for p, found in phrases.items() if found[0] > most[p] - SHARED}
        known[i] = max(own.values(), key=lambda found: (found[0], -found[1][0]), default=None)
    out = []
    for quote in quotes:
        entity = entity_of.get((quote.start, quote.end))
        if entity is None or entity.kind != PERSON:
            out.append(_unnamed(text, quote) if quote.speaker_kind == "unnamed" else quote)
        elif best := known[id(entity)]:
            out.append(replace(quote, role=_single(text, best[1]), role_span=best[1]))
        else:
            out.append(quote)
    return out


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


def titles(text: str, entity: Entity, pos: Tagger) -> dict[str, set[str]]:
    """The nouns that head a person's roles beside the name, with the words around each: `the mayor` may be whoever is one."""
    out: dict[str, set[str]] = {}
    for _, (s, e) in candidates(text, entity, (), pos):
        out.setdefault(title(text[s:e]), set()).update(text[s:e].casefold().split())
    return out


def title(phrase: str) -> str:
    """The noun that heads a role, in its full and plain form: `Sen.` gives senator; empty when none does."""
    noun = head(phrase)
    return _SHORT.get(noun, noun)


def _unnamed(text: str, quote: Quote) -> Quote:
    """Somebody without a name is known by a role alone: `a defense official` is a `defense official`."""
    phrase = re.sub(
        r"^(?:the|an?|one|another|some|several|many|a few|two|three|\d+ percent of)\s+",
        "",
        quote.speaker,
        flags=re.IGNORECASE,
    )
    return replace(quote, role=phrase) if head(phrase) else quote


def ranked(
    text: str, entity: Entity, described: Sequence[Description], pos: Tagger, tagged: Sequence[Span] = ()
) -> dict[str, tuple[float, Span]]:
    """What an article calls a person: each phrase with how good a role it makes, and the place where it makes the best."""
    out: dict[str, tuple[float, Span]] = {}
    often: Counter[str] = Counter()
    for score, span in candidates(text, entity, described, pos, tagged):
        phrase = _plain(text, span)
        often[phrase] += 1
        out[phrase] = max(out.get(phrase, (score, span)), (score, span), key=lambda found: (found[0], -found[1][0]))
    return {p: (score + REPEATED * math.log(often[p]), span) for p, (score, span) in out.items()}


def _single(text: str, span: Span) -> str:
    """A role as printed; of a title that several people share (`Sens.`), one's own."""
    phrase = " ".join(text[span[0] : span[1]].split())
    return _SHARED.sub(lambda m: re.sub(r"s(\.?)$", r"\1", m.group()), phrase)


def _plain(text: str, span: Span) -> str:
    return " ".join(text[span[0] : span[1]].casefold().split())


def candidates(
    text: str, entity: Entity, described: Sequence[Description], pos: Tagger, tagged: Sequence[Span] = ()
) -> Iterator[tuple[float, Span]]:
    """Every phrase that stands as a role of a person, with how good a role it makes."""
    names = {w.casefold() for n in entity.names for w in n.split()}
    title = headline(text)
    for order, span in enumerate(entity.mentions):
        if span[1] <= title and len(entity.mentions) > 1:
            continue
        for reader, worth in (
            (_before, 1.4),
            (_listed, 1.2),
            (_after, 1.3),
            (_dashed, 1.3),
            (_is, 0.9),
            (_was, 0.3),
            (_preceding, 1.3),
        ):
            found = reader(text, span, pos)
            if found and _good(text, found, names):
                yield worth + _fullness(text, found) - 0.01 * min(order, 20), found
    for role in tagged:
        bare = _bare(text, *role)
        if bare and _good(text, bare, names):
            yield 1.5 + _fullness(text, bare), bare
    for span, linked in described:
        if _good(text, span, names):
            yield DESCRIBED + linked + _fullness(text, span), span


def _good(text: str, span: Span, names: set[str]) -> bool:
    phrase = text[span[0] : span[1]]
    if not head(phrase) or phrase.split(None, 1)[0].lower() in _VAGUE or _many(phrase):
        return False
    return not names & {w.casefold().strip("’'s") for w in phrase.split()}


def _many(phrase: str) -> bool:
    """Whether a phrase speaks of several people (`residents of the state`), titles that a list shares aside."""
    last = _SEGMENT.split(f"{phrase} ", maxsplit=1)[0].split()[-1].lower().strip(".,’'")
    return last not in role_nouns() and last.endswith("s") and not _SHARED.search(phrase)


def _fullness(text: str, span: Span) -> float:
    """What a phrase's length is worth; less where it is no office, and where it was one (`As a student, Roe …`)."""
    phrase = text[span[0] : span[1]]
    lesser = head(phrase) in _RELATIONS or _ONCE_A.search(text, max(0, span[0] - 8), span[0])
    return 0.12 * min(len(phrase.split()), FULL) - (0.6 if lesser else 0.0)


def _before(text: str, span: Span, pos: Tagger) -> Span | None:
    """Titles and descriptions that run into a name: `Defense Secretary`, `retired engineer`, `Secretary of State`."""
    line = max(text.rfind("\n", 0, span[0]) + 1, span[0] - 120)
    first, count = span[0], 0
    for m in reversed(list(_WORDS.finditer(text, line, span[0]))):
        word, low = m.group(), m.group().lower().strip(".")
        if not word[0].isalnum() or text[m.end() : first].strip() or count == 9:
            break
        if low in ("of", "the", "for") and count and text[first].isupper() and _OFFICE.search(text, line, m.end()):
            first = m.start()
            continue
        if low in _STOP_BEFORE or low in _ARTICLES or (word[0].islower() and pos(m.start()) in _VERBAL):
            break
        if word.endswith(".") and word[0].islower() and len(word) > 4:
            break
        if word[0].islower() and count and _SHARED.match(text, first):
            break
        first, count = m.start(), count + 1
    return _bare(text, first, span[0]) if count else None


def _listed(text: str, span: Span, pos: Tagger) -> Span | None:
    """A title that several names share: `Sens. Roe, Doe and Poe`."""
    line = max(text.rfind("\n", 0, span[0]) + 1, span[0] - 160)
    m = None
    for m in _SHARED.finditer(text, line, span[0]):
        pass
    between = text[m.end() : span[0]] if m else ""
    if not m or not re.fullmatch(r"(?:[A-Z][\w’'.-]+\s?|\([^)]*\)|,|and|\s)+", between) or between.endswith("."):
        return None
    return m.start(), m.end()


def _after(text: str, span: Span, pos: Tagger) -> Span | None:
    """An apposition after a name: `John Roe, the head of the agency,`."""
    at = span[1]
    for aside in (_PAREN, _AGE):
        if m := aside.match(text, at):
            at = m.end()
    m = _AFTER.match(text, at)
    if not m:
        return None
    phrase, start = m.group(1), m.start(1)
    first = phrase.split(None, 1)[0].lower()
    if (
        first in _STOP_BEFORE
        and first not in ("his", "her", "their")
        or first.endswith(("ing", "ed"))
        or re.match(r"(?:R|D|I)-", phrase)
    ):
        return None
    return _bare(text, start, start + _apposition(phrase))


def _apposition(phrase: str) -> int:
    """How much of the words after a comma is an apposition: to the comma or the verb that ends it."""
    stop = _STOP_AFTER.search(phrase)
    end = stop.start() if stop else len(phrase)
    for comma in re.finditer(",", phrase[:end]):
        if not re.match(r",\s(?:and\s)?[A-Z]\w+(?:,|\s?$)", phrase[comma.start() : end]):
            return comma.start()
    return end


def _dashed(text: str, span: Span, pos: Tagger) -> Span | None:
    m = _DASHED.match(text, span[1])
    return _bare(text, m.start(1), m.end(1)) if m else None


def _is(text: str, span: Span, pos: Tagger) -> Span | None:
    """A clause that says what somebody is: `who is the head of …`, `is a …`."""
    return _clause(text, _IS.match(text, span[1]))


def _was(text: str, span: Span, pos: Tagger) -> Span | None:
    """A clause that says what somebody was: `who was the head of …`."""
    return _clause(text, _WAS.match(text, span[1]))


def _clause(text: str, m: re.Match[str] | None) -> Span | None:
    if not m:
        return None
    phrase = m.group(1)
    stop = _STOP_AFTER.search(phrase)
    end = min(stop.start() if stop else len(phrase), phrase.find(",") % (len(phrase) + 1))
    return _bare(text, m.start(1), m.start(1) + end)


def _preceding(text: str, span: Span, pos: Tagger) -> Span | None:
    """A description that a name follows in apposition: `the leader of the group, John Roe,`."""
    line = max(text.rfind("\n", 0, span[0]) + 1, span[0] - 140)
    m = re.search(
        r"(?:^|[\s“\"‘])((?:(?:the|a|an|its|their|his|her)\s)?[^,.;:“”\"()\n]{3,110}),\s$",
        text[line : span[0]],
        re.IGNORECASE,
    )
    if not m or text[span[1] : span[1] + 1] not in (",", " ", "’", "'"):
        return None
    start, end = line + m.start(1), line + m.end(1)
    inner = _DETERMINER.finditer(text[start:end])
    for article in inner:  # the phrase opens at the first article that no preposition governs
        before = text[start : start + article.start()].split()
        if not before or before[-1].lower() not in ("of", "for", "at", "in", "to", "with", "by", "from", "and", "on"):
            start += article.start()
            break
    else:
        return None
    return _bare(text, start, end)


def _described(text: str, link: Linker, pos: Tagger) -> dict[int, list[Description]]:
    """Descriptions anywhere in the text that are linked to somebody named: `the former governor`."""
    out: dict[int, list[Description]] = {}
    for m in _DESCRIPTION.finditer(text):
        end = _noun_phrase(text, m.end(), pos)
        if not head(text[m.end() : end]) or _NAMED_NEXT.match(text, end):
            continue
        entity, p = link(m.start() if m.group().strip() else m.end())
        if entity is None or entity.kind != PERSON or p < LINKED:
            continue
        of = _BODY.match(text, end)
        span = _bare(text, m.end(), of.end() if of else end)
        if span:
            out.setdefault(id(entity), []).append((span, p))
    return out


def _noun_phrase(text: str, start: int, pos: Tagger) -> int:
    """Where the nouns and adjectives that begin at a character end."""
    end = start
    for word in re.finditer(
        r"[ ]?([^\W_][\w.-]*(?<![.-])(?:(?<=\b[A-Z])\.|(?<=Sen|Gov|Rep|Gen)\.)?)(?=([’']s)?)", text[start : start + 90]
    ):
        if (
            word.start() != end - start
            or word.group(1).lower() in _STOP_BEFORE
            or pos(start + word.start(1)) not in _NOMINAL
        ):
            break
        end = start + word.end()
        if word.group(2):
            break
    return end


def _bare(text: str, start: int, end: int) -> Span | None:
    """A phrase without the article before it and the marks around it; None when nothing is left."""
    m = re.match(r"\s*(?:(?:the|an|a|one of the|its|his|her|their|our|my)\s+)?", text[start:end], re.IGNORECASE)
    start += m.end() if m else 0
    while end > start and text[end - 1] in " ,;’'-":
        end -= 1
    for tail in ("’s", "'s"):
        if text[start:end].endswith(tail):
            end -= 2
    return (start, end) if end - start > 2 else None
