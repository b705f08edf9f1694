"""The wire forms of reference data."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from server.kernel.fields import (
    Choice,
    Count,
    DateField,
    EntityId,
    Flag,
    FreeObject,
    InstantField,
    QueryCount,
    Text,
    items,
)
from server.kernel.paging import PageArguments, page_schema
from server.kernel.schema import Schema
from server.rulebooks import clocks
from server.rulebooks.checklist import ASKS, CONFIDENCES, FAILURES, MAX_ITEMS, SUBJECTS, TARGETS, VENUE_KINDS
from server.rulebooks.commands import WriteDraft
from server.rulebooks.drafting import MAX_BYTES, MAX_CASES, MAX_NAME
from server.rulebooks.lifecycle import DRAFT_STATES


class NoticeSchema(Schema):
    """A year's notice of holidays and make-up working days."""

    year = Count(required=True)
    document = Text(required=True)
    document_en = Text(required=True)
    confidence = Choice(CONFIDENCES, required=True)


class ClockSchema(Schema):
    """A period of the procedure. `count` is null where it is given by whoever asks, or set by two editions."""

    code = Text(required=True)
    title = Text(required=True)
    title_en = Text(required=True)
    start = Text(required=True)
    start_en = Text(required=True)
    count = Count(required=True, allow_none=True)
    unit = Choice((*clocks.UNITS, clocks.GIVEN, clocks.MEDIATION), required=True)
    clause = Text(required=True)
    clause_en = Text(required=True)
    confidence = Choice(CONFIDENCES, required=True)
    valid_to = Text(required=True, allow_none=True)
    note = Text(required=True)
    note_en = Text(required=True)


class ClocksSchema(Schema):
    items = ma.fields.List(ma.fields.Nested(ClockSchema), required=True)
    notices = ma.fields.List(ma.fields.Nested(NoticeSchema), required=True)


class EndFilter(Schema):
    clock = Choice(tuple(clocks.clocks()), required=True)
    start = DateField(required=True)
    count = QueryCount(min=1, max=clocks.LONGEST, load_default=None)
    unit = Choice(clocks.UNITS, load_default=None)


class FindingSchema(Schema):
    """What is not known about an end, and so is not computed or not certain."""

    code = Text(required=True)
    title = Text(required=True)
    title_en = Text(required=True)


class StepSchema(Schema):
    name = Text(required=True)
    title = Text(required=True)
    title_en = Text(required=True)
    formula = Text(required=True)
    value = Text(required=True)
    unit = Text(required=True)


class EndSchema(Schema):
    """Where a period ends by one edition; without a due day the findings say why."""

    title = Text(required=True)
    title_en = Text(required=True)
    count = Count(required=True)
    unit = Choice(clocks.UNITS, required=True)
    due = Text(required=True, allow_none=True)
    applies = Flag(required=True)
    is_worked = Flag(required=True, allow_none=True)
    findings = ma.fields.List(ma.fields.Nested(FindingSchema), required=True)
    clause = Text(required=True)
    clause_en = Text(required=True)
    confidence = Choice(CONFIDENCES, required=True)
    trace = ma.fields.List(ma.fields.Nested(StepSchema), required=True)
    notices = ma.fields.List(ma.fields.Nested(NoticeSchema), required=True)


class EndsSchema(Schema):
    items = ma.fields.List(ma.fields.Nested(EndSchema), required=True)


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


class ExpectedProblemSchema(Schema):
    slug = Text(min=1, max=60, required=True)
    pointer = Text(max=200, required=True)


class CaseSchema(Schema):
    """A worked case, in the form of the vectors that the evaluators are tested with."""

    id = Text(min=1, max=60)
    rule = Text(min=1, max=60, required=True)
    on = Text(max=30, allow_none=True)
    inputs = FreeObject(required=True)
    expected_verdict = Text(min=1, max=30)
    expected_values = FreeObject()
    expected_problem = ma.fields.Nested(ExpectedProblemSchema)
    expected_edition = Text(min=1, max=MAX_NAME)
    expected_basis = Text(min=1, max=1000)
    source = Text(max=1000)
    note = Text(max=1000)

    @ma.validates_schema
    def expects(self, data: dict[str, Any], **kwargs: Any) -> None:
        """A case that expects nothing, or a verdict and a refusal at once, can prove nothing."""
        if ("expected_verdict" in data) == ("expected_problem" in data):
            raise ma.ValidationError("expects either a verdict or a problem", "expected_verdict")


class WriteDraftSchema(Schema):
    content = FreeObject(required=True, max_bytes=MAX_BYTES)
    cases = items(ma.fields.Nested(CaseSchema), max=MAX_CASES, required=True)

    class Meta:
        into = WriteDraft


class DraftFilter(PageArguments):
    state = Choice(DRAFT_STATES, load_default=None)


class DraftLineSchema(Schema):
    id = EntityId(required=True)
    state = Choice(DRAFT_STATES, required=True)
    version = Count(required=True)
    edition = Text(required=True)
    valid_from = Text(required=True)
    author_name = Text(required=True)
    created_at = InstantField(required=True)
    updated_at = InstantField(required=True)


class DraftSchema(DraftLineSchema):
    content = FreeObject(required=True)
    cases = ma.fields.List(FreeObject(), required=True)


DraftPage = page_schema(DraftLineSchema, "RulebookDraftPage")


class CaseOutcomeSchema(Schema):
    place = Count(required=True)
    case = FreeObject(required=True)
    came = FreeObject(required=True)
    differs = ma.fields.List(ma.fields.String(), required=True)
    concerns = Flag(required=True)


class ObstacleSchema(Schema):
    pointer = ma.fields.String(required=True)
    code = ma.fields.String(required=True)
    message = ma.fields.String(required=True)


class DraftReportSchema(Schema):
    outcomes = ma.fields.List(ma.fields.Nested(CaseOutcomeSchema), required=True)
    obstacles = ma.fields.List(ma.fields.Nested(ObstacleSchema), required=True)


class RulebookSchema(Schema):
    id = EntityId(required=True)
    rule = Text(required=True)
    edition = Text(required=True)
    valid_from = DateField(required=True)
    valid_to = DateField(required=True, allow_none=True)
    content = FreeObject(required=True, attribute="as_valid")


class RulebooksSchema(Schema):
    items = ma.fields.List(ma.fields.Nested(RulebookSchema), required=True)
