"""Who is in an article: named mentions → entities with their names, each known by its fullest one."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from quotes.limits import LONGEST_HEADLINE, MOST_ALIKE, MOST_NAMES
from quotes.pipeline.lexicon import FEMALE, MALE, given_names, is_title
from quotes.types import Span

PERSON, ORG, PLACE, OTHER = "PERSON", "ORG", "PLACE", "OTHER"

LONGEST = 1_000  # characters of a name that the tags may find
SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
PARTICLES = frozenset(
    (
        "de",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "van",
        "von",
        "der",
        "den",
        "la",
        "le",
        "bin",
        "al",
        "el",
        "ben",
        "abu",
        "st",
    )
)
_HONORIFICS = {
    "mr": MALE,
    "sir": MALE,
    "lord": MALE,
    "mrs": FEMALE,
    "ms": FEMALE,
    "miss": FEMALE,
    "dame": FEMALE,
    "lady": FEMALE,
}
_MANNERS = re.compile(r"\b(Mr|Mrs|Ms|Miss|Sir|Lord|Dame|Lady)\.?\s$")
_TITLES = re.compile(
    r"(?:(?:mr|mrs|ms|miss|dr|sir|dame|prof|sens?|reps?|govs?|gen|maj|brig|lt|col|capt|cpl|sgt|adm|cmdr|supt|insp|det|rev|president|senator|congressman|congresswoman|governor|mayor|"
    r"secretary|judge|justice|professor|ambassador|del(?=\.)|king|queen|prince|princess|pope)\b\.?\s*)+",
    re.IGNORECASE,
)
_GIVEN_TOO = frozenset("major king prince dean judge bishop duke hunter baker cook porter pope marshal guy".split())
_EDGES = " \t\n\u00a0\"“”‘’',.;:()[]–—-"
_NICKNAMED = re.compile(r"\b([A-Z][\w’'-]+)(?:\s[A-Z]\.)?\s[\"“‘'(][A-Z]\w+[\"”’')]\s[A-Z][\w’'-]*\w")
_GOES_ON = re.compile(r"\s(?:(?:of|for|on)\s(?:the\s)?)?[A-Z]")  # behind a name: it is a longer one
_GIVEN = re.compile(r"(?<![\w.’'-])([A-Z][a-z]+)[ ]$")
_VERBS_TOO = frozenset(
    ("Will", "May", "Mark", "Grant", "Bill", "Hope", "Rob", "Pat", "Sue")
)  # at the head of a sentence
_INSIDE = re.compile(r"[’'ʼ](?!s\b)[a-z][\w’'-]*\w(?:\s(?:al-|Al-|[Aa]l\s|ibn\s|bin\s)?[A-Z][\w’'-]*\w){0,3}")
_BEHIND_INITIAL = re.compile(r"(?<=\b[A-Z]\.)\s[A-Z][a-z][\w’-]*(?![.\w])")
_TITLE = re.compile(r"([A-Z][\w-]+)\.?\s$")
_SECTION = re.compile(
    r"^[ \t]*(?:_{3,}|-{3,}|\*(?:[ \t]?\*){2,200})[ \t.]*$", re.MULTILINE
)  # between the items of a live report
_FIRST_WORD = re.compile(r"\w+")
_WORD = re.compile(r"[\w&][\w.&’'‘\u02bc-]*")


@dataclass(slots=True, eq=False)
class Entity:
    """Somebody or something that an article names, the same as nobody but itself; `mentions` are its spans in reading order."""

    kind: str
    mentions: list[Span] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)
    gender: str = ""
    _starts: list[int] = field(default_factory=list)  # of the mentions so far, in reading order
    _passed: dict[str, int] = field(
        default_factory=dict
    )  # a title → beside how many mentions it does not stand; -1: it does

    def add(self, span: Span) -> None:
        """Takes in a mention; while a cast is assembled they come in any order."""
        self.mentions.append(span)
        insort(self._starts, span[0])

    def named_between(self, start: int, end: int) -> bool:
        """Whether a mention begins in a stretch of the text."""
        n = bisect_left(self._starts, start)
        return n < len(self._starts) and self._starts[n] < end

    def named_first(self) -> int:
        """Where the first mention begins."""
        return self._starts[0]

    def is_beside(self, title: str, text: str) -> bool:
        """Whether a title stands near a mention; each mention is looked at once for it."""
        passed = self._passed.get(title, 0)
        if passed >= 0:
            new = self.mentions[passed:]
            found = any(title in text[max(0, m[0] - 30) : m[1] + 60].lower() for m in new)
            self._passed[title] = -1 if found else len(self.mentions)
        return self._passed[title] < 0

    @property
    def name(self) -> str:
        """The fullest name: most words, then most often; a person's in small letters, though all are printed in capitals."""
        name = max(self.names, key=lambda n: (len(n.split()), not n.isupper(), len(n), self.names[n]))
        return lowered(name) if self.kind == PERSON and name.isupper() else name


