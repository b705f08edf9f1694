"""The wire contract of this room: what may be sent, and beside it what may be patched and merges as one."""

from __future__ import annotations

import re
from typing import Any

import marshmallow as ma

from server.kernel.fields import (
    Choice,
    Count,
    DateField,
    DivisionCode,
    EntityId,
    ExactDecimal,
    Flag,
    Sha256,
    Text,
    items,
)
from server.kernel.schema import Schema
from server.registry import lifecycle, policy

# One field left out of a group merges alone. Groups are what a person reads as one statement.
MERGE_GROUPS: dict[str, tuple[tuple[str, ...], ...]] = {
    "merchant": (("credit_code", "no_code_reason", "credit_code_doubtful"), ("contact_name", "contact_phone"),
                 ("address", "division")),
    "premises": (("parent_id", "division", "position_no"), ("address", "position")),
    "instrument": (("kind", "model", "measuring_range", "accuracy_class", "parameters"),
                   ("serial_number", "manufacturer"), ("premises_id", "installed_at"), ("purpose", "mandatory"),
                   ("owner_merchant_id", "user_merchant_id"),
                   ("certificate_number", "verified_on", "valid_until", "institution", "verification_result")),
    "verification": (),
}
PATCHABLE: dict[str, frozenset[str]] = {
    "merchant": frozenset({"name", "credit_code", "no_code_reason", "contact_name", "contact_phone", "address",
                           "division"}),
    "premises": frozenset({"parent_id", "kind", "name", "position_no", "walking_order", "merchant_id", "division",
                           "address", "position"}),
    "instrument": frozenset({"kind", "name", "model", "measuring_range", "accuracy_class", "serial_number",
                             "manufacturer", "origin_place", "premises_id", "installed_at", "purpose", "parameters",
                             "owner_merchant_id", "user_merchant_id", "mandatory", "codes", "seals"}),
    "verification": frozenset(),
}

_DECIMAL_PARAMETERS = frozenset({"maximum_capacity", "minimum_capacity", "verification_scale_interval",
                                 "actual_scale_interval"})
_PARAMETER_NAME = re.compile(r"[a-z][A-Za-z0-9_]{0,39}\Z")


class Parameters(ma.fields.Field[dict[str, str]]):
    """At most twenty named parameters; capacities and intervals are decimals as typed, the rest short text."""

    default_error_messages = {"invalid": "must be an object of at most 20 named texts", "name": "is not a name"}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, str]:
        if not isinstance(value, dict) or len(value) > 20:
            raise self.make_error("invalid")
        errors: dict[str, Any] = {}
        for name, one in value.items():
            if not _PARAMETER_NAME.match(name):
                errors[name[:60]] = ["is not the name of a parameter"]
                continue
            field = ExactDecimal() if name in _DECIMAL_PARAMETERS else Text(max=60)
            try:
                field.deserialize(one)
            except ma.ValidationError as error:
                errors[name] = error.messages
        if errors:
            raise ma.ValidationError(errors)
        return value


class PositionSchema(Schema):
    """Where something is; decimal strings, with the datum of the coordinates."""

    latitude = ExactDecimal(required=True)
    longitude = ExactDecimal(required=True)
    accuracy_m = ExactDecimal(load_default=None, allow_none=True)
    datum = Choice(policy.DATUMS, required=True)

    @ma.validates_schema
    def _on_earth(self, data: dict[str, Any], **kwargs: Any) -> None:
        for name, limit in (("latitude", 90), ("longitude", 180)):
            if len(data.get(name, "0").lstrip("-").partition(".")[0]) > 3 or not _within(data.get(name, "0"), limit):
                raise ma.ValidationError("is not on the earth", name)


def _within(text: str, limit: int) -> bool:
    whole, _, rest = text.lstrip("-").partition(".")
    return int(whole) < limit or (int(whole) == limit and not rest.strip("0"))


class CodeSchema(Schema):
    """A code of another scheme on the instrument (三码)."""

    scheme = Choice(policy.CODE_SCHEMES, required=True)
    value = Text(min=1, max=200, required=True)


class SealSchema(Schema):
    """A seal and where it sits (一封)."""

    place = Text(max=60, required=True)
    number = Text(min=1, max=60, required=True)


