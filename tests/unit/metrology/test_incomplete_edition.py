"""An edition that names a rule but lacks what it asks for is refused; one that has expired is only a reference."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from server.metrology.judge import judge_line
from server.metrology.problems import MetrologyProblem
from server.metrology.rulebook import Library
from server.metrology.rulebook_reader import read_edition
from server.metrology.rules import evaluate

FOLDER = Path(__file__).parents[3] / "server" / "metrology" / "rulebooks"
VECTORS = Path(__file__).parents[2] / "vectors" / "metrology"
# The phone's twin reads the same: one edition, what is changed in it, and what a judgement by it says then.
SPOILT = json.loads((VECTORS.parent / "rulebooks" / "spoilt.json").read_text(encoding="utf-8"))
REGIME = ("scale_new_regime", "jjf_2184_2025_jjg_1204_2025")


def library(file: str, **more: Any) -> Library:
    return Library([read_edition(json.loads((FOLDER / f"{file}.json").read_text(encoding="utf-8")) | more)])


def first_case(rule: str) -> dict[str, Any]:
    cases: list[dict[str, Any]] = json.loads((VECTORS / f"{rule}.json").read_text(encoding="utf-8"))
    return next(case for case in cases if case.get("expected_verdict") in ("pass", "value"))


@pytest.mark.parametrize(
    ("rule", "file", "lacking"),
    [
        ("fuel_dispenser_error", "jjg_443_2023", "numbers"),
        ("nawi_indication_error", "jjg_539_2016", "tables"),
        (*REGIME, "dates"),
    ],
)
def test_what_an_edition_lacks_is_not_guessed(rule: str, file: str, lacking: str) -> None:
    with pytest.raises(MetrologyProblem) as refused:
        evaluate(rule, first_case(rule)["inputs"], "2027-06-01", library=library(file, **{lacking: {}}))
    assert (refused.value.slug, refused.value.pointer) == ("rulebook_number_missing", "/edition")


@pytest.mark.parametrize("case", SPOILT, ids=lambda case: case["note"])
def test_a_spoilt_edition_is_refused_by_the_place_that_asks(case: dict[str, Any]) -> None:
    edition = json.loads((FOLDER / f"{case['file']}.json").read_text(encoding="utf-8"))
    for path, value in case["set"]:
        place = edition
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
    answer = judge_line({"rule": case["rule"], "on": case["on"], "inputs": case["inputs"]}, full=True,
                        library=Library([read_edition(edition)]))  # fmt: skip
    problem: Any = answer["problem"]
    told = problem and {"slug": problem["slug"], "pointer": problem["pointer"]}
    assert told == case["expected_problem"]
    assert answer["basis"] == case.get("expected_basis", answer["basis"])
    reasons: Any = answer.get("reasons", ())
    limits = {reason["quantity"]: reason["limit"] for reason in reasons}
    assert limits == case.get("expected_limits", limits)


@pytest.mark.parametrize("days", ["45.5", "0", "-1"])
def test_days_that_cannot_be_counted_are_no_days(days: str) -> None:
    given = json.loads((FOLDER / "state_council_174_1995.json").read_text(encoding="utf-8"))["numbers"]
    spoilt = {name: number | {"value": days} for name, number in given.items()}
    with pytest.raises(MetrologyProblem) as refused:
        evaluate("working_day_deadline", {"received": "2026-11-23", "working_days": 7}, "2026-11-23",
                 library=library("state_council_174_1995", numbers=spoilt))  # fmt: skip
    assert (refused.value.slug, refused.value.pointer) == ("rulebook_field_invalid", "/numbers/last_weekday_worked")


def test_grams_that_are_not_whole_are_text() -> None:
    given = json.loads((FOLDER / "retail_weighing_2020.json").read_text(encoding="utf-8"))["numbers"]
    spoilt = {name: number | {"value": "1.0001"} for name, number in given.items()}
    inputs = first_case("retail_weighing_shortage")["inputs"]
    evaluation = evaluate("retail_weighing_shortage", inputs, "2026-11-23",
                          library=library("retail_weighing_2020", numbers=spoilt))  # fmt: skip
    (step,) = (step for step in evaluation.trace if step.name == "allowed_g")
    assert (step.formula, step.unit) == ("k × D", "g")
    assert step.value.partition(".")[2]
    assert evaluation.values["allowed_g"] == step.value


@pytest.mark.parametrize(("rule", "file"), [("nawi_indication_error", "jjg_539_2016"), REGIME])
def test_numbers_and_days_of_an_expired_edition_are_a_reference(rule: str, file: str) -> None:
    expired = library(file, reference_after=True, valid_from="2020-01-01", valid_to="2020-12-31")
    evaluation = evaluate(rule, first_case(rule)["inputs"], "2027-06-01", library=expired)
    assert evaluation.reference_only
    assert "reference_only" in evaluation.basis


@pytest.mark.parametrize(("on", "slug"), [(None, "date_missing"), ("2027-02-29", "date_invalid")])
def test_a_timetable_points_at_the_date_it_misses(on: str | None, slug: str) -> None:
    case = first_case(REGIME[0])
    with pytest.raises(MetrologyProblem) as refused:
        evaluate(case["rule"], case["inputs"], on, edition="JJF 2184-2025 + JJG 1204-2025")
    assert (refused.value.slug, refused.value.pointer) == (slug, "/on")
