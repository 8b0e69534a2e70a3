"""A trained network → the files in `quotes/model`: int8 ONNX, the small heads as arrays, tokenizer and meta.json."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn

from quotes.errors import ModelError
from quotes.pipeline.network import windows as win
from quotes.pipeline.network.encoder import FORMAT
from quotes.pipeline.network.labels import offsets
from quotes.training.network import Layer, Network

log = logging.getLogger(__name__)

INPUTS = ("ids", "case", "marks")  # of the exported network; a trained one has a mask besides
FAITHFUL = 0.99  # share of pieces whose best label the exported network must give as PyTorch's does, before rounding
ROUNDED = 0.95  # and with int8 products
SMOOTH = (
    0.7  # how much of a channel's size goes from the inputs to the weights; 0.65 to 0.75 served trained weights alike
)


class _Embedding(nn.Module):
    """A word embedding in 8 bits, each row with its own scale: half a gigaflop saved is not the point, 35 MB are."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        scale = weight.abs().amax(1, keepdim=True).clamp_min(1e-8) / 127
        self.register_buffer("rows", (weight / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        return self.get_buffer("rows")[ids].float() * self.get_buffer("scale")[ids]


class _Smoothed(nn.Module):
    """A product whose input channels are evened out first, so that one scale of 8 bits fits them all.

    SmoothQuant (Xiao et al., ICML 2023): what divides the inputs multiplies the weights, and the product stays the same.
    """

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.linear = linear
        self.register_buffer("largest", torch.full((linear.in_features,), 1e-5))
        self.register_buffer("even", torch.ones(linear.in_features))
        self.watching = True

    def forward(self, x: Tensor) -> Tensor:
        if self.watching:
            self.largest = torch.maximum(self.get_buffer("largest"), x.abs().flatten(0, -2).amax(0))
        return self.linear(x * self.get_buffer("even"))

    def smooth(self) -> None:
        """Even out the inputs seen so far."""
        weights = self.linear.weight.data.abs().amax(0).clamp_min(1e-5)
        scale = self.get_buffer("largest") ** SMOOTH / weights ** (1 - SMOOTH)
        self.linear.weight.data = self.linear.weight.data * scale
        self.even = 1 / scale
        self.watching = False


class _Attention(torch.autograd.Function):
    """Multi-head attention over whole windows; ONNX Runtime's own operator where it is exported.

    The operator never writes a window's square of scores down, and without a mask it takes its fastest path.
    """

    @staticmethod
    def forward(ctx: Any, q: Tensor, k: Tensor, v: Tensor, heads: int) -> Tensor:
        b, t, w = q.shape
        q, k, v = (x.reshape(b, t, heads, w // heads).transpose(1, 2) for x in (q, k, v))
        return F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, t, w)

    @staticmethod
    def symbolic(g: Any, q: Any, k: Any, v: Any, heads: int) -> Any:
        return g.op("com.microsoft::MultiHeadAttention", q, k, v, num_heads_i=heads).setType(q.type())


class _Layer(nn.Module):
    """An encoder layer with its three input projections in one product, for windows that run one at a time."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        parts = (layer.query, layer.key, layer.value)
        width = layer.query.in_features
        self.heads = layer.heads
        qkv = nn.Linear(width, 3 * width)
        qkv.weight.data = torch.cat([p.weight for p in parts])
        qkv.bias.data = torch.cat([p.bias for p in parts])
        self.qkv, self.out, self.up, self.down = map(_Smoothed, (qkv, *map(_plain, (layer.out, layer.up, layer.down))))
        self.norm1, self.norm2 = layer.norm1, layer.norm2

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = self.qkv(x).chunk(3, -1)
        x = self.norm1(x + self.out(_Attention.apply(q, k, v, self.heads)))
        return self.norm2(x + self.down(F.gelu(self.up(x))))


class Exported(nn.Module):
    """The network as it ships: the same numbers from fewer, larger products, and no mask, since nothing is padded."""

    def __init__(self, net: Network) -> None:
        super().__init__()
        self.words, self.positions, self.kind = _Embedding(net.words.weight.data), net.positions, net.kind
        self.case, self.marks, self.norm = net.case, net.marks, net.norm
        self.layers = nn.ModuleList(_Layer(layer) for layer in net.layers)  # type: ignore[arg-type]
        self.tags, self.links = net.tags, net.links

    def forward(self, ids: Tensor, case: Tensor, marks: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        places = torch.arange(ids.shape[1])
        x = self.norm(self.words(ids) + self.positions(places) + self.kind + self.case(case) + self.marks(marks))
        for layer in self.layers:
            x = layer(x)
        return x, self.tags(x), self.links(x)


def _plain(linear: nn.Linear) -> nn.Linear:
    copy = nn.Linear(linear.in_features, linear.out_features)
    copy.load_state_dict(linear.state_dict())
    return copy


def smooth(exported: Exported, tokenizer: Tokenizer) -> None:
    """Even out every product's inputs by what they are on the project's corpus."""
    with torch.no_grad():
        for inputs in _corpus(tokenizer):
            exported(*(torch.from_numpy(inputs[k]) for k in INPUTS))
    for module in exported.modules():
        if isinstance(module, _Smoothed):
            module.smooth()


def export(net: Network, base: Path, out: Path, *, about: dict) -> Path:
    """Write the model folder `out` and return it; raises ModelError when the int8 network disagrees with PyTorch's."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    net = net.eval().cpu()
    net.quantize(False)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "float32.onnx"
        exported = Exported(net).eval()
        smooth(exported, _tokenizer(base / "tokenizer.json"))
        _to_onnx(exported, plain)
        faithful = agreement(net, plain, base / "tokenizer.json")
        quantize_dynamic(
            plain,
            out / "model.onnx",
            per_channel=True,
            weight_type=QuantType.QInt8,
            reduce_range=True,  # 7 bits: two products of 8 overflow 16 where a processor lacks VNNI, and rows would hang on the machine
            op_types_to_quantize=["MatMul"],
            nodes_to_exclude=_head_nodes(plain),
        )
    stance = {f"stance_{n}": p.detach().numpy() for n, p in net.stance.state_dict().items()}
    np.savez_compressed(
        out / "heads.npz",
        transitions=net.transitions.detach().numpy(),
        **{k.replace(".", "_"): v for k, v in stance.items()},
    )
    shutil.copy(base / "tokenizer.json", out / "tokenizer.json")
    _plain_tokenizer(out / "tokenizer.json")
    digest = hashlib.sha256((out / "model.onnx").read_bytes() + (out / "heads.npz").read_bytes()).hexdigest()
    meta = {"format": FORMAT, "width": net.config["hidden_size"], "version": digest[:12], **about}
    (out / "meta.json").write_text(json.dumps(meta, indent=1) + "\n", encoding="utf-8")
    rounded = agreement(net, out / "model.onnx", out / "tokenizer.json")
    log.info("labels as PyTorch gives them: %.2f %% in float, %.2f %% in int8", 100 * faithful, 100 * rounded)
    if faithful < FAITHFUL or rounded < ROUNDED:
        raise ModelError(f"{out}: of PyTorch's labels the network gives {faithful:.1%}, in int8 {rounded:.1%}")
    return out


def _to_onnx(net: nn.Module, path: Path) -> None:
    example = {k: torch.ones(2, 16, dtype=torch.int64) for k in INPUTS}
    axes = {0: "windows", 1: "pieces"}
    torch.onnx.export(
        net,
        tuple(example.values()),
        path,
        input_names=list(example),
        output_names=["vectors", "tags", "links"],
        dynamic_axes={k: axes for k in (*example, "vectors", "tags", "links")},
        opset_version=17,
        dynamo=False,
    )


def _head_nodes(path: Path) -> list[str]:
    """The heads' products stay in float: they are a fiftieth of the work and the last step before a decision."""
    import onnx

    graph = onnx.load(path).graph
    return [n.name for n in graph.node if n.op_type == "MatMul" and n.name.split("/")[1] in ("tags", "links")]


def _plain_tokenizer(path: Path) -> None:
    """Take truncation and padding out of a tokenizer file: windows are cut by `windows.py`."""
    settings = json.loads(path.read_text(encoding="utf-8"))
    settings["truncation"] = settings["padding"] = None
    path.write_text(json.dumps(settings, ensure_ascii=False), encoding="utf-8")


def _tokenizer(path: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _corpus(tokenizer: Tokenizer) -> Iterator[dict[str, np.ndarray]]:
    """The project's own articles as the network's inputs, a window at a time."""
    texts = [p.read_text(encoding="utf-8") for p in sorted((Path(__file__).parents[2] / "corpus").glob("*.md"))]
    pieces = win.encode(tokenizer, texts)
    yield from (win.batch(pieces, [w]) for w in win.windows(pieces))


def agreement(net: Network, exported: Path, tokenizer: Path) -> float:
    """Return the share of pieces on which an exported network's best span label is PyTorch's, over the project's own corpus."""
    import onnxruntime

    session = onnxruntime.InferenceSession(str(exported), providers=["CPUExecutionProvider"])
    lo, hi = offsets()["span"]
    same = total = 0
    for inputs in _corpus(_tokenizer(tokenizer)):
        ours = session.run(None, {k: inputs[k] for k in INPUTS})[1][0, :, lo:hi].argmax(-1)
        with torch.no_grad():
            theirs = net(**{k: torch.from_numpy(v) for k, v in inputs.items()})[1][0, :, lo:hi].argmax(-1).numpy()
        same += int((ours == theirs).sum())
        total += len(ours)
    return same / max(total, 1)
