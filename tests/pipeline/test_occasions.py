"""A sentence is written with its spans: [s source], [c cue], {content}; it was published on a Friday."""

import json
import re
from pathlib import Path

import pytest

from quotes.pipeline.frame import occasions
from quotes.types import Quote

SHARED = Path(__file__).resolve().parents[3] / "shared"
FRIDAY = "2024-02-02"
_SPANS = re.compile(r"\{(?P<parts>[^}]*)\}|\[s (?P<source>[^\]]*)\]|\[c (?P<cue>[^\]]*)\]")


def find(sentence, published=FRIDAY, **given):
    """The text without its brackets, and what it says."""
    text, spans, pos = "", {"source": [], "cue": [], "parts": []}, 0
    for m in _SPANS.finditer(sentence):
        text += sentence[pos : m.start()]
        words = m[m.lastgroup]
        spans[m.lastgroup].append((len(text), len(text) + len(words)))
        text, pos = text + words, m.end()
    text += sentence[pos:]
    return text, framed(occasions.spaced(text), published, **{k: tuple(v) for k, v in spans.items()}, **given)


def framed(text, published, *, parts, source, cue, **given):
    return occasions.find(text, Quote(0, 0, parts, "", "direct", source=source, cue=cue), published, **given)


WHEN = [
    ("“{We are done},” [s she] [c said] Monday.", "2024-01-29", "Monday"),
    ("[s Mayor Ilse Brandt] [c said] Thursday {the answer would be “slow.”}", "2024-02-01", "Thursday"),
    ("[s Mayor Ilse Brandt] [c said] Thursday the answer would be “{slow}.”", "2024-02-01", "Thursday"),
    ("On Friday, [s Premier Oto Vance] [c said] {his town would pay}.", "2024-02-02", "Friday"),
    ("But on Friday the head of the Gull party, [s Oto Vance], [c said] {it would pay}.", "2024-02-02", "Friday"),
    ("“{We will},” [s Brandt], the mayor of Port Ansell, [c told] Kestrel TV on Monday.", "2024-01-29", "Monday"),
    ("[s Vance] on Tuesday night [c called] {the plan “dead”}.", "2024-01-30", "Tuesday night"),
    ("[s Vance] [c said late Tuesday] {that it was over}.", "2024-01-30", "late Tuesday"),
    ("[s Vance], in a letter dated Dec. 3, 2023, [c said] {it was over}.", "2023-12-03", "Dec. 3, 2023"),
    ("In a 2016 interview, [s Vance] [c said] {it was over}.", "2016", "2016"),
    ("At Tuesday's debate, [s Vance] [c said] {it was over}.", "2024-01-30", "Tuesday"),
    ("“{It is over},” [s he] [c wrote] in a June 10, 2009 email.", "2009-06-10", "June 10, 2009"),
    ("Earlier this month, [s Vance] [c said] {it was over}.", "2024-02", "Earlier this month"),
    ("[s Vance] [c told] the board in March {that it was over}.", "2023-03", "March"),
    ("[s Vance] left the race on Monday, [c saying] {it was over}.", "2024-01-29", "Monday"),
    ("On Monday, after a long silence, [s Vance] [c said] {it was over}.", "2024-01-29", "Monday"),
    ("The row grew on Wednesday when [s Vance] [c called] {it “over”}.", "2024-01-31", "Wednesday"),
    ("[s Vance] [c called] {the plan “dead”} on Monday.", "2024-01-29", "Monday"),
    ("She waited, and on Tuesday [s she] [c said] {it was over}.", "2024-01-30", "Tuesday"),
    ("[s A statement released Tuesday by the port] [c said] {it was over}.", "2024-01-30", "Tuesday"),
    ("[s Monday’s statement] [c warns] {of “delays”}.", "2024-01-29", "Monday"),
    ("[s The Feb. 1 letter] [c warns] {of “delays”}.", "2024-02-01", "Feb. 1"),
    ("“{It is over},” [s he] [c said] the next day.", "", "the next day"),
    # the time of what was said, of another verb, of a name, or of what is still to come
    ("[s Vance] [c said] {the flood on Sunday was “a warning”}.", "", ""),
    ("[s Vance] [c said] the flood on Sunday was “{a warning}.”", "", ""),
    ("“{It is over},” [s he] [c said] of Monday's flood.", "", ""),
    ("In 2008, [s he] [c said], {the fund gave nothing}.", "", ""),
    ("[s Vance], who was elected in 2012, [c said] {it was over}.", "", ""),
    ("“{It is over},” [c said] [s Ilse Brandt, who left the board in October].", "", ""),
    ("[s Vance] [c told] the Sunday Times {it was over}.", "", ""),
    ("[s Vance] [c told] USA Today {it was over}.", "", ""),
    ("[s Vance] voted on Monday and [c says] {he was glad}.", "", ""),
    ("The flood came on Monday. [s Vance] [c said] {it was over}.", "", ""),
    ("“{It is over},” [s he] [c said].", "", ""),
]


