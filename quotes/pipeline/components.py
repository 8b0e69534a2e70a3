"""The pipeline's functions as spaCy components, each working on batches under `nlp.pipe`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np
from spacy.attrs import POS  # type: ignore[import-not-found]
from spacy.language import Language
from spacy.parts_of_speech import IDS  # type: ignore[import-not-found]
from spacy.tokens import Doc
from spacy.util import minibatch

from quotes.pipeline import annotations as on_doc
from quotes.pipeline import attributions, decode, marks, quotations, speakers, stance, transcripts, voices
from quotes.pipeline.cast import Cast, assemble
from quotes.pipeline.encoder import MODEL, Encoder, Reading, default
from quotes.pipeline.labels import TAGS


class Component:
    """A component that works on a batch of docs; one doc is a batch of one."""

    def batch(self, docs: list[Doc]) -> None:
        raise RuntimeError(f"{type(self).__name__} does nothing")

    def __call__(self, doc: Doc) -> Doc:
        self.batch([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], batch_size: int = 16) -> Iterator[Doc]:
        for docs in minibatch(stream, size=batch_size):
            docs = list(docs)
            self.batch(docs)
            yield from docs


class EncoderComponent(Component):
    """Runs the network once a doc; its readings serve the later components for as long as the doc lives."""

    def __init__(self, model: str | None, threads: int) -> None:
        self.encoder = Encoder(Path(model), threads=threads) if model else default(threads)
        self.readings: WeakKeyDictionary[Doc, Reading] = WeakKeyDictionary()
        self._steps = decode.steps("entity")
        self._pos = np.array([IDS[name] for name in TAGS["pos"]], dtype=np.uint64)

    def batch(self, docs: list[Doc]) -> None:
        texts = [d.text for d in docs]  # once a doc: spaCy joins all its tokens for it
        readings = self.encoder.read(texts)
        paths = decode.viterbi([r.tags("entity") for r in readings], self._steps)
        for doc, text, reading, path in zip(docs, texts, readings, paths, strict=True):
            self.readings[doc] = reading
            found = decode.spans(text, reading, path, "entity")
            named = [f for f in found if any(c.isupper() for c in text[f.start : f.end])]  # `baker` names nobody
            on_doc.set_entities(doc, [(f.start, f.end, f.label) for f in named])
            self._tag(doc, reading)

    def _tag(self, doc: Doc, reading: Reading) -> None:
        """Universal part-of-speech tags, read from each token's first piece."""
        if not len(doc) or not len(reading.pieces):
            return
        starts = np.fromiter((t.idx for t in doc), dtype=np.int64, count=len(doc))
        at = np.minimum(np.searchsorted(reading.pieces.ends, starts, side="right"), len(reading.pieces) - 1)
        best = self._pos[reading.tags("pos").argmax(1)[at]]
        spaces = np.fromiter((t.is_space for t in doc), dtype=bool, count=len(doc))
        doc.from_array([POS], np.where(spaces, np.uint64(IDS["SPACE"]), best).reshape(-1, 1))  # type: ignore[arg-type]


class AttributionsComponent(Component):
    """Sources, cues, contents and their links, as span groups."""

    def __init__(self, nlp: Language) -> None:
        self.source: EncoderComponent = _encoder(nlp)

    def batch(self, docs: list[Doc]) -> None:
        texts = [d.text for d in docs]
        readings = [self.source.readings[d] for d in docs]
        passages = [marks.passages(t)[0] for t in texts]
        turns = [
            transcripts.turns(text, found, on_doc.entities(doc))
            for doc, text, found in zip(docs, texts, passages, strict=True)
        ]
        learned = self.source.encoder.heads["transitions"]
        for doc, found in zip(docs, attributions.find(texts, readings, passages, turns, learned), strict=True):
            on_doc.set_attributions(doc, found)


class SpeakersComponent(Component):
    """Quotations with their speakers and roles; the cast that they are of serves the stances too."""

    def __init__(self, nlp: Language) -> None:
        self.source: EncoderComponent = _encoder(nlp)
        self.casts: WeakKeyDictionary[Doc, Cast] = WeakKeyDictionary()

    def batch(self, docs: list[Doc]) -> None:
        for doc in docs:
            text, reading = doc.text, self.source.readings[doc]
            passages = marks.passages(text)[0]
            turns = transcripts.turns(text, passages, entities := on_doc.entities(doc))
            found = quotations.build(text, on_doc.attributions(doc), passages, turns)
            self.casts[doc] = cast = assemble(text, transcripts.names(text, turns, entities))
            byline = on_doc.byline(doc)
            said = speakers.resolve(text, reading, cast, found, passages, turns, byline)
            on_doc.set_quotes(doc, voices.titled(text, said, turns) if turns else said)


class StanceComponent(Component):
    """What each quotation's words are for or against."""

    def __init__(self, nlp: Language) -> None:
        self.source: EncoderComponent = _encoder(nlp)
        self.speakers: SpeakersComponent = nlp.get_pipe("quotes_speakers")  # type: ignore[assignment]
        self.sure = stance.SURE  # evaluation lowers it to 0: the likeliest target and side, however sure

    def batch(self, docs: list[Doc]) -> None:
        heads = self.source.encoder.heads
        for doc in docs:
            reading, cast = self.source.readings[doc], self.speakers.casts[doc]
            on_doc.set_stances(doc, stance.find(doc.text, reading, heads, on_doc.quotations(doc), cast, self.sure))


def _encoder(nlp: Language) -> EncoderComponent:
    return nlp.get_pipe("quotes_encoder")  # type: ignore[return-value]


@Language.factory("quotes_encoder", default_config={"model": None, "threads": 1}, assigns=["doc.ents", "token.pos"])
def make_encoder(nlp: Language, name: str, model: str | None, threads: int) -> EncoderComponent:
    return EncoderComponent(model or (None if MODEL.exists() else str(MODEL)), threads)


@Language.factory("quotes_attributions", assigns=["doc.spans"])
def make_attributions(nlp: Language, name: str) -> AttributionsComponent:
    return AttributionsComponent(nlp)


@Language.factory("quotes_speakers", requires=["doc.spans", "doc.ents"])
def make_speakers(nlp: Language, name: str) -> SpeakersComponent:
    return SpeakersComponent(nlp)


@Language.factory("quotes_stance", requires=["doc.spans", "doc.ents"])
def make_stance(nlp: Language, name: str) -> StanceComponent:
    return StanceComponent(nlp)
