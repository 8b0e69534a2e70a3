import pytest

from quotes.wording.align import align, cuts, differences, families
from quotes.wording.words import words

HARBOUR = "We will not sell the harbour, but if the Quay Company wants 85 boats, we will rent them out for nine years."


def compared(stored, claim):
    there, claimed = words(stored), words(claim)
    found = align(there, claimed)
    return found, differences(there, claimed, found, stored, claim), cuts(there, found, stored)


@pytest.mark.parametrize(
    "claim",
    [
        HARBOUR,
        HARBOUR.upper().replace("'", "’"),
        "we will not sell the harbour",
        "We won't sell the harbour",
        "we will rent them out for 9 years",
        "[They] will not sell the harbour",
        "We will not sell the harbour … we will rent them out",
        "will rent [the boats] out",
    ],
)
def test_the_same_words_have_no_difference(claim):
    found, changed, _ = compared(HARBOUR, claim)
    assert changed == []
    assert found.score > 0.8


@pytest.mark.parametrize(
    ("claim", "kind", "stored", "claimed"),
    [
        ("We will sell the harbour", "negation lost", "not", ""),
        ("we will not rent them out for nine years", "negation gained", "", "not"),
        ("the Quay Company wants 95 boats", "number changed", "85", "95"),
        ("for ten years", "number changed", "nine", "ten"),
        ("if the Dock Company wants 85 boats", "name swapped", "Quay", "Dock"),
        ("We will not sell the airport", "words changed", "harbour", "airport"),
        ("We will not sell the harbour, we will rent them out", "words dropped in the middle", "but if the Quay Company wants 85 boats", ""),
        ("We will surely not sell the harbour", "words added", "", "surely"),
        ("We will not sell the harbour today", "words added", "", "today"),
    ],
)  # fmt: skip
def test_a_difference_has_a_kind_and_its_words(claim, kind, stored, claimed):
    _, changed, _ = compared(HARBOUR, claim)
    assert [(one.kind, one.stored, one.claimed) for one in changed] == [(kind, stored, claimed)]


@pytest.mark.parametrize(
    ("stored", "claim", "kind"),
    [
        ("This is lawful", "This is unlawful", "negation gained"),
        ("They came with guns", "They came without guns", "negation gained"),
        ("Nobody saw it happen", "Everybody saw it happen", "negation lost"),
        ("Northwick will pay for it", "Southwick will pay for it", "name swapped"),
    ],
)
def test_a_word_alone_can_turn_it(stored, claim, kind):
    assert [one.kind for one in compared(stored, claim)[1]] == [kind]


def test_an_outlets_ellipsis_stands_for_words_and_hides_no_change():
    stored = "We will keep all jobs in Northwick … and we have no plans to close"
    assert compared(stored, "We will keep all jobs in Northwick for a year and we have no plans to close")[1] == []
    kinds = [one.kind for one in compared(stored, "We will keep all jobs in Southwick and we have no plans")[1]]
    assert "name swapped" in kinds


def test_what_a_claim_leaves_out_at_its_ends_is_a_cut():
    _, _, cut = compared(HARBOUR, "the Quay Company wants 85 boats")
    assert [(one.kind, one.stored) for one in cut] == [
        ("words dropped at the start", "We will not sell the harbour, but if"),
        ("words dropped at the end", "we will rent them out for nine years"),
    ]
    assert families(cut) == ["cut"]
    assert compared("One thing. Another thing.", "Another thing")[2] == []


@pytest.mark.parametrize(("stored", "claim"), [("", "a"), ("a", ""), ("left", "right"), ("[edit]", "edit")])
def test_nothing_in_common_is_no_error(stored, claim):
    assert 0 <= compared(stored, claim)[0].score <= 1
