import json

import pytest
from records import ANALYSIS, TEXT, spoken

from quotes.cli.show import cue_line
from quotes.pipeline.plain import as_record, quote_record


def test_a_record_is_plain_json_with_spans_of_the_text():
    record = json.loads(json.dumps(as_record(ANALYSIS)))
    assert list(record) == (
        "id title outlet byline agency published updated url language text locators attributions quotes".split()
    )
    assert (record["id"], record["text"]) == ("https://quay.example/harbour", TEXT)
    assert [TEXT[slice(*a["content"][0])] for a in record["attributions"]] == [
        "that “the harbour must stay public”",
        "to end the dispute by June",
    ]
    assert set(record["attributions"][0]) == {"kind", "source", "cue", "content"}
    public, sell, deal, _ = record["quotes"]
    assert [TEXT[a:b] for a, b in deal["parts"]] == ["It is a bad deal", "and we know tax-rates will rise."]
    assert (deal["source"], deal["cue"], deal["speaker"], deal["stance"]) == (
        "Tomas O'Hara",
        "said",
        "Tomas O'Hara",
        "",
    )
    assert (public["stance"], public["target"], public["stance_confidence"]) == ("opposes", "the sale", 0.8)
    assert (public["said_on"], public["said_on_precision"], public["role"]) == ("2031-05-05", "day", "Mayor")
    assert [link["text"] for link in sell["chain"]] == ["She", "Ada Ferrin"]


@pytest.mark.parametrize(
    ("cue", "act", "tone"),
    [("pointed out", "states", "endorses"), ("claimed", "claims", "distances"), ("said", "states", "plain")],
)
def test_what_the_cue_shows_of_the_reporter(cue, act, tone):
    text = f"“The ferry is late,” Ada Ferrin {cue}."
    record = quote_record(spoken(text, "The ferry is late", speaker="Ada Ferrin", cue=cue, act=act), text)
    assert (record["cue"], record["act"], record["tone"]) == (cue, act, tone)
    says = {"endorses": ", which endorses", "distances": ", which keeps a distance", "plain": ""}[tone]
    assert cue_line({"cue": cue, "act": act}) == f"{cue} ({act}{says})"
