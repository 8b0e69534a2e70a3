"""The phrases around a cue that say when, where and to whom: read one after the other, for as long as each says so.

There is no parse here: a phrase is a preposition, words that no list of `data/occasions.toml` stops, and often a noun
of that file. The first words that say something else end the reading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from quotes.pipeline.frame.times import ADJECTIVE, START, TIME
from quotes.pipeline.lexicon import lists
from quotes.types import Span

LISTS = lists("occasions")


@dataclass(slots=True)
class Clues:
    """What has been read so far; a phrase is kept as the spans that it is put together from, times left out."""

    when: Span | None = None
    occasion: list[Span] = field(default_factory=list)
    place: list[Span] = field(default_factory=list)  # `in Ohio`: an occasion where there is no better one
    audience: list[Span] = field(default_factory=list)


def any_of(*names: str, ending: str = "") -> str:
    """Return a pattern for the words of some lists, or those with an ending, the longest first; a hyphen may be a space."""
    words = {w for name in names for w in LISTS[name].split() if w.endswith(ending)}
    return "|".join(sorted((re.escape(w).replace(r"\-", "[- ]?") for w in words), key=lambda w: (-len(w), w)))


# Words. A noun phrase ends at a word of the list `stops`, at a time, at punctuation.
_TITLE = r"[“\"‘'](?=[A-Z0-9])[^”\"’'\n]{2,60}(?:['’]s? [^”\"’'\n]{2,40})?[”\"’'](?!\w)"
_STOP = rf"(?!(?:{any_of('stops')})(?![\w-]))"
_VERBAL = rf"(?!(?!(?:{any_of('events', 'documents', ending='ing')})\b)[a-z]+ing\b)"
_NO_TIME = rf"(?!{START})"
_TOKEN = r"(?:\d[\d,.]*\d|[^\W_](?:[\w’'&./@-]*[\w.])?)(?!\w)(?:[’'](?= ))?"
_WORD = rf"(?:{_STOP}{_VERBAL}{_NO_TIME}{_TOKEN}|{_TITLE})"
_CAP = r"(?:(?:[A-Z]|\d+[A-Z])(?:[\w’'&./-]*[\w.])?(?!\w)[’']?)"
NAME = rf"(?:{_NO_TIME}{_CAP}|{_TITLE})(?: (?:of the |of |for |the |and |& |de )?(?:{_NO_TIME}{_CAP}|{_TITLE}))*"
_DET = (
    r"(?:(?:about|more than|nearly|around|roughly|at least) )?(?:(?i:the|an?|this|that|these|those|his|her|its|their|our|my"
    r"|another|one|some|several|many|all|multiple|two|three|his own|her own) (?:of (?:the|his|her|its|their) )?)?"
)
_STATE = rf"(?:, {_CAP}(?: {_CAP})?(?=,|\Z|\s*(?:(?:on|in|at) )?{START}))"  # Columbus, Ohio
_PHRASE = (
    rf"{_DET}(?:{_STOP}{_NO_TIME}{_TOKEN}|{_TITLE})(?: {_WORD})*(?: ?\([^()\n]{{1,40}}\))?"
    rf"(?: (?:and|&) (?:the )?{NAME})?{_STATE}?"
)

_CLOSED = rf"(?=\s*(?:[,;:]|\Z|{START}|(?:in|on|at|during|for|about|that|to|with|as|when|after|before|while)\b))"

# What something is said at or in: a noun of the lists, with what stands before it.
_PART = rf"(?:(?!(?:{any_of('no_parts')}) )(?:[a-z-]+ ){{1,2}}of {_DET}){{0,2}}"  # in one of a series of
MODIFIER = rf"(?:{_STOP}(?:{ADJECTIVE}(?:['’]s)?|{_TOKEN}),? |{_TITLE} )"
_HEAD = rf"(?:(?!event that\b)(?i:{any_of('events', 'documents', 'media')})(?:e?s)?(?![\w-]))"
_HEADS = rf"(?:(?=[A-Z]){_HEAD}(?: {_NO_TIME}{_CAP})*|{_HEAD}(?: {_HEAD})*)"  # the Port Ansell Convention Center
_EVENT = rf"{_DET}{_PART}{MODIFIER}{{0,7}}?{_HEADS}(?:['’]s?)?(?: {_TITLE}| (?=[a-z]){_WORD}{_CLOSED})?"
_CROWD = rf"(?:{_DET}(?:{_STOP}{_NO_TIME}{_TOKEN} ){{0,4}}?(?:{any_of('audiences')})s?\b|{_DET}{NAME}(?<!['’]s))"

_CLAUSES = r"(?:and|but|while|when|where|as|that|because|although|though|then|if|so)"
_PATTERNS = {
    # when
    "when": r"(?:(?:(?i:back|late|early|earlier|later|again|as recently as|as early as) )?(?i:on|in|over|during|at|of) )?"
    rf"(?P<time>{TIME})(?!['’]|-\w| (?:morning|afternoon|evening|night)['’]s)",
    # where
    "occasion": rf"(?i:in|at|during|on|from|over|via|after|following|by(?= (?:phone|telephone|e-?mail|text))"
    rf"|t(?:ook|akes|aking) to) {_EVENT}",
    "on air": rf"(?i:on|via) (?:the )?(?:{ADJECTIVE}['’]s )?{NAME}{_CLOSED}",
    "place": rf"(?i:in|outside|near|at(?= the | [^ ,]+ [A-Z])|from) (?!(?i:{any_of('languages')})\b)(?:the )?"
    rf"{NAME}{_STATE}?{_CLOSED}",
    # to whom
    "speaking": r"(?:(?i:spoke|spoken|speak|speaks|speaking|talk|talks|talked|talking) (?:to|with|before|in front of)"
    rf"|(?i:addressing)) {_PHRASE}",
    "audience": rf"(?:to|before) {_CROWD}|with {_DET}(?:{_WORD} ){{0,3}}?(?:{any_of('audiences')})s?\b",
    # what neither adds anything nor ends the reading
    "verb": r"(?i:speaking|testifying|testified|appearing|appeared|writing|posting|tweeting|campaigning|calling in|interviewed"
    r"|responding|asked)(?: (?:by|about) [^,;]{1,60})?(?![\w’'-])",
    "other": rf"(?i:of|about|regarding|to|for|by|with|in|on|at|from|against|towards?) {_PHRASE}",
    # what goes on with an occasion
    "complement": r"(?:(?P<prep>of|at|in|with|by|on|from|before|about|for|near|outside|aboard|between|alongside|against|among)"
    rf" {_PHRASE}|(?P<to>to) (?:{_CROWD}|(?:the|an?|his|her|its|their) {_PHRASE}))",
    "issued": r"(?:(?:that|which) )?(?:was |were )?(?:first )?(?:released|issued|posted|published|aired|broadcast|taped|recorded"
    r"|sent|given|delivered|held|hosted|sponsored|obtained|provided|made|e-?mailed|shared|conducted|dated|moderated"
    rf"|organized)\b(?: (?:by|to) {_PHRASE})?",
    # whom a verb of the list `tell` tells
    "told": rf"\s{{1,4}}(?:also )?(?![a-z]+ly\b)(?:{_DET}(?:(?=[a-z]){_WORD} )+of {_PHRASE}"
    rf"|{_PHRASE}(?: of (?:the )?{NAME})?|(?:me|us|him|her|them|you)\b)",
    # what may stand between a clause's opening phrases and its subject: a clause that hangs on the same verb, a title
    "hanging": r"(?:(?:(?:shortly|just|soon|hours|days|weeks|moments|minutes) )?(?:as|after|before|while|when|amid|following"
    r"|despite|though|although|which|who|where|whose|that|[a-z]+ing)\b[^.;:“”\"]*,\s*"
    rf"|(?:the )?(?:{_WORD} ){{1,6}}|(?:the|an?) {_PHRASE}(?: (?:of|for|at|in) {_PHRASE})*, )\Z",
}
_SPEAKING: tuple[str, ...] = (
    "occasion",
    "on air",
    "place",
    "speaking",
    "audience",
)  # what tells something, the surest first
_TELL = re.compile(rf"(?<!\w)(?i:{any_of('tell')})(?!\w)")
_ANYWHERE = re.compile(r"(?i:in|at|during|via|t(?:ook|aking) to|on (?:his|her|its|their|a|air)) |on [A-Z]")
_SAID = re.compile(r"(?:said|says|wrote|writes|tweeted|replied|responded)\b")
_TALK = re.compile(
    r"(?i:interview|conversation|call|chat|discussion|sit-?down|q&a|meeting|town hall|appearance|exchange|session)s?\b"
)
_WITHIN = re.compile(rf"\b{ADJECTIVE}")
_WORD_START = re.compile(r"(?<![\w’'-])\w")
_GAP = re.compile(r"[\s,]*")
_ADVERB = re.compile(r"[^\W_][\w’'-]{3,}(?i:ly)(?![\w’'-]|\Z)")
_FILLER = re.compile(rf"(?i:{'|'.join(filter(None, LISTS['fillers'].splitlines()))})(?![^\W_])")
_CLAUSE = re.compile(rf"(?:[,;:—–(]\s*|\s-\s|\s){_CLAUSES}\s+|[,;:—–(]\s+(?=\w)")


compiled = cache(re.compile)
"""Compiles a long pattern where it is first asked for: all of them are a second's work."""


