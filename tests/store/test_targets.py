"""Stances towards somebody the database knows: linked when they are stored, or later by the doctor."""

from click.testing import CliRunner
from records import analysis, at, spoken

from quotes.cli import main
from quotes.desk import search, stances
from quotes.store import decisions, topics
from quotes.store.targets import link
from quotes.types import Stance


def say(store, key, speaker, words, *targets, role="", kind="person", text=""):
    """Stores an article in which somebody says the words, opposing each target."""
    text = text or f"{role} {speaker} spoke on Monday. “{words},” said {speaker}."
    held = tuple(Stance("opposes", target, 0.9, None, at(text, words)) for target in targets)
    quote = spoken(text, words, speaker=speaker, role=role, speaker_kind=kind, stances=held)
    store.add(analysis(text, [quote], key=key, outlet="Gazette", published="2031-05-06"), store.start_run("test"))


def linked(store):
    sql = "SELECT s.target, p.name FROM stances s LEFT JOIN speakers p ON p.id = s.target_speaker_id ORDER BY s.id"
    return [tuple(row) for row in store.conn.execute(sql)]


def test_a_target_that_has_spoken_is_that_speaker(store):
    say(store, "1", "Ada Ferrin", "Trade keeps us alive")
    say(store, "2", "Northern Harbour Union", "We shall see", kind="organization")
    say(store, "3", "Lena Brock", "Never", "Ada Ferrin", "NHU", "the harbour", "Ferrin's plan", "Ada Loom")
    assert linked(store) == [
        ("Ada Ferrin", "Ada Ferrin"),
        ("NHU", "Northern Harbour Union"),
        ("the harbour", None),
        ("Ferrin's plan", None),
        ("Ada Loom", None),
    ]


def test_a_surname_is_the_one_of_the_article_and_else_nobody(store):
    say(store, "1", "Ada Ferrin", "Trade keeps us alive")
    say(store, "2", "Lena Brock", "Never", "Ferrin")
    text = "“Sell,” said Ada Ferrin. “Never,” said Lena Brock."
    held = (Stance("opposes", "Ferrin", 0.9, None, at(text, "Never")),)
    quotes = [spoken(text, "Sell", speaker="Ada Ferrin"), spoken(text, "Never", speaker="Lena Brock", stances=held)]
    store.add(analysis(text, quotes, key="3"), store.start_run("test"))
    assert linked(store) == [("Ferrin", None), ("Ferrin", "Ada Ferrin")]


def test_of_two_with_one_name_neither_is_taken(store):
    say(store, "1", "Ada Ferrin", "Trade keeps us alive", role="mayor")
    say(store, "2", "Ada Ferrin", "The ball was out", role="goalkeeper")
    assert len(store.speakers("Ada Ferrin")) == 2
    say(store, "3", "Lena Brock", "Never", "Ada Ferrin")
    assert linked(store) == [("Ada Ferrin", None)]


def test_nobody_is_made_of_a_target(store):
    say(store, "1", "Lena Brock", "Never", "Ada Ferrin", "Harbour Board")
    assert [row["speaker"] for row in store.speakers()] == ["Lena Brock"]


def test_who_is_first_quoted_later_is_linked_by_the_doctor(store, path):
    say(store, "1", "Lena Brock", "Never", "Ada Ferrin", "Harbour Board")
    say(store, "2", "Ada Ferrin", "Trade keeps us alive")
    assert linked(store) == [("Ada Ferrin", None), ("Harbour Board", None)]
    result = CliRunner().invoke(main, ["doctor", str(path), "--targets"])
    assert result.exit_code == 0, result.output
    assert "1 stance linked" in result.stderr and "is sound" in result.stdout
    assert linked(store) == [("Ada Ferrin", "Ada Ferrin"), ("Harbour Board", None)]
    assert link(store) == 0


def test_a_merge_a_split_and_their_undoing_move_the_targets(store):
    say(store, "1", "Ada Ferrin", "Trade keeps us alive")
    say(store, "2", "Lena Brock", "Never", "Ada Ferrin")
    say(store, "3", "Adeline Ferring", "Boats first")
    ada, adeline = (store.speakers(name)[0]["id"] for name in ("Ada Ferrin", "Adeline Ferring"))
    decision = decisions.merge(store, adeline, ada)
    assert linked(store) == [("Ada Ferrin", "Adeline Ferring")]
    decisions.undo(store, decision)
    assert linked(store) == [("Ada Ferrin", "Ada Ferrin")]


def test_a_split_by_articles_takes_the_targets_of_these_articles_along(store):
    say(store, "1", "Ada Ferrin", "Trade keeps us alive")
    text = "“Sell,” said Ada Ferrin. “Never,” said Lena Brock."
    held = (Stance("opposes", "Ada Ferrin", 0.9, None, at(text, "Never")),)
    quotes = [spoken(text, "Sell", speaker="Ada Ferrin"), spoken(text, "Never", speaker="Lena Brock", stances=held)]
    store.add(analysis(text, quotes, key="2"), store.start_run("test"))
    ada = store.speakers("Ada Ferrin")[0]["id"]
    decision, other = decisions.split(store, ada, articles=[2])
    towards = "SELECT target_speaker_id FROM stances"
    assert store.conn.execute(towards).fetchone()[0] == other
    decisions.undo(store, decision)
    assert store.conn.execute(towards).fetchone()[0] == ada


def test_it_is_shown_searched_and_counted_under_any_name(store, path):
    say(store, "1", "Northern Harbour Union", "We shall see", kind="organization")
    say(store, "2", "Lena Brock", "Never", "NHU")
    (row,) = search.search(path, target="northern harbour")
    union = store.speakers("Northern Harbour Union")[0]["id"]
    assert (row["target"], row["target_speaker_id"]) == ("NHU", union)
    assert search.search(path, target="northern harbour", stance="supports") == []
    assert search.search(path, target="southern") == []
    topics.add(store, "the union", about=["Northern Harbour Union"])
    (found,) = stances.quotations(store.conn, "the union")
    assert (found["target"], found["target_speaker"], found["quote_id"]) == ("NHU", "Northern Harbour Union", row["id"])
    shown = CliRunner().invoke(main, ["show", str(path), str(row["id"])]).output
    assert f"opposes NHU [speaker {union}, Northern Harbour Union] (the speaker's, machine-read" in shown
