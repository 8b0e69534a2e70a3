"""The encoder: texts in, one `Reading` each out; a forward pass that feeds every learned component."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from quotes.errors import ModelError
from quotes.pipeline.network import windows as win
from quotes.pipeline.network.aside import Aside
from quotes.pipeline.network.labels import LINK_WIDTH, RELATIONS, TAGS, offsets

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

MODEL = Path(__file__).parents[2] / "model"
RECENT = 64  # windows that are remembered while a text is read
Output = tuple[np.ndarray, np.ndarray, np.ndarray]
FORMAT = 2  # of meta.json and the network's outputs


@dataclass(frozen=True, slots=True)
class Reading:
    """What the network says of one text; arrays have one row a piece, in the order of `pieces`."""

    pieces: win.Pieces
    logits: np.ndarray  # (pieces, tags): all groups of `labels.TAGS` side by side
    vectors: np.ndarray  # (pieces, width)
    windows: list[win.Window]
    owner: np.ndarray  # the window that each piece is read from
    links: Sequence[np.ndarray] | Aside  # a window: (relations, query and key, pieces + [CLS], LINK_WIDTH)

    def tags(self, group: str) -> np.ndarray:
        """Return the logits of one group: (pieces, labels)."""
        lo, hi = offsets()[group]
        return self.logits[:, lo:hi]

    def mean(self, lo: int, hi: int) -> np.ndarray:
        """Return the mean of some pieces' vectors: (width,)."""
        if hi - lo == 1:
            return self.vectors[lo]
        return np.add.reduce(self.vectors[lo:hi]) / np.float32(hi - lo)  # `ndarray.mean` takes as long again to begin

    def link(self, relation: str, piece: int) -> tuple[int, np.ndarray]:
        """Tell where a piece links to: the first piece of its window, and the probabilities of no link and of each piece there."""
        lo, links = self._links(piece)
        queries, keys = links[RELATIONS.index(relation)]
        odds = keys @ queries[piece - lo + 1]  # changed in place: asked often, and sooner alone than as one of several
        odds /= LINK_WIDTH**0.5
        odds -= np.maximum.reduce(odds)
        np.exp(odds, out=odds)
        odds /= np.add.reduce(odds)
        return lo, odds

    def link_all(self, relations: Sequence[str], at: Sequence[int]) -> tuple[int, np.ndarray]:
        """Return the same for several pieces that are read from one window, by relations that are neighbours in RELATIONS.

        Probabilities are (relations, asked, 1 + pieces).
        """
        lo, links = self._links(at[0])
        first = RELATIONS.index(relations[0])
        some = links[first : first + len(relations)]
        odds = some[:, 0][:, [piece - lo + 1 for piece in at]] @ some[:, 1].swapaxes(1, 2)
        odds /= LINK_WIDTH**0.5
        odds -= np.maximum.reduce(odds, 2, keepdims=True)
        np.exp(odds, out=odds)
        odds /= np.add.reduce(odds, 2, keepdims=True)
        return lo, odds

    def _links(self, piece: int) -> tuple[int, np.ndarray]:
        """The first piece of the window that a piece is read from, and the links there."""
        w = self.owner[piece]
        return self.windows[w].lo, self.links[w]


class Encoder:
    """The exported network and its tokenizer, from a folder with `model.onnx`, `heads.npz`, `tokenizer.json`, `meta.json`."""

    def __init__(self, folder: Path = MODEL, *, threads: int = 1) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        try:
            self.meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
            if self.meta["format"] != FORMAT:
                raise ModelError(f"{folder}: a model of format {self.meta['format']}, this version reads {FORMAT}")
            self.tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            with np.load(folder / "heads.npz") as heads:
                self.heads = {k: heads[k] for k in heads.files}
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = threads
            options.log_severity_level = 3
            # a sum and its norm take longer as one: 13 % of the whole
            self.session: onnxruntime.InferenceSession = onnxruntime.InferenceSession(
                str(folder / "model.onnx"),
                options,
                providers=["CPUExecutionProvider"],
                disabled_optimizers=["SkipLayerNormFusion"],
            )
            self.inputs = [i.name for i in self.session.get_inputs()]
        except (OSError, KeyError, ValueError) as e:
            raise ModelError(f"{folder}: the model cannot be read: {e}") from e

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return one reading a text, the same whatever stands beside it.

        Windows run one at a time: the network rounds its inputs by the largest of all that run together, so that a
        text would otherwise be read a little differently in other company; and nothing is padded, which is faster.
        """
        pieces = win.encode(self.tokenizer, texts)
        found = win.windows(pieces)
        owners = win.owners(pieces, found)
        width, tags = self.meta["width"], sum(map(len, TAGS.values()))
        vectors, logits = ([np.empty((len(p), n), np.float32) for p in pieces] for n in (width, tags))
        links = [Aside() for _ in pieces]
        known: dict[bytes, Output] = {}
        for w, window in enumerate(found):  # each is put where it belongs at once: of a long text they are gigabytes
            output = self._once(pieces, window, known)
            first, last = win.owned(owners[window.text], window, w)
            for kept, read in zip((vectors, logits), output[:2], strict=True):
                kept[window.text][first:last] = read[first - window.lo + 1 : last - window.lo + 1]
            links[window.text].append(output[2])
        return [
            Reading(
                p,
                logits[n],
                vectors[n],
                [w for w in found if w.text == n],
                owners[n] - owners[n].min(initial=len(found)),
                links[n],
            )
            for n, p in enumerate(pieces)
        ]

    def _once(self, pieces: list[win.Pieces], window: win.Window, known: dict[bytes, Output]) -> Output:
        """Vectors, logits and links of a window; one that says the same as one of the last is not read again."""
        arrays = win.batch(pieces, [window])
        key = b"".join(arrays[name].tobytes() for name in self.inputs)
        if key not in known:
            vectors, logits, links = self._run(arrays)
            shape = (-1, len(RELATIONS), 2, LINK_WIDTH)
            known[key] = vectors, logits, links.reshape(shape)[:-1].transpose(1, 2, 0, 3)
            if len(known) > RECENT:
                del known[next(iter(known))]
        return known[key]

    def _run(self, arrays: dict[str, np.ndarray]) -> tuple[np.ndarray, ...]:
        results = self.session.run(None, {name: arrays[name] for name in self.inputs})
        return tuple(array[0] for array in results)


def of(folder: Path | str | None, *, threads: int = 1) -> Encoder:
    """Return the encoder of a folder of weights, or the package's own. Raises ModelError when they cannot be read."""
    return Encoder(Path(folder), threads=threads) if folder else default(threads)


@cache
def default(threads: int = 1) -> Encoder:
    """Return the encoder that ships in the package, loaded once a process."""
    return Encoder(threads=threads)
