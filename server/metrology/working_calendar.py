"""Working days as the State Council's yearly notices move them; beyond the years they cover nothing is counted.

The file beside this comes from the library chinesecalendar (`python -m tools.working_days`); the phone reads the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from server.metrology import strict_json
from server.metrology.conclusion import Evaluation
from server.metrology.dates import day_number, day_text, is_calendar_date, is_counted
from server.metrology.problems import MetrologyProblem
from server.metrology.rulebook_reader import Part
from server.metrology.rules import evaluate

RULE = "working_day_deadline"
CALENDAR_UNKNOWN, YEAR_END_OPEN = "calendar_unknown", "year_end_open"
# A coming year's notice may still move the last days of the year before: 29 December 2018 became a day of work so.
OPEN_FROM = "12-26"
# What holds so many working days even where every week has a holiday in it.
SPAN_FACTOR, SPAN_REST = 2, 30


@dataclass(frozen=True)
class Notice:
    """One year's arrangement, with the notice it stands in."""

    year: int
    document: str
    document_en: str
    confidence: str
    holidays: Sequence[str]
    make_up_days: Sequence[str]


@dataclass(frozen=True)
class Counted:
    """Where a count ends. `finding` says what is not known; without a calendar there is no day."""

    due: str | None
    finding: str | None
    notices: Sequence[Notice]
    evaluation: Evaluation | None


@cache
def notices() -> Mapping[int, Notice]:
    return read_notices(strict_json.read_document(Path(__file__).with_name("working_days.json").read_text("utf-8")))


def read_notices(given: object) -> Mapping[int, Notice]:
    part = Part(given, "")
    part.only("format", "source", "years")
    if part.text("format") != "1":
        raise part.fail("format")
    found = [_notice(one) for one in part.parts("years")]
    return {one.year: one for one in found}


def working_days_after(start: str, count: int) -> Counted:
    """The last of so many working days; the day after the start is the first."""
    if not is_calendar_date(start):
        raise MetrologyProblem("date_invalid", "/inputs/received")
    if not is_counted(day_number(start)):
        raise MetrologyProblem("date_out_of_range", "/inputs/received")
    if finding_between(start, day_text(day_number(start) + 1)) == CALENDAR_UNKNOWN:
        return Counted(None, CALENDAR_UNKNOWN, (), None)
    inputs = {"received": start, "working_days": count, **days_between(start, span_of(count))}
    evaluation = evaluate(RULE, inputs, start)
    due = str(evaluation.values["due"])
    finding = finding_between(start, due)
    if finding == CALENDAR_UNKNOWN:
        return Counted(None, finding, (), None)
    return Counted(due, finding, _used(start, due), evaluation)


def span_of(count: int) -> int:
    """Days enough to hold the count."""
    return SPAN_FACTOR * count + SPAN_REST if isinstance(count, int) else 0


def days_between(start: str, days: int) -> dict[str, list[str]]:
    """The inputs `holidays` and `make_up_days` of the rules, for the days after the start."""
    first, last = day_text(day_number(start) + 1), date.fromordinal(min(day_number(start) + days, date.max.toordinal()))
    end = last.isoformat()
    return {name: [day for one in notices().values() for day in getattr(one, name) if first <= day <= end]
            for name in ("holidays", "make_up_days")}


def finding_between(start: str, due: str) -> str | None:
    """What of the days after the start, up to the last, the notices leave open."""
    years = _years(start, due)
    if any(year not in notices() for year in years):
        return CALENDAR_UNKNOWN
    last = years[-1]
    is_open = last + 1 not in notices() and due >= f"{last}-{OPEN_FROM}"
    return YEAR_END_OPEN if is_open else None


def is_worked(day: str) -> bool | None:
    """Whether a day is worked; None where no notice covers it."""
    if finding_between(day_text(day_number(day) - 1), day) == CALENDAR_UNKNOWN:
        return None
    return working_days_after(day_text(day_number(day) - 1), 1).due == day


def _used(start: str, due: str) -> tuple[Notice, ...]:
    return tuple(notices()[year] for year in _years(start, due))


def _years(start: str, due: str) -> list[int]:
    first = day_text(day_number(start) + 1)
    return list(range(int(first[:4]), int(due[:4]) + 1))


def _notice(part: Part) -> Notice:
    part.only("year", "document", "document_en", "confidence", "holidays", "make_up_days")
    return Notice(int(part.decimal("year")), part.text("document"), part.text("document_en"), part.confidence(),
                  _dates(part, "holidays"), _dates(part, "make_up_days"))


def _dates(part: Part, name: str) -> Sequence[str]:
    items = part.given.get(name)
    if not isinstance(items, list) or not all(is_calendar_date(item) for item in items):
        raise part.fail(name)
    return tuple(str(item) for item in items)
