"""What a judgement tells beside its verdict: reasons with clauses, every step, screening, reference and confidence."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from server.metrology.problems import MetrologyProblem, wording
from server.metrology.rules import evaluate

SCALE: dict[str, Any] = {
    "accuracy_class": "III", "e": "5", "load_L": "2500", "indication_I": "2505", "additional_dL": "4.5",
    "stage": "initial", "unit": "g",
}  # fmt: skip
LENS: dict[str, Any] = {
    "rx": {"S": "-3.00", "C": "-1.00", "axis": "90"},
    "measured": {"S": "-3.12", "C": "-1.00", "axis": "95"},
}


def test_the_trace_shows_every_step_with_its_formula() -> None:
    evaluation = evaluate("nawi_indication_error", SCALE, date(2026, 11, 23))
    assert [(step.name, step.value, step.unit) for step in evaluation.trace] == [
        ("P", "2503", "g"),
        ("E", "3", "g"),
        ("Ec", "3", "g"),
        ("load_in_e", "500", "e"),
        ("mpe_in_e", "0.5", "e"),
        ("mpe", "2.5", "g"),
    ]
    assert evaluation.trace[0].formula == "P = I + 0.5 e − ΔL"


def test_each_reason_names_its_clause_and_how_sure_it_is() -> None:
    evaluation = evaluate("spectacle_lens_power", LENS, "2025-06-01")
    told = {reason.quantity: reason.as_record() for reason in evaluation.reasons}
    assert list(told) == ["dev_meridian_1", "dev_meridian_2", "dev_cyl", "dev_axis"]
    assert told["dev_axis"] == {
        "quantity": "dev_axis",
        "value": "5",
        "limit": "4",
        "unit": "°",
        "outcome": "exceeds",
        "clause": "GB 13511.1-2011 表3",
        "clause_en": "GB 13511.1-2011 Table 3",
        "confidence": "second_hand",
    }
    assert told["dev_meridian_1"]["outcome"] == "within"
    assert evaluation.verdict == "fail"


def test_a_single_reading_is_marked_as_screening() -> None:
    single = {name: value for name, value in SCALE.items() if name != "additional_dL"}
    evaluation = evaluate("nawi_indication_error", single, "2026-11-23")
    assert evaluation.screening
    assert "P" not in evaluation.values
    assert not evaluate("nawi_indication_error", SCALE, "2026-11-23").screening


def test_an_expired_table_is_only_a_reference() -> None:
    assert not evaluate("spectacle_lens_power", LENS, "2026-02-28").reference_only
    evaluation = evaluate("spectacle_lens_power", LENS, "2026-03-01")
    assert evaluation.reference_only
    assert evaluation.verdict == "fail"
    given = LENS | {"tol_meridian": "0.12", "tol_cyl": "0.12", "tol_axis": "5"}
    assert not evaluate("spectacle_lens_power", given, "2026-03-01").reference_only
    assert evaluate("spectacle_lens_power", given, "2026-03-01").verdict == "pass"


def test_confidence_is_that_of_the_weakest_number() -> None:
    assert evaluate("nawi_indication_error", SCALE, "2026-11-23").confidence == "verified"
    in_service = evaluate("nawi_indication_error", SCALE | {"stage": "in_service"}, "2026-11-23")
    assert in_service.confidence == "unverified"
    assert in_service.verdict == "pass"


def test_the_edition_asked_for_goes_before_the_date() -> None:
    evaluation = evaluate("nawi_indication_error", SCALE, "2026-11-23", edition="JJG 539-1997")
    assert (evaluation.edition, evaluation.basis) == ("JJG 539-1997", "given")


def test_an_unknown_rule_is_a_named_problem() -> None:
    with pytest.raises(MetrologyProblem) as refused:
        evaluate("price_of_fish", {}, "2026-11-23")
    assert (
        refused.value.as_record()
        == {"slug": "rule_unknown", "pointer": "/rule"} | wording()["problems"]["rule_unknown"]
    )


def test_every_quantity_of_the_worked_cases_has_words() -> None:
    words = wording()["quantities"]
    folder = Path(__file__).parents[2] / "vectors" / "metrology"
    cases = [case for path in sorted(folder.glob("*.json")) for case in json.loads(path.read_text(encoding="utf-8"))]
    for case in cases:
        if "expected_problem" not in case:
            evaluation = evaluate(case["rule"], case["inputs"], case.get("on"))
            named = {step.name for step in evaluation.trace} | {reason.quantity for reason in evaluation.reasons}
            assert named | set(evaluation.values) <= set(words), case["id"]


def test_a_timetable_needs_the_date_even_if_the_edition_is_named() -> None:
    marks = ("production_code", "repair_code", "verification_code", "seal", "software_id")
    given = dict.fromkeys(marks, "present") | {"networked": "no", "platform_lookup_result": "matches"}
    name = "JJF 2184-2025 + JJG 1204-2025"
    assert evaluate("scale_new_regime", given, date(2027, 1, 8), edition=name).verdict == "pass"
    for on, slug in ((None, "date_missing"), ("2027-02-29", "date_invalid")):
        with pytest.raises(MetrologyProblem, match=slug):
            evaluate("scale_new_regime", given, on, edition=name)


def test_every_quantity_in_a_trace_has_words() -> None:
    words = wording()["quantities"]
    for rule, inputs in [
        ("nawi_indication_error", SCALE | {"stage": "in_service"}),
        ("nawi_repeatability", {"accuracy_class": "III", "e": "5", "load_L": "50", "stage": "initial",
                                "P_values": ["50", "50", "50"]}),
        ("fuel_dispenser_error", {"oil": "diesel", "measure_material": "stainless", "V_J_L": "20", "V_B20_L": "20",
                                  "t_J_C": "20", "t_B_C": "20"}),
        ("fuel_dispenser_repeatability", {"errors_percent": ["0", "0", "0"]}),
        ("spectacle_lens_power", LENS),
        ("gbt8170_round", {"value": "1", "interval": "1"}),
    ]:  # fmt: skip
        evaluation = evaluate(rule, inputs, "2026-11-23")
        assert {step.name for step in evaluation.trace} <= set(words)
        assert set(evaluation.values) <= set(words)
