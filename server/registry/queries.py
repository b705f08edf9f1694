"""Reads of the ledger. Each begins from what the identity may see; `subtree` serves rooms that decided already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.kernel.changes import EntityVersion
from server.kernel.identity import Identity
from server.kernel.problems import NotFound
from server.metrology.validity import expiring_within_days
from server.registry.inputs import Filters
from server.registry.models import Instrument, Merchant, Premises, Verification
from server.registry.search_key import folded
from server.registry.wire import ENTITY_NAMES

E = TypeVar("E", Merchant, Premises, Instrument, Verification)


@dataclass
class Subtree:
    """A place and all that belongs to it, in the order a phone can store them."""

    premises: list[Premises] = field(default_factory=list)
    instruments: list[Instrument] = field(default_factory=list)
    merchants: list[Merchant] = field(default_factory=list)
    verifications: list[Verification] = field(default_factory=list)


def visible(identity: Identity, model: type[E]) -> sa.Select[E]:
    """The rows of `model` this identity may read."""
    query = sa.select(model)
    if identity.is_system:
        return query
    return query.where(model.division.in_(sorted(identity.divisions("registry.read"))))


def one(session: Session, identity: Identity, model: type[E], id: str) -> E:
    """One thing by its identifier; out of sight is absent."""
    found = session.scalar(visible(identity, model).where(model.id == id))
    if found is None:
        raise NotFound(entity=ENTITY_NAMES[model])
    return found


def merchants(identity: Identity, given: Filters) -> sa.Select[Merchant]:
    """Merchants by name, initials, code, telephone."""
    query = _narrowed(visible(identity, Merchant), Merchant, given)
    return query.where(Merchant.credit_code_doubtful) if given.doubtful else query


def premises(identity: Identity, given: Filters) -> sa.Select[Premises]:
    """Premises by name, initials, number of the stall; the parts of one place, or only whole venues."""
    query = _narrowed(visible(identity, Premises), Premises, given)
    if given.kind:
        query = query.where(Premises.kind == given.kind)
    if given.parent_id:
        query = query.where(Premises.parent_id == given.parent_id)
    if given.roots:
        query = query.where(Premises.parent_id.is_(None))
    if given.merchant_id:
        query = query.where(Premises.merchant_id == given.merchant_id)
    return query


def instruments(identity: Identity, given: Filters, today: date) -> sa.Select[Instrument]:
    """Instruments by name, model, serial number or its end, codes; in a place or anywhere in its tree; by validity."""
    query = visible(identity, Instrument)
    if given.q:
        where = sa.select(Premises.id).where(_contains(Premises.search_key, given.q))
        query = query.where(sa.or_(_contains(Instrument.search_key, given.q), Instrument.premises_id.in_(where)))
    query = _narrowed(query, Instrument, Filters(division=given.division, state=given.state))
    if given.kind:
        query = query.where(Instrument.kind == given.kind)
    if given.premises_id:
        inside = sa.select(Premises.id).where(sa.or_(Premises.id == given.premises_id,
                                                     Premises.root_id == given.premises_id))
        query = query.where(Instrument.premises_id.in_(inside))
    if given.merchant_id:
        query = query.where(sa.or_(Instrument.owner_merchant_id == given.merchant_id,
                                   Instrument.user_merchant_id == given.merchant_id))
    return query.where(has_validity(given.validity, today)) if given.validity else query


def has_validity(wanted: str, today: date) -> sa.ColumnElement[bool]:
    """`policy.validity` as a condition, for lists and counts."""
    failed = sa.and_(Instrument.verification_result.is_not(None), Instrument.verification_result == "nonconforming")
    usable = sa.and_(Instrument.state == "in_use", sa.not_(failed))
    until, soon = Instrument.valid_until, today + timedelta(days=expiring_within_days())
    conditions: dict[str, sa.ColumnElement[bool]] = {
        "stopped": sa.not_(usable), "unknown": sa.and_(usable, until.is_(None)),
        "overdue": sa.and_(usable, until < today), "expiring": sa.and_(usable, until >= today, until <= soon),
        "valid": sa.and_(usable, until > soon)}
    return conditions[wanted]


def verifications(session: Session, identity: Identity, instrument_id: str) -> list[Verification]:
    """An instrument's verifications, the newest first."""
    query = visible(identity, Verification).where(Verification.instrument_id == instrument_id)
    return list(session.scalars(query.order_by(Verification.verified_on.desc(), Verification.id)))


