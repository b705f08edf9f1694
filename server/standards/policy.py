"""Pure decisions about standards: usable on a day, fine enough for a test, and what a visit's own leave open.

`finding` has a twin, pwa/src/rooms/inspections/standards.ts; tests/vectors/standard_findings.json holds both. Dates are
ISO text and quantities decimal text, as the wire has them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from server.kernel.problems import field_error
from server.metrology.rationals import divide, parse

KINDS = ("weight_set", "standard_measure", "lens_set", "energy_standard", "other")
ACCURACY_KINDS = ("maximum_permissible_error", "expanded_uncertainty")
USES = ("usable", "expired", "not_yet", "retired")
DUES = ("valid", "expiring", "expired", "not_yet", "retired")
EXPIRING_WITHIN_DAYS = 30
# In the order of their weight: of several standards for one test the heaviest finding counts.
FINDINGS = UNKNOWN, TOO_COARSE, EXPIRED, MISSING = (
    "standard_unknown", "standard_too_coarse", "standard_expired", "standard_missing")

# A standard's error or expanded uncertainty is at most a third of the test's limit. Asked for by the regulations of
# the kinds of instrument as far as is known; the studies quote no clause, so it ships as unverified.
THIRD, CONFIDENCE = 3, "unverified"
# Visits carry this condition since standards are asked for; what began before keeps its conclusion (ADR 0016). Its
# value says by which tests' needs: those that came with a later value leave visits begun under an earlier one alone.
MARK, MARKS = "standards_rule", ("1", "2")
MARKED = MARKS[-1]

UNITS: Mapping[str, tuple[str, ...]] = {
    "weight_set": ("mg", "g", "kg", "t"), "standard_measure": ("mL", "L"), "lens_set": ("D", "Δ"),
    "energy_standard": ("A", "V", "kW", "kW·h"), "other": ("mm", "°C", "s")}
PERCENT = "%"
ALL_UNITS = tuple(unit for units in UNITS.values() for unit in units)
# What each unit measures, by the unit it is counted in, and how much of that it is. Others cannot be compared yet.
IN_BASE: Mapping[str, tuple[str, str]] = {
    "t": ("g", "1000000"), "kg": ("g", "1000"), "g": ("g", "1"), "mg": ("g", "0.001"), "L": ("L", "1"),
    "mL": ("L", "0.001"), "D": ("D", "1"), "Δ": ("Δ", "1"), "kW·h": ("kW·h", "1")}
# An input may name a quantity instead of a unit.
UNIT_OF_QUANTITY: Mapping[str, str] = {"vertex_power": "D", "prism": "Δ"}


@dataclass(frozen=True)
class Need:
    """The standard a test needs, the paths of its limit and of the quantity tried, and the first mark that asks for it.

    Units are units, or name the input that tells them.
    """

    kind: str
    limit: str
    limit_unit: str
    load: str
    load_unit: str
    since: str = "1"


# Tests whose result contains the value of a standard. A repeatability does not: a constant error falls out of it.
NEEDS: Mapping[str, Need] = {
    "nawi_indication_error": Need("weight_set", "mpe", "unit", "load_L", "unit"),
    "nawi_eccentricity": Need("weight_set", "mpe", "unit", "load_L", "unit"),
    "fuel_dispenser_error": Need("standard_measure", "mpe_percent", PERCENT, "V_B20_L", "L"),
    "fuel_flow_point": Need("standard_measure", "mpe_percent", PERCENT, "runs/0/V_B20_L", "L"),
    "fuel_minimum_quantity_error": Need("standard_measure", "mpe_percent", PERCENT, "V_B20_L", "L", "2"),
    "ev_charger_operating_error": Need("energy_standard", "mpe_percent", PERCENT, "standard_kWh", "kW·h", "2"),
    "focimeter_error": Need("lens_set", "mpe", "quantity", "standard", "quantity", "2"),
}


def usable(standard: Mapping[str, Any], on: str) -> str:
    """Whether its certificate held on a day. On the day it is retired it still counts: a day is all that is known."""
    if standard.get("retired_on") and standard["retired_on"] < on:
        return "retired"
    if standard.get("verified_on") and on < standard["verified_on"]:
        return "not_yet"
    return "expired" if standard.get("valid_until") and standard["valid_until"] < on else "usable"


def due(standard: Mapping[str, Any], today: date) -> str:
    """How its certificate stands today, for lists."""
    if standard["state"] == "retired":
        return "retired"
    found = usable(standard, today.isoformat())
    if found != "usable":
        return found
    soon = (today + timedelta(days=EXPIRING_WITHIN_DAYS)).isoformat()
    return "expiring" if standard["valid_until"] <= soon else "valid"


def fit(standard: Mapping[str, Any], need: Need, inputs: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """yes · too_coarse · unknown: what the certificate states against a third of the limit at this load."""
    error, limit = standard.get("accuracy_value"), values.get(need.limit)
    if not error or not limit:
        return "unknown"
    load_unit = _unit(need.load_unit, inputs)
    if load_unit not in IN_BASE:
        return "unknown"
    base, factor = IN_BASE[load_unit]
    tried = abs(parse(_at(inputs, need.load))) * parse(factor)
    ours = _absolute(error, str(standard.get("accuracy_unit")), base, tried)
    theirs = _absolute(limit.removeprefix("±"), _unit(need.limit_unit, inputs), base, tried)
    if ours is None or theirs is None:
        return "unknown"
    return "too_coarse" if THIRD * ours > theirs else "yes"


def _unit(named: str, inputs: Mapping[str, Any]) -> str:
    """A unit, or what the input of that name says; the evaluator has read the inputs wherever there is a limit."""
    found = str(inputs.get(named) or named)
    return UNIT_OF_QUANTITY.get(found, found)


def _at(inputs: Mapping[str, Any], path: str) -> Any:
    """What stands at a path of the inputs; the evaluator has read them, so it is there wherever there is a limit."""
    found: Any = inputs
    for name in path.split("/"):
        found = found[int(name)] if isinstance(found, list) else found[name]
    return found


def _absolute(text: str, unit: str, base: str, tried: Fraction) -> Fraction | None:
    """In the unit of what is tried, of which a percentage is a part; None where it is stated in another quantity."""
    if unit == PERCENT:
        return parse(text) * divide(tried, Fraction(100))
    counted, factor = IN_BASE.get(unit, (None, "1"))
    return parse(text) * parse(factor) if counted == base else None


def finding(rule: str, inputs: Mapping[str, Any], values: Mapping[str, Any], visit: Mapping[str, Any],
            registered: Mapping[str, Mapping[str, Any]]) -> str | None:
    """What is wrong with the standard a measurement was made with, or None. `registered`: the visit's, by identifier.

    A registered standard serves its own kind of test, one typed by hand any. The weight that a market's organiser
    keeps counts as a standard of which nothing is stated.
    """
    need = NEEDS.get(rule)
    if need is None or not _asks(visit["conditions"].get(MARK), need):
        return None
    found = [_of(one, need, inputs, values, visit["on"]) for one in _serving(visit["standards"], registered, need)]
    if not found:
        has_weight = visit["venue_kind"] == "market" and visit["conditions"].get("standard_weight_kg")
        return UNKNOWN if need.kind == "weight_set" and has_weight else MISSING
    return max(found, key=lambda one: FINDINGS.index(one) if one else -1)


def _asks(mark: str | None, need: Need) -> bool:
    return mark in MARKS and MARKS.index(mark) >= MARKS.index(need.since)


def _serving(cited: Sequence[Mapping[str, Any]], registered: Mapping[str, Mapping[str, Any]],
             need: Need) -> list[dict[str, Any]]:
    """What the visit names for this kind of test; a registered one speaks by the certificate that the visit cites."""
    merged = [_merged(one, registered.get(one.get("standard_id") or "", {})) for one in cited]
    return [one for one in merged if one.get("kind") in (None, need.kind)]


def _merged(one: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    is_the_one = known.get("certificate_number") == one.get("certificate_number")
    return {**one, **known} if is_the_one else dict(one)


def _of(one: Mapping[str, Any], need: Need, inputs: Mapping[str, Any], values: Mapping[str, Any],
        on: str) -> str | None:
    if usable(one, on) != "usable":
        return EXPIRED
    return {"yes": None, "too_coarse": TOO_COARSE, "unknown": UNKNOWN}[fit(one, need, inputs, values)]


def refuses(found: str | None) -> bool:
    """Whether a verdict measured so is not final. What is merely not stated is shown, and does not refuse."""
    return found is not None and found != UNKNOWN


def faults(standard: Mapping[str, Any]) -> list[dict[str, str]]:
    """What does not go together in what is stated about a standard."""
    found = []
    if standard["valid_until"] < standard["verified_on"]:
        found.append(field_error("/valid_until", "too_early", "is before verified_on"))
    found += _together(standard, ("accuracy_kind", "accuracy_value", "accuracy_unit"))
    found += _together(standard, ("nominal_minimum", "nominal_maximum", "nominal_unit"))
    if found:
        return found
    units = UNITS[standard["kind"]] if standard["kind"] != "other" else ALL_UNITS
    if standard["nominal_unit"] is not None:
        if standard["nominal_unit"] not in units:
            found.append(field_error("/nominal_unit", "unit", "is no unit of this kind of standard"))
        if parse(standard["nominal_maximum"]) < parse(standard["nominal_minimum"]):
            found.append(field_error("/nominal_maximum", "too_small", "is below nominal_minimum"))
    if standard["accuracy_unit"] is not None:
        if standard["accuracy_unit"] not in (*units, PERCENT):
            found.append(field_error("/accuracy_unit", "unit", "is no unit of this kind of standard"))
        if parse(standard["accuracy_value"]) <= 0:
            found.append(field_error("/accuracy_value", "too_small", "must be above zero"))
    return found


def _together(standard: Mapping[str, Any], names: tuple[str, ...]) -> list[dict[str, str]]:
    """All of these, or none."""
    missing = [name for name in names if standard[name] is None]
    return [] if len(missing) in (0, len(names)) else [
        field_error(f"/{name}", "required", "belongs to what else is stated") for name in missing]
