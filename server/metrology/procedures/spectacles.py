"""Spectacle lenses against the prescription: power of both principal meridians, cylinder and axis; and prism."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from server.metrology.conclusion import Limit, Working
from server.metrology.inputs import Inputs
from server.metrology.problems import MetrologyProblem
from server.metrology.rationals import exact_or_12_digits

LENS_INPUTS = ("rx", "measured", "tol_meridian", "tol_cyl", "tol_axis", "eye")
PRISM_INPUTS = ("direction", "prescribed", "measured", "S_max", "tolerance", "eye")
LENS_PARTS = ("S", "C", "axis")
# No lens is stronger; beyond this a decimal point was forgotten.
STRONGEST = "100"
EYES = ("right", "left")
DIRECTIONS = ("horizontal", "vertical")
MOST_PRISM = "50"


@dataclass(frozen=True)
class Lens:
    """Sphere, cylinder and the axis of the cylinder; a lens without cylinder has no axis."""

    sphere: Fraction
    cylinder: Fraction
    axis: Fraction

    @property
    def meridians(self) -> tuple[Fraction, Fraction]:
        return self.sphere, self.sphere + self.cylinder

    def transposed(self) -> Lens:
        """The same lens written with a cylinder of the other sign."""
        return Lens(self.sphere + self.cylinder, -self.cylinder, (self.axis + 90) % 180)

    def written_like(self, other: Lens) -> Lens:
        """Deviations mean something only when both are written with a cylinder of the same sign."""
        return self.transposed() if self.cylinder * other.cylinder < 0 else self


def lens_power(inputs: Inputs, working: Working) -> None:
    _tell_eye(inputs, working)
    prescribed = _lens(inputs.group("rx", LENS_PARTS))
    found = _lens(inputs.group("measured", LENS_PARTS))
    measured = found.written_like(prescribed)
    if prescribed.cylinder != 0:
        _write(working, "rx_transposed", prescribed.transposed())
    if measured is not found:
        _write(working, "measured_rewritten", measured)
    strongest = max(abs(meridian) for meridian in prescribed.meridians)
    working.report("max_meridian", "max(|S|, |S + C|)", strongest, "D")
    _judge_meridians(inputs, working, prescribed, measured, strongest)
    _judge_cylinder(inputs, working, prescribed, measured, strongest)
    if prescribed.cylinder != 0 and measured.cylinder != 0:
        _judge_axis(inputs, working, prescribed, measured)


def _tell_eye(inputs: Inputs, working: Working) -> None:
    """Both are judged alike; the record tells which it was, where somebody said so."""
    if inputs.has("eye"):
        working.report("eye", "OD / OS", inputs.choice("eye", EYES), "1")


def _write(working: Working, name: str, lens: Lens) -> None:
    """The same lens in the other form, as it is written: an axis of 0° is called 180°."""
    working.step(f"{name}_S", "S + C", lens.sphere, "D")
    working.step(f"{name}_C", "−C", lens.cylinder, "D")
    working.step(f"{name}_axis", "(θ + 90°) mod 180°", lens.axis or Fraction(180), "°")


def prism(inputs: Inputs, working: Working) -> None:
    """A measured prism whose base lies on the other side is written with a minus sign."""
    _tell_eye(inputs, working)
    direction = inputs.choice("direction", DIRECTIONS)
    prescribed = inputs.decimal("prescribed", at_least="0", at_most=MOST_PRISM)
    measured = inputs.decimal("measured", at_least=f"-{MOST_PRISM}", at_most=MOST_PRISM)
    strongest = abs(inputs.decimal("S_max", at_least=f"-{STRONGEST}", at_most=STRONGEST))
    working.report("deviation", "P′ − P", measured - prescribed, "Δ")
    limit = _prism_limit(inputs, working, direction, prescribed, strongest)
    working.values["tolerance"] = f"±{limit.text}"
    working.compare("deviation", measured - prescribed, limit)


def _prism_limit(
    inputs: Inputs, working: Working, direction: str, prescribed: Fraction, strongest: Fraction
) -> Limit:
    if inputs.has("tolerance"):
        return working.given_limit(inputs.decimal("tolerance", above="0"), inputs.text("tolerance"), "Δ")
    base = working.find("tol_prism_base", prescribed)
    if base is None:
        raise MetrologyProblem("value_outside_table", "/inputs/prescribed")
    factor = working.number(f"prism_factor_{direction}").value
    working.step("prism_base", "b", base.value, "Δ")
    working.step("prism_factor", "k", factor, "Δ/D")
    value = base.value + factor * strongest
    working.step("tolerance", "b + k × |S_max|", value, "Δ")
    return Limit(value, exact_or_12_digits(value), "Δ", base.citation, working.weakest())


def _judge_meridians(inputs: Inputs, working: Working, prescribed: Lens, measured: Lens, strongest: Fraction) -> None:
    limit = _limit(inputs, working, "tol_meridian", strongest)
    working.values["tol_meridian"] = f"±{limit.text}"
    formulas = ("S′ − S", "(S′ + C′) − (S + C)")
    pairs = zip(measured.meridians, prescribed.meridians, formulas, strict=True)
    for index, (found, wanted, formula) in enumerate(pairs, start=1):
        name = f"dev_meridian_{index}"
        working.report(name, formula, found - wanted, "D")
        working.compare(name, found - wanted, limit)


def _judge_cylinder(inputs: Inputs, working: Working, prescribed: Lens, measured: Lens, strongest: Fraction) -> None:
    limit = _limit(inputs, working, "tol_cyl", strongest, abs(prescribed.cylinder))
    working.values["tol_cyl"] = f"±{limit.text}"
    working.report("dev_cyl", "C′ − C", measured.cylinder - prescribed.cylinder, "D")
    working.compare("dev_cyl", measured.cylinder - prescribed.cylinder, limit)


def _judge_axis(inputs: Inputs, working: Working, prescribed: Lens, measured: Lens) -> None:
    """An axis is a line, so 179° and 1° are 2° apart; the standard sets no limit for the weakest cylinders."""
    apart = abs(measured.axis - prescribed.axis) % 180
    apart = min(apart, 180 - apart)
    if not inputs.has("tol_axis") and working.table("tol_axis").find(abs(prescribed.cylinder)) is None:
        return
    limit = _limit(inputs, working, "tol_axis", abs(prescribed.cylinder))
    working.values["tol_axis"] = f"±{limit.text}"
    working.report("dev_axis", "min(|θ′ − θ| mod 180°, 180° − |θ′ − θ| mod 180°)", apart, "°")
    working.compare("dev_axis", apart, limit)


def _lens(inputs: Inputs) -> Lens:
    sphere = inputs.decimal("S", at_least=f"-{STRONGEST}", at_most=STRONGEST)
    cylinder = inputs.decimal("C", at_least=f"-{STRONGEST}", at_most=STRONGEST)
    needs_axis = cylinder != 0 or inputs.has("axis")
    axis = inputs.decimal("axis", at_least="0", at_most="180") if needs_axis else Fraction(0)
    return Lens(sphere, cylinder, axis % 180)


def _limit(inputs: Inputs, working: Working, name: str, *arguments: Fraction) -> Limit:
    if inputs.has(name):
        unit = "°" if name == "tol_axis" else "D"
        return working.given_limit(inputs.decimal(name, above="0"), inputs.text(name), unit)
    found = working.find(name, *arguments)
    if found is None:
        raise MetrologyProblem("value_outside_table", "/inputs/rx")
    return working.tabled_limit(found)
