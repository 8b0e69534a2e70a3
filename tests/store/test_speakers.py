"""Who is who across articles: what the linker decides, on a real store."""

import pytest
from records import analysis, spoken

from quotes.limits import MOST_SEARCHED
from quotes.store.speakers import Settling

COUNCIL = "National Harbour Council spokesman"


@pytest.fixture
def tell(store):
    """Stores an article in which somebody speaks, and returns the speaker's id, name and score."""
    run, count = store.start_run("test"), iter(range(1000))

    def tell(*said, outlet="Quay Gazette", published="2031-05-06", key="", text="", model="toy 1"):
        number = next(count)
        words = [f"Words {at} of {number}." for at in range(len(said))]
        text = text or "\n".join(
            f"“{word}” said {name}, {role}." for word, (name, role, *_) in zip(words, said, strict=True)
        )
        quotes = [
            spoken(text, word, speaker=name, role=role, speaker_kind=kind[0] if kind else "person", source=name)
            for word, (name, role, *kind) in zip(words, said, strict=True)
        ]
        store.add(analysis(text, quotes, model, key=key or f"a{number}", outlet=outlet, published=published), run)
        rows = store.conn.execute(
            "SELECT q.speaker_id, q.speaker, p.score FROM quotes q JOIN appearances p ON p.id = q.appearance_id"
            " WHERE q.article_id = (SELECT max(article_id) FROM quotes) ORDER BY q.start"
        ).fetchall()
        return [tuple(row) for row in rows]

    return tell


def ids(rows):
    return [row[0] for row in rows]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        (("John Kirby", COUNCIL), ("Kirby", "spokesman for the National Harbour Council"), True),
        (("John Kirby", COUNCIL), ("Kirby", "teacher"), False),
        (("John Kirby", COUNCIL), ("Kirby", ""), False),
        (("Kirby", COUNCIL), ("John Kirby", COUNCIL), True),
        (("John Kirby", COUNCIL), ("Bill Kirby", COUNCIL), False),
        (("John Kirby", COUNCIL), ("JOHN KIRBY", ""), True),
        (("Tilda Quill", "Gov."), ("Tilda Quill", "vice-presidential nominee"), True),
        (("John Quill", "mayor"), ("John Quill", "goalkeeper"), False),
        (("John Quill", "the Harbour Council’s spokesman"), ("John Quill", "goalkeeper"), False),
        (("John Quill", "White House spokesman"), ("John Quill", "goalkeeper"), False),
        (("John Quill", "goalkeeper"), ("John Quill", "mayor and former goalkeeper"), True),
        (("Jafar al-Kaabi", ""), ("Ja'afar Al Kaabi", ""), True),
        (("Patrick Marsh", "engineer at Marlow"), ("Pat Marsh", "Marlow engineer"), True),
        (("Kata'ib al-Nahr", "", "organization"), ("Kataib Al-Nahr", "", "organization"), True),
        (("Northern Harbour Union", "", "organization"), ("NHU", "", "organization"), True),
        (("Northern Harbour Union", "", "organization"), ("Northern Harbour Union", ""), False),
        (("an official", "", "unnamed"), ("an official", "", "unnamed"), False),
    ],
)
def test_two_articles(tell, first, second, joined):
    one, two = tell(first), tell(second, published="2031-05-20")
    assert (one[0][0] == two[0][0]) is joined
    assert 0 <= two[0][2] <= 1


def test_the_body_beside_the_name_counts_as_the_role_does(store):
    run = store.start_run("test")
    said = [("Mira Solberg", "geologist", "Tidal Office", "2031-05-06"), ("Solberg", "", "Tidal Office", "2031-05-20"),
            ("Solberg", "", "Quay Opera", "2031-05-21")]  # fmt: skip
    for number, (name, role, body, day) in enumerate(said):
        text = f"“Words {number}.” said {name}, {role}."
        quote = spoken(text, f"Words {number}.", speaker=name, role=role, affiliation=body)
        store.add(analysis(text, [quote], key=str(number), published=day), run)
    found = [row[0] for row in store.conn.execute("SELECT speaker_id FROM quotes ORDER BY article_id")]
    assert found[0] == found[1] != found[2]
    how = store.conn.execute("SELECT how FROM appearances WHERE article_id = 2").fetchone()[0]
    assert "role (geologist, Tidal Office)" in how


def test_a_surname_two_people_bear_stays_open(tell, store):
    tell(("Tom Reed", "minister"), ("Ada Reed", "minister"))
    third = tell(("Reed", "minister"))
    assert third[0][1] == "Reed"
    how = store.conn.execute("SELECT how, score FROM appearances WHERE name = 'Reed'").fetchone()
    assert how["how"] == "new" and how["score"] < 0.5


