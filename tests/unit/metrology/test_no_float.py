"""No binary floating point may enter where a quantity is judged."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOM = Path(__file__).parents[3] / "server" / "metrology"
STANDARD_ONLY = {
    "__future__", "argparse", "collections", "dataclasses", "datetime", "fractions", "functools", "itertools", "json",
    "pathlib", "re", "sys", "typing",
}  # fmt: skip
# Only here, where both sides are rationals by signature, may a value be divided or raised to a power.
ARITHMETIC = "rationals.py"


def offences(source: str, *, may_divide: bool) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Constant(value=float() | complex()):
                yield f"line {node.lineno}: a float literal"
            case ast.Name(id="float" | "complex" | "round" as name):
                yield f"line {node.lineno}: {name}"
            case ast.BinOp(op=ast.Div() | ast.Pow()) | ast.AugAssign(op=ast.Div() | ast.Pow()) if not may_divide:
                if not is_constant(node):
                    yield f"line {node.lineno}: division or power outside {ARITHMETIC}"
            case ast.Import(names=names):
                yield from (f"imports {name.name}" for name in names if name.name not in STANDARD_ONLY)
            case ast.ImportFrom(module=str(module)):
                if module.split(".")[0] not in STANDARD_ONLY and not module.startswith("server.metrology"):
                    yield f"imports {module}"
            case _:
                pass


def is_constant(node: ast.AST) -> bool:
    """`2**53` of two integer literals, and paths joined with `/`, are no arithmetic of quantities."""
    if not isinstance(node, ast.BinOp):
        return False
    if isinstance(node.op, ast.Pow):
        return isinstance(node.left, ast.Constant) and isinstance(node.right, ast.Constant)
    return isinstance(node.right, ast.Constant) and isinstance(node.right.value, str)


@pytest.mark.parametrize("path", sorted(ROOM.rglob("*.py")), ids=lambda path: path.name)
def test_no_float(path: Path) -> None:
    found = list(offences(path.read_text(encoding="utf-8"), may_divide=path.name == ARITHMETIC))
    assert found == []


@pytest.mark.parametrize("source", ["x = 0.5", "x = float('1')", "x = a / b", "x = round(a)", "a /= 2", "import math"])
def test_the_watchman_is_awake(source: str) -> None:
    assert list(offences(source, may_divide=False)) != []
