"""The wire forms of reference data."""

from __future__ import annotations

import marshmallow as ma

from server.kernel.fields import Choice, DateField, EntityId, FreeObject, Text, items
from server.kernel.schema import Schema
from server.rulebooks.checklist import ASKS, CONFIDENCES, FAILURES, MAX_ITEMS, SUBJECTS, TARGETS, VENUE_KINDS


class ItemSchema(Schema):
    code = Text(min=3, max=6, required=True)
    text = Text(min=1, max=500, required=True)
    text_en = Text(min=1, max=500, required=True)
    clause = Text(min=1, max=500, required=True)
    clause_en = Text(min=1, max=500, required=True)
    guidance = Text(min=1, max=500, required=True, allow_none=True)
    guidance_en = Text(min=1, max=500, required=True, allow_none=True)
    on_failure = Choice(FAILURES, required=True)
    penalty_code = Text(min=1, max=10, required=True, allow_none=True)
    asks = items(Choice(ASKS), max=len(ASKS), required=True)
    confidence = Choice(CONFIDENCES, required=True)


class NewChecklistSchema(Schema):
    code = Text(min=3, max=40, required=True)
    edition = Text(min=1, max=30, required=True)
    title = Text(min=1, max=500, required=True)
    title_en = Text(min=1, max=500, required=True)
    venue_kind = Choice(SUBJECTS, required=True)
    target = Choice(TARGETS, required=True)
    valid_from = DateField(required=True)
    valid_to = DateField(required=True, allow_none=True)
    basis = Text(min=1, max=500, required=True)
    basis_en = Text(min=1, max=500, required=True)
    items = items(ma.fields.Nested(ItemSchema), max=MAX_ITEMS, required=True)


class ChecklistSchema(NewChecklistSchema):
    id = EntityId(required=True)


class ChecklistsSchema(Schema):
    items = ma.fields.List(ma.fields.Nested(ChecklistSchema), required=True)


class ChecklistFilter(Schema):
    code = Text(min=1, max=40, load_default=None)
    on = DateField(load_default=None)


class PhraseSchema(Schema):
    id = EntityId(required=True)
    venue_kind = Choice(VENUE_KINDS, required=True)
    text = Text(required=True)
    text_en = Text(required=True)


class PhrasesSchema(Schema):
    items = ma.fields.List(ma.fields.Nested(PhraseSchema), required=True)


class PhraseFilter(Schema):
    venue_kind = Choice(VENUE_KINDS, load_default=None)


class PenaltySchema(Schema):
    code = Text(required=True)
    act = Text(required=True)
    act_en = Text(required=True)
    basis = Text(required=True)
    basis_en = Text(required=True)
    consequence = Text(required=True)
    consequence_en = Text(required=True)
    maximum_fine_yuan = Text(required=True, allow_none=True)
    confidence = Choice(CONFIDENCES, required=True)
    guards = ma.fields.List(Text(), required=True)


class GuardSchema(Schema):
    """What must be looked at before a penalty follows; penalties name it by its code."""

    code = Text(required=True)
    text = Text(required=True)
    text_en = Text(required=True)
    basis = Text(required=True)
    basis_en = Text(required=True)
    confidence = Choice(CONFIDENCES, required=True)


class PenaltiesSchema(Schema):
    edition = Text(required=True)
    valid_from = DateField(required=True)
    valid_to = DateField(required=True, allow_none=True)
    note = Text(required=True)
    note_en = Text(required=True)
    guards = ma.fields.List(ma.fields.Nested(GuardSchema), required=True)
    items = ma.fields.List(ma.fields.Nested(PenaltySchema), required=True)


class RulebookSchema(Schema):
    id = EntityId(required=True)
    rule = Text(required=True)
    edition = Text(required=True)
    content = FreeObject(required=True)


class RulebooksSchema(Schema):
    items = ma.fields.List(ma.fields.Nested(RulebookSchema), required=True)
