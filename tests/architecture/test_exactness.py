"""No float where a quantity is judged, on either side of the wire."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tools.steps import ROOT

PYTHON = sorted((ROOT / "server" / "metrology").rglob("*.py"))
TYPESCRIPT = [path for path in sorted((ROOT / "pwa" / "src" / "metrology").rglob("*.ts")) if ".spec." not in path.name]
FLOATING = re.compile(r"\bNumber\s*\(|\bNumber\.parse|\bparseFloat\s*\(|\bMath\.(?!min|max)|\btoFixed\s*\("
                      r"|(?<![\w.])\d+\.\d+(?![\w.])")
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
WORDS = re.compile(r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|`(?:[^`\\]|\\.)*`")


def floats_in(tree: ast.AST) -> list[str]:
    """Where a module names float or writes one."""
    return [f"line {node.lineno}" for node in ast.walk(tree)
            if (isinstance(node, ast.Constant) and isinstance(node.value, float | complex))
            or (isinstance(node, ast.Name) and node.id == "float")]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_both_evaluators_are_looked_at() -> None:
    assert PYTHON
    assert TYPESCRIPT


def test_the_python_evaluator_has_no_float() -> None:
    assert {path.name: found for path in PYTHON if (found := floats_in(ast.parse(read(path))))} == {}


def test_the_typescript_evaluator_has_no_float() -> None:
    code = {path.name: WORDS.sub("''", COMMENT.sub("", read(path))) for path in TYPESCRIPT}
    assert {name: found for name, text in code.items() if (found := FLOATING.findall(text))} == {}


def test_the_search_itself_finds_floats() -> None:
    assert floats_in(ast.parse("x = 0.5 + float(y)")) == ["line 1", "line 1"]
    assert FLOATING.search("const a = Number(text)")
    assert FLOATING.search("const b = 1.5")
    assert not FLOATING.search("parseInt(x, 10) + 2n")
