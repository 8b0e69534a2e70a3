"""How the time to read a text grows with its length, for texts that were made to take long: `python tests/fuzz/growth.py`.

Prints for each kind the seconds of the processor that it takes at 10,000, 100,000 and 1,000,000 characters, without those
of the network, and how many times as long each takes as the one before. Exit status 1 where one grows more than `--most`
times. The network reads window after window, in time that grows with their number by its making; so a window that was read
before is not read again here, and the texts that repeat themselves take minutes and not hours. `--rule` leaves the network
out: capitals are names, `said` is a cue, what stands within marks or behind `that` a content, and everything else is as it is.
"""

from __future__ import annotations

import argparse
import gc
import re
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from quotes.pipeline import extent
from quotes.pipeline.analyse import analyse
from quotes.pipeline.network import windows
from quotes.pipeline.network.encoder import Encoder, Reading, default
from quotes.pipeline.network.labels import LINK_WIDTH, RELATIONS, TAGS, offsets
from quotes.types import Article

SIZES = (10_000, 100_000, 1_000_000)
MOST = 12.0  # times as long, for ten times as much
SMALL = 0.2  # seconds: what takes less is not told from noise


class Remembering(Encoder):
    """The package's encoder, which reads a window that it has read before from memory, and counts its own time."""

    def __init__(self) -> None:
        own = default()
        self.meta, self.tokenizer, self.heads, self.session, self.inputs = (
            own.meta, own.tokenizer, own.heads, own.session, own.inputs,
        )  # fmt: skip
        self.seconds = 0.0
        self._known: dict[bytes, tuple[np.ndarray, ...]] = {}

    def _run(self, arrays: dict[str, np.ndarray]) -> tuple[np.ndarray, ...]:
        started = time.process_time()
        key = b"".join(arrays[name].tobytes() for name in self.inputs)
        if key not in self._known:
            self._known[key] = super()._run(arrays)
        self.seconds += time.process_time() - started
        return self._known[key]


NAMED = r"[^\W\d_a-z][\w’-]+(?: [^\W\d_a-z][\w’-]+)*"
RULES = (  # a label, and where it stands
    ("pos", "NOUN", r"\w+"),
    ("pos", "DET", r"\b[Tt]he\b"),
    ("pos", "VERB", r"\b(?:said|told|waits?)\b"),
    ("pos", "PROPN", NAMED),
    ("entity", "PERSON", NAMED),
    ("span", "CUE", r"\b(?:said|told)\b"),
    ("span", "SOURCE", rf"(?<=said ){NAMED}|(?:{NAMED}|\b[Tt]he \w+|\b(?:I|he|He|She))(?= (?:said|told)\b)"),
    ("span", "CONTENT", r"“[^”\n]+”?|(?<=that )[^.,\n]+"),
)


class Ruled(Remembering):
    """An encoder that reads by `RULES`; a content links to what is tagged near it."""

    def read(self, texts: Any) -> list[Reading]:
        started = time.process_time()
        pieces = windows.encode(self.tokenizer, texts)
        found = windows.windows(pieces)
        owners = windows.owners(pieces, found)
        readings = [
            self._ruled(text, one, [w for w in found if w.text == n], owners[n])
            for n, (text, one) in enumerate(zip(texts, pieces, strict=True))
        ]
        self.seconds += time.process_time() - started
        return readings

    def _ruled(self, text: str, pieces: windows.Pieces, found: list[windows.Window], owner: np.ndarray) -> Reading:
        logits = np.zeros((len(pieces), sum(map(len, TAGS.values()))), np.float32)
        starts = pieces.starts
        for group, label, pattern in RULES:
            first, last = offsets()[group]
            begins, goes_on = (label, label) if group == "pos" else (f"B-{label}", f"I-{label}")
            for m in re.finditer(pattern, text):
                lo, hi = np.searchsorted(starts, m.start()), np.searchsorted(starts, m.end())
                logits[lo:hi, first:last] = 0
                logits[lo + 1 : hi, first + TAGS[group].index(goes_on)] = 9
                logits[lo : lo + 1, first + TAGS[group].index(begins)] = 9
        same = np.zeros((len(RELATIONS), 2, windows.SIZE, LINK_WIDTH), np.float32)
        for relation in ("name", "holder"):  # to nobody
            same[RELATIONS.index(relation), 0, :, 0], same[RELATIONS.index(relation), 1, 0, 0] = 8, 8
        links = [same[:, :, : window.hi - window.lo + 1] for window in found]
        vectors = np.broadcast_to(np.float32(0.05), (len(pieces), self.meta["width"]))
        return Reading(pieces, logits, vectors, found, owner - owner.min(initial=0), links)


