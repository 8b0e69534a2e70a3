"""When a run is over: who turned out to be whom, and what stays in doubt."""

from contextlib import nullcontext

import pytest
from records import analysis, spoken

from quotes.linking import shown as naming
from quotes.store import Store, decisions, doubts, speakers
from quotes.store.doctor import check


@pytest.fixture
def path(tmp_path):
    return tmp_path / "quotes.db"


def take(store, *said, kind="person"):
    """Stores an article for each name (or name and role), a day apart."""
    run = store.start_run("test")
    for name, role in (one if isinstance(one, tuple) else (one, "") for one in said):
        number = store.counts()["articles"]
        words = f"Words {number} are here."
        text = f"“{words}” {name} said."
        quote = spoken(text, words, speaker=name, speaker_kind=kind, role=role, source=name)
        published = f"2031-{number % 12 + 1:02}-01"
        store.add(
            analysis(text, [quote], "toy 1", key=str(number), published=published, outlet=f"Outlet {number}"), run
        )
    store.settle()


def shown(store):
    sql = "SELECT name, articles FROM speakers WHERE merged_into IS NULL AND articles > 0 ORDER BY name"
    return [tuple(row) for row in store.conn.execute(sql)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # a surname is whoever alone speaks under it, however often
        (["Quillfeather", *["Tilda Quillfeather"] * 9], [("Tilda Quillfeather", 10)]),
        # the form that most articles use in full is shown
        ([("Tilda R. Quillfeather", "mayor"), *[("Tilda Quillfeather", "mayor")] * 4], [("Tilda Quillfeather", 5)]),
        # a short form, where hardly anybody has the surname
        ([*["Chuck Quillfeather"] * 2, *["Charles Quillfeather"] * 5], [("Charles Quillfeather", 7)]),
        # the short form is shown where nearly as many print it as the name in full
        ([*["Chuck Quillfeather"] * 4, *["Charles Quillfeather"] * 5], [("Chuck Quillfeather", 9)]),
        # with and without `Jr.`, where whoever has the surname may be the same
        (
            [(name, "mayor") for name in ("Bill Quill", "William J. Quill Jr.", "Bill Quill", "Bill Quill Jr.")],
            [("Bill Quill", 4)],
        ),
        # what one of many articles prints rules nobody out
        (["Tilda R. Quill", *["Tilda Quill"] * 24, "Tilda B. Quill"], [("Tilda Quill", 26)]),
        # the short form of somebody who was elected
        (
            [("Tilda Quill", "mayor of Ashford"), ("Charles Quill", "Rep."), ("Chuck Quill", "Rep.")],
            [("Chuck Quill", 2), ("Tilda Quill", 1)],
        ),
        # two who have another middle name, though articles leave it out
        (["Otto W. Quillfeather", "Otto Quillfeather", "Otto W. Quillfeather", "Otto B.H. Quillfeather"], None),
        # father and son
        (["Otto Quillfeather", "Otto Quillfeather Jr.", "Otto Quillfeather"], None),
    ],
)
def test_who_is_who(path, said, expected):
    with Store(path) as store:
        take(store, *said)
        assert shown(store) == expected if expected else len(shown(store)) == 2
    assert list(check(path)) == []


@pytest.mark.parametrize(
    "names",
    [
        ["Justice Department", "DOJ", "Department of Justice"],
        ["White House", "White House", "White House"],
    ],
)
def test_a_body_that_everybody_knows_is_one(path, names):
    with Store(path) as store:
        take(store, *names, kind="organization")
        assert len(shown(store)) == 1


@pytest.mark.parametrize(
    ("kind", "called", "expected"),
    [
        # with `Jr.`, where most print it, however they spell the rest
        ("person", [("Otto Voss", 1), ("Otto Vos Jr.", 1), ("Otto Voss Jr", 1)], "Otto Voss Jr"),
        ("person", [("Otto Voss", 3), ("Otto Voss Jr.", 2)], "Otto Voss"),
        # names that differ by a mark count together
        ("person", [("J.D. Voss", 2), ("JD Voss", 2), ("James Voss", 3)], "James Voss"),
        ("person", [("Ada Bern", 2), ("Ada Berne", 2), ("Adelheid Berne", 1)], "Ada Berne"),
        # a surname that was cut at its hyphen
        ("person", [("Ada Bern", 2), ("Ada Bern-Voss", 2)], "Ada Bern-Voss"),
        ("person", [("Ada Voss", 2), ("Ada Bern-Voss", 1)], "Ada Bern-Voss"),
        ("person", [("Ada Bern", 3), ("Ada Bern-Voss", 1)], "Ada Bern"),
        # the short form, where nearly as many print it
        ("person", [("William Voss", 9), ("Bill Voss", 7)], "Bill Voss"),
        ("person", [("William Voss", 2), ("Bill Voss", 1)], "William Voss"),
        # the name in full, where as few articles print the one as the other
        ("person", [("Bill Voss", 1), ("William Voss", 1)], "William Voss"),
        ("person", [("Charlie Voss", 1), ("Charles Voss", 1)], "Charles Voss"),
        # a second given name, where as many print it, but no letter
        ("person", [("Ada Voss", 1), ("Ada Bern Voss", 1)], "Ada Bern Voss"),
        ("person", [("Ada B. Voss", 1), ("Ada Voss", 1)], "Ada Voss"),
        # a newspaper's article is a part of its name
        ("organization", [("Guardian", 3)], "The Guardian"),
        ("organization", [("AshfordReview", 2), ("Ashford Review", 2)], "Ashford Review"),
    ],
)
def test_the_name_that_is_shown(kind, called, expected):
    assert naming.shown(called[0][0], kind, [(name, articles, False) for name, articles in called]) == (expected, kind)