class MerchantFields(Schema):
    """What a person states about a merchant."""

    name = Text(min=1, max=200, required=True)
    credit_code = Text(max=40, load_default=None, allow_none=True)
    no_code_reason = Text(max=200, load_default=None, allow_none=True)
    contact_name = Text(max=60, load_default="")
    contact_phone = Text(max=40, load_default="")
    address = Text(max=300, load_default="")
    division = DivisionCode(required=True)


class PremisesFields(Schema):
    """What a person states about premises."""

    parent_id = EntityId(load_default=None, allow_none=True)
    kind = Choice(policy.PREMISES_KINDS, required=True)
    name = Text(min=1, max=200, required=True)
    position_no = Text(max=40, load_default=None, allow_none=True)
    walking_order = Count(max=1_000_000, load_default=0)
    merchant_id = EntityId(load_default=None, allow_none=True)
    division = DivisionCode(load_default=None, allow_none=True)
    address = Text(max=300, load_default="")
    position = ma.fields.Nested(PositionSchema, load_default=None, allow_none=True)


class CertificateFields(Schema):
    """What a certificate says, as an instrument shows it."""

    certificate_number = Text(max=100, load_default=None, allow_none=True)
    verified_on = DateField(load_default=None, allow_none=True)
    valid_until = DateField(load_default=None, allow_none=True)
    institution = Text(max=200, load_default=None, allow_none=True)
    verification_result = Choice(policy.RESULTS, load_default=None, allow_none=True)


class InstrumentFields(CertificateFields):
    """What a person states about an instrument."""

    kind = Choice(policy.INSTRUMENT_KINDS, required=True)
    name = Text(min=1, max=100, required=True)
    model = Text(max=100, load_default="")
    measuring_range = Text(max=100, load_default="")
    accuracy_class = Text(max=40, load_default="")
    serial_number = Text(max=60, load_default="")
    manufacturer = Text(max=200, load_default="")
    origin_place = Text(max=100, load_default="")
    premises_id = EntityId(required=True)
    installed_at = Text(max=100, load_default="")
    purpose = Choice(policy.PURPOSES, required=True)
    parameters = Parameters(load_default=dict)
    owner_merchant_id = EntityId(load_default=None, allow_none=True)
    user_merchant_id = EntityId(load_default=None, allow_none=True)
    mandatory = Flag(load_default=None, allow_none=True)
    codes = items(ma.fields.Nested(CodeSchema), max=20, load_default=list)
    seals = items(ma.fields.Nested(SealSchema), max=20, load_default=list)


class VerificationFields(Schema):
    """What is stated about one verification."""

    certificate_number = Text(min=1, max=100, required=True)
    verified_on = DateField(required=True)
    valid_until = DateField(load_default=None, allow_none=True)
    institution = Text(max=200, load_default="")
    result = Choice(policy.RESULTS, required=True)
    photo_sha256 = Sha256(load_default=None, allow_none=True)

    @ma.validates_schema
    def _ends_after_it_begins(self, data: dict[str, Any], **kwargs: Any) -> None:
        if data.get("valid_until") and data["valid_until"] < data["verified_on"]:
            raise ma.ValidationError("is before verified_on", "valid_until")


class MerchantState(MerchantFields):
    """A merchant as a phone creates it. What the server decides may be sent and is decided anew."""

    credit_code_doubtful = Flag(load_default=False)
    origin = Choice(("field",), load_default="field")
    state = Choice((lifecycle.INITIAL["merchant"],), load_default="active")


class PremisesState(PremisesFields):
    """Premises as a phone creates them."""

    origin = Choice(("field",), load_default="field")
    state = Choice((lifecycle.INITIAL["premises"],), load_default="active")


class InstrumentState(InstrumentFields):
    """An instrument as a phone creates it; its division is read from its premises."""

    division = DivisionCode(load_default=None, allow_none=True)
    origin = Choice(("field",), load_default="field")
    state = Choice((lifecycle.INITIAL["instrument"],), load_default="in_use")


class VerificationState(VerificationFields):
    """A verification as a phone reports it: always pending."""

    instrument_id = EntityId(required=True)
    division = DivisionCode(load_default=None, allow_none=True)
    origin = Choice(("field",), load_default="field")
    state = Choice(("pending",), load_default="pending")
