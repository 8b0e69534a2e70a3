"""Made-up utterances, and the forms in which outlets carry them: for the benchmarks of variants and verification.

The sentences come from a small grammar, so different utterances share phrases of several words, as what
politicians say does; nouns and names are invented.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from quotes.types import Analysis, Article, Quote

SYLLABLES = [
    "ba",
    "do",
    "fe",
    "gi",
    "ka",
    "lo",
    "mu",
    "ne",
    "pa",
    "ri",
    "so",
    "tu",
    "va",
    "wen",
    "zor",
    "lin",
    "mar",
    "tel",
    "bran",
    "dis",
]
OPENINGS = [
    "we have decided to",
    "I want to be clear that we will",
    "nobody should doubt that they will",
    "it is time to",
    "there is no reason to",
    "our government is going to",
    "I told the committee that I would",
    "we are not going to",
    "they asked us to",
    "from next year every town must",
    "the people of this country want to",
    "if they refuse we will",
    "my party has always wanted to",
]
VERBS = [
    "rebuild",
    "close",
    "defend",
    "sell",
    "protect",
    "abandon",
    "finance",
    "investigate",
    "replace",
    "support",
    "reject",
    "inspect",
    "double",
    "repair",
    "regulate",
    "open",
    "punish",
    "reward",
    "study",
    "ban",
]
ADJECTIVES = [
    "new",
    "old",
    "northern",
    "southern",
    "public",
    "private",
    "small",
    "dangerous",
    "expensive",
    "local",
    "national",
    "empty",
    "famous",
]
LINKS = [
    "because",
    "and that is why",
    "although",
    "after we",
    "before they",
    "so that nobody can",
    "while the others only",
    "unless somebody can",
    "and in the meantime we must",
    "which means that they will",
]
ENDS = [
    "before the end of the year",
    "in every part of the region",
    "for at least {number} years",
    "with {number} million in aid",
    "whatever {name} may say",
    "as {name} promised",
    "in front of {number} witnesses",
    "without asking {name}",
    "near {name}",
    "by the spring",
]
ADDED = ("of course", "as you know", "in the end", "once again", "very carefully")


@dataclass(frozen=True)
class Form:
    """One form of an utterance as one outlet has it; `rule` says what was done to it."""

    utterance: int
    text: str
    rule: str
    speaker: str


def words(count: int, chance: random.Random, syllables: int = 3) -> list[str]:
    """So many invented words."""
    return ["".join(chance.choices(SYLLABLES, k=chance.randrange(2, syllables + 1))) for _ in range(count)]


class Speech:
    """Says things: the same things for the same seed."""

    def __init__(self, seed: int, speakers: int) -> None:
        self.chance = random.Random(seed)
        self.nouns = words(4000, self.chance, 4)
        self.common = list(accumulate(1 / (rank + 5) for rank in range(4000)))
        self.names = [word.title() for word in words(2000, self.chance)]
        self.speakers = [
            f"{a} {b}".title()
            for a, b in zip(words(speakers, self.chance), words(speakers, self.chance, 4), strict=True)
        ]

    def utterance(self) -> str:
        """One to three sentences."""
        said = " ".join(self.sentence() for _ in range(self.chance.choice((1, 1, 2, 3))))
        return said

    def sentence(self) -> str:
        """One sentence of 12 to 35 words."""
        pick = self.chance.choice
        clauses = [f"{pick(OPENINGS).strip()} {self.action()} {self.ending()}"]
        if self.chance.random() < 0.7:
            clauses.append(f"{pick(LINKS).strip()} {self.action()} {self.ending()}")
        text = ", ".join(clauses)
        return text[0].upper() + text[1:] + "."

    def action(self) -> str:
        """To do something to something."""
        pick = self.chance.choice
        nouns = self.chance.choices(self.nouns, cum_weights=self.common, k=3)
        return f"{pick(VERBS)} the {pick(ADJECTIVES)} {nouns[0]} and the {nouns[1]} of {self.names[self.chance.randrange(2000)]}"

    def ending(self) -> str:
        """Where, when, how."""
        number, name = self.chance.randrange(2, 900), self.names[self.chance.randrange(2000)]
        return self.chance.choice(ENDS).strip().format(number=number, name=name)

    def forms(self, number: int, many: int = 3) -> list[Form]:
        """An utterance in several forms, the first as it was said."""
        said, speaker = self.utterance(), self.speakers[self.chance.randrange(len(self.speakers))]
        rules = self.chance.sample(list(RULES), k=many - 1)
        return [
            Form(number, said, "whole", speaker),
            *(Form(number, RULES[r](said, self.chance), r, speaker) for r in rules),
        ]


def _cut_end(text: str, chance: random.Random) -> str:
    parts = text.split()
    return " ".join(parts[: chance.randrange(len(parts) * 6 // 10, len(parts) - 1)])


def _cut_start(text: str, chance: random.Random) -> str:
    parts = text.split()
    return " ".join(parts[chance.randrange(2, len(parts) * 4 // 10) :])


def _cut_middle(text: str, chance: random.Random) -> str:
    parts = text.split()
    place = chance.randrange(3, len(parts) - 7)
    return " ".join(parts[:place] + parts[place + chance.randrange(2, 5) :])


def _negation(text: str, chance: random.Random) -> str:
    without = re.sub(r"\b(not|no) ", "", text, count=1)
    return without if without != text else re.sub(r"\b(will|is|must|want to) ", r"\1 not ", text, count=1)


def _number(text: str, chance: random.Random) -> str:
    return re.sub(r"\d+", lambda match: str(int(match.group()) + 7), text, count=1)


def _name(text: str, chance: random.Random) -> str:
    return re.sub(r"(?<=[a-z] )[A-Z][a-z]+", "Someplace", text, count=1)


def _bracket(text: str, chance: random.Random) -> str:
    return re.sub(r"\b(they|we|nobody)\b", "[the ministers]", text, count=1)


def _word(text: str, chance: random.Random) -> str:
    parts = text.split()
    parts[chance.randrange(2, len(parts) - 1)] = "something"
    return " ".join(parts)


def _add(text: str, chance: random.Random) -> str:
    parts = text.split()
    place = chance.randrange(2, len(parts) - 1)
    return " ".join([*parts[:place], chance.choice(ADDED), *parts[place:]])


def _type(text: str, chance: random.Random) -> str:
    return text.replace(".", " …", 1).upper() if chance.random() < 0.1 else text.replace(",", " –").replace("'", "’")


RULES = {
    "cut at the end": _cut_end,
    "cut at the start": _cut_start,
    "cut in the middle": _cut_middle,
    "negation": _negation,
    "number": _number,
    "name": _name,
    "bracket": _bracket,
    "word": _word,
    "added": _add,
    "type": _type,
}


def analyses(quotations: int, seed: int = 3, many: int = 3) -> Iterator[tuple[Analysis, tuple[Form, ...]]]:
    """Articles of ten quotations each, and the forms in them; the forms of an utterance stand in different articles."""
    speech = Speech(seed, max(quotations // 10, 50))
    waiting: list[Form] = []
    made = stored = 0
    while stored < quotations:
        while len(waiting) < 300 and made * many < quotations:
            waiting += speech.forms(made, many)
            made += 1
        speech.chance.shuffle(waiting)
        chosen: dict[int, Form] = {}
        for form in waiting:
            chosen.setdefault(form.utterance, form)
            if len(chosen) == 10:
                break
        taken = set(map(id, chosen.values()))
        waiting = [form for form in waiting if id(form) not in taken]
        forms = tuple(chosen.values())
        stored += len(forms)
        if not forms:
            return
        yield _article(stored, forms, quotations), forms


def _article(number: int, forms: tuple[Form, ...], quotations: int) -> Analysis:
    text, quotes = "", []
    for form in forms:
        start = len(text) + 1
        end = start + len(form.text)
        text += f"“{form.text}” said {form.speaker}.\n\n"
        source = (end + 7, end + 7 + len(form.speaker))
        quotes.append(Quote(start, end, ((start, end),), form.text, "direct", ((start, end),), (source,), ((end + 2, end + 6),),
                            speaker=form.speaker, speaker_kind="person", confidence=0.9))  # fmt: skip
    day = 2000 * number // max(quotations, 1)
    published = f"{2019 + day // 336}-{day // 28 % 12 + 1:02}-{day % 28 + 1:02}"
    article = Article(text=text, key=f"https://example.org/{number}", url=f"https://example.org/{number}",
                      title=f"Story {number}", outlet=f"Outlet {number % 200}", published=published)  # fmt: skip
    return Analysis(article, tuple(quotes), model="made up")
