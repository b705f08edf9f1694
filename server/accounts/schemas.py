"""The wire forms of accounts."""

from __future__ import annotations

import marshmallow as ma

from server.accounts.commands import Appoint
from server.accounts.permission_map import ROLES
from server.accounts.signing_in import DeviceGiven, SignIn
from server.kernel.fields import Choice, Count, DateField, DivisionCode, EntityId, InstantField, Text
from server.kernel.paging import page_schema
from server.kernel.schema import Schema


class DeviceGivenSchema(Schema):
    id = EntityId(required=True)
    name = Text(max=80, required=True)
    platform = Text(max=200, required=True)

    class Meta:
        into = DeviceGiven


class SignInSchema(Schema):
    username = Text(min=1, max=40, required=True)
    password = Text(min=1, max=200, required=True)
    device = ma.fields.Nested(DeviceGivenSchema, required=True)
    grant = Choice(("cookie", "token"), load_default="cookie")

    class Meta:
        into = SignIn


class RedeemSchema(Schema):
    code = Text(min=8, max=20, required=True)
    device = ma.fields.Nested(DeviceGivenSchema, required=True)


class UserSchema(Schema):
    id = EntityId(required=True)
    username = Text(required=True)
    name = Text(required=True)
    enforcement_id = Text(required=True, allow_none=True)
    home_division = DivisionCode(required=True)
    state = Text(required=True)


class StreamSchema(Schema):
    id = EntityId(required=True)
    incarnation = Count(required=True)
    last_seq = Count(required=True)


class SignedInSchema(Schema):
    user = ma.fields.Nested(UserSchema, required=True)
    device = ma.fields.Nested(StreamSchema, required=True)
    csrf = Text()
    access_token = Text()
    expires_at = InstantField(required=True)


class AppointmentSchema(Schema):
    id = EntityId(required=True)
    division = DivisionCode(required=True)
    role = Choice(ROLES, required=True)
    from_on = DateField(required=True)
    until_on = DateField(required=True, allow_none=True)


class MeSchema(Schema):
    user = ma.fields.Nested(UserSchema, required=True)
    appointments = ma.fields.List(ma.fields.Nested(AppointmentSchema), required=True)
    permissions = ma.fields.List(ma.fields.String(), required=True)
    device_id = EntityId(required=True)
    pin_salt = Text(required=True, allow_none=True)
    csrf = Text(required=True, allow_none=True)
    demo = ma.fields.Boolean(required=True)


class PinSchema(Schema):
    pin = ma.fields.String(required=True, validate=ma.validate.Regexp(r"[0-9]{6}\Z"))


class PinSaltSchema(Schema):
    pin_salt = Text(required=True)


class EnrolSchema(Schema):
    user_id = EntityId(required=True)


class EnrolmentSchema(Schema):
    code = Text(required=True)
    symbol = Text(required=True, metadata={"description": "data address of an SVG that opens the app with the code"})
    expires_at = InstantField(required=True)


class DeviceSchema(Schema):
    id = EntityId(required=True)
    user_id = EntityId(required=True)
    user_name = Text(required=True)
    name = Text(required=True)
    platform = Text(required=True)
    state = Text(required=True)
    state_reason = Text(required=True, allow_none=True)
    last_seen_at = InstantField(required=True)


class RevokeSchema(Schema):
    state = Choice(("upload_only", "blocked"), load_default="upload_only")
    reason = Text(min=1, max=200, required=True)


class CreateUserSchema(Schema):
    username = ma.fields.String(required=True, validate=ma.validate.Regexp(r"[a-z0-9][a-z0-9._-]{1,39}\Z"))
    name = Text(min=1, max=60, required=True)
    password = Text(min=10, max=200, required=True)
    home_division = DivisionCode(required=True)
    enforcement_id = Text(min=1, max=40, load_default=None, allow_none=True)


class AppointSchema(Schema):
    division = DivisionCode(required=True)
    role = Choice(ROLES, required=True)
    from_on = DateField(required=True)
    until_on = DateField(load_default=None, allow_none=True)

    class Meta:
        into = Appoint


class EndAppointmentSchema(Schema):
    last_on = DateField(required=True)


UserPage = page_schema(UserSchema, "UserPage")
DevicePage = page_schema(DeviceSchema, "DevicePage")
