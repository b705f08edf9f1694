"""Signing in over HTTP: throttle, CSRF, tokens, enrolment codes, revocation, appointments by date."""

from __future__ import annotations

import base64
import re

import sqlalchemy as sa
import zxingcpp
from flask import Flask
from PIL import Image

from server.kernel.audit import AuditEntry
from server.kernel.ids import uuid7
from server.kernel.transaction import read
from tests.conftest import StandingClock
from tests.factories.people import PASSWORD, sign_in, with_people

SESSIONS = "/api/v1/auth/sessions"


def body(username: str, password: str = PASSWORD, grant: str = "cookie") -> dict[str, object]:
    device = {"id": uuid7(), "name": "样机", "platform": "test"}
    return {"username": username, "password": password, "grant": grant, "device": device}


def test_me_says_who_and_what(app: Flask, clock: StandingClock) -> None:
    with_people(app, clock, {"yi": [("inspector", "610602")]})
    me = sign_in(app, "yi").get("/api/v1/auth/me").get_json()
    assert me["user"]["username"] == "yi"
    assert me["appointments"][0]["division"] == "610602"
    assert "inspection.sign" in me["permissions"]
    assert "account.write" not in me["permissions"]


def test_failures_wait_and_say_how_long(app: Flask, clock: StandingClock) -> None:
    with_people(app, clock, {"yi": [("inspector", "610602")]})
    client = app.test_client()
    for _ in range(5):
        assert client.post(SESSIONS, json=body("yi", "wrong")).status_code == 401
    throttled = client.post(SESSIONS, json=body("yi"))
    assert throttled.status_code == 429
    assert throttled.get_json()["type"] == "/problems/sign_in_throttled"
    assert 0 < throttled.get_json()["wait_seconds"] <= 11
    assert throttled.headers["Retry-After"]
    clock.forward(seconds=15)
    assert client.post(SESSIONS, json=body("yi")).status_code == 201


def test_an_unknown_name_answers_like_a_wrong_password(app: Flask, clock: StandingClock) -> None:
    with_people(app, clock, {"yi": [("inspector", "610602")]})
    client = app.test_client()
    one, two = client.post(SESSIONS, json=body("yi", "wrong")), client.post(SESSIONS, json=body("nobody", "wrong"))
    assert one.status_code == two.status_code == 401
    assert one.get_json()["type"] == two.get_json()["type"]


