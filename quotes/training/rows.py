"""Fit who speaks and how far a row can be trusted: `python -m quotes.training.rows [--networks FOLDER] GOLD TEXTS [GOLD TEXTS …]`.

A gold is the speakers of quoted passages, and, where it has `indirect`, every quotation of its articles; from such a gold alone it is
learned what is speech. The project's corpus is always among them, so that its figures are those of what was learned: they guard
against breaking something and measure nothing. Everything is decided on left-out articles: the chooser of a fold's articles is fitted on the others, its
answers there are what the later questions learn from, and the figures printed are of these answers. Each article is read by the
network that left its fold out; without `--networks` the one of the package must not have learned these speakers.
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from quotes.evaluation import gold as golds
from quotes.evaluation import news
from quotes.evaluation.gold import Marked, Said
from quotes.evaluation.speakers import same
from quotes.pipeline import annotations as on_doc
from quotes.pipeline import attributions, load, marks, quotations, speakers, transcripts
from quotes.pipeline.cast import assemble
from quotes.pipeline.choice import Weights
from quotes.pipeline.speakers import contenders, judge
from quotes.pipeline.speakers.scene import Scene
from quotes.training.chains import Chained, chains
from quotes.training.confidence import Table, judged
from quotes.training.folds import FOLDS, apart, fold
from quotes.types import Analysis, Article, Quote

if TYPE_CHECKING:
    from spacy.language import Language

AXES = 32  # directions of the vectors of described speakers
SCALE = 3.0  # that the axes are stretched by, so that their weights are of the size of others
OWN = 3.0  # what a question of the project's corpus counts: its articles hold much that news seldom prints
SHORT = 0.5  # what one of the short articles counts: their few names leave little to choose from (docs/training.md)
CHAINED = 0.05  # what one pronoun of a chain counts: it teaches whom a pronoun may stand for, not who speaks (docs/training.md)
DECAY = 8.0  # of the chooser's weights; from 1 to 10 the folds hardly differ
SEEN = 8  # contenders, or rows, at least that a feature must speak of
RARE = 4  # rows at least for a feature of the cue
WHOLE = {"indirect": 0.7}  # how much of the words, of both together, must be shared for them to be whole; else 0.9

CORPUS = Path(__file__).parents[2] / "corpus/gold.jsonl"
SHORTS = "written"  # how their identifiers begin
WRITTEN = Path(__file__).parent / "data/speakers.txt"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Read:
    """One article as the network reads it, with what people marked in it."""

    marked: Marked
    scene: Scene
    quotes: list[Quote]
    passages: list[marks.Passage]
    turns: list[transcripts.Turn]
    chained: Sequence[Chained] = ()

    @property
    def fold(self) -> int:
        return fold(self.marked.id)


@dataclass(frozen=True, slots=True)
class Choice:
    """A question with its contenders' features and which of them are right."""

    fold: int
    rows: list[dict[str, float]]
    right: list[bool]
    weight: float = 1.0


def read(marked: Sequence[Marked], nlp: Language) -> Iterator[Read]:
    """Read articles: everything up to the choice of the speakers."""
    encoder = nlp.get_pipe("quotes_encoder")
    for one in marked:
        text = one.article.text
        doc = encoder(nlp.make_doc(text))  # type: ignore[operator]
        reading = on_doc.work(doc, "rows").reading
        passages, entities = marks.passages(text)[0], on_doc.entities(doc)
        turns = transcripts.turns(text, passages, entities)
        found = attributions.find([text], [reading], [passages], [turns], encoder.encoder.heads["transitions"])[0]  # type: ignore[attr-defined]
        quotes = quotations.build(text, found, passages, turns)
        cast = assemble(text, transcripts.names(text, turns, entities))
        scene = Scene(text, reading, cast, [q.source[0] for q in quotes if q.source])
        yield Read(one, scene, quotes, passages, turns)


def own() -> list[Marked]:
    """Read the project's corpus, in which every quotation is marked, the indirect ones among the others."""
    return [replace(one, indirect=()) for one in golds.read(CORPUS)]


