"""What the rules for amounts, flow points, stations and chargers tell beside their verdicts."""

from __future__ import annotations

from typing import Any

import pytest

from server.metrology.problems import wording
from server.metrology.rules import evaluate

ON = "2026-11-23"
SALE = {"unit_price": "12.80", "mass_kg": "1.235", "shown_amount": "15.82", "amount_interval": "0.01"}
PAID = {"unit_price": "7.85", "shown_amount": "157.25"}
RUN = {"V_B20_L": "20", "t_J_C": "20", "t_B_C": "20"}
FLOW_POINT: dict[str, Any] = {
    "oil": "gasoline", "measure_material": "stainless",
    "runs": [RUN | {"V_J_L": shown} for shown in ("20.08", "20.06", "20.10")],
}  # fmt: skip
CHARGER = {"accuracy_class": 1, "indicated_kWh": "10.104", "standard_kWh": "10.000"}
STATION: dict[str, Any] = {"errors_percent": ["0.28", "0.29"], "mpe_percent": "0.30"}


@pytest.mark.parametrize(("rule", "inputs"), [
    ("price_computation", SALE),
    ("fuel_dispenser_amount", PAID | {"volume_L": "20.03"}),
    ("fuel_flow_point", FLOW_POINT),
    ("fuel_station_fairness", STATION),
    ("ev_charger_operating_error", CHARGER),
    ("ev_charger_clock_error", {"stage": "initial", "clock_error_s": 5}),
    ("ev_charger_amount", PAID | {"energy_kWh": "20.03"}),
])  # fmt: skip
def test_every_quantity_has_words(rule: str, inputs: dict[str, Any]) -> None:
    evaluation = evaluate(rule, inputs, ON)
    words = wording()["quantities"]
    assert {step.name for step in evaluation.trace} <= set(words)
    assert set(evaluation.values) <= set(words)
    assert {reason.quantity for reason in evaluation.reasons} <= set(words)


def test_a_flow_point_shows_each_run_and_both_reasons() -> None:
    evaluation = evaluate("fuel_flow_point", FLOW_POINT, ON)
    assert [(step.name, step.value) for step in evaluation.trace] == [
        ("runs_per_flow_point", "3"),
        ("beta_oil", "0.0012"),
        ("beta_measure", "0.00005"),
        ("run_1_V_Bt", "20"),
        ("run_1_E_V_percent", "0.4"),
        ("run_2_V_Bt", "20"),
        ("run_2_E_V_percent", "0.3"),
        ("run_3_V_Bt", "20"),
        ("run_3_E_V_percent", "0.5"),
        ("mean_percent", "0.4"),
        ("range_percent", "0.2"),
        ("range_over_dn_1_69", "0.118343195266"),
    ]
    assert [(one.quantity, one.limit, one.is_within, str(one.citation)) for one in evaluation.reasons] == [
        ("mean_percent", "0.30", False, "JJG 443-2023 最大允许误差"),
        ("range_percent", "0.10", False, "JJG 443-2023 重复性"),
    ]


def test_the_spread_is_judged_by_the_method_asked_for() -> None:
    evaluation = evaluate("fuel_flow_point", FLOW_POINT | {"method": "range_over_dn_1_69"}, ON)
    assert [one.quantity for one in evaluation.reasons] == ["mean_percent", "range_over_dn_1_69"]


def test_a_charger_tells_which_comparison_was_made() -> None:
    full = evaluate("ev_charger_operating_error", CHARGER, ON)
    rounded = evaluate("ev_charger_operating_error", CHARGER | {"judge": "rounded"}, ON)
    assert (full.verdict, full.comparison, full.reasons[0].quantity) == ("fail", "full_value", "E_percent")
    assert (rounded.verdict, rounded.comparison, rounded.reasons[0].quantity) == ("pass", "rounded", "E_rounded")
    assert full.reasons[0].confidence == "verified"
    assert full.confidence == "unverified"


def test_a_station_is_flagged_not_judged() -> None:
    evaluation = evaluate("fuel_station_fairness", STATION, ON)
    told = {step.name: (step.formula, step.value) for step in evaluation.trace}
    assert told["all_short"] == ("E_min > 0 ⇔ V_J > V_Bt", "true")
    assert evaluation.values["all_short"] is True
    assert (evaluation.verdict, evaluation.reasons) == ("value", ())


def test_a_superseded_edition_is_a_reference_for_its_own_kind_only() -> None:
    for kind, edition in (("dc", "JJG 1149-2018"), ("ac", "JJG 1148-2018")):
        evaluation = evaluate("ev_charger_amount", PAID | {"energy_kWh": "20.03", "charger_kind": kind}, ON)
        assert (evaluation.edition, evaluation.reference_only) == (edition, True)
