"""The training: a large network learns from what people marked, a small one from that and from the large one.

The small one also reads what nobody marked, and learns there what the large one makes of it (distillation, Hinton, Vinyals and
Dean, 2015). Weights that were trained before may go on instead: they are their own teacher, so that what is new costs what they
know little (learning without forgetting, Li and Hoiem, ECCV 2016). A run goes on from its last checkpoint.
"""

from __future__ import annotations

import logging
import math
import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.utils.data import DataLoader

from quotes.pipeline.network.labels import RELATIONS, TAGS, bio_forbidden, offsets
from quotes.training import examples
from quotes.training.lessons import APART, Known
from quotes.training.network import Network, crf_loss, link_loss, link_scores

FORBIDDEN = -1e4

# What each loss weighs; those "as taught" are how far a network is from its teacher's answers.
LOSSES = {
    "span": 1.0,
    "partial": 0.3,
    "source": 0.3,
    "cue": 0.15,
    "speaker": 0.3,
    "entity": 0.3,
    "name": 0.3,
    "role": 0.2,
    "holder": 0.08,
    "pos": 0.1,
    "speech": 0.3,
    "target": 0.15,
    "stance": 0.5,
    "tags as taught": 1.0,
    "links as taught": 0.5,
    "stances as taught": 0.5,
}
# How often an epoch reads each corpus. What nobody marked stands beside the others in every step.
SHARES = {
    "polnear": 1.0,
    "read": 2.0,
    "news": 2.0,
    "written": 2.0,
    "gum": 1.0,
    "ewt": 0.3,
    "gap": 1.0,
    "newsmtsc": 1.0,
    "stances": 1.0,
    APART: 1.0,
}
# … and of weights that go on: what they are to learn more often than what they know.
REHEARSED = {
    "polnear": 1.5,
    "read": 2.0,
    "news": 3.0,
    "written": 1.5,
    "gum": 2.5,
    "ewt": 0.2,
    "gap": 2.0,
    "newsmtsc": 3.0,
    "stances": 2.0,
}
HEADS = ("tags", "links", "stance", "transitions", "case", "marks")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train one network."""

    epochs: float
    rate: float
    head_rate: float
    quantize_from: float = 1.0  # share of the steps after which layers round as the exported network will
    budget: int = 8192  # pieces in a batch of articles
    warmup: float = 0.06
    decay: float = 0.01
    seed: int = 1
    minutes: float = 0.0  # in which it ends, however far it is; 0: it takes its time
    workers: int = 0  # processes that prepare batches
    shares: Mapping[str, float] = field(default_factory=lambda: SHARES)
    losses: Mapping[str, float] = field(default_factory=lambda: LOSSES)


TEACHER = Settings(4, 6e-5, 6e-4)
STUDENT = Settings(8, 2e-4, 8e-4, quantize_from=0.75)
ONWARD = Settings(
    epochs=1,
    rate=8e-5,
    head_rate=4e-4,
    quantize_from=0.6,
    budget=4096,
    warmup=0.05,
    shares=REHEARSED,
    losses=LOSSES
    | {"source": 0.4, "cue": 0.2, "speaker": 0.6, "speech": 0.4, "name": 0.5, "role": 0.6, "holder": 0.25}
    | {"stance": 1.0, "target": 0.3, "tags as taught": 0.5, "links as taught": 0.0, "stances as taught": 0.0},
)


def transitions(net: Network) -> Tensor:
    """The CRF's steps with those that BIO forbids closed."""
    closed = torch.zeros_like(net.transitions)
    for i, j in bio_forbidden(TAGS["span"]):
        closed[i, j] = FORBIDDEN
    return net.transitions + closed


def losses(
    net: Network, batch: dict, teacher: Network | None = None, weights: Mapping[str, float] = LOSSES
) -> dict[str, Tensor]:
    """Each head's loss on a batch, by name; heads without labels in it, and lessons without a weight, are absent."""
    vectors, logits, links = net(**batch["inputs"])
    mask = batch["inputs"]["mask"]
    at = offsets()
    out = {}
    if batch["chains"]:
        rows, gold = batch["chains"]
        lo, hi = at["span"]
        out["span"] = crf_loss(logits[rows, :, lo:hi], gold, mask[rows].float(), transitions(net))
    for group, (rows, pieces, gold) in batch["tags"].items():
        lo, hi = at[group]
        given = logits[rows, pieces, lo:hi]
        if group == "span":  # where something begins is known only where everything is
            out["partial"] = _either(given, gold)
        else:
            out[group] = F.cross_entropy(given, gold)
    for relation, (rows, pieces, *asked) in batch["queries"].items():
        out[relation] = link_loss(_scores(links, relation, rows, pieces, mask), *asked)
    stances = None
    if batch["opinions"]:
        rows, odds, spans = batch["opinions"]
        stances = stance_logits(net, vectors, links, mask, rows, spans)
        lost = F.cross_entropy(stances, odds, reduction="none")  # 0 where nobody knows
        out["stance"] = lost.sum() / odds.sum().clamp_min(1)
    if teacher:
        out |= _taught(teacher, batch, logits, links, stances, weights)
    return out


