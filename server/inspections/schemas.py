"""The wire forms that phones send. Dates and instants are checked but kept as typed: the seal covers the text."""

from __future__ import annotations

import re
from typing import Any

import marshmallow as ma

from server.inspections import inputs
from server.inspections.lifecycle import OUTCOMES
from server.inspections.models import CHECK_OUTCOMES, DELIVERY_METHODS, METHODS, SUPPLEMENT_KINDS, TARGETS
from server.inspections.policy import INSTITUTION_TEST, NATURES
from server.kernel.fields import (
    Choice,
    DateField,
    DivisionCode,
    EntityId,
    ExactDecimal,
    Flag,
    FreeObject,
    InstantField,
    Sha256,
    Text,
    items,
)
from server.kernel.schema import Schema
from server.metrology.verdicts import MEANINGS
from server.registry.policy import DATUMS, PREMISES_KINDS
from server.standards.policy import FINDINGS

MEASURES = ("rectify", "stop_use", "advise_stop", "send_for_verification", "other")
ANSWERS = ("conforming", "nonconforming", "not_applicable")
MATCHES = ("match", "mismatch", "unseen")
SIGNATURE_ROLES = ("party", "lead", "second", "witness")
CHOICES = ("agrees", "objects", "refused", "absent", "unable")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}\Z", re.ASCII)


class DateText(DateField):
    """A calendar date, kept as its text."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        super()._deserialize(value, attr, data, **kwargs)
        return value


class InstantText(InstantField):
    """An instant, kept as its text."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        super()._deserialize(value, attr, data, **kwargs)
        return value


class NameField(Text):
    """The name of a condition: a plain identifier."""

    def checked(self, value: str) -> str:
        if not _NAME.match(value):
            raise self.make_error("pattern")
        return value


class StandardSchema(Schema):
    name = Text(max=100, required=True)
    serial_number = Text(max=60, required=True)
    certificate_number = Text(max=100, allow_none=True)
    valid_until = DateText(allow_none=True)
    standard_id = EntityId(allow_none=True)  # of a registered one; without it, borrowed and typed by hand


class PositionSchema(Schema):
    latitude = ExactDecimal(required=True)
    longitude = ExactDecimal(required=True)
    accuracy_m = ExactDecimal(allow_none=True)
    datum = Choice(DATUMS, required=True)


class MeasureSchema(Schema):
    kind = Choice(MEASURES, required=True)
    text = Text(max=1000, required=True)
    deadline_on = DateText(allow_none=True)


class FactsSchema(Schema):
    """Facts that may be set while a visit is open; all may be absent."""

    second_officer_id = EntityId(allow_none=True)
    assistants = items(Text(min=1, max=60), max=20)
    conditions = ma.fields.Dict(keys=NameField(), values=Text(max=60), validate=ma.validate.Length(max=20))
    standards = items(ma.fields.Nested(StandardSchema), max=30)
    position = ma.fields.Nested(PositionSchema, allow_none=True)
    statement = Text(max=4000, allow_none=True)
    outcome = Choice(OUTCOMES, allow_none=True)
    outcome_note = Text(max=2000, allow_none=True)
    measures = items(ma.fields.Nested(MeasureSchema), max=1000)


