"""A completed check joins an open visit, and the server judges its measurements again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.evidence.commands import link_blobs
from server.inspections import evaluation, policy
from server.inspections.commands.recording import locked, recorded, refuse_other_division, refuse_reused
from server.inspections.inputs import AppendCheck
from server.inspections.lifecycle import is_sealed
from server.inspections.models import Check, Inspection
from server.inspections.problems import NotYourInspection, ReplacesNothing, Sealed
from server.inspections.wire import facts
from server.kernel.identity import Identity
from server.kernel.permissions import command
from server.kernel.problems import Invalid, field_error
from server.metrology.rulebook import Library
from server.registry.models import Instrument, Premises
from server.rulebooks import queries as rulebooks
from server.standards import queries as standards


@command("check.append", permission="inspection.measure")
def append_check(session: Session, identity: Identity, input: AppendCheck, *, now: datetime,
                 op_id: str | None = None) -> Check:
    """Anyone who may measure there may add a check under the own name, until the visit is signed."""
    inspection = locked(session, identity, input.inspection_id, "inspection.measure", needs_open_task=True)
    if is_sealed(inspection.state):
        raise Sealed(state=inspection.state)
    refuse_reused(session, Check, input.id)
    if input.officer_id != identity.user_id:
        raise NotYourInspection(officer_id=input.officer_id)
    refuse_other_division(inspection, input.division)
    _check_target(session, input, inspection)
    _check_replaced(session, input)
    made = _judged(input, inspection, rulebooks.library(session),
                   standards.cited(session, identity, inspection.standards), now)
    session.add(made)
    link_blobs(session, identity, policy.photos_of(vars(input)), subject_kind="inspection",
               subject_id=inspection.id, division=inspection.division, now=now)
    recorded(session, identity, "check.append", [made], now=now, premises_id=inspection.premises_id, op_id=op_id,
             details={"inspection_id": inspection.id, "evaluators_differ": made.evaluators_differ})
    return made


def _judged(input: AppendCheck, inspection: Inspection, library: Library,
            registered: Mapping[str, Mapping[str, Any]], now: datetime) -> Check:
    visit = facts(inspection)
    evaluations = evaluation.with_reference(evaluation.with_standards(
        input.measurements, [evaluation.judged(one, inspection.on, library) for one in input.measurements],
        visit, registered), visit)
    sent: dict[str, Any] = vars(input)
    lists = {name: list(sent[name]) for name in ("answers", "identity_checks", "measurements", "photos")}
    return Check(**{**sent, **lists}, server_evaluation=evaluations, created_at=now, updated_at=now,
                 evaluators_differ=evaluation.differ(input.measurements, evaluations),
                 conclusion=policy.conclusion(sent, evaluations),
                 exceeds=any(policy.counts(one) == "exceeds" for one in evaluations))


def _check_target(session: Session, input: AppendCheck, inspection: Inspection) -> None:
    if input.target == "instrument" and input.instrument_id is None:
        raise Invalid(errors=[field_error("/instrument_id", "required", "names the instrument that was checked")])
    if input.target == "stall" and input.premises_id is None:
        raise Invalid(errors=[field_error("/premises_id", "required", "names the stall that was checked")])
    venue = session.get_one(Premises, inspection.premises_id)
    if input.premises_id and not _is_part(session, input.premises_id, venue):
        raise Invalid(errors=[field_error("/premises_id", "unknown_reference", "is no part of this venue")])
    if input.instrument_id:
        instrument = session.get(Instrument, input.instrument_id)
        if instrument is None or not _is_part(session, instrument.premises_id, venue):
            raise Invalid(errors=[field_error("/instrument_id", "unknown_reference", "is no instrument of this venue")])


def _is_part(session: Session, premises_id: str, venue: Premises) -> bool:
    place = session.get(Premises, premises_id)
    return place is not None and place.root_id == venue.root_id


def _check_replaced(session: Session, input: AppendCheck) -> None:
    if input.replaces is None:
        return
    old = session.get(Check, input.replaces)
    taken = session.scalar(sa.select(Check.id).where(Check.replaces == input.replaces))
    if old is None or taken or (old.inspection_id, old.target, old.instrument_id, old.premises_id) != (
            input.inspection_id, input.target, input.instrument_id, input.premises_id):
        raise ReplacesNothing(replaces=input.replaces)
