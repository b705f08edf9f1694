"""Retail goods weighed before the customer: is what was settled really there? Food by price band; gold and silver."""

from __future__ import annotations

from fractions import Fraction

from server.metrology.conclusion import Limit, Working
from server.metrology.edition import Number
from server.metrology.inputs import Inputs
from server.metrology.problems import MetrologyProblem
from server.metrology.rationals import exact_or_12_digits

PRICE_BANDS = ("low", "mid", "high", "premium")
RECHECK_METHODS = ("same_scale", "high_accuracy", "equal_accuracy")
PRECIOUS_METALS = ("gold", "silver")

WEIGHING_INPUTS = ("price_band", "settled_kg", "actual_kg", "recheck_method")
GOLD_INPUTS = ("item", "settled_g", "actual_g")
SUITABILITY_INPUTS = ("goods", "load_kg", "scale_mpe_g")
# No scale of a shop is coarser; beyond this a kilogram was written for a gram.
COARSEST_MPE = "1000"


def weighing_shortage(inputs: Inputs, working: Working) -> None:
    """The band is the inspector's choice: the same pork may belong to one by its kind and to another by its price."""
    band = inputs.choice("price_band", PRICE_BANDS)
    method = inputs.choice("recheck_method", RECHECK_METHODS)
    settled = inputs.decimal("settled_kg", above="0")
    actual = _actual(inputs, "actual_kg", settled)
    shortage = (settled - actual) * 1000
    working.report("diff_g", "(m_settled − m_actual) × 1000", shortage, "g")
    deviation = _negative_deviation(working, band, settled, "settled_kg")
    _grams(working, "negative_deviation_g", f"D({band}, m_settled)", deviation.value)
    factor = working.number(f"recheck_factor_{method}").value
    working.step("recheck_factor", f"k({method})", factor, "1")
    allowed = deviation.value * factor
    _grams(working, "allowed_g", "k × D", allowed)
    # Multiplied out, so it is as sure as the less sure of its two numbers.
    limit = Limit(allowed, exact_or_12_digits(allowed), "g", deviation.citation, working.weakest())
    working.at_most("diff_g", shortage, limit)


def gold(inputs: Inputs, working: Working) -> None:
    metal = inputs.choice("item", PRECIOUS_METALS)
    settled = inputs.decimal("settled_g", above="0")
    shortage = settled - _actual(inputs, "actual_g", settled)
    working.report("diff_g", "m_settled − m_actual", shortage, "g")
    deviation = _negative_deviation(working, metal, settled, "settled_g")
    working.report("negative_deviation_g", f"D({metal}, m_settled)", deviation.text, "g")
    working.at_most("diff_g", shortage, working.tabled_limit(deviation))


def scale_suitability(inputs: Inputs, working: Working) -> None:
    """Whether a scale is fine enough for what is weighed on it; metals are sold by the gram, food by the kilogram."""
    goods = inputs.choice("goods", (*PRICE_BANDS, *PRECIOUS_METALS))
    load = inputs.decimal("load_kg", above="0")
    error = inputs.decimal("scale_mpe_g", above="0", at_most=COARSEST_MPE)
    deviation = _negative_deviation(working, goods, load * 1000 if goods in PRECIOUS_METALS else load, "load_kg")
    working.report("negative_deviation_g", f"D({goods}, m)", deviation.text, "g")
    working.at_most("scale_mpe_g", error, working.tabled_limit(deviation))


def _actual(inputs: Inputs, name: str, settled: Fraction) -> Fraction:
    """More than twice what was paid for is a slipped decimal point, and judged it would pass unnoticed."""
    actual = inputs.decimal(name, at_least="0")
    if actual > 2 * settled:
        raise MetrologyProblem("value_out_of_range", f"{inputs.pointer}/{name}")
    return actual


def _negative_deviation(working: Working, goods: str, settled: Fraction, name: str) -> Number:
    found = working.find(f"negative_deviation_{goods}", settled)
    if found is None:
        raise MetrologyProblem("value_outside_table", f"/inputs/{name}")
    return found


def _grams(working: Working, name: str, formula: str, value: Fraction) -> None:
    """The tables for food are in whole grams, and the record keeps those as integers."""
    if value.denominator == 1:
        working.count(name, formula, value.numerator, "g")
    else:
        working.report(name, formula, value, "g")
