"""The frozen inputs of this room's commands. Nested parts stay as they were typed, because the seal covers them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class CreateInspection:
    """A visit begins."""

    id: str
    premises_id: str
    venue_kind: str
    division: str
    on: date
    started_at: str
    lead_officer_id: str
    task_id: str | None = None
    second_officer_id: str | None = None
    assistants: Sequence[str] = ()
    conditions: Mapping[str, str] = field(default_factory=dict)
    standards: Sequence[Mapping[str, Any]] = ()
    position: Mapping[str, Any] | None = None
    statement: str | None = None
    outcome: str | None = None
    outcome_note: str | None = None
    measures: Sequence[Mapping[str, Any]] = ()
    supersedes_id: str | None = None


@dataclass(frozen=True)
class PatchInspection:
    """New values of some facts, while the visit is open; only names of `lifecycle.PATCHABLE`."""

    id: str
    changes: Mapping[str, Any]


@dataclass(frozen=True)
class SubmitInspection:
    """The lead officer signs: the seal as the phone computed it, and the last facts that belong to it."""

    id: str
    seal: Mapping[str, Any]
    changes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class AppendCheck:
    """A completed check. `op_sha256` is the digest of the operation that carries it."""

    id: str
    inspection_id: str
    target: str
    outcome: str
    officer_id: str
    division: str
    op_sha256: str
    premises_id: str | None = None
    instrument_id: str | None = None
    checklist_code: str | None = None
    checklist_edition: str | None = None
    answers: Sequence[Mapping[str, Any]] = ()
    identity_checks: Sequence[Mapping[str, Any]] = ()
    measurements: Sequence[Mapping[str, Any]] = ()
    note: str | None = None
    photos: Sequence[str] = ()
    replaces: str | None = None


@dataclass(frozen=True)
class Confirm:
    """The second officer stands by the sealed record."""

    id: str
    inspection_id: str
    officer_id: str
    method: str
    seal_sha256: str
    division: str
    proof: str | None = None


@dataclass(frozen=True)
class AppendSupplement:
    """Something added after signing."""

    id: str
    inspection_id: str
    kind: str
    text: str
    division: str
    photos: Sequence[str] = ()
    answers_comment: str | None = None


@dataclass(frozen=True)
class RecordDelivery:
    """How the party was given the result."""

    id: str
    inspection_id: str
    method: str
    division: str
    code: str | None = None


@dataclass(frozen=True)
class Comment:
    """What a reviewer says about one place of the record."""

    path: str
    text: str
