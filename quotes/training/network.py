"""The network: a BERT-like encoder with one embedding more, and its heads. PyTorch; used in training alone.

Heads: tags (one label a piece and group, see `labels`), links (queries and keys of 64 a relation; a piece's link is
its softmax over the keys of its window, position 0 meaning none), and stance (three logits for a target, a content
and its surroundings, each the mean of its pieces' vectors).
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from quotes.pipeline.network.labels import LINK_WIDTH, RELATIONS, TAGS
from quotes.pipeline.network.windows import CASES, MARKS


class QuantLinear(nn.Linear):
    """A linear layer that can round as the exported network will: weights per channel, inputs per tensor, to 8 bits."""

    quantized = False

    def forward(self, x: Tensor) -> Tensor:
        if not self.quantized:
            return F.linear(x, self.weight, self.bias)
        return F.linear(_round_input(x), _round_weight(self.weight), self.bias)


def _round_weight(w: Tensor) -> Tensor:
    with torch.no_grad():
        scale = w.abs().amax(dim=1, keepdim=True).clamp_min(1e-8) / 127
        rounded = (w / scale).round() * scale
    return w + (rounded - w).detach()


def _round_input(x: Tensor) -> Tensor:
    with torch.no_grad():
        lo, hi = x.min().clamp(max=0), x.max().clamp(min=0)
        scale = ((hi - lo) / 255).clamp_min(1e-8)
        rounded = ((x - lo) / scale).round().mul_(scale).add_(lo)
    return x + (rounded - x).detach()


class Layer(nn.Module):
    def __init__(self, width: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = (QuantLinear(width, width) for _ in range(3))
        self.out, self.up, self.down = QuantLinear(width, width), QuantLinear(width, inner), QuantLinear(inner, width)
        self.norm1, self.norm2 = nn.LayerNorm(width, eps=1e-12), nn.LayerNorm(width, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        b, t, w = x.shape
        q, k, v = (
            f(x).view(b, t, self.heads, w // self.heads).transpose(1, 2) for f in (self.query, self.key, self.value)
        )
        if torch.onnx.is_in_onnx_export():
            attention = (q @ k.transpose(2, 3) * (1 / math.sqrt(w // self.heads)) + mask).softmax(-1) @ v
        else:
            attention = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = self.norm1(x + self.dropout(self.out(attention.transpose(1, 2).reshape(b, t, w))))
        return self.norm2(x + self.dropout(self.down(F.gelu(self.up(x)))))


class Network(nn.Module):
    """Inputs as `windows.batch` gives them; returns the vectors, the tag logits and the link queries and keys of each piece."""

    def __init__(self, config: dict) -> None:
        super().__init__()
        width = config["hidden_size"]
        self.config = config
        self.words = nn.Embedding(config["vocab_size"], width)
        self.positions = nn.Embedding(config["max_position_embeddings"], width)
        self.kind = nn.Parameter(torch.zeros(width))  # BERT's token type 0
        self.case, self.marks = nn.Embedding(CASES, width), nn.Embedding(MARKS, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.dropout = nn.Dropout(0.1)
        self.layers = nn.ModuleList(
            Layer(width, config["num_attention_heads"], config["intermediate_size"], 0.1)
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
        with torch.autocast(x.device.type, torch.bfloat16, enabled=self.training):  # the heads stay exact
            for layer in self.layers:
                x = layer(x, bias)
        x = x.float()
        return x, self.tags(x), self.links(x)

    def quantize(self, on: bool = True) -> None:
        for m in self.modules():
            if isinstance(m, QuantLinear):
                m.quantized = on


def from_base(folder: Path) -> Network:
    """A network on the pretrained encoder in a folder with `config.json` and `model.safetensors` (any BERT-like one)."""
    from safetensors.torch import load_file

    net = Network(json.loads((folder / "config.json").read_text()))
    have = {k.removeprefix("bert."): v for k, v in load_file(folder / "model.safetensors").items()}
    names = {
        "words.weight": "embeddings.word_embeddings.weight",
        "positions.weight": "embeddings.position_embeddings.weight",
        "norm.weight": "embeddings.LayerNorm.weight",
        "norm.bias": "embeddings.LayerNorm.bias",
    }
    parts = {
        "query": "attention.self.query",
        "key": "attention.self.key",
        "value": "attention.self.value",
        "out": "attention.output.dense",
        "norm1": "attention.output.LayerNorm",
        "up": "intermediate.dense",
        "down": "output.dense",
        "norm2": "output.LayerNorm",
    }
    for i in range(len(net.layers)):
        for ours, theirs in parts.items():
            for p in ("weight", "bias"):
                names[f"layers.{i}.{ours}.{p}"] = f"encoder.layer.{i}.{theirs}.{p}"
    state = net.state_dict()
    state |= {ours: have[theirs] for ours, theirs in names.items()}
    state["kind"] = have["embeddings.token_type_embeddings.weight"][0]
    net.load_state_dict(state)
    return net


def crf_loss(emissions: Tensor, labels: Tensor, mask: Tensor, transitions: Tensor) -> Tensor:
    """Mean negative log-likelihood a piece of a linear-chain CRF (Lafferty et al. 2001), over the pieces in `mask`.

    The mask's pieces stand together in each row, from its first on.
    """
    t = emissions.shape[1]
    gold = emissions.gather(2, labels[..., None])[..., 0] * mask
    steps = transitions[labels[:, :-1], labels[:, 1:]] * mask[:, 1:]
    score = gold.sum(1) + steps.sum(1)
    alpha = emissions[:, 0]
    for i in range(1, t):
        new = torch.logsumexp(alpha[:, :, None] + transitions[None], dim=1) + emissions[:, i]
        alpha = torch.where(mask[:, i, None] > 0, new, alpha)
    return (torch.logsumexp(alpha, dim=1) - score).sum() / mask.sum()


def link_loss(links: Tensor, mask: Tensor, relation: int, queries: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
    """Mean negative marginal log-likelihood that each query (row, piece) links to one of its targets (queries, pieces)."""
    q, k = links.unflatten(-1, (len(RELATIONS), 2, LINK_WIDTH))[:, :, relation].unbind(2)
    rows = queries[:, 0]
    scores = torch.einsum("nd,ntd->nt", q[rows, queries[:, 1]], k[rows]) / math.sqrt(LINK_WIDTH)
    scores = scores.masked_fill(mask[rows] == 0, -1e4)
    right = scores.masked_fill(targets == 0, -1e4)
    return ((torch.logsumexp(scores, 1) - torch.logsumexp(right, 1)) * weights).sum() / weights.sum()
