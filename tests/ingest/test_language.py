"""English, and what is not."""

from __future__ import annotations

import pytest

from quotes.ingest.language import detect_language

TEXTS = [
    ("The council said on Monday that it would not sell the crane to anybody who asked for it.", "en"),
    ("Der Rat sagte am Montag, dass er den Kran nicht an jeden verkaufen werde, der danach fragt.", "de"),
    ("Le conseil a dit lundi qu’il ne vendrait pas la grue à ceux qui la demandent dans la ville.", "fr"),
    ("El consejo dijo el lunes que no vendería la grúa a los que la pidieran por un precio más alto.", "es"),
    ("Совет сказал в понедельник, что он не будет продавать кран тем, кто его просит на этой неделе.", "ru"),
    ("مجلس گفت که این جرثقیل را به کسی که از آن خواسته است نخواهد فروخت و با آن کار خود را می کند", "fa"),
    ("理事会は月曜日に、クレーンを売らないと言いました。", "ja"),
    ("议会星期一说，它不会出售起重机。", "zh"),
    ("의회는 월요일에 크레인을 팔지 않겠다고 말했다.", "ko"),
    ("Το συμβούλιο είπε τη Δευτέρα ότι δεν θα πουλήσει τον γερανό.", "el"),
]


@pytest.mark.parametrize(("text", "code"), TEXTS)
def test_language(text, code):
    assert detect_language(text) == code


def test_a_text_that_cannot_tell_has_the_declared_language():
    assert detect_language("Crane!", declared="en-GB") == "en"
    assert detect_language("Crane!") == ""


def test_a_wrong_declaration_does_not_win():
    assert detect_language(TEXTS[1][0], declared="en") == "de"


def test_text_that_is_not_english_is_marked_and_kept(read_bytes):
    (article,) = read_bytes(TEXTS[1][0])
    assert (article.text, article.language) == (TEXTS[1][0], "de")
