"""What the public page hides of a number, and the style it is dressed in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.public import style
from server.public.masking import tail


@pytest.mark.parametrize(("number", "most", "shown"), [
    ("SN-2024-5109", 4, "5109"), ("sn51-09", 4, "5109"), ("QF-004562", 3, "562"), ("１２３４５６７８", 4, "5678"),
    ("", 4, ""), ("7", 4, ""), ("12", 4, "2"), ("123", 4, "23"), ("12345", 4, "345"), ("—— 　", 4, ""),
])
def test_only_the_end_of_a_number_is_shown(number: str, most: int, shown: str) -> None:
    assert tail(number, most) == shown


@given(st.text(max_size=60), st.integers(1, 4))
def test_a_third_of_any_number_stays_hidden(number: str, most: int) -> None:
    plain = tail(number, 10_000)
    assert len(tail(number, most)) <= most
    assert plain.endswith(tail(number, most))


def test_the_style_is_the_app_s_tokens_with_the_dark_theme_by_the_system() -> None:
    sheet = style.style_sheet()
    assert "--act: #0B5CAD" in sheet
    assert "@media (prefers-color-scheme: dark) { :root {" in sheet and "--act: #6CB2F5" in sheet
    assert "data-theme" not in sheet
    assert "@import" not in sheet and "url(" not in sheet
    assert len(sheet.encode()) < 10_000
