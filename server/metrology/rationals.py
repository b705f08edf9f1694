"""Exact numbers: plain decimal text in, `Fraction` inside, plain decimal text out.

Rounding exists in `round_gbt8170`, `round_up` and `display` only; everything else is exact.
"""

from __future__ import annotations

import re
from fractions import Fraction

from server.metrology.problems import MetrologyProblem

PLAIN_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")
MAX_DIGITS = 30
SIGNIFICANT_DIGITS = 12


def parse(text: object, pointer: str = "") -> Fraction:
    """`-12.50` and nothing cleverer: no plus sign, exponent, blank, separator or figure of another script."""
    if not isinstance(text, str):
        raise MetrologyProblem("decimal_not_text", pointer)
    if not PLAIN_DECIMAL.fullmatch(text):
        raise MetrologyProblem("number_malformed", pointer)
    if sum(character.isdigit() for character in text) > MAX_DIGITS:
        raise MetrologyProblem("number_too_long", pointer)
    return Fraction(text)


def divide(dividend: Fraction, divisor: Fraction) -> Fraction:
    """The room's only division; it stays exact because both sides are rationals."""
    return Fraction(dividend) / Fraction(divisor)


def power_of_ten(exponent: int) -> Fraction:
    return Fraction(10) ** exponent


def round_gbt8170(value: Fraction, interval: Fraction) -> Fraction:
    """GB/T 8170: to the nearest multiple of the interval, a tie to the even multiple, the sign set aside."""
    quotient = divide(abs(value), interval)
    multiple, remainder = divmod(quotient.numerator, quotient.denominator)
    twice = 2 * remainder
    if twice > quotient.denominator or (twice == quotient.denominator and multiple % 2 == 1):
        multiple += 1
    rounded = multiple * interval
    return -rounded if value < 0 else rounded


def round_up(value: Fraction, interval: Fraction) -> Fraction:
    """To the next multiple of the interval, as OIML R 87 rounds a tolerance; a multiple stays as it is."""
    quotient = divide(value, interval)
    return -(-quotient.numerator // quotient.denominator) * interval


def display(value: Fraction, places: int) -> str:
    """Rounded to that many decimal places by GB/T 8170; the zeros stay, because the rounding made them."""
    return fixed(round_gbt8170(value, power_of_ten(-places)), places)


def fixed(value: Fraction, places: int) -> str:
    """Writes a value that needs no more than these decimal places."""
    scaled = value * power_of_ten(places)
    assert scaled.denominator == 1, "fixed() never rounds"
    digits = str(abs(scaled.numerator)).zfill(places + 1)
    sign = "-" if value < 0 else ""
    whole, decimals = digits[: len(digits) - places], digits[len(digits) - places :]
    return f"{sign}{whole}.{decimals}" if decimals else sign + whole


def exact_or_12_digits(value: Fraction) -> str:
    """The whole value when its decimals end, without trailing zeros; otherwise 12 significant digits by GB/T 8170."""
    places = decimal_places(value)
    if places is not None:
        return fixed(value, places)
    exponent = leading_exponent(abs(value))
    places = SIGNIFICANT_DIGITS - 1 - exponent
    rounded = round_gbt8170(value, power_of_ten(-places))
    if abs(rounded) >= power_of_ten(exponent + 1):
        places -= 1
    return fixed(rounded, max(places, 0))


def decimal_places(value: Fraction) -> int | None:
    """How many decimals write the value exactly; None when they never end."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def leading_exponent(value: Fraction) -> int:
    """The k with 10^k <= value < 10^(k+1), for a positive value."""
    exponent = len(str(value.numerator)) - len(str(value.denominator))
    return exponent if value >= power_of_ten(exponent) else exponent - 1
