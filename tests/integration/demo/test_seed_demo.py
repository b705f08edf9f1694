"""The demo city: the same each time, whole, marked, and never laid over somebody else's data."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask

from server.accounts.models import User
from server.app import create_app
from server.campaigns.models import Campaign, Task
from server.extensions import db
from server.inspections.models import Check, Inspection
from server.inspections.seal import differences
from server.inspections.wire import facts
from server.jurisdictions.commands import publish_bundled
from server.kernel import changes
from server.kernel.changes import EntityVersion
from server.kernel.transaction import read, write
from server.labels.codes import read_code
from server.labels.models import Label, LabelBatch
from server.operations.demo import people, seeding
from server.operations.demo.cli import seed_demo
from server.operations.demo.people import BAOTA, LUOCHUAN, PEOPLE
from server.operations.demo.seeding import NotEmpty, Plan
from server.operations.demo.visits import SCRIPTS
from server.registry.models import Instrument, Merchant, Premises, Verification
from server.registry.wire import wire_state
from server.review.models import Publication
from server.settings import read_settings
from tests.factories.people import person, sign_in

NOW = datetime(2026, 11, 25, 2, 20, tzinfo=UTC)
PLAN = Plan(7, date(2026, 11, 25), 0.02, "http://127.0.0.1:8000")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """A small city, seeded once for this module."""
    data = tmp_path_factory.mktemp("demo")
    settings = read_settings({"HENGJIAN_DATA_DIR": str(data), "HENGJIAN_SECRET_KEY": "k" * 32})
    app = create_app(settings, clock=lambda: NOW)
    with app.app_context():
        db.metadata.create_all(db.engine)
        with write() as session:
            publish_bundled(session, now=NOW)
        with write() as session:
            seeding.seed(session, PLAN, now=NOW)
    return app


def test_the_same_seed_size_and_day_make_the_same_city(demo: Flask) -> None:
    with demo.app_context():
        one, other = seeding.build(PLAN, NOW), seeding.build(PLAN, NOW)
        another = seeding.build(Plan(8, PLAN.today, PLAN.size, PLAN.origin), NOW)
    for name in ("merchants", "premises", "instruments", "verifications"):
        assert [(thing.id, wire_state(thing)) for thing in getattr(one, name)] == \
            [(thing.id, wire_state(thing)) for thing in getattr(other, name)]
    assert wire_state(another.instruments[5]) != wire_state(one.instruments[5])


def test_the_whole_city_has_the_size_that_was_promised(demo: Flask) -> None:
    with demo.app_context():
        city = seeding.build(Plan(7, PLAN.today, 1, PLAN.origin), NOW)
    kinds = [one.kind for one in city.premises]
    venue_of = {one.id: one.root_id for one in city.premises}
    markets = {one.id for one in city.premises if one.kind == "market"}
    assert (kinds.count("market"), kinds.count("fuel_station"), kinds.count("optician")) == (60, 120, 120)
    assert sum(venue_of[one.premises_id] in markets for one in city.instruments) == 5000
    assert 7 <= kinds.count("nozzle") / 120 <= 12 and 3.8 <= kinds.count("dispenser") / 120 <= 6.7
    assert sum(one.kind in ("focimeter", "refractometer", "phoropter", "trial_lens_case")
               for one in city.instruments) == 360
    assert len({one.division for one in city.premises}) == 13
    shared = sum(one.owner_merchant_id != one.user_merchant_id for one in city.instruments)
    assert shared > 300
    assert 0.2 < sum(bool(one.codes) for one in city.instruments if one.kind == "nawi") / 5000 < 0.45


def test_every_row_has_its_version_and_they_agree(demo: Flask) -> None:
    with demo.app_context(), read() as session:
        for model in (Merchant, Premises, Instrument, Verification):
            for one in session.scalars(sa.select(model).order_by(model.id).limit(40)):
                version = changes.current(session, one.id)
                assert version is not None
                assert (version.state, version.scope) == (wire_state(one), f"division:{one.division}")
            count = session.scalar(sa.select(sa.func.count()).select_from(model))
            versions = session.scalar(sa.select(sa.func.count()).select_from(EntityVersion)
                                      .where(EntityVersion.entity == model.__tablename__))
            assert count == versions
        for label in session.scalars(sa.select(Label).where(Label.state == "bound").limit(40)):
            version = changes.current(session, label.id)
            assert version is not None and version.state == label.wire()


def test_every_instrument_wears_a_demo_label(demo: Flask) -> None:
    with demo.app_context(), read() as session:
        worn = dict(iter(session.execute(sa.select(Label.instrument_id, Label.code).where(Label.state == "bound"))))
        assert set(worn) == set(session.scalars(sa.select(Instrument.id)))
        assert all(read_code(code) == code for code in worn.values())
        batches = session.scalars(sa.select(LabelBatch)).all()
        divisions = set(session.scalars(sa.select(Instrument.division)))
        assert {one.division for one in batches} == divisions and len(batches) == len(divisions)
        assert all(one.is_demo for one in batches)
        assert session.scalar(sa.select(sa.func.count()).where(Label.state == "blank")) == 20 * len(batches)


def test_everything_says_that_it_is_invented(demo: Flask) -> None:
    with demo.app_context(), read() as session:
        names = [*session.scalars(sa.select(Merchant.name)), *session.scalars(sa.select(Campaign.name)),
                 *session.scalars(sa.select(Premises.name).where(Premises.parent_id.is_(None))),
                 *session.scalars(sa.select(User.name)), *session.scalars(sa.select(Verification.certificate_number)),
                 *session.scalars(sa.select(Instrument.manufacturer)),
                 *session.scalars(sa.select(Merchant.contact_name)),
                 *session.scalars(sa.select(User.enforcement_id).where(User.enforcement_id.is_not(None)))]
        assert [name for name in names if "样例" not in str(name)] == []


def test_officers_have_tasks_due_within_days(demo: Flask) -> None:
    with demo.app_context(), read() as session:
        tasks = session.scalars(sa.select(Task)).all()
        assert {one.state for one in session.scalars(sa.select(Campaign))} == {"open"}
        for username in ("baota1", "baota2", "luochuan1", "luochuan2"):
            mine = [task for task in tasks if people.BY_NAME[username].id in task.assignee_ids]
            assert {task.division for task in mine} == {BAOTA if "baota" in username else LUOCHUAN}
            assert len({task.campaign_id for task in mine}) == 2
            assert min(abs((task.due_on - PLAN.today).days) for task in mine) <= 5


@pytest.mark.parametrize("person", PEOPLE, ids=lambda one: one.username)
def test_everybody_signs_in_with_what_is_documented(demo: Flask, person: people.Person) -> None:
    signed = sign_in(demo, person.username, password=person.password)
    me = signed.get("/api/v1/auth/me").get_json()
    assert [one["role"] for one in me["appointments"]] == [person.role]
    assert me["demo"] is True
    assert bool(me["pin_salt"]) is bool(person.pin)


def test_an_inspector_sees_the_own_division_and_the_public_a_sample(demo: Flask) -> None:
    signed = sign_in(demo, "luochuan1", password=people.PASSWORD)
    found = signed.get("/api/v1/premises?limit=200").get_json()["items"]
    assert found and {one["division"] for one in found} == {LUOCHUAN}
    code = signed.get("/api/v1/labels?state=bound&limit=1").get_json()["items"][0]["code"]
    page = demo.test_client().get(f"/{code}")
    assert page.headers["X-Label-State"] in ("valid", "expiring", "overdue", "stopped", "unverified")
    assert "演示数据" in page.get_data(as_text=True)
    sheet = sign_in(demo, "baota-head", password=people.PASSWORD).get("/api/v1/labels/sample-sheet")
    assert "样例标签，不作任何凭证" in sheet.get_data(as_text=True)


def test_a_database_with_anybody_else_is_left_alone(app: Flask) -> None:
    with app.app_context():
        with read() as session:
            assert seeding.is_there(session) is False
        with write() as session:
            person(session, "somebody", ("inspector", BAOTA), now=NOW)
        with read() as session, pytest.raises(NotEmpty):
            seeding.is_there(session)


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An empty demo database where the command looks for it."""
    monkeypatch.delenv("HENGJIAN_DATABASE_URL", raising=False)
    monkeypatch.setenv("HENGJIAN_DATA_DIR", str(tmp_path))
    app = create_app(read_settings())
    with app.app_context():
        db.metadata.create_all(db.engine)
        with write() as session:
            publish_bundled(session, now=NOW)
        db.engine.dispose()
    return app


