"""Two inspectors of Baota, one of Luochuan, an assistant and a supervisor; each is hired when a test asks for them."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.conftest import StandingClock
from tests.factories.people import Client, sign_in, with_people
from tests.factories.phones import Phone, phone

BAOTA, LUOCHUAN = "610602", "610629"
ROLES = {"zhang": ("inspector", BAOTA), "wang": ("inspector", BAOTA), "liu": ("inspector", LUOCHUAN),
         "helper": ("assistant", BAOTA), "chief": ("supervisor", BAOTA), "other_chief": ("supervisor", LUOCHUAN)}


def hire(app: Flask, clock: StandingClock, name: str) -> str:
    with_people(app, clock, {name: [ROLES[name]]})
    return name


@pytest.fixture
def zhang(app: Flask, clock: StandingClock) -> Phone:
    return phone(app, hire(app, clock, "zhang"))


@pytest.fixture
def wang(app: Flask, clock: StandingClock) -> Phone:
    return phone(app, hire(app, clock, "wang"))


@pytest.fixture
def liu(app: Flask, clock: StandingClock) -> Phone:
    return phone(app, hire(app, clock, "liu"))


@pytest.fixture
def helper(app: Flask, clock: StandingClock) -> Phone:
    return phone(app, hire(app, clock, "helper"))


@pytest.fixture
def chief(app: Flask, clock: StandingClock) -> Client:
    return sign_in(app, hire(app, clock, "chief"))


@pytest.fixture
def other_chief(app: Flask, clock: StandingClock) -> Client:
    return sign_in(app, hire(app, clock, "other_chief"))
