"""Assembled spectacles: where the optical centres sit before the eyes (GB 13511.1).

The weakest lenses are judged by the prism that a displaced centre makes, all others by the displacement itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from server.metrology.conclusion import Limit, Working
from server.metrology.inputs import Inputs
from server.metrology.problems import MetrologyProblem
from server.metrology.procedures.spectacles import STRONGEST
from server.metrology.rationals import divide, exact_or_12_digits

# No two eyes are closer or farther apart; beyond this a decimal point slipped.
NARROWEST, WIDEST = "30", "100"
NARROWEST_SIDE, WIDEST_SIDE = "15", "50"
HIGHEST = "30"
SIDES = ("right", "left")
SIDE_PARTS = ("prescribed_mm", "measured_mm")
MILLIMETRES_PER_CENTIMETRE = Fraction(10)
PRISM = "Δ"

CENTRE_INPUTS = ("vertex_power_D", "prescribed_PD_mm", "measured_mm", *SIDES, "tol_mm", "tol_prism")
VERTICAL_INPUTS = ("vertex_power_D", "vertical_difference_mm", "tol_mm", "tol_prism")
READY_MADE_INPUTS = ("marked_PD_mm", "measured_mm", "tol_mm")


def optical_centre_distance(inputs: Inputs, working: Working) -> None:
    """Both eyes together against the tolerance; each eye, where it was measured, against its share of it."""
    power = _power(inputs)
    prescribed = inputs.decimal("prescribed_PD_mm", at_least=NARROWEST, at_most=WIDEST)
    deviation = inputs.decimal("measured_mm", at_least=NARROWEST, at_most=WIDEST) - prescribed
    sides = [(side, _side_deviation(inputs.group(side, SIDE_PARTS))) for side in SIDES if inputs.has(side)]
    limit = _limit(inputs, working, "centre_distance", power)
    working.report("deviation_mm", "PD′ − PD", deviation, "mm")
    _quote(working, limit, sign="±")
    _judge(working, "deviation_mm", "prism", deviation, power, limit)
    # The share is a number of the edition: a limit that was given needs none as long as no eye is judged alone.
    if sides or limit.citation is not None:
        _judge_sides(working, sides, power, _share_of_one_side(working, limit))


def vertical_difference(inputs: Inputs, working: Working) -> None:
    """垂直互差: how much higher one optical centre sits than the other; which one it is does not matter."""
    power = _power(inputs)
    difference = inputs.decimal("vertical_difference_mm", at_least="0", at_most=HIGHEST)
    limit = _limit(inputs, working, "vertical_difference", power)
    working.report("vertical_difference_mm", "|y_R − y_L|", difference, "mm")
    _quote(working, limit, sign="")
    _judge(working, "vertical_difference_mm", "prism", difference, power, limit)


def ready_made_centre_distance(inputs: Inputs, working: Working) -> None:
    """老视成镜: they are made for nobody in particular, so the distance marked on them is what counts."""
    marked = inputs.decimal("marked_PD_mm", at_least=NARROWEST, at_most=WIDEST)
    deviation = inputs.decimal("measured_mm", at_least=NARROWEST, at_most=WIDEST) - marked
    if inputs.has("tol_mm"):
        limit = working.given_limit(inputs.decimal("tol_mm", above="0"), inputs.text("tol_mm"), "mm")
    else:
        limit = working.tabled_limit(working.number("tol_ready_made_mm"))
    working.report("deviation_mm", "PD′ − PD", deviation, "mm")
    _quote(working, limit, sign="±")
    working.compare("deviation_mm", deviation, limit)


def _judge_sides(working: Working, sides: Sequence[tuple[str, Fraction]], power: Fraction, share: Limit) -> None:
    working.values["tol_single_side_prism" if share.unit == PRISM else "tol_single_side_mm"] = share.text
    for side, apart in sides:
        working.report(f"deviation_{side}_mm", "PD′ − PD", apart, "mm")
        _judge(working, f"deviation_{side}_mm", f"prism_{side}", apart, power, share)


def _power(inputs: Inputs) -> Fraction:
    return abs(inputs.decimal("vertex_power_D", at_least=f"-{STRONGEST}", at_most=STRONGEST))


def _side_deviation(side: Inputs) -> Fraction:
    prescribed = side.decimal("prescribed_mm", at_least=NARROWEST_SIDE, at_most=WIDEST_SIDE)
    return side.decimal("measured_mm", at_least=NARROWEST_SIDE, at_most=WIDEST_SIDE) - prescribed


def _share_of_one_side(working: Working, limit: Limit) -> Limit:
    factor = working.number("single_side_factor")
    value = limit.value * factor.value
    return Limit(value, exact_or_12_digits(value), limit.unit, factor.citation, working.weakest())


def _limit(inputs: Inputs, working: Working, name: str, power: Fraction) -> Limit:
    """A given limit says by its unit what is judged; otherwise the bands do, and between them nothing."""
    if inputs.has("tol_mm") and inputs.has("tol_prism"):
        raise MetrologyProblem("limit_given_twice", "/inputs/tol_prism")
    if inputs.has("tol_mm"):
        return working.given_limit(inputs.decimal("tol_mm", above="0"), inputs.text("tol_mm"), "mm")
    if inputs.has("tol_prism"):
        return working.given_limit(inputs.decimal("tol_prism", above="0"), inputs.text("tol_prism"), PRISM)
    for unit in ("prism", "mm"):
        found = working.find(f"tol_{name}_{unit}", power)
        if found is not None:
            return working.tabled_limit(found)
    raise MetrologyProblem("value_outside_table", "/inputs/vertex_power_D")


def _quote(working: Working, limit: Limit, *, sign: str) -> None:
    """A prism is a magnitude, so its limit has no sign."""
    if limit.unit == PRISM:
        working.values["tol_prism"] = limit.text
    else:
        working.values["tol_mm"] = f"{sign}{limit.text}"


def _judge(
    working: Working, in_mm: str, in_prism: str, displacement: Fraction, power: Fraction, limit: Limit
) -> None:
    if limit.unit != PRISM:
        working.compare(in_mm, displacement, limit)
        return
    prism = divide(power * abs(displacement), MILLIMETRES_PER_CENTIMETRE)
    working.report(in_prism, "P = |F| × |d| / 10", prism, PRISM)
    working.compare(in_prism, prism, limit)