@pytest.mark.parametrize(
    ("called", "printed", "expected"),
    [
        # the form that other articles print, too, though nobody speaks in them
        ({"Petra Quillfether": 1, "Petra Quillfeather": 1}, {"Petra Quillfether": 1, "Petra Quillfeather": 6}, "Petra Quillfeather"),
        ({"Sanders Voss": 1, "Sander Voss": 1}, {"Sanders Voss": 4, "Sander Voss": 1}, "Sanders Voss"),
        # a name that stands within a longer one is not printed there
        ({"Otto Voss Jr.": 1, "Otto Voss": 1}, {"Otto Voss Jr.": 8, "Otto Voss": 9}, "Otto Voss Jr."),
        # nor is one that is cut off it
        ({"Ada Voss": 4, "Ada Voss-Quill": 1}, {"Ada Voss": 8, "Ada Voss-Quill": 8}, "Ada Voss-Quill"),
        # another who is printed often is not whom one article calls so
        ({"Petra Quill": 9, "Petronella Quill": 2}, {"Petra Quill": 9, "Petronella Quill": 20}, "Petra Quill"),
        # no text prints a widget's name
        ({"Ada Maria Quill": 1, "Ada Quill": 1}, {"Ada Maria Quill": 0, "Ada Quill": 1}, "Ada Quill"),
    ],
)  # fmt: skip
def test_articles_in_which_nobody_speaks_tell_the_usual_name(called, printed, expected):
    names_called = [(name, articles, False) for name, articles in called.items()]
    assert (
        naming.shown(names_called[0][0], "person", names_called, printed=lambda one: printed.get(one, 0))[0] == expected
    )


@pytest.mark.parametrize(
    ("name", "elsewhere", "expected"),
    [
        ("Otto Quill", "Otto Quill Jr. wept.", "Otto Quill Jr."),
        ("Otto Quill", "Otto Quill wept. Otto Quill Sr. wept.", "Otto Quill"),
        ("J. Edgar Quill", "Edgar Quill wept.", "Edgar Quill"),
        ("J. Edgar Quill", "Edgar A. Quill wept.", "J. Edgar Quill"),
        ("Tilda R. Quill", "Tilda Quill wept.", "Tilda Quill"),
        (("Charles Quill", "senator"), "Chuck Quill wept.", "Chuck Quill"),
        (("William Quill", "senator"), "Nor will Quill weep.", "William Quill"),
        (("Charles Quill", "bishop"), "Chuck Quill wept.", "Charles Quill"),  # perhaps another
        ("J.E. Quill", "Quill wept.", "J.E. Quill"),
    ],
)
def test_the_usual_name_may_be_one_under_which_nobody_speaks(path, name, elsewhere, expected):
    with Store(path) as store:
        for number in range(4):
            store.add(analysis(elsewhere, [], "toy 1", key=f"elsewhere {number}"), store.start_run("test"))
        take(store, name)
        assert shown(store) == [(expected, 1)]
        take(store, expected)  # by which it is found from now on
        assert shown(store) == [(expected, 2)]
    assert list(check(path)) == []


@pytest.mark.parametrize(
    ("elsewhere", "expected"),
    [
        ("Shares of the insurer Quillmar fell.", "organization"),
        ("Nobody at Quillmar knew. A clerk at Quillmar wept.", "organization"),
        ("Boats are built in Quillmar, and sold from Quillmar.", "organization"),
        ("At Quillmar’s headquarters Mr. Quillmar wept.", "person"),  # a name, too
        ("Quillmar, who built boats, wept at Quillmar, the firm.", "person"),
        ("Quillmar, a retired pilot, wept at Quillmar and in Quillmar.", "person"),
        ("The Quillmar Review is printed in Ashford.", "person"),  # somebody may have a paper named after him
        ("Boats are built in Ashford.", "person"),  # nothing tells
    ],
)
@pytest.mark.parametrize("together", [nullcontext, Store.bulk])
def test_a_word_is_a_body_where_articles_print_it_so(path, elsewhere, expected, together):
    with Store(path) as store:
        with together(store):
            store.add(analysis(elsewhere, [], "toy 1", key="elsewhere"), store.start_run("test"))
            take(store, "Quillmar")
        assert [row[0] for row in store.conn.execute("SELECT kind FROM speakers")] == [expected]
        assert store.quote(1)["speaker_kind"] == expected
        take(store, "Quillmar", kind="organization")
        assert len(shown(store)) == 1  # and is found as the body from now on
    assert list(check(path)) == []


