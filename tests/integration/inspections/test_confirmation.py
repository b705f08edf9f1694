"""The second officer is proved, not typed."""

from __future__ import annotations

import hashlib
import hmac

import pytest
import sqlalchemy as sa

from server.accounts.commands import set_pin
from server.accounts.models import User
from server.inspections.models import Confirmation, FailedProof
from server.inspections.problems import (
    InspectionStep,
    NotSecondOfficer,
    NotYourInspection,
    ProofLocked,
    SealMismatch,
    WrongProof,
)
from server.kernel import changes
from server.kernel.ids import uuid7
from server.kernel.problems import Forbidden, Invalid, NotFound, Problem
from server.kernel.transaction import savepoint
from tests.factories.visits import Office, Visit

PIN = "204816"


@pytest.fixture
def signed(bureau: Office) -> Visit:
    """Submitted, and waiting for the second officer, who has a PIN."""
    visit = Visit(bureau).create()
    visit.check()
    visit.submit()
    second = bureau.who("second")
    with bureau.open() as session:
        set_pin(session, second, PIN, now=bureau.clock())
    return visit


def proof(visit: Visit, pin: str = PIN, who: str = "second", *, inspection_id: str | None = None) -> str:
    """What a phone computes from the PIN, the roster's salt and the seal (SPEC §2, written out again on purpose)."""
    with visit.office.open() as session:
        salt = session.get_one(User, visit.office.people[who]).pin_salt or ""
    key = hashlib.pbkdf2_hmac("sha256", pin.encode(), bytes.fromhex(salt), 600_000, 32)
    message = f"hengjian-confirm:{inspection_id or visit.id}:{visit.stored()['seal']['sha256']}"
    return hmac.new(key, message.encode(), hashlib.sha256).hexdigest()


def test_the_second_officer_confirms_on_the_own_phone(bureau: Office, signed: Visit) -> None:
    assert signed.stored()["second_confirmed_at"] is None
    signed.confirm()
    assert signed.stored()["second_confirmed_at"] == bureau.clock()


def test_the_second_officer_confirms_by_pin_on_the_leads_phone(bureau: Office, signed: Visit) -> None:
    id = signed.confirm("lead", method="pin", proof=proof(signed))
    assert signed.stored()["second_confirmed_at"] == bureau.clock()
    with bureau.open() as session:
        assert session.get_one(Confirmation, id).proof == proof_of(session, id)
        row = changes.current(session, id)
        assert row is not None and row.state["proof"] is None  # a proof on other phones would let them search the PIN


def proof_of(session: sa.orm.Session, id: str) -> str | None:
    return session.scalar(sa.select(Confirmation.proof).where(Confirmation.id == id))


def test_nobody_else_confirms(signed: Visit) -> None:
    refused: list[tuple[str, str, type[Exception]]] = [
        ("lead", "own_session", NotSecondOfficer), ("third", "own_session", NotSecondOfficer),
        ("third", "pin", NotYourInspection), ("helper", "own_session", Forbidden),
        ("chief", "own_session", Forbidden), ("stranger", "own_session", NotFound)]
    for who, method, problem in refused:
        with pytest.raises(problem):
            signed.confirm(who, method=method, proof=proof(signed) if method == "pin" else None)
    assert signed.stored()["second_confirmed_at"] is None


def test_the_officer_is_the_one_the_record_names(bureau: Office, signed: Visit) -> None:
    for name in ("lead", "third"):
        with pytest.raises(NotSecondOfficer):
            signed.confirm(name, officer_id=bureau.people[name])


def test_a_confirmation_is_of_this_seal_and_this_visit(signed: Visit) -> None:
    with pytest.raises(SealMismatch):
        signed.confirm(seal_sha256="0" * 64)
    with pytest.raises(WrongProof):
        signed.confirm("lead", method="pin", proof=proof(signed, inspection_id=uuid7()))
    with pytest.raises(WrongProof):
        signed.confirm("lead", method="pin", proof=None)
    with pytest.raises(Invalid):
        signed.confirm("lead", method="pin", proof="short")
    with pytest.raises(NotSecondOfficer):
        signed.confirm(proof=proof(signed))  # an own session needs no proof, and takes none
    assert signed.stored()["second_confirmed_at"] is None


def test_an_open_visit_cannot_be_confirmed(bureau: Office) -> None:
    with pytest.raises(InspectionStep):
        Visit(bureau).create().confirm()


def test_without_a_pin_no_proof_is_right(bureau: Office) -> None:
    visit = Visit(bureau).create()
    visit.check()
    visit.submit()
    with pytest.raises(WrongProof):
        visit.confirm("lead", method="pin", proof="0" * 64)


def test_a_pin_cannot_be_searched_for(bureau: Office, clock: object, signed: Visit) -> None:
    """Refusals leave no trace in their own operation, yet they are counted: within a batch, and from batch to batch."""
    assert [_tried(signed, 3), _tried(signed, 4)] == [[WrongProof] * 3, [WrongProof] * 2 + [ProofLocked] * 2]
    with pytest.raises(ProofLocked):
        signed.confirm("lead", method="pin", proof=proof(signed))
    with bureau.open() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(FailedProof)) == 5
    bureau.clock.forward(hours=24, seconds=1)  # type: ignore[attr-defined]
    signed.confirm("lead", method="pin", proof=proof(signed))


def _tried(visit: Visit, times: int) -> list[type[Exception]]:
    """Several wrong proofs in one batch, each refused as sync refuses: in a savepoint, and the batch commits."""
    from server.inspections.sync_binding import BINDINGS
    identity, seal = visit.office.who("lead"), visit.stored()["seal"]["sha256"]
    state = {"inspection_id": visit.id, "officer_id": visit.office.people["second"], "method": "pin",
             "proof": "0" * 64, "seal_sha256": seal, "division": visit.office.division}
    append = BINDINGS["confirmation"].append
    assert append is not None
    met: list[type[Exception]] = []
    with visit.office.open() as session:
        for _ in range(times):
            try:
                with savepoint(session):
                    append(session, identity, uuid7(), visit.id, state, now=visit.office.clock(), op_id=uuid7(),
                           body_sha256="0" * 64)
            except Problem as problem:
                met.append(type(problem))
    return met


def test_own_session_still_confirms_when_pins_are_locked(signed: Visit) -> None:
    _tried(signed, 6)
    signed.confirm()
    assert signed.stored()["second_confirmed_at"] is not None


def test_confirming_twice_keeps_the_first_instant(bureau: Office, signed: Visit) -> None:
    signed.confirm()
    first = bureau.clock()
    bureau.clock.forward(hours=1)  # type: ignore[attr-defined]
    signed.confirm("lead", method="pin", proof=proof(signed))
    assert signed.stored()["second_confirmed_at"] == first
