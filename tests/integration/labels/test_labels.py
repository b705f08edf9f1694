"""Labels over HTTP: made, bound once, replaced, withdrawn, seen only where one may look."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
import zxingcpp
from flask import Flask
from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from server.kernel import changes
from server.kernel.changes import ScopeLog
from server.kernel.identity import SYSTEM
from server.kernel.transaction import read, write
from server.labels import symbol
from server.labels.codes import in_groups, read_code
from server.labels.commands import CreateBatch, create_batch
from server.labels.models import Label, LabelBatch, LabelBinding
from server.labels.policy import host_of, is_private_host
from server.labels.problems import BatchesUsedUp
from server.registry import commands as registry
from tests.conftest import StandingClock
from tests.factories.labelled import ORIGIN, blank, labelled, market_with_stall, scale
from tests.factories.people import Client, sign_in, with_people

BAOTA, LUOCHUAN = "610602", "610629"
UNKNOWN = "01890a5d-ac96-774b-bcce-b302099a8057"


@pytest.fixture
def people(app: Flask, clock: StandingClock) -> Flask:
    with_people(app, clock, {"supervisor": [("supervisor", BAOTA)], "elsewhere": [("supervisor", LUOCHUAN)],
                             "inspector": [("inspector", BAOTA)], "assistant": [("assistant", BAOTA)]})
    return app


@pytest.fixture
def supervisor(people: Flask) -> Client:
    return sign_in(people, "supervisor")


@pytest.fixture
def made(people: Flask, clock: StandingClock) -> dict[str, Any]:
    """One labelled scale, one without a label, and two blank labels."""
    with people.app_context(), write() as session:
        one = labelled(session, clock())
        bare = scale(session, one.stall, clock(), serial_number="SN-2", certificate=None)
        blanks = blank(session, clock(), 2)
        return {"code": one.label.code, "instrument": one.instrument.id, "bare": bare.id, "market": one.market.id,
                "blank": [label.code for label in blanks]}


def test_a_batch_has_its_own_number_and_real_codes(supervisor: Client, people: Flask) -> None:
    first = supervisor.post("/api/v1/label-batches", json={"division": BAOTA, "count": 30})
    second = supervisor.post("/api/v1/label-batches", json={"division": BAOTA, "count": 1})
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.get_json()["number"] == first.get_json()["number"] + 1
    assert first.get_json() | {"profile": "unsigned", "host": "label.example.cn", "is_demo": False} == first.get_json()
    found = supervisor.get(f"/api/v1/labels?batch_id={first.get_json()['id']}&limit=200").get_json()["items"]
    assert len({read_code(label["code"]) for label in found}) == 30
    assert len({label["code"][:4] for label in found}) == 1
    assert {label["state"] for label in found} == {"blank"}


@pytest.mark.parametrize(("who", "body", "status"), [
    ("inspector", {"division": BAOTA, "count": 1}, 403), ("supervisor", {"division": LUOCHUAN, "count": 1}, 403),
    ("supervisor", {"division": "999999", "count": 1}, 403), ("supervisor", {"division": BAOTA, "count": 0}, 422),
    ("supervisor", {"division": BAOTA, "count": 2001}, 422), ("supervisor", {"division": BAOTA, "count": "3"}, 422),
    ("supervisor", {"division": BAOTA, "count": 1, "profile": "signed"}, 422),
])
def test_a_batch_that_may_not_be_made(people: Flask, who: str, body: dict[str, Any], status: int) -> None:
    assert sign_in(people, who).post("/api/v1/label-batches", json=body).status_code == status
    with people.app_context(), read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(LabelBatch)) == 0


def test_numbers_of_batches_end(people: Flask, clock: StandingClock) -> None:
    with people.app_context(), write() as session:
        batch, _ = create_batch(session, SYSTEM, CreateBatch(BAOTA, 1, ORIGIN), now=clock())
        batch.number = 32767
        session.flush()
        with pytest.raises(BatchesUsedUp):
            create_batch(session, SYSTEM, CreateBatch(BAOTA, 1, ORIGIN), now=clock())


@pytest.mark.parametrize(("origin", "private"), [
    ("http://127.0.0.1:8000", True), ("http://localhost", True), ("https://192.168.1.20", True),
    ("http://[::1]:80", True), ("https://box.lan", True), ("https://intranet", True),
    ("https://jl.example.gov.cn", False), ("https://8.8.8.8", False),
])
def test_which_hosts_are_private(origin: str, private: bool) -> None:
    assert is_private_host(origin) is private


def test_the_host_is_what_a_browser_shows() -> None:
    assert host_of("https://JL.example.gov.cn") == "jl.example.gov.cn"
    assert host_of("http://127.0.0.1:8000") == "127.0.0.1:8000"


def test_a_blank_label_is_bound_once_and_the_same_pair_again_changes_nothing(supervisor: Client, people: Flask,
                                                                             made: dict[str, Any]) -> None:
    body = {"code": in_groups(made["blank"][0]).lower(), "instrument_id": made["bare"]}
    answer = supervisor.post("/api/v1/labels/bindings", json=body)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    assert supervisor.post("/api/v1/labels/bindings", json=body).get_json() == answer.get_json()
    with people.app_context(), read() as session:
        label = session.scalars(sa.select(Label).where(Label.code == made["blank"][0])).one()
        version = changes.current(session, label.id)
        assert version is not None
        assert (version.version, version.scope, version.state) == (2, f"division:{BAOTA}", label.wire())
        assert len(session.scalars(sa.select(LabelBinding).where(LabelBinding.label_id == label.id)).all()) == 1


@pytest.mark.parametrize(("changed", "status", "slug"), [
    ({"code": "{code}"}, 409, "label_used"), ({"instrument_id": "{instrument}"}, 409, "instrument_labelled"),
    ({"code": "17A3K9QX4TC8"}, 404, "not_found"), ({"code": "17A3K9QX4TC9"}, 422, "label_code_wrong"),
    ({"code": "U"}, 422, "label_code_wrong"), ({"instrument_id": UNKNOWN}, 422, "invalid"),
    ({"code": None}, 422, "invalid"), ({"replaces": "yes"}, 422, "invalid"),
])
def test_a_binding_that_is_refused_says_why(supervisor: Client, made: dict[str, Any], changed: dict[str, Any],
                                            status: int, slug: str) -> None:
    body = {"code": made["blank"][0], "instrument_id": made["bare"]} | {
        name: value.format(**made) if isinstance(value, str) else value for name, value in changed.items()}
    answer = supervisor.post("/api/v1/labels/bindings", json=body)
    assert (answer.status_code, answer.get_json()["type"]) == (status, f"/problems/{slug}")


def test_a_new_label_replaces_the_old_one_which_never_returns(supervisor: Client, people: Flask,
                                                              made: dict[str, Any]) -> None:
    body = {"code": made["blank"][0], "instrument_id": made["instrument"], "replaces": True}
    assert supervisor.post("/api/v1/labels/bindings", json=body).status_code == 201
    old = supervisor.get(f"/api/v1/labels/{made['code']}").get_json()
    assert (old["state"], old["instrument_id"], old["bindings"][0]["ending"]) == ("void", None, "replaced")
    again = supervisor.post("/api/v1/labels/bindings", json={"code": made["code"], "instrument_id": made["bare"]})
    assert (again.status_code, again.get_json()["state"]) == (409, "void")


def test_a_label_is_withdrawn_or_looked_into(supervisor: Client, made: dict[str, Any]) -> None:
    path = f"/api/v1/labels/{made['code']}"
    disputed = supervisor.post(f"{path}/dispute", json={"disputed": True, "reason": "出厂编号与实物不符"})
    assert disputed.get_json()["disputed"] is True
    assert supervisor.post(f"{path}/void", json={"reason": ""}).status_code == 422
    gone = supervisor.post(f"{path}/void", json={"reason": "标签被撕毁"}).get_json()
    assert (gone["state"], gone["disputed"]) == ("void", False)
    assert supervisor.post(f"{path}/void", json={"reason": "再次"}).status_code == 409
    assert supervisor.post(f"{path}/dispute", json={"disputed": True, "reason": "再次"}).status_code == 409


def test_what_is_out_of_sight_is_absent(people: Flask, made: dict[str, Any]) -> None:
    elsewhere = sign_in(people, "elsewhere")
    assert elsewhere.get(f"/api/v1/labels/{made['code']}").status_code == 404
    assert elsewhere.get("/api/v1/labels").get_json()["items"] == []
    assert elsewhere.get("/api/v1/label-batches").get_json()["items"] == []
    body = {"code": made["blank"][0], "instrument_id": made["bare"]}
    assert elsewhere.post("/api/v1/labels/bindings", json=body).status_code == 404
    assert elsewhere.post(f"/api/v1/labels/{made['code']}/void", json={"reason": "x"}).status_code == 404
    assert sign_in(people, "assistant").post("/api/v1/labels/bindings", json=body).status_code == 403
    assert people.test_client().get(f"/api/v1/labels/{made['code']}").status_code == 401


def move_scale(session: Session, made: dict[str, Any], now: datetime) -> None:
    _, stall = market_with_stall(session, now, LUOCHUAN)
    registry.move_instrument(session, SYSTEM, made["instrument"], stall.id, now=now)


def move_market(session: Session, made: dict[str, Any], now: datetime) -> None:
    registry.move_premises(session, SYSTEM, made["market"], division=LUOCHUAN, now=now)


@pytest.mark.parametrize("move", [move_scale, move_market])
def test_a_label_goes_where_its_instrument_goes(people: Flask, made: dict[str, Any], clock: StandingClock,
                                                move: Callable[[Session, dict[str, Any], datetime], None]) -> None:
    with people.app_context(), write() as session:
        move(session, made, clock())
    with people.app_context(), read() as session:
        label = session.scalars(sa.select(Label).where(Label.code == made["code"])).one()
        version = changes.current(session, label.id)
        assert version is not None
        assert (label.division, version.scope, version.state) == (LUOCHUAN, f"division:{LUOCHUAN}", label.wire())
        logged = session.execute(sa.select(ScopeLog.scope, ScopeLog.change)
                                 .where(ScopeLog.entity_id == label.id, ScopeLog.version == version.version)).all()
        assert sorted(map(tuple, logged)) == [(f"division:{BAOTA}", "leave"), (f"division:{LUOCHUAN}", "upsert")]


def test_where_the_instrument_is_settles_who_has_its_label(people: Flask, made: dict[str, Any],
                                                           clock: StandingClock) -> None:
    """Also for a label that stayed behind in a move made before labels followed."""
    with people.app_context(), write() as session:
        move_market(session, made, clock())
        session.execute(sa.update(Label).where(Label.code == made["code"]).values(division=BAOTA))
    before, after = sign_in(people, "supervisor"), sign_in(people, "elsewhere")
    path, words = f"/api/v1/labels/{made['code']}", {"disputed": True, "reason": "样例"}
    assert [one.get(path).status_code for one in (before, after)] == [404, 200]
    assert [one.post(f"{path}/dispute", json=words).status_code for one in (before, after)] == [404, 200]
    for query in ("", f"?division={LUOCHUAN}"):
        sheets = [one.get(f"/api/v1/labels/sample-sheet{query}").get_data(as_text=True) for one in (before, after)]
        assert [made["code"][:4] in text for text in sheets] == [False, True]
        lists = [one.get(f"/api/v1/labels{query}").get_json()["items"] for one in (before, after)]
        assert [made["code"] in {label["code"] for label in items} for items in lists] == [False, True]
    assert [one.post(f"{path}/void", json={"reason": "样例"}).status_code for one in (before, after)] == [404, 200]
    assert [one.get(path).status_code for one in (before, after)] == [404, 200]


def test_the_sheet_shows_each_label_with_what_it_belongs_on(supervisor: Client, made: dict[str, Any]) -> None:
    answer = supervisor.get(f"/api/v1/labels/sample-sheet?premises_id={made['market']}")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert all(f"<span>{group}</span>" in text for group in in_groups(made["code"]).split("-"))
    assert "计量器具身份码" in text and "A区 038" in text and "label.example.cn" in text
    assert "样例标签，不作任何凭证" not in text
    assert 'style="' not in text and "<script" not in text
    english = supervisor.get("/api/v1/labels/sample-sheet.html?lang=en").get_data(as_text=True)
    assert "Instrument identity code" in english
    for query in ("limit=97", "lang=fr", "limit=1&limit=2", "colour=red"):
        assert supervisor.get(f"/api/v1/labels/sample-sheet?{query}").status_code == 422
    assert supervisor.get("/api/v1/labels/sheet.css").mimetype == "text/css"


@pytest.mark.parametrize(("demo", "status"), [(False, 409), (True, 200)])
def test_real_labels_are_not_printed_for_this_machine(people: Flask, clock: StandingClock, demo: bool,
                                                      status: int) -> None:
    with people.app_context(), write() as session:
        _, stall = market_with_stall(session, clock())
        instrument = scale(session, stall, clock())
        _, labels = create_batch(session, SYSTEM, CreateBatch(BAOTA, 1, ORIGIN, is_demo=demo), now=clock())
        labels[0].state, labels[0].instrument_id = "bound", instrument.id
    settings = people.extensions["settings"]
    people.extensions["settings"] = type(settings)(**{**vars(settings), "label_origin": "http://127.0.0.1:8000"})
    supervisor = sign_in(people, "supervisor")
    answer = supervisor.get("/api/v1/labels/sample-sheet")
    assert answer.status_code == status
    assert ("样例标签，不作任何凭证" in answer.get_data(as_text=True)) is demo
    assert supervisor.post("/api/v1/label-batches", json={"division": BAOTA, "count": 1}).status_code == 409


def test_a_phone_reads_the_printed_symbol() -> None:
    modules = symbol.matrix("https://jl.example.gov.cn", "17A3K9QX4TC8")
    assert len(modules) == 37 + 2 * symbol.QUIET  # V5-H, as planned for 38 characters
    image = Image.new("1", (len(modules) * 4, len(modules) * 4), 1)
    draw = ImageDraw.Draw(image)
    for run in symbol.svg_path(modules).removeprefix("M").split("M"):
        x, y = run.split("h")[0].split(" ")
        length = run.split("h")[1].split("v")[0]
        draw.rectangle((int(x) * 4, int(y) * 4, (int(x) + int(length)) * 4 - 1, int(y) * 4 + 3), fill=0)
    assert zxingcpp.read_barcode(image.convert("L")).text == "https://jl.example.gov.cn/17A3K9QX4TC8"


def test_the_ledger_shows_the_label_of_an_instrument(supervisor: Client, made: dict[str, Any]) -> None:
    shown = supervisor.get(f"/api/v1/instruments/{made['instrument']}").get_json()["label"]
    assert (shown["code"], shown["state"], shown["disputed"]) == (made["code"], "bound", False)
    assert supervisor.get(f"/api/v1/instruments/{made['bare']}").get_json()["label"] is None
