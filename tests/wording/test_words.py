import pytest

from quotes.wording.words import keys, spoken, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We don’t”, he said", "we do not he said"),
        ("WE DON'T", "we do not"),
        ("I can't; cannot, won't", "i can not can not will not"),
        ("they're we'll I've", "they are we will i have"),
        ("O’Hara's", "o'hara's"),
        ("U.S. US", "us us"),
        ("eighty-five, 85 and eighty five", "85 85 and 85"),
        ("1,000 and 1000", "1000 and 1000"),
        ("85% or 85 percent", "85 percent or 85 percent"),
        ("a wait-and-see café", "a wait and see cafe"),
        ("one … two [...] three", "1 … 2 … 3"),
        ("", ""),
        ("…!?", "…"),
        # what is a digit and no number
        ("step 5 ❻ and twenty ❺", "step 5 ❻ and 20 ❺"),
        ("twenty ⓽, ٢٠ ² and ½", "20 ⓽ ٢٠ 2 and 1⁄2"),
        ("five ﾞ and ͺ", "5 ﾞ and  ι"),
    ],
)
def test_words_are_compared_without_case_marks_and_short_forms(text, expected):
    assert " ".join(word.key for word in words(text)) == expected


def test_a_word_knows_where_it_stands():
    text = "We struck [the] camps. But they, too, came to Northwick."
    found = {word.text: word for word in words(text)}
    assert text[found["camps"].start : found["camps"].end] == "camps"
    assert found["the"].edit
    assert not found["camps"].edit
    assert (found["camps"].sentence, found["But"].sentence) == (0, 1)
    assert found["they"].clause < found["too"].clause < found["came"].clause == found["to"].clause
    assert found["Northwick"].name is True
    assert found["But"].name is None
    assert found["came"].name is False


@pytest.mark.parametrize(
    ("text", "parts", "expected"),
    [
        ("It is over, We lost", [(1, 12), (30, 37)], "It is over. We lost"),
        ("It is over, and we lost", [(1, 12), (30, 41)], "It is over, and we lost"),
        ("It is over, We lost", [(1, 20)], "It is over, We lost"),
    ],
)
def test_a_comma_before_the_cue_may_stand_for_a_full_stop(text, parts, expected):
    assert spoken(text, parts) == expected


def test_keys_leave_bracketed_edits_out():
    assert keys("Any [U.S.] strike won’t") == ("any", "strike", "won't")
