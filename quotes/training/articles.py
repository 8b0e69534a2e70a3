"""Whole articles written for this project, with everything in them that somebody says: `python -m quotes.training.articles FILE…` checks them.

A line is a paragraph; an article ends at an empty line. Below its text it lists what is said, in the order of the text, in fields
parted by ` | `: the words with which it begins and, where no mark closes it, ` … ` and those with which it ends; who says it, as printed there;
the cue; the speaker by the fullest name or, never named, the fullest description; a person's role. `-` stands for nobody and nothing, `body` for
the role of what is no person. A line with `!` has marked words that nobody says.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from quotes.errors import EvaluationError
from quotes.pipeline import marks
from quotes.types import Span

ARTICLES = Path(__file__).parent / "data/articles.txt"
FIELDS = 5
UNNAMED = re.compile(  # so a description begins, and no name
    r"(?i:an?|the|one|two|three|some|several|his|her|its|their|another|officials?)\b|[a-z]|[A-Z]\w+s(?: (?:for|in|at|from|near|who)\b|$)"
)
PRONOUNS = frozenset("he she they it i we who".split())
NEAR = 1500  # characters between what is said and who says it


def articles(path: Path) -> Iterator[tuple[dict, list[str]]]:
    """Read the articles of a file: each in the form of a line of the news gold, with its text, and what is wrong with it."""
    blocks = re.split(r"\n\s*\n", path.read_text(encoding="utf-8").strip())
    for n, block in enumerate(blocks):
        yield _article(f"{path.stem}-{n}", block.split("\n"))


def read(path: Path) -> list[dict]:
    """Return the articles of a file. Raises EvaluationError where one is wrong."""
    out = []
    for article, faults in articles(path):
        if faults:
            raise EvaluationError(f"{path}: {article['id']}: {faults[0]}")
        out.append(article)
    return out


def _article(name: str, lines: list[str]) -> tuple[dict, list[str]]:
    text = "\n\n".join(line for line in lines if line and line[0] not in ">!")
    passages = [p for p in marks.passages(text)[0] if not p.level]
    out: dict = {"id": name, "text": text, "quotes": [], "indirect": [], "not": []}
    faults, at, covered = [], 0, []
    for line in lines:
        try:
            if line.startswith("> "):
                quote, marked = _said(line[2:], text, passages, at)
                at = quote["start"] + 1
                out["quotes" if marked else "indirect"].append(quote)
                covered.append((quote["start"], quote["end"]))
            elif line.startswith("! "):
                start = text.index(line[2:].strip("“”\"' "))
                out["not"].append((start, start + len(line[2:].strip("“”\"' "))))
                covered.append(out["not"][-1])
        except ValueError as fault:
            faults.append(f"{fault}: {line}")
    faults += [
        f"nothing is said of the marked words: {text[p.start : p.end][:40]}"
        for p in passages
        if not any(s < p.end and p.start < e for s, e in covered)
    ]
    return out, faults


def _said(line: str, text: str, passages: list[marks.Passage], after: int) -> tuple[dict, bool]:
    fields = [f.strip() for f in line.split(" | ")]
    if len(fields) != FIELDS:
        raise ValueError(f"{len(fields)} fields, not {FIELDS}")
    words, mention, cue, speaker, role = fields
    begins, _, ends = (w.strip().strip('“”"') for w in words.partition("…"))
    start = text.find(begins, after)
    if start < 0:
        raise ValueError("these words do not follow in the text")
    inside = next((p for p in passages if p.start <= start < p.end), None)
    if ends:
        end = text.find(ends, start + len(begins) - len(ends) if begins == ends else start + 1)
        end += len(ends) if end >= 0 else 0
        if end < 0 or "\n" in text[start:end]:
            raise ValueError("these words do not end in the paragraph")
    elif inside:
        end = inside.end
    else:
        raise ValueError("no mark closes these words: say how they end")
    around = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(mention)}(?!\w)", text)] if mention != "-" else []
    source = min(around, key=lambda s: _gap(s, (start, end)), default=None)
    verbs = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(cue)}(?!\w)", text)] if cue != "-" else []
    said = min(verbs, key=lambda s: _gap(s, source or (start, end)), default=None)
    for what, wanted, found in (("who says it", mention, source), ("the cue", cue, said)):
        if wanted != "-" and (not found or _gap(found, (start, end)) > NEAR):
            raise ValueError(f"{what} is not printed near it")
    for what, wanted in (("the speaker", speaker), ("the role", role)):
        if wanted not in ("-", "body") and wanted.casefold() not in text.casefold():
            raise ValueError(f"{what} is not printed so")
    named = not UNNAMED.match(speaker) and any(w[0].isupper() for w in speaker.split())
    kind = "organization" if role == "body" else "person" if named else "unnamed"
    return {
        "start": start,
        "end": end,
        "speaker": "" if speaker == "-" else speaker,
        "source": source,
        "cue": said,
        "mention_kind": _form(mention),
        "role": "" if role in ("-", "body") else role,
        "speaker_kind": kind,
    }, bool(inside and not ends)


def _form(mention: str) -> str:
    """How a source is printed: by name, pronoun or description, or not at all."""
    if mention == "-":
        return "none"
    if mention.casefold() in PRONOUNS:
        return "pronoun"
    return "nominal" if UNNAMED.match(mention) else "name"


def _gap(a: Span, b: Span) -> int:
    return max(a[0] - b[1], b[0] - a[1], 0)


def main() -> int:
    """Say what is wrong in each file, or with `--gold` print its articles in the form of the news gold, a line each."""
    gold, files = sys.argv[1:2] == ["--gold"], [Path(a) for a in sys.argv[1:] if a != "--gold"]
    count, wrong = 0, 0
    for path in files:
        for article, faults in articles(path):
            count += len(article["quotes"]) + len(article["indirect"])
            wrong += len(faults)
            for fault in faults:
                print(f"{article['id']}: {fault}", file=sys.stderr)
            if gold:
                print(json.dumps(article, ensure_ascii=False))
    print(f"{count} quotations, {wrong} faults", file=sys.stderr)
    return bool(wrong)


if __name__ == "__main__":
    raise SystemExit(main())
