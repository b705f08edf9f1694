"""Fuel dispensers: error of one delivery by a standard measure, repeatability, and a whole flow point (JJG 443)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from server.metrology.conclusion import Limit, Working
from server.metrology.inputs import Inputs
from server.metrology.problems import MetrologyProblem
from server.metrology.rationals import display, divide

OILS = ("gasoline", "kerosene", "diesel")
MATERIALS = ("stainless", "carbon_steel")
POINTS = ("Q1", "Q2")
METHODS = ("range", "range_over_dn_1_69")
LEAST_RUNS = 3
# Wider than any forecourt, yet narrow enough that a slipped decimal point is refused instead of judged.
COLDEST, HOTTEST = "-60", "100"
# Measures hold 20, 50 or 100 L; their necks are read in millimetres.
LARGEST_MEASURE, LONGEST_NECK, WIDEST_NECK = "1000", "1000", "100"

ERROR_INPUTS = ("oil", "measure_material", "V_J_L", "V_B20_L", "t_J_C", "t_B_C", "mpe_percent")
REPEATABILITY_INPUTS = ("errors_percent", "limit_percent", "method")
RUN_INPUTS = ("V_J_L", "V_B20_L", "t_J_C", "t_B_C")
MEASURE_INPUTS = ("nominal_L", "neck_zero_mm", "neck_reading_mm", "neck_mL_per_mm")
FLOW_POINT_INPUTS = ("flow_point", "runs", "oil", "measure_material", "mpe_percent", "limit_percent", "method")


@dataclass(frozen=True)
class Delivery:
    """One filling of the measure, as read."""

    shown: Fraction
    volume_at_20: Fraction
    at_nozzle: Fraction
    in_measure: Fraction


@dataclass(frozen=True)
class Expansion:
    """What a degree adds to the oil and to the measure, whose volume holds at the reference temperature."""

    oil: Fraction
    measure: Fraction
    reference: Fraction


def error(inputs: Inputs, working: Working) -> None:
    _judge_delivery(inputs, working, "mpe_percent")


def minimum_quantity_error(inputs: Inputs, working: Working) -> None:
    """One delivery of the least quantity that the dispenser may measure, which has a wider limit of its own."""
    _judge_delivery(inputs, working, "mpe_percent_minimum_quantity")


def measure_volume(inputs: Inputs, working: Working) -> None:
    """What stands in the measure, from the scale on its neck; the volume at 20 °C that the other rules ask for."""
    nominal = inputs.decimal("nominal_L", above="0", at_most=LARGEST_MEASURE)
    zero = inputs.decimal("neck_zero_mm", at_least="0", at_most=LONGEST_NECK)
    reading = inputs.decimal("neck_reading_mm", at_least="0", at_most=LONGEST_NECK)
    per_mm = inputs.decimal("neck_mL_per_mm", above="0", at_most=WIDEST_NECK)
    volume = nominal + divide((reading - zero) * per_mm, Fraction(1000))
    if volume <= 0:
        raise MetrologyProblem("value_out_of_range", "/inputs/neck_reading_mm")
    working.report("V_B20_L", "V_B20 = V_nominal + (h − h_0) × k / 1000", volume, "L")


def _judge_delivery(inputs: Inputs, working: Working, tabled: str) -> None:
    error_percent = _error_of(_delivery(inputs), _expansion(inputs, working), working)
    # Shown for the certificate; the comparison below uses the full value.
    working.report("E_V_rounded_0_01", "GB/T 8170 (E_V, 0.01 %)", display(error_percent, 2), "%")
    limit = _limit(inputs, working, "mpe_percent", tabled)
    working.values["mpe_percent"] = f"±{limit.text}"
    working.compare("E_V_percent", error_percent, limit)


def minimum_quantity_repeatability(inputs: Inputs, working: Working) -> None:
    errors = inputs.decimals("errors_percent", at_least=LEAST_RUNS)
    _mean(errors, working)
    _judge_spread(inputs, working, errors, "errors_percent", "limit_percent_minimum_quantity")


def repeatability(inputs: Inputs, working: Working) -> None:
    """The range is stricter and the default; no text seen so far says which of the two the regulation means."""
    errors = inputs.decimals("errors_percent", at_least=LEAST_RUNS)
    _mean(errors, working)
    _judge_spread(inputs, working, errors, "errors_percent")


def flow_point(inputs: Inputs, working: Working) -> None:
    """The mean of the runs keeps within the limit of error, and their spread within that of repeatability."""
    inputs.choice("flow_point", POINTS, POINTS[0])  # both are judged alike; the record tells which it was
    deliveries = _deliveries(inputs, working)
    expansion = _expansion(inputs, working)
    errors = [_error_of(one, expansion, working, f"run_{run}_") for run, one in enumerate(deliveries, start=1)]
    mean = _mean(errors, working)
    limit = _limit(inputs, working, "mpe_percent")
    working.values["mpe_percent"] = f"±{limit.text}"
    working.compare("mean_percent", mean, limit)
    working.values["limit_percent"] = _judge_spread(inputs, working, errors, "runs").text


def _deliveries(inputs: Inputs, working: Working) -> list[Delivery]:
    runs = inputs.groups("runs", RUN_INPUTS)
    wanted = working.number("runs_per_flow_point")
    if len(runs) != wanted.value:
        raise MetrologyProblem("runs_not_as_edition", "/inputs/runs")
    working.step("runs_per_flow_point", "n", wanted.value, wanted.unit)
    return [_delivery(run) for run in runs]


def _mean(errors: Sequence[Fraction], working: Working) -> Fraction:
    mean = divide(sum(errors, Fraction(0)), Fraction(len(errors)))
    working.report("mean_percent", "Σ E / n", mean, "%")
    return mean


def _judge_spread(
    inputs: Inputs, working: Working, errors: Sequence[Fraction], given_as: str, tabled: str = "limit_percent"
) -> Limit:
    method = inputs.choice("method", METHODS, METHODS[0])
    results = {"range": max(errors) - min(errors)}
    working.report("range_percent", "E_max − E_min", results["range"], "%")
    if len(errors) == LEAST_RUNS:
        divisor = working.number("range_divisor_three_runs").value
        results["range_over_dn_1_69"] = divide(results["range"], divisor)
        working.report("range_over_dn_1_69", "(E_max − E_min) / d_n", results["range_over_dn_1_69"], "%")
    elif method != "range":
        raise MetrologyProblem("method_needs_three_runs", f"/inputs/{given_as}")
    limit = _limit(inputs, working, "limit_percent", tabled)
    working.compare("range_percent" if method == "range" else method, results[method], limit)
    return limit


def _delivery(inputs: Inputs) -> Delivery:
    return Delivery(
        shown=inputs.decimal("V_J_L", at_least="0"),
        volume_at_20=inputs.decimal("V_B20_L", above="0"),
        at_nozzle=inputs.decimal("t_J_C", at_least=COLDEST, at_most=HOTTEST),
        in_measure=inputs.decimal("t_B_C", at_least=COLDEST, at_most=HOTTEST),
    )


def _expansion(inputs: Inputs, working: Working) -> Expansion:
    oil = working.number(f"beta_oil_{inputs.choice('oil', OILS)}").value
    steel = working.number(f"beta_measure_{inputs.choice('measure_material', MATERIALS)}").value
    reference = working.number("reference_temperature_C").value
    working.step("beta_oil", "β_Y", oil, "/°C")
    working.step("beta_measure", "β_B", steel, "/°C")
    return Expansion(oil, steel, reference)


def _error_of(delivery: Delivery, expansion: Expansion, working: Working, run: str = "") -> Fraction:
    """Above zero when the dispenser shows more than it delivered."""
    volume = _volume_of_measure(delivery, expansion)
    working.report(f"{run}V_Bt", "V_Bt = V_B20 × [1 + β_Y (t_J − t_B) + β_B (t_B − 20)]", volume, "L")
    error_percent = divide(delivery.shown - volume, volume) * 100
    working.report(f"{run}E_V_percent", "E_V = (V_J − V_Bt) / V_Bt × 100 %", error_percent, "%")
    return error_percent


def _volume_of_measure(delivery: Delivery, expansion: Expansion) -> Fraction:
    """The measure's volume at 20 °C, carried to the temperatures of the oil and of the measure."""
    by_oil = expansion.oil * (delivery.at_nozzle - delivery.in_measure)
    by_steel = expansion.measure * (delivery.in_measure - expansion.reference)
    return delivery.volume_at_20 * (1 + by_oil + by_steel)


def _limit(inputs: Inputs, working: Working, name: str, tabled: str | None = None) -> Limit:
    if inputs.has(name):
        return working.given_limit(inputs.decimal(name, above="0"), inputs.text(name), "%")
    return working.tabled_limit(working.number(tabled or name))
