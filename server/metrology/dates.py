"""Calendar dates as the law writes them: `2026-11-23`, a day that exists. Counted in days, never in hours."""

from __future__ import annotations

import re
from datetime import date

ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
DAYS_OF_A_WEEK = 7
MONTHS_OF_A_YEAR = 12
# Nothing the office still counts from is older, no certificate runs longer: beyond these days a figure was mistyped.
FIRST_DAY, LAST_DAY = "1985-01-01", "2100-12-31"


def is_calendar_date(text: object) -> bool:
    found = ISO_DATE.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return False
    try:
        date(*(int(part) for part in found.groups()))
    except ValueError:
        return False
    return True


def day_number(text: str) -> int:
    """Days counted from 0001-01-01, which is day 1 and a Monday."""
    return date.fromisoformat(text).toordinal()


def day_text(number: int) -> str:
    return date.fromordinal(number).isoformat()


def weekday(number: int) -> int:
    """1 for Monday to 7 for Sunday, as ISO 8601 counts."""
    return (number - 1) % DAYS_OF_A_WEEK + 1


def last_day_of_months(number: int, months: int) -> int:
    """The last of so many months of which the day is the first; a month too short for the day ends on its last."""
    start = date.fromordinal(number)
    years, month = divmod(start.month - 1 + months, MONTHS_OF_A_YEAR)
    first = date(start.year + years, month + 1, 1).toordinal()
    following = date(start.year + years + (month + 1) // MONTHS_OF_A_YEAR, (month + 1) % MONTHS_OF_A_YEAR + 1, 1)
    return min(first + start.day - 2, following.toordinal() - 1)


def is_counted(number: int) -> bool:
    return day_number(FIRST_DAY) <= number <= day_number(LAST_DAY)
