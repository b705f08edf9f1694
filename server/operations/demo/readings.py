"""What the demo's officers found: answers to checklists, comparisons, measurements judged as a phone would. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Any

from server.metrology.rules import evaluate
from server.registry.models import Instrument
from server.rulebooks import bundle
from server.rulebooks.checklist import Checklist, choose

# What is found wrong, with the words an officer would choose: (item, note).
FAULTS = {"market_organiser": ("MK08", "公平秤核查记录不全，自上月起无记录。"),
          "fuel_station": ("FU13", "自检记录不全，标准金属量器已超过有效期。"),
          "optician": ("OP06", "未建立进货计量检查验收记录。")}
VENUES = {"market": ("market_organiser", "organiser"), "fuel_station": ("fuel_station", "premises"),
          "optician": ("optician", "premises")}


def checklist(code: str, on: date) -> Checklist:
    found = choose(bundle.checklists(), code, on)
    assert found is not None, "the demo visits venues whose checklists are in force"
    return found


def answers(rng: Random, used: Checklist, *, faulty: bool, photos: list[str]) -> list[dict[str, Any]]:
    """Every item answered; one fault when there is one, with its note and photo."""
    wrong, note = FAULTS[used.code]
    return [_fault(item.code, note, photos) if faulty and item.code == wrong else
            {"item": item.code, "answer": "not_applicable" if rng.random() < 0.05 else "conforming"}
            for item in used.items]


def _fault(item: str, note: str, photos: list[str]) -> dict[str, Any]:
    return {"item": item, "answer": "nonconforming", "note": note, "photos": photos, "phrase": note}


def comparisons(instrument: Instrument) -> list[dict[str, Any]]:
    """Serial number, seals and codes as they were found: all as registered."""
    expected = [("serial_number", instrument.serial_number),
                *(("seal", one["number"]) for one in instrument.seals),
                *((f"{one['scheme']}_code", one["value"]) for one in instrument.codes)]
    return [{"field": field, "expected": value, "answer": "match", "seen": None} for field, value in expected if value]


def measurement(rng: Random, instrument: Instrument, on: date, *, exceeding: bool) -> dict[str, Any] | None:
    """A reading of a scale or a nozzle with the verdict a phone showed; None where nothing was measured."""
    if instrument.kind == "nawi":
        return _judged("nawi_indication_error", _scale(rng, instrument.parameters, exceeding), on)
    if instrument.kind == "fuel_dispenser":
        return _judged("fuel_dispenser_error", _nozzle(rng, instrument.parameters, exceeding), on)
    return None


def _scale(rng: Random, parameters: Mapping[str, str], exceeding: bool) -> dict[str, Any]:
    """500 e put on: the limit in service is one e; the reading is off by nothing, or by three e."""
    interval = parameters["verification_scale_interval"]
    places = len(interval.partition(".")[2])
    step = int(interval.replace(".", ""))
    load = 500 * step
    return {"accuracy_class": "III", "e": interval, "load_L": _decimal(load, places), "stage": "in_service",
            "indication_I": _decimal(load + (3 * step if exceeding else 0), places), "unit": parameters["unit"],
            "additional_dL": _decimal(step * 10 * rng.choice((3, 4, 5, 6)), places + 2)}


def _nozzle(rng: Random, parameters: Mapping[str, str], exceeding: bool) -> dict[str, Any]:
    """20 L by the display into the standard measure at one temperature."""
    short = rng.randint(90, 120) if exceeding else rng.randint(-30, 40)  # millilitres
    return {"oil": "diesel" if "柴油" in parameters["oil"] else "gasoline", "measure_material": "stainless",
            "V_J_L": "20.00", "V_B20_L": _decimal(20_000 - short, 3), "t_J_C": "18.5", "t_B_C": "18.5"}


def _decimal(units: int, places: int) -> str:
    if not places:
        return str(units)
    whole, rest = divmod(units, 10 ** places)
    return f"{whole}.{rest:0{places}}"


def _judged(rule: str, inputs: dict[str, Any], on: date) -> dict[str, Any]:
    line = evaluate(rule, inputs, on).as_line()
    return {"rule": rule, "inputs": inputs, "nature": "officer_check", "screening": False,
            "phone": {name: line[name] for name in ("verdict", "values", "edition", "basis")}}
