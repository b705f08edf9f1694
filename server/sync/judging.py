"""From a received item to its outcome: what is refused for good, what is held for a person, what takes effect.

Only trouble of the machine itself leaves this module as an exception; everything about the operation is an outcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from server.evidence.commands import link_blobs
from server.kernel import audit, changes
from server.kernel.problems import Busy, Forbidden, Invalid, NotFound, Problem, ServerError
from server.kernel.transaction import savepoint
from server.sync import ledger
from server.sync.applying import Context, Effect, Overtaken, apply
from server.sync.envelope import Item
from server.sync.models import HELD
from server.sync.operation import Operation, digest, parse
from server.sync.problems import DependencyHeld, DeviceHeld, HashMismatch, NewerSchema, ScopeGone, WrongActor

PATIENCE = 3  # times an operation may break the server
ATTEMPTS = 5  # merges of one patch while others write the same entity
HELD_FOR_A_PERSON = (DependencyHeld, DeviceHeld, HashMismatch, NewerSchema, ScopeGone, ServerError, WrongActor)
UNKNOWN = ("unknown", "unknown_reference")


@dataclass(frozen=True)
class Verdict:
    """The outcome of one operation, and the operation where its text could be read."""

    outcome: str
    problem: Problem | None = None
    version: int | None = None
    conflicts: tuple[str, ...] = ()
    op: Operation | None = None


class Broken(Exception):
    """An operation broke the server. The batch is taken back; the failure is counted outside of it."""

    def __init__(self, op_id: str) -> None:
        super().__init__(op_id)
        self.op_id = op_id


class Judge:
    """Judges the new operations of one batch, in order."""

    def __init__(self, context: Context, known: Mapping[str, str], failures: Mapping[str, int], *,
                 held_back: str | None) -> None:
        self.context = context
        self.outcomes = dict(known)  # op_id → outcome, of everything received so far
        self.failures = failures
        self.held_back = held_back  # why everything of this device is held: its state, or that its person left
        self.unborn: set[str] = set()  # what this batch would have created, had it not been refused or held

    def judge(self, item: Item, op: Operation | Problem) -> Verdict:
        """The outcome, with all its effects in the current transaction."""
        try:
            self._admit(item, op)
        except Problem as problem:
            verdict = self._refused(problem, op if isinstance(op, Operation) else None)
        else:
            assert isinstance(op, Operation)
            verdict = self._carried_out(item, op)
        self.outcomes[item.op_id] = verdict.outcome
        if verdict.outcome in HELD and verdict.op:
            if verdict.op.kind in ("create", "append"):
                self.unborn.add(verdict.op.id)
            self._keep_asking_for_blobs(item, verdict.op)
        return verdict

    def _admit(self, item: Item, op: Operation | Problem) -> None:
        """What is known without touching any entity."""
        if digest(item.body) != item.sha256:
            audit.append(self.context.session, self.context.identity, "sync.hash_mismatch", "operation", item.op_id,
                         now=self.context.now, division=self.context.identity.home_division)
            raise HashMismatch()
        if self.held_back:
            raise DeviceHeld(device_state=self.held_back)
        if not self.context.identity.has("sync.use"):
            raise ScopeGone(permission="sync.use")
        if self.failures.get(item.op_id, 0) >= PATIENCE:
            raise ServerError()
        if isinstance(op, Problem):
            raise op
        if op.actor != self.context.identity.user_id:
            raise WrongActor(actor=op.actor)
        missing = [one for one in op.depends_on if self.outcomes.get(one, "absent") in (*HELD, "absent")]
        if missing:
            raise DependencyHeld(depends_on=missing)

    def _carried_out(self, item: Item, op: Operation) -> Verdict:
        session, before = self.context.session, changes.mark(self.context.session)
        try:
            effect = self._applied(item, op)
        except Busy:
            raise
        except Problem as problem:
            return self._refused(problem, op)
        except sa.exc.DataError:
            return self._refused(Invalid("a value does not fit the database"), op)
        except (sa.exc.OperationalError, sa.exc.InterfaceError):
            raise
        except Exception as error:
            raise Broken(item.op_id) from error
        self.context.versions.forget(changes.touched(session, before))
        return Verdict(effect.outcome, None, effect.version, effect.conflicts, op)

    def _applied(self, item: Item, op: Operation) -> Effect:
        for _ in range(ATTEMPTS):
            try:
                with savepoint(self.context.session):
                    return apply(self.context, op, item.op_id)
            except Overtaken:
                self.context.versions.forget([op.id])
        raise Busy(headers={"Retry-After": "2"})

    def _refused(self, problem: Problem, op: Operation | None) -> Verdict:
        found = self._explained(problem, op) if op else problem
        outcome = "quarantined" if isinstance(found, HELD_FOR_A_PERSON) else "rejected"
        return Verdict(outcome, found, op=op)

    def _explained(self, problem: Problem, op: Operation) -> Problem:
        """A refusal as its cause: a permission that is gone, or something that itself was not accepted."""
        if isinstance(problem, Forbidden):
            return ScopeGone(**problem.facts)
        named = list(_named(problem, op))
        if any(self.context.versions.get(id) for id in named):
            return ScopeGone()
        if any(id in self.unborn or ledger.held_creation(self.context.session, id) for id in named):
            return DependencyHeld(depends_on_entities=named)
        return problem

    def _keep_asking_for_blobs(self, item: Item, op: Operation) -> None:
        """What is held stays whole: its files are still wanted."""
        link_blobs(self.context.session, self.context.identity, [one["sha256"] for one in op.blobs],
                   subject_kind="operation", subject_id=item.op_id, now=self.context.now,
                   division=self.context.identity.home_division)


def read(item: Item) -> Operation | Problem:
    """The operation of an item, or why its text can never be one."""
    try:
        return parse(item.body, item.sha256)
    except Problem as problem:
        return problem


def _named(problem: Problem, op: Operation) -> Iterable[str]:
    """The entities a refusal says it could not find."""
    if isinstance(problem, NotFound):
        yield op.id
        if op.parent:
            yield op.parent
    elif isinstance(problem, Invalid):
        given = _given(op)
        for error in problem.errors or ():
            value = given.get(error["pointer"].removeprefix("/"))
            if error["code"] in UNKNOWN and isinstance(value, str) and len(value) == 36:
                yield value


def _given(op: Operation) -> dict[str, Any]:
    if op.kind == "patch":
        return {name: after for name, _, after in op.data["changes"]}
    return dict(op.data.get("state") or {})
