"""Whatever a judgement of the worked cases shows has words in both languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from server.metrology.judge import judge_line
from server.metrology.problems import wording
from server.metrology.rules import RULES

FOLDER = Path(__file__).parents[2] / "vectors/metrology"


def names_in(answer: dict[str, Any]) -> set[str]:
    steps = {step["name"] for step in answer["trace"]}
    return steps | {reason["quantity"] for reason in answer["reasons"]} | set(answer["values"])


@pytest.mark.parametrize("rule", RULES)
def test_every_quantity_shown_has_words(rule: str) -> None:
    cases = json.loads((FOLDER / f"{rule}.json").read_text("utf-8"))
    lines = [{key: case.get(key) for key in ("rule", "on", "inputs")} for case in cases]
    answers = [judge_line(line, full=True) for line in lines]
    shown = set().union(*(names_in(answer) for answer in answers if answer["problem"] is None))
    assert shown, "no case is judged"
    assert shown <= set(wording()["quantities"])
