"""Which day a period of the procedure ends: each period with its clause, both editions of the complaint rules. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from server.metrology.conclusion import Evaluation
from server.metrology.dates import day_number, day_text, is_counted
from server.metrology.problems import MetrologyProblem
from server.metrology.rulebook import bundled
from server.metrology.rules import evaluate
from server.metrology.working_calendar import (
    CALENDAR_UNKNOWN,
    Notice,
    days_between,
    finding_between,
    is_worked,
    notices,
    span_of,
    working_days_after,
)

WORKING_DAYS, DAYS = "working_days", "days"
UNITS = (WORKING_DAYS, DAYS)
# A period whose length is given by whoever asks, and the one that two editions set differently.
GIVEN, MEDIATION = "given", "mediation"
MEDIATION_RULE = "mediation_limit"
LONGEST = 366
EDITION_REPLACED = "edition_replaced"
MEMBERS = {"code", "title", "title_en", "start", "start_en", "count", "unit", "clause", "clause_en", "confidence",
           "valid_to", "note", "note_en"}


@dataclass(frozen=True)
class Clock:
    """One period. `count` is None where it is given, or set by two editions; after `valid_to` it is a reference."""

    code: str
    title: str
    title_en: str
    start: str
    start_en: str
    count: int | None
    unit: str
    clause: str
    clause_en: str
    confidence: str
    valid_to: str | None
    note: str
    note_en: str


@dataclass(frozen=True)
class End:
    """Where a period ends by one edition. Without a due day `findings` says why; `is_worked` is of the due day."""

    title: str
    title_en: str
    count: int
    unit: str
    due: str | None
    applies: bool
    is_worked: bool | None
    findings: Sequence[str]
    clause: str
    clause_en: str
    confidence: str
    trace: Sequence[Mapping[str, str]]
    notices: Sequence[Notice]


@cache
def clocks() -> Mapping[str, Clock]:
    """Every period, in the order of its file."""
    found = json.loads((Path(__file__).with_name("clocks.json")).read_text(encoding="utf-8"))
    return {one["code"]: Clock(**one) for one in found["items"]}


def ends(clock: Clock, start: str, count: int | None = None, unit: str | None = None) -> list[End]:
    """The end of a period that starts with a day; that day itself is not counted."""
    if not is_counted(day_number(start)):
        raise MetrologyProblem("date_out_of_range", "/from")
    if clock.unit == MEDIATION:
        return _mediation(start)
    asked = (count, unit) if clock.unit == GIVEN else (clock.count, clock.unit)
    length, counted_in = asked
    if length is None or counted_in not in UNITS:
        raise MetrologyProblem("input_missing", "/count" if length is None else "/unit")
    return [_end(clock, start, length, counted_in)]


def _end(clock: Clock, start: str, count: int, unit: str) -> End:
    is_replaced = clock.valid_to is not None and start > clock.valid_to
    due: str | None
    used: Sequence[Notice] = ()
    if unit == WORKING_DAYS:
        counted = working_days_after(start, count)
        due, finding, used = counted.due, counted.finding, counted.notices
        trace = _trace(counted.evaluation)
    else:
        due, finding = _days_after(start, count), None
        trace = [{"name": "due", "formula": f"{start} + {count} d", "value": due, "unit": ""}]
    findings = [one for one in (finding, EDITION_REPLACED if is_replaced else None) if one]
    return End(clock.title, clock.title_en, count, unit, due, not is_replaced, _worked(due), findings, clock.clause,
               clock.clause_en, clock.confidence, trace, used)


def _mediation(accepted: str) -> list[End]:
    """By every edition that has the rule; the one in force on the day of acceptance applies."""
    rule = [edition for edition in bundled().editions if MEDIATION_RULE in edition.procedures]
    return [_mediation_by(edition.name, accepted) for edition in rule]


def _mediation_by(name: str, accepted: str) -> End:
    edition = next(one for one in bundled().editions if one.name == name)
    in_days = "mediation_calendar_days" in edition.numbers
    number = edition.numbers["mediation_calendar_days" if in_days else "mediation_working_days"]
    count = number.value.numerator
    inputs = {"accepted": accepted, **days_between(accepted, span_of(count))}
    found = evaluate(MEDIATION_RULE, inputs, accepted, edition=name)
    due: str | None
    used: Sequence[Notice] = ()
    if in_days:
        due, finding = str(found.values[f"new_rule_{count}_calendar_days"]), None
    else:
        bare = f"old_rule_{count}_working_days"
        due = str(found.values.get(bare, found.values[f"{bare}_no_holidays"]))
        finding = finding_between(accepted, due)
        used = tuple(notices()[year] for year in range(int(accepted[:4]), int(due[:4]) + 1) if year in notices())
        due = None if finding == CALENDAR_UNKNOWN else due
    applies = edition.valid_from <= accepted and (edition.valid_to is None or accepted <= edition.valid_to)
    return End(edition.title, edition.title_en, count, DAYS if in_days else WORKING_DAYS, due, applies, _worked(due),
               [finding] if finding else [], str(number.citation), number.citation.in_english(), number.confidence,
               [] if due is None else _steps_of(found, in_days), () if due is None else used)


def _steps_of(found: Evaluation, in_days: bool) -> list[Mapping[str, str]]:
    """The steps of one of the two rules that the evaluation shows side by side."""
    return [step for step in _trace(found) if step["name"].startswith("new_rule") == in_days]


def _trace(found: Evaluation | None) -> list[Mapping[str, str]]:
    return [] if found is None else [step.as_record() for step in found.trace]


def _worked(due: str | None) -> bool | None:
    return None if due is None else is_worked(due)


def _days_after(start: str, count: int) -> str:
    due = day_number(start) + count
    if not is_counted(due):
        raise MetrologyProblem("date_out_of_range", "/from")
    return day_text(due)
