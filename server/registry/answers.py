"""The wire forms this room answers with: the stated fields, the version to send back in If-Match, what is derived."""

from __future__ import annotations

import marshmallow as ma

from server.kernel.fields import (
    Choice,
    Count,
    DateField,
    DivisionCode,
    EntityId,
    Flag,
    FreeObject,
    InstantField,
    QueryCount,
    Sha256,
    Text,
    items,
)
from server.kernel.paging import PageArguments, page_schema
from server.kernel.schema import Schema
from server.registry import grading, lifecycle, mandatory, policy
from server.registry.schemas import (
    CodeSchema,
    InstrumentFields,
    MerchantFields,
    PositionSchema,
    PremisesFields,
    SealSchema,
    VerificationFields,
)


class RecordWarningSchema(Schema):
    """Something a person should look at; the record was kept as it is."""

    pointer = Text(required=True)
    code = Text(required=True)
    message = Text(required=True)
    message_en = Text(required=True)


class Stored(Schema):
    """What every stored thing carries."""

    id = EntityId(required=True)
    version = Count(required=True)
    created_at = InstantField(required=True)
    updated_at = InstantField(required=True)
    division = DivisionCode(required=True)
    origin = Choice(lifecycle.ORIGINS, required=True)


class NamedThingSchema(Schema):
    """Another thing, as far as a list shows it."""

    id = EntityId(required=True)
    name = Text(required=True)


class PlaceOfThingSchema(NamedThingSchema):
    kind = Text(required=True)
    position_no = Text(required=True, allow_none=True)


class MerchantAnswer(Stored):
    name = Text(required=True)
    credit_code = Text(required=True, allow_none=True)
    no_code_reason = Text(required=True, allow_none=True)
    credit_code_doubtful = Flag(required=True)
    contact_name = Text(required=True)
    contact_phone = Text(required=True)
    address = Text(required=True)
    state = Choice(lifecycle.MERCHANT_STATES, required=True)
    warnings = items(ma.fields.Nested(RecordWarningSchema), required=True)


class PremisesAnswer(Stored):
    parent_id = EntityId(required=True, allow_none=True)
    root_id = EntityId(required=True)
    kind = Choice(policy.PREMISES_KINDS, required=True)
    name = Text(required=True)
    position_no = Text(required=True, allow_none=True)
    walking_order = Count(required=True)
    merchant_id = EntityId(required=True, allow_none=True)
    address = Text(required=True)
    position = ma.fields.Nested(PositionSchema, required=True, allow_none=True)
    state = Choice(lifecycle.PREMISES_STATES, required=True)
    parent = ma.fields.Nested(PlaceOfThingSchema, required=True, allow_none=True)
    merchant = ma.fields.Nested(NamedThingSchema, required=True, allow_none=True)


class InstrumentAnswer(Stored):
    kind = Choice(policy.INSTRUMENT_KINDS, required=True)
    name = Text(required=True)
    model = Text(required=True)
    measuring_range = Text(required=True)
    accuracy_class = Text(required=True)
    serial_number = Text(required=True)
    manufacturer = Text(required=True)
    origin_place = Text(required=True)
    premises_id = EntityId(required=True)
    installed_at = Text(required=True)
    purpose = Choice(policy.PURPOSES, required=True)
    parameters = FreeObject(required=True)
    owner_merchant_id = EntityId(required=True, allow_none=True)
    user_merchant_id = EntityId(required=True, allow_none=True)
    mandatory = Flag(required=True)
    codes = items(ma.fields.Nested(CodeSchema), required=True)
    seals = items(ma.fields.Nested(SealSchema), required=True)
    certificate_number = Text(required=True, allow_none=True)
    verified_on = DateField(required=True, allow_none=True)
    valid_until = DateField(required=True, allow_none=True)
    institution = Text(required=True, allow_none=True)
    verification_result = Text(required=True, allow_none=True)
    state = Choice(lifecycle.INSTRUMENT_STATES, required=True)
    validity = Choice(policy.VALIDITIES, required=True)
    premises = ma.fields.Nested(PlaceOfThingSchema, required=True, allow_none=True)
    owner_merchant = ma.fields.Nested(NamedThingSchema, required=True, allow_none=True)
    user_merchant = ma.fields.Nested(NamedThingSchema, required=True, allow_none=True)


class InstrumentOfThingSchema(NamedThingSchema):
    model = Text(required=True)
    serial_number = Text(required=True)


class VerificationAnswer(Stored):
    instrument_id = EntityId(required=True)
    instrument = ma.fields.Nested(InstrumentOfThingSchema, required=True, allow_none=True)
    certificate_number = Text(required=True)
    verified_on = DateField(required=True)
    valid_until = DateField(required=True, allow_none=True)
    institution = Text(required=True)
    result = Choice(policy.RESULTS, required=True)
    state = Choice(lifecycle.VERIFICATION_STATES, required=True)
    photo_sha256 = Sha256(required=True, allow_none=True)
    reported_by = EntityId(required=True)
    decided_by = EntityId(required=True, allow_none=True)
    decided_at = InstantField(required=True, allow_none=True)


