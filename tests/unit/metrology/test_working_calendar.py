"""Working days as the yearly notices move them; beyond the years that are known nothing is counted."""

from __future__ import annotations

import copy
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from server.metrology import strict_json, working_calendar
from server.metrology.problems import MetrologyProblem, wording
from server.metrology.validity import standing
from server.metrology.working_calendar import notices, read_notices, working_days_after

VECTORS = Path(__file__).parents[2] / "vectors"
WORKED: list[dict[str, Any]] = json.loads((VECTORS / "working_days.json").read_text("utf-8"))
STANDINGS: list[dict[str, Any]] = json.loads((VECTORS / "validity.json").read_text("utf-8"))
FILE = Path(working_calendar.__file__).with_name("working_days.json")


@pytest.mark.parametrize("case", WORKED, ids=lambda case: f"{case['start']}+{case['count']}")
def test_a_count_ends_where_a_wall_calendar_ends_it(case: dict[str, Any]) -> None:
    found = working_days_after(case["start"], case["count"])
    assert (found.due, found.finding) == (case["due"], case["finding"])
    assert (found.evaluation is None) == (found.due is None)
    assert found.finding is None or found.finding in wording()["findings"]


def test_the_notices_that_were_used_are_named() -> None:
    found = working_days_after("2025-12-20", 10)
    assert [one.year for one in found.notices] == [2025, 2026]
    assert "2026年部分节假日安排的通知（国办发明电〔2025〕7号）" in found.notices[1].document


def test_counting_day_by_day_gives_the_same() -> None:
    """Against a walk over single days, through every year that is known."""
    day, last = date(2020, 1, 1), date(2026, 12, 1)
    while day < last:
        end, left = day, 3
        while left:
            end += timedelta(days=1)
            left -= bool(working_calendar.is_worked(end.isoformat()))
        assert working_days_after(day.isoformat(), 3).due == end.isoformat()
        day += timedelta(days=11)


def test_the_years_stand_in_a_row_and_make_up_days_are_days_of_rest() -> None:
    years = sorted(notices())
    assert years == list(range(years[0], years[-1] + 1))
    for one in notices().values():
        assert len(one.holidays) > 20
        assert not set(one.holidays) & set(one.make_up_days)
        assert all(date.fromisoformat(day).weekday() > 4 for day in one.make_up_days)


@pytest.mark.parametrize(("start", "count", "slug"), [
    ("2026-02-30", 1, "date_invalid"), ("9999-12-31", 1, "date_out_of_range"), ("1984-12-31", 1, "date_out_of_range"),
    ("2026-01-05", 0, "value_out_of_range"), ("2026-01-05", 367, "value_out_of_range")])
def test_what_cannot_be_counted_is_refused(start: str, count: int, slug: str) -> None:
    with pytest.raises(MetrologyProblem) as refused:
        working_days_after(start, count)
    assert refused.value.slug == slug


def test_a_broken_calendar_is_not_read() -> None:
    whole: Any = strict_json.read_document(FILE.read_text("utf-8"))
    for name, value in (("holidays", ["2026-02-30"]), ("make_up_days", "none"), ("confidence", "sure")):
        broken = copy.deepcopy(whole)
        broken["years"][0][name] = value
        with pytest.raises(MetrologyProblem, match=f"rulebook_field_invalid /years/0/{name}"):
            read_notices(broken)
    with pytest.raises(MetrologyProblem, match="rulebook_field_unknown"):
        read_notices({**whole, "more": 1})


@pytest.mark.parametrize("case", STANDINGS, ids=lambda case: f"{case['valid_until']}@{case['on']}")
def test_one_rule_for_every_colour(case: dict[str, Any]) -> None:
    until = case["valid_until"] and date.fromisoformat(case["valid_until"])
    assert standing(until, date.fromisoformat(case["on"])) == case["standing"]
