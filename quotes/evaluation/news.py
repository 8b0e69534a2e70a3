"""What a reader of the database sees, on articles whose every quotation people marked: rows, speakers, and how sure they are.

A passage is found when a row covers four fifths of it. A row is right when it is a quotation and its speaker is the marked one: a
row with marked words must hold half of a marked passage, an indirect one must share half of the shorter of the two. Every share has
an interval, from resampling the articles (Efron and Tibshirani, 1993).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from quotes.evaluation.gold import Marked, Said
from quotes.evaluation.report import Error, Figures, Report, f1_of_labels
from quotes.evaluation.speakers import COVERED, same, sharing
from quotes.types import SHOWN_FROM, STANCES

HALF = 0.5
BINS = 10  # of equal size, for the calibration
SAMPLES = 1000
PRECISE = (0.95, 0.97)
SHARES = {  # figure → what is counted, of what
    "found": ("found", "passages"),
    "speaker": ("speaker right", "passages"),
    "unknown": ("unknown", "passages"),
    "role": ("role right", "role"),
    "marked_precision": ("marked right", "marked"),
    "indirect_recall": ("indirect found", "indirect gold"),
    "indirect_recall_speaker": ("indirect found, speaker right", "indirect gold"),
    "indirect_precision": ("indirect right", "indirect"),
    "indirect_precision_speaker": ("indirect right, speaker right", "indirect"),
    "rows_right": ("rows right", "rows"),
    "shown_right": ("shown right", "shown"),
    "shown_share": ("passages shown", "passages"),
    "shown_marked_precision": ("shown marked right", "shown marked"),
    "shown_indirect_precision": ("shown indirect right", "shown indirect"),
    "shown_indirect_precision_speaker": ("shown indirect right, speaker right", "shown indirect"),
    "shown_indirect_recall": ("indirect shown", "indirect gold"),
    "sided_right": ("sided right", "sided"),
    "sided_right_with_target": ("sided right with target", "sided"),
    "sided_share": ("sided gold with a side", "sided gold"),
}


def meant(marked: Marked, kind: str, start: int, end: int) -> Said | None:
    """Return the marked quotation that a row stands for, or None: it is none."""
    quotes, indirect = marked.quotes or (), marked.indirect or ()
    if kind == "indirect":
        best = max((*quotes, *indirect), key=lambda q: _shared(q, start, end), default=None)
        least = HALF * min(best.end - best.start, end - start) if best else 0
        return best if best and _shared(best, start, end) >= least else None
    hits = [q for q in quotes if _shared(q, start, end) >= HALF * (q.end - q.start)]
    return max(hits, key=lambda q: _shared(q, start, end), default=None)


class Scorer:
    """Counts by article; `add` them one by one, `report` at the end."""

    def __init__(self) -> None:
        self.articles: list[Counter[str]] = []
        self.ranked: list[tuple[float, bool]] = []
        self.stances: Counter[tuple[str, str]] = Counter()
        self.errors: list[Error] = []

    def add(self, marked: Marked, found: Sequence[Mapping[str, Any]]) -> None:
        """Compare one article with its rows as `quotes extract` prints them."""
        counts: Counter[str] = Counter()
        for said in marked.quotes or ():
            self._passage(marked, said, found, counts)
        for start, end in marked.never:
            counts["not"] += 1
            counts["not taken"] += any(
                r["kind"] == "direct" and r["start"] <= start + 2 and r["end"] >= end - 2 for r in found
            )
        for said in marked.indirect or ():
            best = max(found, key=lambda r: _shared(said, r["start"], r["end"]), default=None)
            hit = best is not None and _shared(said, best["start"], best["end"]) >= HALF * (said.end - said.start)
            counts["indirect gold"] += 1
            counts["indirect found"] += hit
            if hit and best is not None:
                counts["indirect found, speaker right"] += same(said.speaker, best["speaker"] or "", said.speaker_kind)
                counts["indirect shown"] += best["confidence"] >= SHOWN_FROM
        for row in found:
            self._row(marked, row, counts)
        self.articles.append(counts)

    def report(self) -> Report:
        """Return the figures in per cent, with the articles' number and the interval of every share."""
        total: Counter[str] = sum(self.articles, Counter())
        low, high = self._intervals()
        figures: Figures = {"articles": len(self.articles), "passages": total["passages"], "rows": total["rows"]}
        intervals = {}
        for name, (part, whole) in SHARES.items():
            figures[name] = _percent(total[part], total[whole])
            if total[whole]:
                intervals[name] = [low[name], high[name]]
        figures["speaker_by_source"] = {
            k: [total[f"passages: {k}"], _percent(total[f"speaker right: {k}"], total[f"passages: {k}"])]
            for k in ("name", "nominal", "none", "pronoun")
            if total[f"passages: {k}"]
        }
        figures["not_quotations_taken"] = [total["not taken"], total["not"]]
        figures |= self._sure()
        f1 = f1_of_labels(self.stances, STANCES)
        figures["stance_macro_f1"] = round(100 * sum(f1.values()) / len(f1), 1)
        figures["intervals"] = intervals
        return Report(figures, self.errors)

    def _passage(self, marked: Marked, said: Said, found: Sequence[Mapping[str, Any]], counts: Counter[str]) -> None:
        best = max(found, key=lambda r: _shared(said, r["start"], r["end"]), default=None)
        is_found = best is not None and _shared(said, best["start"], best["end"]) >= COVERED * (said.end - said.start)
        speaker = (best["speaker"] or "") if best is not None and is_found else ""
        right = is_found and same(said.speaker, speaker, said.speaker_kind)
        for name, true in (("passages", True), ("speaker right", right)):
            counts[name] += true
            counts[f"{name}: {said.mention}"] += true
        if not right:
            got = (speaker or "(nobody)") if is_found else ""
            what = "speaker" if is_found else "not found"
            self.errors.append(
                Error(what, marked.id, marked.article.text, ((said.start, said.end),), said.speaker or "(nobody)", got)
            )
        sided = said.stance != "neutral"
        counts["sided gold"] += sided
        if best is None or not is_found:
            return
        counts["found"] += 1
        counts["unknown"] += not speaker
        counts["passages shown"] += best["confidence"] >= SHOWN_FROM
        if right and said.role:
            counts["role"] += 1
            counts["role right"] += sharing(said.role, best["role"] or "") >= HALF
        stance = best["stance"] or "neutral"
        self.stances[said.stance, stance] += 1
        if stance != "neutral":
            same_side = said.stance == stance
            counts["sided"] += 1
            counts["sided right"] += same_side
            counts["sided right with target"] += same_side and sharing(said.target, best["target"] or "") > 0
            counts["sided gold with a side"] += sided

    def _row(self, marked: Marked, row: Mapping[str, Any], counts: Counter[str]) -> None:
        said = meant(marked, row["kind"], row["start"], row["end"])
        right = said is not None and same(said.speaker, row["speaker"] or "", said.speaker_kind)
        self.ranked.append((row["confidence"], right))
        kind = "indirect" if row["kind"] == "indirect" else "marked"
        for prefix in ("", "shown ") if row["confidence"] >= SHOWN_FROM else ("",):
            counts[f"{prefix}rows".replace("shown rows", "shown")] += 1
            counts[f"{prefix}rows right".replace("shown rows", "shown")] += right
            counts[f"{prefix}{kind}"] += 1
            counts[f"{prefix}{kind} right"] += said is not None
            counts[f"{prefix}{kind} right, speaker right"] += right

    def _intervals(self) -> tuple[dict[str, float], dict[str, float]]:
        """The 95 % intervals of the shares, low and high ends."""
        names = sorted({n for pair in SHARES.values() for n in pair})
        counts = np.array([[a[n] for n in names] for a in self.articles], float).reshape(-1, len(names))
        rng = np.random.default_rng(0)
        n = len(self.articles)
        drawn = rng.multinomial(n, np.full(n, 1 / n), size=SAMPLES) @ counts if n else np.zeros((SAMPLES, len(names)))
        at = {name: i for i, name in enumerate(names)}
        low, high = {}, {}
        for name, (part, whole) in SHARES.items():
            shares = 100 * drawn[:, at[part]] / np.maximum(1, drawn[:, at[whole]])
            low[name], high[name] = (round(float(x), 1) for x in np.percentile(shares, [2.5, 97.5]))
        return low, high

    def _sure(self) -> Figures:
        """How well the confidence tells right rows from wrong ones."""
        ranked = sorted(self.ranked, key=lambda pair: -pair[0])
        total = len(ranked)
        good, coverage = 0, dict.fromkeys(PRECISE, 0)
        for i, (_, right) in enumerate(ranked, 1):
            good += right
            for p in PRECISE:
                if good / i >= p:
                    coverage[p] = i
        bins = [ranked[i * total // BINS : (i + 1) * total // BINS] for i in range(BINS)]
        gaps = [len(b) * abs(np.mean([c for c, _ in b]) - np.mean([r for _, r in b])) for b in bins if b]
        half = ranked[: total // 2]
        return {
            "ece": round(float(100 * sum(gaps) / max(1, total)), 1),
            "rows_right_top_half": _percent(sum(r for _, r in half), len(half)),
            **{f"coverage_at_{round(100 * p)}": _percent(n, total) for p, n in coverage.items()},
        }


def _shared(said: Said, start: int, end: int) -> int:
    return min(said.end, end) - max(said.start, start)


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
