"""Two people on one place (M1–M9): fields meet, groups are decided by a person, and both sides stay readable."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from server.kernel import changes
from server.kernel.audit import AuditEntry
from server.kernel.ids import uuid7
from server.kernel.transaction import read
from server.sync.models import Conflict
from tests.factories.people import Client
from tests.factories.phones import Phone, premises
from tests.integration.sync.answers import outcomes, slugs


@pytest.fixture
def market(zhang: Phone, wang: Phone) -> str:
    """Premises that both phones hold at version 1."""
    id = zhang.create("premises", premises("样例市场", address="样例路1号"))
    zhang.sync()
    wang.sync()
    return id


def quarrel(zhang: Phone, wang: Phone, market: str) -> dict[str, Any]:
    """Both rename the market; Wang comes second and also moves it in the walking order."""
    zhang.patch(market, name="张定的名")
    wang.patch(market, name="王定的名", walking_order=7)
    zhang.push()
    answer = wang.push()
    zhang.sync()
    wang.sync()
    return answer


def now_in_force(app: Flask, id: str) -> dict[str, Any]:
    with app.app_context(), read() as session:
        newest = changes.current(session, id)
        assert newest is not None
        return newest.state


def test_m1_two_phones_on_different_fields_are_merged(app: Flask, zhang: Phone, wang: Phone, market: str) -> None:
    zhang.patch(market, name="新名")
    wang.patch(market, walking_order=3)
    assert (outcomes(zhang.push()), outcomes(wang.push())) == (["applied"], ["merged"])
    state = now_in_force(app, market)
    assert (state["name"], state["walking_order"]) == ("新名", 3)
    zhang.sync()
    wang.sync()
    assert zhang.base[market].state == wang.base[market].state == state


def test_m2_a_chain_written_offline_never_quarrels_with_itself(app: Flask, zhang: Phone, market: str) -> None:
    for name in ("一", "二", "三"):
        zhang.patch(market, name=name)
    assert outcomes(zhang.push()) == ["applied"] * 3
    assert now_in_force(app, market)["name"] == "三"


def test_m2_the_chain_holds_after_a_recovery(app: Flask, zhang: Phone, market: str) -> None:
    """Delivered under one incarnation, continued under the next with the old base."""
    zhang.patch(market, name="一")
    zhang.patch(market, name="二")
    zhang.push(most=1)
    zhang.recover(zhang.epoch or 0, 1)
    answer = zhang.push()
    assert outcomes(answer) == ["duplicate", "duplicate", "applied"]
    assert now_in_force(app, market)["name"] == "二"


def test_m3_the_same_words_agree(zhang: Phone, wang: Phone, market: str) -> None:
    zhang.patch(market, name="同名")
    wang.patch(market, name="同名")
    zhang.push()
    answer = wang.push()
    assert (outcomes(answer), answer["results"][0]["version"]) == (["merged"], 2)


def test_m4_fields_of_one_group_are_decided_together(app: Flask, zhang: Phone, wang: Phone, market: str) -> None:
    """Address and position are one statement, although the two of them wrote different halves."""
    zhang.patch(market, address="新路2号")
    wang.patch(market, position={"latitude": "36.59", "longitude": "109.49", "accuracy_m": "8", "datum": "WGS-84"})
    zhang.push()
    assert outcomes(wang.push()) == ["conflict"]
    with app.app_context(), read() as session:
        found = session.scalars(sa.select(Conflict)).one()
        assert (found.group, found.theirs) == (["address", "position"], {"address": "新路2号", "position": None})
        assert found.mine["position"]["latitude"] == "36.59"


def test_m5_both_sides_are_kept_and_the_rest_takes_effect(app: Flask, zhang: Phone, wang: Phone, market: str) -> None:
    answer = quarrel(zhang, wang, market)
    result, = answer["results"]
    assert (result["outcome"], len(result["conflicts"])) == ("conflict", 1)
    state = now_in_force(app, market)
    assert (state["name"], state["walking_order"]) == ("张定的名", 7)
    for device in (zhang, wang):
        seen = device.base[result["conflicts"][0]].state
        assert (seen["base"], seen["theirs"], seen["mine"]) == (
            {"name": "样例市场"}, {"name": "张定的名"}, {"name": "王定的名"})
        assert (seen["theirs_by"], seen["mine_by"], seen["state"]) == (zhang.actor, wang.actor, "open")
        assert seen["captured"]["wall"] == "2026-11-25T10:20:00.000+08:00"
    assert f"user:{wang.actor}" in wang.base[result["conflicts"][0]].scopes


def test_m5_sent_again_it_is_the_same_conflict(app: Flask, zhang: Phone, wang: Phone, market: str) -> None:
    answer = quarrel(zhang, wang, market)
    wang.recover(wang.epoch or 0, 1)
    again = wang.push()["results"][0]
    assert (again["outcome"], again["first_outcome"]) == ("duplicate", "conflict")
    assert again["conflicts"] == answer["results"][0]["conflicts"]
    with app.app_context(), read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Conflict)) == 1


def test_m6_codes_that_two_people_add_are_both_there(app: Flask, zhang: Phone, wang: Phone, market: str) -> None:
    scale = zhang.create("instrument", {
        "kind": "nawi", "name": "电子计价秤", "premises_id": market, "purpose": "trade", "codes": [], "seals": []})
    zhang.sync()
    wang.sync()
    zhang.patch(scale, codes=[{"scheme": "production", "value": "P-1"}])
    wang.patch(scale, codes=[{"scheme": "repair", "value": "R-1"}])
    assert (outcomes(zhang.push()), outcomes(wang.push())) == (["applied"], ["merged"])
    assert now_in_force(app, scale)["codes"] == [{"scheme": "production", "value": "P-1"},
                                                 {"scheme": "repair", "value": "R-1"}]


def test_m7_a_base_of_another_history_never_overwrites(app: Flask, zhang: Phone, wang: Phone, market: str) -> None:
    wang.write("patch", "premises", market, {"changes": [["name", "别的历史", "我的"]]}, base=9)
    assert outcomes(wang.push()) == ["conflict"]
    assert now_in_force(app, market)["name"] == "样例市场"


def test_m8_what_may_not_be_written_never_becomes_a_conflict(app: Flask, zhang: Phone, liu: Phone, helper: Phone,
                                                             market: str) -> None:
    """Neither the contested nor the equal value tells an outsider what is stored."""
    zhang.patch(market, name="新名")
    zhang.push()
    for stranger in (liu, helper):
        stranger.write("patch", "premises", market, {"changes": [["name", "样例市场", "新名"]]}, base=1)
        stranger.write("patch", "premises", market, {"changes": [["name", "样例市场", "猜的"]]}, base=1)
        answer = stranger.push()
        assert (outcomes(answer), slugs(answer)) == (["quarantined"] * 2, ["scope"] * 2)
    zhang.write("patch", "premises", market, {"changes": [["name", "别的历史", ""]]}, base=1)
    assert slugs(zhang.push()) == ["invalid"]
    with app.app_context(), read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Conflict)) == 0


def resolve(client: Client, id: str, **given: Any) -> Any:
    return client.post(f"/api/v1/conflicts/{id}/resolution", json={"reason": "现场核对过", **given})


@pytest.mark.parametrize(("given", "name"), [({"choice": "theirs"}, "张定的名"), ({"choice": "mine"}, "王定的名"),
                                             ({"choice": "edit", "value": {"name": "合定的名"}}, "合定的名")])
def test_m9_a_supervisor_decides_and_nothing_is_erased(app: Flask, zhang: Phone, wang: Phone, chief: Client,
                                                       market: str, given: dict[str, Any], name: str) -> None:
    id = quarrel(zhang, wang, market)["results"][0]["conflicts"][0]
    shown = chief.get(f"/api/v1/conflicts/{id}").get_json()
    assert (shown["current"]["name"], shown["version"], shown["names"][wang.actor]) == ("张定的名", 3, "样例wang")
    answer = resolve(chief, id, **given)
    assert answer.status_code == 200, answer.get_json()
    done = answer.get_json()
    assert (done["state"], done["choice"], done["reason"]) == ("resolved", given["choice"], "现场核对过")
    assert (done["base"], done["theirs"], done["mine"]) == (
        {"name": "样例市场"}, {"name": "张定的名"}, {"name": "王定的名"}), "both sides stay readable"
    assert done["current"]["name"] == name == now_in_force(app, market)["name"]
    wang.sync()
    assert (wang.base[id].state["state"], wang.base[market].state["name"]) == ("resolved", name)
    again = resolve(chief, id, **given)
    assert (again.status_code, again.get_json()["type"]) == (409, "/problems/conflict_resolved")
    with app.app_context(), read() as session:
        line = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "conflict.resolve")).one()
        assert (line.subject_id, line.details["reason"]) == (id, "现场核对过")


def test_m9_a_group_that_changed_meanwhile_is_looked_at_again(zhang: Phone, wang: Phone, chief: Client,
                                                              market: str) -> None:
    id = quarrel(zhang, wang, market)["results"][0]["conflicts"][0]
    seen = chief.get(f"/api/v1/conflicts/{id}").get_json()["version"]
    zhang.patch(market, name="又改了")
    zhang.push()
    answer = resolve(chief, id, choice="mine", version=seen)
    assert (answer.status_code, answer.get_json()["type"]) == (409, "/problems/stale_version")
    assert resolve(chief, id, choice="mine", version=seen + 1).status_code == 200


def test_m9_a_decision_is_checked(zhang: Phone, wang: Phone, chief: Client, market: str) -> None:
    id = quarrel(zhang, wang, market)["results"][0]["conflicts"][0]
    for given, pointer in (({"choice": "edit"}, "/value"), ({"choice": "edit", "value": {"state": "retired"}},
                                                            "/value/state"),
                           ({"choice": "mine", "value": {"name": "x"}}, "/value"), ({"choice": "none"}, "/choice"),
                           ({"choice": "theirs", "reason": ""}, "/reason"),
                           ({"choice": "edit", "value": {"name": ""}}, "/name")):
        answer = resolve(chief, id, **given)
        assert answer.status_code == 422
        assert [one["pointer"] for one in answer.get_json()["errors"]] == [pointer]


def test_m9_who_waits_may_decide_from_the_phone(app: Flask, zhang: Phone, wang: Phone, market: str) -> None:
    id = quarrel(zhang, wang, market)["results"][0]["conflicts"][0]
    decision = {"conflict": id, "choice": "theirs", "value": None}
    zhang.write("resolve", "conflict", id, {**decision, "choice": "mine"})
    answer = zhang.push()
    assert (outcomes(answer), slugs(answer)) == (["quarantined"], ["scope"]), "the other side may not"
    wang.write("resolve", "conflict", id, decision)
    wang.write("resolve", "conflict", id, decision)
    wang.write("resolve", "conflict", uuid7(), decision)
    answer = wang.push()
    assert outcomes(answer) == ["applied", "rejected", "rejected"]
    assert slugs(answer)[1:] == ["conflict_resolved", "wrong_entity"]
    assert now_in_force(app, id)["choice"] == "theirs"


def test_conflicts_of_another_county_are_not_seen(zhang: Phone, wang: Phone, liu: Phone, chief: Client,
                                                  other_chief: Client, market: str) -> None:
    id = quarrel(zhang, wang, market)["results"][0]["conflicts"][0]
    assert [one["id"] for one in chief.get("/api/v1/conflicts?state=open").get_json()["items"]] == [id]
    assert chief.get("/api/v1/conflicts?state=resolved").get_json()["items"] == []
    assert other_chief.get("/api/v1/conflicts").get_json()["items"] == []
    for outsider in (other_chief, liu.client):
        assert outsider.get(f"/api/v1/conflicts/{id}").status_code == 404
    assert resolve(other_chief, id, choice="mine").status_code == 404
    assert resolve(wang.client, id, choice="mine").status_code == 403, "an inspector resolves from the phone only"
