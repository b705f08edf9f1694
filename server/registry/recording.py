"""How every command of this room reads and leaves its mark: lock, version seen, change log, shared scopes, trail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from server.jurisdictions.models import Division
from server.kernel import audit, changes
from server.kernel.identity import Identity
from server.kernel.problems import Conflict, Invalid, NotFound, StaleVersion, field_error
from server.registry.commands.sharing import scopes_of
from server.registry.models import Instrument, Merchant, Premises, Verification
from server.registry.problems import IdentifierTaken
from server.registry.wire import ENTITY_NAMES, Synced, wire_state

E = TypeVar("E", Merchant, Premises, Instrument, Verification)


def locked(session: Session, identity: Identity, model: type[E], id: str, *, seen: int | None = None,
           permission: str = "registry.write") -> E:
    """The thing, locked, if this identity may write it and saw its newest version. What it may not see is absent."""
    entity = session.get(model, id, with_for_update=True, populate_existing=True)
    if entity is None or not (identity.may("registry.read", entity.division)
                              or identity.may(permission, entity.division)):
        raise NotFound(entity=ENTITY_NAMES[model])
    identity.require(permission, entity.division)
    if seen is not None:
        newest = changes.version_of(session, id)
        if newest != seen:
            raise StaleVersion(version=newest)
    return entity


def referred(session: Session, identity: Identity, model: type[E], id: str | None, pointer: str) -> E | None:
    """What an input names by identifier; the refusal names the field, and is the same for absent and out of sight."""
    if id is None:
        return None
    entity = session.get(model, id)
    if entity is None or not (identity.may("registry.read", entity.division)
                              or identity.may("registry.write", entity.division)):
        raise Invalid(errors=[field_error(pointer, "unknown_reference", "names nothing you may use")])
    return entity


def ensure_division(session: Session, identity: Identity, division: str) -> None:
    """The division exists and this identity may write there."""
    if session.get(Division, division) is None:
        raise Invalid(errors=[field_error("/division", "unknown_division", "is not a division")])
    identity.require("registry.write", division)


def existing(session: Session, identity: Identity, made: E) -> E | None:
    """What already has this identifier, when it was created with the same content; otherwise a refusal."""
    found = session.get(type(made), made.id)
    if found is None:
        if changes.version_of(session, made.id):
            raise IdentifierTaken()
        return None
    identity.require("registry.write", found.division)
    first = changes.history(session, made.id)[0].state
    stated = {**wire_state(made), "division": first["division"]}
    if stated != first:
        raise IdentifierTaken()
    return found


def stored(session: Session, entity: Synced) -> None:
    """Insert a new thing. Where two create it at the same instant, the later one is told to send it again."""
    try:
        with session.begin_nested():
            session.add(entity)
    except sa.exc.IntegrityError as error:
        raise Conflict("created by somebody else meanwhile; send it again") from error


def recorded(session: Session, identity: Identity, action: str, entities: Sequence[Synced], *, now: datetime,
             op_id: str | None = None, details: dict[str, Any] | None = None) -> list[int]:
    """The next version of each distinct entity, and one line of the trail for the first of them."""
    versions = noted(session, identity, entities, now=now, op_id=op_id)
    first = entities[0]
    audit.append(session, identity, action, ENTITY_NAMES[type(first)], first.id, now=now, division=first.division,
                 details={"version": versions[0], **(details or {})})
    return versions


def noted(session: Session, identity: Identity, entities: Sequence[Synced], *, now: datetime,
          op_id: str | None = None) -> list[int]:
    """The next version of each distinct entity, in its division's scope and the shared scopes it belongs to."""
    for entity in entities:
        entity.updated_at = now
    session.flush()
    also = scopes_of(session, entities)
    written = [changes.Change(ENTITY_NAMES[type(one)], one.id, f"division:{one.division}", wire_state(one),
                              also=also.get(one.id, ())) for one in entities]
    versions = changes.record_many(session, written, actor=identity.user_id, now=now, op_id=op_id)
    _share_merchants(session, entities, also, now)
    return versions


def tell_of_move(session: Session, identity: Identity, moved: Sequence[Synced], now: datetime) -> None:
    """Let the room that labels instruments, where there is one, take their labels along."""
    ids = [one.id for one in moved if isinstance(one, Instrument)]
    hook = current_app.extensions.get("instruments_moved")
    if ids and hook:
        hook(session, ids, now, identity.user_id)


def _share_merchants(session: Session, entities: Iterable[Synced], also: dict[str, tuple[str, ...]],
                     now: datetime) -> None:
    """A shared place carries along whoever runs it or owns its instruments."""
    wanted: dict[str, set[str]] = {}
    for one in entities:
        for scope in also.get(one.id, ()):
            wanted.setdefault(scope, set()).update(merchants_of(one))
    for scope, ids in wanted.items():
        newest = changes.latest(session, sorted(ids))
        changes.share(session, scope, [("upsert", "merchant", id, row.version) for id, row in newest.items()], now)


def merchants_of(entity: Synced) -> set[str]:
    """The merchants an entity names."""
    if isinstance(entity, Premises):
        named = {entity.merchant_id}
    elif isinstance(entity, Instrument):
        named = {entity.owner_merchant_id, entity.user_merchant_id}
    else:
        named = set()
    return {id for id in named if id}


def children_of(session: Session, ids: Sequence[str]) -> list[Premises]:
    """The premises directly below any of these."""
    return list(session.scalars(sa.select(Premises).where(Premises.parent_id.in_(ids)).order_by(Premises.id)))
