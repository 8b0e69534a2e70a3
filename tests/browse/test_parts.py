import pytest

from quotes.browse import charts, differences
from quotes.browse.text import Mark, by_paragraph, clip, day, minute, paragraphs, period, pieces, spoken, told_to


@pytest.mark.parametrize(
    ("value", "precision", "words"),
    [
        ("2024-02-03", None, "3 February 2024"),
        ("2024-02-03T11:40:00Z", None, "3 February 2024"),
        ("2024-02", None, "February 2024"),
        ("2024-02-03", "month", "February 2024"),
        ("2024-02-03", "year", "2024"),
        ("2024", None, "2024"),
        ("2024-13-45", None, "2024"),
        ("soon", None, "soon"),
        (None, None, ""),
    ],
)
def test_dates_in_words(value, precision, words):
    assert day(value, precision) == words


def test_times_and_periods_in_words():
    assert minute("2024-02-03T11:40:00Z") == "3 February 2024, 11:40"
    assert minute("2024-02-03") == "3 February 2024"
    assert period("2024-02-03", "2024-02-03T11:40") == "3 February 2024"
    assert period("2024-02-03", "2025") == "3 February 2024 to 2025"
    assert period(None, None) == ""


@pytest.mark.parametrize(
    ("text", "most", "clipped"),
    [
        ("short", 10, "short"),
        ("one two three four", 10, "one two …"),
        ("onetwothreefour", 10, "onetwothre …"),
        ("a\n b\t c", 10, "a b c"),
        ("one, two", 5, "one …"),
        (None, 5, ""),
    ],
)
def test_clipping(text, most, clipped):
    assert clip(text, most) == clipped


TEXT = "He said yes, and no."


@pytest.mark.parametrize(
    ("marks", "found"),
    [
        ([], [(TEXT, "", None)]),
        ([Mark(8, 11, "q", 1)], [("He said ", "", None), ("yes", "q", 1), (", and no.", "", None)]),
        (
            [Mark(8, 19, "q", 1), Mark(13, 16, "cue")],
            [("He said ", "", None), ("yes, ", "q", 1), ("and", "q cue", 1), (" no", "q", 1), (".", "", None)],
        ),
        (
            [Mark(0, 19, "q", 1), Mark(8, 11, "q", 2)],
            [("He said ", "q", 1), ("yes", "q", 2), (", and no", "q", 1), (".", "", None)],
        ),
        ([Mark(0, 2, "a", 1), Mark(0, 2, "b", 2)], [("He", "a b", 1), (" said yes, and no.", "", None)]),
        ([Mark(-5, 2, "a"), Mark(17, 99, "b")], [("He", "a", None), (" said yes, and ", "", None), ("no.", "b", None)]),
        ([Mark(4, 4, "empty")], [(TEXT, "", None)]),
    ],
)
def test_pieces(marks, found):
    assert [tuple(piece) for piece in pieces(TEXT, 0, len(TEXT), marks)] == found


def test_marks_are_shared_out_to_the_paragraphs_they_touch():
    text = "one\n\ntwo\nthree"
    bounds = paragraphs(text)
    assert bounds == [(0, 3), (5, 8), (9, 14)]
    across, inside = Mark(1, 7, "a"), Mark(9, 10, "b")
    assert by_paragraph(bounds, [across, inside]) == [[across], [across], [inside]]


def test_columns_stand_on_the_axis_and_add_up():
    chart = charts.columns(
        [("2024-01", {"supports": 1, "opposes": 3}), ("2024-02", {"supports": 2})], ("supports", "opposes")
    )
    assert chart["top"] == 4
    first, second, third = chart["bars"]
    assert (first.kind, first.y + first.height) == ("supports", charts.HEIGHT)
    assert second.y == 0
    assert second.y + second.height == first.y
    assert third.height == 60
    assert third.x > first.x + first.width
    assert chart["table"][1] == {"label": "2024-02", "supports": 2, "opposes": 0}


def test_no_figures_are_no_picture():
    assert charts.columns([], ("n",))["bars"] == []
    assert charts.timeline([("x", [])])["rows"] == []
    assert charts.timeline([("x", [("no date", "supports", "")])])["rows"] == []


