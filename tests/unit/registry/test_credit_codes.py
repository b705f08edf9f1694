"""Credit codes: every sound code passes, every single mistake and swap of neighbours is found."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from server.registry.credit_codes import (
    ALPHABET,
    check_character,
    cleaned,
    is_doubtful,
    is_registration_number,
    is_unified,
    registration_check_digit,
)

CHARACTERS = st.sampled_from(ALPHABET)
BODIES = st.builds(lambda head, digits, tail: head + digits + tail, st.text(CHARACTERS, min_size=2, max_size=2),
                   st.text(st.sampled_from("0123456789"), min_size=6, max_size=6),
                   st.text(CHARACTERS, min_size=9, max_size=9))
NUMBERS = st.text(st.sampled_from("0123456789"), min_size=14, max_size=14)


@pytest.mark.parametrize("code", ["91110108551385082Q", "91350100M000100Y43", "92610626MACL12TH37"])
def test_published_codes_are_sound(code: str) -> None:
    assert is_unified(code)
    assert not is_doubtful(code, None)


def test_a_published_registration_number_is_sound() -> None:
    """The example that goes round with the rule for 15-digit numbers."""
    assert is_registration_number("110108000000016")
    assert not is_doubtful("110108000000016", None)


@given(BODIES, st.integers(0, 17), CHARACTERS)
def test_a_wrong_character_is_found(body: str, place: int, other: str) -> None:
    code = body + check_character(body)
    assert is_unified(code)
    assume(code[place] != other)
    assert not is_unified(code[:place] + other + code[place + 1:])


@given(BODIES, st.integers(0, 16))
def test_swapped_neighbours_are_found(body: str, place: int) -> None:
    code = body + check_character(body)
    assume(code[place] != code[place + 1])
    assert not is_unified(code[:place] + code[place + 1] + code[place] + code[place + 2:])


@given(NUMBERS, st.integers(0, 14), st.sampled_from("0123456789"))
def test_a_wrong_digit_of_a_registration_number_is_found(body: str, place: int, other: str) -> None:
    number = body + registration_check_digit(body)
    assert is_registration_number(number)
    assume(number[place] != other)
    assert not is_registration_number(number[:place] + other + number[place + 1:])


@given(st.text(max_size=40))
def test_no_text_breaks_the_check(text: str) -> None:
    code = cleaned(text)
    assert code is None or code == cleaned(code)
    assert is_doubtful(code, None) in (True, False)


@pytest.mark.parametrize(("code", "reason", "doubtful"), [
    (None, "自产自销", False), (None, "", True), (None, None, True), ("92610626MACL12TH38", "自产自销", True),
    ("I2610626MACL12TH37", None, True), ("123", None, True)])
def test_none_needs_a_reason_and_a_code_must_be_sound(code: str | None, reason: str | None, doubtful: bool) -> None:
    assert is_doubtful(code, reason) is doubtful


def test_a_code_is_cleaned_of_how_it_was_typed() -> None:
    assert cleaned(" ９２610626-macl12th37\u3000") == "92610626MACL12TH37"
    assert cleaned("  ") is None
