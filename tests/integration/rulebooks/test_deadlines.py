"""The day a period ends, asked over HTTP: any signed-in person, every bad question a 4xx that names the field."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.conftest import StandingClock
from tests.factories.people import Client, sign_in, with_people

API = "/api/v1"


@pytest.fixture
def assistant(app: Flask, clock: StandingClock) -> Client:
    with_people(app, clock, {"helper": [("assistant", "610602")]})
    return sign_in(app, "helper")


def asked(client: Client, **query: Any) -> Any:
    return client.get(f"{API}/deadlines", query_string=query)


def test_clocks_come_with_the_years_that_are_known(assistant: Client) -> None:
    found = assistant.get(f"{API}/clocks").get_json()
    assert {"accept_complaint", "mediation", "recheck"} <= {one["code"] for one in found["items"]}
    assert [one["year"] for one in found["notices"]] == list(range(2020, 2027))


def test_an_end_is_answered_with_its_working(assistant: Client) -> None:
    [end] = asked(assistant, clock="accept_complaint", start="2026-09-29").get_json()["items"]
    assert (end["due"], end["count"], end["unit"], end["is_worked"]) == ("2026-10-14", 7, "working_days", True)
    assert end["trace"][-1] == {"name": "due", "title": "届满日", "title_en": "Last day", "value": "2026-10-14",
                                "formula": "due = received + working_days", "unit": ""}
    assert [one["year"] for one in end["notices"]] == [2026]


def test_an_unknown_calendar_is_said_and_nothing_is_computed(assistant: Client) -> None:
    old, new = asked(assistant, clock="mediation", start="2026-11-25").get_json()["items"]
    assert (old["due"], new["due"]) == (None, "2027-01-24")
    assert [one["code"] for one in old["findings"]] == ["calendar_unknown"]
    assert old["findings"][0]["title"].startswith("国务院办公厅尚未公布")


@pytest.mark.parametrize(("query", "pointer"), [
    ({"clock": "accept_complaint"}, "/start"), ({"start": "2026-09-29"}, "/clock"),
    ({"clock": "nonsense", "start": "2026-09-29"}, "/clock"),
    ({"clock": "court", "start": "2026-02-30"}, "/start"), ({"clock": "court", "start": "9999-12-31"}, "/start"),
    ({"clock": "accept_complaint", "start": "1900-01-01"}, "/start"),
    ({"clock": "recheck", "start": "2026-09-29", "unit": "days"}, "/count"),
    ({"clock": "recheck", "start": "2026-09-29", "count": "3"}, "/unit"),
    ({"clock": "recheck", "start": "2026-09-29", "count": "0", "unit": "days"}, "/count"),
    ({"clock": "recheck", "start": "2026-09-29", "count": "367", "unit": "days"}, "/count"),
    ({"clock": "recheck", "start": "2026-09-29", "count": "3", "unit": "weeks"}, "/unit")])
def test_a_bad_question_names_the_field(assistant: Client, query: dict[str, str], pointer: str) -> None:
    answer = asked(assistant, **query)
    assert 400 <= answer.status_code < 500
    assert [one["pointer"] for one in answer.get_json()["errors"]] == [pointer]


def test_nobody_asks_without_signing_in(app: Flask) -> None:
    for path in ("clocks", "deadlines?clock=court&start=2026-09-29"):
        assert app.test_client().get(f"{API}/{path}").status_code == 401
