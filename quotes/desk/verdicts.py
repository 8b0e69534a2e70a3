"""What a claim may be beside a quotation or an article, and the match that says so."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from quotes.wording.align import Difference

VERBATIM, CONTRACTION = "verbatim", "verbatim but for a contraction"
ALTERED, CONTEXT = "altered", "out of context"
MISATTRIBUTED, UNSURE, PARAPHRASE = "misattributed", "said, speaker unsure", "paraphrase"
IN_ARTICLE, NOT_FOUND = "in an article, not as a quotation", "not found"
WITHDRAWN = "withdrawn in a later version"
# behind a verdict on the claimed speaker's words, where only the machine says that they are
INFERRED = ", speaker inferred"
DECISIVE = (VERBATIM, CONTRACTION, CONTEXT, MISATTRIBUTED, UNSURE)  # where every claimed word stands there


@dataclass(frozen=True, slots=True)
class Match:
    """A quotation, or a passage of an article, beside the claim: what it is to it, how much, and how it differs.

    `turned_by` are the words next to the cut that turn it; `why` says who is printed beside the words where that leaves the
    speaker in doubt, `remark` what else a person should know, `note` both in one line; `inferred` is whether the machine alone
    says who the speaker is.
    """

    verdict: str
    score: float
    row: dict[str, Any]
    differences: tuple[Difference, ...] = ()
    turned_by: str = ""
    remark: str = ""
    why: str = ""
    inferred: bool = False

    @property
    def label(self) -> str:
        """The verdict as it stands beside the passage: somebody else's words are not misattributed there, they are theirs."""
        if self.verdict != MISATTRIBUTED:
            return self.verdict
        return "said by somebody else" if self.score > 0.99 else "something like it, said by somebody else"

    @property
    def note(self) -> str:
        """What a person should know of it, in one line; empty when there is nothing."""
        return "; ".join(filter(None, (self.why, self.remark)))

    def as_dict(self) -> dict[str, Any]:
        """Return the match as JSON shows it."""
        found = {"verdict": self.verdict, "score": round(self.score, 3)} | self.row
        return found | {
            "differences": [asdict(difference) for difference in self.differences],
            "turned_by": self.turned_by,
            "note": self.note,
            "speaker_inferred": self.inferred,
            "label": self.label,
        }
