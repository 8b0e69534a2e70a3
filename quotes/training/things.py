"""Writes the words that are nobody's name, from WordNet: `python -m quotes.training.things FOLDER`.

FOLDER holds WordNet 3.0's `data.noun`, `index.noun`, `index.adj`, `index.adv` and `cntlist.rev`. A noun is a thing where most of
its uses are neither of a person nor of a group of people, by how often WordNet's own texts tag each sense.
"""

from __future__ import annotations

import sys
from pathlib import Path

from quotes import linking
from quotes.training.persons import HEADER, PERSON, _counts, _lines, synsets

GROUP = 14  # the number of the file `noun.group`
LEAST = 0.6  # share of a noun's uses that are of things
THINGS = Path(linking.__file__).parent / "data" / "things.txt"


def things(folder: Path) -> list[str]:
    """Return nouns of one word that WordNet's texts use, most of all of things, in lower case."""
    senses, tagged = synsets(folder), _counts(folder)
    out = []
    for line in _lines(folder / "index.noun"):
        word, _, count, *rest = line.split()
        offsets = rest[-int(count) :]
        weights = {offset: tagged[word, n] + 0.5 / n for n, offset in enumerate(offsets, 1)}
        of_things = sum(
            weights[one] for one in offsets if senses[one].file not in (PERSON, GROUP) and not senses[one].named
        )
        if word.isalpha() and len(word) > 2 and any(tagged[word, n] for n in range(1, int(count) + 1)):
            out += [word] * (of_things >= LEAST * sum(weights.values()))
    return out


def qualities(folder: Path) -> list[str]:
    """Return adjectives and adverbs of one word that WordNet's texts use, in lower case; those of peoples are left out."""
    found = []
    for part in ("adj", "adv"):
        for line in _lines(folder / f"index.{part}"):
            word, _, _, pointers, *rest = line.split()
            if word.isalpha() and len(word) > 2 and int(rest[int(pointers) + 1]):
                found.append(word)
    return found


if __name__ == "__main__":
    found = [things(Path(sys.argv[1])), qualities(Path(sys.argv[1]))]
    license_only = HEADER.split("\n", 2)[2]
    said = (
        "# Words that are nobody's name: nouns of things, then adjectives and adverbs, each list in a paragraph of its own.\n"
        "# Made from WordNet 3.0 by quotes/training/things.py; read by quotes/linking/tidy.py. WordNet’s license:\n"
    )
    THINGS.write_text(
        said + license_only + "\n" + "\n\n".join("\n".join(sorted(set(words))) for words in found) + "\n",
        encoding="utf-8",
    )
