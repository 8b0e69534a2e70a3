import json

from records import ANALYSIS, TEXT

from quotes.records import as_record


def test_a_record_is_plain_json_with_spans_of_the_text():
    record = json.loads(json.dumps(as_record(ANALYSIS)))
    assert list(record) == ["id", "title", "outlet", "published", "text", "attributions", "quotes"]
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
