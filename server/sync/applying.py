"""Applying one operation: each kind finds the room's command, a patch goes through the merge first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from server.kernel.binding import Binding
from server.kernel.identity import Identity
from server.kernel.problems import NotFound, field_error
from server.kernel.transaction import savepoint
from server.sync import conflicts, ledger
from server.sync.bindings import bindings
from server.sync.commands import ResolveConflict, resolve_conflict
from server.sync.merge import Merged, Server, merge
from server.sync.models import DeviceStream
from server.sync.operation import Operation
from server.sync.problems import KindNotAllowed, NotPatchable, WrongEntity
from server.sync.versions import Held, Versions, writers_since


@dataclass(frozen=True)
class Context:
    """What applying needs to know of its batch. `received`: the operations of it that were judged already."""

    session: Session
    identity: Identity
    stream: DeviceStream
    versions: Versions
    now: datetime
    received: set[str]


@dataclass(frozen=True)
class Effect:
    """What an operation did: its outcome, the version it led to, and the conflicts a person must decide."""

    outcome: str
    version: int
    conflicts: tuple[str, ...] = ()


class Overtaken(Exception):
    """Somebody wrote the entity after it was merged and before it was locked: merge again with what is there now."""


class _Rehearsed(Exception):
    """Takes back what was only tried."""


def apply(context: Context, op: Operation, op_id: str) -> Effect:
    """Carry out the operation in the current transaction, or raise the Problem that refuses it."""
    return _KINDS[op.kind](context, op, op_id)


def _bound(entity: str) -> Binding:
    found = bindings().get(entity)
    if found is None:
        raise KindNotAllowed(entity=entity)
    return found


def _known(context: Context, op: Operation) -> Held:
    """The entity this operation is about."""
    held = context.versions.get(op.id)
    if held is None or held.change == "tombstone":
        raise NotFound(entity=op.entity)
    if held.entity != op.entity:
        raise WrongEntity(entity=op.entity)
    return held


def _create(context: Context, op: Operation, op_id: str) -> Effect:
    version = _make(context, op.entity, op.id, op.data["state"], op_id)
    _parts(context, op, op_id)
    return Effect("applied", version)


def _make(context: Context, entity: str, id: str, state: Mapping[str, Any], op_id: str) -> int:
    create = _bound(entity).create
    if create is None:
        raise KindNotAllowed(entity=entity, kind="create")
    held = context.versions.get(id)
    if held is not None and held.entity != entity:
        raise WrongEntity(entity=entity)
    return create(context.session, context.identity, id, state, now=context.now, op_id=op_id)


def _parts(context: Context, op: Operation, op_id: str) -> None:
    for part in op.data["parts"]:
        _make(context, part["entity"], part["id"], part["state"], op_id)


def _patch(context: Context, op: Operation, op_id: str) -> Effect:
    binding, held = _bound(op.entity), _known(context, op)
    if binding.patch is None:
        raise KindNotAllowed(entity=op.entity, kind="patch")
    foreign = [name for name, _, _ in op.data["changes"] if name not in binding.patchable]
    if foreign:
        raise NotPatchable(errors=[field_error(f"/{name}", "not_patchable", "cannot be changed") for name in foreign])
    base = op.base or 0
    writers = writers_since(context.session, op.id, base) if held.version > base else {}
    merged = _merged(context, op, base, held, binding, writers)
    if merged.contests or not merged.write:
        _rehearse(context, binding, op, op_id)
    version = held.version
    if merged.write:
        version = binding.patch(context.session, context.identity, op.id, merged.write, now=context.now, op_id=op_id)
        _refuse_if_overtaken(context, op, op_id, held, version)
    kept = tuple(conflicts.keep(context.session, context.identity, op, op_id, held, one, writers, now=context.now)
                 for one in merged.contests)
    return Effect(merged.outcome, version, kept)


def _refuse_if_overtaken(context: Context, op: Operation, op_id: str, held: Held, version: int) -> None:
    """Where writers do not wait for each other (PostgreSQL), the room's lock comes after the merge."""
    if version > held.version + 1:
        writers = writers_since(context.session, op.id, held.version).values()
        if any(by != op_id for by, _ in writers):
            raise Overtaken


def _merged(context: Context, op: Operation, base: int, held: Held, binding: Binding,
            writers: Mapping[int, tuple[str | None, str]]) -> Merged:
    op_ids = [op_id for op_id, _ in writers.values() if op_id]
    own = ledger.sent_by(context.session, context.stream, op_ids) | context.received if op_ids else set()
    strangers = {version for version, (op_id, _) in writers.items() if op_id not in own}
    return merge(op.data["changes"], base, Server(held.version, held.state, held.field_versions),
                 foreign=strangers.__contains__, groups=binding.groups, sets=binding.sets)


def _rehearse(context: Context, binding: Binding, op: Operation, op_id: str) -> None:
    """Let the room judge the whole patch and take it back: what may not be written is refused, never a conflict."""
    assert binding.patch is not None
    wanted = {name: after for name, _, after in op.data["changes"]}
    try:
        with savepoint(context.session):
            binding.patch(context.session, context.identity, op.id, wanted, now=context.now, op_id=op_id)
            raise _Rehearsed
    except _Rehearsed:
        return


def _transition(context: Context, op: Operation, op_id: str) -> Effect:
    transition, held = _bound(op.entity).transition, _known(context, op)
    if transition is None:
        raise KindNotAllowed(entity=op.entity, kind="transition")
    data = {"from": op.data["from"], "note": op.data["note"], "state": op.data["state"]}
    version = transition(context.session, context.identity, op.id, op.data["action"], data, now=context.now,
                         op_id=op_id)
    _parts(context, op, op_id)
    return Effect("applied" if held.state.get("state") == op.data["from"] else "merged", version)


def _append(context: Context, op: Operation, op_id: str) -> Effect:
    append, parent = _bound(op.entity).append, op.data["parent"]
    if append is None:
        raise KindNotAllowed(entity=op.entity, kind="append")
    if context.versions.get(parent) is None:
        raise NotFound(entity="parent")
    held = context.versions.get(op.id)
    if held is not None and held.entity != op.entity:
        raise WrongEntity(entity=op.entity)
    version = append(context.session, context.identity, op.id, parent, op.data["state"], now=context.now, op_id=op_id,
                     body_sha256=op.sha256)
    return Effect("applied", version)


def _resolve(context: Context, op: Operation, op_id: str) -> Effect:
    if op.entity != "conflict" or op.data["conflict"] != op.id:
        raise WrongEntity(entity=op.entity)
    decision = ResolveConflict(op.id, op.data["choice"], op.data["value"], op.data["reason"])
    resolve_conflict(context.session, context.identity, decision, now=context.now, op_id=op_id)
    context.versions.forget([op.id])
    held = context.versions.get(op.id)
    assert held is not None
    return Effect("applied", held.version)


def _impossible(context: Context, op: Operation, op_id: str) -> Effect:
    """No entity of this version is deleted or aliased by a phone; the words are reserved in the contract."""
    raise KindNotAllowed(entity=op.entity, kind=op.kind)


_KINDS: dict[str, Callable[[Context, Operation, str], Effect]] = {
    "create": _create, "patch": _patch, "transition": _transition, "append": _append, "resolve": _resolve,
    "delete": _impossible, "alias": _impossible}
