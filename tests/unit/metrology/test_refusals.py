"""Where each rule begins to refuse, input by input: the last value that it takes and the first that it does not."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from server.metrology.judge import judge_line
from server.metrology.rules import RULES

FILE = Path(__file__).parents[2] / "vectors" / "refusals.json"
TRIALS: dict[str, list[dict[str, Any]]] = json.loads(FILE.read_text(encoding="utf-8"))


def problem_of(rule: str, trial: dict[str, Any], path: list[str | int], given: Any) -> Any:
    """What is said when one place of the inputs holds something else; an input that is null is left out."""
    inputs = copy.deepcopy(trial["inputs"])
    place = inputs
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = given
    answer = judge_line({"rule": rule, "on": trial["on"], "inputs": inputs})
    return answer["problem"] and [answer["problem"]["slug"], answer["problem"]["pointer"]]


@pytest.mark.parametrize("rule", TRIALS)
def test_the_borders_of(rule: str) -> None:
    for trial in TRIALS[rule]:
        for path, given in trial["accepted"]:
            assert problem_of(rule, trial, path, given) is None, (path, given)
        for path, given, slug, pointer in trial["refused"]:
            assert problem_of(rule, trial, path, given) == [slug, pointer], (path, given)


def test_every_rule_has_its_borders() -> None:
    assert set(TRIALS) == set(RULES)
