"""Calendar dates as the law writes them: `2026-11-23`, a day that exists."""

from __future__ import annotations

import re
from datetime import date

ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def is_calendar_date(text: object) -> bool:
    found = ISO_DATE.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return False
    try:
        date(*(int(part) for part in found.groups()))
    except ValueError:
        return False
    return True
