"""The wire forms of review: the queue, the record, decisions, publication."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from server.inspections.inputs import Comment
from server.inspections.lifecycle import OUTCOMES, STATES
from server.kernel.fields import (
    Choice,
    Count,
    DateField,
    DivisionCode,
    EntityId,
    Flag,
    InstantField,
    Text,
    items,
)
from server.kernel.paging import PageArguments, page_schema
from server.kernel.schema import Schema
from server.review.models import DECISIONS
from server.review.queries import FLAGS, QueueFilter


class QueueArguments(PageArguments):
    state = Choice(STATES, load_default="submitted")
    division = DivisionCode(load_default=None)
    flag = Choice(FLAGS, load_default=None)

    @ma.post_load
    def _narrowed(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        narrowed = QueueFilter(data["state"], data["division"], data["flag"])
        return {"narrowed": narrowed, "cursor": data["cursor"], "limit": data["limit"]}


class QueueRowSchema(Schema):
    id = EntityId(required=True)
    version = Count(required=True)
    premises_id = EntityId(required=True)
    premises_name = Text(required=True)
    venue_kind = Text(required=True)
    division = DivisionCode(required=True)
    state = Choice(STATES, required=True)
    outcome = Choice(OUTCOMES, required=True, allow_none=True)
    on = DateField(required=True)
    submitted_at = InstantField(required=True, allow_none=True)
    lead_officer_name = Text(required=True)
    second_officer_name = Text(required=True, allow_none=True)
    second_confirmed_at = InstantField(required=True, allow_none=True)
    supersedes_id = EntityId(required=True, allow_none=True)
    missing_blobs = Count(required=True)
    comments = Count(required=True)
    checks = Count(required=True)
    exceeding = Count(required=True)
    nonconforming = Count(required=True)
    evaluators_differ = Flag(required=True)


QueuePage = page_schema(QueueRowSchema, "QueuePage")


class CountsSchema(Schema):
    open = Count(required=True)
    submitted = Count(required=True)
    returned = Count(required=True)
    approved = Count(required=True)
    superseded = Count(required=True)
    awaiting_confirmation = Count(required=True)
    awaiting_evidence = Count(required=True)
    conflicts = Count(required=True)


def _part() -> ma.fields.Dict:
    return ma.fields.Dict(keys=ma.fields.String(), required=True)


def _parts() -> ma.fields.List[Any]:
    return ma.fields.List(ma.fields.Dict(keys=ma.fields.String()), required=True)


class RecordSchema(Schema):
    """The whole record. `inspection` and each check are wire states; `obstacles` are slugs that bar approval.

    `unanswered_checklists` bar nothing: the reviewer asks why. `fairness` says how a station's nozzles lie
    together, and judges none.
    """

    id = EntityId(required=True)
    version = Count(required=True)
    inspection = _part()
    premises = _part()
    merchant = ma.fields.Dict(keys=ma.fields.String(), required=True, allow_none=True)
    officers = _parts()
    checks = _parts()
    unanswered_checklists = _parts()
    fairness = ma.fields.Dict(keys=ma.fields.String(), required=True, allow_none=True)
    photos = _parts()
    missing_blobs = Count(required=True)
    confirmations = _parts()
    supplements = _parts()
    deliveries = _parts()
    decisions = _parts()
    publication = ma.fields.Dict(keys=ma.fields.String(), required=True, allow_none=True)
    history = _parts()
    superseded_by = EntityId(required=True, allow_none=True)
    obstacles = ma.fields.List(ma.fields.String(), required=True)


class PathField(Text):
    """A JSON Pointer into the record, such as `/checks/<id>/measurements/0`; empty for the record as a whole."""

    def checked(self, value: str) -> str:
        if value and not value.startswith("/"):
            raise self.make_error("pattern")
        return super().checked(value)


class CommentSchema(Schema):
    path = PathField(max=200, required=True)
    text = Text(min=1, max=2000, required=True)

    class Meta:
        unknown = ma.RAISE
        into = Comment


class DecideSchema(Schema):
    decision = Choice(DECISIONS, required=True)
    version = Count(min=1, required=True)
    comments = items(ma.fields.Nested(CommentSchema), max=100, load_default=list)
    note = Text(max=2000, load_default=None, allow_none=True)
    accept_missing = Flag(load_default=False)


class PublishSchema(Schema):
    wording = Text(min=1, max=500, required=True)
    version = Count(min=1, required=True)


class DecidedSchema(Schema):
    """What a decision led to."""

    id = EntityId(required=True)
    inspection_id = EntityId(required=True)
    state = Choice(STATES, required=True)
    version = Count(required=True)


class PublishedSchema(Schema):
    id = EntityId(required=True)
    inspection_id = EntityId(required=True)
    instrument_ids = items(EntityId(), max=10_000, required=True)
    wording = Text(max=500, required=True)
    version = Count(required=True)
