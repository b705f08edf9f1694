"""Days of rest and worked days of rest, from the library chinesecalendar: `python -m tools.working_days` [--check].

The library keeps what the yearly notices of the State Council's office say. A new year's notice is a new version of the
library, then this; the notice's number is added by hand below, where it was seen.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from importlib import metadata
from typing import Any

from chinese_calendar.constants import holidays, workdays

from tools.steps import ROOT

TARGET = ROOT / "server" / "metrology" / "working_days.json"
LIBRARY = "chinesecalendar"
# The first year of the complaint rules that count in working days.
FIRST_YEAR = 2020
# Notices whose own text was seen in public reprints; the days of the others are known from the library alone.
SEEN_NUMBERS = {2026: "国办发明电〔2025〕7号"}
NEW_YEAR_MONTH = 12


def calendar() -> dict[str, Any]:
    """The whole file. A day of December belongs to the notice of the coming year, which moves it."""
    last = max(day.year for day in holidays if day.month != NEW_YEAR_MONTH)
    return {
        "format": "1",
        "source": f"{LIBRARY} {metadata.version(LIBRARY)}",
        "years": [_year(year) for year in range(FIRST_YEAR, last + 1)],
    }


def _year(year: int) -> dict[str, Any]:
    title = f"国务院办公厅关于{year}年部分节假日安排的通知"
    number = SEEN_NUMBERS.get(year)
    return {
        "year": str(year),
        "document": title if number is None else f"{title}（{number}）",
        "document_en": f"Notice of the State Council General Office on holidays in {year}",
        "confidence": "second_hand",
        "holidays": _days(holidays, year),
        "make_up_days": _days(workdays, year),
    }


def _days(days: Any, year: int) -> list[str]:
    return sorted(day.isoformat() for day in days if _notice_of(day) == year)


def _notice_of(day: date) -> int:
    return day.year + (day.month == NEW_YEAR_MONTH)


def text() -> str:
    """One line a list, so that a new year is a few lines of difference."""
    found = calendar()
    years = ",\n".join(_block(one) for one in found["years"])
    head = ", ".join(f'"{name}": {json.dumps(found[name], ensure_ascii=False)}' for name in ("format", "source"))
    return f'{{\n  {head},\n  "years": [\n{years}\n  ]\n}}\n'


def _block(year: dict[str, Any]) -> str:
    lines = ",\n".join(f'      "{name}": {json.dumps(value, ensure_ascii=False)}' for name, value in year.items())
    return f"    {{\n{lines}\n    }}"


def main(arguments: list[str]) -> int:
    if "--check" not in arguments:
        TARGET.write_text(text(), encoding="utf-8")
        return 0
    if TARGET.read_text(encoding="utf-8") == text():
        return 0
    print(f"stale: {TARGET.relative_to(ROOT)}; run python -m tools.working_days")
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
