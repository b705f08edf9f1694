"""Keeping a conflict: both sides, who wrote them and when, recorded where the people concerned will see it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from server.kernel import audit, changes
from server.kernel.identity import Identity
from server.kernel.ids import derived
from server.sync.merge import Contest
from server.sync.models import Conflict
from server.sync.operation import Operation
from server.sync.versions import Held


def wire_state(one: Conflict) -> dict[str, Any]:
    """What phones and desks receive, and fsck compares."""
    return {"entity": one.entity, "entity_id": one.entity_id, "group": one.group, "base": one.base,
            "theirs": one.theirs, "mine": one.mine, "theirs_by": one.theirs_by, "mine_by": one.mine_by,
            "captured": one.captured, "state": one.state, "choice": one.choice, "division": one.division,
            "reason": one.reason, "resolved_by": one.resolved_by}


def publish(session: Session, one: Conflict, *, actor: str, now: datetime, op_id: str | None) -> int:
    """The next version of a conflict: in the home scope of its subject, and in the mailbox of whose value waits."""
    one.updated_at = now
    session.flush()
    return changes.record(session, entity="conflict", id=one.id, scope=one.scope, state=wire_state(one), actor=actor,
                          now=now, op_id=op_id, also=(f"user:{one.mine_by}",))


def keep(session: Session, identity: Identity, op: Operation, op_id: str, held: Held, contest: Contest,
         writers: Mapping[int, tuple[str | None, str]], *, now: datetime) -> str:
    """Store one contested group; its identifier."""
    theirs_by = writers[contest.theirs_version][1] if contest.theirs_version in writers else ""
    one = Conflict(id=derived("conflict", op_id, *contest.group), entity=op.entity, entity_id=op.id,
                   group=list(contest.group), base=dict(contest.base), theirs=dict(contest.theirs),
                   mine=dict(contest.mine), theirs_by=theirs_by or _writer(session, held, contest),
                   theirs_version=contest.theirs_version, mine_by=identity.user_id, mine_op_id=op_id,
                   captured=dict(op.captured), scope=held.scope, division=_division(held), state="open",
                   created_at=now, updated_at=now)
    session.add(one)
    publish(session, one, actor=identity.user_id, now=now, op_id=op_id)
    audit.append(session, identity, "conflict.open", "conflict", one.id, now=now, division=one.division,
                 details={"entity": one.entity, "entity_id": one.entity_id, "group": one.group})
    return one.id


def _writer(session: Session, held: Held, contest: Contest) -> str:
    """Who wrote a version that is not newer than the base: looked up, because the merge did not need it."""
    row = session.get(changes.EntityVersion, (held.id, contest.theirs_version))
    return row.actor_id if row else ""


def _division(held: Held) -> str | None:
    division = held.state.get("division")
    return division if isinstance(division, str) else None
