"""An office, a visit that was handed in with its photos, and people at the desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from server.evidence.models import Blob
from server.kernel.clock import Clock
from tests.factories.people import Client, sign_in
from tests.factories.visits import PHOTO, SIGNATURE, Office, Visit, office, submitted


@pytest.fixture
def bureau(app: Flask, clock: Clock) -> Office:
    return office(app, clock)


@pytest.fixture
def handed_in(bureau: Office) -> Visit:
    """Submitted and confirmed; its photo and signature have arrived."""
    visit = submitted(bureau)
    arrive(bureau, PHOTO, SIGNATURE)
    return visit


def arrive(bureau: Office, *digests: str) -> None:
    """The rows of blobs that arrived (their bytes are the evidence room's tests)."""
    with bureau.open() as session:
        session.add_all(Blob(sha256=one, size=1, media_type="image/jpeg", thumbnail="ready",
                             received_at=bureau.clock()) for one in digests)


@pytest.fixture
def desk(app: Flask, bureau: Office) -> Callable[[str], Client]:
    """Sign somebody in, once each."""
    known: dict[str, Client] = {}

    def signed_in(name: str) -> Client:
        if name not in known:
            known[name] = sign_in(app, name)
        return known[name]

    return signed_in
