"""Reads of labels, within the divisions an identity may see; the public page has its own narrow door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from server.kernel.identity import Identity
from server.kernel.problems import NotFound
from server.labels.codes import CodeFault, read_code
from server.labels.lifecycle import BOUND
from server.labels.models import Label, LabelBatch, LabelBinding
from server.labels.problems import LabelCodeWrong
from server.registry.models import Instrument, Premises


@dataclass(frozen=True)
class ToPrint:
    """A bound label, its batch, and what it belongs on."""

    label: Label
    batch: LabelBatch
    instrument: Instrument
    premises: Premises
    venue: Premises


# Who may do something with a bound label is settled by where its instrument is; a blank or void one has its own.
division_in_force = sa.func.coalesce(Instrument.division, Label.division)


def visible(identity: Identity) -> sa.Select[Label]:
    return (sa.select(Label).outerjoin(Instrument, Label.instrument_id == Instrument.id)
            .where(division_in_force.in_(identity.divisions("label.read"))))


def visible_batches(identity: Identity) -> sa.Select[LabelBatch]:
    return sa.select(LabelBatch).where(LabelBatch.division.in_(identity.divisions("label.read")))


def code_meant(typed: str) -> str:
    """The code of a typed text, or the problem that says what is wrong with it."""
    try:
        return read_code(typed)
    except CodeFault as error:
        raise LabelCodeWrong(fault=error.fault) from error


def label(session: Session, identity: Identity, typed: str) -> Label:
    """The label of a typed or scanned code."""
    found = session.scalar(visible(identity).where(Label.code == code_meant(typed)))
    if found is None:
        raise NotFound()
    return found


def bindings(session: Session, label_id: str) -> Sequence[LabelBinding]:
    """What a label the caller may see was put on, oldest first."""
    query = sa.select(LabelBinding).where(LabelBinding.label_id == label_id)
    return session.scalars(query.order_by(LabelBinding.bound_at, LabelBinding.id)).all()


def bound_instrument(session: Session, code: str) -> tuple[Label, Instrument] | None:
    """For the public page alone: the instrument a code is bound to. Blank, void and absent codes are told alike."""
    query = (sa.select(Label, Instrument).join(Instrument, Label.instrument_id == Instrument.id)
             .where(Label.code == code, Label.state == BOUND))
    row = session.execute(query).first()
    return (row[0], row[1]) if row else None


def worn_by(session: Session, instrument_id: str) -> dict[str, Any] | None:
    """The living label of one instrument the caller may already see, as the ledger shows it."""
    found = session.scalar(sa.select(Label).where(Label.instrument_id == instrument_id))
    return {"id": found.id, **found.wire()} if found else None


def to_print(session: Session, identity: Identity, *, division: str | None, premises_id: str | None,
             limit: int) -> list[ToPrint]:
    """Bound labels with what they stand on, venue by venue in walking order."""
    venue = aliased(Premises)
    query = (sa.select(Label, LabelBatch, Instrument, Premises, venue)
             .join(LabelBatch, Label.batch_id == LabelBatch.id).join(Instrument, Label.instrument_id == Instrument.id)
             .join(Premises, Instrument.premises_id == Premises.id).join(venue, Premises.root_id == venue.id)
             .where(Instrument.division.in_(identity.divisions("label.print")), Label.state == BOUND)
             .order_by(Premises.root_id, Premises.walking_order, Label.code).limit(limit))
    if division:
        query = query.where(Instrument.division == division)
    if premises_id:
        query = query.where(sa.or_(Premises.id == premises_id, Premises.root_id == premises_id))
    return [ToPrint(*row) for row in session.execute(query)]