class MandatoryStatusSchema(Schema):
    """Whether the instrument must be verified compulsorily: the rule's answer today with its reason and clause.

    `follows_rule` is false where an officer's answer, which `mandatory` of the instrument holds, differs from it.
    """

    mandatory = Choice(mandatory.ANSWERS, required=True)
    reason = Text(required=True)
    reason_title = Text(required=True)
    reason_title_en = Text(required=True)
    management = Text(required=True, allow_none=True)
    management_title = Text(required=True, allow_none=True)
    management_title_en = Text(required=True, allow_none=True)
    form_title = Text(required=True, allow_none=True)
    form_title_en = Text(required=True, allow_none=True)
    months = Count(required=True, allow_none=True)
    row = Text(required=True, allow_none=True)
    row_en = Text(required=True, allow_none=True)
    clause = Text(required=True, allow_none=True)
    clause_en = Text(required=True, allow_none=True)
    edition = Text(required=True, allow_none=True)
    confidence = Text(required=True, allow_none=True)
    confidence_title = Text(required=True, allow_none=True)
    confidence_title_en = Text(required=True, allow_none=True)
    follows_rule = Flag(required=True)


class PremisesDetail(PremisesAnswer):
    children = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Integer(), required=True)
    instruments = ma.fields.List(ma.fields.Nested(InstrumentAnswer), required=True)


class InstrumentDetail(InstrumentAnswer):
    verifications = ma.fields.List(ma.fields.Nested(VerificationAnswer), required=True)
    mandatory_status = ma.fields.Nested(MandatoryStatusSchema, required=True)
    label = FreeObject(required=True, allow_none=True)


class CriterionSchema(Schema):
    """One figure of a venue that graded supervision asks about, with its source."""

    code = Text(required=True)
    title = Text(required=True)
    title_en = Text(required=True)
    count = Count(required=True)
    source = Text(required=True)
    source_en = Text(required=True)
    confidence = Text(required=True)


class GradingSourceSchema(Schema):
    source = Text(required=True)
    source_en = Text(required=True)
    confidence = Text(required=True)


class GradeSchema(Schema):
    """A class that an officer set, and why."""

    id = EntityId(required=True)
    grade = Choice(grading.CLASSES, required=True)
    reason = Text(required=True)
    set_by = EntityId(required=True)
    set_by_name = Text(required=True)
    created_at = InstantField(required=True)


class NewGradeSchema(Schema):
    grade = Choice(grading.CLASSES, required=True)
    reason = Text(min=1, max=500, required=True)


class SupervisionSchema(Schema):
    """What graded supervision knows of a venue: figures for the officer, the classes set, the newest first."""

    criteria = ma.fields.List(ma.fields.Nested(CriterionSchema), required=True)
    classes = ma.fields.Nested(GradingSourceSchema, required=True)
    frequency = ma.fields.Nested(GradingSourceSchema, required=True)
    grades = ma.fields.List(ma.fields.Nested(GradeSchema), required=True)


class DuplicateItem(NamedThingSchema):
    division = DivisionCode(required=True)
    note = Text(required=True)


class DuplicateGroup(Schema):
    """Things that may be one: why, what they share, and which they are."""

    entity = Choice(("merchant", "premises", "instrument"), required=True)
    reason = Choice(("same_serial_number", "same_credit_code", "same_name_and_address"), required=True)
    items = ma.fields.List(ma.fields.Nested(DuplicateItem), required=True)


class DuplicatesAnswer(Schema):
    groups = ma.fields.List(ma.fields.Nested(DuplicateGroup), required=True)
    more = Flag(required=True)


MerchantPage = page_schema(MerchantAnswer, "MerchantPage")
PremisesPage = page_schema(PremisesAnswer, "PremisesPage")
InstrumentPage = page_schema(InstrumentAnswer, "InstrumentPage")
VerificationPage = page_schema(VerificationAnswer, "VerificationPage")


class MerchantCreate(MerchantFields):
    id = EntityId(required=True)


class PremisesCreate(PremisesFields):
    id = EntityId(required=True)


class InstrumentCreate(InstrumentFields):
    id = EntityId(required=True)


class VerificationCreate(VerificationFields):
    id = EntityId(required=True)


class LifecycleStepSchema(Schema):
    """An action of the lifecycle; the table stands in lifecycle.py."""

    action = Choice(tuple(sorted({action for _, action in lifecycle.TRANSITIONS})), required=True)
    note = Text(max=500, load_default="")


class VerificationDecisionSchema(Schema):
    accept = Flag(required=True)


class _Listed(PageArguments):
    """The arguments of every list."""

    q = Text(min=1, max=100, load_default=None)
    division = DivisionCode(load_default=None)


class MerchantArguments(_Listed):
    state = Choice(lifecycle.MERCHANT_STATES, load_default=None)
    doubtful = QueryCount(min=0, max=1, load_default=0)


class PremisesArguments(_Listed):
    state = Choice(lifecycle.PREMISES_STATES, load_default=None)
    kind = Choice(policy.PREMISES_KINDS, load_default=None)
    parent_id = EntityId(load_default=None)
    merchant_id = EntityId(load_default=None)
    roots = QueryCount(min=0, max=1, load_default=0)


class InstrumentArguments(_Listed):
    state = Choice(lifecycle.INSTRUMENT_STATES, load_default=None)
    kind = Choice(policy.INSTRUMENT_KINDS, load_default=None)
    premises_id = EntityId(load_default=None)
    merchant_id = EntityId(load_default=None)
    validity = Choice(policy.VALIDITIES, load_default=None)


