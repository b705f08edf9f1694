"""The day a period of the procedure ends, by its clause."""

from __future__ import annotations

import pytest

from server.metrology.problems import MetrologyProblem
from server.rulebooks.clocks import DAYS, GIVEN, LONGEST, MEDIATION, WORKING_DAYS, clocks, ends


def test_every_clock_has_its_clause_and_both_languages() -> None:
    assert len(clocks()) > 10
    for clock in clocks().values():
        assert clock.title and clock.title_en and clock.start and clock.start_en and clock.clause and clock.clause_en
        assert clock.confidence in ("verified", "second_hand", "unverified")
        assert (clock.count is None) == (clock.unit in (GIVEN, MEDIATION))


def test_working_days_skip_the_national_day_and_count_the_make_up_saturday() -> None:
    [end] = ends(clocks()["accept_complaint"], "2026-09-29")
    assert (end.count, end.unit, end.due, end.is_worked, end.findings) == (7, WORKING_DAYS, "2026-10-14", True, [])
    assert [one.year for one in end.notices] == [2026]
    assert [step["name"] for step in end.trace] == ["days_passed", "due"]


def test_calendar_days_are_not_moved_and_a_day_of_rest_is_said() -> None:
    [end] = ends(clocks()["penalty_decision"], "2026-03-02")
    assert (end.due, end.is_worked, end.applies) == ("2026-05-31", False, True)


def test_mediation_is_answered_by_both_editions_and_the_one_in_force_applies() -> None:
    old, new = ends(clocks()["mediation"], "2026-04-14")
    assert (old.count, old.unit, old.due, old.applies) == (45, WORKING_DAYS, "2026-06-18", True)
    assert (new.count, new.unit, new.due, new.applies) == (60, DAYS, "2026-06-13", False)
    old, new = ends(clocks()["mediation"], "2026-04-15")
    assert (old.applies, new.applies, new.due) == (False, True, "2026-06-14")


def test_mediation_that_runs_into_an_unknown_year_keeps_its_calendar_days() -> None:
    old, new = ends(clocks()["mediation"], "2026-11-25")
    assert (old.due, old.findings, old.trace) == (None, ["calendar_unknown"], [])
    assert (new.due, new.findings, new.is_worked) == ("2027-01-24", [], None)


def test_a_replaced_clause_is_only_a_reference() -> None:
    [before], [after] = (ends(clocks()["report_filing"], day) for day in ("2026-04-14", "2026-04-15"))
    assert (before.applies, before.findings) == (True, [])
    assert (after.applies, after.findings) == (False, ["edition_replaced"])


def test_a_recheck_takes_the_length_that_is_given() -> None:
    [end] = ends(clocks()["recheck"], "2026-11-25", 10, WORKING_DAYS)
    assert (end.due, end.confidence) == ("2026-12-09", "unverified")
    for count, unit, pointer in ((None, DAYS, "/count"), (3, None, "/unit")):
        with pytest.raises(MetrologyProblem) as refused:
            ends(clocks()["recheck"], "2026-11-25", count, unit)
        assert (refused.value.slug, refused.value.pointer) == ("input_missing", pointer)


def test_no_day_is_too_far_to_be_answered() -> None:
    for clock in clocks().values():
        for start in ("0001-01-01", "1984-12-31", "9999-12-31"):
            with pytest.raises(MetrologyProblem):
                ends(clock, start, LONGEST, DAYS)
    for clock in clocks().values():
        assert ends(clock, "1990-01-01", LONGEST, DAYS)
        assert ends(clock, "2099-12-31", LONGEST, WORKING_DAYS)[0]