class CreateInspectionSchema(FactsSchema):
    """A wire state with which a visit begins. What can only be known afterwards must be empty."""

    premises_id = EntityId(required=True)
    task_id = EntityId(allow_none=True)
    venue_kind = Choice(PREMISES_KINDS, required=True)
    division = DivisionCode(required=True)
    on = DateField(required=True)
    started_at = InstantText(required=True)
    lead_officer_id = EntityId(required=True)
    supersedes_id = EntityId(allow_none=True)
    state = Choice(("open",))
    submitted_at = ma.fields.Raw(allow_none=True, validate=ma.validate.OneOf([None]))
    seal = ma.fields.Raw(allow_none=True, validate=ma.validate.OneOf([None]))
    second_confirmed_at = ma.fields.Raw(allow_none=True, validate=ma.validate.OneOf([None]))
    review_comments = items(ma.fields.Raw(), max=0)
    published_at = ma.fields.Raw(allow_none=True, validate=ma.validate.OneOf([None]))

    @ma.post_load
    def _begin(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        names = inputs.CreateInspection.__dataclass_fields__
        return {name: value for name, value in data.items() if name in names}


class SignatureSchema(Schema):
    role = Choice(SIGNATURE_ROLES, required=True)
    name = Text(max=60, required=True)
    capacity = Text(max=60, allow_none=True)
    choice = Choice(CHOICES, allow_none=True)
    reason = Text(max=500, allow_none=True)
    blob_sha256 = Sha256(allow_none=True)
    recorder_number = Text(max=60, allow_none=True)


class SealedCheckSchema(Schema):
    id = EntityId(required=True)
    sha256 = Sha256(required=True)


class SealSchema(Schema):
    sha256 = Sha256(required=True)
    checks = items(ma.fields.Nested(SealedCheckSchema), max=5000, required=True)
    blobs = items(Sha256(), max=5000, required=True)
    signatures = items(ma.fields.Nested(SignatureSchema), max=20)


class SubmitSchema(FactsSchema):
    """The state a submit carries: the seal, its signatures (inside or beside it), and the last facts."""

    seal = ma.fields.Nested(SealSchema, required=True)
    signatures = items(ma.fields.Nested(SignatureSchema), max=20)

    @ma.post_load
    def _one_place(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        seal, beside = data.pop("seal"), data.pop("signatures", None)
        inside = seal.get("signatures", beside)
        if inside is None or (beside is not None and beside != inside):
            raise ma.ValidationError("signatures are missing, or differ inside and beside the seal", "signatures")
        return {"seal": {**seal, "signatures": inside}, "changes": data}


class AnswerSchema(Schema):
    item = Text(min=1, max=40, required=True)
    answer = Choice(ANSWERS, required=True)
    note = Text(max=2000, allow_none=True)
    photos = items(Sha256(), max=30)
    phrase = Text(max=200, allow_none=True)


class IdentityCheckSchema(Schema):
    field = Text(min=1, max=40, required=True)
    expected = Text(max=200, required=True, allow_none=True)
    answer = Choice(MATCHES, required=True)
    seen = Text(max=200, allow_none=True)
    bulk = Flag()  # answered together with others in one act


class PhoneEvaluationSchema(Schema):
    verdict = Choice(tuple(MEANINGS), required=True, allow_none=True)
    values = FreeObject(max_bytes=4000, required=True)
    edition = Text(max=100, required=True, allow_none=True)
    basis = Text(max=1000, required=True, allow_none=True)
    problem = FreeObject(max_bytes=2000, allow_none=True)
    standard = Choice(FINDINGS, allow_none=True)
    reference = Flag(allow_none=True)  # by a superseded edition: shown, and judges nothing (ADR 0017)


class NamedText(Text):
    """Text that says something: white space alone names nobody."""

    def checked(self, value: str) -> str:
        if not value.strip():
            raise ma.ValidationError("must not be blank")
        return super().checked(value)


class TesterSchema(Schema):
    """Who made a technical institution's test, and the certificate or report that holds it."""

    institution = NamedText(max=200, required=True)
    person = NamedText(max=60, required=True)
    certificate_number = NamedText(max=100, required=True)


class MeasurementSchema(Schema):
    rule = Text(min=1, max=60, required=True)  # unknown here is judged as a problem, never refused
    inputs = FreeObject(max_bytes=10_000, required=True)
    nature = Choice(NATURES, required=True)
    tester = ma.fields.Nested(TesterSchema)
    screening = Flag(required=True)
    phone = ma.fields.Nested(PhoneEvaluationSchema, required=True)

    @ma.validates_schema
    def _tested_by(self, data: dict[str, Any], **kwargs: Any) -> None:
        if data["nature"] == INSTITUTION_TEST and "tester" not in data:
            raise ma.ValidationError("is required for a test by an institution", "tester")
        if data["nature"] != INSTITUTION_TEST and "tester" in data:
            raise ma.ValidationError("belongs to a test by an institution", "tester")


class CheckSchema(Schema):
    inspection_id = EntityId(required=True)
    target = Choice(TARGETS, required=True)
    premises_id = EntityId(allow_none=True)
    instrument_id = EntityId(allow_none=True)
    checklist_code = Text(max=40, allow_none=True)
    checklist_edition = Text(max=40, allow_none=True)
    answers = items(ma.fields.Nested(AnswerSchema), max=200)
    identity_checks = items(ma.fields.Nested(IdentityCheckSchema), max=50)
    measurements = items(ma.fields.Nested(MeasurementSchema), max=50)
    outcome = Choice(CHECK_OUTCOMES, required=True)
    note = Text(max=4000, allow_none=True)
    photos = items(Sha256(), max=30)
    replaces = EntityId(allow_none=True)
    officer_id = EntityId(required=True)
    division = DivisionCode(required=True)


class ConfirmationSchema(Schema):
    inspection_id = EntityId(required=True)
    officer_id = EntityId(required=True)
    method = Choice(METHODS, required=True)
    proof = Sha256(allow_none=True)
    seal_sha256 = Sha256(required=True)
    division = DivisionCode(required=True)


class SupplementSchema(Schema):
    inspection_id = EntityId(required=True)
    kind = Choice(SUPPLEMENT_KINDS, required=True)
    text = Text(min=1, max=4000, required=True)
    photos = items(Sha256(), max=30)
    answers_comment = Text(max=200, allow_none=True)
    division = DivisionCode(required=True)


class DeliverySchema(Schema):
    inspection_id = EntityId(required=True)
    method = Choice(DELIVERY_METHODS, required=True)
    code = Text(max=64, allow_none=True)
    division = DivisionCode(required=True)
