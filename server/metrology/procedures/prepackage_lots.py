"""Lots of pre-packages: the mean against Q_n − λ·s, and the items that fall short beyond T and 2 T (JJF 1070)."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from server.metrology.conclusion import Limit, Working
from server.metrology.edition import Number
from server.metrology.inputs import Inputs
from server.metrology.problems import MetrologyProblem
from server.metrology.procedures.prepackages import UNITS, defect, deficiency_of, plausible
from server.metrology.rationals import divide, exact_or_12_digits
from server.metrology.roots import is_at_most_root, less_root, root_text

LOT_INPUTS = ("lot_size_N", "nominal_g", "sample_g", "unit")
SUMMARY_INPUTS = ("lot_size_N", "nominal_g", "mean", "s", "count_T1", "count_T2", "unit")
# Bounds against slipped fingers and hostile lists, far beyond any pack or plan.
LARGEST_LOT = 1_000_000_000
LARGEST_NOMINAL = "100000"
LONGEST_SAMPLE = 1_000


def lot(inputs: Inputs, working: Working) -> None:
    lot_size = inputs.whole("lot_size_N", at_least=1, at_most=LARGEST_LOT)
    unit = inputs.choice("unit", UNITS, UNITS[0])
    nominal = inputs.decimal("nominal_g", above="0")
    sample = _sample(inputs, nominal, _sample_size(working, lot_size))
    tolerable = deficiency_of(working, nominal, "/inputs/nominal_g").rounded
    mean = divide(sum(sample, Fraction(0)), Fraction(len(sample)))
    working.report("mean", "q̄ = Σ q / n", mean, unit)
    factor = _correction_factor(working, lot_size)
    if factor is not None:
        _judge_mean(working, nominal, mean, _variance(sample, mean), factor, unit)
    working.step("T", "GB/T 8170 (T, i)", tolerable, unit)
    defects = Counter(defect(nominal - content, tolerable) for content in sample)
    working.count("count_T1", "n (T < Q_n − q ≤ 2 T)", defects["T1_defective"])
    working.count("count_T2", "n (Q_n − q > 2 T)", defects["T2_defective"])
    _judge_counts(working, lot_size, defects["T1_defective"], defects["T2_defective"])


def lot_summary(inputs: Inputs, working: Working) -> None:
    """For a report that gives no items: mean, s and the two counts are taken as they stand in it."""
    lot_size = inputs.whole("lot_size_N", at_least=1, at_most=LARGEST_LOT)
    unit = inputs.choice("unit", UNITS, UNITS[0])
    nominal = inputs.decimal("nominal_g", above="0", at_most=LARGEST_NOMINAL)
    size = _sample_size(working, lot_size)
    factor = _correction_factor(working, lot_size)
    mean, deviation = (
        plausible(inputs.decimal(name, at_least="0"), nominal, f"{inputs.pointer}/{name}")
        if factor is not None or inputs.has(name)
        else Fraction(0)
        for name in ("mean", "s")
    )
    count_t1 = inputs.whole("count_T1", at_least=0, at_most=size)
    count_t2 = inputs.whole("count_T2", at_least=0, at_most=size - count_t1)
    if factor is not None:
        threshold = nominal - factor.value * deviation
        working.report("threshold", "Q_n − λ·s", threshold, unit)
        limit = Limit(threshold, exact_or_12_digits(threshold), unit, factor.citation, factor.confidence)
        working.decide("mean", mean, limit, mean >= threshold)
    _judge_counts(working, lot_size, count_t1, count_t2)


def _sample_size(working: Working, lot_size: int) -> int:
    """Where the plan names no size, the lot is so small that every item is tested."""
    planned = working.find("sample_size", Fraction(lot_size))
    size = lot_size if planned is None else _whole(planned)
    working.count("n", "n(N)", size)
    return size


def _sample(inputs: Inputs, nominal: Fraction, size: int) -> list[Fraction]:
    sample = inputs.decimals("sample_g", at_least=1, at_most=LONGEST_SAMPLE)
    if len(sample) != size:
        raise MetrologyProblem("sample_size_wrong", f"{inputs.pointer}/sample_g")
    return [plausible(item, nominal, f"{inputs.pointer}/sample_g/{index}") for index, item in enumerate(sample)]


def _correction_factor(working: Working, lot_size: int) -> Number | None:
    """None where the plan tests no mean, because every item is tested."""
    factor = working.find("lambda", Fraction(lot_size))
    if factor is not None:
        working.report("lambda_", "λ(N)", factor.text, "1")
    return factor


def _variance(sample: list[Fraction], mean: Fraction) -> Fraction:
    squares = sum(((content - mean) * (content - mean) for content in sample), Fraction(0))
    return divide(squares, Fraction(len(sample) - 1))


def _judge_mean(
    working: Working, nominal: Fraction, mean: Fraction, variance: Fraction, factor: Number, unit: str
) -> None:
    """s is a root and seldom ends: q̄ ≥ Q_n − λ·s is decided as Q_n − q̄ ≤ √(λ²·s²), and only shown by its decimals."""
    working.report("s", "s = √(Σ (q − q̄)² / (n − 1))", root_text(variance), unit)
    margin_squared = factor.value * factor.value * variance
    threshold, text = less_root(nominal, margin_squared)
    working.report("threshold_Qn_minus_lambda_s", "Q_n − λ·s", text, unit)
    is_enough = is_at_most_root(nominal - mean, margin_squared)
    working.values["mean_ok"] = is_enough
    working.decide("mean", mean, Limit(threshold, text, unit, factor.citation, factor.confidence), is_enough)


def _judge_counts(working: Working, lot_size: int, count_t1: int, count_t2: int) -> None:
    for name, count in (("T1", count_t1), ("T2", count_t2)):
        allowed = working.find(f"allowed_{name}", Fraction(lot_size))
        if allowed is None:
            raise MetrologyProblem("value_outside_table", "/inputs/lot_size_N")
        if name == "T1":
            working.count("allowed_T1", "c(N)", _whole(allowed))
        working.at_most(f"count_{name}", Fraction(count), working.tabled_limit(allowed))


def _whole(number: Number) -> int:
    """Items are counted; a plan with half an item was typed wrongly."""
    if number.value.denominator != 1:
        raise MetrologyProblem("rulebook_field_invalid", "/edition")
    return number.value.numerator
