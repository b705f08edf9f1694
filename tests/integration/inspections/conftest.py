"""An office with people and a market, for every test of visits."""

from __future__ import annotations

import pytest
from flask import Flask

from server.kernel.clock import Clock
from tests.factories.visits import Office, Visit, office, submitted


@pytest.fixture
def bureau(app: Flask, clock: Clock) -> Office:
    return office(app, clock)


@pytest.fixture
def visit(bureau: Office) -> Visit:
    """A visit that has just begun."""
    return Visit(bureau).create()


@pytest.fixture
def handed_in(bureau: Office) -> Visit:
    """A visit that was submitted and confirmed."""
    return submitted(bureau)