@dataclass
class Cast:
    """The entities of one article, and which of them each character position names; neither changes any more."""

    entities: list[Entity]
    at: dict[Span, Entity]

    def called(self, name: str) -> Entity | None:
        """The organisation that has a name, however its articles, stops and countries are written."""
        key = _key(name)
        return next((e for e in self.entities if e.kind == ORG and any(_key(n) == key for n in e.names)), None)

    def within(self, start: int, end: int) -> list[tuple[Span, Entity]]:
        """The named mentions inside a span, in order."""
        spans = self._spans[bisect_left(self._spans, (start, start)) : bisect_left(self._spans, (end, end))]
        return [(span, self.at[span]) for span in spans if span[1] <= end]

    def in_full(self, text: str, entity: Entity) -> Span | None:
        """The first mention that prints an entity's fullest name."""
        if entity not in self._in_full:
            name = entity.name.casefold()
            printed = (m for m in entity.mentions if _tidy(text[slice(*m)]).casefold() == name)
            self._in_full[entity] = next(printed, None)
        return self._in_full[entity]

    @cached_property
    def busiest(self) -> int:
        """How often the person is named who is named most; 1 where nobody is."""
        return max((len(e.mentions) for e in self.entities if e.kind == PERSON), default=1)

    @cached_property
    def _spans(self) -> list[Span]:
        return sorted(self.at)

    @cached_property
    def _in_full(self) -> dict[Entity, Span | None]:
        return {}


def lowered(name: str) -> str:
    """A name in capitals as it is written elsewhere: `MARY O'ROE-MCDOE JR.` gives `Mary O'Roe-McDoe Jr.`; acronyms stay."""
    words = name.split()
    return name if len(words) == 1 and len(name) < 4 else " ".join(map(_lowered, words))


def _lowered(word: str) -> str:
    bare = word.strip(".").casefold()
    if bare in ("ii", "iii", "iv") or (len(word) < 4 and bare not in SUFFIXES and not set(word) & set("AEIOUY")):
        return word  # a number, or initials
    small = re.sub(r"[^\W\d_]+", lambda m: m.group().capitalize(), word)
    return re.sub(r"\bMc([a-z])", lambda m: f"Mc{m.group(1).upper()}", re.sub(r"(?<=[’'])S\b", "s", small))


def assemble(text: str, entities: Sequence[tuple[int, int, str]]) -> Cast:
    """The cast of an article from its tagged entities; two people of one surname stay apart."""
    mentions = [m for m in (_clean(text, *e) for e in _nicknamed(text, entities)) if m]
    found: list[Entity] = []
    at: dict[Span, Entity] = {}
    _people(text, [m for m in mentions if m[2] == PERSON], found, at)
    _others(text, [m for m in mentions if m[2] != PERSON], found, at)
    _untagged(text, found, at)
    for who in found:
        who.mentions.sort()
        if who.kind == PERSON:
            who.gender = _gender(who)
    found.sort(key=lambda e: e.mentions[0])
    return Cast(found, dict(sorted(at.items())))


