"""What a network learns from: the corpora, cut into labelled windows, once for all runs of a training."""

from __future__ import annotations

import logging
import pickle
import random
from collections.abc import Container
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tokenizers import Tokenizer

from quotes.training import corpora, descriptions, examples
from quotes.training.articles import ARTICLES
from quotes.training.folds import fold

STANCES = Path(__file__).parent / "data/stances.jsonl"
APART = "unlabelled"
VERSIONS = {APART: 1}  # in how many sizes of windows and styles of marks each text is cut; all others in four

log = logging.getLogger(__name__)

Known = dict[
    str, list[tuple[str, list[list[examples.Item]]]]
]  # by corpus: each text's identifier and its windows, by version


def load(data: Path, gold: Path | None, tokenizer: Path, keep: Path, share: float = 1.0, processes: int = 1) -> Known:
    """Read the corpora of a folder laid out as `docs/training.md` says, cut into labelled windows; these are kept in a file.

    `gold` is the folder of the speakers' golds. What is absent is left out.
    """
    if keep.exists():
        with keep.open("rb") as file:
            return pickle.load(file)
    found = _texts(data, gold)
    rng = random.Random(0)
    found = {k: rng.sample(v, round(len(v) * share)) if share < 1 else v for k, v in found.items()}
    log.info("texts: %s", {k: len(v) for k, v in found.items()})
    work = [
        (name, version, texts[at : at + 128], tokenizer)
        for name, texts in found.items()
        for version in range(VERSIONS.get(name, 4))
        for at in range(0, len(texts), 128)
    ]
    out: Known = {name: [(e.id, []) for e in texts] for name, texts in found.items()}
    place = dict.fromkeys(out, 0)
    with ProcessPoolExecutor(processes) as pool:
        for (name, *_), part in zip(work, pool.map(_cut, work), strict=True):
            for windows in part:
                out[name][place[name] % len(out[name])][1].append(windows)
                place[name] += 1
    partial = keep.with_suffix(".partial")
    with partial.open("wb") as file:
        pickle.dump(out, file, protocol=pickle.HIGHEST_PROTOCOL)
    partial.replace(keep)
    return out


def _texts(data: Path, gold: Path | None) -> dict[str, list[corpora.Example]]:
    speakers = gold / "speaker-gold-train.jsonl" if gold else None
    news, apart = data / "news/train.jsonl", data / "news/unlabelled.jsonl"
    polnear = corpora.polnear(data / "polnear/train.jsonl", data / "polnear/train-silver.jsonl", speakers)
    polnear = descriptions.describe(polnear)
    return {
        "polnear": [e for e in polnear if not e.opinions],
        "read": [e for e in polnear if e.opinions],
        "news": corpora.news(news, gold / "news-gold-train.jsonl") if gold and news.exists() else [],
        "written": corpora.written(ARTICLES),
        "gum": corpora.conllu(data / "ud/gum-train.conllu", entities=True),
        "ewt": corpora.conllu(data / "ud/ewt-train.conllu"),
        "gap": corpora.gap(data / "gap/gap-development.tsv"),
        "newsmtsc": corpora.newsmtsc(data / "newsmtsc/train.jsonl"),
        "stances": corpora.stances(STANCES),
        APART: corpora.unlabelled(apart) if apart.exists() else [],
    }


def _cut(work: tuple[str, int, list[corpora.Example], Path]) -> list[list[examples.Item]]:
    name, version, texts, path = work
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return examples.items(texts, tokenizer, f"{name} {version}")


def without(known: Known, left_out: Container[int]) -> Known:
    """Leave out folds of the articles whose speakers people read."""
    return {k: [t for t in v if k not in ("read", "news") or fold(t[0]) not in left_out] for k, v in known.items()}
