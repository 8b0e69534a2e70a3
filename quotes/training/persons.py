"""Writes the nouns that say what a person is, from WordNet: `python -m quotes.training.persons FOLDER`.

FOLDER holds WordNet 3.0's `data.noun`, `index.noun` and `cntlist.rev` (Debian's package `wordnet-base` has them). A noun's share
is how often it speaks of a person: its senses in `noun.person`, each by how often WordNet's own texts tag it.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from quotes.pipeline.lexicon import PERSONS

PERSON = 18  # the number of the file `noun.person`
LEAST = 0.01  # share of a noun that is kept
KINDS = (
    "leader professional worker expert communicator relative contestant creator intellectual advocate adult unfortunate "
    "inhabitant religious_person enrollee wrongdoer friend associate"
).split()
_SLURS = frozenset("ethnic_slur disparagement obscenity vulgarism unpleasant_person simpleton".split())
HEADER = """\
# Nouns that say what a person is: noun, the share of its uses that speak of a person, and the kind of person.
# Made from WordNet 3.0 by quotes/training/persons.py; read by quotes/pipeline/lexicon.py. WordNet’s license:
#
# This software and database is being provided to you, the LICENSEE, by
# Princeton University under the following license.  By obtaining, using
# and/or copying this software and database, you agree that you have
# read, understood, and will comply with these terms and conditions.:
#
# Permission to use, copy, modify and distribute this software and
# database and its documentation for any purpose and without fee or
# royalty is hereby granted, provided that you agree to comply with
# the following copyright notice and statements, including the disclaimer,
# and that the same appear on ALL copies of the software, database and
# documentation, including modifications that you make for internal
# use or for distribution.
#
# WordNet 3.0 Copyright 2006 by Princeton University.  All rights reserved.
#
# THIS SOFTWARE AND DATABASE IS PROVIDED "AS IS" AND PRINCETON
# UNIVERSITY MAKES NO REPRESENTATIONS OR WARRANTIES, EXPRESS OR
# IMPLIED.  BY WAY OF EXAMPLE, BUT NOT LIMITATION, PRINCETON
# UNIVERSITY MAKES NO REPRESENTATIONS OR WARRANTIES OF MERCHANT-
# ABILITY OR FITNESS FOR ANY PARTICULAR PURPOSE OR THAT THE USE
# OF THE LICENSED SOFTWARE, DATABASE OR DOCUMENTATION WILL NOT
# INFRINGE ANY THIRD PARTY PATENTS, COPYRIGHTS, TRADEMARKS OR
# OTHER RIGHTS.
#
# The name of Princeton University or Princeton may not be used in
# advertising or publicity pertaining to distribution of the software
# and/or database.  Title to copyright in this software, database and
# any associated documentation shall at all times remain with
# Princeton University and LICENSEE agrees to preserve same.
"""


@dataclass(frozen=True, slots=True)
class Synset:
    """One sense: the words of it, the file it is in, what it is a kind of, and how it is used."""

    words: tuple[str, ...]
    file: int
    above: tuple[str, ...]
    named: bool  # somebody in particular, such as Einstein
    used_as: tuple[str, ...]


def synsets(folder: Path) -> dict[str, Synset]:
    """Return the senses of WordNet's nouns, by their offsets."""
    out = {}
    for line in _lines(folder / "data.noun"):
        fields = line.split("|")[0].split()
        words = int(fields[3], 16)
        pointers = fields[5 + 2 * words :]
        to = [(pointers[n], pointers[n + 1]) for n in range(0, len(pointers) - 3, 4)]
        out[fields[0]] = Synset(
            tuple(fields[4 : 4 + 2 * words : 2]),
            int(fields[1]),
            tuple(offset for sign, offset in to if sign == "@"),
            any(sign == "@i" for sign, _ in to),
            tuple(offset for sign, offset in to if sign == ";u"),
        )
    return out


def nouns(folder: Path) -> dict[str, tuple[float, str]]:
    """Return nouns of one word → the share of their uses that speak of a person, and the kind of person."""
    senses, tagged = synsets(folder), _counts(folder)
    out = {}
    for line in _lines(folder / "index.noun"):
        word, _, count, *rest = line.split()
        offsets = rest[-int(count) :]
        weights = {o: tagged[word, n] + 0.5 / n for n, o in enumerate(offsets, 1)}
        people = [o for o in offsets if senses[o].file == PERSON and not senses[o].named]
        share = sum(weights[o] for o in people) / sum(weights.values())
        if not word.replace("-", "").isalpha() or share < LEAST:
            continue
        best = max(people, key=lambda o: weights[o])
        over = _over(best, senses)
        if not _SLURS & {w for o in (*over, *senses[best].used_as) for w in senses[o].words}:
            kind = next((w for o in over for w in senses[o].words if w in KINDS), "other")
            out[word] = (round(share, 2), kind.partition("_")[0])
    return out


def _over(offset: str, senses: dict[str, Synset]) -> list[str]:
    """A sense and all that it is a kind of, the nearest first."""
    out = [offset]
    for one in out:
        out += [o for o in senses[one].above if o not in out]
    return out


def _counts(folder: Path) -> Counter[tuple[str, int]]:
    counts: Counter[tuple[str, int]] = Counter()
    for line in (folder / "cntlist.rev").read_text(encoding="utf-8").splitlines():
        key, number, count = line.split()
        word, _, rest = key.partition("%")
        if rest[0] == "1":
            counts[word, int(number)] += int(count)
    return counts


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("  ")]


if __name__ == "__main__":
    found = nouns(Path(sys.argv[1]))
    rows = "".join(f"{noun}\t{share}\t{kind}\n" for noun, (share, kind) in sorted(found.items()))
    PERSONS.write_text(HEADER + rows, encoding="utf-8")
