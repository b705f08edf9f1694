"""Opens an uploaded workbook safely: a child process reads it under limits, so no file can take the worker down."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from server.registry.messages import words
from server.registry.problems import WorkbookRejected

MAX_FILE_BYTES = 20_000_000
WALL_SECONDS = 40
CHILD = Path(__file__).with_name("workbook.py")

Cell = str | int | float | bool | dict[str, str] | None


@dataclass(frozen=True)
class Sheet:
    """One sheet as it was written: cells by row and column from zero, merges, what a formula left without a value."""

    name: str
    visible: bool
    rows: list[list[Cell]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    unvalued: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class Workbook:
    """The sheets of a workbook and which day its date numbers count from."""

    sheets: list[Sheet]
    epoch: date


def rejected(reason: str, **facts: Any) -> WorkbookRejected:
    """The problem that says, in both languages, why a workbook is not read."""
    chinese, english = words("refused", reason, facts)
    return WorkbookRejected(english, reason=reason, message=chinese, message_en=english, **facts)


def read_workbook(raw: bytes, filename: str = "ledger.xlsx") -> Workbook:
    """The workbook, or the problem that names what is wrong with it."""
    if len(raw) > MAX_FILE_BYTES:
        raise rejected("too_large", limit=MAX_FILE_BYTES // 1_000_000)
    lower = filename.lower()
    if lower.endswith((".xlsm", ".xltm")):
        raise rejected("macros")
    if not lower.endswith(".xlsx"):
        raise rejected("not_xlsx")
    answer = _ask_child(raw)
    if "refused" in answer:
        raise rejected(answer["refused"], **answer["facts"])
    epoch = date(1904, 1, 1) if answer["date_1904"] else date(1899, 12, 30)
    return Workbook([_sheet(one) for one in answer["sheets"]], epoch)


def _ask_child(raw: bytes) -> dict[str, Any]:
    """What the child says; its death is an answer too."""
    try:
        done = subprocess.run([sys.executable, "-I", str(CHILD)], input=raw, capture_output=True,  # noqa: S603
                              timeout=WALL_SECONDS, env={"PYTHONIOENCODING": "ascii"}, check=False)
    except subprocess.TimeoutExpired as error:
        raise rejected("resources") from error
    if done.returncode != 0:
        raise rejected("resources")
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        raise rejected("unreadable") from error
    return found


def _sheet(given: dict[str, Any]) -> Sheet:
    merged = [(top, left, bottom, right) for (top, left), (bottom, right) in given["merged"]]
    return Sheet(given["name"], given["visible"], given["rows"], merged, frozenset(given["hidden_rows"]),
                 frozenset((row, column) for row, column in given["unvalued"]))
