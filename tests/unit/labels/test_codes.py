"""Label codes: published vectors, every single error caught, what people type understood."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.labels import codes

genuine = st.builds(codes.generate, st.integers(0, 31), st.integers(0, 32767),
                    st.integers(0, 2**32).map(lambda seed: random.Random(seed).getrandbits))


VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "label_codes.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "check"), VECTORS["check_characters"])
def test_published_check_characters(text: str, check: str) -> None:
    assert codes.check_character(text) == check


@pytest.mark.parametrize(("typed", "code", "fault"), VECTORS["read"])
def test_what_people_type_is_understood_or_refused(typed: str, code: str | None, fault: str | None) -> None:
    if fault is None:
        assert codes.read_code(typed) == code
    else:
        with pytest.raises(codes.CodeFault) as caught:
            codes.read_code(typed)
        assert caught.value.fault == fault


@pytest.mark.parametrize(("typed", "expected"), VECTORS["looks_like_code"])
def test_an_address_may_mean_a_label(typed: str, expected: bool) -> None:
    assert codes.looks_like_code(typed) is expected


@given(genuine)
def test_a_generated_code_reads_back_in_any_dress(code: str) -> None:
    assert len(code) == codes.LENGTH
    assert codes.read_code(codes.in_groups(code).lower().replace("1", "l").replace("0", "o")) == code
    assert codes.looks_like_code(code)


@given(genuine, st.integers(0, 11), st.sampled_from(codes.ALPHABET))
def test_every_single_wrong_character_is_caught(code: str, place: int, other: str) -> None:
    wrong = code[:place] + other + code[place + 1:]
    if wrong != code:
        with pytest.raises(codes.CodeFault):
            codes.read_code(wrong)


def test_nearly_every_transposition_is_caught() -> None:
    draw = random.Random(7)
    tried = missed = 0
    for _ in range(3000):
        code = codes.generate(1, draw.randrange(32768), draw.getrandbits)
        for place in range(11):
            swapped = code[:place] + code[place + 1] + code[place] + code[place + 2:]
            if swapped != code:
                tried += 1
                missed += codes.check_character(swapped[:-1]) == swapped[-1]
    assert tried > 30_000
    assert missed / tried < 0.002


def test_a_batch_shares_its_first_group_and_the_seed_decides() -> None:
    first = [codes.generate(0, 10 * 32 + 3, random.Random(n).getrandbits) for n in range(50)]
    assert {code[:4] for code in first} == {"00A3"}
    assert len(set(first)) == 50
    assert first == [codes.generate(0, 10 * 32 + 3, random.Random(n).getrandbits) for n in range(50)]
    assert codes.generate(31, 32767)[:4] == "ZZZZ"


@pytest.mark.parametrize(("key", "batch"), [(-1, 0), (32, 0), (0, -1), (0, 32768)])
def test_key_and_batch_must_fit(key: int, batch: int) -> None:
    with pytest.raises(ValueError, match="out of range"):
        codes.generate(key, batch)


@given(st.text(max_size=80))
def test_any_text_is_a_code_or_a_fault(typed: str) -> None:
    try:
        code = codes.read_code(typed)
    except codes.CodeFault:
        return
    assert codes.looks_like_code(code)
