"""A small database about a harbour: who is for its sale and who against it, over half a year, in two outlets."""

from __future__ import annotations

from records import at, spoken

from quotes.store import Store
from quotes.types import Analysis, Article, Quote, Stance

# outlet, published, speaker, words, stances (stance, target, confidence)
SAID = [
    ("Gazette", "2031-01-10", "Ada Ferrin", "We need the money", [("supports", "the sale of the harbour", 0.8)]),
    ("Gazette", "2031-01-12", "Tomas O'Hara", "It robs us", [("opposes", "selling the harbour", 0.9)]),
    ("Gazette", "2031-03-01", "Ada Ferrin", "I was wrong", [("opposes", "the harbour sale", 0.7)]),
    ("Courier", "2031-03-02", "Ada Ferrin", "It would be a loss", [("opposes", "the sale", 0.6)]),
    ("Courier", "2031-03-02", "Lena Brock", "Ferrin lost her nerve", [("opposes", "Ada Ferrin", 0.9)]),
    ("Courier", "2031-06-01", "Lena Brock", "We may bid", [("neutral", "the sale", 0.5), ("supports", "a sale", 0.46)]),
    ("Courier", "2031-06-02", "", "Nobody asked us", [("opposes", "the Harbour Sale", 0.5)]),
    ("Courier", "2031-06-03", "Lena Brock", "The bakery sale was fun", [("supports", "the sale", 0.9)]),
    ("Courier", "", "Lena Brock", "Ferries first", [("supports", "ferries", 0.9)]),
]
# the words of the place, so that the paragraph tells which sale is meant
PLACE = {"The bakery sale was fun": "Bread", "Ferries first": "Ferries"}


def quote(text: str, speaker: str, words: str, stances: list[tuple[str, str, float]]) -> Quote:
    """A quotation with these stances; the last word is their evidence."""
    evidence = at(text, words.split()[-1])
    held = tuple(Stance(stance, target, confidence, None, evidence) for stance, target, confidence in stances)
    return spoken(text, words, speaker=speaker, source=speaker or "A man", stances=held)


def fill(store: Store) -> None:
    """Puts all of SAID into the store, an article each; quotation n of SAID gets the id n, counted from 1."""
    run = store.start_run("test")
    for number, (outlet, published, speaker, words, stances) in enumerate(SAID):
        text = f"{PLACE.get(words, 'Harbour')}: “{words},” {speaker or 'A man'} said."
        article = Article(text=text, key=str(number), outlet=outlet, published=published)
        store.add(Analysis(article, (quote(text, speaker, words, stances),), model="toy 1"), run)
