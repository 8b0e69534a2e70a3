"""Near-duplicates."""

from __future__ import annotations

import random

import pytest

from quotes.wording import stories

pytest.importorskip("datasketch")

WORDS = [f"word{number}" for number in range(3000)]


def text(seed: int, count: int = 400) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=count))


def test_a_signature_is_stable_and_small():
    signature = stories.signature(text(1))
    assert len(signature) == 512
    assert signature == stories.signature(text(1))
    assert signature[:8].hex() == stories.signature(text(1).upper())[:8].hex()
    assert stories.signature("Too short") == b""


@pytest.mark.parametrize(("changed", "same"), [(0, True), (20, True), (400, False)])
def test_same_story(changed, same):
    words = text(1).split()
    other = " ".join(text(2).split()[:changed] + words[changed:])
    one, two = stories.signature(" ".join(words)), stories.signature(other)
    assert (stories.similarity(one, two) >= stories.SAME) is same
    assert bool(set(stories.bands(one)) & set(stories.bands(two))) is same


def test_similarity_is_about_the_share_of_common_shingles():
    words = text(1).split()
    one, two = stories.signature(" ".join(words)), stories.signature(" ".join(words[100:]))
    assert stories.similarity(one, two) == pytest.approx(298 / 398, abs=0.12)
    assert stories.similarity(one, b"") == 0.0


def test_differences():
    one, other = "A.\n\nB.\n\nC.", "A.\n\nB changed.\n\nC.\n\nD."
    assert list(stories.differences(one, other)) == [("B.", "B changed."), ("", "D.")]
