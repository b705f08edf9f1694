"""Square roots: what is decided is decided exactly, and what is shown agrees with decimals of sixty places."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from server.metrology.rationals import divide
from server.metrology.roots import exact_root, is_at_most_root, less_root, root_text, whole_root

EXACT = Context(prec=200)
positive = some.fractions(min_value=Fraction(1, 10**9), max_value=10**9)


def root_in_decimals(square: Fraction) -> Decimal:
    return EXACT.sqrt(EXACT.divide(Decimal(square.numerator), Decimal(square.denominator)))


@given(some.integers(min_value=0, max_value=10**60))
def test_a_whole_root_is_the_greatest(square: int) -> None:
    root = whole_root(square)
    assert root * root <= square < (root + 1) * (root + 1)


@given(positive)
def test_a_square_gives_its_root_back(root: Fraction) -> None:
    assert exact_root(root * root) == root
    assert is_at_most_root(root, root * root)
    assert not is_at_most_root(root + Fraction(1, 10**50), root * root)


@given(positive, some.fractions(min_value=-(10**5), max_value=10**5))
def test_a_comparison_agrees_with_the_decimals(square: Fraction, value: Fraction) -> None:
    assume(value * value != square)
    shown = EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
    assert is_at_most_root(value, square) == (shown < root_in_decimals(square))


@given(positive)
def test_a_root_is_shown_to_twelve_digits(square: Fraction) -> None:
    assume(exact_root(square) is None)
    wanted = Context(prec=12, rounding=ROUND_HALF_EVEN).plus(root_in_decimals(square))
    assert Decimal(root_text(square)) == wanted
    assert len(root_text(square).replace(".", "").lstrip("0")) == 12


@given(some.decimals(min_value=Decimal("0.01"), max_value=50_000, places=2), positive)
def test_a_difference_is_rounded_once(whole: Decimal, square: Fraction) -> None:
    assume(exact_root(square) is None)
    _, text = less_root(Fraction(whole), square)
    last = Decimal(text).as_tuple().exponent
    assert isinstance(last, int)
    exact = EXACT.subtract(whole, root_in_decimals(square))
    assert Decimal(text) == exact.quantize(Decimal(1).scaleb(last), ROUND_HALF_EVEN, EXACT)


@pytest.mark.parametrize(
    ("square", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(9, 4), "1.5"),
        (Fraction(25, 9), "1.66666666667"),
        (Fraction(2), "1.41421356237"),
        (Fraction(1, 3), "0.577350269190"),
        (1 - Fraction(1, 10**30), "1.00000000000"),
        (Fraction(10**30 - 1), "1000000000000000"),
    ],
)
def test_written_roots(square: Fraction, text: str) -> None:
    assert root_text(square) == text


def test_a_difference_keeps_the_decimals_of_the_whole() -> None:
    assert less_root(Fraction("0.1234567890123456"), Fraction(2))[1] == "-1.2907567733607494"
    assert less_root(Fraction(500), Fraction(25, 9)) == (divide(Fraction(1495), Fraction(3)), "498.333333333")
    assert less_root(Fraction(10**11), Fraction(2)) == (Fraction(10**11 - 1), "99999999999")
