"""The house in numbers: `python benchmarks/house.py [FOLDER]`, of this clone or of another one.

Prints the rooms (what lies directly under `quotes/`: folders, and modules that lie loose), the arrows between them (one room imports
from another, wherever in a function that stands), the lines of each, the modules past 400 lines and the longest functions. The picture
itself is docs/architecture.md, which tests/test_architecture.py checks.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from pathlib import Path

LONG = 400  # lines of a module
SHOWN = 10  # functions


def main(root: Path) -> None:
    """Reads every module of the package once and prints."""
    package = root / "quotes"
    trees = {p: ast.parse(p.read_text(encoding="utf-8")) for p in sorted(package.rglob("*.py"))}
    size = {p: len(p.read_text(encoding="utf-8").splitlines()) for p in trees}
    modules = {".".join(p.relative_to(root).with_suffix("").parts).removesuffix(".__init__") for p in trees}
    lines, files, arrows, functions = Counter(), Counter(), Counter(), []
    for path, tree in trees.items():
        here = room(path.relative_to(package))
        lines[here] += size[path]
        files[here] += 1
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                functions.append((node.end_lineno - node.lineno + 1, f"{path.relative_to(root)}:{node.name}"))
            elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "quotes":
                both = (f"{node.module}.{a.name}" for a in node.names)
                for name in {full if full in modules else node.module for full in both}:
                    there = name.split(".")[1] if "." in name else "quotes"
                    arrows[here, there] += here != there
    arrows = Counter({pair: n for pair, n in arrows.items() if n and pair[1] != "quotes"})
    loose = [p.stem for p in package.glob("*.py") if p.name != "__init__.py"]
    print(
        f"modules {len(trees)} · lines {sum(size.values()):,} · folders at the top {len(lines) - len(loose) - 1}",
        end="",
    )
    print(f" · loose modules at the top {len(loose)} · arrows {len(arrows)} · imports across rooms {arrows.total()}")
    print(f"functions {len(functions):,} · of more than 40 lines {sum(n > 40 for n, _ in functions)}\n")
    print(f"{'room':<12}{'modules':>8}{'lines':>8}   imports from")
    for name, n in sorted(lines.items(), key=lambda item: -item[1]):
        print(f"{name:<12}{files[name]:>8}{n:>8,}   {' '.join(sorted(b for a, b in arrows if a == name))}")
    print(
        f"\nmodules past {LONG} lines: {', '.join(f'{p.relative_to(root)} {n}' for p, n in size.items() if n > LONG) or 'none'}"
    )
    print("longest functions:")
    for n, name in sorted(functions, reverse=True)[:SHOWN]:
        print(f"{n:>6}  {name}")


def room(path: Path) -> str:
    """The folder or loose module directly under the package; the package's own file is `quotes`."""
    return "quotes" if path.name == "__init__.py" and len(path.parts) == 1 else path.parts[0].removesuffix(".py")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[1]))