def headline(text: str) -> int:
    """Where a headline in capitals ends, if the text opens with one: there names and what stands beside them look alike."""
    first = text[: LONGEST_HEADLINE + 1].split("\n", 1)[0]
    if len(first) > LONGEST_HEADLINE:
        return 0
    words = [w for w in first.split() if w[0].isalpha()]
    return len(first) if len(words) > 3 and sum(w[0].isupper() for w in words) > 0.7 * len(words) else 0


def _people(text: str, mentions: Sequence[tuple[int, int, str]], found: list[Entity], at: dict[Span, Entity]) -> None:
    """People, longer names first, so that shorter ones find whom they are short for; a headline's names come last."""
    title, known = headline(text), People()
    for start, end, _ in sorted(mentions, key=lambda m: (m[1] <= title, -len(_words(text[m[0] : m[1]])), m[0])):
        name = _tidy(text[start:end])
        who = known.called(name, text, start)
        if who is None and end <= title:
            words = _words(name)
            if len(words) == 2 and words[0] in given_names():
                who = next((e for e in found if _words(e.name) == words[1:]), None)
        if who is None and end <= title:
            who = next((e for e in found if f"{name.casefold()} ".startswith(f"{e.name.casefold()} ")), None)
            if who:
                who.add((start, end))
                at[(start, end)] = who
                continue
        if who is None:
            if " " not in name and (manner := _MANNERS.search(text, max(0, start - 8), start)) and known.bear(name):
                name = f"{manner.group(1)} {name}"  # of that surname is somebody else: the title tells them apart
            who = Entity(PERSON)
            found.append(who)
        _add(who, at, (start, end), name, text)
        known.add(who, name)


def _untagged(text: str, found: list[Entity], at: dict[Span, Entity]) -> None:
    """Names of the cast where the tags passed them over: names in full, and surnames of people known by a full name."""
    known = {n: e for e in found if e.kind != OTHER for n in e.names if len(n) > 2 and n[0].isupper()}
    last = {w[-1] for e in found if e.kind == PERSON and len(w := e.name.split()) > 1 and len(w[-1]) > 2}
    people = People()
    for who in found:
        for name in who.names if who.kind == PERSON else ():
            people.add(who, name)
    taken = sorted(at)
    for start, end in _printed({*known, *last}, text):
        n = bisect_left(taken, (end, 0))
        if n and taken[n - 1][1] > start or _GOES_ON.match(text, end):
            continue
        name = text[start:end]
        if found_here := people.called(name, text, start) or known.get(name):
            _add(found_here, at, (start, end), name, text)


def _printed(names: set[str], text: str) -> Iterator[Span]:
    """Where a text prints one of the names, the longest that fits; each begins with a word."""
    by_first: defaultdict[str, set[str]] = defaultdict(set)
    for name in names:
        if first := _FIRST_WORD.match(name):  # `Ⓐ` is a capital, and no letter
            by_first[first.group()].add(name)
    lengths = {first: sorted({len(name) for name in some}, reverse=True) for first, some in by_first.items()}
    end = 0
    for m in _FIRST_WORD.finditer(text):
        if m.start() < end or text[m.start() - 1 : m.start()] in ("@", "#"):
            continue
        for length in lengths.get(m.group(), ()):
            after = m.start() + length
            if text[m.start() : after] in by_first[m.group()] and not _FIRST_WORD.match(text, after):
                end = after
                yield m.start(), after
                break


