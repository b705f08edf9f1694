"""The wire forms of answers, and of conflicts at the desk. Pushes and pulls are read by envelope.py."""

from __future__ import annotations

import marshmallow as ma

from server.kernel.fields import (
    Choice,
    Count,
    DivisionCode,
    EntityId,
    FreeObject,
    InstantField,
    QueryCount,
    Text,
    items,
)
from server.kernel.http import ProblemSchema
from server.kernel.paging import PageArguments, page_schema
from server.kernel.schema import Schema
from server.sync.envelope import MAX_BODY_BYTES, MAX_INTEGER
from server.sync.models import CHOICES, CONFLICT_STATES, HELD, OUTCOMES


class HelloArguments(Schema):
    device_id = EntityId(required=True)
    incarnation = QueryCount(min=1, max=MAX_INTEGER, load_default=1)


class LimitsSchema(Schema):
    ops = Count(required=True)
    op_bytes = Count(required=True)
    request_bytes = Count(required=True)
    lines = Count(required=True)


class HelloSchema(Schema):
    protocol = Count(required=True)
    schema_current = Count(required=True)
    schema_min_pull = Count(required=True)
    epoch = Count(required=True)
    server_time = ma.fields.String(required=True)
    limits = ma.fields.Nested(LimitsSchema, required=True)
    missing_blobs = ma.fields.List(ma.fields.String(), required=True)
    more = ma.fields.Boolean(required=True)
    safe_until = ma.fields.String(required=True, allow_none=True)


class ResultSchema(Schema):
    """What became of one operation. `first_outcome` comes with a duplicate."""

    seq = Count(required=True)
    op_id = EntityId(required=True)
    outcome = Choice(OUTCOMES, required=True)
    first_outcome = Choice(OUTCOMES)
    version = Count(required=True, allow_none=True)
    conflicts = items(EntityId(), required=True)
    problem = ma.fields.Nested(ProblemSchema)


class PushAnswerSchema(Schema):
    """`outcome` tells of the batch: only `accepted` looked at the operations."""

    outcome = Choice(("accepted", "gap", "fork", "reset"), required=True)
    epoch = Count(required=True)
    incarnation = Count(required=True)
    last_seq = Count(required=True)
    safe_seq = Count(required=True)
    server_time = ma.fields.String(required=True)
    results = ma.fields.List(ma.fields.Nested(ResultSchema), required=True)
    heads = ma.fields.Dict(keys=ma.fields.String(), values=Count(), required=True)


class ConflictSchema(Schema):
    """A conflict with both sides."""

    id = EntityId(required=True)
    entity = Text(required=True)
    entity_id = EntityId(required=True)
    group = ma.fields.List(ma.fields.String(), required=True)
    base = FreeObject(required=True)
    theirs = FreeObject(required=True)
    mine = FreeObject(required=True)
    theirs_by = Text(required=True)
    mine_by = EntityId(required=True)
    captured = FreeObject(required=True)
    state = Choice(CONFLICT_STATES, required=True)
    choice = Choice(CHOICES, required=True, allow_none=True)
    value = FreeObject(required=True, allow_none=True)
    reason = Text(max=500, required=True, allow_none=True)
    resolved_by = EntityId(required=True, allow_none=True)
    resolved_at = InstantField(required=True, allow_none=True)
    created_at = InstantField(required=True)
    division = DivisionCode(required=True, allow_none=True)


class ConflictRowSchema(ConflictSchema):
    """A conflict as a list shows it: what it is about, by name."""

    subject_name = Text(required=True)


class MergedFieldSchema(Schema):
    """A field of the same operation that met no other hand and went in by itself."""

    field = Text(required=True)
    before = ma.fields.Raw(required=True, allow_none=True)
    after = ma.fields.Raw(required=True, allow_none=True)


class ConflictDetailSchema(ConflictRowSchema):
    """A conflict with what is in force now, the names of the people, and what the same operation changed besides."""

    current = FreeObject(required=True, allow_none=True)
    version = Count(required=True)
    names = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String(), required=True)
    theirs_at = InstantField(required=True, allow_none=True)
    merged = ma.fields.List(ma.fields.Nested(MergedFieldSchema), required=True)


class ConflictListArguments(PageArguments):
    state = Choice(CONFLICT_STATES, load_default=None)
    division = DivisionCode(load_default=None)
    entity = Text(max=20, load_default=None)


class ResolutionSchema(Schema):
    choice = Choice(CHOICES, required=True)
    value = FreeObject(max_bytes=MAX_BODY_BYTES, load_default=None, allow_none=True)
    reason = Text(min=1, max=500, required=True)
    version = Count(max=MAX_INTEGER, load_default=None, allow_none=True)


class HeldSchema(Schema):
    """An operation that was refused or is held at the office, and why."""

    op_id = EntityId(required=True)
    device_id = EntityId(required=True)
    incarnation = Count(required=True)
    seq = Count(required=True)
    user_id = EntityId(required=True)
    division = DivisionCode(required=True)
    kind = Text(required=True, allow_none=True)
    entity = Text(required=True, allow_none=True)
    entity_id = EntityId(required=True, allow_none=True)
    outcome = Choice(HELD, required=True)
    problem = FreeObject(required=True, allow_none=True)
    received_at = InstantField(required=True)


class HeldDetailSchema(HeldSchema):
    """With the text the phone wrote. For others than the sender PIN proofs are masked, and then there is no digest."""

    sha256 = Text(required=True, allow_none=True)
    body = ma.fields.String(required=True)


class HeldListArguments(PageArguments):
    outcome = Choice(HELD, load_default=None)
    division = DivisionCode(load_default=None)


HeldPage = page_schema(HeldSchema, "HeldPage")
ConflictPage = page_schema(ConflictRowSchema, "ConflictPage")