@pytest.mark.parametrize(("sentence", "said_on", "words"), WHEN)
def test_when(sentence, said_on, words):
    text, said = find(sentence)
    assert said.said_on == said_on
    assert said.said_on_precision == {0: "", 4: "year", 7: "month", 10: "day"}[len(said_on)]
    assert (text[slice(*said.said_on_span)] if said.said_on_span else "") == words


WHERE = [
    ("[s The port] [c confirmed] in a statement that ships were “{held}.”", "in a statement"),
    (
        "“{We can wait},” [s he] [c said] at a news conference at the Harbor House.",
        "at a news conference at the Harbor House",
    ),
    (
        "“{We can wait},” [s he] [c said] in a televised speech in the southern Vell province.",
        "in a televised speech in the southern Vell province",
    ),
    ("“{Ships came},” [s the Ansell coast guard] [c said] in a tweet.", "in a tweet"),
    ("“{A},” [s the port] [c said] in a statement. “{B}.”", "in a statement"),
    ("“{Ships came},” [s the statement] [c added].", "statement"),
    ("[s A separate statement by the Harbor House] [c said] {that ships were “held.”}", "separate statement"),
    ("[s The mayor’s letter] [c continues]: “{It is over}.”", "letter"),
    ("[s Monday’s statement] [c continues]: “{It is over}.”", "statement"),
    ("[s She] [c issued a statement] on Monday {calling it over}.", "statement"),
    ("“{It is over},” [s he] [c said in a phone interview] on Monday.", "in a phone interview"),
    ("“{It is over},” [s he] [c said] in an interview Monday with Kestrel TV.", "in an interview with Kestrel TV"),
    ("In a letter to the board, [s he] [c said] {it was over}.", "In a letter to the board"),
    ("“{It is over},” [s he] [c said] on Kestrel TV's “Early Hour.”", "on Kestrel TV's “Early Hour”"),
    ("“{It is over},” [s he] [c said] on Twitter Thursday.", "on Twitter"),
    ("[s Vance] took to Twitter, [c writing]: “{It is over}.”", "took to Twitter"),
    ("[s Vance], during a debate on Monday, [c said] {it was over}.", "during a debate"),
    ("Speaking at a rally in Vell, Ansell, on Monday, [s he] [c said] {it was over}.", "at a rally in Vell, Ansell"),
    (
        "“{It is over},” [s he] [c said] in one of a series of tweets about the port.",
        "in one of a series of tweets about the port",
    ),
    ("“{It is over},” [s he] [c said] in a statement released by the port on Monday.", "in a statement"),
    ("“{It is over},” [s he] [c said] Monday in Port Ansell.", "in Port Ansell"),
    ("“{It is over},” [s he] [c said] at the Vell Convention Center on Monday.", "at the Vell Convention Center"),
    ('“A,” [s he] said on Kestrel TV\'s "Early Hour," [c adding] “{b}.”', 'on Kestrel TV\'s "Early Hour"'),
    ("“{It is over},” [s he] [c said] in\u00a0a\u00a0statement.", "in a statement"),
    # no occasion
    ("“{It is over},” [s he] [c said] in Spanish.", ""),
    ("“{It is over},” [s he] [c said] in response.", ""),
    ("“{It is over},” [s he] [c said] in support of the statement.", ""),
    ("[s The Quay Post] [c reported] {it was over}.", ""),
    ("[s Vance] pressed his attacks on Brandt, [c saying] {it was over}.", ""),
    ("“A,” he said in a speech. “{B},” [s Brandt] [c added].", ""),
    ("“{A},” [s he] [c said], adding, “that was in a speech.”", ""),
]


@pytest.mark.parametrize(("sentence", "occasion"), WHERE)
def test_on_what_occasion(sentence, occasion):
    assert find(sentence)[1].occasion == occasion


TO_WHOM = [
    ("“{We will},” [s Brandt] [c told] CNN on Monday.", "told CNN"),
    ("“{We will},” [s Brandt] [c told] reporters in Vell.", "told reporters"),
    ("“{We will},” [s Brandt] [c told] the harbor committee.", "told the harbor committee"),
    ("“{We will},” [s Brandt] [c told] Kestrel TV's Ann Reed on Monday.", "told Kestrel TV's Ann Reed"),
    ("“{We will},” [s Brandt] [c told] a crowd of about 200 people in Vell.", "told a crowd of about 200 people"),
    ("“{We will},” [s Brandt] [c told] The Quay Post of the chances for peace.", "told The Quay Post"),
    ("“{We will},” [s Brandt] [c told the board in a letter].", "told the board"),
    ("[s Brandt] is [c telling] voters {it is over}.", "telling voters"),
    ("“{We will},” [s Brandt] [c said] in an interview with NBC.", "with NBC"),
    ("“{We will},” [s Brandt] [c said] to reporters on Monday.", "to reporters"),
    ("[s Brandt] [c testified] before the Harbor Committee {that it was over}.", "before the Harbor Committee"),
    ("Speaking to reporters on Monday, [s Brandt] [c said] {it was over}.", "Speaking to reporters"),
    ("“{We will},” [s Brandt] was [c told] on Monday.", ""),
    ("[s Brandt] [c told] {of “delays”}.", ""),
]


