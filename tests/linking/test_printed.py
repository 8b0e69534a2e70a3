"""Whether articles print a word as a body's name or as a person's."""

import pytest

from quotes.linking.printed import as_body


@pytest.mark.parametrize(
    ("word", "texts", "expected"),
    [
        # what it is called beside it, however long that goes on
        ("Quillmar", ["Quillmar, the boat company thought to be the oldest on the coast, left."], True),
        ("Quillmar", ["Quillmar, the company chairman thought to be the oldest on the coast, left."], False),
        ("Quillmar", ["Quillmar’s revenue fell."], True),
        # a country or a state once, another word twice
        ("Norway", ["Ships were built in Norway."], True),
        ("Norway", ["Ada Norway built ships in Norway."], False),
        ("Quillmar", ["Ships were built in Quillmar."], False),
        # several articles without anything that one says of a person
        ("Quillmar", ["Quillmar waits.", "They waited for Quillmar.", "Nobody asked Quillmar.", "Why Quillmar?"], True),
        ("Quillmar", ["Quillmar waits.", "They waited for Quillmar.", "Nobody asked Quillmar."], False),
        (
            "Quillmar",
            ["Quillmar waits.", "They waited for Quillmar.", "Nobody asked Quillmar.", "Otto Quillmar."],
            False,
        ),
        ("Quillmar", ["Quillmar says he waits.", "They waited for Quillmar.", "Ask Quillmar.", "Quillmar?"], False),
        ("QZM", ["QZM waits.", "They waited for QZM.", "Nobody asked QZM.", "Why QZM?"], False),  # initials
    ],
)
def test_a_word(word, texts, expected):
    assert as_body(word, texts) is expected
