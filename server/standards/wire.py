"""The wire state of a standard: exactly the columns of the contract, dates as text."""

from __future__ import annotations

from datetime import date
from typing import Any

from server.standards.models import ReferenceStandard

ENTITY = "reference_standard"
STATED = ("kind", "name", "serial_number", "accuracy_class", "nominal_minimum", "nominal_maximum", "nominal_unit",
          "certificate_number", "institution", "verified_on", "valid_until", "accuracy_kind", "accuracy_value",
          "accuracy_unit", "keeper", "division")


def wire_state(one: ReferenceStandard) -> dict[str, Any]:
    """What phones receive and fsck compares."""
    return {name: _plain(getattr(one, name)) for name in (*STATED, "state", "retired_on")}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