def _repeated(unit: str) -> Callable[[int], str]:
    return lambda size: (unit * (size // len(unit) + 1))[:size]


def _joined(make: Callable[[Random, int], str]) -> Callable[[int], str]:
    """A text of pieces of which each has its number and some chance."""

    def text(size: int) -> str:
        r, pieces, left, n = Random(size), [], size, 0
        while left > 0:
            pieces.append(make(r, n))
            left -= len(pieces[-1])
            n += 1
        return "".join(pieces)[:size]

    return text


def name(r: Random) -> str:
    """A name that nobody has."""
    return "".join(r.choice(("ba", "ko", "ri", "mel", "dun", "sta", "vor", "lin", "ge", "thu")) for _ in "abc").title()


def _said(r: Random, n: int) -> str:
    return f"“We wait for {name(r)},” said {name(r)} {name(r)}. " + "\n\n" * (n % 4 == 3)


KINDS: dict[str, Callable[[int], str]] = {
    "a name and": _repeated("John and "),
    "a name said": _repeated("John said "),
    "appositions": _repeated("Oda Brandt, the mayor, who runs the pier, "),
    "surnames": _joined(lambda r, n: f"{name(r)} {name(r)} and "),
    "one surname": _joined(lambda r, n: f"{name(r)} Brandt and "),
    "one given name": _joined(lambda r, n: f"Oda {name(r)} and "),
    "slips of a surname": _joined(lambda r, n: f"{'Brandtmoor'[: n % 9]}{r.choice('abcdefghij')}{'Brandtmoor'[n % 9 :]} said. "),
    "names in a list": _joined(lambda r, n: f"{name(r)} {name(r)}, "),
    "bodies": _joined(lambda r, n: f"the {name(r)} Council and "),
    "acronyms": _joined(lambda r, n: f"the {name(r)} {name(r)} Union ({name(r)[:3].upper()}) and "),
    "people who speak": _joined(_said),
    "one who speaks": _repeated("“We wait,” said Oda Brandt. "),
    "one who speaks, in paragraphs": _repeated("“We wait,” said Oda Brandt.\n\n"),
    "pronouns": _repeated("“We wait,” he said. She told him that they wait. "),
    "descriptions": _repeated("The mayor said the senator told the minister that the spokeswoman waits. "),
    "roles": _joined(lambda r, n: f"{name(r)} {name(r)}, mayor of {name(r)}, said so. "),
    "words within words": _repeated("“He said ‘she said “we wait” then’ so,” said Oda. "),
    "quotations within quotations": _repeated("“Oda said ‘Ben said “Eva said ‘wait’” ’” "),
    "one open mark": lambda size: "“" + ("We wait for the ferry. " * (size // 23 + 1))[: size - 1],
    "an open mark a paragraph": _repeated("“We wait for the ferry.\n\n"),
    "turns": _repeated("ODA BRANDT: We wait for the ferry.\n"),
    "turns of many": _joined(lambda r, n: f"{name(r).upper()}: We wait for the ferry.\n"),
    "questions": _repeated("Q: Who waits?\n\nA: We do.\n\n"),
    "items": _repeated("* * *\n\nOda Brandt said so.\n\n"),
    "quotations of two paragraphs": _repeated("“We wait for the ferry.\n\n“We wait,” said Oda Brandt.\n\n"),
    "first persons": _repeated("I said that we wait. "),
    "marked words": _joined(lambda r, n: f"The mayor said the “{name(r)}” sank. "),
    "described and named": _repeated("“We wait,” said Oda Brandt, the mayor. The mayor waits. "),
    "hard spaces": _repeated("“We wait,”\u00a0said Oda Brandt on Monday. "),
    "turns of offices": _joined(lambda r, n: f"THE {name(r).upper()} MINISTER: We wait for Minister Oda Brandt.\n"),
    "examinations": _repeated("BY MR. BRANDT:\n\nQ. Who waits?\n\nA. We do.\n\n"),
    "dates": _repeated("on 3 May 2024 he said on Monday "),
    "one sentence": _repeated("who said that the man who waits "),
    "a list": _repeated("talks with Oda for weeks of war with Ostland over "),
    "against": _repeated("“We oppose the new pier of the old town,” said the mayor of the town. "),
    "opening marks": _repeated("“"),
    "marks in turn": _repeated("“‘"),
    "brackets": _repeated("(["),
    "stars": _repeated("*"),
    "hashes": _repeated("#"),
    "dollars": _repeated("$"),
    "apostrophes": _repeated("'"),
    "double marks": _repeated('"'),
    "marks with spaces": _repeated("“ "),
    "one word": _repeated("a"),
    "one letter": _repeated("a "),
    "capitals": _repeated("A "),
    "initials": _repeated("A. "),
    "stops": _repeated("... "),
    "lines": _repeated("\n"),
    "spaces": lambda size: "Oda said so." + " " * (size - 24) + "Oda said so.",
    "dashes": _repeated("— said Oda — "),
    "brackets in words": _repeated("[he] said (she) "),
    "commas": _repeated(", "),
    "possessives": _repeated("Oda Brandt’s mayor’s "),
    "hyphens": _repeated("Oda-Brandt-"),
    "odd characters": _joined(lambda r, n: chr(r.choice((r.randint(0x21, 0x2FF), r.randint(0x2000, 0x2FFF), r.randint(0x10000, 0x1FFFF))))),
}  # fmt: skip


def taken(text: str, by: Remembering) -> float:
    """The seconds of the processor that it takes to analyse a text, without the network's."""
    gc.collect()
    by.seconds, started = 0.0, time.process_time()
    for _ in analyse([Article(text, key="a", origin="a", language="en")], by):
        pass
    return time.process_time() - started - by.seconds


def growth(kind: str, sizes: tuple[int, ...], by: Remembering) -> list[float]:
    """The seconds for a text of a kind of each size."""
    return [taken(KINDS[kind](size), by) for size in sizes]


def ratios(seconds: list[float]) -> list[float]:
    """How many times as long each takes as the one before; what is too short to tell counts as SMALL."""
    return [max(b, SMALL) / max(a, SMALL) for a, b in pairwise(seconds)]


def main() -> int:
    """Measures; prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=KINDS, help="a kind; may be given again")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="characters, with commas between")
    parser.add_argument("--most", type=float, default=MOST)
    parser.add_argument("--rule", action="store_true", help="without the network")
    asked: Any = parser.parse_args()
    sizes = tuple(map(int, asked.sizes.split(",")))
    extent.MOST_ANALYSED = 0  # all of each text
    by, failed = Ruled() if asked.rule else Remembering(), 0
    taken(KINDS["people who speak"](2_000), by)  # what is loaded once
    print(f"{'':30}" + "".join(f"{size:>11,}" for size in sizes) + "   times as long")
    for kind in asked.only or KINDS:
        seconds = growth(kind, sizes, by)
        grown = ratios(seconds)
        failed += max(grown) > asked.most
        print(
            f"{kind:30}" + "".join(f"{s:10.2f}s" for s in seconds) + "   " + " ".join(f"{g:5.1f}" for g in grown)
            + ("  too many" if max(grown) > asked.most else ""),
            flush=True,
        )  # fmt: skip
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
