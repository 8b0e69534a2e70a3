"""The exported weights as a network again, so that training can go on from what ships.

Int8 products are multiplied out and the smoothing of `export` is folded back; the embeddings keep their eight bits. The network
gives the labels that the exported one gives, but for the rounding of inputs.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from quotes.pipeline.network.labels import LINK_WIDTH, RELATIONS, offsets
from quotes.training.network import Network


def load(folder: Path) -> Network:
    """Rebuild the network from a folder that `export.export` wrote."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(folder / "model.onnx").graph
    have = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    weights = {n.name.removesuffix("_quant").strip("/"): n.input[1] for n in graph.node if n.op_type == "MatMulInteger"}
    weights |= {n.name.strip("/"): n.input[1] for n in graph.node if n.op_type == "MatMul" and n.input[1] in have}
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    fused = [n for n in graph.node if n.op_type == "MultiHeadAttention"]
    heads = fused[0].attribute[0].i if fused else 12
    net = Network(_config(have, meta["width"], heads))
    state = net.state_dict()

    def product(name: str) -> Tensor:
        """Return a linear layer's weight, (out, in), in float and as it was before smoothing."""
        stored = weights[f"{name}/linear/MatMul" if name.startswith("layers") else f"{name}/MatMul"]
        if not stored.endswith("_quantized"):
            return _tensor(have[stored]).T
        scale = _tensor(have[stored.replace("_quantized", "_scale")])
        even = _tensor(have[f"{name.replace('/', '.')}.even"])
        return (_tensor(have[stored].astype(np.float32)) * scale * even[:, None]).T

    state["words.weight"] = _tensor(have["words.rows"].astype(np.float32) * have["words.scale"])
    for name in ("kind", "positions.weight", "case.weight", "marks.weight", "norm.weight", "norm.bias"):
        state[name] = _tensor(have[name])
    width = net.config["hidden_size"]
    scale = 1.0 if fused else math.sqrt(width // heads)  # the weights of 21 November: their queries are divided by it
    for i in range(len(net.layers)):
        weight, bias = product(f"layers.{i}/qkv"), _tensor(have[f"layers.{i}.qkv.linear.bias"])
        for n, part in enumerate(("query", "key", "value")):
            rows = slice(n * width, (n + 1) * width)
            factor = scale if part == "query" else 1.0
            state[f"layers.{i}.{part}.weight"] = weight[rows] * factor
            state[f"layers.{i}.{part}.bias"] = bias[rows] * factor
        for part in ("out", "up", "down"):
            state[f"layers.{i}.{part}.weight"] = product(f"layers.{i}/{part}")
            state[f"layers.{i}.{part}.bias"] = _tensor(have[f"layers.{i}.{part}.linear.bias"])
        for part in ("norm1", "norm2"):
            for p in ("weight", "bias"):
                state[f"layers.{i}.{part}.{p}"] = _tensor(have[f"layers.{i}.{part}.{p}"])
    for head in ("tags", "links"):  # earlier weights may lack the last labels and relations: those know nothing yet
        for part, known in (("weight", product(head)), ("bias", _tensor(have[f"{head}.bias"]))):
            state[f"{head}.{part}"][: len(known)] = known
    tags, links = (len(have[f"{head}.bias"]) for head in ("tags", "links"))
    net.untaught = frozenset(
        [group for group, (_, end) in offsets().items() if end > tags]
        + [relation for n, relation in enumerate(RELATIONS) if (n + 1) * 2 * LINK_WIDTH > links]
    )
    with np.load(folder / "heads.npz") as arrays:
        state["transitions"] = _tensor(arrays["transitions"])
        for name in state:
            if name.startswith("stance."):
                state[name] = _tensor(arrays[name.replace(".", "_")])
    net.load_state_dict(state)
    return net


def _config(have: dict[str, np.ndarray], width: int, heads: int) -> dict:
    layers = sum(name.endswith(".norm1.weight") for name in have)
    inner = have["layers.0.up.linear.bias"].shape[0]
    return {
        "vocab_size": len(have["words.rows"]),
        "max_position_embeddings": len(have["positions.weight"]),
        "hidden_size": width,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "intermediate_size": inner,
    }


def _tensor(array: np.ndarray) -> Tensor:
    return torch.from_numpy(np.array(array, dtype=np.float32))