def test_one_of_very_many_is_found_by_the_role(tell):
    for letter in "abcdefghijklmnopqrstuvwxyz":
        tell((f"Z{letter}da Reed", "teacher"), (f"Z{letter}do Reed", "farmer"))
    pilot = tell(("Tom Reed", "harbour pilot"))
    assert tell(("Reed", "pilot of the harbour"))[0][0] == pilot[0][0]
    assert tell(("Reed", "teacher"))[0][1] == "Reed"


def test_the_outlet_and_the_company_tell_a_surname(tell):
    one = tell(("Tom Reed", ""), ("Ada Bern", ""))
    assert ids(tell(("Ada Bern", ""), ("Reed", "")))[1] == one[0][0]
    assert tell(("Reed", ""), outlet="Far Post", published="2035-01-01")[0][0] != one[0][0]


def test_a_fuller_name_is_shown_from_then_on_and_the_aliases_keep_their_evidence(tell, store):
    tell(("Kirby", COUNCIL))
    tell(("John Kirby", COUNCIL))
    assert {row[0] for row in store.conn.execute("SELECT speaker FROM quotes")} == {"John Kirby"}
    aliases = store.conn.execute("SELECT alias, article_id, first_seen FROM aliases ORDER BY id").fetchall()
    assert [tuple(row) for row in aliases] == [("Kirby", 1, "2031-05-06"), ("John Kirby", 2, "2031-05-06")]
    how = store.conn.execute("SELECT name, how FROM appearances WHERE article_id = 2").fetchone()
    assert how["name"] == "John Kirby" and "surname, role" in how["how"]


def test_an_acronym_that_stands_beside_the_name_is_an_alias(tell):
    text = "“Words 0 of 0.” said the Harbour Command for the East (HARBCOM), ."
    one = tell(("Harbour Command for the East", "", "organization"), text=text)
    assert tell(("HARBCOM", "", "organization"), outlet="Far Post", published="2034-01-01")[0][0] == one[0][0]


def test_a_history_of_roles(tell, store):
    for day, role in (("2031-01-05", "Gov."), ("2031-08-07", "vice-presidential nominee"), ("2031-03-01", "Gov.")):
        tell(("Tilda Quill", role), published=day)
    rows = store.conn.execute("SELECT role, first, last, articles FROM speaker_history ORDER BY first").fetchall()
    assert [tuple(row) for row in rows] == [
        ("Gov.", "2031-01-05", "2031-03-01", 2),
        ("vice-presidential nominee", "2031-08-07", "2031-08-07", 1),
    ]
    assert [role["role"] for role in store.speakers("quill")[0]["roles"]] == ["Gov.", "vice-presidential nominee"]


def test_a_newer_model_finds_the_same_speakers(tell, store):
    said = [("Kirby", ""), ("Ada Bern", "mayor"), ("an official", "", "unnamed")]
    text = "\n".join(f"“Words {at} of {{}}.” said {one[0]}, ." for at, one in enumerate(said))
    before = tell(*said, key="k", text=text.format(0, 0, 0).replace("{}", "0"))
    store.conn.execute("UPDATE articles SET model = 'older'")
    with store.transaction():
        again = [
            spoken(text.replace("{}", "0"), f"Words {at} of 0.", speaker=one[0], role=one[1], source=one[0],
                   speaker_kind=one[2] if len(one) > 2 else "person")
            for at, one in enumerate(said)
        ]  # fmt: skip
        store.add(analysis(text.replace("{}", "0"), again, "toy 2", key="k"), store.start_run("test"))
    after = store.conn.execute("SELECT speaker_id FROM quotes ORDER BY start").fetchall()
    assert [row[0] for row in after] == ids(before)
    assert store.conn.execute("SELECT count(*) FROM speakers").fetchone()[0] == 3
    assert store.conn.execute("SELECT count(*) FROM appearances").fetchone()[0] == 3


@pytest.mark.parametrize("speakers", [2, 40])
def test_what_was_decided_in_an_article_is_asked_once_however_many_speak(store, tell, monkeypatch, speakers):
    asked, remembered = [], store.directory.remembered
    monkeypatch.setattr(store.directory, "remembered", lambda *of: asked.append(of) or remembered(*of))
    found = tell(*[(f"Ada Bern{'a' * n}", "") for n in range(speakers)])
    assert len(set(ids(found))) == speakers and len(asked) == 4  # for either kind: who speaks, who is spoken of


def test_of_a_long_article_the_beginning_is_searched_for_a_name(store, tell):
    text = "“Words 0 of 0.” said Ada Quill, mayor.\n\n" + "The ferry waits. " * (MOST_SEARCHED // 10)
    tell(("Ada Quill", "mayor"), text=text)
    assert Settling(store.conn).printing("Quill", 12) == [text[:MOST_SEARCHED]]
