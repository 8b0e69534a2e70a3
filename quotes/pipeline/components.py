"""The pipeline's functions as spaCy components, each working on batches under `nlp.pipe`.

A component reads the doc (`read`, `predict`), then writes it (`write`, `set_annotations`); what one hands to the next is on the doc
(`annotations`), so that none knows another, and each may have any name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import srsly  # type: ignore[import-not-found]
from spacy import registry
from spacy.attrs import IS_SPACE, LENGTH, POS, SPACY  # type: ignore[import-not-found]
from spacy.language import Language
from spacy.parts_of_speech import IDS  # type: ignore[import-not-found]
from spacy.pipeline import Pipe  # type: ignore[import-not-found]
from spacy.scorer import PRFScore, Scorer
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import minibatch

from quotes.errors import ModelError, PipelineError
from quotes.pipeline import annotations as on_doc
from quotes.pipeline import attributions, frame, quotations, speakers, stance, transcripts
from quotes.pipeline.cast import Cast, assemble
from quotes.pipeline.network import decode
from quotes.pipeline.network.encoder import MODEL, Encoder, Reading, default
from quotes.pipeline.network.labels import TAGS
from quotes.pipeline.speakers.scene import Scene
from quotes.pipeline.transcripts import voices
from quotes.types import Attribution, Quote, Stance

WEIGHTS = ("meta.json", "tokenizer.json", "heads.npz", "model.onnx")  # the files of a model, the largest last
Score = Callable[[Iterable[Example]], dict[str, Any]]

if not Doc.has_extension("quotations"):
    Doc.set_extension("quotations", getter=on_doc.quotations)


class Component(Pipe):  # type: ignore[misc]
    """A component that works on a batch of docs; one doc is a batch of one."""

    def __init__(self, name: str, scorer: Score | None = None) -> None:
        self.name = name
        self.scorer = scorer

    def read(self, doc: Doc) -> Any:
        """Return what there is to say of a doc; changes nothing in it."""
        raise NotImplementedError(type(self).__name__)

    def write(self, doc: Doc, found: Any) -> None:
        """Write on a doc what `read` returned for it."""
        raise NotImplementedError(type(self).__name__)

    def predict(self, docs: Sequence[Doc]) -> list[Any]:
        return [self.read(doc) for doc in docs]

    def set_annotations(self, docs: Sequence[Doc], found: Sequence[Any]) -> None:
        for doc, one in zip(docs, found, strict=True):
            self.write(doc, one)

    def __call__(self, doc: Doc) -> Doc:
        self.set_annotations([doc], self.predict([doc]))
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 16) -> Iterator[Doc]:
        """Yield the docs, read in batches; a batch that fails goes to the error handler."""
        failed = self.get_error_handler()
        for batch in minibatch(stream, size=batch_size):
            docs = list(batch)
            try:
                self.set_annotations(docs, self.predict(docs))
            except Exception as error:  # noqa: BLE001  what to do about it is the error handler's to say
                failed(self.name, self, docs, error)
            else:
                yield from docs


Read = tuple[Reading, list[on_doc.Entity], np.ndarray]


class EncoderComponent(Component):
    """Runs the network once a doc: entities and parts of speech, and its reading for the components that follow.

    The weights are those in `folder`, read when they are first asked for; `to_disk` and `to_bytes` take them along.
    """

    def __init__(self, name: str, folder: Path, threads: int) -> None:
        super().__init__(name)
        self.folder, self.threads = folder, threads
        self._encoder: Encoder | None = None
        self._unpacked: TemporaryDirectory[str] | None = None
        self._steps = decode.steps("entity")
        self._pos = np.array([IDS[name] for name in TAGS["pos"]], dtype=np.uint64)

    def __reduce__(self) -> tuple[Any, ...]:  # into a process that begins afresh
        return EncoderComponent, (self.name, self.folder, self.threads)

    @property
    def encoder(self) -> Encoder:
        """The network. Raises ModelError when its weights are missing, damaged or of another format."""
        if self._encoder is None:
            own = self.folder == MODEL
            self._encoder = default(self.threads) if own else Encoder(self.folder, threads=self.threads)
        return self._encoder

    def predict(self, docs: Sequence[Doc]) -> list[Read]:
        texts = [d.text for d in docs]  # once a doc: spaCy joins all its tokens for it
        readings = self.encoder.read(texts)
        paths = decode.viterbi([r.tags("entity") for r in readings], self._steps)
        return [
            (reading, decode.entities(text, reading, path), self._tags(doc, reading))
            for doc, text, reading, path in zip(docs, texts, readings, paths, strict=True)
        ]

    def write(self, doc: Doc, found: Read) -> None:
        reading, entities, tags = found
        on_doc.set_work(doc, reading, self.encoder.heads, self.encoder.meta["version"])
        on_doc.set_entities(doc, entities)
        if len(tags):
            doc.from_array([POS], tags.reshape(-1, 1))  # type: ignore[arg-type]

    def _tags(self, doc: Doc, reading: Reading) -> np.ndarray:
        """Universal part-of-speech tags, read from each token's first piece; none where nothing was read."""
        if not len(doc) or not len(reading.pieces):
            return np.zeros(0, np.uint64)
        lengths, gaps, spaces = doc.to_array([LENGTH, SPACY, IS_SPACE]).astype(np.int64).T  # sooner than token by token
        starts = np.concatenate([[0], np.cumsum(lengths + gaps)[:-1]])
        at = np.minimum(np.searchsorted(reading.pieces.ends, starts, side="right"), len(reading.pieces) - 1)
        best = self._pos[reading.tags("pos").argmax(1)[at]]
        return np.where(spaces == 1, np.uint64(IDS["SPACE"]), best)

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Write the weights into a folder."""
        Path(path).mkdir(parents=True, exist_ok=True)
        for name, content in self._files().items():
            (Path(path) / name).write_bytes(content)

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> EncoderComponent:
        """Take the weights of a folder. Raises ModelError when they are missing, damaged or of another format."""
        self.folder, self._encoder = Path(path), Encoder(Path(path), threads=self.threads)
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the weights."""
        return bytes(srsly.msgpack_dumps(self._files()))

    def from_bytes(self, given: bytes, *, exclude: Iterable[str] = ()) -> EncoderComponent:
        """Take weights that `to_bytes` returned; they lie in a folder of their own as long as the component lives."""
        self._unpacked = TemporaryDirectory(prefix="quotes-")
        for name, content in srsly.msgpack_loads(given).items():
            (Path(self._unpacked.name) / Path(name).name).write_bytes(content)
        return self.from_disk(self._unpacked.name)

    def _files(self) -> dict[str, bytes]:
        try:
            return {name: (self.folder / name).read_bytes() for name in WEIGHTS}
        except OSError as error:
            raise ModelError(f"{self.folder}: the model cannot be read: {error}") from error


