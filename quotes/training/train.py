"""The training loop: all corpora, all heads, one network; checkpoints as it goes, and resumes from the last."""

from __future__ import annotations

import logging
import random
import time
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from quotes.pipeline.labels import LINK_WIDTH, RELATIONS, TAGS, bio_forbidden, offsets
from quotes.training import corpora, descriptions, examples
from quotes.training.network import Network, crf_loss, from_base, link_loss

STANCES = Path(__file__).parent / "data/stances.jsonl"

log = logging.getLogger(__name__)

FORBIDDEN = -1e4


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of training with a schedule of its own; the weights beside each loss were chosen on PolNeAR dev."""

    name: str
    epochs: int
    rate: float
    head_rate: float
    # of each corpus, drawn anew each epoch; `read` are the articles with opinions that people read
    shares: dict[str, float]
    losses: dict[str, float]
    quantize_from: float = 0.0  # share of the steps after which layers round as the exported network will


LOSSES = {
    "span": 1.0,
    "source": 0.3,
    "cue": 0.15,
    "entity": 0.3,
    "name": 0.25,
    "role": 0.15,
    "holder": 0.05,
    "target": 0.08,
    "stance": 0.3,
    "pos": 0.1,
}
SENTENCES = ("newsmtsc", "stances")  # texts of a sentence or two, a few of them in every step
MAIN = Phase("main", 5, 1e-4, 5e-4, {"ewt": 0.3, "newsmtsc": 0.5, "read": 0.0}, LOSSES, quantize_from=0.75)
# What people read one by one is a fiftieth of the data: a short second phase lets it speak.
SETTLE = Phase(
    "settle",
    2,
    3e-5,
    3e-4,
    {"polnear": 0.12, "ewt": 0.03, "gum": 0.25, "newsmtsc": 0.25},
    LOSSES | {"stance": 0.6, "name": 0.4, "role": 0.2, "holder": 0.1, "target": 0.15},
)


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train."""

    phases: tuple[Phase, ...] = (MAIN, SETTLE)
    warmup: float = 0.06
    decay: float = 0.01
    budget: int = 4096  # pieces in a batch
    seed: int = 1
    share: float = 1.0  # of the data, to try an idea


def load(data: Path, gold: Path | None, share: float = 1.0) -> dict[str, list[corpora.Example]]:
    """The training corpora from a folder laid out as `docs/training.md` says; those that are absent are left out."""
    found = {
        "polnear": corpora.polnear(data / "polnear/train.jsonl", data / "polnear/train-silver.jsonl", gold),
        "gum": corpora.conllu(data / "ud/gum-train.conllu", entities=True),
        "ewt": corpora.conllu(data / "ud/ewt-train.conllu"),
        "newsmtsc": corpora.newsmtsc(data / "newsmtsc/train.jsonl"),
        "stances": corpora.stances(STANCES),
    }
    rng = random.Random(0)
    found = {k: rng.sample(v, round(len(v) * share)) if share < 1 else v for k, v in found.items()}
    found["polnear"] = descriptions.describe(found["polnear"])
    return found | {"read": [e for e in found["polnear"] if e.opinions]}


def transitions(net: Network) -> Tensor:
    """The CRF's steps with those that BIO forbids closed."""
    closed = torch.zeros_like(net.transitions)
    for i, j in bio_forbidden(TAGS["span"]):
        closed[i, j] = FORBIDDEN
    return net.transitions + closed


def losses(net: Network, batch: dict) -> dict[str, Tensor]:
    """Each head's loss on a batch, by name; heads without labels in it are absent."""
    vectors, logits, links = net(**batch["inputs"])
    mask = batch["inputs"]["mask"]
    at = offsets()
    out = {}
    for group, gold in batch["tags"].items():
        lo, hi = at[group]
        known = gold != examples.IGNORE
        if group == "span":
            rows = known[:, 1]
            if rows.any():
                ours = mask[rows].float()
                out[group] = crf_loss(logits[rows, :, lo:hi], gold[rows].clamp_min(0), ours, transitions(net))
        elif known.any():
            out[group] = F.cross_entropy(logits[..., lo:hi][known], gold[known])
    for relation, (where, targets, weights) in batch["queries"].items():
        out[RELATIONS[relation]] = link_loss(links, mask, relation, where, targets, weights)
    if batch["opinions"]:
        out["stance"] = stance_loss(net, vectors, links, mask, batch["opinions"])
    return out


def stance_loss(net: Network, vectors: Tensor, links: Tensor, mask: Tensor, opinions: list) -> Tensor:
    """Cross-entropy of the stance head, with the target as marked and, for quotations, with the target as the links see it."""
    q, k = links.unflatten(-1, (len(RELATIONS), 2, LINK_WIDTH))[:, :, RELATIONS.index("target")].unbind(2)
    inputs, gold = [], []
    for row, stance, content, around, target in opinions:
        mean = [vectors[row, lo:hi].mean(0) for lo, hi in (content, around)]
        if target:
            inputs.append(torch.cat([vectors[row, target[0] : target[1]].mean(0), *mean]))
            gold.append(stance)
        if content != around or not target:
            scores = (k[row] @ q[row, content[0]]) / LINK_WIDTH**0.5
            weights = scores.masked_fill(mask[row] == 0, -1e4).softmax(0)
            inputs.append(torch.cat([weights @ vectors[row], *mean]))
            gold.append(stance)
    return F.cross_entropy(net.stance(torch.stack(inputs)), torch.tensor(gold))