def test_the_command_fills_once_and_prints_the_accounts(empty: Flask) -> None:
    run = CliRunner()
    first = run.invoke(seed_demo, ["--size", "0.01"])
    assert first.exit_code == 0, first.output
    assert all(one.username in first.output and one.password in first.output for one in PEOPLE)
    with empty.app_context(), read() as session:
        versions = session.scalar(sa.select(sa.func.count()).select_from(EntityVersion))
    again = run.invoke(seed_demo, ["--size", "0.01"])
    assert again.exit_code == 0 and "已存在" in again.output and people.PASSWORD in again.output
    with empty.app_context(), read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(EntityVersion)) == versions
    fresh = run.invoke(seed_demo, ["--fresh-passwords"])
    assert fresh.exit_code == 0 and people.PASSWORD not in fresh.output
    assert people.PASSWORD not in run.invoke(seed_demo, []).output


def test_the_command_refuses_what_is_not_a_demo(empty: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with empty.app_context(), write() as session:
        person(session, "somebody", ("inspector", BAOTA), now=NOW)
    refused = CliRunner().invoke(seed_demo, [])
    assert refused.exit_code != 0 and "其他账户" in refused.output
    monkeypatch.setenv("HENGJIAN_DATABASE_URL", empty.extensions["settings"].database_url)
    monkeypatch.setenv("HENGJIAN_DEMO", "0")
    refused = CliRunner().invoke(seed_demo, [])
    assert refused.exit_code != 0 and "HENGJIAN_DEMO" in refused.output


@pytest.fixture(scope="module")
def larger(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """A city large enough for every scripted visit."""
    data = tmp_path_factory.mktemp("larger")
    settings = read_settings({"HENGJIAN_DATA_DIR": str(data), "HENGJIAN_SECRET_KEY": "k" * 32})
    app = create_app(settings, clock=lambda: NOW)
    with app.app_context():
        db.metadata.create_all(db.engine)
        with write() as session:
            publish_bundled(session, now=NOW)
        with write() as session:
            seeding.seed(session, Plan(7, PLAN.today, 0.25, PLAN.origin), now=NOW)
    return app


def test_the_supervisor_finds_work_in_the_queue(larger: Flask) -> None:
    head = sign_in(larger, "city-head", password=people.PASSWORD)
    counts = head.get("/api/v1/review/counts").get_json()
    assert counts["submitted"] >= 3 and counts["approved"] >= 3 and counts["returned"] == 1
    assert counts["awaiting_confirmation"] == 1 and counts["awaiting_evidence"] == 0
    with larger.app_context(), read() as session:
        visits = session.scalars(sa.select(Inspection)).all()
        assert len(visits) == len(SCRIPTS)
        checks = session.scalars(sa.select(Check)).all()
        assert not any(one.evaluators_differ for one in checks)
        assert any(one.exceeds for one in checks) and not all(one.exceeds for one in checks if one.measurements)
        assert all(one.seal and differences(one.seal, facts(one), {check.id: check.op_sha256 for check in checks
                   if check.inspection_id == one.id}, ()) == [] for one in visits)
        done = session.scalars(sa.select(Task).where(Task.state == "done")).all()
        assert {one.inspection_id for one in done} == {one.id for one in visits}


def test_a_published_result_stands_on_the_label_s_page(larger: Flask) -> None:
    with larger.app_context(), read() as session:
        published = session.scalars(sa.select(Publication)).all()
        assert len(published) >= 2
        code = session.scalar(sa.select(Label.code).where(Label.instrument_id == published[0].instrument_ids[0]))
        officers = [one.name for one in session.scalars(sa.select(User))]
    text = larger.test_client().get(f"/{code}").get_data(as_text=True)
    assert "检查未发现问题" in text and published[0].wording in text
    assert [name for name in officers if name in text] == []
