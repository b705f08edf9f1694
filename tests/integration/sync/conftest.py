"""Two inspectors of Baota, one of Luochuan, a supervisor, and their phones."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.conftest import StandingClock
from tests.factories.people import with_people
from tests.factories.phones import Phone, phone

BAOTA, LUOCHUAN = "610602", "610629"


@pytest.fixture
def people(app: Flask, clock: StandingClock) -> dict[str, str]:
    return with_people(app, clock, {
        "zhang": [("inspector", BAOTA)], "wang": [("inspector", BAOTA)], "liu": [("inspector", LUOCHUAN)],
        "helper": [("assistant", BAOTA)], "chief": [("supervisor", BAOTA)], "admin": [("administrator", "610600")]})


@pytest.fixture
def zhang(app: Flask, people: dict[str, str]) -> Phone:
    return phone(app, "zhang")


@pytest.fixture
def wang(app: Flask, people: dict[str, str]) -> Phone:
    return phone(app, "wang")


@pytest.fixture
def liu(app: Flask, people: dict[str, str]) -> Phone:
    return phone(app, "liu")
