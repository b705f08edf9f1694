"""Appointments in force, and the wait after failures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.accounts import policy
from server.accounts.permission_map import PERMISSIONS, ROLES, permissions_of


@dataclass
class Held:
    division: str
    role: str
    from_on: date
    until_on: date | None


def test_both_ends_of_an_appointment_count() -> None:
    held = Held("610602", "inspector", date(2026, 1, 1), date(2026, 6, 30))
    assert policy.in_force([held], date(2026, 1, 1)) == [held]
    assert policy.in_force([held], date(2026, 6, 30)) == [held]
    assert policy.in_force([held], date(2026, 7, 1)) == []
    assert policy.in_force([held], date(2025, 12, 31)) == []


def test_two_appointments_add_up_by_permission() -> None:
    held = [Held("610602", "inspector", date(2026, 1, 1), None), Held("610600", "supervisor", date(2026, 1, 1), None)]
    tree = {"610602": frozenset({"610602"}), "610600": frozenset({"610600", "610602", "610629"})}
    found = policy.grants(held, tree.__getitem__)
    assert found["inspection.write"] == {"610602"}
    assert found["review.decide"] == {"610600", "610602", "610629"}
    assert found["inspection.read"] == {"610600", "610602", "610629"}
    assert "account.write" not in found


@given(st.integers(0, 200))
def test_the_wait_grows_and_is_bounded(failures: int) -> None:
    assert timedelta(0) <= policy.wait_after(failures) <= policy.wait_after(failures + 1) <= policy.LONGEST_WAIT
    assert (policy.wait_after(failures) == timedelta(0)) == (failures < policy.FREE_ATTEMPTS)


def test_an_assistant_never_signs_and_a_supervisor_never_records() -> None:
    assert "inspection.sign" not in permissions_of("assistant")
    assert not {"inspection.write", "inspection.sign"} & permissions_of("supervisor")
    assert all(roles <= set(ROLES) for roles in PERMISSIONS.values())