def train(data: Path, base: Path, out: Path, *, gold: Path | None = None, settings: Settings | None = None) -> Network:
    """A trained network: the mean of the weights at its phases' ends, which serves every head better than either.

    `out` gets a checkpoint every 100 batches, and training goes on from the last one there.
    """
    settings = settings or Settings()
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(settings.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    found = load(data, gold, settings.share)
    log.info("examples: %s", {k: len(v) for k, v in found.items()})
    net = from_base(base).to(device)
    last = out / "last.pt"
    state = torch.load(last, weights_only=True) if last.exists() else None
    if state:
        net.load_state_dict(state["net"])
        log.info("going on from %s, epoch %d, batch %d", state["phase"], state["epoch"], state["batch"])
    names = [p.name for p in settings.phases]
    for phase in settings.phases[names.index(state["phase"]) if state else 0 :]:
        _run(net, phase, found, tokenizer, settings, last, state if state and state["phase"] == phase.name else None)
        torch.save(net.state_dict(), out / f"{phase.name}.pt")
    ends = [torch.load(out / f"{name}.pt", weights_only=True) for name in names]
    net.load_state_dict({k: torch.stack([e[k] for e in ends]).mean(0) for k in ends[0]})
    net.quantize(False)
    return net


HEADS = ("tags", "links", "stance", "transitions", "case", "marks")


def _run(
    net: Network, phase: Phase, found: dict, tokenizer: Tokenizer, settings: Settings, last: Path, state: dict | None
) -> None:
    """One phase, from its beginning or from where a checkpoint left it."""
    device = next(net.parameters()).device
    heads = [p for n, p in net.named_parameters() if n.split(".")[0] in HEADS]
    mine = {id(p) for p in heads}
    rest = [p for p in net.parameters() if id(p) not in mine]
    groups = [{"params": rest, "lr": phase.rate}, {"params": heads, "lr": phase.head_rate}]
    optimizer = torch.optim.AdamW(groups, weight_decay=settings.decay)
    todo = _epoch(found, tokenizer, settings, phase, 0)
    steps = max(2, len(todo) * phase.epochs)
    rising = settings.warmup * steps
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / rising, max(0.0, (steps - s) / (steps - rising)))
    )
    first = begin = 0
    if state:
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        first, begin = state["epoch"], state["batch"]
    for epoch in range(first, phase.epochs):
        todo = _epoch(found, tokenizer, settings, phase, epoch) if epoch else todo
        seen: dict[str, list[float]] = {}
        began = time.monotonic()
        for n, chosen in enumerate(todo[begin:], start=begin + 1):
            net.train()
            net.quantize(schedule.last_epoch >= phase.quantize_from * steps)
            parts: dict[str, Tensor] = {}
            for batch in chosen:
                own = losses(net, _to(examples.tensors(batch), device))
                if own:  # of some sentences nothing is known
                    torch.stack([phase.losses[k] * v for k, v in own.items()]).sum().backward()
                parts |= {k: v.detach() for k, v in own.items()}
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            schedule.step()
            for k, v in parts.items():
                seen.setdefault(k, []).append(v.item())
            if n % 10 == 0:
                pace = (time.monotonic() - began) / (n - begin)
                figures = " ".join(f"{k} {sum(v) / len(v):.3f}" for k, v in seen.items())
                log.info("%s %d, batch %d of %d, %.2f s each: %s", phase.name, epoch, n, len(todo), pace, figures)
                seen = {}
            if n % 100 == 0:
                _save(last, net, optimizer, schedule, phase=phase.name, epoch=epoch, batch=n)
        begin = 0
        _save(last, net, optimizer, schedule, phase=phase.name, epoch=epoch + 1, batch=0)


def _epoch(
    found: dict, tokenizer: Tokenizer, settings: Settings, phase: Phase, epoch: int
) -> list[list[list[examples.Item]]]:
    """An epoch's steps: a batch of articles each, and one of sentences, so that no step is for the stances alone."""
    rng = random.Random(f"{settings.seed} {phase.name} {epoch}")
    articles, sentences = (
        examples.items(list(examples.sample(part, phase.shares, rng)), tokenizer, rng)
        for part in (
            {k: v for k, v in found.items() if k not in SENTENCES},
            {k: v for k, v in found.items() if k in SENTENCES},
        )
    )
    batches = examples.batches(articles, rng, settings.budget)
    beside = examples.batches(sentences, rng, 1 + sum(len(i.window) + 4 for i in sentences) // len(batches))
    return [[batch, *beside[n :: len(batches)]] for n, batch in enumerate(batches)]


def _to(batch: dict, device: torch.device) -> dict:
    if device.type == "cpu":
        return batch
    batch["inputs"] = {k: v.to(device) for k, v in batch["inputs"].items()}
    batch["tags"] = {k: v.to(device) for k, v in batch["tags"].items()}
    batch["queries"] = {k: tuple(t.to(device) for t in v) for k, v in batch["queries"].items()}
    return batch


def _save(path: Path, net: Network, optimizer, schedule, **where: str | int) -> None:
    state = {
        "net": net.state_dict(),
        "optimizer": optimizer.state_dict(),
        "schedule": schedule.state_dict(),
        **where,
    }
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    partial.replace(path)
