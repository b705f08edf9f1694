"""Writes tests/vectors/workings.json: what each rule's working shows over its vectors.

`python -m tools.metrology_workings`, after a rule or its vectors changed. Read what it
changed before keeping it: both sides' tests hold themselves to the file.
"""

from __future__ import annotations

import json
from typing import Any

from server.metrology.problems import MetrologyProblem
from server.metrology.rules import RULES, evaluate
from tools.steps import ROOT

VECTORS = ROOT / "tests" / "vectors"
TARGET = VECTORS / "workings.json"
Rows = list[list[str | None]]


def cases() -> list[dict[str, Any]]:
    files = sorted((VECTORS / "metrology").glob("*.json"))
    return [case for path in files for case in json.loads(path.read_text(encoding="utf-8"))]


def working_of(rule: str, asked: list[dict[str, Any]]) -> dict[str, Rows]:
    """The steps (name, formula, unit) and reasons (quantity, unit, clause, confidence) that its cases show."""
    steps: set[tuple[str, ...]] = set()
    reasons: set[tuple[str | None, ...]] = set()
    for record in (judged(case) for case in asked if case["rule"] == rule):
        steps |= {(step["name"], step["formula"], step["unit"]) for step in record.get("trace", ())}
        reasons |= {tuple(one[key] for key in ("quantity", "unit", "clause", "confidence"))
                    for one in record.get("reasons", ())}
    return {"steps": ordered(steps), "reasons": ordered(reasons)}


def judged(case: dict[str, Any]) -> Any:
    try:
        return evaluate(case["rule"], case["inputs"], case.get("on")).as_record()
    except MetrologyProblem:
        return {}


def ordered(rows: set[tuple[Any, ...]]) -> Rows:
    return sorted((list(row) for row in rows), key=lambda row: [part or "" for part in row])


def as_text(workings: dict[str, dict[str, Rows]]) -> str:
    """One row a line, so that a change is read as a change of rows."""
    return "{\n" + ",\n".join(rule_text(rule, parts) for rule, parts in workings.items()) + "\n}\n"


def rule_text(rule: str, parts: dict[str, Rows]) -> str:
    told = ",\n".join(f'    "{name}": [{rows_text(rows)}]' for name, rows in parts.items())
    return f'  "{rule}": {{\n{told}\n  }}'


def rows_text(rows: Rows) -> str:
    told = ",\n".join(f"      {json.dumps(row, ensure_ascii=False)}" for row in rows)
    return f"\n{told}\n    " if rows else ""


def main() -> None:
    asked = cases()
    TARGET.write_text(as_text({rule: working_of(rule, asked) for rule in sorted(RULES)}), encoding="utf-8")


if __name__ == "__main__":
    main()
