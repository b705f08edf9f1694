"""The wire contract of this room: what may be stated about a standard, and what is answered."""

from __future__ import annotations

import marshmallow as ma

from server.kernel.fields import Choice, Count, DateField, DivisionCode, EntityId, ExactDecimal, InstantField, Text
from server.kernel.paging import PageArguments, page_schema
from server.kernel.schema import Schema
from server.standards import lifecycle, policy

_UNITS = (*policy.ALL_UNITS, policy.PERCENT)


class StandardFields(Schema):
    """What a person states about a standard, as its certificate has it."""

    kind = Choice(policy.KINDS, required=True)
    name = Text(min=1, max=100, required=True)
    serial_number = Text(min=1, max=60, required=True)
    accuracy_class = Text(max=40, load_default="")
    nominal_minimum = ExactDecimal(load_default=None, allow_none=True)
    nominal_maximum = ExactDecimal(load_default=None, allow_none=True)
    nominal_unit = Choice(_UNITS, load_default=None, allow_none=True)
    certificate_number = Text(min=1, max=100, required=True)
    institution = Text(max=200, load_default="")
    verified_on = DateField(required=True)
    valid_until = DateField(required=True)
    accuracy_kind = Choice(policy.ACCURACY_KINDS, load_default=None, allow_none=True)
    accuracy_value = ExactDecimal(load_default=None, allow_none=True)
    accuracy_unit = Choice(_UNITS, load_default=None, allow_none=True)
    keeper = Text(max=60, load_default="")
    division = DivisionCode(required=True)


class StandardCreate(StandardFields):
    id = EntityId(required=True)


class StandardStepSchema(Schema):
    """A step of the lifecycle and why."""

    action = Choice(lifecycle.ACTIONS, required=True)
    reason = Text(max=500, load_default="")


class StandardArguments(PageArguments):
    division = DivisionCode(load_default=None)
    kind = Choice(policy.KINDS, load_default=None)
    state = Choice(lifecycle.STATES, load_default=None)


class StandardAnswer(Schema):
    """A standard with its version and how its certificate stands today."""

    id = EntityId(required=True)
    version = Count(required=True)
    created_at = InstantField(required=True)
    updated_at = InstantField(required=True)
    kind = Choice(policy.KINDS, required=True)
    name = Text(required=True)
    serial_number = Text(required=True)
    accuracy_class = Text(required=True)
    nominal_minimum = ExactDecimal(required=True, allow_none=True)
    nominal_maximum = ExactDecimal(required=True, allow_none=True)
    nominal_unit = Text(required=True, allow_none=True)
    certificate_number = Text(required=True)
    institution = Text(required=True)
    verified_on = DateField(required=True)
    valid_until = DateField(required=True)
    accuracy_kind = Text(required=True, allow_none=True)
    accuracy_value = ExactDecimal(required=True, allow_none=True)
    accuracy_unit = Text(required=True, allow_none=True)
    keeper = Text(required=True)
    division = DivisionCode(required=True)
    state = Choice(lifecycle.STATES, required=True)
    retired_on = DateField(required=True, allow_none=True)
    due = Choice(policy.DUES, required=True)
    days_left = ma.fields.Integer(required=True)


StandardPage = page_schema(StandardAnswer, "StandardPage")
