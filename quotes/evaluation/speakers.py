"""How often the real speaker of a quoted passage, the role and the stance are told.

Names are compared without titles and case; for *speaker* a shorter or longer form of the same name counts.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from quotes.evaluation.gold import Said
from quotes.evaluation.report import Error, Figures, Report, f1_of_labels
from quotes.evaluation.stance import Side, by_coverage
from quotes.types import STANCES

COVERED = 0.8  # of a gold passage, or it was not found


class Scorer:
    """Counts over texts; `add` them one by one, `report` at the end."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.stances: Counter[tuple[str, str]] = Counter()
        self.sides: list[Side] = []
        self.errors: list[Error] = []

    def add(self, ident: str, text: str, gold: Sequence[Said], found: Sequence[Mapping[str, Any]]) -> None:
        """Compare the passages of one text with quotations as `quotes extract` prints them."""
        for said in gold:
            self.counts["gold"] += 1
            self.counts["hard"] += said.by_reference
            self.counts["sided"] += said.stance != "neutral"
            quote = max(found, key=lambda q: _covered(said, q), default=None)
            if quote is None or _covered(said, quote) < COVERED * (said.end - said.start):
                self._error("not found", ident, text, said, "")
            else:
                self._compare(ident, text, said, quote)

    def report(self) -> Report:
        """Return the figures in per cent; None where the gold has nothing to compare."""
        f1 = f1_of_labels(self.stances, STANCES)
        figures: Figures = {
            "passages": self.counts["gold"],
            "found": self._share("found", "gold"),
            "speaker_full": self._share("full", "gold"),
            "speaker": self._share("same", "gold"),
            "of_pronouns": self._share("hard right", "hard"),
            "role": self._share("role right", "role"),
            "stance_macro_f1": round(100 * sum(f1.values()) / len(f1), 1),
            "stance_f1": {label: round(100 * value, 1) for label, value in f1.items()},
            "target": self._share("target right", "target"),
            "sides": by_coverage(self.sides, self.counts["sided"]),
        }
        return Report(figures, self.errors)

    def _compare(self, ident: str, text: str, said: Said, quote: Mapping[str, Any]) -> None:
        speaker = quote["speaker"] or ""
        right = same(said.speaker, speaker, said.speaker_kind)
        self.counts.update(
            {
                "found": 1,
                "full": _name(said.speaker) == _name(speaker),
                "same": right,
                "hard right": said.by_reference and right,
            }
        )
        if not right:
            self._error("speaker", ident, text, said, speaker)
        if said.role and right:
            hit = sharing(said.role, quote["role"]) >= 0.5
            self.counts.update({"role": 1, "role right": hit})
        stance = quote["stance"] or "neutral"
        self.stances[said.stance, stance] += 1
        side = quote["stance"] == said.stance
        if stance != "neutral":
            both = side and sharing(said.target, quote["target"]) > 0
            self.sides.append(Side(quote.get("stance_confidence") or 0.0, said.stance != "neutral", side, both))
        if said.stance != "neutral":
            self.counts.update({"target": 1, "target right": sharing(said.target, quote["target"]) > 0})

    def _error(self, what: str, ident: str, text: str, said: Said, got: str) -> None:
        gold = said.speaker or "(nobody)"
        found = got or "(nobody)" if what == "speaker" else ""
        self.errors.append(Error(what, ident, text, ((said.start, said.end),), gold, found))

    def _share(self, part: str, whole: str) -> float | None:
        return round(100 * self.counts[part] / self.counts[whole], 1) if self.counts[whole] else None


def same(gold: str, found: str, kind: str) -> bool:
    """Tell whether two names are the same speaker's, who is of that kind."""
    a, b = _name(gold), _name(found)
    if not a or not b or a == b:
        return a == b
    if kind == "unnamed":
        words = set(a) - _data()["small"]
        return bool(words) and 2 * len(words & set(b)) >= len(words)
    if " and " in gold:
        return any(same(part, found, kind) for part in gold.split(" and "))
    longer = set(a) <= set(b) or set(b) <= set(a)
    return longer and (kind != "person" or a[-1] == b[-1])


def _covered(said: Said, quote: Mapping[str, Any]) -> int:
    return int(min(said.end, quote["end"]) - max(said.start, quote["start"]))


def _name(name: str) -> list[str]:
    """The words of a name without the titles in front of it."""
    words = _words(name)
    while len(words) > 1 and words[0] in _data()["titles"]:
        del words[0]
    return words


def sharing(gold: str | None, found: str | None) -> float:
    """Tell how much of what is telling in the gold's words is in the other's."""
    words = telling(gold)
    return len(words & set(_words(found))) / len(words) if words else 0.0


def telling(text: str | None) -> set[str]:
    """Return the words of a text, in small letters, without articles, prepositions and the like."""
    return set(_words(text)) - _data()["small"]


def _words(text: str | None) -> list[str]:
    return re.findall(r"\w+", re.sub(r"[’']s\b", "", (text or "").casefold()).replace(".", ""))


@cache
def _data() -> dict[str, frozenset[str]]:
    raw = files("quotes.evaluation").joinpath("data", "names.toml").read_text(encoding="utf-8")
    return {name: frozenset(words) for name, words in tomllib.loads(raw).items()}
