"""The wire forms of labels."""

from __future__ import annotations

import marshmallow as ma

from server.kernel.fields import Choice, Count, DivisionCode, EntityId, Flag, InstantField, QueryCount, Text
from server.kernel.paging import PageArguments, page_schema
from server.kernel.schema import Schema
from server.labels.commands import Bind
from server.labels.lifecycle import ENDINGS, LABEL_STATES, PROFILES

MAX_BATCH_SIZE = 2000
MAX_SHEET = 96


class LabelSchema(Schema):
    id = EntityId(required=True)
    code = Text(required=True)
    batch_id = EntityId(required=True)
    state = Choice(LABEL_STATES, required=True)
    instrument_id = EntityId(required=True, allow_none=True)
    bound_at = InstantField(required=True, allow_none=True)
    disputed = Flag(required=True)
    division = DivisionCode(required=True)


class BindingSchema(Schema):
    instrument_id = EntityId(required=True)
    bound_at = InstantField(required=True)
    bound_by = EntityId(required=True)
    ended_at = InstantField(required=True, allow_none=True)
    ended_by = EntityId(required=True, allow_none=True)
    ending = Choice(ENDINGS, required=True, allow_none=True)
    reason = Text(required=True, allow_none=True)


class LabelWithHistorySchema(LabelSchema):
    bindings = ma.fields.List(ma.fields.Nested(BindingSchema), required=True)


class LabelFilter(PageArguments):
    division = DivisionCode(load_default=None)
    state = Choice(LABEL_STATES, load_default=None)
    instrument_id = EntityId(load_default=None)
    batch_id = EntityId(load_default=None)


class BatchSchema(Schema):
    id = EntityId(required=True)
    key = Count(required=True)
    number = Count(required=True)
    profile = Choice(PROFILES, required=True)
    host = Text(required=True)
    division = DivisionCode(required=True)
    size = Count(required=True)
    is_demo = Flag(required=True)
    created_at = InstantField(required=True)


class NewBatchSchema(Schema):
    division = DivisionCode(required=True)
    count = Count(min=1, max=MAX_BATCH_SIZE, required=True)


class BindSchema(Schema):
    code = Text(min=1, max=64, required=True)
    instrument_id = EntityId(required=True)
    replaces = Flag(load_default=False)

    class Meta:
        into = Bind


class VoidSchema(Schema):
    reason = Text(min=1, max=300, required=True)


class DisputeSchema(Schema):
    disputed = Flag(required=True)
    reason = Text(min=1, max=300, required=True)


class SheetFilter(Schema):
    division = DivisionCode(load_default=None)
    premises_id = EntityId(load_default=None)
    limit = QueryCount(min=1, max=MAX_SHEET, load_default=24)
    lang = Choice(("zh", "en"), load_default="zh")


LabelPageSchema = page_schema(LabelSchema, "LabelPageSchema")
BatchPageSchema = page_schema(BatchSchema, "BatchPageSchema")