def written() -> list[Marked]:
    """Read the short articles that were written to be learned from: a line is a paragraph, `> words = speaker` who says what begins so."""
    out = []
    for n, block in enumerate(WRITTEN.read_text(encoding="utf-8").split("\n\n")):
        lines = block.strip().split("\n")
        text = "\n\n".join(line for line in lines if not line.startswith("> "))
        said = []
        for begins, speaker in (line[2:].split(" = ") for line in lines if line.startswith("> ")):
            start = text.index(begins)
            end = re.compile(r"[.?!”;]|$").search(text, start + len(begins) - 1).start()  # type: ignore[union-attr]
            name = "" if speaker == "?" else speaker
            kind = "person" if name.istitle() else "unnamed"
            said.append(golds.Said(start, end, name, kind, "", "", "", ""))
        out.append(Marked(f"{SHORTS} {n}", Article(text), quotes=tuple(said)))
    return out


def axes(articles: Sequence[Read]) -> np.ndarray:
    """Find the directions in which the vectors of described sources differ most: (AXES, width)."""
    found = []
    for a in articles:
        for quote in a.quotes:
            mention = contenders.ask(a.scene, quote).mention
            if mention and mention.form in ("nominal", "proper"):
                found.append(a.scene.vector(contenders.noun_at(a.scene, mention)))
    vectors = np.array(found) - np.mean(found, axis=0)
    return (np.linalg.svd(vectors, full_matrices=False)[2][:AXES] * SCALE).astype(np.float32)


def matching(article: Read, quote: Quote) -> Said | None:
    """Return what people marked where a row stands: as `news` has it."""
    return news.meant(article.marked, quote.kind, quote.start, quote.end)


def choices(article: Read, along: np.ndarray, by: dict[str, float] | None) -> list[Choice]:
    """Return the questions of an article with what is right; earlier ones are answered by weights, or without them by the gold."""
    said, out = contenders.Said(), []
    chooser = speakers.Chooser(article.scene, Weights(by or {}), along)
    labels = {t.label for t in article.turns}
    weight = OWN if article.marked.attributions else SHORT if article.marked.id.startswith(SHORTS) else 1.0
    for quote in article.quotes:
        question = contenders.ask(article.scene, quote)
        found, rows = chooser.table(question, said)
        gold = matching(article, quote)
        right = [bool(gold) and same(gold.speaker, _name(article, c), gold.speaker_kind) for c in found] if gold else []
        if gold and not any(right):
            right[-1] = True  # whoever it is, he is not among them
        elif gold and gold.speaker:
            right[-1] = False
        if by:
            pick = found[int(speakers.pooled(article.scene, found, speakers.choose(rows, by)).argmax())]
        else:
            pick = found[right.index(True)] if any(right) else found[0] if question.mention else contenders.NOBODY
        said.add(quote, pick)
        if gold and not (quote.source and quote.source[0] in labels):
            out.append(Choice(article.fold, rows, right, weight))
    return [*out, *_pronouns(article, chooser, said)]


def _pronouns(article: Read, chooser: speakers.Chooser, answered: contenders.Said) -> Iterator[Choice]:
    """The questions whom the pronouns of the chains stand for, where one of the contenders is right."""
    said, turns = contenders.Said(), iter(answered.turns)
    following = next(turns, None)
    for span, names in article.chained:
        while following and following[0].end <= span[0]:
            said.add(*following)
            following = next(turns, None)
        found, rows = chooser.table(speakers.alone(article.scene, span), said)
        right = [any(_is_named(article, i, names) for i in c.entities) and len(c.entities) == 1 for c in found]
        if any(right):
            yield Choice(article.fold, rows, right, CHAINED)


def _is_named(article: Read, i: int, names: Sequence[int]) -> bool:
    return any(start <= name < end for start, end in article.scene.cast.entities[i].mentions for name in names)


