"""What the network's stances and its memory of itself are taught by."""

import copy

import pytest

torch = pytest.importorskip("torch")

from quotes.training.network import Network
from quotes.training.train import SURE, losses, stance_loss

CONFIG = {
    "hidden_size": 32,
    "vocab_size": 50,
    "max_position_embeddings": 16,
    "num_attention_heads": 2,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
}
MARKED = [(2, 8), (1, 10), (3, 5)]  # content, surroundings, target
UNMARKED = [(2, 8), (1, 10), (0, 0)]
READ, HEARD = (1.0, 0.0, 0.0), (0.2, 0.5, 0.3)


@pytest.fixture
def net() -> Network:
    torch.manual_seed(0)
    return Network(CONFIG).eval()


def inputs(rows: int = 2, pieces: int = 12) -> dict:
    ids = torch.arange(rows * pieces).reshape(rows, pieces) % 50
    zeros = torch.zeros_like(ids)
    return {"ids": ids, "case": zeros, "marks": zeros, "mask": torch.ones_like(ids)}


def loss(net: Network, rows: list[int], odds: list[tuple], spans: list[list[tuple[int, int]]]) -> float:
    vectors, _, links = net(**inputs())
    return stance_loss(net, vectors, links, inputs()["mask"], *map(torch.tensor, (rows, odds, spans))).item()


def test_opinions_of_a_batch_are_as_each_alone(net: Network) -> None:
    a, b = loss(net, [0], [HEARD], [MARKED]), loss(net, [1], [HEARD], [UNMARKED])
    assert loss(net, [0, 1], [HEARD, HEARD], [MARKED, UNMARKED]) == pytest.approx((a + b) / 2, abs=1e-5)


def test_what_somebody_read_weighs_more_than_what_a_teacher_heard(net: Network) -> None:
    a, b = loss(net, [0], [READ], [MARKED]), loss(net, [1], [HEARD], [UNMARKED])
    both = loss(net, [0, 1], [READ, HEARD], [MARKED, UNMARKED])
    assert both == pytest.approx((SURE * a + b) / (SURE + 1), abs=1e-5)


def test_a_target_is_read_where_it_is_marked(net: Network) -> None:
    here, there = (loss(net, [0], [READ], [[(2, 8), (1, 10), span]]) for span in ((3, 5), (6, 8)))
    assert here != there


def test_a_network_is_as_it_was_until_its_tags_change(net: Network) -> None:
    batch = {"inputs": inputs(), "tags": {}, "queries": {}, "opinions": ()}
    before = copy.deepcopy(net)
    assert losses(net, batch, ("kept",), before)["kept"].item() == pytest.approx(0, abs=1e-6)
    with torch.no_grad():
        net.stance[0].weight += 1
    assert losses(net, batch, ("kept",), before)["kept"].item() == pytest.approx(0, abs=1e-6)
    with torch.no_grad():
        net.tags.weight += 0.1 * torch.randn_like(net.tags.weight)
    assert losses(net, batch, ("kept",), before)["kept"].item() > 1e-3