class AttributionsComponent(Component):
    """Sources, cues, contents and their links, as span groups."""

    def predict(self, docs: Sequence[Doc]) -> list[list[Attribution]]:
        done = [on_doc.work(doc, self.name) for doc in docs]
        if not done:
            return []
        readings, passages = [work.reading for work in done], [work.passages for work in done]
        turns = [on_doc.turns(doc, self.name) for doc in docs]
        return attributions.find(
            [on_doc.text(d) for d in docs], readings, passages, turns, done[0].heads["transitions"]
        )

    def write(self, doc: Doc, found: list[Attribution]) -> None:
        on_doc.set_attributions(doc, found)


class SpeakersComponent(Component):
    """Quotations with their speakers and roles, and the cast that they are of."""

    def read(self, doc: Doc) -> tuple[list[Quote], Cast]:
        text, work = on_doc.text(doc), on_doc.work(doc, self.name)
        turns = on_doc.turns(doc, self.name)
        found = quotations.build(text, on_doc.attributions(doc), work.passages, turns)
        cast = assemble(text, transcripts.names(text, turns, on_doc.entities(doc)))
        byline = on_doc.beside(doc, "byline")
        scene = Scene(text, work.reading, cast, [q.source[0] for q in found if q.source])
        said = speakers.resolve(scene, found, work.passages, turns, byline)
        return voices.titled(text, said, turns) if turns else said, cast

    def write(self, doc: Doc, found: tuple[list[Quote], Cast]) -> None:
        on_doc.set_quotes(doc, found[0])
        on_doc.set_cast(doc, found[1])


class FramesComponent(Component):
    """Act, date, occasion, audience, agency and body of each quotation."""

    def read(self, doc: Doc) -> list[Quote]:
        published, agency = on_doc.beside(doc, "published"), on_doc.beside(doc, "agency")
        return frame.fill(on_doc.text(doc), on_doc.quotations(doc), on_doc.entities(doc), published, agency)

    def write(self, doc: Doc, found: list[Quote]) -> None:
        on_doc.set_quotes(doc, found)


