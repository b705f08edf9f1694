"""The whole contract fuzzed from its own document: whatever is sent, the answer is never a 5xx.

Time-boxed by examples an operation: a few in `make test`, many with PROOF=1. People of every role ask in turn.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.schemas import APIOperation

from server.accounts.models import User
from server.accounts.queries import identity_of
from server.app import create_app
from server.extensions import db
from server.jurisdictions.commands import publish_bundled
from server.kernel.ids import uuid7
from server.kernel.transaction import write
from server.settings import read_settings
from tests.conftest import StandingClock
from tests.factories.people import PASSWORD, person
from tests.factories.world import county

EXAMPLES = 300 if os.environ.get("PROOF") == "1" else 8
ROLES = ("inspector", "supervisor", "administrator")


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, list[str]]]:
    """An application with one county in it, and a token for a city person of each role."""
    folder = tmp_path_factory.mktemp("fuzz")
    app = create_app(read_settings({"HENGJIAN_DATABASE_URL": f"sqlite:///{folder}/fuzz.sqlite3",
                                    "HENGJIAN_DATA_DIR": str(folder)}), clock=StandingClock())
    now = StandingClock()()
    with app.app_context():
        db.metadata.create_all(db.engine)
        with write() as session:
            publish_bundled(session, now=now)
            people = {role: person(session, role, (role, "610600"), now=now).id for role in ROLES}
        with write() as session:
            officer = identity_of(session, session.get_one(User, people["inspector"]), None, date(2026, 11, 25))
            county(session, "610602", "甲乙丙丁", officer, (people["inspector"],), now)
    yield app, [_token(app, role) for role in ROLES]
    with app.app_context():
        db.engine.dispose()


def _token(app: Flask, username: str) -> str:
    body = {"username": username, "password": PASSWORD, "grant": "token",
            "device": {"id": uuid7(), "name": "fuzz", "platform": "test"}}
    return str(app.test_client().post("/api/v1/auth/sessions", json=body).get_json()["access_token"])


def test_no_request_makes_the_server_fail(fuzzed: tuple[Flask, list[str]]) -> None:
    app, tokens = fuzzed
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    operations = [found.ok() for found in document.get_all_operations()]
    operations = [one for one in operations if one.label != "DELETE /api/v1/auth/sessions/current"]  # would end the run
    assert len(operations) > 40
    failures: list[str] = []
    for operation in operations:
        try:
            _probe(operation, tokens)
        except AssertionError as error:
            failures.append(f"{operation.label}: {error}"[:900])
    assert not failures, "\n\n".join(failures)
    me = app.test_client().get("/api/v1/auth/me", headers={"Authorization": f"Bearer {tokens[0]}"})
    assert me.status_code == 200, "the sessions did not last: nothing was tried"


def _probe(operation: APIOperation, tokens: list[str]) -> None:
    """Many requests the document allows and forbids, by a person of each role."""

    @given(case=st.one_of(operation.as_strategy(), operation.as_strategy(GenerationMode.NEGATIVE)))
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True,
              database=None)
    def ask(case: schemathesis.Case) -> None:
        for token in tokens:
            answer = case.call(headers={"Authorization": f"Bearer {token}"})
            assert answer.status_code < 500, f"{answer.text[:400]} for {case.as_curl_command()[:400]}"
            if answer.status_code >= 400:
                assert answer.headers["content-type"][0].startswith("application/problem+json"), answer.headers

    ask()
