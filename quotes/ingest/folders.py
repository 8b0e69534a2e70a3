"""Which files of a folder are news text: the rest, code and pictures and settings, is passed over."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import PurePath

from quotes.errors import IngestError
from quotes.ingest.columns import GUESSES, list_in, resolve

HEAD = 65_536  # bytes of a JSON file in which the name of a text has to stand
LINE = 1_000_000  # bytes of a first line that is looked at whole
HIDDEN, LINK, NO_ARTICLES = "hidden", "link to a folder", "JSON without articles"
LEADS_OUT, TWICE = "link out of the folder", "link to a file that is read"
LEFT_OUT = "left out by --include or --exclude"
JSON = {".json", ".jsonl", ".ndjson", ".jl"}
# What a folder holds beside news, by the ends of names.
OTHERS = frozenset(
    ".py .pyi .pyc .ipynb .js .mjs .cjs .jsx .ts .tsx .css .scss .less .map .java .class .jar .kt .scala .c .h .cc .cpp .hpp .cs .go .rs"
    " .rb .php .pl .lua .r .swift .sh .bash .zsh .fish .bat .cmd .ps1 .sql .toml .yaml .yml .ini .cfg .conf .env .lock .log .pid .tmp"
    " .bak .swp .orig .rej .diff .patch .mk .cmake .gradle .tf .proto .so .o .a .dll .dylib .exe .bin .dat .pkl .npy .npz .pt .onnx .safetensors"
    " .db .db-wal .db-shm .db-journal .sqlite .sqlite3 .png .jpg .jpeg .gif .webp .svg .ico .bmp .tif .tiff .heic .avif .mp3 .mp4 .m4a .wav .ogg .flac"
    " .mov .avi .mkv .webm .woff .woff2 .ttf .otf .eot .css.map .pem .key .crt .sum .mod .whl .iso .dmg".split()
)
OTHER_NAMES = frozenset(
    "makefile dockerfile license licence copying authors notice codeowners package.json package-lock.json composer.json tsconfig.json"
    " manifest.json readme readme.md readme.txt readme.rst changelog.md contributing.md manifest.in requirements.txt robots.txt sitemap.xml thumbs.db desktop.ini gemfile procfile".split()
)
_NAMES = (*GUESSES["text"], "content_html")
_TEXT = re.compile(rb'"(?:%s)"\s*:' % b"|".join(re.escape(name.encode()) for name in _NAMES), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which files a person asked for: patterns as a shell has them, of names or of paths below the folder."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A file that is not read, and why."""

    path: str
    reason: str


def walk(folder: str, choice: Choice) -> Iterator[str | PassedOver | OSError]:
    """Yield the files of a folder and of those in it, sorted by name: paths to be read, what is passed over, what cannot be opened."""
    root = os.path.realpath(folder)
    unreadable: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=unreadable.append):
        inside = [(name, os.path.relpath(os.path.join(parent, name), folder)) for name in sorted(folders)]
        kept = [name for name, below in inside if not name.startswith(".") and not _matches(below, choice.exclude)]
        folders[:] = [name for name in kept if not os.path.islink(os.path.join(parent, name))]
        yield from (PassedOver(os.path.join(parent, name), LINK) for name in kept if name not in folders)
        for name in sorted(names):
            path = os.path.join(parent, name)
            reason = _reason(path, os.path.relpath(path, folder), root, choice)
            yield PassedOver(path, reason) if reason else path
        while unreadable:
            yield unreadable.pop()


def files(path: str, choice: Choice) -> Iterator[str]:
    """Yield the files that are read of a folder; a file is itself."""
    if not os.path.isdir(path):
        yield path
        return
    yield from (found for found in walk(path, choice) if isinstance(found, str))


def is_other(name: str) -> bool:
    """Tell whether a file of this name holds something else than news."""
    pure = PurePath(name.lower())
    return pure.name in OTHER_NAMES or pure.suffix in OTHERS


def _reason(path: str, below: str, root: str, choice: Choice) -> str:
    """Why the file is passed over; empty where it is read. What `include` names is read, whatever it is."""
    name = os.path.basename(path)
    if name.startswith((".", "~$")):  # the latter beside a document that Office has open
        return HIDDEN
    if os.path.islink(path):
        target = os.path.realpath(path)
        if not _is_within(target, root):
            return LEADS_OUT
        if os.path.exists(target) and _is_read(target, root, choice):
            return TWICE
    if _matches(below, choice.exclude) or choice.include and not _matches(below, choice.include):
        return LEFT_OUT
    if choice.include:
        return ""
    if is_other(name):
        suffix = PurePath(name.lower()).suffix
        return suffix if suffix in OTHERS | JSON else name
    return NO_ARTICLES if _is_other_json(path, choice.columns) else ""


def _is_read(path: str, root: str, choice: Choice) -> bool:
    """Whether a walk of the folder reads this file, which is no link: nothing above it is hidden, and it is not passed over."""
    below = os.path.relpath(path, root)
    return not any(part.startswith(".") for part in below.split(os.sep)) and not _reason(path, below, root, choice)


def _is_within(path: str, root: str) -> bool:
    return os.path.commonpath((path, root)) == root


def _matches(below: str, patterns: Sequence[str]) -> bool:
    """Whether a path below the folder, its name or a folder above it fits one of the patterns."""
    parts = PurePath(below).parts
    names = {*parts, *(os.sep.join(parts[: end + 1]) for end in range(len(parts)))}
    return any(fnmatchcase(name, pattern.rstrip("/")) for pattern in patterns for name in names)


def _is_other_json(path: str, columns: Mapping[str, str]) -> bool:
    """Whether a JSON file names no text in what it begins with."""
    if PurePath(path.lower()).suffix not in JSON or "text" in columns:
        return False
    try:
        with open(path, "rb") as stream:
            head = stream.readline(LINE)
            head += stream.read(max(HEAD - len(head), 0))
    except OSError:
        return False  # its reader says what is wrong
    narrow = bool(head.strip()) and not head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not narrow or not _TEXT.search(head):
        return narrow
    return PurePath(path.lower()).suffix != ".json" and _marks_only(head, columns)


def _marks_only(head: bytes, columns: Mapping[str, str]) -> bool:
    """Whether the first line is a record whose texts are all inside lists, as in gold: marks on articles that are elsewhere."""
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0]
    try:
        record = json.loads(first)
        return isinstance(record, dict) and not list_in(record) and not resolve(record, columns)["text"]
    except (ValueError, RecursionError, IngestError):
        return False  # its reader says what is wrong
