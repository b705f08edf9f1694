"""Writing the sample: nothing while rows are wrong, the good rows with skip_bad, twice is once, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from server.kernel import changes
from server.kernel.audit import AuditEntry
from server.kernel.changes import EntityVersion, Scope
from server.kernel.identity import SYSTEM, Identity
from server.kernel.problems import Forbidden, NotFound
from server.kernel.transaction import read, write
from server.registry.commands import correct_instrument
from server.registry.inputs import Correction
from server.registry.ledger import apply
from server.registry.ledger.commands import commit_import, keep_import
from server.registry.ledger.export import export_ledger
from server.registry.ledger.report import summary
from server.registry.ledger.sheet import Workbook, read_workbook
from server.registry.models import Instrument, LedgerImport, Merchant, Premises, Verification
from server.registry.problems import AlreadyCommitted, RowsWrong
from server.registry.wire import ENTITY_NAMES, wire_state
from tests.conftest import StandingClock
from tests.integration.registry.conftest import BAOTA, DECIDE, person
from tests.ledger.conftest import TODAY, workbook_bytes

MODELS = (Merchant, Premises, Instrument, Verification)


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


def keep(session: Session, workbook: Workbook, clock: StandingClock, identity: Identity = SYSTEM) -> str:
    return keep_import(session, identity, workbook, b"x", "样例.xlsx", TODAY, now=clock()).id


def run(workbook: Workbook | bytes, clock: StandingClock, identity: Identity = SYSTEM,
        skip_bad: bool = True) -> dict[str, Any]:
    """Read and write in one transaction; the result."""
    given = read_workbook(workbook) if isinstance(workbook, bytes) else workbook
    with write() as session:
        found = commit_import(session, identity, keep(session, given, clock, identity), skip_bad=skip_bad, now=clock())
        assert found.result is not None
        return found.result


def counts(session: Session) -> dict[str, int]:
    return {model.__tablename__: session.scalar(sa.select(sa.func.count()).select_from(model)) or 0
            for model in MODELS}


def test_nothing_is_written_while_rows_are_wrong(inside: Flask, sample_workbook: Workbook,
                                                 clock: StandingClock) -> None:
    with pytest.raises(RowsWrong) as refused:
        run(sample_workbook, clock, skip_bad=False)
    assert refused.value.facts["wrong"] == 58
    with read() as session:
        assert set(counts(session).values()) == {0}


def test_the_sample_is_written_once_and_comes_back_whole(inside: Flask, sample_workbook: Workbook,
                                                         clock: StandingClock) -> None:
    first = run(sample_workbook, clock)
    assert first == {"rows_written": 1142, "rows_skipped": 58, "merchants": 144, "premises": 907, "instruments": 1142,
                     "verifications": 1142, "instruments_present": 0, "kept": []}
    with read() as session:
        stored = counts(session)
        heads = {one.name: (one.head, one.hash) for one in session.scalars(sa.select(Scope))}
        kinds = dict(session.execute(sa.select(Premises.kind, sa.func.count()).group_by(Premises.kind)).all())
        _states_agree(session)
        exported = export_ledger(session, SYSTEM)
    assert stored == {"merchant": 144, "premises": 907, "instrument": 1142, "verification": 1142}
    assert kinds["stall"] + kinds["dispenser"] + kinds["pile"] + 144 == 907
    clock.forward(days=1)
    again = run(sample_workbook, clock)
    assert again == {**first, "merchants": 0, "premises": 0, "instruments": 0, "verifications": 0,
                     "instruments_present": 1142}
    back = run(exported, clock, skip_bad=False)
    assert back == {**again, "rows_skipped": 0}
    with read() as session:
        assert counts(session) == stored
        assert {one.name: (one.head, one.hash) for one in session.scalars(sa.select(Scope))} == heads
        assert session.scalar(sa.select(sa.func.max(EntityVersion.version)).where(
            EntityVersion.entity != "division")) == 1


def _states_agree(session: Session) -> None:
    """Typed rows and wire bytes say the same, for all four kinds."""
    for model in MODELS:
        stored = {row.entity_id: row.state for row in session.scalars(
            sa.select(EntityVersion).where(EntityVersion.entity == ENTITY_NAMES[model]))}
        assert stored == {row.id: wire_state(row) for row in session.scalars(sa.select(model))}


def test_places_and_people_of_a_row(inside: Flask, clock: StandingClock) -> None:
    run(workbook_bytes(
        {"venue_kind": "集贸市场", "installed_at": "54号摊"},
        {"venue_kind": "集贸市场", "installed_at": "54号摊", "serial_number": "A2"},
        {"unit": "样例加油站", "address": "样例路2号", "venue_kind": "加油站", "instrument": "燃油加油机",
         "installed_at": "7号位", "serial_number": "F1", "credit_code": ""},
        {"unit": "样例眼镜店", "address": "样例路3号", "venue_kind": "眼镜店", "instrument": "焦度计",
         "installed_at": "8号位", "purpose": "医疗卫生", "serial_number": "E1", "credit_code": ""}), clock)
    with read() as session:
        parts = {(one.kind, one.position_no, one.walking_order): one.id for one in session.scalars(
            sa.select(Premises).where(Premises.parent_id.is_not(None)))}
        assert set(parts) == {("stall", "54", 54), ("dispenser", "7", 7)}
        found = {one.serial_number: one for one in session.scalars(sa.select(Instrument))}
        assert found["A1"].premises_id == found["A2"].premises_id == parts["stall", "54", 54]
        assert (found["A1"].user_merchant_id, found["A1"].owner_merchant_id is None) == (None, False)
        assert found["F1"].user_merchant_id == found["F1"].owner_merchant_id
        assert session.get_one(Premises, found["E1"].premises_id).kind == "optician"
        assert found["E1"].mandatory
        assert found["A1"].valid_until == date(2027, 8, 15)


def test_a_newer_certificate_moves_the_instrument_and_an_older_does_not(inside: Flask, clock: StandingClock) -> None:
    run(workbook_bytes({}), clock)
    older = {"certificate_number": "C-0", "verified_on": "2025-08-16", "valid_until": "2026-08-15"}
    newer = {"certificate_number": "C-2", "verified_on": "2026-10-01", "valid_until": "2027-09-30"}
    assert run(workbook_bytes(older), clock)["verifications"] == 1
    with read() as session:
        instrument = session.scalars(sa.select(Instrument)).one()
        assert (instrument.certificate_number, changes.version_of(session, instrument.id)) == ("C-1", 1)
    assert run(workbook_bytes(newer), clock)["verifications"] == 1
    with read() as session:
        instrument = session.scalars(sa.select(Instrument)).one()
        assert (instrument.certificate_number, changes.version_of(session, instrument.id)) == ("C-2", 2)
        _wire = changes.current(session, instrument.id)
        assert _wire is not None and _wire.state == wire_state(instrument)


def test_what_a_phone_corrected_stays_and_is_reported(inside: Flask, clock: StandingClock) -> None:
    run(workbook_bytes({}), clock)
    with write() as session:
        instrument = session.scalars(sa.select(Instrument)).one()
        correct_instrument(session, SYSTEM, Correction(instrument.id, {"accuracy_class": "II"}), now=clock())
    result = run(workbook_bytes({"valid_until": "2028-01-01"}), clock)
    assert [(one["row"], one["field"], one["stored"], one["stated"]) for one in result["kept"]] == [
        (3, "accuracy_class", "II", "III"),
        (3, "certificate_number", "C-1", "2026-08-16 2028-01-01 conforming")]
    with read() as session:
        assert session.scalars(sa.select(Instrument)).one().accuracy_class == "II"


def test_a_merchant_is_known_by_code_or_name(inside: Flask, clock: StandingClock) -> None:
    run(workbook_bytes({}), clock)
    result = run(workbook_bytes({"unit": "改名店", "address": "新址", "serial_number": "A2"},
                                {"credit_code": "", "address": "另址", "serial_number": "A3"}), clock)
    assert (result["merchants"], result["premises"], result["instruments"]) == (0, 2, 2)


def test_everything_or_nothing(inside: Flask, clock: StandingClock, monkeypatch: pytest.MonkeyPatch) -> None:
    real = apply.write_batch

    def failing(*args: Any, **kwargs: Any) -> int:
        real(*args, **kwargs)
        raise RuntimeError("the power went")

    monkeypatch.setattr(apply, "write_batch", failing)
    with pytest.raises(RuntimeError):
        run(workbook_bytes({}), clock)
    with read() as session:
        assert set(counts(session).values()) == {0}
    monkeypatch.undo()
    assert run(workbook_bytes({}), clock)["instruments"] == 1


def test_an_import_is_its_readers_own_and_committed_once(inside: Flask, clock: StandingClock) -> None:
    clerk, colleague = person(BAOTA, permissions=DECIDE), person(BAOTA, permissions=DECIDE)
    with write() as session:
        id = keep(session, read_workbook(workbook_bytes({})), clock, clerk)
        with pytest.raises(NotFound):
            commit_import(session, colleague, id, skip_bad=True, now=clock())
        commit_import(session, clerk, id, skip_bad=True, now=clock())
        with pytest.raises(AlreadyCommitted):
            commit_import(session, clerk, id, skip_bad=True, now=clock())
        trail = session.scalars(sa.select(AuditEntry.action).where(AuditEntry.user_id == clerk.user_id))
        assert sorted(trail) == ["ledger.read", "ledger.write"]


def test_rows_of_other_divisions_are_wrong_and_a_lost_permission_stops_the_commit(
        inside: Flask, clock: StandingClock) -> None:
    clerk = person(BAOTA, permissions=DECIDE)
    both = workbook_bytes({}, {"division": "洛川县", "serial_number": "A2"})
    assert run(both, clock, clerk)["rows_skipped"] == 1
    with write() as session:
        id = keep(session, read_workbook(workbook_bytes({"serial_number": "A9"})), clock, clerk)
        moved = Identity(clerk.user_id, clerk.username, clerk.name, BAOTA, grants={})
        with pytest.raises(Forbidden):
            commit_import(session, moved, id, skip_bad=True, now=clock())
    with read() as session:
        assert set(session.scalars(sa.select(Instrument.division))) == {BAOTA}
        kept = session.get_one(LedgerImport, id)
        assert (kept.state, summary(kept.reading)["clean"]) == ("read", True)
