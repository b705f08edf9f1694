"""Intentions about standards: register, correct, retire or take back into use."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.jurisdictions.models import Division
from server.kernel import audit, changes, clock
from server.kernel.identity import Identity
from server.kernel.permissions import command
from server.kernel.problems import Conflict, Invalid, NotFound, StaleVersion, field_error
from server.standards import lifecycle, policy
from server.standards.inputs import MoveStandard, NewStandard, PatchStandard
from server.standards.models import ReferenceStandard
from server.standards.problems import StandardIdentifierTaken, StandardKnown
from server.standards.wire import ENTITY, wire_state


@command("standard.create", permission="standard.write")
def create_standard(session: Session, identity: Identity, input: NewStandard, *, now: datetime) -> ReferenceStandard:
    """Register a standard. The same identifier with the same content is the same standard."""
    _ensure_division(session, identity, input.division)
    made = ReferenceStandard(**vars(input), state=lifecycle.IN_USE, retired_on=None, created_at=now, updated_at=now)
    before = _existing(session, identity, made)
    if before:
        return before
    _refuse_faults(session, made)
    try:
        with session.begin_nested():
            session.add(made)
    except sa.exc.IntegrityError as error:
        raise Conflict("created by somebody else meanwhile; send it again") from error
    _recorded(session, identity, "standard.create", made, now=now)
    return made


@command("standard.correct", permission="standard.write")
def patch_standard(session: Session, identity: Identity, input: PatchStandard, *, now: datetime) -> ReferenceStandard:
    """Correct what is stated, or enter a new certificate; what the old one said stays in the history."""
    found = _locked(session, identity, input.id, input.seen)
    if input.changes.get("division", found.division) != found.division:
        _ensure_division(session, identity, input.changes["division"])
    with session.no_autoflush:
        for name, value in input.changes.items():
            setattr(found, name, value)
        _refuse_faults(session, found)
    _recorded(session, identity, "standard.correct", found, now=now, details={"fields": sorted(input.changes)})
    return found


@command("standard.retire", permission="standard.write")
def move_standard(session: Session, identity: Identity, input: MoveStandard, *, now: datetime) -> ReferenceStandard:
    """Retire a standard, or take one back that was retired by mistake. Visits of earlier days keep it."""
    found = _locked(session, identity, input.id, input.seen)
    found.state = lifecycle.next_state(found.state, input.action)
    found.retired_on = clock.today() if found.state == lifecycle.RETIRED else None
    _recorded(session, identity, f"standard.{input.action}", found, now=now, details={"reason": input.reason})
    return found


def _locked(session: Session, identity: Identity, id: str, seen: int | None) -> ReferenceStandard:
    """The standard, locked, if this identity may write it and saw its newest version. Out of sight is absent."""
    found = session.get(ReferenceStandard, id, with_for_update=True, populate_existing=True)
    if found is None or not (identity.may("standard.read", found.division)
                             or identity.may("standard.write", found.division)):
        raise NotFound(entity=ENTITY)
    identity.require("standard.write", found.division)
    newest = changes.version_of(session, id)
    if seen is not None and newest != seen:
        raise StaleVersion(version=newest)
    return found


def _ensure_division(session: Session, identity: Identity, division: str) -> None:
    if session.get(Division, division) is None:
        raise Invalid(errors=[field_error("/division", "unknown_division", "is not a division")])
    identity.require("standard.write", division)


def _existing(session: Session, identity: Identity, made: ReferenceStandard) -> ReferenceStandard | None:
    found = session.get(ReferenceStandard, made.id)
    if found is None:
        if changes.version_of(session, made.id):
            raise StandardIdentifierTaken()
        return None
    if not identity.may("standard.write", found.division) or (
            changes.history(session, made.id)[0].state != wire_state(made)):
        raise StandardIdentifierTaken()
    return found


def _refuse_faults(session: Session, one: ReferenceStandard) -> None:
    faults = policy.faults({name: getattr(one, name) for name in (
        "kind", "verified_on", "valid_until", "accuracy_kind", "accuracy_value", "accuracy_unit", "nominal_minimum",
        "nominal_maximum", "nominal_unit")})
    if faults:
        raise Invalid(errors=faults)
    twin = sa.select(ReferenceStandard.id).where(
        ReferenceStandard.division == one.division, ReferenceStandard.kind == one.kind,
        ReferenceStandard.serial_number == one.serial_number, ReferenceStandard.id != one.id)
    if session.scalar(twin.limit(1)):
        raise StandardKnown(errors=[field_error("/serial_number", "known", "is registered already")])


def _recorded(session: Session, identity: Identity, action: str, one: ReferenceStandard, *, now: datetime,
              details: dict[str, Any] | None = None) -> None:
    """The next version in its division's scope, and one line of the trail."""
    one.updated_at = now
    session.flush()
    version = changes.record(session, entity=ENTITY, id=one.id, scope=f"division:{one.division}",
                             state=wire_state(one), actor=identity.user_id, now=now)
    audit.append(session, identity, action, ENTITY, one.id, now=now, division=one.division,
                 details={"version": version, **(details or {})})
