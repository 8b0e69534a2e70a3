"""The form of whole articles that were written to be learned from: what a line says, and what is wrong with one."""

import pytest

from quotes.errors import EvaluationError
from quotes.training import articles, corpora

ARTICLE = """\
The county will close the bridge in May, its engineer said. The plan is known as “Operation Crutch”.
“It is tired,” said Ada Finch, the county engineer.
“It has carried buses since 1931.
“And it leaks,” she said. A baker called it “a patient”.
> The county will close … in May | its engineer | said | Ada Finch | county engineer
! Operation Crutch
> It is tired | Ada Finch | said | Ada Finch | county engineer
> It has carried | - | - | Ada Finch | county engineer
> And it leaks | she | said | Ada Finch | county engineer
> a patient | A baker | called | A baker | -
"""


@pytest.fixture
def file(tmp_path):
    """Write a text as a file of articles and return its path."""

    def write(text: str):
        path = tmp_path / "some.txt"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_line_says_what_words_are_whose_and_where_that_stands(file) -> None:
    (article,) = articles.read(file(ARTICLE))
    text = article["text"]
    assert text.startswith("The county") and text.endswith("“a patient”.") and "\n\n“It has" in text
    words = [text[q["start"] : q["end"]] for q in article["quotes"]]
    assert words == ["It is tired,", "It has carried buses since 1931.", "And it leaks,", "a patient"]
    (indirect,) = article["indirect"]
    assert text[slice(indirect["start"], indirect["end"])] == "The county will close the bridge in May"
    assert [text[slice(*indirect[k])] for k in ("source", "cue")] == ["its engineer", "said"]
    assert [q["source"] and text[slice(*q["source"])] for q in article["quotes"]] == [
        "Ada Finch",
        None,
        "she",
        "A baker",
    ]
    assert [q["speaker_kind"] for q in article["quotes"]] == ["person", "person", "person", "unnamed"]
    assert [text[s:e] for s, e in article["not"]] == ["Operation Crutch"]


def test_two_articles_stand_apart_by_an_empty_line(file) -> None:
    assert [a["id"] for a in articles.read(file(ARTICLE + "\n" + ARTICLE))] == ["some-0", "some-1"]


def test_what_is_written_is_learned_as_the_news_are(file) -> None:
    (example,) = corpora.written(file(ARTICLE))
    assert example.partial and len(example.speech or ()) == 5
    assert [example.text[r.start : r.end] for r in example.roles] == ["county engineer"]
    engineer = example.text.index("its engineer")
    assert (engineer, (example.text.index("Ada"),)) in [(at, names[:1]) for at, names in example.known_references]


@pytest.mark.parametrize(
    "line, fault",
    [
        ("> And it leaks | she | said", "3 fields, not 5"),
        ("> And it drips | she | said | Ada Finch | -", "do not follow in the text"),
        ("> the bridge in | its engineer | said | Ada Finch | -", "say how they end"),
        ("> The county will … buses since 1931 | - | - | Ada Finch | -", "do not end in the paragraph"),
        ("> It is tired | he | said | Ada Finch | -", "who says it is not printed"),
        ("> It is tired | Ada Finch | mused | Ada Finch | -", "the cue is not printed"),
        ("> It is tired | Ada Finch | said | Ida Finch | -", "the speaker is not printed"),
        ("> It is tired | Ada Finch | said | Ada Finch | mayor", "the role is not printed"),
    ],
)
def test_a_line_that_is_wrong_says_why(file, line, fault) -> None:
    text = "\n".join(x for x in ARTICLE.splitlines() if x[0] not in ">!") + "\n" + line
    ((_, faults),) = articles.articles(file(text))
    assert fault in faults[0] and line in faults[0]
    with pytest.raises(EvaluationError, match="some-0"):
        articles.read(file(text))


def test_marked_words_of_which_nothing_is_said_are_a_fault(file) -> None:
    ((_, faults),) = articles.articles(file(ARTICLE.replace("! Operation Crutch\n", "")))
    assert faults == ["nothing is said of the marked words: Operation Crutch"]


def test_the_articles_of_the_project_have_no_fault_and_every_kind_of_speaker() -> None:
    quotes = [q for article in articles.read(articles.ARTICLES) for q in (*article["quotes"], *article["indirect"])]
    kinds = {kind: sum(q["speaker_kind"] == kind for q in quotes) for kind in ("person", "organization", "unnamed")}
    assert min(kinds.values()) > len(quotes) / 20
    assert sum(not q["source"] for q in quotes) > len(quotes) / 20
