"""What the tests of the training share."""

import pytest


@pytest.fixture
def small() -> dict[str, int]:
    """The configuration of a network of a size that trains in no time."""
    return {
        "hidden_size": 32,
        "vocab_size": 50,
        "max_position_embeddings": 16,
        "num_attention_heads": 2,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
    }
