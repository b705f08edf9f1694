"""The door of accounts: sessions, the own account, people and devices."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, g, jsonify, request

from server.accounts import commands, queries, schemas, signing_in
from server.accounts.authentication import COOKIE, csrf_for
from server.accounts.commands import Appoint, CreateUser
from server.accounts.enrolment_symbol import enrolment_symbol
from server.accounts.models import Device, User
from server.accounts.signing_in import DeviceGiven, SignedIn, SignIn
from server.kernel import clock
from server.kernel.http import Blueprint
from server.kernel.paging import PageArguments, page
from server.kernel.permissions import manual_transaction, permission, public_route, signed_in
from server.kernel.request import identity, session

blueprint = Blueprint("accounts", __name__, url_prefix="/api/v1", description="People, devices and sessions")
blueprints = (blueprint,)


def _answer(opened: SignedIn, grant: str) -> Response:
    body: dict[str, Any] = {"user": opened.user, "device": {"id": opened.device.id, "last_seq": opened.last_seq,
                            "incarnation": opened.device.incarnation}, "expires_at": opened.expires_at}
    body |= {"access_token": opened.secret} if grant == "token" else {"csrf": csrf_for(opened.secret)}
    response = jsonify(schemas.SignedInSchema().dump(body))
    response.status_code = 201
    if grant == "cookie":
        settings = current_app.extensions["settings"]
        secure = settings.secure_cookies or request.is_secure
        response.set_cookie(COOKIE, opened.secret, expires=opened.expires_at, httponly=True, secure=secure,
                            samesite="Strict", path="/")
    return response


@blueprint.route("/auth/sessions", methods=["POST"])
@blueprint.arguments(schemas.SignInSchema)
@blueprint.response(201, schemas.SignedInSchema)
@public_route("signing in")
@manual_transaction
def open_session(given: SignIn) -> Response:
    """Sign in. Throttled by name and by address; the wait is named."""
    return _answer(signing_in.sign_in(given, request.remote_addr or "", now=clock.now()), given.grant)


@blueprint.route("/auth/enrolments/redeem", methods=["POST"])
@blueprint.arguments(schemas.RedeemSchema)
@blueprint.response(201, schemas.SignedInSchema)
@public_route("signing in with a one-time code")
@manual_transaction
def redeem(given: dict[str, Any]) -> Response:
    """Sign in on a new phone with a code from the desk."""
    device: DeviceGiven = given["device"]
    return _answer(signing_in.redeem(given["code"], device, request.remote_addr or "", now=clock.now()), "cookie")


@blueprint.route("/auth/sessions/current", methods=["DELETE"])
@blueprint.response(204)
@signed_in("everybody may sign out")
def end_session() -> Response:
    """Sign out on this device."""
    signing_in.sign_out(session(), identity(), g.auth_session, now=clock.now())
    response = Response(status=204)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="Strict")
    return response


@blueprint.route("/auth/me", methods=["GET"])
@blueprint.response(200, schemas.MeSchema)
@signed_in("everybody may see the own account")
def me() -> dict[str, Any]:
    """Who I am, what I may do, and the CSRF value of this session."""
    user = session().get_one(User, identity().user_id)
    return {"user": user, "appointments": queries.appointments_of(session(), user.id),
            "permissions": sorted(identity().grants), "device_id": identity().device_id, "pin_salt": user.pin_salt,
            "csrf": csrf_for(g.auth_secret) if g.auth_session.kind == "cookie" else None,
            "demo": current_app.extensions["settings"].demo}


@blueprint.route("/auth/pin", methods=["PUT"])
@blueprint.arguments(schemas.PinSchema)
@blueprint.response(200, schemas.PinSaltSchema)
@signed_in("everybody sets the own PIN")
def set_pin(given: dict[str, Any]) -> User:
    """Set the own PIN that confirms records as second officer."""
    return commands.set_pin(session(), identity(), given["pin"], now=clock.now())


@blueprint.route("/auth/enrolments", methods=["POST"])
@blueprint.arguments(schemas.EnrolSchema)
@blueprint.response(201, schemas.EnrolmentSchema)
@permission("account.write")
def issue_enrolment(given: dict[str, Any]) -> dict[str, Any]:
    """A one-time code that signs this person in on a new phone."""
    code, expires_at = commands.issue_enrolment(session(), identity(), given["user_id"], now=clock.now())
    origin: str = current_app.extensions["settings"].label_origin
    return {"code": code, "expires_at": expires_at, "symbol": enrolment_symbol(origin, code)}


@blueprint.route("/devices", methods=["GET"])
@blueprint.arguments(PageArguments, location="query")
@blueprint.response(200, schemas.DevicePage)
@permission("device.read")
def list_devices(paging: dict[str, Any]) -> dict[str, Any]:
    """Devices of the people in my divisions."""
    found = page(session(), queries.visible_devices(identity()), (Device.id,), paging["cursor"], paging["limit"])
    names = queries.user_names(session(), [one.user_id for one in found.items])
    rows = [{**{key: getattr(one, key) for key in ("id", "user_id", "name", "platform", "state", "state_reason",
                                                   "last_seen_at")}, "user_name": names[one.user_id]}
            for one in found.items]
    return {"items": rows, "next": found.next}


@blueprint.route("/devices/<uuid:device_id>/revocation", methods=["POST"])
@blueprint.arguments(schemas.RevokeSchema)
@blueprint.response(204)
@permission("device.revoke")
def revoke(given: dict[str, Any], device_id: Any) -> None:
    """Stop a device."""
    commands.revoke_device(session(), identity(), str(device_id), given["state"], given["reason"], now=clock.now())


@blueprint.route("/users", methods=["GET"])
@blueprint.arguments(PageArguments, location="query")
@blueprint.response(200, schemas.UserPage)
@permission("account.read")
def list_users(paging: dict[str, Any]) -> Any:
    """People of my divisions."""
    return page(session(), queries.visible_users(identity()), (User.username,), paging["cursor"], paging["limit"])


@blueprint.route("/users", methods=["POST"])
@blueprint.arguments(schemas.CreateUserSchema)
@blueprint.response(201, schemas.UserSchema)
@permission("account.write")
def create_user(given: dict[str, Any]) -> User:
    """A new person."""
    return commands.create_user(session(), identity(), CreateUser(**given), now=clock.now())


@blueprint.route("/users/<uuid:user_id>", methods=["GET"])
@blueprint.response(200, schemas.UserSchema)
@permission("account.read")
def one_user(user_id: Any) -> User:
    """One person."""
    return queries.visible_user(session(), identity(), str(user_id))


@blueprint.route("/users/<uuid:user_id>/appointments", methods=["POST"])
@blueprint.arguments(schemas.AppointSchema)
@blueprint.response(201, schemas.AppointmentSchema)
@permission("account.write")
def appoint(given: Appoint, user_id: Any) -> Any:
    """Give a person a role in a division between two dates."""
    return commands.appoint(session(), identity(), str(user_id), given, now=clock.now())


@blueprint.route("/appointments/<uuid:appointment_id>/end", methods=["POST"])
@blueprint.arguments(schemas.EndAppointmentSchema)
@blueprint.response(200, schemas.AppointmentSchema)
@permission("account.write")
def end_appointment(given: dict[str, Any], appointment_id: Any) -> Any:
    """Close an appointment at a date."""
    return commands.end_appointment(session(), identity(), str(appointment_id), given["last_on"], now=clock.now())