def _others(text: str, mentions: Sequence[tuple[int, int, str]], found: list[Entity], at: dict[Span, Entity]) -> None:
    """Organisations, places and other names, with their acronyms, and short forms that end one name alone (`the Post`)."""
    stands_for = _acronyms(text, mentions)
    keys = {_key(_tidy(text[s:e])) for s, e, _ in mentions}
    firms = {_key(_tidy(text[s:e])) for s, e, label in mentions if label == ORG}
    ending, beginning = defaultdict(list), defaultdict(list)
    for key in keys:
        ending[key.rpartition(" ")[2]].append(key)
    for key in firms:
        beginning[key.partition(" ")[0]].append(key)
    for key in keys:
        longer = [k for k in ending[key] if k != key] or [k for k in beginning[key] if k != key]
        if key and " " not in key and len(longer) == 1:
            stands_for.setdefault(key, longer[0])
    named: dict[str, Entity] = {}
    for start, end, label in mentions:
        name = _tidy(text[start:end])
        key = _key(stands_for.get(name, name))
        key = stands_for.get(key, key) if label == ORG else key
        if key not in named:
            named[key] = Entity(label)
            found.append(named[key])
        _add(named[key], at, (start, end), name, text)


def _nicknamed(text: str, entities: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The entities with `Jane R. “Red” Roe` as one name, whatever the tags make of it, and with the given names they missed."""
    out = sorted(entities)
    for m in _NICKNAMED.finditer(text):
        near = slice(bisect_left(out, (m.start() - LONGEST, 0, "")), bisect_left(out, (m.end(), 0, "")))
        over = [e for e in out[near] if m.start() < e[1]]
        if any(e[2] == PERSON for e in over) or m.group(1).lower() in given_names():
            span = min([m.start(), *(e[0] for e in over)]), max([m.end(), *(e[1] for e in over)])
            out[near] = sorted([*(e for e in out[near] if e not in over), (*span, PERSON)])
    ends = {e for _, e, _ in out}
    for n, (start, end, label) in enumerate(out):
        given = _GIVEN.search(text, max(0, start - 24), start) if label == PERSON else None
        if given and given.end(1) not in ends and given[1].lower() in given_names() and given[1] not in _VERBS_TOO:
            out[n] = (given.start(1), end, label)
    return sorted(out)


def _add(entity: Entity, at: dict[Span, Entity], span: Span, name: str, text: str) -> None:
    entity.add(span)
    if name in entity.names or len(entity.names) < MOST_NAMES:
        entity.names[name] += 1
    at[span] = entity
    if entity.kind == PERSON and not entity.gender:
        entity.gender = _honorific(text, span[0])


def _honorific(text: str, start: int) -> str:
    before = re.findall(r"[A-Za-z]+", text[max(0, start - 8) : start])
    return _HONORIFICS.get(before[-1].lower(), "") if before else ""


def _gender(who: Entity) -> str:
    """The gender that a title beside a name, or else the given name, gives somebody."""
    return who.gender or given_names().get(_words(who.name)[0], "")


def _title(text: str, start: int) -> str:
    """The title that stands right before a name (`General`), in small letters; empty when none does."""
    m = _TITLE.search(text, max(0, start - 30), start)
    return m.group(1).lower() if m and is_title(m.group(1).lower()) else ""


def _clean(text: str, start: int, end: int, label: str) -> tuple[int, int, str] | None:
    """A mention without possessive, article and marks at its ends."""
    while start < end and text[start] in _EDGES:
        start += 1
    while (
        start < end
        and text[end - 1] in _EDGES
        and not (text[end - 1] == "." and re.search(r"(?:\b\w|Jr|Sr)\.$", text[start:end]))
    ):
        end -= 1
    for tail in ("’s", "'s", "’", "'"):
        if text[start:end].endswith(tail):
            end -= len(tail)
            break
    if text[start:end].lower().startswith("the ") and label != PERSON:
        start += 4
    if label == PERSON:
        if more := (_INSIDE if text[end - 1] != "." else _BEHIND_INITIAL).match(text, end):
            end = more.end()  # the tags stop at an apostrophe or behind an initial
        if text[start:end] == "Del" and text[end : end + 1] == ".":
            return None  # a delegate's title on its own
        title = _TITLES.match(text, start, end)
        start = _untitled(text, title.end() if title else start, end)
    return (start, end, label) if start < end and any(c.isalpha() for c in text[start:end]) else None


def _untitled(text: str, start: int, end: int) -> int:
    """Where a name begins behind the nouns for an office that the tags took in (`Spokeswoman Jane Roe`)."""
    for word in re.finditer(r"(\S+)\s+(?=\S)", text[start:end]):
        noun = word.group(1).lower().strip(".")
        if not is_title(noun) or noun in given_names() or (noun in _GIVEN_TOO and len(text[start:end].split()) < 3):
            return start + word.start()
        last = start + word.end()
        if len(text[last:end].split()) == 1:
            return last
    return start


def _tidy(name: str) -> str:
    return " ".join(name.split())


@lru_cache(maxsize=10_000)
def _words(name: str) -> tuple[str, ...]:
    return tuple(w.casefold().strip(".'’") for w in _WORD.findall(name))


def surname(words: Sequence[str]) -> str:
    """The last word of a person's name that is no suffix."""
    rest = [w for w in words if w not in SUFFIXES]
    return rest[-1] if rest else ""


class People:
    """The people found so far, by what their names begin and end with; longer names come first."""

    def __init__(self) -> None:
        self._found: dict[int, tuple[int, Entity]] = {}
        self._near: defaultdict[tuple[str, ...], dict[int, Entity]] = defaultdict(dict)

    def add(self, who: Entity, name: str) -> None:
        """Remembers that somebody has a name."""
        number, _ = self._found.setdefault(id(who), (len(self._found), who))
        for key in _name_keys(_words(name)):
            if len(self._near[key]) < MOST_ALIKE:
                self._near[key][number] = who

    def called(self, name: str, text: str, start: int) -> Entity | None:
        """The person that a name belongs to where it stands in the text."""
        words = _words(name)
        if not words:
            return None
        fits = [e for e in self._alike(_asked_keys(words)) if any(_same_person(words, _words(n)) for n in e.names)]
        if gender := _honorific(text, start):  # `Mrs Roe` is nobody whom the article knows as John
            fits = [e for e in fits if _gender(e) in ("", gender)]
        if not SUFFIXES & set(words):  # `Roe` printed before `John Roe Jr.` is: somebody else's name
            fits = [e for e in fits if not _suffixed_later(e, text, start)]
        if not fits and len(words) == 1:
            slips = self._alike([("slip", words[0][0], str(len(words[0]) + n)) for n in (-1, 0, 1)] if words[0] else [])
            fits = [e for e in slips if any(_misspelt(words[0], surname(_words(n))) for n in e.names)]
        return _likeliest(fits, words, text, start) if fits else None

    def bear(self, surname: str) -> bool:
        """Whether somebody has a surname."""
        return bool(self._near.get(("last", *_words(surname))))

    def _alike(self, keys: Iterable[tuple[str, ...]]) -> list[Entity]:
        """Those with one of the keys, in the order in which they were found."""
        found: dict[int, Entity] = {}
        for key in keys:
            found |= self._near.get(key, {})
        return [found[number] for number in sorted(found)]


def _name_keys(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """What `_asked_keys` of a name have in common with those of every name that `_same_person` may say is a longer form."""
    if not words:
        return
    first, last = words[0], surname(words)
    for word in {last, first, *" ".join(words).split("-")}:
        yield "word", word
    yield "name", *words
    yield "last", last
    yield "first", first, last
    yield "initial", first[:1], last
    yield "opening", first[:3], last
    for word in set(words[1:-1]):
        yield "middle", word, last
    yield "head", *words[:2]
    yield "tail", *words[-2:]
    yield "slip", last[:1], str(len(last))


def _asked_keys(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Those of a name; of people who share a surname only those with first names that `_same_first` may take for one."""
    yield "name", *words
    first, last = words[0], surname(words)
    if len(words) == 1:
        yield "word", first
        return
    yield "middle", first, last
    yield "first", first, last
    if len(first) == 1:
        yield "initial", first, last
    else:
        yield "first", first[:1], last
    if len(first) > 2:
        yield "opening", first[:3], last
    yield "head", *words[:2]
    yield "tail", *words[-2:]


def _likeliest(fits: list[Entity], words: Sequence[str], text: str, start: int) -> Entity:
    """Whom a name means where several have it."""
    if len(fits) == 1:
        return fits[0]
    last = [e for e in fits if any(surname(_words(n)) == surname(words) for n in e.names)] or fits
    last = [e for e in last if e.named_first() < start] or last  # who was named before
    if title := _title(text, start):
        last = [e for e in last if e.is_beside(title, text)] or last
    ends = _sections(text)
    if section := ends[bisect_right(ends, start) - 1] if ends and ends[0] <= start else 0:
        # each item of a live report names its people anew
        last = [e for e in last if e.named_between(section, start)] or last
    most = max(len(e.mentions) for e in last)  # whom the article is about
    last = [e for e in last if len(e.mentions) == most]
    return last[0] if len(last) == 1 else min(last, key=Entity.named_first)


@lru_cache(maxsize=1)
def _sections(text: str) -> list[int]:
    """Where the lines between the items of a live report end."""
    return [m.end() for m in _SECTION.finditer(text)]


def _suffixed_later(who: Entity, text: str, start: int) -> bool:
    """Whether somebody is known by a name with a suffix alone, none of which stands before a place."""
    if who.named_first() <= start:
        return False
    full = [n for n in who.names if len(n.split()) > 1]
    return bool(full) and all(SUFFIXES & set(_words(n)) for n in full) and who.named_first() > headline(text)


def _same_person(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether a shorter name `a` may be a form of the name `b`."""
    if list(a) == list(b):
        return True
    if len(a) == 1:
        return a[0] in (surname(b), b[0]) or a[0] in " ".join(b).split("-")
    if {"sr", "jr"} & set(a) != {"sr", "jr"} & set(b) and {"sr"} & {*a, *b}:
        return False  # a father and a son
    if surname(a) != surname(b):
        return len(a) < len(b) and list(a) == list(b[: len(a)]) or list(a) == list(b[-len(a) :])
    return _same_first(a[0], b[0]) or a[0] in b[1:-1]  # by a nickname or a middle name


def _misspelt(a: str, b: str) -> bool:
    """Whether two surnames differ by one slip of the pen: a letter, or two that changed places."""
    return len(a) > 4 and a[0] == b[:1] and DamerauLevenshtein.distance(a, b, score_cutoff=1) == 1


def _same_first(a: str, b: str) -> bool:
    """First names that agree: equal, an initial, or a short form that opens the other (`Pat`, `Patrick`; `Sandy`, `Sandra`)."""
    short, long = sorted((a, b), key=len)
    if short == long or (len(short) == 1 and long.startswith(short)):
        return True
    genders = {given_names().get(n, "") for n in (short, long)} - {""}
    return len(short) >= 3 and short[:3] == long[:3] and len(genders) < 2


def _key(name: str) -> str:
    return " ".join(w for w in _words(name) if w not in ("the", "of", "and", "u.s", "us"))


def _acronyms(text: str, mentions: Sequence[tuple[int, int, str]]) -> dict[str, str]:
    """Acronyms → what they stand for: `Central Command (CENTCOM)`, or the initials of a name in the same article."""
    names = [_tidy(text[s:e]) for s, e, label in mentions if label != PERSON]
    out = {}
    for s, e, label in mentions:
        m = re.match(r"\s?\(([A-Z][A-Za-z.&-]{1,11})\)", text[e : e + 16])
        if m and label != PERSON:
            out[m.group(1)] = _tidy(text[s:e])
    initials: dict[str, str] = {}
    for full in dict.fromkeys(names):
        words = re.findall(r"[A-Za-z]+", full)
        if len(words) > 1:
            initials.setdefault("".join(w[0] for w in words).upper(), full)
            initials.setdefault("".join(w[0] for w in words if w[0].isupper()), full)
    for name in dict.fromkeys(names):
        bare = name.replace(".", "")
        if bare.isupper() and 2 <= len(bare) <= 6 and name not in out and bare in initials:
            out[name] = initials[bare]
    return out
