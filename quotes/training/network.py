"""The network: a BERT-like encoder with one embedding more, and its heads. PyTorch; used in training alone.

Heads: tags (one label a piece and group, see `labels`), links (queries and keys of 64 a relation; a piece's link is
its softmax over the keys of its window, position 0 meaning none), and stance (three logits for a target, a content
and its surroundings, each the mean of its pieces' vectors).
"""

from __future__ import annotations

import copy
import json
import math
import re
from collections.abc import Sequence
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from quotes.pipeline.network.labels import LINK_WIDTH, RELATIONS, TAGS
from quotes.pipeline.network.windows import CASES, MARKS


class QuantLinear(nn.Linear):
    """A linear layer that can round as the exported network will: weights per channel to 7 bits, inputs per tensor to 8."""

    quantized = False

    def forward(self, x: Tensor) -> Tensor:
        if not self.quantized:
            return F.linear(x, self.weight, self.bias)
        return F.linear(_round_input(x), _round_weight(self.weight), self.bias)


def _round_weight(w: Tensor) -> Tensor:
    with torch.no_grad():
        scale = w.abs().amax(dim=1, keepdim=True).clamp_min(1e-8) / 63
        rounded = (w / scale).round() * scale
    return w + (rounded - w).detach()


def _round_input(x: Tensor) -> Tensor:
    with torch.no_grad():
        lo, hi = x.min().clamp(max=0), x.max().clamp(min=0)
        scale = ((hi - lo) / 255).clamp_min(1e-8)
        rounded = ((x - lo) / scale).round().mul_(scale).add_(lo)
    return x + (rounded - x).detach()


