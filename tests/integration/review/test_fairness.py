"""The errors of a station's nozzles together, by the server's own judgements, never by what a phone says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.factories.people import Client
from tests.factories.visits import Office, Visit

Desk = Callable[[str], Client]


def points(*volumes: str) -> list[dict[str, Any]]:
    """Flow points of one nozzle, each of three like deliveries of 20.00 L; the phone claims that all is well."""
    made = []
    for name, volume in zip(("Q1", "Q2"), volumes, strict=False):
        run = {"V_J_L": "20.00", "V_B20_L": volume, "t_J_C": "20", "t_B_C": "20"}
        inputs = {"oil": "gasoline", "measure_material": "stainless", "flow_point": name, "runs": [run] * 3}
        claimed = {"verdict": "pass", "values": {"mean_percent": "-9", "mpe_percent": "±0.30"}, "edition": None,
                   "basis": None}
        made.append({"rule": "fuel_flow_point", "inputs": inputs, "nature": "officer_check", "screening": False,
                     "phone": claimed})
    return made


def told(desk: Desk, visit: Visit) -> dict[str, Any] | None:
    answer = desk("chief").get(f"/api/v1/inspections/{visit.id}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] | None = answer.get_json()["fairness"]
    return found


def test_two_nozzles_make_a_statistic_with_its_trace(bureau: Office, desk: Desk) -> None:
    visit = Visit(bureau).create()
    visit.check(measurements=points("19.96", "19.90"))
    assert told(desk, visit) is None
    visit.check(scale=1, measurements=points("19.98"))
    found = told(desk, visit)
    assert found is not None
    assert (found["nozzles"], found["mpe_percent"]) == (2, "0.30")
    assert [(one["point"], one["error_percent"][:6], one["exceeds"]) for one in found["errors"]] == [
        ("Q1", "0.2004", False), ("Q2", "0.5025", True), ("Q1", "0.1001", False)]
    assert {one["place"]["position_no"] for one in found["errors"]} == {"1"}
    evaluation = found["evaluation"]
    assert (evaluation["verdict"], evaluation["values"]["short_count"], evaluation["values"]["all_short"]) == (
        "value", 3, True)
    assert [step["name"] for step in evaluation["trace"]][:3] == ["target_percent", "count", "mean_percent"]


def test_a_corrected_nozzle_counts_once(bureau: Office, desk: Desk) -> None:
    visit = Visit(bureau).create()
    wrong = visit.check(measurements=points("19.96"))
    visit.check(scale=1, measurements=points("19.98"))
    visit.check(replaces=wrong, measurements=points("20.02"))
    found = told(desk, visit)
    assert found is not None and len(found["errors"]) == 2
    assert found["evaluation"]["values"]["all_short"] is False


def test_scales_have_none(bureau: Office, desk: Desk) -> None:
    visit = Visit(bureau).create()
    visit.check()
    visit.check(scale=1)
    assert told(desk, visit) is None
