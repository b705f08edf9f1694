"""People for tests: a user with appointments, and a client that is signed in over HTTP."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from server.accounts import passwords
from server.accounts.commands import Appoint, CreateUser, appoint, create_user
from server.accounts.models import User
from server.kernel.clock import Clock
from server.kernel.identity import SYSTEM
from server.kernel.ids import uuid7
from server.kernel.transaction import write

PASSWORD = "样例口令-0001"


@cache
def _hash() -> str:
    return passwords.hash_password(PASSWORD)


def person(session: Session, username: str, *appointments: tuple[str, str], now: Any, home: str | None = None,
           from_on: date = date(2026, 1, 1), until_on: date | None = None) -> User:
    """A user with (role, division) appointments; the home is the first division."""
    home_division = home or appointments[0][1]
    user = create_user(session, SYSTEM, CreateUser(username=username, name=f"样例{username}", password="x" * 12,
                                                   home_division=home_division, enforcement_id=f"样例-{username}"),
                       now=now)
    user.password_hash = _hash()
    for role, division in appointments:
        appoint(session, SYSTEM, user.id, Appoint(division, role, from_on, until_on), now=now)
    return user


class Client:
    """A signed-in person speaking HTTP: adds the CSRF header."""

    def __init__(self, client: FlaskClient, csrf: str, device_id: str, user_id: str) -> None:
        self.client, self.csrf, self.device_id, self.user_id = client, csrf, device_id, user_id

    def open(self, method: str, path: str, **kwargs: Any) -> Any:
        headers = {"X-CSRF-Token": self.csrf, **kwargs.pop("headers", {})}
        return self.client.open(path, method=method, headers=headers, **kwargs)

    def get(self, path: str, **kwargs: Any) -> Any:
        return self.open("GET", path, **kwargs)

    def post(self, path: str, **kwargs: Any) -> Any:
        return self.open("POST", path, **kwargs)

    def patch(self, path: str, **kwargs: Any) -> Any:
        return self.open("PATCH", path, **kwargs)


def sign_in(app: Flask, username: str, *, device_id: str | None = None, password: str = PASSWORD) -> Client:
    """A client of this person on a new (or the given) device."""
    client = app.test_client()
    body = {"username": username, "password": password, "grant": "cookie",
            "device": {"id": device_id or uuid7(), "name": "样机", "platform": "test"}}
    answer = client.post("/api/v1/auth/sessions", json=body)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    found = answer.get_json()
    return Client(client, found["csrf"], found["device"]["id"], found["user"]["id"])


def with_people(app: Flask, clock: Clock, people: dict[str, list[tuple[str, str]]]) -> dict[str, str]:
    """Create several people; name → user id."""
    with app.app_context(), write() as session:
        return {name: person(session, name, *held, now=clock()).id for name, held in people.items()}