def _name(article: Read, who: contenders.Contender) -> str:
    return speakers.name_of(article.scene, who)[0] if who else ""


def fit(found: Sequence[Choice], start: dict[str, float] | None = None) -> dict[str, float]:
    """Fit a conditional logit; where several contenders are right, any of them will do."""
    from scipy import sparse
    from scipy.optimize import minimize

    seen = Counter(k for c in found for row in c.rows for k, v in row.items() if v)
    names = sorted(k for k, n in seen.items() if n >= SEEN)
    at = {k: n for n, k in enumerate(names)}
    cells = [(n, at[k], v) for n, row in enumerate(r for c in found for r in c.rows) for k, v in row.items() if k in at]
    i, j, values = zip(*cells, strict=True)
    sizes = [len(c.rows) for c in found]
    x = sparse.csr_matrix((values, (i, j)), shape=(sum(sizes), len(names)))
    group = np.repeat(np.arange(len(found)), sizes)
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    counts = np.array([c.weight for c in found])
    y = np.array([r for c in found for r in c.right])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        scores = x @ w
        e = np.exp(scores - np.maximum.reduceat(scores, first)[group])
        total, good = np.add.reduceat(e, first), np.add.reduceat(e * y, first) + 1e-12
        lost = counts @ (np.log(total) - np.log(good)) + DECAY * (w @ w) / 2
        return lost, x.T @ (counts[group] * (e / total[group] - e * y / good[group])) + DECAY * w

    begin = np.array([(start or {}).get(k, 0.0) for k in names])
    best = minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return {k: round(float(w), 3) for k, w in zip(names, best, strict=True) if abs(w) >= 0.01}


def by_folds(articles: Sequence[Read], along: np.ndarray) -> tuple[list[dict[str, float]], dict[str, float]]:
    """Fit the chooser without each fold, and on all: first after the gold's answers, then after its own."""
    weights: list[dict[str, float]] = []
    for _ in range(2):
        found = [c for a in articles for c in choices(a, along, weights[a.fold] if weights else None)]
        weights = [fit([c for c in found if c.fold != k], weights[k] if weights else None) for k in range(FOLDS)]
    return weights, fit(found, weights[0])


def rows(article: Read, along: np.ndarray, by: dict[str, float]) -> list[Quote]:
    """Return the article's rows with their speakers, before they are judged."""
    found = speakers.answers(article.scene, article.quotes, article.passages, article.turns, "", Weights(by), along)
    return [speakers.resolved(article.scene, q, a) for q, a in found]


def table(articles: Sequence[Read], found: Sequence[list[Quote]]) -> Table:
    """Collect the rows of articles whose every quotation is marked."""
    known, vectors, truth = [], [], []
    for article, quotes in zip(articles, found, strict=True):
        for q in quotes:
            if not _told(article, q):
                continue
            known.append(judge.features(article.scene, q))
            vectors.append(judge.vectors(article.scene, q))
            gold = matching(article, q)
            right = gold is not None and same(gold.speaker, q.speaker, gold.speaker_kind)
            truth.append((article.fold, bool(gold), right, bool(gold) and _whole(article.marked, q)))
    seen = Counter(k for row in known for k in row)
    names = sorted(k for k, n in seen.items() if n >= (RARE if "cue" in k else SEEN))
    named = np.array([[row.get(k, 0.0) for k in names] for row in known], np.float32)
    return Table(names, named, np.array(vectors, np.float32), *np.array(truth).T)


def _whole(marked: Marked, quote: Quote) -> bool:
    """Whether a row's words are those marked: what both share, of both together."""
    golds_ = [
        g for g in (*(marked.quotes or ()), *(marked.indirect or ())) if g.start < quote.end and quote.start < g.end
    ]
    ours = {c for s, e in (quote.quoted or quote.parts) for c in range(s, e)}
    theirs = {c for g in golds_ for c in range(g.start, g.end)}
    return len(ours & theirs) >= WHOLE.get(quote.kind, 0.9) * len(ours | theirs)