def _either(given: Tensor, gold: Tensor) -> Tensor:
    """Cross-entropy over what a label names, whether it begins there or goes on: 0, then pairs of B and I."""
    kinds = torch.cat([given[:, :1], given[:, 1:].unflatten(1, (-1, 2)).logsumexp(2)], 1)
    return F.cross_entropy(kinds, (gold + 1) // 2)


def _scores(links: Tensor, relation: str, rows: Tensor, pieces: Tensor, mask: Tensor) -> Tensor:
    return link_scores(links, relation, rows, pieces).masked_fill(mask[rows] == 0, -1e4)


def _taught(
    teacher: Network,
    batch: dict,
    logits: Tensor,
    links: Tensor,
    stances: Tensor | None,
    weights: Mapping[str, float],
) -> dict[str, Tensor]:
    """How far the answers are from a teacher's: tags everywhere, links from the pieces from which it would follow them."""
    mask = batch["inputs"]["mask"]
    with torch.no_grad():
        vectors, theirs, linked = teacher(**batch["inputs"])
        odds = {g: theirs[..., lo:hi].softmax(-1) for g, (lo, hi) in offsets().items()}
        nouns = [TAGS["pos"].index(t) for t in ("PRON", "DET", "PROPN", "NOUN")]
        content = odds["span"][..., TAGS["span"].index("B-CONTENT")]
        spoken = 1 - odds["speech"][..., 0]
        asks = {
            "source": content,
            "cue": content,
            "speaker": spoken,
            "target": spoken,
            "name": odds["pos"][..., nouns].sum(-1),
            "holder": 1 - odds["role"][..., 0],
        }
    far = sum(
        (F.kl_div(logits[..., lo:hi].log_softmax(-1), odds[g], reduction="none").sum(-1) * mask).sum()
        for g, (lo, hi) in offsets().items()
        if g not in teacher.untaught
    )
    out = {"tags as taught": far / mask.sum()}
    if weights["links as taught"]:
        out["links as taught"] = _links_taught(links, linked, asks, mask)
    if stances is not None and weights["stances as taught"]:
        rows, _, spans = batch["opinions"]
        with torch.no_grad():
            wanted = stance_logits(teacher, vectors, linked, mask, rows, spans).softmax(-1)
        out["stances as taught"] = F.kl_div(stances.log_softmax(-1), wanted, reduction="batchmean")
    return out


def _links_taught(links: Tensor, linked: Tensor, asks: Mapping[str, Tensor], mask: Tensor) -> Tensor:
    lost = []
    hidden = (mask[:, None, :] == 0).expand(-1, mask.shape[1], -1)
    for relation in RELATIONS:
        with torch.no_grad():
            wanted = _all_scores(linked, relation).masked_fill(hidden, -1e4).softmax(-1)
            weights = asks[relation] * mask
        given = _all_scores(links, relation).masked_fill(hidden, -1e4).log_softmax(-1)
        # what differs from the divergence is the teacher's entropy, which nothing learns from
        lost.append(-((wanted * given).sum(-1) * weights).sum() / weights.sum().clamp_min(1))
    return torch.stack(lost).mean()


def _all_scores(links: Tensor, relation: str) -> Tensor:
    """The scores of every piece's links to every piece of its row, (rows, pieces, pieces)."""
    q, k = links.unflatten(-1, (len(RELATIONS), 2, -1))[:, :, RELATIONS.index(relation)].unbind(2)
    return q @ k.transpose(1, 2) / q.shape[-1] ** 0.5


def stance_logits(net: Network, vectors: Tensor, links: Tensor, mask: Tensor, rows: Tensor, spans: Tensor) -> Tensor:
    """The stance head's answers towards the target that is marked or, without one, what the links see as the target.

    `spans` are pieces, (opinions, 3, 2): content, surroundings, target ((0, 0) for none).
    """
    sums = F.pad(vectors.cumsum(1), (0, 0, 1, 0))[rows[:, None], spans.movedim(-1, 0)]  # (2, opinions, 3, width)
    means = (sums[1] - sums[0]) / (spans[..., 1] - spans[..., 0]).clamp_min(1)[..., None]
    scores = _scores(links, "target", rows, spans[:, 0, 0], mask)
    linked = torch.einsum("nt,ntd->nd", scores.softmax(1), vectors[rows])
    target = torch.where(spans[:, 2, 1:] > 0, means[:, 2], linked)
    return net.stance(torch.cat([target, means[:, 0], means[:, 1]], -1))


def steps(known: Known, settings: Settings, taught: bool) -> list[list[list[examples.Item]]]:
    """All steps of a training: a batch each and, where a teacher reads, one of unmarked articles too."""
    out: list[list[list[examples.Item]]] = []
    apart = (
        _forever(known, settings, random.Random(f"{settings.seed} apart"))
        if taught and APART in settings.shares and known[APART]
        else None
    )
    for epoch in range(math.ceil(settings.epochs)):
        rng = random.Random(f"{settings.seed} {epoch}")
        windows = list(_sample(known, {k: v for k, v in settings.shares.items() if k != APART}, epoch, rng))
        for batch in examples.batches(windows, rng, settings.budget):
            out.append([batch, next(apart)] if apart else [batch])
    return out[: round(len(out) * settings.epochs / math.ceil(settings.epochs))]


def _sample(known: Known, shares: Mapping[str, float], epoch: int, rng: random.Random) -> Iterator[examples.Item]:
    """The windows of one epoch: a share of each corpus that is named (2 is all of it, twice), drawn anew each time."""
    for name, share in shares.items():
        for n, part in enumerate([1.0] * int(share) + [share % 1]):
            for _, versions in rng.sample(known[name], round(len(known[name]) * part)):
                yield from versions[(epoch * int(share) + n) % len(versions)]


def _forever(known: Known, settings: Settings, rng: random.Random) -> Iterator[list[examples.Item]]:
    while True:
        yield from examples.batches(list(_sample(known, {APART: 1.0}, 0, rng)), rng, settings.budget)


class _Prepared(torch.utils.data.Dataset):
    def __init__(self, todo: list[list[list[examples.Item]]]) -> None:
        self.todo = todo

    def __len__(self) -> int:
        return len(self.todo)

    def __getitem__(self, n: int) -> list[dict]:
        return [examples.tensors(batch) for batch in self.todo[n]]


def train(net: Network, known: Known, settings: Settings, last: Path, teacher: Network | None = None) -> Network:
    """Train a network, from its beginning or from where the checkpoint `last` left it. Word vectors stay as they are."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    net = net.to(device)
    teacher = teacher.to(device).eval() if teacher else None
    for part in (net.words, *([net.relative] if hasattr(net, "relative") else [])):
        part.requires_grad_(False)
    named = [(n, p) for n, p in net.named_parameters() if p.requires_grad]
    heads, rest = ([p for n, p in named if (n.split(".")[0] in HEADS) == mine] for mine in (True, False))
    rates = (settings.rate, settings.head_rate)
    optimizer = torch.optim.AdamW(
        [{"params": rest}, {"params": heads}], weight_decay=settings.decay, fused=device.type == "cuda"
    )
    todo = steps(known, settings, teacher is not None)
    first, before = 0, 0.0
    if last.exists():
        state = torch.load(last, weights_only=True, map_location=device)
        net.load_state_dict(state["net"])
        optimizer.load_state_dict(state["optimizer"])
        first, before = state["step"], state["seconds"]
        log.info("%s: going on from step %d", last.stem, first)
    loader = DataLoader(
        _Prepared(todo[first:]), batch_size=None, num_workers=settings.workers, pin_memory=device.type == "cuda"
    )
    seen: dict[str, list[Tensor]] = {}
    began = saved = told = time.monotonic()
    for n, batches in enumerate(loader, start=first):
        now = time.monotonic()
        done = n / len(todo)
        if settings.minutes:
            done = max(done, (now - began + before) / 60 / settings.minutes)
        if done >= 1:
            break
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * min((n + 1) / (settings.warmup * len(todo)), (1 - done) / (1 - settings.warmup))
        net.train()
        net.quantize(done >= settings.quantize_from)
        for batch in batches:
            own = losses(net, _to(batch, device), teacher, settings.losses)
            if own:  # of some sentences nothing is known
                torch.stack([settings.losses[k] * v for k, v in own.items()]).sum().backward()
            for k, v in own.items():
                seen.setdefault(k, []).append(v.detach())
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        if now - told > 15:
            figures = " ".join(f"{k} {torch.stack(v).mean().item():.3f}" for k, v in seen.items())
            log.info(
                "%s: step %d of %d, %.0f s, %.0f %%: %s", last.stem, n, len(todo), now - began, 100 * done, figures
            )
            seen, told = {}, now
        if now - saved > 300:
            _save(last, net, optimizer, n + 1, now - began + before)
            saved = now
    _save(last, net, optimizer, len(todo), time.monotonic() - began + before)
    net.quantize(False)
    return net.eval()


def _to(batch: dict, device: torch.device) -> dict:
    if device.type == "cpu":
        return batch

    def move(x):
        return x.to(device, non_blocking=True) if isinstance(x, Tensor) else tuple(map(move, x))

    return {k: {g: move(x) for g, x in v.items()} if isinstance(v, dict) else move(v) for k, v in batch.items()}


def _save(path: Path, net: Network, optimizer: torch.optim.Optimizer, step: int, seconds: float) -> None:
    state = {"net": net.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "seconds": seconds}
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    partial.replace(path)
