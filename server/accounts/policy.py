"""Pure decisions of accounts: which appointments are in force, how long a failed sign-in waits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Protocol

from server.accounts.permission_map import permissions_of

FREE_ATTEMPTS = 5
LONGEST_WAIT = timedelta(minutes=15)
FORGET_AFTER = timedelta(hours=1)


class Dated(Protocol):
    division: str
    role: str
    from_on: date
    until_on: date | None


def in_force(appointments: Iterable[Dated], on: date) -> list[Dated]:
    """Those whose interval holds the date, both ends included."""
    return [one for one in appointments if one.from_on <= on and (one.until_on is None or on <= one.until_on)]


def grants(appointments: Iterable[Dated], inside: Callable[[str], frozenset[str]]) -> dict[str, frozenset[str]]:
    """Permission → divisions it reaches, over all appointments given."""
    found: dict[str, frozenset[str]] = {}
    for one in appointments:
        reach = inside(one.division)
        for permission in permissions_of(one.role):
            found[permission] = found.get(permission, frozenset()) | reach
    return found


def wait_after(failures: int) -> timedelta:
    """No wait for five failures in a row, then 10 s doubling up to 15 minutes."""
    if failures < FREE_ATTEMPTS:
        return timedelta(0)
    doublings: int = 1 << min(failures - FREE_ATTEMPTS, 12)
    return min(timedelta(seconds=10) * doublings, LONGEST_WAIT)
