"""Weights that go on, and means of them."""

import pytest

torch = pytest.importorskip("torch")

from quotes.pipeline.network.labels import LINK_WIDTH, RELATIONS, TAGS, offsets
from quotes.training.network import Network
from quotes.training.shipped import mean


def both(config: dict[str, int], untaught: frozenset[str]) -> tuple[dict, dict, dict]:
    """The state of two networks, of which the second was not taught everything, and of their mean."""
    torch.manual_seed(0)
    a, b = Network(config), Network(config)
    b.untaught = untaught
    own = {k: v.clone() for k, v in a.state_dict().items()}
    return own, b.state_dict(), mean(a, b).state_dict()


def test_a_mean_is_halfway_between_two_networks(small: dict[str, int]) -> None:
    a, b, halfway = both(small, frozenset())
    for name in a:
        torch.testing.assert_close(halfway[name], (a[name] + b[name]) / 2)


@pytest.mark.parametrize("untaught", [*TAGS, *RELATIONS])
def test_of_what_one_was_never_taught_the_mean_keeps_what_the_other_knows(small: dict[str, int], untaught: str) -> None:
    a, b, halfway = both(small, frozenset([untaught]))
    for head in ("tags", "links"):
        for part in ("weight", "bias"):
            name = f"{head}.{part}"
            own = torch.zeros(len(a[name]), dtype=torch.bool)
            if head == "tags" and untaught in TAGS:
                own[slice(*offsets()[untaught])] = True
            if head == "links" and untaught in RELATIONS:
                n, width = RELATIONS.index(untaught), 2 * LINK_WIDTH
                own[n * width : (n + 1) * width] = True
            torch.testing.assert_close(halfway[name][own], a[name][own])
            torch.testing.assert_close(halfway[name][~own], ((a[name] + b[name]) / 2)[~own])
    assert TAGS.keys().isdisjoint(RELATIONS)
