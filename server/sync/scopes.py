"""Which scopes an identity receives: divisions it may work in, its own mailbox, reference data, what was granted."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.kernel.changes import Scope
from server.kernel.identity import Identity
from server.sync.models import ScopeGrant

REFERENCE = ("ref:divisions", "ref:checklists", "ref:rulebooks", "ref:campaigns")
# a division's scope holds the ledger, standards, tasks, visits and the roster: whoever pulls it must hold all of these
NEEDED = ("sync.use", "registry.read", "standard.read", "campaign.read", "inspection.read")


def scopes_of(session: Session, identity: Identity) -> list[str]:
    """The scopes this identity may pull now, sorted."""
    reached = frozenset.intersection(*(identity.divisions(name) for name in NEEDED))
    granted = session.scalars(sa.select(ScopeGrant.scope).where(ScopeGrant.user_id == identity.user_id,
                                                                ScopeGrant.revoked_at.is_(None)))
    return sorted({*(f"division:{code}" for code in reached), f"user:{identity.user_id}", *REFERENCE, *granted})


def heads(session: Session, names: list[str]) -> dict[str, Scope]:
    """The counter rows of those scopes that have one."""
    return {one.name: one for one in session.scalars(sa.select(Scope).where(Scope.name.in_(names)))}
