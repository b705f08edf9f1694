"""The calendar that ships is what the library chinesecalendar says, day by day."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar

from server.metrology.working_calendar import is_worked, notices
from tools import working_days


def test_the_file_is_what_the_tool_makes() -> None:
    assert working_days.TARGET.read_text(encoding="utf-8") == working_days.text()


def test_every_day_is_worked_or_not_as_the_library_says() -> None:
    day, last = date(min(notices()), 1, 1), date(max(notices()), 12, 31)
    while day <= last:
        assert is_worked(day.isoformat()) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)