@pytest.mark.parametrize(("sentence", "audience"), TO_WHOM)
def test_to_whom(sentence, audience):
    assert find(sentence)[1].audience == audience


THROUGH = [
    ("“{We will},” [s Brandt] [c said], Reuters reported.", "", "Reuters"),
    ("“{We will},” [s Brandt] [c said], according to Reuters.", "", "Reuters"),
    ("“{We will},” [s Brandt] [c told] Reuters, which reported it first.", "", "Reuters"),
    ("[s Reuters] [c reported] {that it was over}.", "", "Reuters"),
    ("As the Quay Herald first reported, [s Brandt] [c said] {it was over}.", "", "Quay Herald"),
    ("[s Brandt] [c said] {it was over}, CNN previously reported.", "", "CNN"),
    ("“{We will},” [s Brandt] [c said], Reuters reported.", "Associated Press", "Reuters, Associated Press"),
    ("“{We will},” [s Brandt] [c said].", "Associated Press", "Associated Press"),
    ("“{We will},” [s Brandt] [c told] Reuters.", "Reuters", "Reuters"),
    ("VELL (AP) — “{We will},” [s Brandt] [c said].", "", "Associated Press"),
    ("“{We will},” [s Brandt] [c told] Reuters.", "", ""),
    ("“{We will},” [s Brandt] [c said], the Harbor Police reported.", "", ""),
    ("It was loud. [s Brandt] [c said] {it was over}. Reuters reported more.", "", ""),
]


@pytest.mark.parametrize(("sentence", "credited", "via"), THROUGH)
def test_through_whom(sentence, credited, via):
    assert find(sentence, agency=credited)[1].via == via


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("(CNN) — The mayor left.", "CNN"),
        ("Mayor leaves\n\nVELL, Ansell (Reuters) - The mayor left.", "Reuters"),
        ("The mayor (AP) left.", ""),
    ],
)
def test_what_agency_an_article_credits(text, agency):
    assert occasions.agency(text) == agency


def test_without_a_date_of_publication_words_keep_their_span():
    text, said = find("“{It is over},” [s he] [c said] on Monday.", published="")
    assert (said.said_on, said.said_on_precision) == ("", "")
    assert text[slice(*said.said_on_span)] == "Monday"


def test_a_quotation_without_source_or_cue_has_no_occasion():
    assert framed("“We will.” On Monday.", FRIDAY, source=(), cue=(), parts=((1, 8),)) == Quote(
        0, 0, ((1, 8),), "", "direct"
    )


@pytest.mark.parametrize(
    "filling",
    ["in a statement ", "on Monday, ", "at the a the ", "“", "(((", "told told ", "a. B", "\u00a0", "of the "],
)
def test_hostile_text_ends_quickly_and_stays_inside(filling):
    text = filling * 4000
    middle = len(text) // 2
    said = framed(text, FRIDAY, source=((middle, middle + 3),), cue=((middle + 4, middle + 8),), parts=())
    assert len(said.occasion) <= 4 * occasions.REACH


# Where each expected quotation has its source and its cue: start, end, start, end; one is printed without.
SEEDS = [
    (1315, 1333, 1334, 1343),
    (1702, 1715, 1716, 1720),
    (2042, 2055, 2056, 2061),
    (2870, 2900, 2901, 2905),
    (3045, 3047, 3048, 3052),
    (3144, 3150, 3151, 3156),
    (3794, 3804, 3882, 3886),
    (4252, 4257, 4258, 4262),
    (4542, 4544, 4545, 4549),
    (4542, 4544, 4551, 4557),
    (5580, 5611, 5612, 5616),
    (5861, 5863, 5864, 5868),
    (6338, 6354, 6355, 6359),
    (6338, 6354, 6355, 6359),
    (6667, 6681, 6683, 6687),
    (325, 344, 313, 321),
    (1681, 1707, 1708, 1712),
    None,
    (1923, 1959, 1960, 1964),
    (2198, 2216, 2217, 2229),
]


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="needs the research data beside the project")
def test_the_seed_pages():
    lines = (SHARED / "eval" / "seeds-expected.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    published = {row["file"]: row["published"] for row in rows if "published" in row}
    expected = [row for row in rows if "speaker" in row]
    for row, spans in zip(expected, SEEDS, strict=True):
        text = (SHARED / "seeds" / row["file"]).read_text("utf-8")
        start = text.replace("\u00a0", " ").index(row["begins"])
        end = next(i for i in range(start, len(text)) if text[i] in '”“"\n')
        source, cue = ((spans[:2],), (spans[2:],)) if spans else ((), ())
        said = framed(text, published[row["file"]], source=source, cue=cue, parts=((start, end),))
        assert (said.said_on or None) == row["said_on"], row
        assert row["where"] in (said.occasion, said.audience) if row["where"] else not said.occasion + said.audience, (
            row
        )