class Layer(nn.Module):
    def __init__(self, width: int, heads: int, inner: int, dropout: float, eps: float) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = (QuantLinear(width, width) for _ in range(3))
        self.out, self.up, self.down = QuantLinear(width, width), QuantLinear(width, inner), QuantLinear(inner, width)
        self.norm1, self.norm2 = nn.LayerNorm(width, eps=eps), nn.LayerNorm(width, eps=eps)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        b, t, w = x.shape
        q, k, v = (
            f(x).view(b, t, self.heads, w // self.heads).transpose(1, 2) for f in (self.query, self.key, self.value)
        )
        attention = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = self.norm1(x + self.dropout(self.out(attention.transpose(1, 2).reshape(b, t, w))))
        return self.norm2(x + self.dropout(self.down(F.gelu(self.up(x)))))


class Network(nn.Module):
    """Inputs as `windows.batch` gives them; returns the vectors, the tag logits and the link queries and keys of each piece."""

    untaught: frozenset[str] = frozenset()  # groups of tags and relations of which earlier weights knew nothing

    def __init__(self, config: dict) -> None:
        super().__init__()
        width, eps = config["hidden_size"], config.get("layer_norm_eps", 1e-12)
        self.config = config
        self.words = nn.Embedding(config["vocab_size"], width)
        self.positions = nn.Embedding(config["max_position_embeddings"], width)
        self.kind = nn.Parameter(torch.zeros(width))  # BERT's token type 0
        self.case, self.marks = nn.Embedding(CASES, width), nn.Embedding(MARKS, width)
        self.norm = nn.LayerNorm(width, eps=eps)
        self.dropout = nn.Dropout(0.1)
        if buckets := config.get("relative_attention_num_buckets"):  # of MPNet, and the like
            self.relative = nn.Embedding(buckets, config["num_attention_heads"])
        self.layers = nn.ModuleList(
            Layer(width, config["num_attention_heads"], config["intermediate_size"], 0.1, eps)
            for _ in range(config["num_hidden_layers"])
        )
        self.tags = nn.Linear(width, sum(map(len, TAGS.values())))
        self.links = nn.Linear(width, 2 * LINK_WIDTH * len(RELATIONS))
        self.stance = nn.Sequential(nn.Linear(3 * width, 256), nn.Tanh(), nn.Dropout(0.2), nn.Linear(256, 3))
        self.transitions = nn.Parameter(torch.zeros(len(TAGS["span"]), len(TAGS["span"])))
        nn.init.normal_(self.case.weight, std=0.01)
        nn.init.normal_(self.marks.weight, std=0.01)

    def forward(self, ids: Tensor, case: Tensor, marks: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.words(ids) + self.positions(places) + self.kind + self.case(case) + self.marks(marks)
        x = self.dropout(self.norm(x))
        bias = ((1 - mask[:, None, None, :]) * -1e4).to(x.dtype)
        if hasattr(self, "relative"):
            bias = bias + self.relative(_buckets(places, self.relative.num_embeddings)).permute(2, 0, 1)
        with torch.autocast(x.device.type, torch.bfloat16, enabled=_fast(x)):  # the heads stay exact
            for layer in self.layers:
                x = layer(x, bias)
        x = x.float()
        return x, self.tags(x), self.links(x)

    def quantize(self, on: bool = True) -> None:
        for m in self.modules():
            if isinstance(m, QuantLinear):
                m.quantized = on


def _fast(x: Tensor) -> bool:
    """Whether products in 16 bits are faster here than in 32."""
    return x.is_cuda or bool(torch.cpu.get_capabilities().get("avx512_bf16"))


def _buckets(places: Tensor, count: int) -> Tensor:
    """The bucket of each pair of places, (places, places): near ones have their own, far ones share (Raffel et al. 2020)."""
    apart = places[None, :] - places[:, None]
    half, exact = count // 2, count // 4
    far = exact + (apart.abs().clamp_min(1) / exact).log() / math.log(128 / exact) * (half - exact)
    near = apart.abs()
    return (apart > 0) * half + torch.where(near < exact, near, far.long().clamp_max(half - 1))


def from_base(folder: Path, vocabulary: Path, *, layers: int | None = None) -> Network:
    """Return a network on the pretrained encoder in a folder with `config.json`, `model.safetensors` and `tokenizer.json`.

    Any BERT or MPNet that reads uncased WordPieces; it is made to read those of the tokenizer file `vocabulary`. Of its layers
    so many are kept, evenly spread.
    """
    from safetensors.torch import load_file
    from tokenizers import Tokenizer

    config = json.loads((folder / "config.json").read_text())
    count = config["num_hidden_layers"]
    kept = [round(i * (count - 1) / max(1, (layers or count) - 1)) for i in range(layers or count)]
    have = {re.sub(r"^(?:bert|mpnet)\.", "", k): v for k, v in load_file(folder / "model.safetensors").items()}
    mpnet = config["model_type"] == "mpnet"
    inside = "attention.attn." if mpnet else "attention.self."
    names = {"norm.weight": "embeddings.LayerNorm.weight", "norm.bias": "embeddings.LayerNorm.bias"}
    parts = {
        "query": inside + ("q" if mpnet else "query"),
        "key": inside + ("k" if mpnet else "key"),
        "value": inside + ("v" if mpnet else "value"),
        "out": inside + "o" if mpnet else "attention.output.dense",
        "norm1": "attention.LayerNorm" if mpnet else "attention.output.LayerNorm",
        "up": "intermediate.dense",
        "down": "output.dense",
        "norm2": "output.LayerNorm",
    }
    for i, n in enumerate(kept):
        for ours, theirs in parts.items():
            for p in ("weight", "bias"):
                names[f"layers.{i}.{ours}.{p}"] = f"encoder.layer.{n}.{theirs}.{p}"
    wanted, own = (Tokenizer.from_file(str(p)).get_vocab() for p in (vocabulary, folder / "tokenizer.json"))
    also = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>", "[UNK]": "<unk>"}
    rows = [own.get(also.get(w, ""), own.get(w, own.get("[UNK]", 0))) for w in sorted(wanted, key=wanted.__getitem__)]
    first = 2 if mpnet else 0  # MPNet's places begin behind that of padding
    places = config["max_position_embeddings"] - first
    net = Network(config | {"vocab_size": len(rows), "max_position_embeddings": places, "num_hidden_layers": len(kept)})
    state = net.state_dict()
    state |= {ours: have[theirs] for ours, theirs in names.items()}
    state["words.weight"] = have["embeddings.word_embeddings.weight"][rows]
    state["positions.weight"] = have["embeddings.position_embeddings.weight"][first:]
    if mpnet:
        state["relative.weight"] = have["encoder.relative_attention_bias.weight"]
    else:
        state["kind"] = have["embeddings.token_type_embeddings.weight"][0]
    last = f"layers.{len(kept) - 1}.norm2."  # some encoders end in small vectors, from which heads learn slowly
    size = state[last + "weight"].abs().mean()
    for p in ("weight", "bias"):
        state[last + p] = state[last + p] / size
    net.load_state_dict(state)
    return net


def mean(networks: Sequence[Network]) -> Network:
    """Return the network whose weights are the mean of several that went on from the same ones.

    It knows what each has learned (model soups, Wortsman et al., ICML 2022).
    """
    out = copy.deepcopy(networks[0])
    states = [net.state_dict() for net in networks]
    out.load_state_dict({name: sum(s[name].float() for s in states) / len(states) for name in states[0]})
    return out


def crf_loss(emissions: Tensor, labels: Tensor, mask: Tensor, transitions: Tensor) -> Tensor:
    """Return the mean negative log-likelihood a piece of a linear-chain CRF (Lafferty et al. 2001), over the pieces in `mask`.

    The mask's pieces stand together in each row, from its first on. The steps are multiplied by halves, so that a row of n
    pieces takes log n products (as a prefix scan: Blelloch 1990) and not n.
    """
    gold = emissions.gather(2, labels[..., None])[..., 0] * mask
    moves = transitions[labels[:, :-1], labels[:, 1:]] * mask[:, 1:]
    score = gold.sum(1) + moves.sum(1)
    still = torch.full_like(transitions, -1e4).fill_diagonal_(0.0)
    steps = torch.where(mask[:, 1:, None, None] > 0, transitions + emissions[:, 1:, None, :], still)
    while steps.shape[1] > 1:
        if steps.shape[1] % 2:
            steps = torch.cat([steps, still.expand(len(steps), 1, -1, -1)], 1)
        steps = torch.logsumexp(steps[:, ::2, :, :, None] + steps[:, 1::2, None, :, :], dim=3)
    ends = torch.logsumexp(emissions[:, 0, :, None] + steps[:, 0], dim=1) if steps.shape[1] else emissions[:, 0]
    return (torch.logsumexp(ends, dim=1) - score).sum() / mask.sum()


def link_scores(links: Tensor, relation: str, rows: Tensor, pieces: Tensor) -> Tensor:
    """Return the scores of each asking piece's links to the pieces of its row, (queries, pieces); `links` are as the network gives them."""
    q, k = links.unflatten(-1, (len(RELATIONS), 2, LINK_WIDTH))[:, :, RELATIONS.index(relation)].unbind(2)
    return torch.einsum("nd,ntd->nt", q[rows, pieces], k[rows]) / math.sqrt(LINK_WIDTH)


def link_loss(scores: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
    """Return the mean negative marginal log-likelihood that each query links to one of its targets, both (queries, pieces)."""
    right = scores.masked_fill(targets == 0, -1e4)
    return ((torch.logsumexp(scores, 1) - torch.logsumexp(right, 1)) * weights).sum() / weights.sum()
