"""What phones may do to visits and their children: each operation loads strictly and calls one command."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.inspections import commands, inputs, lifecycle, schemas
from server.inspections.models import Check, Confirmation, Delivery, Inspection, Supplement
from server.inspections.problems import InspectionStep
from server.kernel.binding import Binding, State
from server.kernel.changes import version_of
from server.kernel.identity import Identity
from server.kernel.problems import Invalid, field_error
from server.kernel.schema import load

PATCHABLE = frozenset(lifecycle.PATCHABLE)


def _create(session: Session, identity: Identity, id: str, state: State, *, now: datetime, op_id: str) -> int:
    given = load(schemas.CreateInspectionSchema, dict(state))
    commands.create_inspection(session, identity, inputs.CreateInspection(id=id, **given), now=now, op_id=op_id)
    return version_of(session, id)


def _patch(session: Session, identity: Identity, id: str, changes: State, *, now: datetime, op_id: str) -> int:
    given = load(schemas.FactsSchema, dict(changes))
    commands.patch_inspection(session, identity, inputs.PatchInspection(id, given), now=now, op_id=op_id)
    return version_of(session, id)


def _transition(session: Session, identity: Identity, id: str, action: str, data: State, *, now: datetime,
                op_id: str) -> int:
    if action == "submit":
        given = load(schemas.SubmitSchema, dict(data.get("state") or {}))
        commands.submit_inspection(session, identity, inputs.SubmitInspection(id=id, **given), now=now, op_id=op_id)
    elif action == "resubmit":
        commands.resubmit_inspection(session, identity, id, now=now, op_id=op_id)
    elif action == "withdraw":
        commands.withdraw_inspection(session, identity, id, str(data.get("note") or "")[:2000], now=now, op_id=op_id)
    else:
        raise InspectionStep(action=action[:30])
    return version_of(session, id)


def _same_parent(parent_id: str, state: State) -> dict[str, object]:
    if state.get("inspection_id") != parent_id:
        raise Invalid(errors=[field_error("/inspection_id", "parent", "is not the parent of the operation")])
    return dict(state)


def _check(session: Session, identity: Identity, id: str, parent_id: str, state: State, *, now: datetime, op_id: str,
           body_sha256: str) -> int:
    given = load(schemas.CheckSchema, _same_parent(parent_id, state))
    commands.append_check(session, identity, inputs.AppendCheck(id=id, op_sha256=body_sha256, **given), now=now,
                          op_id=op_id)
    return version_of(session, id)


def _confirm(session: Session, identity: Identity, id: str, parent_id: str, state: State, *, now: datetime,
             op_id: str, body_sha256: str) -> int:
    given = load(schemas.ConfirmationSchema, _same_parent(parent_id, state))
    commands.confirm(session, identity, inputs.Confirm(id=id, **given), now=now, op_id=op_id)
    return version_of(session, id)


def _supplement(session: Session, identity: Identity, id: str, parent_id: str, state: State, *, now: datetime,
                op_id: str, body_sha256: str) -> int:
    given = load(schemas.SupplementSchema, _same_parent(parent_id, state))
    commands.append_supplement(session, identity, inputs.AppendSupplement(id=id, **given), now=now, op_id=op_id)
    return version_of(session, id)


def _deliver(session: Session, identity: Identity, id: str, parent_id: str, state: State, *, now: datetime,
             op_id: str, body_sha256: str) -> int:
    given = load(schemas.DeliverySchema, _same_parent(parent_id, state))
    commands.record_delivery(session, identity, inputs.RecordDelivery(id=id, **given), now=now, op_id=op_id)
    return version_of(session, id)


class _Division:
    """Finds the division of an entity of one kind."""

    def __init__(self, model: Any) -> None:
        self.model = model

    def __call__(self, session: Session, id: str) -> str | None:
        return session.scalar(sa.select(self.model.division).where(self.model.id == id))


BINDINGS: dict[str, Binding] = {
    "inspection": Binding(
        create=_create, patch=_patch, transition=_transition, division_of=_Division(Inspection), patchable=PATCHABLE,
        groups=(frozenset({"outcome", "outcome_note"}),), sets=frozenset({"assistants", "measures"})),
    "check": Binding(append=_check, division_of=_Division(Check)),
    "confirmation": Binding(append=_confirm, division_of=_Division(Confirmation)),
    "supplement": Binding(append=_supplement, division_of=_Division(Supplement)),
    "delivery": Binding(append=_deliver, division_of=_Division(Delivery)),
}
