"""A market with scales, two officers and a supervisor, and a visit that acts through the sync bindings like a phone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from unittest.mock import patch

from flask import Flask
from sqlalchemy.orm import Session

from server.accounts import passwords
from server.accounts import queries as accounts
from server.accounts.models import User
from server.inspections.models import Inspection
from server.inspections.seal import seal_sha256
from server.inspections.sync_binding import BINDINGS
from server.inspections.wire import facts
from server.kernel import clock as kernel_clock
from server.kernel.clock import Clock
from server.kernel.columns import canonical
from server.kernel.identity import Identity
from server.kernel.ids import uuid7
from server.kernel.transaction import write
from server.registry.commands import create_instrument, create_premises
from server.registry.inputs import NewInstrument, NewPremises
from tests.factories.people import PASSWORD, person

BAOTA, ANSAI, CITY = "610602", "610603", "610600"
READING = {"accuracy_class": "III", "e": "5", "load_L": "2500", "indication_I": "2500", "additional_dL": "0",
           "stage": "initial", "unit": "g"}
PHOTO, SIGNATURE = "a" * 64, "b" * 64


@dataclass
class Office:
    """Who works here and what there is to inspect. `people` holds user ids by name."""

    app: Flask
    clock: Clock
    people: dict[str, str] = field(default_factory=dict)
    market_id: str = field(default_factory=uuid7)
    stall_id: str = field(default_factory=uuid7)
    scales: list[str] = field(default_factory=lambda: [uuid7(), uuid7()])
    division: str = BAOTA

    def who(self, name: str) -> Identity:
        """The identity this person has now."""
        with self.open() as session:
            user = session.get_one(User, self.people[name])
            return accounts.identity_of(session, user, None, kernel_clock.today())

    @contextmanager
    def open(self) -> Iterator[Session]:
        with self.app.app_context(), write() as session:
            yield session


PEOPLE = {"lead": ("inspector", BAOTA), "second": ("inspector", BAOTA), "third": ("inspector", BAOTA),
          "helper": ("assistant", BAOTA), "chief": ("supervisor", BAOTA), "city": ("supervisor", CITY),
          "stranger": ("inspector", ANSAI), "stranger_chief": ("supervisor", ANSAI)}


@cache
def _hashed() -> str:
    """Hashing is slow on purpose, and everybody here has the one password: once is enough."""
    return passwords.hash_password(PASSWORD)


def office(app: Flask, clock: Clock) -> Office:
    """A market with one stall and two scales in Baota, and the people of `PEOPLE`."""
    made = Office(app, clock)
    with made.open() as session, patch("server.accounts.passwords.hash_password", return_value=_hashed()):
        made.people = {name: person(session, name, held, now=clock()).id for name, held in PEOPLE.items()}
    writer = made.who("chief")
    with made.open() as session:
        create_premises(session, writer, NewPremises(id=made.market_id, kind="market", name="样例集贸市场",
                                                     division=BAOTA), now=clock())
        create_premises(session, writer, NewPremises(id=made.stall_id, kind="stall", name="样例摊位",
                                                     parent_id=made.market_id, position_no="1"), now=clock())
        for place, scale in enumerate(made.scales):
            create_instrument(session, writer, NewInstrument(
                id=scale, kind="nawi", name="电子计价秤", premises_id=made.stall_id, purpose="trade",
                serial_number=f"样例{place}", accuracy_class="III"), now=clock())
    return made


@dataclass
class Visit:
    """One visit, driven operation by operation through the bindings that phones use."""

    office: Office
    id: str = field(default_factory=uuid7)
    checks: dict[str, str] = field(default_factory=dict)
    photos: set[str] = field(default_factory=set)

    def state(self, **changes: Any) -> dict[str, Any]:
        return {"premises_id": self.office.market_id, "task_id": None, "venue_kind": "market",
                "division": self.office.division, "on": "2026-11-25", "started_at": "2026-11-25T02:10:00.000Z",
                "lead_officer_id": self.office.people["lead"], "second_officer_id": self.office.people["second"],
                **changes}

    def run(self, who: str, entity: str, kind: str, id: str, *given: Any, **more: Any) -> int:
        """One operation by one person in its own transaction."""
        identity = self.office.who(who)
        with self.office.open() as session:
            act = getattr(BINDINGS[entity], kind)
            return int(act(session, identity, id, *given, now=self.office.clock(), op_id=uuid7(), **more))

    def create(self, who: str = "lead", **changes: Any) -> Visit:
        self.run(who, "inspection", "create", self.id, self.state(**changes))
        return self

    def patch(self, who: str = "lead", **changes: Any) -> int:
        return self.run(who, "inspection", "patch", self.id, changes)

    def check(self, who: str = "lead", *, scale: int = 0, reading: dict[str, Any] | None = None,
              phone: dict[str, Any] | None = None, **changes: Any) -> str:
        """A scale is checked with one reading; by default phone and server agree that it passes."""
        id = uuid7()
        said = phone or {"verdict": "pass", "values": {}, "edition": None, "basis": None}
        measurement = {"rule": "nawi_indication_error", "inputs": {**READING, **(reading or {})},
                       "nature": "officer_check", "screening": False, "phone": said}
        state = {"inspection_id": self.id, "target": "instrument", "premises_id": self.office.stall_id,
                 "instrument_id": self.office.scales[scale], "answers": [], "identity_checks": [],
                 "measurements": [measurement], "outcome": "checked", "photos": [PHOTO],
                 "officer_id": self.office.people[who], "division": self.office.division, **changes}
        digest = hashlib.sha256(canonical({"id": id, "state": state}).encode()).hexdigest()
        self.run(who, "check", "append", id, self.id, state, body_sha256=digest)
        self.checks[id] = digest
        self.photos |= set(state["photos"])
        return id

    def signatures(self) -> list[dict[str, Any]]:
        return [{"role": "party", "name": "样例经营者", "capacity": "负责人", "choice": "agrees", "reason": None,
                 "blob_sha256": SIGNATURE},
                {"role": "lead", "name": "样例lead", "capacity": None, "choice": None, "reason": None,
                 "blob_sha256": SIGNATURE}]

    def sealed(self, signatures: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
        """The state of a submit operation, sealed as the phone would."""
        last = {"outcome": "inspected", "statement": "无异议", **changes}
        with self.office.open() as session:
            after = {**facts(session.get_one(Inspection, self.id)), **last}
        checks = [{"id": id, "sha256": digest} for id, digest in self.checks.items()]
        signed = self.signatures() if signatures is None else signatures
        digest = seal_sha256(after, checks, sorted(self.photos), signed)
        return {**last, "seal": {"sha256": digest, "checks": checks, "blobs": sorted(self.photos),
                                 "signatures": signed}}

    def submit(self, who: str = "lead", state: dict[str, Any] | None = None, **changes: Any) -> Visit:
        data = {"from": "open", "state": state or self.sealed(**changes)}
        self.run(who, "inspection", "transition", self.id, "submit", data)
        return self

    def step(self, action: str, who: str = "lead", **data: Any) -> int:
        return self.run(who, "inspection", "transition", self.id, action, data)

    def append(self, entity: str, who: str, **state: Any) -> str:
        id = uuid7()
        full = {"inspection_id": self.id, "division": self.office.division, **state}
        self.run(who, entity, "append", id, self.id, full, body_sha256="c" * 64)
        return id

    def confirm(self, who: str = "second", **changes: Any) -> str:
        seal = self.stored()["seal"] or {"sha256": "d" * 64}
        return self.append("confirmation", who, **{"officer_id": self.office.people["second"], "proof": None,
                                                   "method": "own_session", "seal_sha256": seal["sha256"], **changes})

    def stored(self) -> dict[str, Any]:
        """Every column of the visit as it stands."""
        with self.office.open() as session:
            found = session.get_one(Inspection, self.id)
            return {column.key: getattr(found, column.key) for column in Inspection.__table__.columns}


def submitted(made: Office) -> Visit:
    """A visit with one passing check, submitted and confirmed by the second officer."""
    visit = Visit(made).create()
    visit.check()
    visit.submit()
    visit.confirm()
    return visit
