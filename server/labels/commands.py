"""Writes of labels: making a batch, binding, voiding, disputing. A phone never makes a label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.jurisdictions.models import Division
from server.kernel import audit, changes
from server.kernel.changes import Change
from server.kernel.identity import Identity
from server.kernel.ids import uuid7
from server.kernel.permissions import command
from server.kernel.problems import Invalid, NotFound, field_error
from server.labels import codes, lifecycle, policy
from server.labels.lifecycle import BLANK, BOUND, UNSIGNED
from server.labels.models import Label, LabelBatch, LabelBinding
from server.labels.problems import BatchesUsedUp, InstrumentLabelled, LabelHostPrivate, LabelStep, LabelUsed
from server.labels.queries import code_meant, division_in_force
from server.registry.models import Instrument

UNSIGNED_KEY = 0  # no key signs an unsigned batch; signed ones start at 1


@dataclass(frozen=True)
class CreateBatch:
    """Labels to make for a division. `origin` is what will be printed, `is_demo` marks every one of them."""

    division: str
    count: int
    origin: str
    is_demo: bool = False
    id: str | None = None


@dataclass(frozen=True)
class Bind:
    """A label to put on an instrument; `replaces` says that the label it wears comes off."""

    code: str
    instrument_id: str
    replaces: bool = False


@command("label.create_batch", permission="label.print")
def create_batch(session: Session, identity: Identity, input: CreateBatch, *, now: datetime,
                 random_bits: codes.RandomBits | None = None) -> tuple[LabelBatch, list[Label]]:
    """Make blank labels under a fresh batch number. Real ones are refused for a loopback or private host."""
    identity.require("label.print", input.division)
    if session.get(Division, input.division) is None:
        raise Invalid(errors=[field_error("/division", "unknown", "no such division")])
    if not input.is_demo and policy.is_private_host(input.origin):
        raise LabelHostPrivate(host=policy.host_of(input.origin))
    batch = LabelBatch(id=input.id or uuid7(), key=UNSIGNED_KEY, number=_next_number(session), profile=UNSIGNED,
                       host=policy.host_of(input.origin), division=input.division, size=input.count,
                       is_demo=input.is_demo, created_by=identity.user_id, created_at=now, updated_at=now)
    session.add(batch)
    session.flush()
    labels = _blank_labels(session, batch, input.count, random_bits, now)
    changes.record_many(session, [_change(label) for label in labels], actor=identity.user_id, now=now)
    audit.append(session, identity, "label.create_batch", "label_batch", batch.id, now=now, division=batch.division,
                 details={"number": batch.number, "count": input.count, "demo": input.is_demo})
    return batch, labels


def _next_number(session: Session) -> int:
    highest = session.scalar(sa.select(sa.func.max(LabelBatch.number)).where(LabelBatch.key == UNSIGNED_KEY))
    if highest is not None and highest >= codes.MAX_BATCH:
        raise BatchesUsedUp()
    return 1 if highest is None else highest + 1


def _blank_labels(session: Session, batch: LabelBatch, count: int, random_bits: codes.RandomBits | None,
                  now: datetime) -> list[Label]:
    drawn: dict[str, None] = {}
    while len(drawn) < count:
        drawn[codes.generate(batch.key, batch.number, *([random_bits] if random_bits else []))] = None
    labels = [Label(id=uuid7(), code=code, batch_id=batch.id, state=BLANK, disputed=False, division=batch.division,
                    created_at=now, updated_at=now) for code in drawn]
    session.add_all(labels)
    session.flush()
    return labels


@command("label.bind", permission="label.bind")
def bind(session: Session, identity: Identity, input: Bind, *, now: datetime) -> Label:
    """Put a blank label on an instrument. Binding the same pair again changes nothing."""
    label = _own(session, identity, input.code)
    instrument = session.get(Instrument, input.instrument_id)
    if instrument is None or not identity.may("label.bind", instrument.division):
        raise Invalid(errors=[field_error("/instrument_id", "unknown", "no such instrument")])
    if label.state == BOUND and label.instrument_id == instrument.id:
        return label
    if (label.state, "bind") not in lifecycle.NEXT:
        raise LabelUsed(state=label.state)
    _take_off(session, identity, instrument, input.replaces, now)
    label.state, label.instrument_id, label.division = BOUND, instrument.id, instrument.division
    label.bound_at = label.updated_at = now
    session.add(LabelBinding(id=uuid7(), label_id=label.id, instrument_id=instrument.id, bound_at=now,
                             bound_by=identity.user_id))
    _record(session, identity, label, "label.bind", now, instrument_id=instrument.id)
    return label


def _take_off(session: Session, identity: Identity, instrument: Instrument, replaces: bool, now: datetime) -> None:
    """An instrument wears one label: the old one is void once the new one is declared to replace it."""
    worn = session.scalar(sa.select(Label).where(Label.instrument_id == instrument.id))
    if worn is None:
        return
    if not replaces:
        raise InstrumentLabelled(code=worn.code)
    _end(session, identity, worn, "replaced", None, now)


@command("label.void", permission="label.bind")
def void(session: Session, identity: Identity, code: str, reason: str, *, now: datetime) -> Label:
    """Withdraw a label: lost, damaged, misprinted. It never comes back."""
    label = _own(session, identity, code)
    if (label.state, "void") not in lifecycle.NEXT:
        raise LabelStep(state=label.state, action="void")
    _end(session, identity, label, "voided", reason, now)
    return label


@command("label.dispute", permission="label.bind")
def dispute(session: Session, identity: Identity, code: str, disputed: bool, reason: str, *, now: datetime) -> Label:
    """Say that a label is being looked into, or that this is settled; the public page follows."""
    label = _own(session, identity, code)
    if label.state != BOUND:
        raise LabelStep(state=label.state, action="dispute")
    label.disputed, label.updated_at = disputed, now
    _record(session, identity, label, "label.dispute", now, disputed=disputed, reason=reason)
    return label


@command("label.follow", permission=None)
def follow(session: Session, instrument_ids: Sequence[str], now: datetime, actor: str) -> None:
    """Labels go where their instruments were moved, so that each phone's copy holds what it may see.

    Who may move an instrument is decided by the registry, in whose command this runs.
    """
    query = (sa.select(Label, Instrument.division).join(Instrument, Label.instrument_id == Instrument.id)
             .where(Instrument.id.in_(instrument_ids), Instrument.division != Label.division).order_by(Label.id))
    moved = session.execute(query.with_for_update(of=Label)).all()
    for label, division in moved:
        label.division, label.updated_at = division, now
    session.flush()
    changes.record_many(session, [_change(label) for label, _ in moved], actor=actor, now=now)


def _own(session: Session, identity: Identity, code: str) -> Label:
    query = sa.select(Label).where(Label.code == code_meant(code))
    label = session.scalar(query.with_for_update())
    division = session.scalar(query.outerjoin(Instrument, Label.instrument_id == Instrument.id)
                              .with_only_columns(division_in_force))
    if label is None or division is None or not identity.may("label.bind", division):
        raise NotFound()
    return label


def _end(session: Session, identity: Identity, label: Label, ending: str, reason: str | None, now: datetime) -> None:
    session.execute(sa.update(LabelBinding)
                    .where(LabelBinding.label_id == label.id, LabelBinding.ended_at.is_(None))
                    .values(ended_at=now, ended_by=identity.user_id, ending=ending, reason=reason))
    if label.instrument_id:
        label.division = session.get_one(Instrument, label.instrument_id).division
    label.state, label.instrument_id, label.disputed = lifecycle.NEXT[(label.state, "void")], None, False
    label.updated_at = now
    session.flush()
    _record(session, identity, label, "label.void", now, ending=ending, reason=reason)


def _change(label: Label) -> Change:
    return Change("label", label.id, f"division:{label.division}", label.wire())


def _record(session: Session, identity: Identity, label: Label, action: str, now: datetime, **details: object) -> None:
    session.flush()
    changes.record_many(session, [_change(label)], actor=identity.user_id, now=now)
    audit.append(session, identity, action, "label", label.id, now=now, division=label.division,
                 details={"code": label.code, **details})
