"""How much of the sense of a claim a passage has, by the stems they share."""

import pytest

from quotes.wording.paraphrase import LIKELY, opposed, scores, stems
from quotes.wording.words import words

CLAIM = "The night ferry will sail again before the spring"


@pytest.mark.parametrize(
    ("passage", "likely"),
    [
        (CLAIM, True),
        ("Before spring comes, the ferries sail at night again.", True),
        (
            "Nobody was heard. The night ferry sails again. It will do so before spring.",
            True,
        ),  # two sentences, side by side
        ("The night was long.", False),  # one word is none of the sense
        ("The mill at Ostby was sold to its miller.", False),
        ("", False),
    ],
)
def test_a_passage_has_the_sense_where_it_shares_the_telling_stems(passage, likely):
    (score,) = scores(CLAIM, [passage], {})
    assert 0 <= score <= 1
    assert (score >= LIKELY) == likely


def test_the_same_words_are_the_whole_sense_and_rare_ones_weigh_more():
    assert scores(CLAIM, [CLAIM], {}) == [pytest.approx(1)]
    passage = "The night ferry is old."
    common, rare = (scores(CLAIM, [passage], {"ferry": weight})[0] for weight in (0.1, 9.0))
    assert rare > common


def test_a_claim_of_little_words_has_no_sense_to_share():
    assert scores("It is what it is", ["It is what it is."], {}) == [0.0]


def test_stems_are_those_of_telling_words():
    assert stems(["The ferries were sailing", "they aren't"]) == [frozenset({"ferri", "sail"}), frozenset()]


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("We sell the mill", "We won't sell the mill", True),
        ("We never sell the mill", "We won't sell the mill", False),
        ("We sell the mill", "They sell the mill", False),
    ],
)
def test_one_denies_and_the_other_does_not(one, other, differ):
    assert opposed(words(one), words(other)) == differ
