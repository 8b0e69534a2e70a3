"""A trained network → the files in `quotes/model`: int8 ONNX, the small heads as arrays, tokenizer and meta.json."""

from __future__ import annotations

import hashlib
import json
import logging
import math
import shutil
import tempfile
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from quotes.errors import ModelError
from quotes.pipeline.encoder import FORMAT
from quotes.training.network import Layer, Network

log = logging.getLogger(__name__)

FAITHFUL = 0.99  # share of pieces whose best label the exported network must give as PyTorch's does, before rounding
ROUNDED = 0.95  # and with int8 products


class _Embedding(nn.Module):
    """A word embedding in 8 bits, each row with its own scale: half a gigaflop saved is not the point, 35 MB are."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        scale = weight.abs().amax(1, keepdim=True).clamp_min(1e-8) / 127
        self.register_buffer("rows", (weight / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        return self.get_buffer("rows")[ids].float() * self.get_buffer("scale")[ids]


class _Layer(nn.Module):
    """An encoder layer with its three input projections in one product."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        parts = (layer.query, layer.key, layer.value)
        width = layer.query.in_features
        scale = 1 / math.sqrt(width // layer.heads)
        self.heads, self.width = layer.heads, width
        self.qkv = nn.Linear(width, 3 * width)
        self.qkv.weight.data = torch.cat([parts[0].weight * scale, parts[1].weight, parts[2].weight])
        self.qkv.bias.data = torch.cat([parts[0].bias * scale, parts[1].bias, parts[2].bias])
        self.out, self.up, self.down, self.norm1, self.norm2 = layer.out, layer.up, layer.down, layer.norm1, layer.norm2

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        b, t, w = x.shape
        q, k, v = self.qkv(x).reshape(b, t, 3, self.heads, w // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        attention = (q @ k.transpose(2, 3) + mask).softmax(-1) @ v
        x = self.norm1(x + self.out(attention.transpose(1, 2).reshape(b, t, w)))
        return self.norm2(x + self.down(F.gelu(self.up(x))))


class Exported(nn.Module):
    """The network as it ships: the same numbers from fewer, larger products."""

    def __init__(self, net: Network) -> None:
        super().__init__()
        self.words, self.positions, self.kind = _Embedding(net.words.weight.data), net.positions, net.kind
        self.case, self.marks, self.norm = net.case, net.marks, net.norm
        self.layers = nn.ModuleList(_Layer(layer) for layer in net.layers)  # type: ignore[arg-type]
        self.tags, self.links = net.tags, net.links

    def forward(self, ids: Tensor, case: Tensor, marks: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        places = torch.arange(ids.shape[1])
        x = self.norm(self.words(ids) + self.positions(places) + self.kind + self.case(case) + self.marks(marks))
        bias = (1 - mask[:, None, None, :].float()) * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return x, self.tags(x), self.links(x)


def export(net: Network, base: Path, out: Path, *, about: dict) -> Path:
    """Write the model folder `out` and return it; raises ModelError when the int8 network disagrees with PyTorch's."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    net = net.eval().cpu()
    net.quantize(False)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "float32.onnx"
        _to_onnx(Exported(net).eval(), plain)
        faithful = agreement(net, plain, base / "tokenizer.json")
        quantize_dynamic(
            plain,
            out / "model.onnx",
            per_channel=True,
            weight_type=QuantType.QInt8,
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
    example = {k: torch.ones(2, 16, dtype=torch.int64) for k in ("ids", "case", "marks", "mask")}
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


def agreement(net: Network, exported: Path, tokenizer: Path) -> float:
    """The share of pieces on which an exported network's best span label is PyTorch's, over the project's own corpus."""
    import onnxruntime
    from tokenizers import Tokenizer

    from quotes.pipeline import windows as win
    from quotes.pipeline.labels import offsets

    session = onnxruntime.InferenceSession(str(exported), providers=["CPUExecutionProvider"])
    reader = Tokenizer.from_file(str(tokenizer))
    reader.no_truncation()
    reader.no_padding()
    texts = [p.read_text(encoding="utf-8") for p in sorted((Path(__file__).parents[2] / "corpus").glob("*.md"))]
    pieces = win.encode(reader, texts)
    lo, hi = offsets()["span"]
    same = total = 0
    for w in win.windows(pieces):
        inputs = win.batch(pieces, [w])
        ours = session.run(None, inputs)[1][0, :, lo:hi].argmax(-1)
        with torch.no_grad():
            theirs = net(**{k: torch.from_numpy(v) for k, v in inputs.items()})[1][0, :, lo:hi].argmax(-1).numpy()
        same += int((ours == theirs).sum())
        total += len(ours)
    return same / max(total, 1)
