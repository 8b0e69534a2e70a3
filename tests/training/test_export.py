"""The exported network gives what PyTorch's gives, and asks for no mask."""

import subprocess
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
onnxruntime = pytest.importorskip("onnxruntime")

from quotes.pipeline.network.encoder import MODEL
from quotes.pipeline.network.labels import offsets
from quotes.training import export, network, shipped
from quotes.training.export import INPUTS, Exported, _Embedding, _to_onnx
from quotes.training.network import Network

ROOT = Path(__file__).parents[2]


def test_fused_attention_gives_the_same_numbers_without_a_mask(
    small: dict[str, int], tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(network, "_fast", lambda _: False)  # in 32 bits, where PyTorch would take 16
    torch.manual_seed(0)
    net = Network(small | {"max_position_embeddings": 320}).eval()
    _to_onnx(Exported(net).eval(), tmp_path / "net.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "net.onnx"), providers=["CPUExecutionProvider"])
    assert [i.name for i in session.get_inputs()] == list(INPUTS)
    net.words.weight.data = _Embedding(net.words.weight.data)(torch.arange(50))  # eight bits here too
    for pieces in (1, 7, 300):
        ids = np.arange(pieces)[None] * 7 % 50
        inputs = {"ids": ids, "case": ids % 4, "marks": ids % 3}
        with torch.no_grad():
            expected = net(**{k: torch.from_numpy(v) for k, v in inputs.items()}, mask=torch.ones(1, pieces))
        for given, array in zip(session.run(None, inputs), expected, strict=True):
            np.testing.assert_allclose(given, array.numpy(), atol=1e-4)


def test_the_weights_with_which_training_begins_are_in_the_history_and_say_what_they_said(tmp_path: Path) -> None:
    asked = ["git", "rev-parse", "--is-shallow-repository"]
    if subprocess.run(asked, check=False, cwd=ROOT, capture_output=True, text=True).stdout != "false\n":
        pytest.skip("the history of the repository is not here")
    subprocess.run(["make", f"FIRST={tmp_path / 'first'}", tmp_path / "first"], cwd=ROOT, check=True)
    net = shipped.load(tmp_path / "first").eval()
    assert net.untaught == {"speech", "speaker"}
    session = onnxruntime.InferenceSession(str(tmp_path / "first/model.onnx"), providers=["CPUExecutionProvider"])
    lo, hi = offsets()["span"]
    same = []
    for inputs in export._corpus(export._tokenizer(MODEL / "tokenizer.json")):
        given = {i.name: inputs[i.name] for i in session.get_inputs()}
        before = session.run(None, given)[1][0, :, lo:hi].argmax(-1)
        with torch.no_grad():
            now = net(**{k: torch.from_numpy(v) for k, v in inputs.items()})[1][0, :, lo:hi].argmax(-1).numpy()
        same.append(np.mean(before == now))
    assert np.mean(same) > 0.95
