"""Time. The instant is handed to commands; only the edges ask the clock. Legal dates live in one zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import current_app

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    return datetime.now(UTC)


def now() -> datetime:
    """The instant of this application's clock (tests replace it)."""
    clock: Clock = current_app.extensions["clock"]
    return clock()


def local_date(instant: datetime, timezone: str) -> date:
    """The legal calendar date of an instant in the authority's zone (DESIGN decision 13)."""
    return instant.astimezone(ZoneInfo(timezone)).date()


def legal_date(instant: datetime) -> date:
    """The legal calendar date of an instant in this application's zone."""
    return local_date(instant, current_app.extensions["settings"].timezone)


def today() -> date:
    return legal_date(now())


def wire(instant: datetime) -> str:
    """RFC 3339 in UTC with microseconds."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
