"""The training loop: all corpora, all heads, one network; checkpoints as it goes, and resumes from the last."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from quotes.pipeline.network.labels import LINK_WIDTH, RELATIONS, TAGS, bio_forbidden, offsets
from quotes.training import corpora, descriptions, examples, shipped, teacher
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
    shares: dict[str, float]  # of each corpus, drawn anew each epoch
    losses: dict[str, float]
    quantize_from: float = 0.0  # share of the steps after which layers round as the exported network will
    start: tuple[str, ...] = ()  # the phases from the mean of whose ends it starts; none: the base
    like: tuple[str, ...] = ()  # the phases whose mean's tags it keeps
    heard: bool = False  # whether what a teacher hears stands beside the opinions that people read


PLAIN = {
    "span": 1.0,
    "source": 0.3,
    "cue": 0.15,
    "entity": 0.3,
    "name": 0.25,
    "role": 0.15,
    "holder": 0.05,
    "pos": 0.1,
}
FULL = PLAIN | {"target": 0.08, "stance": 0.3}
READ = {"name": 0.4, "role": 0.2, "holder": 0.1}  # of these people read one by one: they weigh more in the short phases
HEADS = ("tags", "links", "stance", "transitions", "case", "marks")
SENTENCES = ("newsmtsc", "stances")  # texts of a sentence or two, a few of them in every step
ALL = {"polnear": 1.0, "gum": 1.0, "ewt": 0.3}
FEW = {"polnear": 0.12, "gum": 0.25, "ewt": 0.03, "read": 1.0}
# Once without stances and once with them; a short second phase each lets what people read one by one speak, a fiftieth of the
# data. `stance` goes on from the mean of all four, and `more` from there with more weight on stances; both keep the tags of
# those without, so that stances cost them little.
PHASES = (
    Phase("plain", 5, 1e-4, 5e-4, ALL, PLAIN, quantize_from=0.75),
    Phase("plain-settled", 2, 3e-5, 3e-4, FEW, PLAIN | READ, start=("plain",)),
    Phase("full", 5, 1e-4, 5e-4, ALL | {"newsmtsc": 0.5, "stances": 1.0}, FULL, quantize_from=0.75),
    Phase(
        "full-settled",
        2,
        3e-5,
        3e-4,
        FEW | {"newsmtsc": 0.25, "stances": 1.0},
        FULL | READ | {"stance": 0.6, "target": 0.15},
        start=("full",),
    ),
    Phase(
        "stance",
        3,
        5e-5,
        5e-4,
        {"polnear": 0.5, "gum": 0.1, "read": 1.0, "newsmtsc": 1.0, "stances": 1.0},
        {"kept": 1.0, "source": 0.3, "cue": 0.15, "name": 0.3, "holder": 0.05, "target": 0.15, "stance": 0.6},
        quantize_from=0.75,
        start=("plain", "plain-settled", "full", "full-settled"),
        like=("plain", "plain-settled"),
        heard=True,
    ),
    Phase(
        "more",
        2,
        4e-5,
        3e-4,
        {"polnear": 0.25, "read": 1.0, "newsmtsc": 1.0, "stances": 1.0},
        {"kept": 2.0, "source": 0.3, "cue": 0.15, "name": 0.3, "holder": 0.05, "target": 0.3, "stance": 1.0},
        quantize_from=0.75,
        start=("stance",),
        like=("plain", "plain-settled"),
        heard=True,
    ),
)
# What is exported: so much of each phase's end, with the stance head of the one. Chosen among nine, and four heads, on the development sets.
MIXTURE = {"stance": 0.5, "more": 0.25, "full": 0.125, "full-settled": 0.125}
STANCE_HEAD = "stance"
SURE = 2.0  # what an opinion weighs that somebody read, beside one that a teacher heard


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train."""

    phases: tuple[Phase, ...] = PHASES
    mixture: dict[str, float] = field(default_factory=lambda: MIXTURE)  # of the phases' ends
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


def losses(net: Network, batch: dict, wanted: Container[str], before: Network | None = None) -> dict[str, Tensor]:
    """Each wanted head's loss on a batch, by name; heads without labels in it are absent.

    `kept` is how far the tags are from those of the network `before` (Li and Hoiem, 2016, call it learning without forgetting).
    """
    vectors, logits, links = net(**batch["inputs"])
    mask = batch["inputs"]["mask"]
    at = offsets()
    out = {}
    if before and "kept" in wanted:
        with torch.no_grad():
            old = before(**batch["inputs"])[1]
        pairs = [(old[..., lo:hi], logits[..., lo:hi]) for lo, hi in at.values()]
        far = [F.kl_div(b.log_softmax(-1), a.log_softmax(-1), reduction="none", log_target=True) for a, b in pairs]
        out["kept"] = torch.stack([(x.sum(-1) * mask).sum() / mask.sum() for x in far]).sum()
    for group, gold in batch["tags"].items():
        if group not in wanted:
            continue
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
        if RELATIONS[relation] in wanted:
            out[RELATIONS[relation]] = link_loss(links, mask, relation, where, targets, weights)
    if batch["opinions"] and "stance" in wanted:
        out["stance"] = stance_loss(net, vectors, links, mask, *batch["opinions"])
    return out


