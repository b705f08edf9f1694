"""Square roots of exact numbers. A comparison squares instead; only what is shown is rounded, once, by GB/T 8170."""

from __future__ import annotations

from fractions import Fraction

from server.metrology.rationals import (
    SIGNIFICANT_DIGITS,
    decimal_places,
    divide,
    exact_or_12_digits,
    fixed,
    leading_exponent,
    power_of_ten,
)


def is_at_most_root(value: Fraction, square: Fraction) -> bool:
    """Whether value ≤ √square, by squaring; a value below zero has no part in that."""
    return value <= 0 or value * value <= square


def exact_root(square: Fraction) -> Fraction | None:
    """In lowest terms a root is rational only if both parts are squares; otherwise its decimals never end."""
    above, below = whole_root(square.numerator), whole_root(square.denominator)
    root = Fraction(above, below)
    return root if root * root == square else None


def nearest_root(square: Fraction, interval: Fraction) -> Fraction:
    """To the nearest multiple of the interval. Meant for a root that never ends, which is never a tie."""
    scaled = divide(square, interval * interval)
    multiple = whole_root(scaled.numerator // scaled.denominator)
    half_way = 2 * multiple + 1
    if 4 * scaled > half_way * half_way:
        multiple += 1
    return multiple * interval


def root_text(square: Fraction) -> str:
    """As any value is written: whole when its decimals end, otherwise 12 significant digits."""
    root = exact_root(square)
    if root is not None:
        return exact_or_12_digits(root)
    # The exponent of a root is half that of its square.
    places = SIGNIFICANT_DIGITS - 1 - leading_exponent(square) // 2
    rounded = nearest_root(square, power_of_ten(-places))
    if leading_exponent(rounded) > SIGNIFICANT_DIGITS - 1 - places:
        places -= 1
    return fixed(rounded, max(places, 0))


def less_root(whole: Fraction, square: Fraction) -> tuple[Fraction, str]:
    """whole − √square and its text, with the decimals that twelve digits of `whole` have, or more if it has more.

    The terms end at the same decimal, so the difference is rounded once, with its root.
    """
    root = exact_root(square)
    if root is not None:
        return whole - root, exact_or_12_digits(whole - root)
    places = max(SIGNIFICANT_DIGITS - 1 - leading_exponent(whole), decimal_places(whole) or 0)
    difference = whole - nearest_root(square, power_of_ten(-places))
    return difference, fixed(difference, places)


def whole_root(square: int) -> int:
    """The greatest whole number whose square is not above the given one (Newton, from above)."""
    if square == 0:
        return 0
    root = power_of_ten((len(str(square)) + 1) // 2).numerator
    while True:
        nearer = (root + square // root) // 2
        if nearer >= root:
            return root
        root = nearer
