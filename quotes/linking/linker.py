"""Which speaker of the database each speaker of an article is; what cannot be told stays a speaker of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from quotes.linking import names, organizations, roles
from quotes.linking.everybody import Everybody, Key
from quotes.linking.scoring import CLEAR, JOIN, Alias, Past, Score, Who, by_name, weigh
from quotes.linking.sources import Source, described
from quotes.types import Article, Quote
from quotes.wording.fold import fold

LOOKED_AT = 12  # candidates whose past is read, those with the likeliest names
ROLE_WORDS = 4  # words of roles that are looked up together with the surname, the most telling
NEW = "new"
NAMED = ("person", "organization")  # kinds of speakers that a name stands for
UNSURE = 0.5


@dataclass(frozen=True, slots=True)
class Linked:
    """A speaker of the database, the appearance that says so, and how surely it is that speaker (0 to 1)."""

    speaker_id: int
    appearance_id: int
    score: float


@dataclass(frozen=True, slots=True)
class Remembered:
    """What was decided about a name in this article, or in an earlier version of it; `decision` is a person's, if one's."""

    folded: str
    speaker_id: int
    score: float
    how: str
    decision: int | None
    name: str


class Here:
    """What was decided about the speakers of one kind in an article; what a person decided holds for other forms of a name, too."""

    def __init__(self, before: Sequence[Remembered]) -> None:
        self._by_name = {one.folded: one for one in reversed(before)}  # the first is the newest
        self._by_people = [one for one in before if one.decision]

    def of(self, who: Who) -> Remembered | None:
        """Return what was decided about somebody's name."""
        alike = (one for one in self._by_people if names.likeness(who.name, one.name, who.kind)[0] > 0)
        return self._by_name.get(fold(who.name)) or next(alike, None)

    def note(self, one: Remembered) -> None:
        """Remember what was decided now."""
        self._by_name[one.folded] = one


class Directory(Protocol):
    """What a linker may ask of the store, and tell it; each question is answered from an index, with bounded rows."""

    def find(self, keys: Sequence[str], kind: str) -> Mapping[int, Sequence[Alias]]:
        """Return the speakers of that kind who have one of the keys, in the keys' order, with the names that each goes by."""

    def unnamed(self, folded: str, article_id: int) -> int | None:
        """Return the unnamed source of that article (or a version of it) that goes by the folded words."""

    def describe(self, speaker_id: int, source: Source, body_id: int | None) -> None:
        """Note of what kind an unnamed source is, whose and of what place; and whose page it belongs to, where one is known."""

    def past(self, speaker_id: int, published: str, article_id: int, company: frozenset[int]) -> Past:
        """Return what other articles than that one say of the speaker, those nearest to the date; who of the company spoke there."""

    def remembered(self, article_id: int, kind: str) -> list[Remembered]:
        """Return what was decided about the article's speakers of that kind, the newest first."""

    def create(self, name: str, kind: str) -> int:
        """Return the id of a new speaker."""

    def add_alias(self, speaker_id: int, alias: str, article_id: int, seen: str, *, only_here: bool = False) -> bool:
        """Note a name that the speaker goes by, and say whether it is new; one that is there stays as it is."""

    def rename(self, speaker_id: int, name: str, kind: str) -> None:
        """Show the speaker under a fuller name, unless a person or a knowledge base chose the one it has."""

    def add_keys(self, speaker_id: int, keys: Iterable[str]) -> None:
        """Let the speaker be found by the keys."""

    def appear(
        self, speaker_id: int, article_id: int, who: Who, score: float, how: str, decision: int | None = None
    ) -> int:
        """Return the id of the row that says that this article's speaker is that one, by the decision of a person or without."""


class Linker(Protocol):
    """Called once an article, inside the transaction that stores it."""

    def link(self, quotes: Sequence[Quote], article: Article, article_id: int) -> Mapping[Key, Sequence[Linked]]:
        """Tell for every speaker and kind of the quotations which speaker it is, or which ones say it together.

        Unknown speakers, and what is no speaker, are left out.
        """

    def known(self, printed: Iterable[str], article: Article, article_id: int) -> Mapping[str, int]:
        """Tell which speakers of the database some words of the article name; what names none, or is not clear, is left out."""


