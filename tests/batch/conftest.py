import json
import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent


class Toy:
    """A model of toys for reading processes (see toy/sitecustomize.py), and a log of what they were given."""

    def __init__(self, folder):
        self.model = str(folder / "toy-model")
        self.log = folder / "toy.log"
        self.environment = {
            "PYTHONPATH": os.pathsep.join((str(HERE / "toy"), str(HERE.parents[1]))),
            "QUOTES_TOY_LOG": str(self.log),
        }
        os.mkdir(self.model)
        (Path(self.model) / "meta.json").write_text(json.dumps({"version": "toy 1"}))

    def read(self):
        """`load` for each process that started, and the first word of each text that was read."""
        return self.log.read_text(encoding="utf-8").split() if self.log.exists() else []


@pytest.fixture
def toy(tmp_path, monkeypatch):
    toy = Toy(tmp_path)
    for name, value in toy.environment.items():
        monkeypatch.setenv(name, value)
    return toy


def write_lines(path, words):
    """A file of JSON lines, an article each that begins with the word and holds one quotation."""
    records = [{"id": word, "text": f"{word} says “it is so of {word}”.", "outlet": "Quay Gazette"} for word in words]
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path
