"""Amounts of money: what an instrument shows against unit price times the quantity it shows."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from server.metrology.conclusion import Limit, Working
from server.metrology.inputs import Inputs
from server.metrology.rationals import exact_or_12_digits

YUAN = "CNY"
LARGEST_AMOUNT = "100000000"
# No till counts in steps coarser than a yuan.
COARSEST = "1"

SCALE_INPUTS = ("unit_price", "mass_kg", "shown_amount", "amount_interval")
FUEL_INPUTS = ("unit_price", "volume_L", "shown_amount", "min_payment_variable")
CHARGER_INPUTS = ("unit_price", "energy_kWh", "shown_amount", "min_payment_variable")


@dataclass(frozen=True)
class Sale:
    """What is sold by the unit price. Beyond the bounds a decimal point was forgotten."""

    quantity: str
    symbol: str
    dearest: str
    most: str


# Gold is the dearest thing weighed, a truck the heaviest.
BY_MASS = Sale("mass_kg", "m", "10000000", "200000")
BY_VOLUME = Sale("volume_L", "V", "50", "10000")
BY_ENERGY = Sale("energy_kWh", "W", "20", "10000")


def price_computation(inputs: Inputs, working: Working) -> None:
    """A scale rounds the amount to its interval, so it may be off by a part of one."""
    difference = _difference(inputs, working, BY_MASS)
    interval = inputs.decimal("amount_interval", above="0", at_most=COARSEST)
    part = working.number("amount_limit_in_intervals")
    working.step("amount_limit_in_intervals", "k", part.value, part.unit)
    value = part.value * interval
    working.report("limit", "k × d_A", value, YUAN)
    limit = Limit(value, exact_or_12_digits(value), YUAN, part.citation, part.confidence)
    working.compare("diff", difference, limit)


def fuel_dispenser_amount(inputs: Inputs, working: Working) -> None:
    _judge_payment(inputs, working, BY_VOLUME)


def ev_charger_amount(inputs: Inputs, working: Working) -> None:
    """For energy of one price; the price holds whatever is asked for service."""
    _judge_payment(inputs, working, BY_ENERGY)


def _judge_payment(inputs: Inputs, working: Working, sale: Sale) -> None:
    """The least step in which the amount counts up is also the limit."""
    difference = _difference(inputs, working, sale)
    limit = _least_step(inputs, working)
    working.values["limit"] = limit.text
    working.compare("diff", difference, limit)


def _least_step(inputs: Inputs, working: Working) -> Limit:
    name = "min_payment_variable"
    if inputs.has(name):
        return working.given_limit(inputs.decimal(name, above="0", at_most=COARSEST), inputs.text(name), YUAN)
    return working.tabled_limit(working.number(name))


def _difference(inputs: Inputs, working: Working, sale: Sale) -> Fraction:
    """Above zero when more is asked for than price and quantity make."""
    price = inputs.decimal("unit_price", above="0", at_most=sale.dearest)
    quantity = inputs.decimal(sale.quantity, above="0", at_most=sale.most)
    shown = inputs.decimal("shown_amount", at_least="0", at_most=LARGEST_AMOUNT)
    exact = price * quantity
    working.report("exact_amount", f"A = p × {sale.symbol}", exact, YUAN)
    working.report("diff", "A_shown − A", shown - exact, YUAN)
    return shown - exact
