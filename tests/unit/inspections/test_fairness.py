"""The errors of a station's nozzles together; the phone's twin is held to the same cases."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from server.inspections.fairness import fairness

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "vectors/station_errors.json").read_text(encoding="utf-8"))


def check(given: dict[str, Any]) -> SimpleNamespace:
    return SimpleNamespace(**given, server_evaluation=[one["evaluation"] for one in given["measurements"]])


@pytest.mark.parametrize("case", CASES, ids=[one["name"] for one in CASES])
def test_how_the_nozzles_of_a_station_lie(case: dict[str, Any]) -> None:
    found = fairness([check(one) for one in case["checks"]], date.fromisoformat(case["on"]))
    expected = case["expected"]
    if expected is None:
        assert found is None
        return
    assert found is not None and found.evaluation is not None
    values: Any = found.evaluation["values"]
    assert [[one.check.premises_id, one.point, one.error_percent, one.exceeds]
            for one in found.errors] == expected["errors"]
    assert (found.nozzles, found.mpe_percent) == (expected["nozzles"], expected["mpe_percent"])
    assert {name: values[name] for name in ("mean_percent", "range_percent", "short_count")} == {
        name: expected[name] for name in ("mean_percent", "range_percent", "short_count")}
    assert values["all_short"] is expected["flags"]
    assert found.evaluation["trace"] and found.evaluation["verdict"] == "value"


def test_more_errors_than_the_rule_takes_are_listed_without_a_statistic() -> None:
    many = [check({"premises_id": str(n), "instrument_id": "i", "outcome": "checked", "measurements": [
        {"rule": "fuel_flow_point", "inputs": {},
         "evaluation": {"verdict": "pass", "values": {"mean_percent": "0.1", "mpe_percent": "±0.30"}}}]})
        for n in range(101)]
    found = fairness(many, date(2026, 11, 23))
    assert found is not None and len(found.errors) == 101 and found.evaluation is None