def main() -> None:
    """Fit on gold files with their texts, write the weights and print the figures of the left-out folds."""
    parser = argparse.ArgumentParser(prog="python -m quotes.training.rows", description=__doc__)
    parser.add_argument("--networks", type=Path, help="a folder of networks that left out a fold each: 0, 1 and so on")
    parser.add_argument("files", type=Path, nargs="+", help="a gold and its texts, and so on")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    articles = [*read(own(), load()), *read(written(), load())]
    for path, texts in zip(args.files[::2], args.files[1::2], strict=True):
        marked, chained = [(one.id, one) for one in golds.read(path, texts)], chains(texts)
        for nlp, chosen in apart(marked, args.networks):
            articles += (replace(a, chained=chained.get(a.marked.id, ())) for a in read(chosen, nlp))
        log.info("%s: %d articles so far", path.name, len(articles))
    along = axes(articles)
    left_out, weights = by_folds(articles, along)
    told = [a for a in articles if not a.marked.id.startswith(SHORTS)]  # the network has learned those
    found = [rows(a, along, left_out[a.fold]) for a in told]
    named, vectors, trees, answers = judged(table(told, found))
    data = speakers.DATA
    _write(data / "speaker_weights.json", weights)
    _write(data / "row_weights.json", named)
    trees.save(judge.TREES)
    np.save(data / "speaker_axes.npy", along.astype(np.float16))
    np.save(data / "row_vectors.npy", vectors.astype(np.float16))
    mine = sum(a.marked.attributions is not None for a in told)  # the corpus comes first
    complete = sum(a.marked.indirect is not None for a in told)
    for name, part in (("the corpus", slice(mine)), ("the others", slice(mine, complete))):
        log.info("left-out folds of %s", name)
        report(told[part], found[part], answers[_rows_before(told, found, part)])
    others = [a for a in articles if a.marked.indirect is None]
    for short in (True, False):
        some = [a for a in others if a.marked.id.startswith(SHORTS) == short]
        log.info("left-out folds of %s", "the short articles" if short else "passages")
        if some:
            report(some, [rows(a, along, left_out[a.fold]) for a in some], None)


def _rows_before(articles: Sequence[Read], found: Sequence[list[Quote]], part: slice) -> slice:
    """Where the answers of a part of the articles stand among all."""
    counts = [sum(_told(a, q) for q in rows_) for a, rows_ in zip(articles, found, strict=True)]
    start = sum(counts[: part.start or 0])
    return slice(start, start + sum(counts[part]))


def _told(article: Read, quote: Quote) -> bool:
    """Whether the gold says if a row is right: where indirect quotations are not marked, of quoted words alone."""
    return not _labelled(article, quote) and (article.marked.indirect is not None or quote.kind != "indirect")


def _labelled(article: Read, quote: Quote) -> bool:
    """Whether a row is a transcript's turn, of which nothing is learned."""
    return bool(quote.source) and quote.source[0] in {t.label for t in article.turns}


def report(articles: Sequence[Read], found: Sequence[list[Quote]], answers: np.ndarray | None) -> None:
    """Print the figures of the left-out folds; roles and stances are not read here."""
    from quotes.pipeline.plain import as_record

    scorer, n = news.Scorer(), 0
    for article, quotes in zip(articles, found, strict=True):
        kept = []
        labels = {t.label for t in article.turns}
        for quote in quotes:
            if answers is None or _labelled(article, quote):
                kept += judge.judge(article.scene, [quote], labels) if answers is not None else [quote]
                continue
            speech, words, row = answers[n]
            n += 1
            if speech >= judge.least(quote):
                kept.append(replace(quote, confidence=row, speech_confidence=speech, words_confidence=words))
        scorer.add(article.marked, as_record(Analysis(article.marked.article, tuple(kept)))["quotes"])
    print(json.dumps(scorer.report().figures, indent=1, ensure_ascii=False))


def _write(path: Path, weights: object) -> None:
    path.write_text(json.dumps(weights, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
