"""The wire state of each synced entity of this room: exactly the fields of the contract, dates as text."""

from __future__ import annotations

from datetime import date
from typing import Any

from server.registry.models import Instrument, Merchant, Premises, Verification

Synced = Merchant | Premises | Instrument | Verification

WIRE_FIELDS: dict[type[Synced], tuple[str, ...]] = {
    Merchant: ("name", "credit_code", "no_code_reason", "credit_code_doubtful", "contact_name", "contact_phone",
               "address", "division", "origin", "state"),
    Premises: ("parent_id", "kind", "name", "position_no", "walking_order", "merchant_id", "division", "address",
               "position", "origin", "state"),
    Instrument: ("kind", "name", "model", "measuring_range", "accuracy_class", "serial_number", "manufacturer",
                 "origin_place", "premises_id", "installed_at", "purpose", "parameters", "owner_merchant_id",
                 "user_merchant_id", "mandatory", "codes", "seals", "certificate_number", "verified_on",
                 "valid_until", "institution", "verification_result", "division", "origin", "state"),
    Verification: ("instrument_id", "certificate_number", "verified_on", "valid_until", "institution", "result",
                   "origin", "state", "photo_sha256", "division"),
}
ENTITY_NAMES: dict[type[Synced], str] = {Merchant: "merchant", Premises: "premises", Instrument: "instrument",
                                         Verification: "verification"}


def wire_state(entity: Synced) -> dict[str, Any]:
    """What phones receive and fsck compares; nothing derived, nothing joined."""
    return {name: _plain(getattr(entity, name)) for name in WIRE_FIELDS[type(entity)]}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
