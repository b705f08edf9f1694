"""Sharing a place with people of other divisions: the scope `premises:<root id>` that a campaign's task grants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.kernel import changes
from server.kernel.changes import Scope
from server.kernel.permissions import command
from server.kernel.problems import NotFound
from server.registry.models import Instrument, Merchant, Premises, Verification
from server.registry.queries import subtree
from server.registry.wire import ENTITY_NAMES, Synced

PREFIX = "premises:"


def scope_name(root_id: str) -> str:
    return PREFIX + root_id


@command("premises.share", permission=None)
def share_premises(session: Session, root_id: str, now: datetime) -> str:
    """Log a place, all that stands in it, its instruments, their verifications and its merchants into its own scope.

    Who may do this is decided by the room that grants the scope (campaigns). Returns the scope's name.
    """
    premises = session.get(Premises, root_id)
    if premises is None:
        raise NotFound(entity="premises")
    scope = scope_name(premises.root_id)
    tree = subtree(session, premises.root_id)
    things: list[Synced] = [*tree.merchants, *tree.premises, *tree.instruments, *tree.verifications]
    newest = changes.latest(session, [one.id for one in things])
    changes.share(session, scope, [("upsert", ENTITY_NAMES[type(one)], one.id, newest[one.id].version)
                                   for one in things if one.id in newest], now)
    return scope


def scopes_of(session: Session, entities: Sequence[Synced]) -> dict[str, tuple[str, ...]]:
    """For each entity the shared scopes it belongs to; nothing is asked further while no place is shared."""
    if not session.scalar(sa.select(sa.exists().where(Scope.name.startswith(PREFIX)))):
        return {}
    roots = roots_of(session, entities)
    names = {scope_name(root) for found in roots.values() for root in found}
    shared = _shared(session, names)
    return {id: tuple(sorted(scope_name(root) for root in found if scope_name(root) in shared))
            for id, found in roots.items()}


def _shared(session: Session, names: Iterable[str]) -> set[str]:
    found: set[str] = set()
    wanted = sorted(names)
    for start in range(0, len(wanted), 400):
        found |= set(session.scalars(sa.select(Scope.name).where(Scope.name.in_(wanted[start:start + 400]))))
    return found


def roots_of(session: Session, entities: Sequence[Synced]) -> dict[str, set[str]]:
    """The roots of the places each entity belongs to."""
    found: dict[str, set[str]] = {one.id: {one.root_id} for one in entities if isinstance(one, Premises)}
    for one in entities:
        if isinstance(one, Instrument):
            found[one.id] = {_root(session, one.premises_id)}
        elif isinstance(one, Verification):
            instrument = session.get_one(Instrument, one.instrument_id)
            found[one.id] = {_root(session, instrument.premises_id)}
        elif isinstance(one, Merchant):
            found[one.id] = _roots_of_merchant(session, one.id)
    return found


def _root(session: Session, premises_id: str) -> str:
    return session.get_one(Premises, premises_id).root_id


def _roots_of_merchant(session: Session, id: str) -> set[str]:
    runs = sa.select(Premises.root_id).where(Premises.merchant_id == id)
    uses = (sa.select(Premises.root_id).join(Instrument, Instrument.premises_id == Premises.id)
            .where(sa.or_(Instrument.owner_merchant_id == id, Instrument.user_merchant_id == id)))
    return set(session.scalars(runs.union(uses)))


def leave_shared(session: Session, entities: Sequence[Synced], old_root: str, now: datetime) -> None:
    """What was moved out of a shared place leaves its scope."""
    scope = scope_name(old_root)
    if not _shared(session, [scope]):
        return
    newest = changes.latest(session, [one.id for one in entities])
    changes.share(session, scope, [("leave", ENTITY_NAMES[type(one)], one.id, newest[one.id].version)
                                   for one in entities], now)
