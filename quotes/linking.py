"""Which speaker of the database a quotation's speaker is: the contract of a linker, and the plainest one."""

from __future__ import annotations

from typing import Protocol

from quotes.store.text import fold
from quotes.types import Article, Quote


class Directory(Protocol):
    """What a linker may ask of the store, and tell it; `only_in` is the key of the one article a name holds in."""

    def find(self, folded: str, kind: str, only_in: str = "") -> list[int]:
        """The speakers of that kind who go by the folded name, oldest first."""

    def create(self, name: str, kind: str) -> int:
        """The id of a new speaker, without any alias yet."""

    def add_alias(self, speaker_id: int, alias: str, article_id: int, seen: str, only_in: str = "") -> None:
        """Nothing comes back; an alias that is there already stays as it is."""


class Linker(Protocol):
    """Called once a quotation, in reading order, inside the transaction that stores the article."""

    def link(self, quote: Quote, article: Article, article_id: int) -> tuple[int | None, float | None]:
        """The speaker's id, or None when nobody is known to speak, and how surely it is that speaker (0 to 1)."""


class NameLinker:
    """One speaker for each folded name and kind; an unnamed source is a speaker of its own article."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory

    def link(self, quote: Quote, article: Article, article_id: int) -> tuple[int | None, float | None]:
        if not quote.speaker or quote.speaker_kind == "unknown":
            return None, None
        only_in = article.key if quote.speaker_kind == "unnamed" else ""
        found = self.directory.find(fold(quote.speaker), quote.speaker_kind, only_in)
        if found:
            return found[0], 1.0
        speaker_id = self.directory.create(quote.speaker, quote.speaker_kind)
        self.directory.add_alias(speaker_id, quote.speaker, article_id, article.published, only_in)
        return speaker_id, 1.0
