"""What people read of sync: conflicts (what each is about, who wrote what when) and operations that were held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from server.accounts.queries import user_names
from server.kernel import changes
from server.kernel.identity import Identity
from server.sync.masking import without_proofs
from server.sync.models import Conflict, LedgerEntry
from server.sync.schemas import ConflictSchema, HeldSchema

Answer = dict[str, Any]


def rows(session: Session, found: Sequence[Conflict]) -> list[Answer]:
    """Conflicts of a list, each with the present name of its subject."""
    newest = changes.latest(session, sorted({one.entity_id for one in found}))
    return [{**_columns(one), "subject_name": _name(newest.get(one.entity_id))} for one in found]


def detail(session: Session, one: Conflict) -> Answer:
    """One conflict with what is in force and how it came about."""
    newest = changes.current(session, one.entity_id)
    people = user_names(session, [id for id in (one.mine_by, one.theirs_by, one.resolved_by) if id])
    theirs = session.get(changes.EntityVersion, (one.entity_id, one.theirs_version))
    return {**_columns(one), "subject_name": _name(newest), "current": newest.state if newest else None,
            "version": newest.version if newest else 0, "names": people, "theirs_at": theirs.at if theirs else None,
            "merged": _merged(session, one)}


def held(identity: Identity, entry: LedgerEntry, body: str) -> Answer:
    """A held operation with its text. Only its sender reads PIN proofs in it, and the digest that would betray them."""
    shown = body if entry.user_id == identity.user_id else without_proofs(body)
    return {name: getattr(entry, name) for name in HeldSchema().fields} | {
        "sha256": entry.payload_sha256 if shown == body else None, "body": shown}


def _columns(one: Conflict) -> Answer:
    return {name: getattr(one, name) for name in ConflictSchema().fields}


def _name(version: changes.EntityVersion | None) -> str:
    """The name of the subject, and what tells it from its neighbours."""
    state = version.state if version else {}
    known = [state.get(name) for name in ("name", "position_no", "installed_at", "serial_number")]
    return " ".join([text for text in known if isinstance(text, str) and text][:2])


def _merged(session: Session, one: Conflict) -> list[Answer]:
    """The fields that the operation of the waiting value changed at once, before and after."""
    before: Answer = {}
    for row in changes.history(session, one.entity_id):
        if row.op_id == one.mine_op_id:
            return [{"field": name, "before": before.get(name), "after": value}
                    for name, value in sorted(row.state.items()) if before.get(name) != value]
        before = row.state
    return []