def pending_verifications(identity: Identity) -> sa.Select[Verification]:
    """Verifications reported from the field that wait for a decision."""
    return visible(identity, Verification).where(Verification.state == "pending")


def versions(session: Session, ids: Sequence[str]) -> dict[str, int]:
    """The newest version number of each."""
    query = (sa.select(EntityVersion.entity_id, sa.func.max(EntityVersion.version))
             .where(EntityVersion.entity_id.in_(ids)).group_by(EntityVersion.entity_id))
    return dict(session.execute(query).all())


def named(session: Session, identity: Identity, model: type[E], ids: set[str | None]) -> dict[str, E]:
    """Several things by identifier, those in sight only."""
    query = visible(identity, model).where(model.id.in_(sorted(id for id in ids if id)))
    return {found.id: found for found in session.scalars(query)}


def child_counts(session: Session, identity: Identity, id: str) -> dict[str, int]:
    """How many parts of each kind stand directly in a place."""
    query = (visible(identity, Premises).with_only_columns(Premises.kind, sa.func.count())
             .where(Premises.parent_id == id).group_by(Premises.kind))
    return dict(session.execute(query).all())


def instruments_in(session: Session, identity: Identity, id: str, limit: int = 200) -> list[Instrument]:
    """The instruments standing directly in a place."""
    query = visible(identity, Instrument).where(Instrument.premises_id == id)
    return list(session.scalars(query.order_by(Instrument.name, Instrument.id).limit(limit)))


def instruments_of_venue(session: Session, identity: Identity, id: str) -> list[Instrument]:
    """Every instrument in sight that stands in a venue or a part of it."""
    inside = sa.select(Premises.id).where(sa.or_(Premises.id == id, Premises.root_id == id))
    return list(session.scalars(visible(identity, Instrument).where(Instrument.premises_id.in_(inside))))


def subtree(session: Session, root_id: str) -> Subtree:
    """A venue, all its parts, their instruments, verifications and merchants. For rooms that checked who asks."""
    found = Subtree(premises=list(session.scalars(
        sa.select(Premises).where(Premises.root_id == root_id).order_by(Premises.parent_id.is_not(None), Premises.id))))
    inside = sa.select(Premises.id).where(Premises.root_id == root_id)
    found.instruments = list(session.scalars(
        sa.select(Instrument).where(Instrument.premises_id.in_(inside)).order_by(Instrument.id)))
    owned = sa.select(Instrument.id).where(Instrument.premises_id.in_(inside))
    found.verifications = list(session.scalars(
        sa.select(Verification).where(Verification.instrument_id.in_(owned)).order_by(Verification.id)))
    ids = {one.merchant_id for one in found.premises}
    for instrument in found.instruments:
        ids |= {instrument.owner_merchant_id, instrument.user_merchant_id}
    found.merchants = list(session.scalars(
        sa.select(Merchant).where(Merchant.id.in_(sorted(id for id in ids if id))).order_by(Merchant.id)))
    return found


def _narrowed(query: sa.Select[E], model: type[E], given: Filters) -> sa.Select[E]:
    if given.q:
        key: Any = model.search_key  # type: ignore[attr-defined,union-attr]
        query = query.where(_contains(key, given.q))
    if given.division:
        query = query.where(model.division == given.division)
    if given.state:
        query = query.where(model.state == given.state)
    return query


def _contains(column: Any, question: str) -> sa.ColumnElement[bool]:
    """The folded question anywhere in the key; its signs are letters, never wildcards."""
    condition: sa.ColumnElement[bool] = column.contains(folded(question).replace("|", ""), autoescape=True)
    return condition
