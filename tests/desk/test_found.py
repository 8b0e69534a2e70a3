import pytest

from quotes.desk.found import plainly


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("pronoun: gender agrees; spoke last", "a pronoun: the gender fits, spoke last"),
        ("pronoun: link, log; link; spoke third last", "a pronoun: the network’s reading"),
        ("name: source names it; itself, bare, longer", "the printed name"),
        ("described, not named: itself, by the noun", "a description without a name"),
        ("no source printed: named most", "no source printed: named most often"),
        ("answers the questions", "answers the questions"),
        ("antecedent", "whom it stands for"),
        ("", ""),
    ],
)
def test_a_rule_is_told_in_words(rule, told):
    assert plainly(rule) == told
