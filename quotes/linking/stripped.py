"""A name without what a page prints around it: captions, datelines, a widget with the next headline, days, possessives."""

from __future__ import annotations

import re
from functools import partial

from quotes.linking.words import word_list
from quotes.pipeline.lexicon import given_names
from quotes.wording.fold import plain

_GLUED = re.compile(r"(?<=[a-z])(?=[A-Z0-9])")
_JOINED = re.compile(r"\b(?:Mc|Mac|De|Di|Da|Du|La|Le|Lo|Van|Vander|Von|Fitz|St|O|D|Al|El|Ta|i|e)$", re.IGNORECASE)
_CAPTION = re.compile(
    r"^.*?(?:\b(?:image )?captions?\b:?|\bfile photo\b:?|\bphotographer\b:?(?=\s\S)|\bgetty(?: images)?\b|just watched|must watch"
    r"|\((?-i:[A-Z]{2,6}|Reuters|Bloomberg)\)(?:\s*[-–—]+)?)\s+(?=\S)",
    re.IGNORECASE,
)
_DAYS = re.compile(
    r"(?:,?\s+(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august|september"
    r"|october|november|december|photographer|photo|video|more|\d+|this|last|next|earlier|early|late|week|month|year))+[.,]?$",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"(?<=\w)(?:['’]s?|s['’])$")
_HEADLINE = re.compile(r"(?: (?:[Ss]ays?|SAYS?|[Ff]inds|FINDS|[Ss]hows|SHOWS|[Ss]eems|[Mm]eanwhile))+$")
_RUN_ON = re.compile(r"[a-z]{3,}(?=[A-Z][a-z])")  # a word before the name, joined to it: `saidAda`
_EDGES = " \t\n\"“”‘’'.,;:()[]–—-/*"


def bare(name: str, kind: str, text: str) -> str:
    """Return the name without captions, datelines, widgets, days and marks."""
    name = _CAPTION.sub("", name) if _CAPTION.match(name) else name
    name = _unglued(name, kind, text)
    name = _HEADLINE.sub("", _DAYS.sub("", name)) if kind != "unnamed" else name
    name = _small(name, text) if kind != "unnamed" else name
    name = name.strip(_EDGES + "’") if not re.search(r"(?:\b[A-Z]|\b[JS]r)\.$", name) else name.lstrip(_EDGES)
    return name if kind == "unnamed" else _POSSESSIVE.sub("", name)


def _small(name: str, text: str) -> str:
    """A name in capitals as the article prints it elsewhere: `MARLOW` is `Marlow`."""
    if not name.isupper() or max(map(len, name.split())) < 5:
        return name
    return next((one for one in (name.title(), name.capitalize()) if re.search(rf"\b{re.escape(one)}\b", text)), name)


def _unglued(name: str, kind: str, text: str) -> str:
    """The name before a widget that says it again, with the next headline joined to it: `Ada Bern Ada Maria BernCouncil`."""
    words = name.split()
    before = _RUN_ON.match(name) if kind == "person" else None
    if before and plain(words[0][before.end() :]) in given_names() and not _JOINED.search(before[0]):
        return name[before.end() :]
    for at, word in enumerate(words):
        for cut in _GLUED.finditer(word):
            head, tail = word[: cut.start()], word[cut.start() :]
            again = at > 0 and tail == words[0] or len(words) == 1 and plain(head) in given_names()
            if _JOINED.search(head) or not (again or re.search(rf"\b{re.escape(head)}(?!\w)", text)):
                continue
            if len(words) == 1 and kind != "person":
                return name  # 'FactCheck', 'TikTok'
            rest = [tail, *words[at + 1 :]]
            if kind == "unnamed" or (kind == "organization" and rest[-1][:1].islower() and len(rest) > 1):
                return " ".join(rest)  # the headline's own words are the source
            if len(words) == 1 and (f"{head} {tail}" in text or plain(head) in given_names()):
                return f"{head} {tail}"
            return _once([*words[:at], head])
    return _once(words) if kind == "person" else name


def _once(words: list[str]) -> str:
    """A name that stands there twice, once: in its shorter form, unless that is a surname alone."""
    bare = [word for word in words if plain(word).strip("()") not in _named("suffixes")]
    if len(words) == 2 and words[0] == words[1]:
        return words[0]
    for at in range(1, len(bare) - 1):
        first = words.index(bare[at - 1]) + 1
        if bare[at - 1].casefold() == bare[-1].casefold() and len(bare) - at > 1:
            if first < len(words) and plain(words[first]) in _named("suffixes"):
                first += 1
            return " ".join(words[:first] if at > 1 else words[1:])
    return " ".join(words)


def hyphened(name: str, text: str) -> str:
    """Return a name that was cut at its hyphen whole: `Ada Bern` where the article prints `Ada Bern-Voss` and never less.

    Before a name in full stands a given name: `Jean-Ada Bern`.
    """
    if f"{name}-" not in text and f"-{name}" not in text:
        return name
    own = re.escape(name)
    around = {*re.findall(rf"(?<![\w-])((?:[A-Z][\w’']*-)?){own}(-[A-Z][\w’'-]*[a-z]\b|(?!\w))", text)}
    before, behind = around.pop() if len(around) == 1 else ("", "")
    if " " in name and plain(before.strip("-")) not in given_names():
        before = ""
    return f"{before}{name}{behind}"


def dayless(name: str) -> str:
    """Return the name without the days, months and labels of pictures behind it."""
    return _DAYS.sub("", name)


def owns(word: str) -> bool:
    """Tell whether a word owns what follows it: `Bern’s`."""
    return bool(_POSSESSIVE.search(word))


def is_compound(word: str) -> bool:
    """Tell whether a word is written together from several that have capitals, and is no surname: `HarbourWatch`."""
    return bool(_GLUED.search(word)) and not _JOINED.search(_GLUED.split(word)[0])


def end(name: str) -> str:
    """Return the name up to the last word that is printed as one."""
    words = name.split()
    while words and not (words[-1][:1].isupper() or words[-1][:1].isdigit() or "-" in words[-1]):
        words.pop()
    return _POSSESSIVE.sub("", " ".join(words)).strip(",;:")


_named = partial(word_list, "names")