def _rule(kind: str) -> re.Pattern[str]:
    return compiled(_PATTERNS[kind])


class Reader:
    """Reads phrases of one text into clues; what has been found is never replaced by what is read later."""

    def __init__(self, text: str) -> None:
        self.text, self.clues = text, Clues()

    def read(self, pos: int, end: int, phrase: list[Span] | None = None) -> int:
        """Read on from `pos` for as long as the phrases say when, where or to whom; returns where they end.

        `phrase` is what has been read already and may go on at `pos`.
        """
        while pos < end:
            start = self._skip(pos, end)
            if m := self._when(start, end):
                self.clues.when = self.clues.when or m.span("time")
                pos = m.end()
                continue
            if self.text[pos:start].strip():
                phrase = None
            if found := (self._complement(start, end, phrase) if phrase else None) or self._phrase(start, end):
                phrase, pos = found
            else:
                return start
        return pos

    def from_cue(self, start: int, cue_end: int, end: int) -> None:
        """Read the cue's own words after its verb, and on from there: `told CNN on Monday`, `said in a statement`."""
        if tell := _TELL.search(self.text, start, cue_end):
            self.read(self._told(tell, end), end)
            return
        for m in _WORD_START.finditer(self.text, start, cue_end):
            at = m.start()
            mere = at == start and _rule("other").match(self.text, at, end)  # the cue "in"
            if not mere and self._starts(at, end):
                self.read(at, end)
                return
        self.read(cue_end, end)

    def up_to(self, start: int, end: int) -> None:
        """Read a clause's opening phrases, if they reach to its subject at `end`: `But on Friday`, `In a letter,`."""
        kept = self.clues
        for at in [start, *(m.end() for m in _CLAUSE.finditer(self.text, start, end))]:
            self.clues = Clues(kept.when, kept.occasion[:], kept.place[:], kept.audience[:])
            reached = self.read(at, end)
            if at < reached and (reached >= end or _rule("hanging").match(self.text, reached, end)):
                return
        self.clues = kept

    def just_before(self, start: int, end: int) -> None:
        """Read the phrases that reach to `end` from wherever they begin: `on Monday, when she`."""
        for m in _WORD_START.finditer(self.text, start, end) if self.clues == Clues() else ():
            tried = Reader(self.text)
            if self._starts(m.start(), end, loose=True) and tried.read(m.start(), end) >= end:
                self.clues = tried.clues
                return

    def anywhere(self, start: int, end: int) -> None:
        """Read every such phrase of a clause, as between a subject and `…, saying`."""
        while m := _WORD_START.search(self.text, start, end):
            start = m.start() + 1
            if tell := _TELL.match(self.text, m.start(), end):
                start = max(start, self.read(self._told(tell, end), end))
            elif said := _SAID.match(self.text, m.start(), end):
                start = max(start, self.read(said.end(), end))
            elif self._starts(m.start(), end, loose=True):
                start = max(start, self.read(m.start(), end))

    def _skip(self, pos: int, end: int) -> int:
        """Where the next word that matters begins: adverbs, and what else may stand anywhere, are passed over."""
        while True:
            gap = _GAP.match(self.text, pos, end)
            pos = gap.end() if gap else pos
            passed = _ADVERB.match(self.text, pos, end) or _FILLER.match(self.text, pos, end)
            if not passed or (passed.re is _FILLER and self._when(pos, end)):
                return pos
            pos = passed.end()

    def _when(self, at: int, end: int) -> re.Match[str] | None:
        """The time that begins here."""
        return _rule("when").match(self.text, at, end)

    def _starts(self, at: int, end: int, loose: bool = False) -> bool:
        """Whether a time, an occasion or an audience begins here; `loose` leaves out what may belong to another word."""
        if self._when(at, end):
            return True
        kinds = _SPEAKING
        if loose:
            kinds = ("occasion", "speaking") if _ANYWHERE.match(self.text, at, end) else ("speaking",)
        return any(_rule(k).match(self.text, at, end) for k in kinds)

    def _complement(self, at: int, end: int, phrase: list[Span]) -> tuple[list[Span], int] | None:
        """What goes on with an occasion: `of the board`, `in Ohio`, `with NBC`, `released by his lawyer`."""
        if m := _rule("issued").match(self.text, at, end):
            return phrase, m.end()
        m = _rule("complement").match(self.text, at, end)
        if not m:
            return None
        if not self.clues.audience and (m["to"] or m["prep"] == "with" and _TALK.search(self.text, *phrase[0])):
            self.clues.audience = [m.span()]
        phrase.append(m.span())
        return phrase, m.end()

    def _phrase(self, at: int, end: int) -> tuple[list[Span] | None, int] | None:
        """Read the phrase that begins here; returns it where complements may follow, and where it ends."""
        for kind in (*_SPEAKING, "verb", "other"):
            if m := _rule(kind).match(self.text, at, end):
                return self._keep(kind, m), m.end()
        return None

    def _keep(self, kind: str, m: re.Match[str]) -> list[Span] | None:
        clues = self.clues
        if kind in ("audience", "speaking") and not clues.audience:
            clues.audience = [m.span()]
        elif kind == "place" and not clues.place:
            clues.place = [m.span()]
        elif kind in ("occasion", "on air") and not clues.occasion:
            clues.occasion = [m.span()]
            within = _WITHIN.search(self.text, *m.span())
            if within and not clues.when and not re.match("(?i:after|following)", m.group()):  # after Tuesday's debate
                clues.when = within.span()
            return clues.occasion
        return None

    def _told(self, tell: re.Match[str], end: int) -> int:
        """Read whom a telling verb tells; returns where that ends, or the verb's end where it tells nobody."""
        m = _rule("told").match(self.text, tell.end(), end)
        if not m:
            return tell.end()
        self.clues.audience = self.clues.audience or [(tell.start(), m.end())]
        return m.end()