def stance_loss(
    net: Network, vectors: Tensor, links: Tensor, mask: Tensor, rows: Tensor, odds: Tensor, spans: Tensor
) -> Tensor:
    """Cross-entropy of the stance head, towards the target that is marked or, without one, what the links see as the target.

    `spans` are pieces, (opinions, 3, 2): content, surroundings, target ((0, 0) for none).
    """
    q, k = links.unflatten(-1, (len(RELATIONS), 2, LINK_WIDTH))[:, :, RELATIONS.index("target")].unbind(2)
    sums = F.pad(vectors.cumsum(1), (0, 0, 1, 0))[rows[:, None], spans.movedim(-1, 0)]  # (2, opinions, 3, width)
    means = (sums[1] - sums[0]) / (spans[..., 1] - spans[..., 0]).clamp_min(1)[..., None]
    scores = torch.einsum("nd,ntd->nt", q[rows, spans[:, 0, 0]], k[rows]) / LINK_WIDTH**0.5
    linked = torch.einsum("nt,ntd->nd", scores.masked_fill(mask[rows] == 0, -1e4).softmax(1), vectors[rows])
    target = torch.where(spans[:, 2, 1:] > 0, means[:, 2], linked)
    lost = F.cross_entropy(net.stance(torch.cat([target, means[:, 0], means[:, 1]], -1)), odds, reduction="none")
    weights = 1 + (SURE - 1) * (odds.amax(1) == 1)
    return (lost * weights).sum() / weights.sum()


def train(
    data: Path,
    base: Path,
    out: Path,
    *,
    gold: Path | None = None,
    larger: Path | None = None,
    settings: Settings | None = None,
) -> Network:
    """A trained network, by the phases of the settings. The mean of two phases' ends serves every head better than either.

    `larger` is the folder of a larger encoder to learn stances from. `out` gets a checkpoint every 100 batches, and
    training goes on from the last one there.
    """
    settings = settings or Settings()
    out.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    found = load(data, gold, settings.share)
    log.info("examples: %s", {k: len(v) for k, v in found.items()})
    last = out / "last.pt"
    state = torch.load(last, weights_only=True) if last.exists() else None
    if state:
        log.info("going on from %s, epoch %d, batch %d", state["phase"], state["epoch"], state["batch"])
    names = [p.name for p in settings.phases]
    for phase in settings.phases[names.index(state["phase"]) if state else 0 :]:
        net = _network(base, out, _equal(phase.start), settings.seed).to(device)
        before = _network(base, out, _equal(phase.like), settings.seed).to(device).eval() if phase.like else None
        heard = teacher.heard(found, larger, out / "heard.json") if phase.heard and larger else {}
        going_on = state if state and state["phase"] == phase.name else None
        if going_on:
            net.load_state_dict(going_on["net"])
        _run(net, phase, found | heard, tokenizer, settings, last, going_on, before)
        torch.save(net.state_dict(), out / f"{phase.name}.pt")
    net = _network(base, out, settings.mixture, settings.seed)
    net.stance.load_state_dict(_network(base, out, {STANCE_HEAD: 1.0}, settings.seed).stance.state_dict())
    return net


def _equal(ends: Sequence[str]) -> dict[str, float]:
    return dict.fromkeys(ends, 1 / max(1, len(ends)))


def _network(base: Path, out: Path, ends: Mapping[str, float], seed: int) -> Network:
    """The network with so much of each phase's end; on the base, with heads that know nothing, without any."""
    torch.manual_seed(seed)
    net = shipped.load(base) if (base / "model.onnx").exists() else from_base(base)
    if ends:
        states = [(torch.load(out / f"{name}.pt", weights_only=True), share) for name, share in ends.items()]
        net.load_state_dict({k: sum(share * state[k] for state, share in states) for k in states[0][0]})
    return net


def _run(
    net: Network,
    phase: Phase,
    found: dict,
    tokenizer: Tokenizer,
    settings: Settings,
    last: Path,
    state: dict | None,
    before: Network | None = None,
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
                own = losses(
                    net, _to(examples.tensors(batch), device), phase.losses, before if batch is chosen[0] else None
                )
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
        examples.items(list(examples.sample(found, shares, rng)), tokenizer, rng)
        for shares in (
            {k: v for k, v in phase.shares.items() if k not in SENTENCES},
            {k: v for k, v in phase.shares.items() if k in SENTENCES},
        )
    )
    batches = examples.batches(articles, rng, settings.budget)
    beside = examples.batches(sentences, rng, 1 + sum(len(i.window) + 4 for i in sentences) // len(batches))
    return [[batch, *(beside[n :: len(batches)] if sentences else ())] for n, batch in enumerate(batches)]


def _to(batch: dict, device: torch.device) -> dict:
    if device.type == "cpu":
        return batch
    batch["inputs"] = {k: v.to(device) for k, v in batch["inputs"].items()}
    batch["tags"] = {k: v.to(device) for k, v in batch["tags"].items()}
    batch["opinions"] = tuple(t.to(device) for t in batch["opinions"])
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
