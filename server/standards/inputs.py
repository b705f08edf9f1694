"""The frozen inputs of this room's commands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class NewStandard:
    """A standard to register, as its certificate describes it."""

    id: str
    kind: str
    name: str
    serial_number: str
    division: str
    certificate_number: str
    verified_on: date
    valid_until: date
    accuracy_class: str = ""
    nominal_minimum: str | None = None
    nominal_maximum: str | None = None
    nominal_unit: str | None = None
    institution: str = ""
    accuracy_kind: str | None = None
    accuracy_value: str | None = None
    accuracy_unit: str | None = None
    keeper: str = ""


@dataclass(frozen=True)
class PatchStandard:
    """New values of what is stated about a standard, and the version they were based on."""

    id: str
    changes: Mapping[str, Any]
    seen: int | None = None


@dataclass(frozen=True)
class MoveStandard:
    """A step of the lifecycle, and why."""

    id: str
    action: str
    reason: str = ""
    seen: int | None = None