class SpeakerLinker:
    """Joins a name to the speaker whom name, role, outlet, company and date agree on, when it is clear which."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory

    def link(self, quotes: Sequence[Quote], article: Article, article_id: int) -> dict[Key, tuple[Linked, ...]]:
        everybody = Everybody(quotes, article)
        linked: dict[Key, Linked] = {}
        self._here = {kind: Here(self.directory.remembered(article_id, kind)) for kind in NAMED}
        for who in everybody.whos():
            # those with full names came first: they are the company that tells who the others are
            company = frozenset(found.speaker_id for found in linked.values())
            linked[who.name, who.kind] = self._link(replace(who, company=company), article, article_id)
        return {key: tuple(linked[one] for one in ones) for key, ones in everybody.called.items() if ones}

    def known(self, printed: Iterable[str], article: Article, article_id: int) -> dict[str, int]:
        """Return the same decision for those who do not speak themselves, by the name alone; nothing is noted."""
        here = {kind: self.directory.remembered(article_id, kind) for kind in NAMED}
        company = frozenset(one.speaker_id for known in here.values() for one in known)
        found: dict[str, int] = {}
        for name in dict.fromkeys(printed):
            if name != name.lower():
                whos = [Who(name, kind, (), article.outlet, article.published, company) for kind in NAMED]
                speakers = {speaker for who in whos for speaker in self._meant(who, here[who.kind], article_id)}
                if len(speakers) == 1:
                    found[name] = speakers.pop()
        return found

    def _meant(self, who: Who, here: Sequence[Remembered], article_id: int) -> set[int]:
        """The speakers of the article whom a name may mean, or else the one of the database that it clearly does."""
        alike = {one.speaker_id for one in here if names.likeness(who.name, one.name, who.kind)[0] > 0}
        if alike:
            return alike
        speaker, score = self._choose(who, article_id)
        return set() if speaker is None or score.value < JOIN else {speaker}

    def _link(self, who: Who, article: Article, article_id: int) -> Linked:
        decision: int | None = None
        if who.kind == "unnamed":
            speaker_id = self.directory.unnamed(fold(who.name), article_id) or self.directory.create(who.name, who.kind)
            score = Score(1.0, ("unnamed",))
            source = described(who.name, who.body)
            of = self.known([source.body], article, article_id) if source.body else {}
            self.directory.describe(speaker_id, source, of.get(source.body))
        else:
            speaker_id, score, decision = self._named(who, article_id)
        self._learn(speaker_id, who, article, article_id)
        sure = round(max(0.0, min(1.0, score.value)), 4)
        why = ", ".join(score.reasons)
        appearance_id = self.directory.appear(speaker_id, article_id, who, sure, why, decision)
        if who.kind != "unnamed":
            self._here[who.kind].note(Remembered(fold(who.name), speaker_id, sure, why, decision, who.name))
        return Linked(speaker_id, appearance_id, sure)

    def _named(self, who: Who, article_id: int) -> tuple[int, Score, int | None]:
        before = self._here[who.kind].of(who)
        if before and (before.decision or before.how != NEW):
            return before.speaker_id, Score(before.score, (before.how,)), before.decision
        found, best = self._choose(who, article_id)
        if found is not None:
            return found, best, None
        score = Score(1 - best.value, (NEW,))
        return (before.speaker_id if before else self.directory.create(who.name, who.kind)), score, None

    def _choose(self, who: Who, article_id: int) -> tuple[int | None, Score]:
        """The candidate that is likely enough and clearly likelier than the others, and the score of the best."""
        keys = names.lookups(who.in_full or who.name, who.kind)
        if not names.weak(who.name, who.kind):  # most often there is one of that very name, and nothing against it
            namesakes = self.directory.find(keys[:1], who.kind)
            if len(namesakes) == 1:
                [(speaker, aliases)] = namesakes.items()
                best = self._weigh(who, speaker, by_name(who, aliases), article_id)
                if best.value >= names.FULL:
                    return speaker, best
        return self._rank(who, self.directory.find([*_role_keys(who)[:ROLE_WORDS], *keys], who.kind), article_id)

    def _rank(self, who: Who, known: Mapping[int, Sequence[Alias]], article_id: int) -> tuple[int | None, Score]:
        named = {speaker: score for speaker in known if (score := by_name(who, known[speaker])).value}
        # of names that are as likely, those whose roles share words were found first
        likeliest = sorted(named, key=lambda speaker: -named[speaker].value)[:LOOKED_AT]
        ranked = sorted(
            ((self._weigh(who, speaker, named[speaker], article_id), speaker) for speaker in likeliest),
            key=lambda pair: (-pair[0].value, pair[1]),
        )
        best, speaker = ranked[0] if ranked else (Score(0.0), None)
        if speaker is None or best.value < JOIN:
            return None, best
        rivals = (other for score, other in ranked[1:] if best.value - score.value < CLEAR)
        if all(_may_be_one(known[speaker], known[other], who.kind) for other in rivals):
            return speaker, best
        if named[speaker].value < names.SPELT:
            return None, best
        # of namesakes the likeliest, said to be unsure: one more speaker of that name would help nobody
        return speaker, Score(UNSURE, (*best.reasons, "a namesake is as likely"))

    def _weigh(self, who: Who, speaker_id: int, name: Score, article_id: int) -> Score:
        past = self.directory.past(speaker_id, who.published, article_id, who.company)
        return weigh(who, name, past, taken=speaker_id in who.company)

    def _learn(self, speaker_id: int, who: Who, article: Article, article_id: int) -> None:
        """Notes the name and the ways in which the speaker can be found by it from now on."""
        self.directory.add_keys(speaker_id, _role_keys(who))
        self._know(speaker_id, who.name, who.kind, article, article_id)
        acronym = organizations.acronym_of(who.name, article.text) if who.kind == "organization" else ""
        for other in filter(None, (acronym, who.in_full)):
            self._know(speaker_id, other, who.kind, article, article_id)

    def _know(self, speaker_id: int, name: str, kind: str, article: Article, article_id: int) -> None:
        unnamed = kind == "unnamed"
        new = self.directory.add_alias(speaker_id, name, article_id, article.published, only_here=unnamed)
        if new and not unnamed:
            self.directory.add_keys(speaker_id, names.keys(name, kind))
            self.directory.rename(speaker_id, name, kind)


def _role_keys(who: Who) -> list[str]:
    words = [word for role in who.roles for word in roles.key_words(role)]
    return names.role_keys(who.name, who.kind, words)


def _may_be_one(some: Sequence[Alias], others: Sequence[Alias], kind: str) -> bool:
    """Whether two speakers are no rivals: one is known by a surname alone, which the other has, too."""
    if not (_only_weak(some, kind) or _only_weak(others, kind)):
        return False
    return all(names.likeness(one.name, other.name, kind)[0] > 0 for one in some for other in others)


def _only_weak(aliases: Sequence[Alias], kind: str) -> bool:
    return all(names.weak(alias.name, kind) for alias in aliases)
