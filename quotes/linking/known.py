"""What is known of a whole speaker, read from the store when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple, Protocol

from quotes.linking import names, organizations
from quotes.linking.scoring import Past

RARELY = 20  # an article among so many prints a name that tells nothing


class Row(NamedTuple):
    """A speaker of the database."""

    id: int
    name: str
    kind: str
    articles: int


class Directory(Protocol):
    """What a settler asks of the store, and tells it; each question is answered from an index, with bounded rows."""

    def unsettled(self, after: int, most: int) -> list[Row]:
        """Return speakers with a greater id of whom more is known since they were last compared."""

    def rows(self, ids: Iterable[int]) -> dict[int, Row]:
        """Return the speakers of those ids that stand."""

    def having(self, keys: Iterable[str]) -> list[int]:
        """Return the speakers who have one of the keys, in the keys' order."""

    def printing(self, name: str, most: int) -> list[str]:
        """Return the texts of articles that print the name, those stored last; at most so many."""

    def printed(self, name: str, most: int) -> int:
        """Tell how many of the articles stored last print the name, `most` where more do."""

    def called(self, ids: Iterable[int]) -> Mapping[int, list[tuple[str, int, bool]]]:
        """Return what speakers are called, in how many articles, and whether somebody approved of it; the commonest first."""

    def fixed(self, speaker_id: int) -> bool:
        """Tell whether a person or a knowledge base knows a speaker, so that it stays."""

    def past(self, speaker_id: int, published: str, article_id: int, company: frozenset[int]) -> Past:
        """Return what articles say of the speaker, those nearest to the date."""

    def company(self, speaker_id: int) -> dict[int, int]:
        """Tell who else speaks in its articles, and in how many articles that one speaks in all."""

    def bodiless(self, speaker_id: int) -> str:
        """Return the body or person that an unnamed source is said to be of, while it is not known whose page that is; else empty."""

    def belong(self, speaker_id: int, body_id: int) -> None:
        """Note whose page an unnamed source belongs to."""

    def apart(self, speaker_id: int, other_id: int) -> bool:
        """Tell whether a person said that the two are two."""

    def doubt(self, speaker_id: int, other_id: int, score: float, how: str) -> None:
        """Note that the two may be one."""

    def doubted(self, speaker_id: int) -> list[int]:
        """Return those of whom it is noted that they may be the speaker, and nobody has decided."""

    def clear(self, speaker_id: int, other_id: int) -> None:
        """Take back that the two may be one."""

    def join(self, from_id: int, to_id: int, score: float, how: str) -> None:
        """Make one speaker the other."""

    def show(self, speaker_id: int, name: str, kind: str) -> None:
        """Show a speaker under that name, as of that kind."""

    def settled(self, speaker_id: int) -> None:
        """Note that a speaker has been compared."""


class Speaker:
    """What is known of a speaker, read when it is first asked for."""

    def __init__(self, row: Row, directory: Directory) -> None:
        self.row, self._directory = row, directory

    @cached_property
    def names(self) -> list[tuple[str, int, bool]]:
        return self._directory.called([self.row.id]).get(self.row.id) or [(self.row.name, 0, False)]

    @cached_property
    def fixed(self) -> bool:
        return self._directory.fixed(self.row.id)

    @cached_property
    def telling(self) -> list[str]:
        """The names that tell who it is: a surname or a common name tells nothing of whoever has a full name.

        Nor does what hardly any of its articles print: a slip, a nickname made for the day.
        """
        if self.row.kind != "person":
            full = organizations.placed(
                [name for name, _, given in self.names if given or not organizations.generic(name)]
            )
        else:
            told = [one for one in self.names if one[2] or not names.weak(one[0], "person")]
            most = max((articles for _, articles, _ in told), default=0)
            full = [name for name, articles, given in told if given or RARELY * articles >= most]
        return (full or [name for name, _, _ in self.names])[:12]

    @cached_property
    def weak(self) -> bool:
        """Whether it goes by a surname or an acronym alone."""
        return all(names.weak(name, self.row.kind) for name, _, _ in self.names)

    @cached_property
    def past(self) -> Past:
        return self._directory.past(self.row.id, "", 0, frozenset())

    @cached_property
    def company(self) -> dict[int, int]:
        return self._directory.company(self.row.id)
