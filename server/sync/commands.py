"""Writes of the sync room that people or rooms below ask for: resolving a conflict, granting and revoking scopes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.kernel import audit, changes
from server.kernel.identity import Identity
from server.kernel.ids import uuid7
from server.kernel.permissions import command
from server.kernel.problems import Forbidden, Invalid, NotFound, StaleVersion, field_error
from server.sync import conflicts
from server.sync.bindings import bindings
from server.sync.models import Conflict, ScopeGrant
from server.sync.problems import ConflictResolved, KindNotAllowed
from server.sync.queries import visible_conflict


@dataclass(frozen=True)
class ResolveConflict:
    """A person's decision. `value` comes with `edit` only; `seen` is the version of the entity that was looked at."""

    id: str
    choice: str
    value: Mapping[str, Any] | None = None
    reason: str | None = None
    seen: int | None = None


@command("conflict.resolve", permission="conflict.resolve")
def resolve_conflict(session: Session, identity: Identity, input: ResolveConflict, *, now: datetime,
                     op_id: str | None = None) -> Conflict:
    """Decide between both sides. Nothing of either is erased; the entity gets a new version if its value changes.

    Who may resolve conflicts there may; so may the person whose value waits, within the own permission to write.
    """
    found = session.get(Conflict, visible_conflict(session, identity, input.id).id, with_for_update=True,
                        populate_existing=True)
    if found is None:
        raise NotFound()
    if found.mine_by != identity.user_id and not identity.may("conflict.resolve", found.division or ""):
        raise Forbidden(permission="conflict.resolve")
    if found.state == "resolved":
        raise ConflictResolved(choice=found.choice)
    _refuse_if_moved(session, found, input.seen)
    value = _value(found, input)
    if value is not None:
        _write(session, identity, found, value, now, op_id or uuid7())
    found.state, found.choice, found.value, found.reason = "resolved", input.choice, value, input.reason
    found.resolved_by, found.resolved_at = identity.user_id, now
    conflicts.publish(session, found, actor=identity.user_id, now=now, op_id=op_id)
    audit.append(session, identity, "conflict.resolve", "conflict", found.id, now=now, division=found.division,
                 details={"choice": input.choice, "reason": input.reason, "entity_id": found.entity_id})
    return found


def _refuse_if_moved(session: Session, found: Conflict, seen: int | None) -> None:
    """The decision was made looking at a version; a group that changed since has to be looked at again."""
    newest = changes.current(session, found.entity_id)
    if seen is None or newest is None:
        return
    if any(newest.field_versions.get(name, 0) > seen for name in found.group):
        raise StaleVersion(version=newest.version)


def _value(found: Conflict, input: ResolveConflict) -> dict[str, Any] | None:
    """What to write; None where the server's value stays."""
    if input.choice != "edit" and input.value is not None:
        raise Invalid(errors=[field_error("/value", "unexpected", "is given with edit only")])
    if input.choice == "theirs":
        return None
    if input.choice == "mine":
        return dict(found.mine)
    given = dict(input.value or {})
    foreign = sorted(set(given) - set(found.group))
    if not given or foreign:
        raise Invalid(errors=[field_error(f"/value/{name[:60]}", "not_in_group", "is not part of this conflict")
                              for name in foreign] or [field_error("/value", "required", "the values to set")])
    return given


def _write(session: Session, identity: Identity, found: Conflict, value: dict[str, Any], now: datetime,
           op_id: str) -> None:
    binding = bindings().get(found.entity)
    if binding is None or binding.patch is None:
        raise KindNotAllowed(entity=found.entity)
    binding.patch(session, identity, found.entity_id, value, now=now, op_id=op_id)


@command("scope.grant", permission=None)
def grant_scope(session: Session, user_id: str, scope: str, reason: str, now: datetime) -> None:
    """Let somebody pull a scope, for a reason that can end. The room that calls has checked who decides."""
    held = session.get(ScopeGrant, (user_id, scope, reason))
    if held is None:
        session.add(ScopeGrant(user_id=user_id, scope=scope, reason=reason, granted_at=now))
    elif held.revoked_at is not None:
        held.granted_at, held.revoked_at = now, None
    session.flush()


@command("scope.revoke", permission=None)
def revoke_scope(session: Session, scope: str, reason: str, now: datetime) -> None:
    """End every grant of a scope that was given for this reason. What phones hold unsent stays with them."""
    session.execute(sa.update(ScopeGrant).where(ScopeGrant.scope == scope, ScopeGrant.reason == reason,
                                                ScopeGrant.revoked_at.is_(None)).values(revoked_at=now))
