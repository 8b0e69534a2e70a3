"""The public names are there, and nothing else pretends to be."""

import subprocess
import sys

import pytest

import quotes


@pytest.mark.parametrize("name", quotes.__all__)
def test_every_public_name_is_importable(name: str) -> None:
    assert getattr(quotes, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nobody'"):
        quotes.nobody  # noqa: B018


def test_importing_the_package_imports_nothing_heavy() -> None:
    heavy = {"spacy", "textacy", "onnxruntime", "sqlite_utils", "datasette", "trafilatura", "numpy"}
    code = f"import sys, quotes.cli; print({heavy!r} & set(sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "set()"


def test_a_short_text_is_read_without_libraries_that_it_does_not_need(tmp_path) -> None:
    (path := tmp_path / "article.md").write_text("“We wait,” said Ana Ruiz.\n", encoding="utf-8")
    code = (
        "import sys, quotes.ingest\n"
        "from quotes.pipeline.analyse import analyse\n"
        f"assert list(analyse(quotes.ingest.read({str(path)!r})))\n"
        "print({'yaml', 'rapidfuzz', 'spacy'} & set(sys.modules))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "set()"
