"""Articles and findings made by hand, from sentences of this file: offsets are searched, never counted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quotes.types import Analysis, Article, Attribution, Candidate, Link, Quote, Span, Stance

TEXT = """Harbour plan splits the council

Mayor Ada Ferrin said on Monday that “the harbour must stay public”. She told the Quay Gazette: “We will not sell it.”

“It is a bad deal,” said Tomas O'Hara, a fisherman, “and we know tax-rates will rise.”

A council official said the sale was off. Ferrin hopes to end the dispute by June."""

ARTICLE = Article(
    text=TEXT,
    key="https://quay.example/harbour",
    url="https://quay.example/harbour",
    title="Harbour plan splits the council",
    outlet="Quay Gazette",
    published="2031-05-06",
    origin="harbour.txt",
)


def at(text: str, words: str, nth: int = 0) -> Span:
    """Where the words stand."""
    start = [match.start() for match in re.finditer(re.escape(words), text)][nth]
    return start, start + len(words)


def spoken(text: str, *words: str, speaker: str = "", cue: str = "said", source: str = "", **more: object) -> Quote:
    """A direct quotation of the words, in one part or several, with its speaker."""
    parts = tuple(at(text, part) for part in words)
    values: dict[str, object] = {
        "kind": "direct",
        "quoted": parts,
        "speaker": speaker,
        "speaker_kind": "person" if speaker else "unknown",
        "source": (at(text, source or speaker),) if source or speaker else (),
        "cue": (at(text, cue),) if cue else (),
    }
    joined = " ".join(text[start:end] for start, end in parts)
    return Quote(parts[0][0], parts[-1][1], parts, joined, **(values | more))  # type: ignore[arg-type]


PUBLIC = spoken(
    TEXT,
    "that “the harbour must stay public”",
    speaker="Ada Ferrin",
    kind="mixed",
    quoted=(at(TEXT, "the harbour must stay public"),),
    role="Mayor",
    role_span=at(TEXT, "Mayor"),
    said_on="2031-05-05",
    said_on_precision="day",
    said_on_span=at(TEXT, "on Monday"),
    stances=(
        Stance("opposes", "the sale", 0.8, None, at(TEXT, "must stay public"), (0.1, 0.8, 0.1)),
        Stance("supports", "the harbour", 0.6, at(TEXT, "the harbour")),
    ),
    confidence=0.97,
)
SELL = spoken(
    TEXT,
    "We will not sell it.",
    speaker="Ada Ferrin",
    source="She",
    cue="told",
    audience="Quay Gazette",
    chain=(Link(*at(TEXT, "She"), "She", "pronoun", 0.9), Link(*at(TEXT, "Ada Ferrin"), "Ada Ferrin", "name", 1.0)),
)
DEAL = spoken(
    TEXT,
    "It is a bad deal",
    "and we know tax-rates will rise.",
    speaker="Tomas O'Hara",
    role="fisherman",
    confidence=0.9,
)
OFF = spoken(
    TEXT,
    "the sale was off",
    speaker="A council official",
    speaker_kind="unnamed",
    kind="indirect",
    quoted=(),
    candidates=(Candidate("Ada Ferrin", "person", 0.2),),
)
HOPE = Attribution(
    "indirect", (at(TEXT, "Ferrin", 1),), (at(TEXT, "hopes"),), (at(TEXT, "to end the dispute by June"),)
)
SAID = Attribution("mixed", PUBLIC.source, PUBLIC.cue, PUBLIC.parts)

ANALYSIS = Analysis(
    ARTICLE, (PUBLIC, SELL, DEAL, OFF), (SAID, HOPE), (), ("paragraph 2: a mark never closes",), "toy 1"
)


def analysis(text: str, quotes: Sequence[Quote] = (), model: str = "toy 1", **article: str) -> Analysis:
    """An article of that text with those quotations."""
    return Analysis(Article(text=text, **article), tuple(quotes), model=model)


FERRY = "“The night ferry will sail again before the end of March, whatever the weather does to the pier,”"


def printed(key, said, *, speaker="Ada Mole", outlet="The Quay", day="2024-02-05", stance=None, confidence=0.9):
    """An article with one quotation: the words stand in marks, the speaker after them."""
    text = (
        f"The harbour of Ostby was full on Monday.\n\n{said} said {speaker}, who runs the port.\n\nNobody else spoke."
    )
    start = text.index("“")
    end = text.index("”") + 1
    held = (Stance(stance, "the night ferry", 0.9),) if stance else ()
    quote = Quote(
        start, end, ((start, end),), text[start:end], "direct", ((start, end),), speaker=speaker,
        speaker_kind="person", stances=held, confidence=confidence,
    )  # fmt: skip
    article = Article(text, key=key, outlet=outlet, title=f"Of {key}", published=day, url=f"https://quay.example/{key}")
    return Analysis(article, (quote,), model="none")
