"""Gold files of articles: what people marked in texts, read into the pipeline's own records.

Four kinds of JSON lines are known: attributions as PolNeAR marks them (`id`, `text`, `attributions`), the real speakers
of quoted passages (`id`, `quotes`, the texts in another file), the same with every indirect quotation and with what is none (`indirect`,
`not`), and the project's own corpus (`file`, `quotes`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quotes.errors import EvaluationError
from quotes.types import Article, Attribution, Span, Spans

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """A quoted passage and who really said it; `mention` is how the source is printed: name, pronoun, nominal or none."""

    start: int
    end: int
    speaker: str
    speaker_kind: str
    role: str
    stance: str
    target: str
    mention: str

    @property
    def by_reference(self) -> bool:
        """Whether the source beside the passage does not name the speaker."""
        return self.mention in ("pronoun", "nominal")


@dataclass(frozen=True, slots=True)
class Marked:
    """One article and what people marked in it; None for what they did not mark.

    `thoughts` says whether beliefs, wishes and plans are among the attributions, as they are in PolNeAR.
    """

    id: str
    article: Article
    attributions: tuple[Attribution, ...] | None = None
    quotes: tuple[Said, ...] | None = None
    thoughts: bool = False
    indirect: tuple[Said, ...] | None = None  # every clear indirect quotation
    never: Spans = ()  # marked passages that are nobody's words


def rows(path: Path) -> Iterator[Row]:
    """Yield the objects of a file of JSON lines; raises EvaluationError where a line is none."""
    with path.open(encoding="utf-8") as lines:
        try:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise EvaluationError(f"{path}: line {number} is no JSON object")
                yield row
        except ValueError as error:  # no JSON, or no UTF-8
            raise EvaluationError(f"{path}: this is not a file of JSON lines: {error}") from error


def read(path: Path, texts: Path | None = None) -> list[Marked]:
    """Return the marked articles of a gold file; `texts` (`id` and `text` a line) is for one that has offsets only.

    Raises EvaluationError when a row has not what its kind has, a text is missing, or offsets are outside of it.
    """
    written = (
        {str(row["id"]): str(row["text"]) for row in rows(texts) if "id" in row and "text" in row} if texts else {}
    )
    marked = []
    for row in rows(path):
        try:
            marked.append(_marked(row, path.parent, written))
        except (KeyError, TypeError, ValueError) as error:
            name = row.get("id", len(marked) + 1)
            raise EvaluationError(f"{path}: {name}: not a gold row ({type(error).__name__}: {error})") from error
    return marked


def attributions(found: list[Row]) -> tuple[Attribution, ...]:
    """Return attributions as JSON holds them, in PolNeAR's form: `content`, and where there are any `kind`, `source`, `cue`."""
    return tuple(
        Attribution(a.get("kind") or "", _spans(a.get("source")), _spans(a.get("cue")), _spans(a["content"]))
        for a in found
    )


def digest(paths: list[Path], marked: list[Marked]) -> str:
    """Return what tells one gold from another: a hash of its files and of every text in it."""
    summed = hashlib.sha256()
    for path in paths:
        summed.update(path.read_bytes())
    for one in marked:
        summed.update(one.article.text.encode("utf-8", "surrogatepass"))
    return summed.hexdigest()


def _marked(row: Row, folder: Path, texts: Mapping[str, str]) -> Marked:
    ident = str(row.get("id") or row["file"])
    if "attributions" in row:
        found = Marked(ident, Article(row["text"], key=ident), attributions(row["attributions"]), thoughts=True)
    elif "file" in row:
        said = tuple(_quotation(quote) for quote in row["quotes"])
        quotes = tuple(_said(quote, _mention(quote)) for quote in row["quotes"])
        found = Marked(ident, _article(folder / row["file"]), said, quotes)
    else:
        text = row.get("text") or texts.get(ident)
        if text is None:
            raise EvaluationError(f"{ident}: the gold holds no text; name the file with `id` and `text` (--texts)")
        quotes = tuple(_said(quote, quote.get("mention_kind", "")) for quote in row["quotes"])
        indirect = tuple(_said(q, q.get("mention_kind", "")) for q in row["indirect"]) if "indirect" in row else None
        article = Article(text, key=ident)
        found = Marked(ident, article, quotes=quotes, indirect=indirect, never=_spans(row.get("not")))
    _check(found)
    return found


def _article(path: Path) -> Article:
    from quotes.ingest import read as ingest

    for item in ingest(path):
        if isinstance(item, Article):
            return item
        raise EvaluationError(f"{item.origin}: {item.reason}")
    raise EvaluationError(f"{path}: no article there")


def _quotation(quote: Row) -> Attribution:
    source, cue = quote["source_span"], quote["cue_span"]
    return Attribution(
        quote["kind"], _spans([source] if source else []), _spans([cue] if cue else []), _spans(quote["parts"])
    )


def _said(quote: Row, mention: str) -> Said:
    return Said(
        quote["start"],
        quote["end"],
        quote["speaker"] or "",
        quote["speaker_kind"],
        quote["role"] or "",
        quote.get("stance") or "neutral",
        quote.get("target") or "",
        mention,
    )


def _mention(quote: Row) -> str:
    """How our own corpus prints a source: its words tell."""
    from quotes.pipeline.mentions import PRONOUNS

    printed = set(quote["source"].casefold().split())
    if not printed:
        return "none"
    if len(printed) == 1 and printed <= PRONOUNS.keys():
        return "pronoun"
    named = quote["speaker_kind"] == "unnamed" or printed & set(quote["speaker"].casefold().split())
    return "name" if named else "nominal"


def _spans(spans: list[list[int]] | None) -> Spans:
    return tuple((int(start), int(end)) for start, end in spans or ())


def _check(marked: Marked) -> None:
    """Raises EvaluationError when something is marked outside of the text."""
    spans: list[Span] = [(q.start, q.end) for q in (*(marked.quotes or ()), *(marked.indirect or ()))]
    for a in marked.attributions or ():
        spans += [*a.source, *a.cue, *a.content]
    for start, end in spans:
        if not 0 <= start < end <= len(marked.article.text):
            raise EvaluationError(f"{marked.id}: [{start}, {end}] is no span of its text")
