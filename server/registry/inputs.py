"""The frozen inputs of this room's commands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class NewMerchant:
    """A merchant to register."""

    id: str
    name: str
    division: str
    credit_code: str | None = None
    no_code_reason: str | None = None
    contact_name: str = ""
    contact_phone: str = ""
    address: str = ""


@dataclass(frozen=True)
class NewPremises:
    """Premises to register. A part takes the division of what it stands in; `division` is then not looked at."""

    id: str
    kind: str
    name: str
    parent_id: str | None = None
    position_no: str | None = None
    walking_order: int = 0
    merchant_id: str | None = None
    division: str | None = None
    address: str = ""
    position: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Certificate:
    """What a verification certificate says."""

    certificate_number: str
    verified_on: date
    valid_until: date | None = None
    institution: str = ""
    result: str = "conforming"


@dataclass(frozen=True)
class NewInstrument:
    """An instrument to register; its division is that of its premises. A certificate becomes a verification."""

    id: str
    kind: str
    name: str
    premises_id: str
    purpose: str
    model: str = ""
    measuring_range: str = ""
    accuracy_class: str = ""
    serial_number: str = ""
    manufacturer: str = ""
    origin_place: str = ""
    installed_at: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    owner_merchant_id: str | None = None
    user_merchant_id: str | None = None
    mandatory: bool | None = None
    codes: tuple[Mapping[str, str], ...] = ()
    seals: tuple[Mapping[str, str], ...] = ()
    certificate: Certificate | None = None


@dataclass(frozen=True)
class NewVerification:
    """A verification to add to an instrument: `accepted` at the desk, `pending` from a phone."""

    id: str
    instrument_id: str
    certificate: Certificate
    state: str = "pending"
    photo_sha256: str | None = None


@dataclass(frozen=True)
class Correction:
    """New values for some fields of one thing; `seen` is the version they were based on (None: merged already)."""

    id: str
    changes: Mapping[str, Any]
    seen: int | None = None


@dataclass(frozen=True)
class Transition:
    """An action of the lifecycle on one thing."""

    id: str
    action: str
    note: str = ""
    seen: int | None = None


@dataclass(frozen=True)
class Decision:
    """Whether a pending verification is accepted."""

    id: str
    accept: bool


@dataclass(frozen=True)
class Filters:
    """What a list may be narrowed by; each list uses those that concern it."""

    q: str | None = None
    division: str | None = None
    kind: str | None = None
    state: str | None = None
    parent_id: str | None = None
    premises_id: str | None = None
    merchant_id: str | None = None
    roots: bool = False
    doubtful: bool = False
    validity: str | None = None
