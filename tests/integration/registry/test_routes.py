"""The ledger over HTTP: creation, correction with If-Match, lists, search, paging, verifications, duplicates."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from server.kernel.ids import uuid7
from tests.conftest import StandingClock
from tests.factories.people import Client, sign_in, with_people
from tests.integration.registry.conftest import BAOTA, LUOCHUAN

API = "/api/v1"


class People(dict[str, Client]):
    """Signs each person in when a test first needs them."""

    def __init__(self, app: Flask) -> None:
        super().__init__()
        self.app = app

    def __missing__(self, name: str) -> Client:
        self[name] = sign_in(self.app, name)
        return self[name]


@pytest.fixture
def clients(app: Flask, clock: StandingClock) -> dict[str, Client]:
    with_people(app, clock, {"desk": [("supervisor", BAOTA)], "field": [("inspector", BAOTA)],
                             "other": [("supervisor", LUOCHUAN)], "helper": [("assistant", BAOTA)]})
    return People(app)


def made(client: Client, path: str, **body: Any) -> dict[str, Any]:
    answer = client.post(API + path, json={"id": uuid7(), **body})
    assert answer.status_code == 201, answer.get_data(as_text=True)
    found: dict[str, Any] = answer.get_json()
    return found


@pytest.fixture
def ledger(clients: dict[str, Client]) -> dict[str, dict[str, Any]]:
    desk = clients["desk"]
    merchant = made(desk, "/merchants", name="张记水果", division=BAOTA, credit_code="92610626MACL12TH37")
    market = made(desk, "/premises", kind="market", name="样例集贸市场", division=BAOTA, address="样例路1号")
    stall = made(desk, "/premises", kind="stall", name="水果摊", parent_id=market["id"], position_no="54",
                 merchant_id=merchant["id"])
    scale = made(desk, "/instruments", kind="nawi", name="电子计价秤", model="ACS-30", serial_number="A3956442",
                 manufacturer="样例衡器厂", premises_id=stall["id"], purpose="trade", user_merchant_id=merchant["id"],
                 codes=[{"scheme": "production", "value": "SC-778899"}], certificate_number="YA-2026-1",
                 verified_on="2026-08-16", valid_until="2027-08-15", institution="样例所")
    return {"merchant": merchant, "market": market, "stall": stall, "scale": scale}


def test_what_was_created_is_found_again(clients: dict[str, Client], ledger: dict[str, dict[str, Any]]) -> None:
    desk = clients["desk"]
    scale = desk.get(f"{API}/instruments/{ledger['scale']['id']}").get_json()
    assert {**ledger["scale"], "verifications": scale["verifications"], "label": None,
            "mandatory_status": scale["mandatory_status"]} == scale
    assert (scale["validity"], scale["division"], scale["premises"]["position_no"]) == ("valid", BAOTA, "54")
    assert [one["state"] for one in scale["verifications"]] == ["accepted"]
    stall = desk.get(f"{API}/premises/{ledger['stall']['id']}").get_json()
    assert [one["serial_number"] for one in stall["instruments"]] == ["A3956442"]
    assert (stall["parent"]["name"], stall["merchant"]["name"]) == ("样例集贸市场", "张记水果")
    assert desk.get(f"{API}/premises/{ledger['market']['id']}").get_json()["children"] == {"stall": 1}


def test_the_status_comes_with_its_reason_and_clause(clients: dict[str, Client],
                                                     ledger: dict[str, dict[str, Any]]) -> None:
    desk, address = clients["desk"], f"{API}/instruments/{ledger['scale']['id']}"
    found = desk.get(address).get_json()
    status = found["mandatory_status"]
    assert (found["mandatory"], status["mandatory"], status["follows_rule"]) == (True, "yes", True)
    assert (status["reason_title"], status["row"]) == ("列入目录且用于所列用途", "非自动衡器")
    assert status["confidence"] == "unverified"
    assert status["clause"] == "市场监管总局公告-2020年第42号 第2条"
    # an officer's answer stays as it was given, and is told apart from the rule's
    version = {"If-Match": f'"{found["version"]}"'}
    assert desk.patch(address, json={"mandatory": False}, headers=version).get_json()["mandatory"] is False
    status = desk.get(address).get_json()["mandatory_status"]
    assert (status["mandatory"], status["follows_rule"]) == ("yes", False)


def test_creation_is_idempotent_by_the_identifier(clients: dict[str, Client]) -> None:
    body = {"id": uuid7(), "name": "甲", "division": BAOTA}
    first, second = (clients["field"].post(f"{API}/merchants", json=body) for _ in range(2))
    assert (first.status_code, second.status_code, first.get_json()) == (201, 201, second.get_json())
    other = clients["field"].post(f"{API}/merchants", json={**body, "name": "乙"})
    assert (other.status_code, other.get_json()["type"]) == (409, "/problems/identifier_taken")


def test_a_doubtful_code_is_kept_with_a_warning(clients: dict[str, Client]) -> None:
    found = made(clients["desk"], "/merchants", name="甲", division=BAOTA, credit_code="92610626MACL12TH38")
    assert found["credit_code_doubtful"] is True
    assert [(one["pointer"], one["code"]) for one in found["warnings"]] == [("/credit_code", "credit_code_doubtful")]
    sound = made(clients["desk"], "/merchants", name="乙", division=BAOTA, no_code_reason="自产自销")
    assert (sound["credit_code_doubtful"], sound["warnings"]) == (False, [])


def test_a_correction_names_the_version_it_saw(clients: dict[str, Client], ledger: dict[str, dict[str, Any]]) -> None:
    path = f"{API}/merchants/{ledger['merchant']['id']}"
    assert clients["desk"].patch(path, json={"address": "甲"}).status_code == 428
    done = clients["desk"].patch(path, json={"address": "甲"}, headers={"If-Match": '"1"'})
    assert (done.status_code, done.get_json()["version"]) == (200, 2)
    stale = clients["field"].patch(path, json={"address": "乙"}, headers={"If-Match": "1"})
    assert (stale.status_code, stale.get_json()["type"], stale.get_json()["version"]) == (
        409, "/problems/stale_version", 2)
    assert clients["desk"].get(path).get_json()["address"] == "甲"


BAD_INPUT: list[tuple[str, dict[str, Any], str]] = [
    ("/merchants", {"name": "甲", "division": BAOTA, "role": "admin"}, "/role"),
    ("/merchants", {"name": "", "division": BAOTA}, "/name"),
    ("/merchants", {"name": "甲\x00", "division": BAOTA}, "/name"),
    ("/merchants", {"name": "甲" * 201, "division": BAOTA}, "/name"),
    ("/merchants", {"name": "甲", "division": "999999"}, "/division"),
    ("/premises", {"name": "甲", "kind": "castle", "division": BAOTA}, "/kind"),
    ("/premises", {"name": "甲", "kind": "shop"}, "/division"),
    ("/premises", {"name": "甲", "kind": "shop", "division": BAOTA, "walking_order": 1.5}, ""),
    ("/premises", {"name": "甲", "kind": "shop", "division": BAOTA, "walking_order": True}, "/walking_order"),
    ("/premises", {"name": "甲", "kind": "shop", "division": BAOTA, "position": {
        "latitude": "91", "longitude": "0", "datum": "WGS-84"}}, "/position/latitude"),
    ("/instruments", {"name": "甲", "kind": "nawi", "purpose": "trade", "premises_id": uuid7()}, "/premises_id"),
    ("/instruments", {"name": "甲", "kind": "nawi", "purpose": "trade", "premises_id": "x"}, "/premises_id")]


def test_bad_input_names_its_field(clients: dict[str, Client]) -> None:
    for path, body, pointer in BAD_INPUT:
        answer = clients["desk"].post(API + path, json={"id": uuid7(), **body})
        assert answer.status_code in (400, 422), (path, body)
        if pointer:
            assert pointer in [one["pointer"] for one in answer.get_json()["errors"]], (path, body)


def test_a_certificate_must_be_whole_and_in_order(clients: dict[str, Client],
                                                  ledger: dict[str, dict[str, Any]]) -> None:
    body = {"id": uuid7(), "kind": "nawi", "name": "秤", "premises_id": ledger["stall"]["id"], "purpose": "trade"}
    for more, pointer in (({"certificate_number": "C"}, "/verified_on"), ({"verified_on": "2026-01-01"},
                          "/certificate_number"), ({"certificate_number": "C", "verified_on": "2026-02-01",
                                                    "valid_until": "2026-01-01"}, "/valid_until")):
        answer = clients["desk"].post(f"{API}/instruments", json={**body, **more})
        assert answer.status_code == 422
        assert [one["pointer"] for one in answer.get_json()["errors"]] == [pointer]


MERCHANT_QUERIES: list[tuple[str, list[str]]] = [
    ("q=zjsg", ["张记水果"]), ("q=张记", ["张记水果"]), ("q=ZJ", ["张记水果"]), ("q=MACL12TH37", ["张记水果"]),
    ("q=%25", []), ("q=_", []), ("q=|", ["张记水果"]), (f"division={LUOCHUAN}", []), ("state=retired", []),
    ("doubtful=1", [])]


def test_merchants_are_found(clients: dict[str, Client], ledger: dict[str, dict[str, Any]]) -> None:
    for query, expected in MERCHANT_QUERIES:
        found = clients["desk"].get(f"{API}/merchants?{query}").get_json()
        assert [one["name"] for one in found["items"]] == expected, query


INSTRUMENT_QUERIES = [
    ("q=6442", 1), ("q=a3956442", 1), ("q=778899", 1), ("q=dzjjc", 1), ("q=YA-2026-1", 1), ("q=54", 1), ("q=9999", 0),
    ("validity=valid", 1), ("validity=overdue", 0), ("validity=unknown", 0), ("kind=nawi", 1), ("kind=other", 0)]


def test_instruments_are_found(clients: dict[str, Client], ledger: dict[str, dict[str, Any]]) -> None:
    for query, number in INSTRUMENT_QUERIES:
        assert len(clients["desk"].get(f"{API}/instruments?{query}").get_json()["items"]) == number, query


def test_instruments_of_a_place_include_its_parts(clients: dict[str, Client],
                                                  ledger: dict[str, dict[str, Any]]) -> None:
    for key in ("market", "stall"):
        found = clients["desk"].get(f"{API}/instruments?premises_id={ledger[key]['id']}").get_json()
        assert len(found["items"]) == 1
    owned = clients["desk"].get(f"{API}/instruments?merchant_id={ledger['merchant']['id']}").get_json()
    assert len(owned["items"]) == 1


def test_parts_come_in_walking_order_page_by_page(clients: dict[str, Client],
                                                  ledger: dict[str, dict[str, Any]]) -> None:
    for order in (30, 2, 11, 7):
        made(clients["desk"], "/premises", kind="stall", name=f"摊{order}", parent_id=ledger["market"]["id"],
             walking_order=order)
    seen: list[int] = []
    cursor = ""
    while True:
        found = clients["desk"].get(
            f"{API}/premises?parent_id={ledger['market']['id']}&limit=2{cursor}").get_json()
        seen += [one["walking_order"] for one in found["items"]]
        if found["next"] is None:
            break
        cursor = "&cursor=" + found["next"]
    assert seen == [0, 2, 7, 11, 30]


BAD_QUERIES = ["cursor=forged", "limit=0", "limit=201", "limit=x", "sort=name", "kind=castle",
                                   "division=1&division=2", "validity=maybe", "parent_id=1"]


def test_bad_list_arguments_are_refused(clients: dict[str, Client]) -> None:
    for query in BAD_QUERIES:
        assert clients["desk"].get(f"{API}/premises?{query}").status_code in (400, 422), query


def test_validity_lists_agree_with_the_single_answer(clients: dict[str, Client], ledger: dict[str, dict[str, Any]],
                                                     clock: StandingClock) -> None:
    stall = ledger["stall"]["id"]
    for place, until in enumerate(("2026-11-24", "2026-11-25", "2026-12-25", "2026-12-26", None)):
        made(clients["desk"], "/instruments", kind="nawi", name="秤", serial_number=f"V{place}", premises_id=stall,
             purpose="trade", certificate_number=f"V{place}", verified_on="2025-11-25", valid_until=until)
    made(clients["desk"], "/instruments", kind="nawi", name="秤", serial_number="V9", premises_id=stall,
         purpose="trade", certificate_number="V9", verified_on="2025-11-25", verification_result="nonconforming",
         valid_until="2028-01-01")
    for wanted, number in (("valid", 2), ("expiring", 2), ("overdue", 1), ("unknown", 1), ("stopped", 1)):
        found = clients["desk"].get(f"{API}/instruments?validity={wanted}").get_json()["items"]
        assert [one["validity"] for one in found] == [wanted] * number


def test_lifecycle_over_http(clients: dict[str, Client], ledger: dict[str, dict[str, Any]]) -> None:
    path = f"{API}/instruments/{ledger['scale']['id']}/transitions"
    done = clients["field"].post(path, json={"action": "stop", "note": "失准"}, headers={"If-Match": "1"})
    assert (done.status_code, done.get_json()["state"], done.get_json()["validity"]) == (200, "stopped", "stopped")
    wrong = clients["field"].post(path, json={"action": "close"}, headers={"If-Match": "2"})
    assert (wrong.status_code, wrong.get_json()["type"]) == (409, "/problems/wrong_state")


def test_a_verification_from_the_field_waits_and_is_decided_by_another(
        clients: dict[str, Client], ledger: dict[str, dict[str, Any]]) -> None:
    body = {"certificate_number": "N-1", "verified_on": "2026-10-01", "valid_until": "2027-09-30",
            "result": "conforming"}
    waiting = made(clients["field"], f"/instruments/{ledger['scale']['id']}/verifications", **body)
    assert waiting["state"] == "pending"
    listed = clients["desk"].get(f"{API}/verifications").get_json()["items"]
    assert [one["id"] for one in listed] == [waiting["id"]]
    path = f"{API}/verifications/{waiting['id']}/decision"
    assert clients["field"].post(path, json={"accept": True}).status_code == 403
    assert clients["other"].post(path, json={"accept": True}).status_code == 404
    done = clients["desk"].post(path, json={"accept": True})
    assert (done.status_code, done.get_json()["state"]) == (200, "accepted")
    scale = clients["desk"].get(f"{API}/instruments/{ledger['scale']['id']}").get_json()
    assert (scale["certificate_number"], scale["version"]) == ("N-1", 2)
    direct = made(clients["desk"], f"/instruments/{ledger['scale']['id']}/verifications",
                  **{**body, "certificate_number": "N-2", "verified_on": "2026-11-01"})
    assert direct["state"] == "accepted"


def test_duplicates_are_grouped_by_reason(clients: dict[str, Client], ledger: dict[str, dict[str, Any]]) -> None:
    desk = clients["desk"]
    twin = made(desk, "/merchants", name="张记水果店", division=BAOTA, credit_code="92610626MACL12TH37")
    copy = made(desk, "/instruments", kind="nawi", name="秤", model="ACS-30", serial_number="A3956442",
                manufacturer="样例衡器厂", premises_id=ledger["market"]["id"], purpose="trade")
    again = made(desk, "/premises", kind="market", name="样例集贸市场", division=BAOTA, address="样例路1号")
    found = desk.get(f"{API}/registry/duplicates").get_json()
    groups = {(one["entity"], one["reason"]): {item["id"] for item in one["items"]} for one in found["groups"]}
    assert groups == {("merchant", "same_credit_code"): {ledger["merchant"]["id"], twin["id"]},
                      ("instrument", "same_serial_number"): {ledger["scale"]["id"], copy["id"]},
                      ("premises", "same_name_and_address"): {ledger["market"]["id"], again["id"]}}
    assert found["more"] is False
    assert clients["other"].get(f"{API}/registry/duplicates").get_json()["groups"] == []


def test_another_division_sees_nothing_by_any_route(clients: dict[str, Client],
                                                    ledger: dict[str, dict[str, Any]]) -> None:
    other = clients["other"]
    for path in ("/merchants", "/premises", "/instruments", "/verifications"):
        assert other.get(API + path).get_json() == {"items": [], "next": None}
    for query in (f"premises?parent_id={ledger['market']['id']}", f"instruments?premises_id={ledger['stall']['id']}",
                  f"instruments?merchant_id={ledger['merchant']['id']}", f"merchants?division={BAOTA}",
                  "instruments?q=6442"):
        assert other.get(f"{API}/{query}").get_json()["items"] == []
    for path, body in ((f"/merchants/{ledger['merchant']['id']}", {"name": "盗"}),
                       (f"/premises/{ledger['stall']['id']}", {"name": "盗"}),
                       (f"/instruments/{ledger['scale']['id']}", {"name": "盗"})):
        assert other.get(API + path).status_code == 404
        assert other.patch(API + path, json=body, headers={"If-Match": "1"}).status_code == 404
        assert other.post(f"{API}{path}/transitions", json={"action": "retire"},
                          headers={"If-Match": "1"}).status_code == 404
    body = {"id": uuid7(), "kind": "nawi", "name": "秤", "purpose": "trade", "premises_id": ledger["stall"]["id"]}
    assert other.post(f"{API}/instruments", json=body).status_code == 422
    assert other.post(f"{API}/instruments/{ledger['scale']['id']}/verifications", json={
        "id": uuid7(), "certificate_number": "N", "verified_on": "2026-01-01",
        "result": "conforming"}).status_code == 404


def test_a_merchant_of_another_division_is_not_shown_beside_what_names_it(
        app: Flask, clock: StandingClock, clients: dict[str, Client], ledger: dict[str, dict[str, Any]]) -> None:
    with_people(app, clock, {"both": [("supervisor", BAOTA), ("supervisor", LUOCHUAN)]})
    both = sign_in(app, "both")
    shop = made(both, "/premises", kind="shop", name="分店", division=LUOCHUAN, merchant_id=ledger["merchant"]["id"])
    assert both.get(f"{API}/premises/{shop['id']}").get_json()["merchant"]["name"] == "张记水果"
    assert clients["other"].get(f"{API}/premises/{shop['id']}").get_json()["merchant"] is None


def test_an_assistant_reads_and_does_not_write(clients: dict[str, Client], ledger: dict[str, dict[str, Any]]) -> None:
    helper = clients["helper"]
    assert len(helper.get(f"{API}/merchants").get_json()["items"]) == 1
    assert helper.post(f"{API}/merchants", json={"id": uuid7(), "name": "甲", "division": BAOTA}).status_code == 403
    assert helper.get(f"{API}/ledger-export.xlsx").status_code == 403
    assert helper.post(f"{API}/ledger-imports").status_code == 403


def test_who_is_not_signed_in_gets_nothing(app: Flask) -> None:
    client = app.test_client()
    for path in ("/merchants", "/premises", "/instruments", "/registry/duplicates", "/ledger-export.xlsx"):
        assert client.get(API + path).status_code == 401
