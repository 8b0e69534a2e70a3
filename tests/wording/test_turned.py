"""Words that turn what stands next to them, and words that do not."""

from __future__ import annotations

import pytest

from quotes.wording.align import align
from quotes.wording.turned import denied, opens_with_turn, takes_back, turn
from quotes.wording.words import words

TURNED = [
    # behind the words that are claimed
    ("We will sell the harbour if the council agrees.", "We will sell the harbour", "if the council agrees"),
    ("We will sell the harbour only when nobody is left.", "We will sell the harbour", "only when nobody is left"),
    ("We will sell the harbour but never the quay.", "We will sell the harbour", "but never the quay"),
    ("We will sell the harbour. But the quay stays ours.", "We will sell the harbour", "But the quay stays ours"),
    ("The boats are safe as long as somebody pays.", "The boats are safe", "as long as somebody pays"),
    # before them
    ("I do not think that we will sell the harbour.", "we will sell the harbour", "I do not think that"),
    ("She denied that the boats are unsafe.", "the boats are unsafe", "She denied that"),
    ("If nobody pays, the ferries stop tomorrow.", "the ferries stop tomorrow", "If nobody pays"),
    ("And unless it rains, the ferries stop tomorrow.", "the ferries stop tomorrow", "And unless it rains"),
    # nothing turns them
    ("We will sell the harbour and not the quay.", "We will sell the harbour", ""),
    ("We will sell the harbour next year.", "We will sell the harbour", ""),
    ("We will sell the harbour. The quay stays ours.", "We will sell the harbour", ""),
    ("It never rains here. The ferries stop tomorrow.", "The ferries stop tomorrow", ""),
    ("It is late, and the ferries stop tomorrow.", "the ferries stop tomorrow", ""),
]


@pytest.mark.parametrize(("text", "claim", "expected"), TURNED)
def test_what_is_cut_off_may_turn_what_is_kept(text, claim, expected):
    stored = words(text)
    assert turn(stored, align(stored, words(claim)), text).strip(" .,") == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("She denied that", True),
        ("She never said", True),
        ("He rejected the claim that", True),
        ("She did not deny that", False),  # who does not deny it says it
        ("She said that", False),
        ("He denied it. She said", False),
        ("Never mind: she said", False),
    ],
)
def test_who_denies_words_has_not_said_them(before, expected):
    assert denied(words(before)) is expected


@pytest.mark.parametrize(
    ("after", "limits", "back"),
    [
        ("but only in June", True, True),
        ("However, it may rain", True, True),
        ("if it rains", True, False),
        ("only if it rains", True, False),
        ("except when it rains", True, True),
        ("and that is all", False, False),
        ("", False, False),
    ],
)
def test_words_that_follow_limit_a_quotation_or_take_it_back(after, limits, back):
    assert (opens_with_turn(words(after)), takes_back(words(after))) == (limits, back)
