"""The spaCy pipeline: `load()` gives an `nlp` whose docs carry entities, attributions and quotations."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

COMPONENTS = ("quotes_encoder", "quotes_attributions", "quotes_speakers", "quotes_frames", "quotes_stance")


def load(model: Path | str | None = None, *, threads: int = 1) -> "Language":
    """Return a blank English pipeline with the project's components, on the weights in the package or in a folder.

    Raises `ModelError` when the weights are missing, damaged or of another format.
    """
    import spacy

    from quotes import __version__
    from quotes.errors import DISTRIBUTION
    from quotes.pipeline import components, tokenizer  # noqa: F401  (registers the factories, installed or not)

    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "quotes.tokenizer"}}})
    nlp.add_pipe("quotes_encoder", config={"model": str(model) if model else None, "threads": threads})
    for name in COMPONENTS[1:]:
        nlp.add_pipe(name)
    weights = components.encoder_of(nlp).meta
    nlp.meta |= {
        "name": "quotes",
        "version": __version__,
        "description": "Quotations of news articles: who said what, in which role, when, and for or against what.",
        "license": "Apache-2.0",
        "requirements": [f"{DISTRIBUTION}=={__version__}"],
        "weights": {"version": weights["version"], "trained": weights["trained"], "base": weights["base"]},
    }
    return nlp


def model_version(folder: str | Path | None = None) -> str:
    """Return the version of the weights in a folder, or in the package, without loading them; ModelError when there are none."""
    import json
    from importlib.resources import files

    from quotes.errors import ModelError

    meta = (Path(folder) if folder else files("quotes").joinpath("model")).joinpath("meta.json")
    try:
        return str(json.loads(meta.read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"{meta}: the model's weights are missing or damaged") from error
