"""Two sentences whose words seem to contradict each other."""

import pytest

from quotes.wording.contradiction import seem_to_contradict


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("We will sell the mill at Ostby.", "We will not sell the mill at Ostby.", "negation"),
        ("The dam holds 30 million litres.", "The dam holds 80 million litres.", "number"),
        ("The old road is safe in winter.", "The old road is dangerous in winter.", "opposite"),
        ("We will sell the mill.", "We will sell the mill.", None),
        ("Will we sell the mill?", "We will not sell the mill.", None),
        ("", "We will not sell the mill.", None),
        # forms of one verb, and what is denied as a whole
        ("Our divers knew about the wreck.", "Our divers did not know about the wreck.", "negation"),
        ("It is not true that the abbot sold the bells.", "The abbot sold the bells.", "negation"),
        ("Nobody warned the camp about the ice.", "Two rangers warned the camp about the ice.", "negation"),
        ("The cellar is fit for storage.", "The cellar is unfit for storage.", "opposite"),
        ("The crossing takes 50 minutes in a gale.", "The crossing takes two hours in a gale.", "number"),
        # clock times, dates, years, ranks, scores, and numbers that are names count nothing
        ("The gate shuts at 6:45 pm.", "The gate shuts at 8:10 pm.", None),
        ("The choir sang for us on 3 June.", "The choir sang for us on 17 June.", None),
        ("In 2003 the guild had 90 smiths.", "In 2017 the guild had 20 smiths.", None),
        ("Our boat came 2nd in the regatta.", "Our boat came 9th in the regatta.", None),
        ("We beat Harrow 4-1 at the quarry ground.", "We beat Harrow 2-0 at the quarry ground.", None),
        ("Clause 7 and rule 11 bind the wardens.", "Clause 7 and rule 15 bind the wardens.", None),
        # of different days, places, people and parts
        ("The south pier is closed to anglers.", "The north pier is open to anglers.", None),
        ("Fees for visitors will not go up.", "Fees for residents will go up.", None),
        ("The abbey did not charge pilgrims last summer.", "The abbey charged pilgrims this summer.", None),
        ("He supported the pact with Calder.", "They opposed the pact with Calder.", None),
        # what is denied is less than what is told, or the other way round
        ("The smithy was not rebuilt by the guild.", "The smithy behind it was rebuilt by the guild.", None),
        ("The miller did not grind rye on Fridays.", "The miller ground rye.", None),
        ("Lena never took a loan from the guild.", "Lena took a loan from the guild for her boat.", "negation"),
        # what is left open, bounds, and more or less the same
        ("The ferry may sail tonight in this wind.", "The ferry may not sail tonight in this wind.", None),
        ("More than 300 bells were cast in Ostby.", "Some 360 bells were cast in Ostby.", None),
        ("About 300 bells were cast in Ostby.", "About 900 bells were cast in Ostby.", "number"),
        ("A good abbot reads the ledger.", "A bad abbot reads the ledger.", None),
        ("We do not only want kilns for the potters.", "We want kilns for the potters.", None),
    ],
)
def test_how_two_sentences_seem_to_contradict_each_other(one, other, kind):
    found = seem_to_contradict(one, other)
    assert (found.kind if found else None) == kind
