"""How large files and functions are: `python -m tools.sizes` reports, tests/architecture holds the hard stops."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.steps import ROOT

FILE_LIMIT, FUNCTION_LIMIT = 400, 60
GENERATED = ("pwa/src/contract/", "migrations/")
SKIPPED = {"node_modules", "dist", "__pycache__"}


@dataclass(frozen=True)
class Size:
    """A file or a function and its physical lines, blanks and comments included."""

    where: str
    lines: int


def sources(*suffixes: str) -> Iterator[Path]:
    """The files people write, of every part of the tree."""
    for part in ("server", "tools", "tests", "pwa"):
        for path in sorted((ROOT / part).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix in suffixes and not SKIPPED & set(path.parts) and not name.startswith(GENERATED):
                yield path


def files() -> list[Size]:
    return [Size(path.relative_to(ROOT).as_posix(), len(path.read_text(encoding="utf-8").splitlines()))
            for path in sources(".py", ".ts", ".vue")]


def functions() -> list[Size]:
    """Every Python function, from its first decorator to its last line."""
    found = []
    for path in sources(".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
                name = f"{path.relative_to(ROOT).as_posix()}:{node.lineno} {node.name}"
                found.append(Size(name, node.end_lineno - first + 1))
    return found


def report(name: str, sizes: list[Size], limit: int) -> None:
    ordered = sorted(sizes, key=lambda one: one.lines)
    median, high = ordered[len(ordered) // 2].lines, ordered[len(ordered) * 95 // 100].lines
    print(f"{name}: {len(ordered)}, median {median}, 95 % under {high}, largest {ordered[-1].lines} (limit {limit})")
    for one in ordered[:-6:-1]:
        print(f"  {one.lines:4}  {one.where}")


if __name__ == "__main__":
    report("files", files(), FILE_LIMIT)
    report("functions", functions(), FUNCTION_LIMIT)
