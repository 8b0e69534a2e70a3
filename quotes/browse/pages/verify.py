"""Did they say it? Claimed words in; a verdict, the differences and what was searched out."""

from __future__ import annotations

import sqlite3
from typing import Any

from quotes.browse.differences import runs
from quotes.browse.text import pieces, spans

MEANING = {
    "verbatim": "These very words stand in a quotation.",
    "verbatim but for a contraction": "These words stand in a quotation; only a contraction differs (I’ve, I have).",
    "said, speaker unsure": "These words were said, but the article does not make clear who said them.",
    "altered": "Nearly these words stand in a quotation; what differs is marked.",
    "out of context": "These very words were said, but what follows them changes their meaning.",
    "misattributed": "These words were said, but the article names somebody else as their speaker.",
    "paraphrase": "This was said in other words, or these are a reporter’s for what was said.",
    "withdrawn in a later version": "An earlier version of an article has these words; the version that replaced it has not.",
    "in an article, not as a quotation": "An article says this in its own voice, not as a quotation.",
    "not found": "Nothing like it stands in what was searched, which is no proof that it was never said.",
}
INFERRING = "No name beside the words says who spoke: that part is the machine’s reading. Check the passage below."
FIELDS = ("claim", "speaker", "since", "until")


def facts(conn: sqlite3.Connection, asked: dict[str, str]) -> dict[str, Any]:
    """Return `asked` (the form as filled in), and, where a claim was made, `answer` and what its verdict means.

    Each match of the answer has the `pieces` of its passage: the quotation and its printed source are marked.
    """
    shown = {name: asked.get(name, "") for name in FIELDS}
    if not shown["claim"]:
        return {"asked": shown, "answer": None}
    from quotes.desk.verdicts import INFERRED
    from quotes.desk.verify import verify

    narrowed = {name: shown[name] or None for name in FIELDS[1:]}
    found = verify(conn, shown["claim"], **narrowed)  # type: ignore[arg-type]
    answer = found.as_dict()
    for match, told in zip(answer["matches"], found.matches, strict=True):
        marks = [*spans(match["words_at"], "quotation"), *spans(match["source_at"], "source")]
        match["remark"] = told.remark  # who is printed, the page says itself
        match["pieces"] = [piece._asdict() for piece in pieces(match["passage"], 0, len(match["passage"]), marks)]
    bare = answer["verdict"].removesuffix(INFERRED)
    inferred = [INFERRING] if answer["verdict"] != bare else []
    wording = runs(answer["matches"][0]["text"], shown["claim"]) if answer["differences"] else []
    return {
        "asked": shown,
        "answer": answer,
        "meaning": " ".join([MEANING[bare], *inferred]),
        "wording": [run._asdict() for run in wording],
    }
