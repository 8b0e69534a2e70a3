"""What the tests of the training share: a network of a size that trains in no time, and corpora of a few sentences."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

TEXT = (
    "Harbour mayor Mira Lund said the quay is safe. “We will open the gate on Monday,” she told the council. "
    "The harbour mayor was late. A baker believes that Tom Voss lied."
)
GAP = "ID\tText\tPronoun\tPronoun-offset\tA\tA-offset\tA-coref\tB\tB-offset\tB-coref\tURL\n"


@pytest.fixture
def small() -> dict[str, int]:
    """The configuration of a network of a size that trains in no time."""
    return {
        "hidden_size": 32,
        "vocab_size": 50,
        "max_position_embeddings": 16,
        "num_attention_heads": 2,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
    }


def at(words: str, text: str = TEXT) -> list[int]:
    """Where some words stand: their beginning and their end."""
    return [text.index(words), text.index(words) + len(words)]


def attribution(source: str, cue: str, content: str) -> dict:
    return {"source": [at(source)], "cue": [at(cue)], "content": [at(content)], "kind": "direct"}


def said(words: str, **more: object) -> dict:
    start, end = at(words)
    known = {
        "speaker": "Mira Lund",
        "speaker_kind": "person",
        "role": "harbour mayor",
        "stance": "supports",
        "target": "the gate",
    }
    return {"start": start, "end": end, "mention_kind": "name", **known, **more}


def conllu(entities: bool) -> str:
    """Two sentences of which the second has a pronoun for the first's name."""
    words = [
        [
            ("Mira", "PROPN", "(1-person-new-x-x-1,2-x"),
            ("Lund", "PROPN", "1)"),
            ("left", "VERB", ""),
            ("Quay", "PROPN", "(2-place-new-x-x-1-x)"),
        ]
    ]
    words.append(
        [
            ("She", "PRON", "(1-person-giv-x-x-1-x)"),
            ("met", "VERB", ""),
            ("a", "DET", "(3-person-new-x-x-2-x"),
            ("baker", "NOUN", "3)"),
        ]
    )
    words.append([("He", "PRON", "(3-person-giv-x-x-1-x)"), ("waved", "VERB", "")])
    sentences = (
        "\n".join(
            f"{n}\t{form}\t_\t{tag}\t_\t_\t0\tdep\t_\t{'Entity=' + entity if entities and entity else '_'}"
            for n, (form, tag, entity) in enumerate(sentence, 1)
        )
        for sentence in words
    )
    return "# newdoc id = one\n" + "\n\n".join(sentences) + "\n\n"


def write(path: Path, *rows: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture(scope="session")
def data(tmp_path_factory) -> Path:
    """A folder of corpora as docs/training.md lays them out, the speakers' golds in `golds` inside."""
    folder = tmp_path_factory.mktemp("data")
    names = [f"article {n}" for n in range(8)]
    marked = [
        attribution("Mira Lund", "said", "the quay is safe"),
        attribution("she", "told", "We will open the gate on Monday,"),
    ]
    believed = attribution("A baker", "believes", "that Tom Voss lied")
    write(
        folder / "polnear/train.jsonl",
        *({"id": name, "text": TEXT, "attributions": [*marked, believed]} for name in names),
    )
    machine = [[*at("Mira Lund"), "PERSON"], [*at("Tom Voss"), "PERSON"], [*at("Monday"), "DATE"]]
    chains = [[at("Harbour mayor Mira Lund"), at("she")], [at("A baker")]]
    write(
        folder / "polnear/train-silver.jsonl",
        *({"id": name, "entities": machine, "coref": chains} for name in names[1:]),
    )
    quoted = said("We will open the gate on Monday,")
    write(folder / "golds/speaker-gold-train.jsonl", *({"id": name, "quotes": [quoted]} for name in names[2:]))
    write(folder / "news/train.jsonl", *({"id": f"news {n}", "text": TEXT} for n in range(4)))
    spoken = quoted | {"source": at("she"), "cue": at("told")}
    told = said("the quay is safe", stance="neutral", target="") | {"source": at("Mira Lund"), "cue": None}
    known = {"quotes": [spoken], "indirect": [told], "not": [at("Tom Voss lied")]}
    write(folder / "golds/news-gold-train.jsonl", *({"id": f"news {n}"} | known for n in range(4)))
    write(folder / "news/unlabelled.jsonl", *({"text": TEXT} for _ in range(4)))
    (folder / "ud").mkdir()
    (folder / "ud/gum-train.conllu").write_text(conllu(True) * 4, encoding="utf-8")
    (folder / "ud/ewt-train.conllu").write_text(conllu(False) * 4, encoding="utf-8")
    (folder / "gap").mkdir()
    names_of = "Tom Voss met Mira Lund before she left. Mira Lund waved."
    row = (
        f"{names_of}\tshe\t{names_of.index('she')}\tTom Voss\t0\tFALSE\tMira Lund\t{names_of.index('Mira')}\tTRUE\t-\n"
    )
    (folder / "gap/gap-development.tsv").write_text(
        GAP + "".join(f"gap-{n}\t{row}" for n in range(4)), encoding="utf-8"
    )
    targets = [{"from": 0, "to": 9, "polarity": 6.0}, {"from": 17, "to": 21, "polarity": 3.0}]
    sentence = {"sentence_normalized": "Mira Lund is our hope.", "primary_gid": "mtsc", "targets": targets}
    write(folder / "newsmtsc/train.jsonl", *[sentence] * 4)
    write(folder / "newsmtsc/dev-rw.jsonl", *[sentence | {"targets": targets[:1]}] * 4)
    return folder


@pytest.fixture(scope="session")
def letters(tmp_path_factory) -> Path:
    """A tokenizer file of letters alone; its special pieces have the numbers that BERT's have."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    letters = "abcdefghijklmnopqrstuvwxyz.,“”’-"
    special = ["[PAD]", *(f"[unused{n}]" for n in range(99)), "[UNK]", "[CLS]", "[SEP]"]
    pieces = [*special, *letters, *(f"##{letter}" for letter in letters), *(f"[more{n}]" for n in range(120))]
    tokenizer = Tokenizer(models.WordPiece({p: n for n, p in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer()
    path = tmp_path_factory.mktemp("letters") / "tokenizer.json"
    tokenizer.save(str(path))
    return path


@pytest.fixture(scope="session")
def base(tmp_path_factory) -> Callable[..., Path]:
    """Give the folder of an untrained encoder: BERT's or MPNet's, for the pieces of a tokenizer file, so wide."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    from tokenizers import Tokenizer

    def made(kind: str, tokenizer: Path, width: int = 32) -> Path:
        folder = tmp_path_factory.mktemp(kind)
        config, model = {
            "bert": (transformers.BertConfig, transformers.BertModel),
            "mpnet": (transformers.MPNetConfig, transformers.MPNetModel),
        }[kind]
        torch.manual_seed(0)
        size = {
            "hidden_size": width,
            "intermediate_size": 2 * width,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
        }
        pieces = Tokenizer.from_file(str(tokenizer)).get_vocab_size()
        model(config(vocab_size=pieces, **size)).save_pretrained(folder)
        shutil.copy(tokenizer, folder / "tokenizer.json")
        return folder

    return made
