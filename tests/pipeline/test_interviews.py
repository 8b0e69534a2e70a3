"""Who asks and who answers, by what an article says before its first question."""

import pytest
from naming import tagged

from quotes.pipeline.cast import assemble
from quotes.pipeline.transcripts.interviews import parties

ROE, DOE, LUND = "Mira Roe", "Tom Doe", "Ana Lund"

CASES = {
    # introduction, byline, who asks, who answers; nobody is ""
    "a pronoun has been spoken of": (f"{ROE} fishes for eels. She spoke to {DOE} in May.", "", DOE, ROE),
    "they": (f"{ROE} fishes for eels. They spoke to {DOE} in May.", "", DOE, ROE),
    "the outlet's": (f"{ROE}, who fishes, sat down with the Ledger’s {DOE} last week.", "", DOE, ROE),
    "the outlet's reporter": (f"{ROE} spoke with Ledger reporter {DOE} on the quay.", "", DOE, ROE),
    "a reporter goes first": (f"Our correspondent {DOE} spoke with {ROE} on the quay.", "", DOE, ROE),
    "a reporter in apposition": (f"{DOE}, a staff writer, talked to {ROE} on the quay.", "", DOE, ROE),
    "a title": (f"{DOE} spoke with Mayor {ROE} on the quay.", "", DOE, ROE),
    "a title goes first": (f"Mayor {ROE} spoke with {DOE} on the quay.", "", DOE, ROE),
    "interviewed": (f"{DOE} interviewed {ROE} on the quay.", "", DOE, ROE),
    "interviewed by": (f"{ROE} was interviewed by {DOE} on the quay.", "", DOE, ROE),
    "questions from": (f"{ROE} answered questions from {DOE}.", "", DOE, ROE),
    "Q&A with": (f"Q&A with {ROE}.\n\nAn edited transcript.", "", "", ROE),
    "an interview with, and a byline": (f"An interview with {ROE} about {LUND}.", f"By {DOE}", DOE, ROE),
    "we": (f"We spoke with {ROE} about eels.", DOE, DOE, ROE),
    "the byline is in the text": (f"{DOE} spoke with {ROE} about eels.", DOE, DOE, ROE),
    "the byline is the other": (f"{DOE} spoke with {ROE} about eels.", ROE, ROE, DOE),
    "one person alone": (f"{ROE} fishes for eels.", "", "", ROE),
    "one person and a byline": (f"{ROE} fishes for eels.", f"by {DOE}", DOE, ROE),
    "a byline with a job": (f"{ROE} fishes for eels.", f"{DOE}, Senior Editor", DOE, ROE),
    "mostly spoken of": (f"{ROE} fishes. Roe likes {LUND}. Roe sells eels.", "", "", ROE),
    "two reporters": (f"{ROE} fishes. She spoke with Ledger reporter {DOE} and Post reporter {LUND}.", "", "", ROE),
    "a desk is nobody": (f"{ROE} fishes for eels.", "Ledger Staff", "", ROE),
    "two authors": (f"{ROE} fishes for eels.", f"{DOE} and {LUND}", "", ROE),
    "nobody tells": (f"{ROE} spoke with {DOE} about eels.", "", "", ""),
    "nobody is named": ("Questions and answers about eels.", "", "", ""),
    "two people": (f"{ROE} and {DOE} fish for eels.", "", "", ""),
}


@pytest.mark.parametrize(("intro", "byline", "asks", "answers"), CASES.values(), ids=CASES)
def test_who_asks_and_who_answers(intro: str, byline: str, asks: str, answers: str) -> None:
    text = f"{intro}\n\nQ: Why?\n\nA: Mira Roe, I suppose."
    cast = assemble(text, tagged(text, ROE, DOE, LUND, "Roe"))
    found = parties(text, text.index("Q: Why?"), cast, byline)
    assert [(p.name or p.people[0][0].name) if p.score else "" for p in found] == [asks, answers]


def test_who_cannot_be_told_is_a_candidate() -> None:
    text = f"{ROE} spoke with {DOE} about eels.\n\nQ: Why?"
    _, answers = parties(text, text.index("Q:"), assemble(text, tagged(text, ROE, DOE)))
    assert [(e.name, share) for e, share in answers.people] == [(ROE, 0.5), (DOE, 0.5)]


@pytest.mark.parametrize("byline", ["", " ", "By ", "and and", ",;|/&\n(", "\x1b[31mRoe", "a b", "Doe" * 5000])
def test_odd_bylines_name_nobody_and_cost_nothing(byline: str) -> None:
    text = f"{ROE} fishes.\n\nQ: Why?"
    asks, _ = parties(text, text.index("Q:"), assemble(text, tagged(text, ROE)), byline)
    assert not asks.score
