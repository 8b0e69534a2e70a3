"""What stands beside a name and says who that is: titles before it, appositions after it, clauses, lists that share a title.

Each reader looks beside one mention and gives the phrase that it finds, without the article before it. Whether a phrase is a
role, and which one is the best, is decided in `roles.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from quotes.pipeline.lexicon import ABBREVIATED, is_title, role_nouns
from quotes.types import Span

Tagger = Callable[[int], str]  # a character → the part of speech of the word there
Reader = Callable[[str, Span, Tagger], Span | None]

STOP_BEFORE = frozenset(
    "said says told tells asked added and or but nor of for in on at by with from to into onto over under that while when as after "
    "before against if because since than then so he she it they i we you who whom which is was are were be been being has had have "
    "his her its their our my your this these those not mr mrs ms miss dr sir lord dame like via per vs here there now meanwhile "
    "however about between during through without within what how why where whether also both either neither each every day week month year today yesterday morning afternoon evening night".split()
)
_ARTICLES = frozenset("the a an".split())
_OWNERS = frozenset("his her its their".split())
_WORDS = re.compile(r"[^\W_][\w’'.&/-]*|[^\w\s]")
_DOTTED = "Gov|Sen|Rep|Gen|Mr|Ms|Dr|St|Jr|Sr|No|Mrs|Del|Inc|Corp|Co|Ltd|Prof|Rev|Lt|Col|Sgt|Capt"
_INITIALS = re.compile(r"(?:[A-Z]\.)+")
_DOT = r"|".join(rf"(?<=\b{word})\." for word in _DOTTED.split("|"))
TAIL = 60  # characters of a phrase in which its loose end is looked for
PHRASE = rf"(?:[^.;:“”\"\n()—–]|\.(?=\w)|(?<=\b[A-Z])\.|{_DOT}){{3,170}}"
_PARTICIPLE = re.compile(
    r"\w+(?:ing|ed)\s(?:(?:the|an?|his|her|its|their|to|for|with|in|on|at|by|from|that|about|as|of)\b|[A-Z])"
)  # `accused of …`
_AFTER = re.compile(rf"\s?,\s+(?:(?:then|now|currently|formerly|once)\s+(?=an?\s|the\s))?({PHRASE})")
_BEING = r"is|serves as|works as|was|served as|has served as|worked as"
_IS = re.compile(
    rf"(?:,?\s+who(?:\s+(?:currently|now|also|then|once))?\s+(?:{_BEING})|,?\s+(?:(?:currently|now)\s)?(?:{_BEING})(?:\s+(?:now|also|then))?)"
    rf"\s+({PHRASE})"
)
_DOES = re.compile(  # what somebody does for a living, where nothing says what he is
    r",?\s+who\s+((?:runs|owns|chairs|heads|leads|directs|teaches|manages|oversees|founded|co-founded|represents|covers|studies|"
    r"edits|hosts|coaches|advises|works|served|worked|ran|led|headed|chaired|taught)\s" + PHRASE + ")"
)
SHARED = re.compile(
    r"\b(?:Sens|Reps|Govs|Justices|Mayors|Councillors|Commissioners|Senators|Representatives|Governors|Ministers|Presidents|Professors|Judges|Secretaries)\b\.?"
)
_OFFICE = re.compile(r"\b([\w-]+)\s(?:of|for|at)(?:\sthe)?$")
_DETERMINER = re.compile(r"\b(?:(?i:one of the|one of|one|the|an?|his|her|its|their)|[A-Z][\w-]+[’'](?:s|(?=\s)))\s")
PARTY = re.compile(
    r",\s[A-Z]{1,3}-[A-Z][\w.]*(?:\s[A-Z][\w.]*){0,2}|\s\([A-Z]{1,3}-[A-Z][\w.]*(?:\s[A-Z][\w.]*){0,2}\)"
)
# of a legislator: `, R-Ohio`, ` (D-N.Y.)`
_AGE = re.compile(r"\s?,\s+\d{1,3}(?=,)")
_FROM = re.compile(r"(?:,\s|\s)(?:of|from)\s[A-Z][\w.]+(?:\s[A-Z][\w.]+)?(?:,\s[A-Z][\w.]+)?(?=,)")
_STOP_AFTER = re.compile(
    r"\s(?:whom|said|says|told|tells|added|wrote|writes|tweeted|has|had|have|is|was|were|are|will|would|could|should|did|does|argued|argues|noted|"
    r"called|calls|warned|insisted|claimed|explained|responded|replied|declared|announced|asked|who\s(?:has|had|have|said|told|also|did))\b"
)
_BEGUN = re.compile(r",?\s(?:who|whose|whom|which|that|where)\s[^,]*$")
_CLAUSE_END = re.compile(r",|\s(?:said|says|told|added|and\s(?:said|says|who))\b")
_MORE = re.compile(r"(?:,|\sand)\s[A-Z]")
_LOOSE = re.compile(  # no phrase ends so
    r"(?:[ ,;’'(-]|[’']s|\s(?:who|that|whose|which|as|an?|the|of|for|at|in|on|to|by|with|from|and|or))+$"
)
_PAIR = re.compile(r"\sand\s[A-Z][\w’'-]+(?:\s[A-Z][\w’'.-]+){0,3}(?=,)")


def beside(text: str, mention: Span, pos: Tagger) -> Iterator[tuple[str, Span]]:
    """Yield the phrases beside a mention, each with the name of the reader that found it."""
    found = {kind: reader(text, mention, pos) for kind, reader in _READERS.items()}
    for kind, phrase in found.items():
        if phrase:
            yield kind, phrase
    title = found["before"]
    if title is not None and (lead := preceding(text, (min(title[0], _article(text, title[0])), mention[1]), pos)):
        yield "preceding", lead  # `the candidate of the party, Sen. John Roe`
    if title is not None and several(text[slice(*title)]) and _MORE.match(text, mention[1]):
        yield "listed", title
    pair = _PAIR.match(text, mention[1])
    second = _ends(text, mention, "and") and re.search(r"[A-Z]\w+\sand\s$", text[max(0, mention[0] - 30) : mention[0]])
    if (pair or second) and (shared := after(text, (mention[0], pair.end() if pair else mention[1]), pos)):
        yield "listed", shared
    for kind in ("after", "is"):
        if (phrase := found[kind]) and (longer := clause(text, phrase)):
            yield "clause", longer


def _ends(text: str, mention: Span, *words: str) -> bool:
    """Whether one of some words, and a space, stand right before a mention: told at once, before any expression looks back."""
    last = text[max(0, mention[0] - 4) : mention[0]]
    return last[:-1].endswith(words) and last[-1:].isspace()


def _line(text: str, place: int, reach: int) -> int:
    """Where the line of a character begins, or so much of it as is within reach."""
    low = max(0, place - reach)
    return max(low, text.rfind("\n", low, place) + 1)


def before(text: str, mention: Span, pos: Tagger) -> Span | None:
    """Return titles and descriptions that run into a name: `Defense Secretary`, `retired engineer`, `secretary of state`."""
    if text[mention[0] - 1 : mention[0]] in ("-", "–"):
        return None  # `pro-Roe`
    line = _line(text, mention[0], 120)
    first = mention[0]
    count = 0
    for m in reversed(list(_WORDS.finditer(text, line, first))):
        word, low = m.group(), m.group().lower().strip(".")
        if not word[0].isalnum() or text[m.end() : first].strip() or count == 9:
            break
        if low in ("of", "the", "for", "at") and count and (office := _OFFICE.search(text, line, m.end())):
            capital, known = office.group(1)[0].isupper(), office.group(1).lower() in role_nouns()
            if text[first].isupper() and (capital and low != "at" or known) or (known and low == "of" and count == 1):
                first = m.start()
                continue
        if (
            low in STOP_BEFORE
            or low in _ARTICLES
            or (
                word[0].islower()
                and pos(m.start()) in ("VERB", "AUX", "PRON")
                and not (is_title(word) and not low.endswith("ed"))
            )
        ):
            break
        if word.endswith(".") and not _abbreviated(word):
            break
        if word[0].islower() and count and SHARED.match(text, first):
            break
        first, count = m.start(), count + 1
    if (
        count == 1
        and text[first].isupper()
        and " " not in text[slice(*mention)]
        and not _known(text[first : mention[0]])
    ):
        return None  # a given name that is a noun as well
    return bare(text, first, mention[0]) if count else None


def _known(word: str) -> bool:
    return (plain := word.strip(" .").lower()) in role_nouns() or plain in ABBREVIATED


def _abbreviated(word: str) -> bool:
    """Whether a word with a stop behind it goes on to a name (`Gov.`, `U.S.`), and ends no sentence."""
    plain = word.rstrip(".").lower()
    return bool(_INITIALS.fullmatch(word)) or plain in ABBREVIATED


def _article(text: str, start: int) -> int:
    m = re.search(r"\b(?:the|an?)\s$", text[max(0, start - 5) : start], re.IGNORECASE)
    return start - len(m.group()) if m else start


def listed(text: str, mention: Span, pos: Tagger) -> Span | None:
    """Return a title that several names share: `Sens. Roe, Doe and Poe`, `candidates Jane Roe and John Poe`."""
    line = _line(text, mention[0], 160)
    m = None
    for m in SHARED.finditer(text, line, mention[0]):
        pass
    if m and _names(text[m.end() : mention[0]]):
        return m.start(), m.end()
    if not _ends(text, mention, ",", "and"):
        return None
    names = re.search(r"(?:\s(?!And\b)[A-Z][\w’'.-]+)+(?:,|,?\sand)\s$", text[line : mention[0]])
    if not names:
        return None
    first = line + names.start() + 1
    title = before(text, (first, first), pos)
    return title if title and several(text[slice(*title)]) else None


def several(phrase: str) -> bool:
    """Tell whether the last word of a phrase is a noun for a person in the plural (`harbour pilots`)."""
    last = phrase.rsplit(None, 1)[-1].lower() if phrase.strip() else ""
    return last.endswith("s") and last[:-1] in role_nouns() and last not in role_nouns()


def _names(between: str) -> bool:
    return bool(
        re.fullmatch(r"(?:[A-Z][\w’'.-]+\s?|of\s(?=[A-Z])|\([^)]*\)|[,;]|and|\s)+", between)
    ) and not between.endswith(".")


def after(text: str, mention: Span, pos: Tagger) -> Span | None:
    """Return an apposition after a name: `John Roe, the head of the agency,`; his age and where he lives may stand between."""
    at = mention[1]
    for aside in (_AGE, PARTY, _FROM):
        if m := aside.match(text, at):
            at = m.end()
    m = _AFTER.match(text, at)
    if not m:
        return None
    phrase, start = m.group(1), m.start(1)
    first = phrase.split(None, 1)[0].lower()
    if first in STOP_BEFORE and first not in _OWNERS or _PARTICIPLE.match(phrase):
        return None
    return bare(text, start, start + _apposition(phrase))


def _apposition(phrase: str) -> int:
    """How much of the words after a comma is an apposition: to the comma or the verb that ends it."""
    stop = _STOP_AFTER.search(phrase)
    end = stop.start() if stop else len(phrase)
    if stop and (cut := _BEGUN.search(phrase, 0, end)):
        end = cut.start()  # `a fishmonger whose family has …`: what the verb cuts is no part of it
    for comma in re.finditer(",", phrase[:end]):
        if not re.match(r",\s(?:and\s)?[A-Z]\w+(?:,|\s?$)", phrase[comma.start() : end]):
            return comma.start()
    return end


def being(text: str, mention: Span, pos: Tagger) -> Span | None:
    """Return what a clause says that somebody is or was: `who is the head of …`, `was a …`."""
    m = _IS.match(text, mention[1])
    if not m or pos(m.start(1)) in ("VERB", "PART", "ADP", "ADV"):
        return None  # `is accused of …`, `is to become …`
    phrase = m.group(1)
    stop = _STOP_AFTER.search(phrase)
    end = min(stop.start() if stop else len(phrase), phrase.find(",") % (len(phrase) + 1))
    return bare(text, m.start(1), m.start(1) + end)


def does(text: str, mention: Span, pos: Tagger) -> Span | None:
    """Return a clause that says what somebody does: `who runs the agency`."""
    m = _DOES.match(text, mention[1])
    if not m:
        return None
    end = _CLAUSE_END.search(m.group(1))
    found = bare(text, m.start(1), m.start(1) + (end.start() if end else len(m.group(1))))
    return found if found and " " in text[slice(*found)] else None


def preceding(text: str, mention: Span, pos: Tagger) -> Span | None:
    """Return a description that a name follows in apposition: `the leader of the group, John Roe,`."""
    if not _ends(text, mention, ","):
        return None
    line = _line(text, mention[0], 140)
    m = re.search(
        r"(?:^|[\s“\"‘])((?:(?:the|a|an|its|their|his|her)\s)?[^,.;:“”\"()\n]{3,110}),\s$",
        text[line : mention[0]],
        re.IGNORECASE,
    )
    if not m or text[mention[1] : mention[1] + 1].isalnum():
        return None
    start, end = line + m.start(1), line + m.end(1)
    governed = None
    for article in _DETERMINER.finditer(text[start:end]):  # it opens at the first article that no preposition governs
        words = text[start : start + article.start()].split()
        if not words or words[-1].lower() not in ("of", "for", "at", "in", "to", "with", "by", "from", "on"):
            return bare(text, start + article.start(), end)
        governed = governed or start + article.start()
    return bare(text, governed, end) if governed else None


def clause(text: str, phrase: Span) -> Span | None:
    """Return a phrase with the relative clause that goes on from it: `a lawyer who has fought the case since 2010`."""
    m = re.match(rf",?\swho\s(?!said|says|told|added|also|asked|spoke)({PHRASE})", text[phrase[1] :])
    if not m:
        return None
    end = _CLAUSE_END.search(m.group(1))
    stop = phrase[1] + (m.start(1) + end.start() if end else m.end())
    return (phrase[0], stop) if len(text[phrase[1] : stop].split()) <= 18 else None


def bare(text: str, start: int, end: int) -> Span | None:
    """Return a phrase without the article before it and the marks around it; None when nothing is left."""
    m = re.match(r"\s*(?:(?:the|an|a|one(?!\sof)|its|his|her|their|our|my)\s+)?", text[start:end], re.IGNORECASE)
    start += m.end() if m else 0
    if loose := _LOOSE.search(text, max(start, end - TAIL), end):
        end = loose.start()
    return (start, end) if end - start > 2 else None


_READERS: dict[str, Reader] = {
    "before": before,
    "listed": listed,
    "after": after,
    "is": being,
    "does": does,
    "preceding": preceding,
}