class StanceComponent(Component):
    """What each quotation's words are for or against, where that is as sure as `sure`."""

    def __init__(self, name: str, sure: float = stance.SURE) -> None:
        super().__init__(name)
        self.sure = sure  # 0: the likeliest target and side, however sure

    def read(self, doc: Doc) -> list[tuple[Stance, ...]]:
        work, cast = on_doc.work(doc, self.name), on_doc.cast(doc, self.name)
        return stance.find(Scene(work.text, work.reading, cast), work.heads, on_doc.quotations(doc), self.sure)

    def write(self, doc: Doc, found: list[tuple[Stance, ...]]) -> None:
        on_doc.set_stances(doc, found)


def encoder_of(nlp: Language) -> Encoder:
    """Return the network of a pipeline, whatever the component is called. Raises PipelineError where it has none."""
    for _, component in nlp.components:
        if isinstance(component, EncoderComponent):
            return component.encoder
    raise PipelineError(
        f"a pipeline without quotes_encoder ({', '.join(nlp.pipe_names) or 'empty'}): quotes.load() gives one"
    )


@registry.scorers("quotes.attributions_scorer.v1")
def make_attributions_scorer() -> Score:
    """Return a scorer of the spans: precision, recall and F of sources, cues and contents."""

    def score(examples: Iterable[Example], **_: Any) -> dict[str, Any]:
        examples = list(examples)
        scores: dict[str, Any] = {}
        for group in on_doc.GROUPS.values():
            found = Scorer.score_spans(
                examples, group, getter=lambda doc, key: doc.spans.get(key, ()), allow_overlap=True, labeled=False
            )
            scores |= {f"quotes_{key}": value for key, value in found.items()}
        return scores

    return score


@registry.scorers("quotes.speakers_scorer.v1")
def make_speakers_scorer() -> Score:
    """Return a scorer of the quotations: precision, recall and F of those whose bounds, and whose bounds and speaker, are right."""

    def score(examples: Iterable[Example], **_: Any) -> dict[str, Any]:
        bounds, speaker = PRFScore(), PRFScore()
        for example in examples:
            said, gold = on_doc.quotations(example.predicted), on_doc.quotations(example.reference)
            bounds.score_set({q.parts for q in said}, {q.parts for q in gold})
            speaker.score_set({(q.parts, q.speaker) for q in said}, {(q.parts, q.speaker) for q in gold})
        return _prf("quotes_found", bounds) | _prf("quotes_speaker", speaker)

    return score


def _prf(name: str, score: PRFScore) -> dict[str, Any]:
    return {f"{name}_p": score.precision, f"{name}_r": score.recall, f"{name}_f": score.fscore}


@Language.factory("quotes_encoder", default_config={"model": None, "threads": 1}, assigns=["doc.ents", "token.pos"])
def make_encoder(nlp: Language, name: str, model: str | None, threads: int) -> EncoderComponent:
    """Make the component that runs the network; `model` is a folder of weights, or None for the package's."""
    return EncoderComponent(name, Path(model) if model else MODEL, threads)


@Language.factory(
    "quotes_attributions",
    default_config={"scorer": {"@scorers": "quotes.attributions_scorer.v1"}},
    assigns=["doc.spans"],
    requires=["doc.ents"],
    default_score_weights={"quotes_contents_f": 1.0, "quotes_sources_f": None, "quotes_cues_f": None},
)
def make_attributions(nlp: Language, name: str, scorer: Score | None) -> AttributionsComponent:
    """Make the component that finds who says what by which words."""
    return AttributionsComponent(name, scorer)


@Language.factory(
    "quotes_speakers",
    default_config={"scorer": {"@scorers": "quotes.speakers_scorer.v1"}},
    assigns=["doc._.quotations"],
    requires=["doc.spans", "doc.ents"],
    default_score_weights={"quotes_speaker_f": 1.0, "quotes_found_f": None},
)
def make_speakers(nlp: Language, name: str, scorer: Score | None) -> SpeakersComponent:
    """Make the component that makes quotations of attributions, and finds their speakers and roles."""
    return SpeakersComponent(name, scorer)


@Language.factory("quotes_frames", requires=["doc._.quotations", "doc.ents"])
def make_frames(nlp: Language, name: str) -> FramesComponent:
    """Make the component that finds when, on what occasion, to whom and through whom words were said."""
    return FramesComponent(name)


@Language.factory("quotes_stance", default_config={"sure": stance.SURE}, requires=["doc._.quotations", "doc.ents"])
def make_stance(nlp: Language, name: str, sure: float) -> StanceComponent:
    """Make the component that finds what words are for or against, from the chance `sure` on."""
    return StanceComponent(name, sure)
