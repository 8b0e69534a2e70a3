"""What a network is taught by, and from whom."""

import copy
import itertools

import pytest

torch = pytest.importorskip("torch")

from quotes.pipeline.network.labels import TAGS
from quotes.training.network import Network, crf_loss
from quotes.training.train import losses, stance_logits, transitions

MARKED = [(2, 8), (1, 10), (3, 5)]  # content, surroundings, target
UNMARKED = [(2, 8), (1, 10), (0, 0)]
READ, UNKNOWN = (1.0, 0.0, 0.0), (0.0, 0.0, 0.0)


@pytest.fixture
def net(small: dict[str, int]) -> Network:
    torch.manual_seed(0)
    return Network(small).eval()


def batch(**known: object) -> dict:
    ids = torch.arange(24).reshape(2, 12) % 50
    zeros = torch.zeros_like(ids)
    inputs = {"ids": ids, "case": zeros, "marks": zeros, "mask": torch.ones_like(ids)}
    return {"inputs": inputs, "tags": {}, "chains": (), "queries": {}, "opinions": ()} | known


def opinions(rows: list[int], odds: list[tuple], spans: list[list[tuple[int, int]]]) -> dict:
    return batch(opinions=tuple(map(torch.tensor, (rows, odds, spans))))


def test_opinions_of_a_batch_are_as_each_alone(net: Network) -> None:
    a, b = (
        losses(net, opinions([0], [READ], [MARKED]))["stance"],
        losses(net, opinions([1], [READ], [UNMARKED]))["stance"],
    )
    both = losses(net, opinions([0, 1], [READ, READ], [MARKED, UNMARKED]))["stance"]
    assert both.item() == pytest.approx((a + b).item() / 2, abs=1e-5)


def test_an_opinion_that_nobody_read_is_no_loss_but_for_a_teacher(net: Network) -> None:
    asked = opinions([0, 1], [READ, UNKNOWN], [MARKED, UNMARKED])
    assert losses(net, asked)["stance"].item() == pytest.approx(
        losses(net, opinions([0], [READ], [MARKED]))["stance"].item()
    )
    teacher = copy.deepcopy(net)
    with torch.no_grad():
        teacher.stance[3].bias += torch.tensor([2.0, 0.0, -2.0])
    assert losses(net, asked, net)["stances as taught"].item() == pytest.approx(0, abs=1e-6)
    assert losses(net, asked, teacher)["stances as taught"].item() > 1e-4


def test_a_target_is_read_where_it_is_marked(net: Network) -> None:
    asked = [opinions([0], [READ], [[(2, 8), (1, 10), span]]) for span in ((3, 5), (6, 8))]
    vectors, _, links = net(**asked[0]["inputs"])
    mask = asked[0]["inputs"]["mask"]
    here, there = (stance_logits(net, vectors, links, mask, a["opinions"][0], a["opinions"][2]) for a in asked)
    assert not torch.allclose(here, there)


def test_a_student_is_taught_nothing_by_itself(net: Network) -> None:
    found = losses(net, batch(), net)
    assert found["tags as taught"].item() == pytest.approx(0, abs=1e-5)
    teacher = copy.deepcopy(net)
    with torch.no_grad():
        teacher.tags.weight += 0.1 * torch.randn_like(teacher.tags.weight)
        teacher.links.weight += 0.1 * torch.randn_like(teacher.links.weight)
    other = losses(net, batch(), teacher)
    assert other["tags as taught"].item() > 1e-3
    assert other["links as taught"].item() != pytest.approx(found["links as taught"].item(), abs=1e-4)


@pytest.mark.parametrize("pieces", [1, 2, 3, 5])
def test_the_halved_chain_sums_over_every_path(net: Network, pieces: int) -> None:
    torch.manual_seed(pieces)
    count = len(TAGS["span"])
    emissions, steps = torch.randn(1, pieces + 2, count), torch.randn(count, count)
    labels = torch.randint(count, (1, pieces + 2))
    mask = torch.tensor([[1.0] * pieces + [0.0, 0.0]])

    def score(path: tuple[int, ...]) -> torch.Tensor:
        moves = sum((steps[a, b] for a, b in itertools.pairwise(path)), torch.tensor(0.0))
        return sum((emissions[0, n, k] for n, k in enumerate(path)), torch.tensor(0.0)) + moves

    every = torch.stack([score(p) for p in itertools.product(range(count), repeat=pieces)]) if pieces < 5 else None
    got = crf_loss(emissions, labels, mask, steps).item()
    if every is None:
        every = emissions[0, 0]
        for n in range(1, pieces):
            every = torch.logsumexp(every[:, None] + steps, 0) + emissions[0, n]
    wanted = torch.logsumexp(every, 0) - score(tuple(labels[0, :pieces].tolist()))
    assert got == pytest.approx(wanted.item() / pieces, abs=1e-4)


def test_no_path_goes_on_with_what_has_not_begun(net: Network) -> None:
    closed = transitions(net)
    assert closed[0, TAGS["span"].index("I-CONTENT")] < -1e3
