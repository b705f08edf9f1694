"""Fuel dispensers: error of one delivery against a standard measure, and repeatability of a flow point (JJG 443)."""

from __future__ import annotations

from fractions import Fraction

from server.metrology.conclusion import Limit, Working
from server.metrology.inputs import Inputs
from server.metrology.problems import MetrologyProblem
from server.metrology.rationals import display, divide

OILS = ("gasoline", "kerosene", "diesel")
MATERIALS = ("stainless", "carbon_steel")
METHODS = ("range", "range_over_dn_1_69")
LEAST_RUNS = 3
# Wider than any forecourt, yet narrow enough that a slipped decimal point is refused instead of judged.
COLDEST, HOTTEST = "-60", "100"

ERROR_INPUTS = ("oil", "measure_material", "V_J_L", "V_B20_L", "t_J_C", "t_B_C", "mpe_percent")
REPEATABILITY_INPUTS = ("errors_percent", "limit_percent", "method")


def error(inputs: Inputs, working: Working) -> None:
    shown = inputs.decimal("V_J_L", at_least="0")
    volume = _volume_of_measure(inputs, working)
    error_percent = divide(shown - volume, volume) * 100
    working.report("E_V_percent", "E_V = (V_J − V_Bt) / V_Bt × 100 %", error_percent, "%")
    # Shown for the certificate; the comparison below uses the full value.
    working.report("E_V_rounded_0_01", "GB/T 8170 (E_V, 0.01 %)", display(error_percent, 2), "%")
    limit = _limit(inputs, working, "mpe_percent")
    working.values["mpe_percent"] = f"±{limit.text}"
    working.compare("E_V_percent", error_percent, limit)


def repeatability(inputs: Inputs, working: Working) -> None:
    """The range is stricter and the default; no text seen so far says which of the two the regulation means."""
    errors = inputs.decimals("errors_percent", at_least=LEAST_RUNS)
    method = inputs.choice("method", METHODS, METHODS[0])
    count = len(errors)
    working.report("mean_percent", "Σ E / n", divide(sum(errors, Fraction(0)), Fraction(count)), "%")
    results = {"range": max(errors) - min(errors)}
    working.report("range_percent", "E_max − E_min", results["range"], "%")
    if count == LEAST_RUNS:
        divisor = working.number("range_divisor_three_runs").value
        results["range_over_dn_1_69"] = divide(results["range"], divisor)
        working.report("range_over_dn_1_69", "(E_max − E_min) / d_n", results["range_over_dn_1_69"], "%")
    elif method != "range":
        raise MetrologyProblem("method_needs_three_runs", "/inputs/errors_percent")
    limit = _limit(inputs, working, "limit_percent")
    working.compare("range_percent" if method == "range" else method, results[method], limit)


def _volume_of_measure(inputs: Inputs, working: Working) -> Fraction:
    """The measure's volume at 20 °C, carried to the temperatures of the oil and of the measure."""
    volume = inputs.decimal("V_B20_L", above="0")
    at_nozzle = inputs.decimal("t_J_C", at_least=COLDEST, at_most=HOTTEST)
    in_measure = inputs.decimal("t_B_C", at_least=COLDEST, at_most=HOTTEST)
    oil = working.number(f"beta_oil_{inputs.choice('oil', OILS)}").value
    steel = working.number(f"beta_measure_{inputs.choice('measure_material', MATERIALS)}").value
    reference = working.number("reference_temperature_C").value
    working.step("beta_oil", "β_Y", oil, "/°C")
    working.step("beta_measure", "β_B", steel, "/°C")
    corrected = volume * (1 + oil * (at_nozzle - in_measure) + steel * (in_measure - reference))
    working.report("V_Bt", "V_Bt = V_B20 × [1 + β_Y (t_J − t_B) + β_B (t_B − 20)]", corrected, "L")
    return corrected


def _limit(inputs: Inputs, working: Working, name: str) -> Limit:
    if inputs.has(name):
        return working.given_limit(inputs.decimal(name, above="0"), inputs.text(name), "%")
    return working.tabled_limit(working.number(name))
