"""Names in capitals: acronyms, letters alone, and what they stand before."""

from __future__ import annotations

import re

from quotes.linking.words import word_list
from quotes.pipeline.lexicon import given_names
from quotes.wording.fold import plain


def is_acronym(name: str, text: str) -> bool:
    """Tell whether a word of three to five letters is an acronym, also one that was read out as a name (`Nhc`).

    The article prints it in capitals alone, and never as a label (`VOSS:`); it is nobody's initials.
    """
    letters = name.upper()
    return (
        (name.istitle() or name.isupper())
        and name.isalpha()
        and 2 < len(name) < 6
        and plain(name) not in given_names()
        and plain(name) not in word_list("names", "initials")
        and re.search(rf"\b{letters}\b", text) is not None
        and re.search(rf"\b(?:{name.title()}\b|{letters}:|[A-Z]{{2,}} {letters}\b)", text) is None
        and not _are_initials(letters, text)
    )


def _are_initials(letters: str, text: str) -> bool:
    """Whether the article prints somebody's name with these initials: `ABV` for `Ada Bern Voss`."""
    found = re.findall(r"\b" + r"[\w.’-]*[ -]".join(letters), text)
    return any(plain(name.split()[0].strip(".")) in given_names() for name in found)


def are_few(name: str) -> bool:
    """Tell whether a word is one or two capitals, as a transcript's label or an initial without its surname."""
    letters = name.replace(".", "")
    return len(letters) < 3 and letters.isalpha() and letters.isupper()


def behind(name: str) -> str:
    """Return what stands behind a first word in capitals that is no given name: `Marlow` of `NHC Marlow`; else nothing."""
    first, _, rest = name.partition(" ")
    capitals = len(first) > 2 and first.isalpha() and first.isupper() and plain(first) not in given_names()
    return rest if capitals and rest and not rest.isupper() else ""