def test_a_timeline_is_on_one_axis():
    chart = charts.timeline(
        [("a", [("2024-01-01", "supports", ""), ("2024-12-31", "opposes", "")]), ("b", [("2024-07", "neutral", "")])]
    )
    assert [dot.x for dot in chart["rows"][0]["dots"]] == [2, 98]
    assert 45 < chart["rows"][1]["dots"][0].x < 55
    assert chart["table"][0] == {"label": "a", "supports": 1, "opposes": 1, "first": "2024-01-01", "last": "2024-12-31"}


@pytest.mark.parametrize(
    ("first", "many", "month"), [("2024-02", 1, "2024-01"), ("2024-02", 14, "2022-12"), ("2024-12", -1, "2025-01")]
)
def test_months_back(first, many, month):
    assert charts.months_back(first, many) == month


def test_months_between():
    assert charts.months_between("2023-11", "2024-02") == ["2023-11", "2023-12", "2024-01", "2024-02"]


@pytest.mark.parametrize(
    ("fullest", "other", "kinds"),
    [
        ("We do not want it.", "We do not want it.", [("same", "We do not want it.")]),
        ("We do not want it.", "We do want it.", [("same", "We do"), ("gone", "not"), ("same", "want it.")]),
        (
            "There are 1,200 jobs.",
            "There are 2,100 jobs.",
            [("same", "There are"), ("gone", "1,200"), ("new", "2,100"), ("same", "jobs.")],
        ),
        ("Yes, we want it.", "we want it.", [("gone", "Yes,"), ("same", "we want it.")]),
    ],
)
def test_differences_are_runs(fullest, other, kinds):
    assert [tuple(run) for run in differences.runs(fullest, other)] == kinds


def test_the_runs_of_either_side_are_that_side():
    fullest, other = (
        "U.S. military forces struck more than 85 targets, with numerous aircraft",
        "forces struck 85 targets, with aircraft",
    )
    found = differences.runs(fullest, other)
    assert " ".join(run.text for run in found if run.kind != "new") == fullest
    assert " ".join(run.text for run in found if run.kind != "gone") == other


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("We will not sell,", "We will not sell"),
        ("a “bad deal,”", "a “bad deal”"),
        ("We will not –", "We will not"),
        ("Yes, we will.", "Yes, we will."),
        ("", ""),
    ],
)
def test_the_comma_that_leads_back_to_the_reporter_is_not_shown(text, shown):
    assert spoken(text) == shown


@pytest.mark.parametrize(
    ("audience", "shown"),
    [
        ("to the Ledger", "the Ledger"),
        ("told a meeting", "a meeting"),
        ("to told a meeting", "a meeting"),
        ("Tollund", "Tollund"),
    ],
)
def test_whom_it_was_told_to(audience, shown):
    assert told_to(audience) == shown


@pytest.mark.parametrize(
    ("months", "few"),
    [({"2024-01": 3}, 1), ({"2024-01": 3, "2024-09": 1}, 2), ({"2024-01": 3, "2024-02": 1, "2024-03": 1}, 0)],
)
def test_a_picture_of_one_or_two_columns_is_a_sentence(months, few):
    labels = charts.months_between(min(months), max(months))
    chart = charts.columns([(label, {"quotations": months.get(label, 0)}) for label in labels], ("quotations",))
    assert len(chart["few"]) == few


@pytest.mark.parametrize(
    ("most", "figures"), [(1, [2, 1]), (3, [4, 2]), (7, [8, 4]), (11, [12, 6]), (17, [20, 10]), (350, [400, 200])]
)
def test_an_axis_has_round_figures(most, figures):
    chart = charts.columns([(f"2024-0{month}", {"quotations": most}) for month in (1, 2, 3)], ("quotations",))
    assert [figure for _, figure in chart["lines"]] == figures
    assert all(0 <= bar.y and bar.y + bar.height <= chart["height"] + 0.1 for bar in chart["bars"])


def test_marks_of_one_day_are_one_mark_with_a_number_and_kinds_stand_apart():
    dots = [("2024-01-01", "supports", "")] * 3 + [("2024-01-01", "opposes", ""), ("2024-02-01", "opposes", "")]
    drawn = charts.timeline([("Bern", dots)])["rows"][0]["dots"]
    assert [(dot.kind, dot.many) for dot in drawn] == [("opposes", 1), ("supports", 3), ("opposes", 1)]
    assert drawn[0].y != drawn[1].y
    alone = charts.timeline([("Bern", dots[:4])])
    assert (alone["rows"], alone["day"]) == ([], "2024-01-01")
