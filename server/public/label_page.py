"""What the page of a label shows, gathered from the ledger: a state, and only what anybody may compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from server.labels import codes
from server.labels import queries as labels
from server.labels.models import Label
from server.public import queries
from server.public.masking import SEAL, SERIAL, tail
from server.registry import policy
from server.registry.models import Instrument, Premises
from server.review import queries as review

SHAPES = {"valid": "ok", "expiring": "ok", "overdue": "warn", "unverified": "warn", "review": "warn", "stopped": "stop",
          "unknown": "stop", "typo": "warn"}
STATES = {"valid": "valid", "expiring": "expiring", "overdue": "overdue", "stopped": "stopped",
          "unknown": "unverified"}  # by the ledger's validity; bound, but no certificate is registered


@dataclass(frozen=True)
class Verified:
    """One certificate in the history of an instrument."""

    certificate_number: str
    result: str
    verified_on: date
    valid_until: date | None
    institution: str


@dataclass(frozen=True)
class Published:
    """What was published of an approved check: the officers' word for this instrument, and the words published."""

    on: date
    conclusion: str
    is_screening: bool
    is_reference: bool
    wording: str


@dataclass(frozen=True)
class Facts:
    """What may be shown of a bound instrument."""

    kind: str
    name: str
    place: tuple[str, ...]
    model: str = ""
    manufacturer: str = ""
    serial_tail: str = ""
    seals: tuple[tuple[str, str], ...] = ()
    valid_until: date | None = None
    days_left: int | None = None
    reason: str = ""
    certificates: tuple[Verified, ...] = ()
    checks: tuple[Published, ...] = ()


@dataclass(frozen=True)
class LabelPage:
    """The answer to a code: its state for the header, its shape, and the facts when there are any to show."""

    state: str
    shape: str
    code: str
    facts: Facts | None = None


def answer(session: Session, typed: str, on: date) -> LabelPage:
    """The page of an address that looks like a code. Blank, void and absent codes take the same path."""
    try:
        code = codes.read_code(typed)
    except codes.CodeFault as fault:
        return _page("typo", fault.folded)
    found = labels.bound_instrument(session, code)
    if found is None:
        return _page("unknown", code)
    label, instrument = found
    state = state_of(label, instrument, on)
    chain = queries.chain(session, instrument.premises_id)
    if state == "review":
        return _page(state, code, Facts(instrument.kind, instrument.name, place_of(chain)))
    return _page(state, code, _facts(session, instrument, chain, on))


def _page(state: str, code: str, facts: Facts | None = None) -> LabelPage:
    return LabelPage(state, SHAPES[state], codes.in_groups(code), facts)


def state_of(label: Label, instrument: Instrument, on: date) -> str:
    """Disputed labels and instruments that an inspector could not find are being looked into; else the ledger says."""
    if label.disputed or instrument.state == "not_found":
        return "review"
    return STATES[policy.validity(instrument.state, instrument.valid_until, instrument.verification_result, on)]


def place_of(chain: Sequence[Premises]) -> tuple[str, ...]:
    """The venue by its name, its parts by their numbers: a stall's own name may be that of a person."""
    venue, *parts = chain
    return (venue.name, *(part.position_no for part in parts if part.position_no))


def _facts(session: Session, instrument: Instrument, chain: Sequence[Premises], on: date) -> Facts:
    left = (instrument.valid_until - on).days if instrument.valid_until else None
    certificates = tuple(Verified(one.certificate_number, one.result, one.verified_on, one.valid_until, one.institution)
                         for one in queries.certificates(session, instrument.id))
    seals = tuple((one.get("place", ""), tail(one.get("number", ""), SEAL)) for one in instrument.seals)
    return Facts(
        kind=instrument.kind, name=instrument.name, place=place_of(chain), model=instrument.model,
        manufacturer=instrument.manufacturer, serial_tail=tail(instrument.serial_number, SERIAL), seals=seals,
        valid_until=instrument.valid_until, days_left=left, reason=_reason(instrument), certificates=certificates,
        checks=tuple(Published(one.on, one.conclusion, one.screening, one.reference, one.wording)
                     for one in review.published_results(session, instrument.id)))


def _reason(instrument: Instrument) -> str:
    """Why a stopped instrument is stopped, and what it may not be used for."""
    if instrument.state == "in_use" and instrument.verification_result == "nonconforming":
        return "nonconforming"
    return "trade" if instrument.purpose == "trade" else "use"
