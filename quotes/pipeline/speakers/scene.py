"""What an article offers to whoever asks who speaks: its places, its words, and the network's links in terms of the cast."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

import numpy as np

from quotes.pipeline import appositions, cues, roles
from quotes.pipeline.cast import Cast
from quotes.pipeline.entities import PERSON, Entity
from quotes.pipeline.namesakes import surname
from quotes.pipeline.network import decode
from quotes.pipeline.network.encoder import Reading
from quotes.pipeline.network.labels import TAGS
from quotes.types import Span
from quotes.wording import sentences

NO_ROLE = 1.0  # what its log odds lose: of a tag too many, the choice of the role knows better
FAINT = 0.002  # of a link: less is noise
LONG = 2000  # characters around a place, beyond which its sentence is looked through no further
NAMED = 12  # mentions of somebody at most beside which words are looked for
ASKED = 8  # pieces of a quotation at most that are asked for its speaker
WORD = re.compile(r"[^\W_][\w’'.-]*")


@lru_cache(4096)
def _says(word: str) -> bool:
    return cues.known(word) and cues.read(word).speech == "said"


class Scene:
    """One article as the chooser sees it; entities are indices into `cast.entities`, offsets characters of `text`."""

    def __init__(self, text: str, reading: Reading, cast: Cast, sources: Sequence[Span] = ()) -> None:
        self.text, self.reading, self.cast = text, reading, cast
        self.index = self._acronyms({e: i for i, e in enumerate(cast.entities)})
        self.named = [(span, self.index[e]) for span, e in sorted(cast.at.items())]
        self.sources = sorted(set(sources))
        self._starts = [span[0] for span, _ in self.named]
        self._at = {span[0]: i for span, i in self.named}
        self._ends = reading.pieces.ends.tolist()  # lists: each is asked for thousands of times, one place a time
        self._begins = reading.pieces.starts.tolist()
        self.tags = [TAGS["pos"][n] for n in reading.tags("pos").argmax(1).tolist()]
        self._owner = reading.owner.tolist()
        self._vectors: dict[int, np.ndarray] = {}
        self._namesakes: dict[int, list[int]] = {}
        self._breaks = [m.start() for m in re.finditer(r"\n+", text)]
        self._called: dict[Entity, set[str]] = {}
        self._beside: dict[Entity, str] = {}
        self._phrases: dict[Span, list[tuple[str, Span]]] = {}
        self._speakers: dict[Span, tuple[dict[int, float], dict[int, float], float]] = {}
        self._links: dict[tuple[int, int], tuple[dict[int, float], float, tuple[int, float] | None]] = {}

    def _acronyms(self, index: dict[Entity, int]) -> dict[Entity, int]:
        """Let a body's initials be the body, where they are those of one name alone and nothing says so in brackets."""
        full: dict[str, list[int]] = {}
        bodies = [(i, e.name) for i, e in enumerate(self.cast.entities) if e.kind != PERSON]
        for i, name in bodies:
            if len(letters := "".join(w[0] for w in re.findall(r"[A-Za-z]+", name) if w[0].isupper())) > 2:
                full.setdefault(letters, []).append(i)
        for i, e in enumerate(self.cast.entities):
            printed = {n.replace(".", "") for n in e.names if n.isupper() and " " not in n}
            meant = [j for n in printed for j in full.get(n, [])]
            if len(meant) == 1 and meant[0] != i:
                index[e] = meant[0]
        return index

    @cached_property
    def speech(self) -> np.ndarray:
        """The log odds of each piece being part of what somebody said, up to 8 either way."""
        logits = self.reading.tags("speech").astype(np.float64)
        return np.clip(np.logaddexp(logits[:, 1], logits[:, 2]) - logits[:, 0], -8, 8)

    @cached_property
    def role_tags(self) -> roles.Tags:
        """The roles that the network tags, each with the persons whom it is linked to as its holders."""
        logits = self.reading.tags("role")
        path = decode.viterbi([logits - np.array([NO_ROLE, 0, 0], np.float32)], decode.steps("role"))[0]
        found = []
        for f in decode.spans(self.text, self.reading, path, "role"):
            shares: dict[Entity, float] = {}
            for start, w in self._strong(*self.reading.link("holder", f.lo)):
                if (i := self._at.get(start)) is not None:
                    holder = self.cast.entities[i]
                    shares[holder] = shares.get(holder, 0.0) + w
            found.append(((f.start, f.end), shares))
        odds, ends = decode.probabilities(logits), self._ends  # not the scene itself: it would hold itself in memory

        def tagged(span: Span) -> tuple[float, float]:
            lo, hi = bisect_right(ends, span[0]), bisect_right(ends, span[1] - 1) + 1
            return float(1 - odds[lo:hi, 0].mean()), float(odds[lo, 1])

        return roles.Tags(found, tagged)

    @cached_property
    def sentences(self) -> list[int]:
        """Where the sentences begin."""
        return [0, *(end for _, end in sentences.gaps(self.text))]

    def paragraph(self, place: int) -> int:
        """Number the paragraph of a character, from 0."""
        return bisect_right(self._breaks, place)

    def bounds(self, place: int) -> Span:
        """Where the paragraph of a character begins and ends."""
        n = bisect_right(self._breaks, place)
        return (self._breaks[n - 1] if n else 0), (self._breaks[n] if n < len(self._breaks) else len(self.text))

    def sentence(self, place: int) -> Span:
        """Where the sentence of a character begins and ends, or so much of it as is near."""
        n = bisect_right(self.sentences, place)
        end = self.sentences[n] if n < len(self.sentences) else len(self.text)
        return max(self.sentences[n - 1], place - LONG), min(end, place + LONG)

    def between(self, start: int, end: int) -> Sequence[tuple[Span, int]]:
        """The named mentions that begin in a stretch of the text, in order, with their entities."""
        return self.named[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def piece(self, place: int) -> int:
        """The piece that holds a character, or the first behind it."""
        return bisect_right(self._ends, place)

    def pos(self, place: int) -> str:
        """The universal part of speech of the word at a character."""
        piece = bisect_right(self._ends, place)  # asked for each word
        return self.tags[piece] if piece < len(self.tags) else "X"

    def vector(self, place: int) -> np.ndarray:
        """The network's vector of the word at a character, of length 1."""
        piece = min(self.piece(place), len(self.reading.vectors) - 1)
        if piece not in self._vectors:
            v = self.reading.vectors[piece].astype(np.float32)
            self._vectors[piece] = v / (np.sqrt(v.dot(v)) + 1e-6)
        return self._vectors[piece]

    def links(self, begin: int, end: int) -> tuple[dict[int, float], float, tuple[int, float] | None]:
        """Whom the network links a mention to: shares by entity, its own share, and the best description before it."""
        if (begin, end) not in self._links:
            self._links[begin, end] = self._linked(begin, end)
        return self._links[begin, end]

    def _linked(self, begin: int, end: int) -> tuple[dict[int, float], float, tuple[int, float] | None]:
        piece = self.piece(begin)
        if piece >= len(self.reading.pieces):
            return {}, 0.0, None
        lo, odds = self.reading.link("name", piece)
        shares: dict[int, float] = {}
        itself, earlier = 0.0, None
        for start, w in self._strong(lo, odds):
            if begin <= start < end:
                itself += w
            elif (i := self._at.get(start)) is not None:
                shares[i] = shares.get(i, 0.0) + w
            elif start < begin and (earlier is None or w > earlier[1]):
                earlier = (start, w)
        return shares, itself, earlier

    def namesakes(self, i: int) -> list[int]:
        """Those who share a person's last name."""
        if i not in self._namesakes:
            named = self._names[i]
            last = surname(tuple(named)) if self.cast.entities[i].kind == PERSON or len(named) < 2 else None
            self._namesakes[i] = [j for j in self._bearers.get(last, ())[:5] if j != i][:4] if last else []
        return self._namesakes[i]

    @cached_property
    def _bearers(self) -> dict[str, list[int]]:
        """A word → the people in whose names it is."""
        found: dict[str, list[int]] = {}
        for j, e in enumerate(self.cast.entities):
            for word in set(self._names[j] if e.kind == PERSON else ()):
                found.setdefault(word, []).append(j)
        return found

    @cached_property
    def _names(self) -> list[list[str]]:
        return [e.name.casefold().replace(".", "").split() for e in self.cast.entities]

    def speakers(self, begin: int, end: int) -> tuple[dict[int, float], dict[int, float], float]:
        """Whom the network links words to as those who say them: shares by entity, by where a description begins, and nobody's.

        The first piece and some of the others have a say; what reaches beyond their window has none.
        """
        if (begin, end) not in self._speakers:
            self._speakers[begin, end] = self._spoken(begin, end)
        return self._speakers[begin, end]

    def _spoken(self, begin: int, end: int) -> tuple[dict[int, float], dict[int, float], float]:
        first, last = self.piece(begin), self.piece(end - 1)
        if first >= len(self.reading.pieces):
            return {}, {}, 1.0
        step, owner = max(0, last - first) / (ASKED - 1), self._owner
        spread = dict.fromkeys([*(int(first + n * step) for n in range(ASKED - 1)), max(first, last)])
        at = [p for p in spread if p < len(owner) and owner[p] == owner[first]]
        lo, [odds] = self.reading.link_all(["speaker"], at)
        share = (odds[0] + np.add.reduce(odds, 0) / np.float32(len(at))) / 2
        named: dict[int, float] = {}
        described: dict[int, float] = {}
        for start, w in self._strong(lo, share):
            if (i := self._at.get(start)) is not None:
                named[i] = named.get(i, 0.0) + w
            else:
                described[start] = described.get(start, 0.0) + w
        return named, described, float(share[0])

    def _strong(self, lo: int, odds: np.ndarray) -> Iterator[tuple[int, float]]:
        """The links that are more than noise: where the piece begins that each is to, and its share."""
        strong = np.flatnonzero(odds[1:] >= FAINT)
        for piece, share in zip(strong.tolist(), odds[1 + strong].tolist(), strict=True):
            yield self._begins[lo + piece], share

    def says(self, start: int, end: int) -> list[Span]:
        """The verbs of saying in a stretch of the text."""
        some = self._verbs[bisect_left(self._verbs, (start, 0)) : bisect_left(self._verbs, (end, 0))]
        cut = ((s, min(e, end)) for s, e in some)
        return [(s, e) for s, e in cut if _says(self.text[s:e])]

    @cached_property
    def _verbs(self) -> list[Span]:
        return [m.span() for m in WORD.finditer(self.text) if self.pos(m.start()) == "VERB"]

    def noun(self, span: Span) -> str:
        """The noun that heads a phrase: its last before a preposition, a clause or a comma, in small letters."""
        last = ""
        for m in WORD.finditer(self.text, *span):
            tag = self.pos(m.start())
            if last and (tag in ("ADP", "VERB", "AUX", "SCONJ", "PRON", "PUNCT") or self.text[m.start() - 1] in ",;"):
                break
            if tag in ("NOUN", "PROPN"):
                last = m.group()
            if "," in self.text[m.end() : m.end() + 1] and last:
                break
        return last.lower().strip(".’'").removesuffix("’s").removesuffix("'s")

    def called(self, who: Entity) -> set[str]:
        """The nouns by which the article calls somebody beside the name."""
        if who not in self._called:
            self._called[who] = roles.titles(self.text, who, self.pos, self.phrases)
        return self._called[who]

    def phrases(self, mention: Span) -> list[tuple[str, Span]]:
        """The phrases beside a mention that may say what somebody is, each with the name of the reader that found it."""
        if mention not in self._phrases:
            self._phrases[mention] = list(appositions.beside(self.text, mention, self.pos))
        return self._phrases[mention]

    def beside(self, who: Entity) -> str:
        """What the article prints right beside somebody's name, in small letters, a line each time."""
        if who not in self._beside:
            near = (f"{self.text[max(0, s - 40) : s]} {self.text[t : t + 60]}" for s, t in who.mentions[:NAMED])
            self._beside[who] = "\n".join(near).lower()
        return self._beside[who]

    def people(self, start: int) -> dict[Entity, float]:
        """The persons that the phrase beginning at a character is linked to, and how much of the link each has."""
        shares, _, _ = self.links(start, start)
        return {e: w for i, w in shares.items() if (e := self.cast.entities[i]).kind == PERSON}
