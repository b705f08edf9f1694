"""Calendar dates: what is none, and where periods of months end; the phone's twin reads the same cases."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from server.metrology.dates import day_number, day_text, is_calendar_date, is_counted, last_day_of_months, weekday

CASES = json.loads((Path(__file__).parents[2] / "vectors/dates.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", CASES["dates"])
def test_what_is_a_date(text: str) -> None:
    assert is_calendar_date(text)
    assert day_text(day_number(text)) == text


@pytest.mark.parametrize("given", CASES["no_dates"])
def test_what_is_none(given: Any) -> None:
    assert not is_calendar_date(given)


@pytest.mark.parametrize(("first", "months", "last"), CASES["months"])
def test_where_months_end(first: str, months: int, last: str) -> None:
    assert day_text(last_day_of_months(day_number(first), months)) == last


@pytest.mark.parametrize(("text", "number"), CASES["weekdays"])
def test_the_days_of_the_week(text: str, number: int) -> None:
    assert weekday(day_number(text)) == number


def test_days_are_counted_between_two_ends() -> None:
    for text, counted in CASES["counted"]:
        assert is_counted(day_number(text)) is counted, text


def test_every_day_of_some_years_comes_back() -> None:
    for start in (date(1899, 12, 1), date(1999, 12, 1), date(2027, 12, 1)):
        for text in ((start + timedelta(days)).isoformat() for days in range(500)):
            assert day_text(day_number(text)) == text
