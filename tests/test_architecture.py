"""The picture in docs/architecture.md is the code's: every module has a room, and every import leads downwards, also for types."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
FLOORS = [
    line.split("  ")[0].split(" · ") for line in re.search(r"```rooms\n(.*?)```", PAGE, re.DOTALL)[1].splitlines()
]
ROOMS = {
    module: row[1]
    for row in re.finditer(r"^\| `(\w+)` \|.*\| ([^|]*) \|$", PAGE.split("\n## ")[0], re.MULTILINE)
    for module in re.findall(r"`(\w+)`", row[2])
}
# a plugin of Datasette is registered by its package, which is where its routes are, which ask the server who reviews
KNOWN = [{"quotes.browse", "quotes.browse.routes", "quotes.browse.server"}]


def named(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {named(path): path for path in sorted((ROOT / "quotes").rglob("*.py"))}


def imported(name: str) -> set[str]:
    """The modules of ours that a module imports, wherever in it that stands; the package itself is no module."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {
                f"{node.module}.{a.name}" if f"{node.module}.{a.name}" in MODULES else node.module for a in node.names
            }
        elif isinstance(node, ast.Import):
            found |= {a.name for a in node.names}
    return {other for other in found & set(MODULES) if other not in ("quotes", name)}


GRAPH = {name: imported(name) for name in MODULES if name != "quotes"}


def room(name: str) -> str:
    return ROOMS[name.split(".")[1]]


def test_every_module_has_a_room_and_every_room_a_floor():
    assert {name.split(".")[1] for name in GRAPH} == set(ROOMS)
    assert sorted(set(ROOMS.values())) == sorted(r for floor in FLOORS for r in floor)


@pytest.mark.parametrize("name", GRAPH)
def test_imports_lead_downwards(name):
    floor = {r: n for n, floor in enumerate(FLOORS) for r in floor}
    here = room(name)
    up = {other for other in GRAPH[name] if room(other) != here and floor[room(other)] <= floor[here]}
    assert not up, f"{name} is in {here}"


def test_no_circles():
    """Strongly connected modules, by Tarjan's algorithm."""
    number, low, stack, circles = {}, {}, [], []

    def visit(name):
        number[name] = low[name] = len(number)
        stack.append(name)
        for other in GRAPH[name]:
            if other not in number:
                visit(other)
            if other in stack:
                low[name] = min(low[name], low[other])
        if low[name] == number[name]:
            circle = {stack.pop()}
            while name not in circle:
                circle.add(stack.pop())
            if len(circle) > 1:
                circles.append(circle)

    for name in GRAPH:
        if name not in number:
            visit(name)
    assert circles == KNOWN


def test_the_store_writes_every_row():
    """No other module has SQL that changes a table of the database; paraphrases are counted in a database of their own."""
    writing = re.compile(r"\b(?:INSERT (?:OR \w+ )?INTO|UPDATE \S+ SET|DELETE FROM|DROP (?:TABLE|TRIGGER|VIEW))\b")
    found = {name for name, path in MODULES.items() if writing.search(path.read_text(encoding="utf-8"))}
    assert {room(name) for name in found - {"quotes.wording.paraphrase"}} == {"store"}


def test_who_keeps_a_promise_of_the_page():
    """What may be imported in one place alone."""
    places = defaultdict(set)
    for name, path in MODULES.items():
        for library in re.findall(
            r"^\s*(?:from|import) (textacy|sqlite_utils|datasette|onnxruntime|torch)\b", path.read_text(), re.MULTILINE
        ):
            places[library].add(name.split(".")[1])
    assert {ROOMS[place] for place in places["textacy"]} <= {"desk", "evaluation"}
    assert places["sqlite_utils"] == {"store"}
    assert places["datasette"] == {"browse"}
    assert places["torch"] <= {"training"}
    assert places["onnxruntime"] <= {"pipeline", "training"}
