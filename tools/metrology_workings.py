"""Writes tests/vectors/workings.json: what each rule's working shows over its vectors.

`python -m tools.metrology_workings`, after a rule or its vectors changed. Read what it changed before keeping it: both
sides' tests hold themselves to the file. Of each rule: the steps and reasons that occur, as sorted rows, and the whole
sheet of the first vector of every verdict, basis and answer to a question.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from server.metrology.problems import MetrologyProblem
from server.metrology.rules import RULES, evaluate
from tools.steps import ROOT

VECTORS = ROOT / "tests" / "vectors"
TARGET = VECTORS / "workings.json"
STEP = ("name", "formula", "unit")
REASON = ("quantity", "unit", "clause", "clause_en", "confidence")
KIND = ("comparison", "screening", "reference_only", "confidence")
STEP_SHOWN = ("name", "value", "unit")
ANSWERS = {"true", "false", "yes", "no"}
REASON_SHOWN = ("quantity", "value", "limit", "outcome")
Rows = list[list[Any]]


def cases() -> list[dict[str, Any]]:
    files = sorted((VECTORS / "metrology").glob("*.json"))
    return [case for path in files for case in json.loads(path.read_text(encoding="utf-8"))]


def working_of(judged: Iterable[tuple[str, Any]]) -> dict[str, Rows]:
    """From the ids and whole records of one rule's vectors."""
    steps, reasons, sheets = set(), set(), dict[tuple[str, ...], list[Any]]()
    for name, record in judged:
        steps |= {tuple(step[key] for key in STEP) for step in record["trace"]}
        reasons |= {tuple(reason[key] for key in REASON) for reason in record["reasons"]}
        answers = (step["value"] for step in record["trace"] if step["value"] in ANSWERS)
        sheets.setdefault((record["verdict"], record["basis"], *answers), sheet(name, record))
    return {"steps": ordered(steps), "reasons": ordered(reasons), "sheets": list(sheets.values())}


def sheet(name: str, record: Any) -> list[Any]:
    return [name, [record[key] for key in KIND],
            [[step[key] for key in STEP_SHOWN] for step in record["trace"]],
            [[reason[key] for key in REASON_SHOWN] for reason in record["reasons"]]]


def records_of(rule: str, asked: Iterable[dict[str, Any]]) -> Iterable[tuple[str, Any]]:
    for case in asked:
        if case["rule"] == rule:
            try:
                yield case["id"], evaluate(rule, case["inputs"], case.get("on")).as_record()
            except MetrologyProblem:
                continue


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
    workings = {rule: working_of(records_of(rule, asked)) for rule in sorted(RULES)}
    TARGET.write_text(as_text(workings), encoding="utf-8")


if __name__ == "__main__":
    main()
