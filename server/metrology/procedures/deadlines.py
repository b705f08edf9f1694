"""Deadlines: the last of so many working days, and the last day a consumer's complaint may be in mediation."""

from __future__ import annotations

from dataclasses import dataclass

from server.metrology.conclusion import Working
from server.metrology.dates import day_text, is_counted, weekday
from server.metrology.inputs import Inputs
from server.metrology.problems import MetrologyProblem

MOST_WORKING_DAYS = 366
CALENDAR_INPUTS = ("holidays", "make_up_days")
DEADLINE_INPUTS = ("received", "working_days", *CALENDAR_INPUTS)
MEDIATION_INPUTS = ("accepted", *CALENDAR_INPUTS)
CALENDAR_DAYS, WORKING_DAYS = "mediation_calendar_days", "mediation_working_days"


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked: the weekdays, less the holidays, and the days of rest that are worked instead."""

    last_weekday: int
    holidays: frozenset[int] = frozenset()
    make_up_days: frozenset[int] = frozenset()

    def is_worked(self, day: int) -> bool:
        return day not in self.holidays and (weekday(day) <= self.last_weekday or day in self.make_up_days)

    def after(self, start: int, count: int, pointer: str) -> int:
        """The last of so many working days; the day after the start is the first that may count."""
        day = start
        while count > 0:
            day += 1
            if not is_counted(day):
                raise MetrologyProblem("date_out_of_range", pointer)
            if self.is_worked(day):
                count -= 1
        return day


def working_day_deadline(inputs: Inputs, working: Working) -> None:
    received = inputs.day("received")
    count = inputs.whole("working_days", at_least=1, at_most=MOST_WORKING_DAYS)
    due = _calendar(inputs, working).after(received, count, "/inputs/received")
    working.step("days_passed", "due − received", str(due - received), "d")
    working.report("due", "due = received + working_days", day_text(due), "")


def mediation_limit(inputs: Inputs, working: Working) -> None:
    """Both rules side by side, since a complaint may have been accepted under the old one. The edition tells."""
    accepted = inputs.day("accepted")
    calendar = _calendar(inputs, working)
    if CALENDAR_DAYS in working.edition.numbers:
        days = _days(working, CALENDAR_DAYS)
        due = accepted + days
        if not is_counted(due):
            raise MetrologyProblem("date_out_of_range", "/inputs/accepted")
        working.report(f"new_rule_{days}_calendar_days", f"accepted + {days} d", day_text(due), "")
    days = _days(working, WORKING_DAYS)
    bare = WorkCalendar(calendar.last_weekday)
    name, formula = f"old_rule_{days}_working_days", f"accepted + {days} working_days"
    due = bare.after(accepted, days, "/inputs/accepted")
    working.report(f"{name}_no_holidays", f"{formula} (holidays = ∅)", day_text(due), "")
    if calendar != bare:
        working.report(name, formula, day_text(calendar.after(accepted, days, "/inputs/accepted")), "")


def _calendar(inputs: Inputs, working: Working) -> WorkCalendar:
    """A day on both lists, or a worked day that is no day of rest, is a slip that would move the deadline unseen."""
    last_weekday = _days(working, "last_weekday_worked")
    holidays, make_up_days = inputs.days("holidays"), inputs.days("make_up_days")
    for index, day in enumerate(make_up_days):
        if day in holidays:
            raise MetrologyProblem("day_off_and_worked", f"/inputs/make_up_days/{index}")
        if weekday(day) <= last_weekday:
            raise MetrologyProblem("make_up_day_is_weekday", f"/inputs/make_up_days/{index}")
    return WorkCalendar(last_weekday, frozenset(holidays), frozenset(make_up_days))


def _days(working: Working, name: str) -> int:
    """A number of days of the edition: whole and positive, or the edition is no good."""
    value = working.number(name).value
    if value.denominator != 1 or value <= 0:
        raise MetrologyProblem("rulebook_field_invalid", f"/numbers/{name}")
    return value.numerator
