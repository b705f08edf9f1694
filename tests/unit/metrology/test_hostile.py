"""Whatever stands where a number, a choice, a list or a date belongs: each is refused by its name and its place."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server.metrology.judge import judge_line
from server.metrology.problems import pointer_to
from server.metrology.rules import RULES

FILE = Path(__file__).parents[2] / "vectors" / "hostile.json"
GIVEN: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
HOSTILE, PLACES = GIVEN["hostile"], GIVEN["places"]


def problem_of(line: dict[str, Any]) -> Any:
    problem: Any = judge_line(line)["problem"]
    return problem and [problem["slug"], problem["pointer"]]


def with_one(inputs: Any, path: list[str | int], given: Any) -> Any:
    changed = copy.deepcopy(inputs)
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = given
    return changed


def asked(rule: str) -> Iterator[tuple[dict[str, Any], list[str | int], str]]:
    for trial in PLACES[rule]:
        for path, kind in trial["places"]:
            yield trial, path, kind


@pytest.mark.parametrize("rule", PLACES)
def test_nothing_hostile_is_taken_by(rule: str) -> None:
    for trial, path, kind in asked(rule):
        pointer = "/inputs/" + "/".join(map(str, path))
        for given, slug in HOSTILE[kind]:
            line = {"rule": rule, "on": trial["on"], "inputs": with_one(trial["inputs"], path, given)}
            assert problem_of(line) == [slug, pointer], (path, given)


@pytest.mark.parametrize("rule", PLACES)
def test_no_date_and_no_name_that_is_none_is_taken_by(rule: str) -> None:
    inputs = PLACES[rule][0]["inputs"]
    for given, slug in HOSTILE["date"]:
        assert problem_of({"rule": rule, "on": given, "inputs": inputs}) == [slug, "/on"], given
    for day in GIVEN["before_any_edition"]:
        assert problem_of({"rule": rule, "on": day, "inputs": inputs}) == ["edition_missing", "/on"], day
    for name in GIVEN["unknown_inputs"]:
        line = {"rule": rule, "on": PLACES[rule][0]["on"], "inputs": inputs | {name: "1"}}
        assert problem_of(line) == ["input_unknown", pointer_to("/inputs", name)], name
    for given, slug in HOSTILE["group"]:
        assert problem_of({"rule": rule, "on": PLACES[rule][0]["on"], "inputs": given}) == [slug, "/inputs"], given


def test_no_other_rule_is_known() -> None:
    for given, slug in HOSTILE["rule"]:
        assert problem_of({"rule": given, "on": "2026-11-23", "inputs": {}}) == [slug, "/rule"], given


def test_every_input_of_every_rule_is_tried() -> None:
    assert {rule: {path[0] for _, path, _ in asked(rule)} for rule in PLACES} == {
        name: set(rule.known) for name, rule in RULES.items()}
