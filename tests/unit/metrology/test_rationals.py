"""Exact numbers: what is parsed comes back, and rounding keeps the promises of GB/T 8170 for any value."""

from __future__ import annotations

import json
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from server.metrology.problems import MetrologyProblem
from server.metrology.rationals import (
    decimal_places,
    display,
    divide,
    exact_or_12_digits,
    leading_exponent,
    parse,
    power_of_ten,
    round_gbt8170,
    round_up,
)

# The phone's twin reads the same.
CASES = json.loads((Path(__file__).parents[2] / "vectors/rationals.json").read_text(encoding="utf-8"))
plain = some.from_regex(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", fullmatch=True).filter(str.isascii)
rationals = some.fractions()
positive = some.fractions(min_value=Fraction(1, 10**9), max_value=10**9)


@given(plain)
def test_parse_agrees_with_the_decimal_module(text: str) -> None:
    assert parse(text) == Fraction(Decimal(text))


@given(plain)
def test_what_is_written_exactly_reads_back(text: str) -> None:
    value = parse(text)
    written = exact_or_12_digits(value)
    assert parse(written) == value
    assert not written.startswith("-0") or value != 0
    assert "." not in written or not written.endswith("0")


@pytest.mark.parametrize(
    "text",
    ["", " 1", "1 ", "+1", "1.", ".5", "1e5", "1E5", "NaN", "Infinity", "-", "--1", "1,5", "1_000", "0x10", "１", "1\n",
     "٣", "1.2.3", "−1", "1/3"],
)  # fmt: skip
def test_nothing_clever_is_a_number(text: str) -> None:
    with pytest.raises(MetrologyProblem, match="number_malformed"):
        parse(text)


@pytest.mark.parametrize("value", [1, None, True, ["1"], Decimal(1), b"1"])
def test_only_text_is_a_number(value: object) -> None:
    with pytest.raises(MetrologyProblem, match="decimal_not_text"):
        parse(value)


def test_thirty_digits_and_no_more() -> None:
    assert parse("-" + "1" * 15 + "." + "1" * 15) < 0
    with pytest.raises(MetrologyProblem, match="number_too_long"):
        parse("1" * 15 + "." + "1" * 16)


@given(rationals, positive)
def test_rounding_is_to_the_nearest_multiple_and_ties_to_even(value: Fraction, interval: Fraction) -> None:
    rounded = round_gbt8170(value, interval)
    multiple = divide(rounded, interval)
    assert multiple.denominator == 1
    distance = abs(rounded - value)
    assert 2 * distance <= interval
    if 2 * distance == interval:
        assert multiple.numerator % 2 == 0


@given(rationals, positive)
def test_rounding_once_is_enough_and_the_sign_is_set_aside(value: Fraction, interval: Fraction) -> None:
    rounded = round_gbt8170(value, interval)
    assert round_gbt8170(rounded, interval) == rounded
    assert round_gbt8170(-value, interval) == -rounded


@given(plain, some.integers(min_value=0, max_value=20))
def test_display_agrees_with_half_even_of_the_decimal_module(text: str, places: int) -> None:
    expected = Decimal(text).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN, Context(prec=80))
    shown = display(parse(text), places)
    assert Decimal(shown) == expected
    assert len(shown.partition(".")[2]) == places


@given(some.integers(min_value=-(10**20), max_value=10**20), some.integers(min_value=1, max_value=10**20))
def test_what_never_ends_is_shown_to_12_significant_digits(numerator: int, denominator: int) -> None:
    value = Fraction(numerator, denominator)
    if decimal_places(value) is not None:
        return
    context = Context(prec=12, rounding=ROUND_HALF_EVEN)
    expected = context.divide(Decimal(value.numerator), Decimal(value.denominator))
    shown = exact_or_12_digits(value)
    assert Decimal(shown) == expected
    assert len(shown.lstrip("-0.").replace(".", "")) >= 12 or "." not in shown


@given(positive)
def test_the_leading_exponent_brackets_the_value(value: Fraction) -> None:
    exponent = leading_exponent(value)
    assert power_of_ten(exponent) <= value < power_of_ten(exponent + 1)


def test_a_value_that_rounds_up_to_the_next_power_of_ten_keeps_12_digits() -> None:
    assert exact_or_12_digits(Fraction(10, 3)) == "3.33333333333"
    assert exact_or_12_digits(Fraction(3 * 10**13 - 1, 3 * 10**12)) == "10.0000000000"
    assert exact_or_12_digits(Fraction(10**15, 7)) == "142857142857000"


@pytest.mark.parametrize(("above", "below", "text"), CASES["written"])
def test_what_is_written(above: str, below: str, text: str) -> None:
    assert exact_or_12_digits(Fraction(int(above), int(below))) == text


@pytest.mark.parametrize(("value", "interval", "rounded"), CASES["rounded"])
def test_what_is_rounded(value: str, interval: str, rounded: str) -> None:
    assert round_gbt8170(parse(value), parse(interval)) == parse(rounded)


@pytest.mark.parametrize(("value", "interval", "rounded"), CASES["rounded_up"])
def test_what_is_rounded_up(value: str, interval: str, rounded: str) -> None:
    assert round_up(parse(value), parse(interval)) == parse(rounded)


@pytest.mark.parametrize(("value", "places", "text"), CASES["displayed"])
def test_what_is_displayed(value: str, places: int, text: str) -> None:
    assert display(parse(value), places) == text


@pytest.mark.parametrize(("value", "divisor", "rest"), CASES["left_over"])
def test_what_is_left_over(value: str, divisor: str, rest: str) -> None:
    assert parse(value) % parse(divisor) == parse(rest)


@pytest.mark.parametrize(("given", "slug"), CASES["no_numbers"])
def test_what_is_no_number(given: object, slug: str) -> None:
    for pointer in ("", "/inputs/x"):
        with pytest.raises(MetrologyProblem) as refused:
            parse(given, pointer) if pointer else parse(given)
        assert (refused.value.slug, refused.value.pointer) == (slug, pointer)