@pytest.mark.parametrize("first", ["Northern Dredging Authority", "NDA"])
def test_two_bodies_may_have_one_acronym(path, first):
    with Store(path) as store:
        take(store, first, "Northern Dredging Authority", "NDA", "Northern Dredging Authority", kind="organization")
        take(store, "National Dental Association", kind="organization")
        assert shown(store) == [("National Dental Association", 1), ("Northern Dredging Authority", 4)]


def test_whoever_is_joined_is_found_without_reading_all_speakers(path):
    with Store(path) as store:
        for sql in speakers._JOIN.split(";\n"):
            plan = store.conn.execute(f"EXPLAIN QUERY PLAN {sql}", {"from": 1, "to": 2, "score": 1.0, "how": ""})
            assert not [row["detail"] for row in plan if row["detail"].startswith("SCAN")]


def test_a_doubt_about_a_surname_goes_with_it(path):
    """`Quillfeather` may be Edda or Otto; when it is Otto, nobody asks whether Otto is Edda."""
    with Store(path) as store:
        said = [("Edda Quillfeather", "mayor"), ("Tilda Quillfeather", "mayor"), ("Quillfeather", "mayor")]
        take(store, *said)
        assert len(doubts.doubtful(store.conn)) == 2
        take(store, *[("Otto Quillfeather", "mayor")] * 30)
        pairs = [{pair[side]["speaker"] for side in ("speaker", "other")} for pair in doubts.doubtful(store.conn)]
        assert ("Otto Quillfeather", 31) in shown(store) and pairs == []


@pytest.mark.parametrize(("other", "expected"), [("mayor of Brackmoor", 3), ("goalkeeper", 2)])
def test_a_surname_waits_where_it_fits_two(path, other, expected):
    """Though the one speaks more often: whether `the mayor, Quillfeather` is Edda or Otto, people decide."""
    with Store(path) as store:
        edda = ("Edda Quillfeather", "mayor of Ellhaven")
        take(store, edda, *[("Otto Quillfeather", other)] * 2, *[edda] * 9, ("Quillfeather", "mayor"))
        assert len(shown(store)) == expected


def test_who_is_held_apart_stays_apart(path):
    with Store(path) as store:
        take(store, *["Tilda Quillfeather"] * 9)
        run = store.start_run("test")
        text = "“More.” Quillfeather said."
        quote = spoken(text, "More.", speaker="Quillfeather", source="Quillfeather")
        store.add(analysis(text, [quote], "toy 1", key="bare", published="2045-01-01"), run)
        numbers = [
            row[0] for row in store.conn.execute("SELECT id FROM speakers WHERE merged_into IS NULL ORDER BY id")
        ]
        assert len(numbers) == 2
        decisions.apart(store, *numbers)
        store.settle()
        assert len(shown(store)) == 2 and doubts.doubtful(store.conn) == []


def test_two_who_speak_together_are_both(path):
    with Store(path) as store:
        take(store, "Tilda Quillfeather and Otto Marlow")
        assert [name for name, _ in shown(store)] == ["Otto Marlow", "Tilda Quillfeather"]
        assert store.quote(1)["speaker"] == "Tilda Quillfeather" and store.quote(1)["jointly"] == ["Otto Marlow"]


def test_an_unnamed_spokesman_leads_to_the_body(path):
    with Store(path) as store:
        take(store, ("a spokesman for the Tidal Office", ""), kind="unnamed")
        assert store.conn.execute("SELECT kind, body, body_id FROM unnamed_sources").fetchone()[:] == (
            "spokesperson",
            "Tidal Office",
            None,
        )
        take(store, "Tidal Office", kind="organization")
        take(store, ("a Tidal Office spokeswoman", ""), kind="unnamed")
        sql = "SELECT s.name FROM unnamed_sources u JOIN speakers s ON s.id = u.body_id"
        assert [row[0] for row in store.conn.execute(sql)] == ["Tidal Office"]


@pytest.mark.parametrize(
    ("firm", "expected"), [(2, ["Tilda Quillfeather"]), (12, ["Quillfeather", "Tilda Quillfeather"])]
)
def test_a_firm_of_the_name_is_not_the_person(path, firm, expected):
    """A surname that is taken for a body now and then is the person; one that speaks as often as the person is a firm."""
    with Store(path) as store:
        take(store, *[("Tilda Quillfeather", "mayor")] * 9)
        take(store, *["Quillfeather"] * firm, kind="organization")
        assert [name for name, _ in shown(store)] == expected