def test_a_cookie_needs_the_csrf_header_and_a_token_does_not(app: Flask, clock: StandingClock) -> None:
    with_people(app, clock, {"yi": [("inspector", "610602")]})
    client = sign_in(app, "yi")
    assert client.client.put("/api/v1/auth/pin", json={"pin": "123456"}).status_code == 403
    assert client.open("PUT", "/api/v1/auth/pin", json={"pin": "123456"}).status_code == 200
    token = app.test_client().post(SESSIONS, json=body("yi", grant="token")).get_json()["access_token"]
    answer = app.test_client().put("/api/v1/auth/pin", json={"pin": "654321"},
                                   headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200


def test_an_appointment_that_ended_signs_nobody_in(app: Flask, clock: StandingClock) -> None:
    people = with_people(app, clock, {"yi": [("inspector", "610602")], "guan": [("administrator", "610600")]})
    admin = sign_in(app, "guan")
    held = sign_in(app, "yi").get("/api/v1/auth/me").get_json()["appointments"][0]
    ended = admin.post(f"/api/v1/appointments/{held['id']}/end", json={"last_on": "2026-11-24"})
    assert ended.status_code == 200, people
    refused = app.test_client().post(SESSIONS, json=body("yi"))
    assert refused.get_json()["type"] == "/problems/no_appointment"


def test_a_one_time_code_enrols_once(app: Flask, clock: StandingClock) -> None:
    people = with_people(app, clock, {"yi": [("inspector", "610602")], "guan": [("administrator", "610600")]})
    code = sign_in(app, "guan").post("/api/v1/auth/enrolments", json={"user_id": people["yi"]}).get_json()["code"]
    given = {"code": code.lower(), "device": body("yi")["device"]}
    assert app.test_client().post("/api/v1/auth/enrolments/redeem", json=given).status_code == 201
    assert app.test_client().post("/api/v1/auth/enrolments/redeem", json=given).status_code == 422
    late = sign_in(app, "guan").post("/api/v1/auth/enrolments", json={"user_id": people["yi"]}).get_json()["code"]
    clock.forward(minutes=11)
    given["code"] = late
    assert app.test_client().post("/api/v1/auth/enrolments/redeem", json=given).status_code == 422


def test_the_symbol_of_a_code_opens_the_app_with_it(app: Flask, clock: StandingClock) -> None:
    people = with_people(app, clock, {"yi": [("inspector", "610602")], "guan": [("administrator", "610600")]})
    answer = sign_in(app, "guan").post("/api/v1/auth/enrolments", json={"user_id": people["yi"]})
    made, origin = answer.get_json(), app.extensions["settings"].label_origin
    assert read_by_a_camera(made["symbol"]) == f"{origin}/app/enrol#{made['code']}"
    assert "no-store" in answer.headers["Cache-Control"]


def read_by_a_camera(symbol: str) -> str:
    """The text of a symbol given as a data address: its squares are drawn and read."""
    kind, _, drawn = symbol.partition(",")
    assert kind == "data:image/svg+xml;base64"
    squares = re.findall(r"M(\d+),(\d+)H", base64.b64decode(drawn).decode())
    image = Image.new("L", (400, 400), 255)
    for x, y in ((int(x) * 8, int(y) * 8) for x, y in squares):
        image.paste(0, (x, y, x + 8, y + 8))
    found = zxingcpp.read_barcode(image)
    assert found is not None, "no symbol"
    return found.text


def test_a_revoked_device_reads_nothing(app: Flask, clock: StandingClock) -> None:
    with_people(app, clock, {"yi": [("inspector", "610602")], "shen": [("supervisor", "610602")]})
    phone, desk = sign_in(app, "yi"), sign_in(app, "shen")
    listed = desk.get("/api/v1/devices").get_json()["items"]
    assert phone.device_id in {one["id"] for one in listed}
    gone = desk.post(f"/api/v1/devices/{phone.device_id}/revocation", json={"reason": "遗失", "state": "blocked"})
    assert gone.status_code == 204
    assert phone.get("/api/v1/auth/me").status_code == 401


def test_another_county_sees_no_device_and_cannot_revoke(app: Flask, clock: StandingClock) -> None:
    with_people(app, clock, {"yi": [("inspector", "610602")], "shen": [("supervisor", "610629")]})
    phone, desk = sign_in(app, "yi"), sign_in(app, "shen")
    assert phone.device_id not in {one["id"] for one in desk.get("/api/v1/devices").get_json()["items"]}
    answer = desk.post(f"/api/v1/devices/{phone.device_id}/revocation", json={"reason": "x"})
    assert answer.status_code == 404


def test_every_sign_in_leaves_a_trail(app: Flask, clock: StandingClock) -> None:
    with_people(app, clock, {"yi": [("inspector", "610602")]})
    app.test_client().post(SESSIONS, json=body("yi", "wrong"))
    sign_in(app, "yi")
    with app.app_context(), read() as session:
        actions = session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert [a for a in actions if a.startswith("session.")] == ["session.refused", "session.open"]


def test_hostile_bodies_are_problems(app: Flask, clock: StandingClock) -> None:
    client = app.test_client()
    for raw, status in ((b"[" * 100_000, 400), (b"null", 422), (b"[]", 422), (b'"x"', 422), (b"", 400),
                        (b'{"username":"a\\u0000b"}', 422), (b'{"username":1}', 422)):
        answer = client.post(SESSIONS, data=raw, content_type="application/json")
        assert answer.status_code == status, raw[:40]
        assert answer.content_type == "application/problem+json"
    assert client.post(SESSIONS, data=b"{}", content_type="text/plain").status_code == 415
    assert client.post(SESSIONS, data=b"x" * 9_000_000, content_type="application/json").status_code == 413
    named = client.post(SESSIONS, json={**body("yi"), "admin": True}).get_json()
    assert named["errors"][0]["pointer"] == "/admin"
    assert client.put(SESSIONS).headers["Allow"]
