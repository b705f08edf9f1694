"""A whole visit over the wire: made offline by one phone, confirmed by another, sealed against everybody after."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from server.inspections.lifecycle import FACTS
from server.inspections.seal import seal_sha256
from server.kernel.ids import uuid7
from server.operations.fsck import fsck
from server.operations.synced import SYNCED
from tests.conftest import StandingClock
from tests.factories.people import person
from tests.factories.phones import Op, Phone, phone
from tests.factories.visits import PHOTO, READING, SIGNATURE, Office, Visit, office
from tests.integration.sync.answers import kept_bytes, outcomes, slugs

LISTS: dict[str, Any] = {"assistants": [], "standards": [], "measures": [], "conditions": {}}
BLOB = {"sha256": PHOTO, "size": 9, "media_type": "image/jpeg", "role": "site"}


@pytest.fixture
def made(app: Flask, clock: StandingClock) -> Office:
    found = office(app, clock)
    with found.open() as session:
        for name in ("lead", "second"):  # the office's people have no password of ours: hire two who have
            found.people[name] = person(session, f"wire_{name}", ("inspector", found.division), now=clock()).id
    return found


def begin(device: Phone, made: Office) -> tuple[str, dict[str, Any]]:
    id, state = uuid7(), Visit(made).state()
    device.create("inspection", state, id=id)
    return id, state


def check(device: Phone, made: Office, visit: str, scale: int = 0, **nature: Any) -> Op:
    measurement = {"rule": "nawi_indication_error", "inputs": READING, "nature": "officer_check", "screening": False,
                   "phone": {"verdict": "pass", "values": {}, "edition": None, "basis": None}, **nature}
    state = {"inspection_id": visit, "target": "instrument", "premises_id": made.stall_id,
             "instrument_id": made.scales[scale], "answers": [], "identity_checks": [], "measurements": [measurement],
             "outcome": "checked", "photos": [PHOTO], "officer_id": device.actor, "division": made.division}
    return device.write("append", "check", uuid7(), {"parent": visit, "state": state}, blobs=[BLOB])


def submit(device: Phone, visit: str, state: dict[str, Any], checks: list[Op]) -> Op:
    """Sign: the seal covers the facts as this phone knows them and the bytes of each check."""
    last = {"outcome": "inspected", "statement": "无异议"}
    facts = {name: {**LISTS, **state, **last}.get(name) for name in FACTS}
    named = [{"id": body_of(op)["id"], "sha256": op.wire["sha256"]} for op in checks]
    signatures = [{"role": role, "name": f"样例{role}", "capacity": None, "choice": choice, "reason": None,
                   "blob_sha256": SIGNATURE} for role, choice in (("party", "agrees"), ("lead", None))]
    seal = {"sha256": seal_sha256(facts, named, [PHOTO], signatures), "checks": named, "blobs": [PHOTO],
            "signatures": signatures}
    return device.write("transition", "inspection", visit, {"action": "submit", "from": "open",
                                                            "state": {**last, "seal": seal}}, base=0)


def body_of(op: Op) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(op.body)
    return found


def test_an_institutions_test_reaches_the_other_phone_as_it_was_typed(app: Flask, made: Office) -> None:
    """With who made it; one that names nobody is refused by its field and stays readable on the phone."""
    lead, second = phone(app, "wire_lead"), phone(app, "wire_second")
    visit, _ = begin(lead, made)
    tester = {"institution": "样例市计量测试所", "person": "样例检定员 O'Neill", "certificate_number": " 样例-检/017"}
    sent = check(lead, made, visit, nature="institution_test", tester=tester)
    plain = check(lead, made, visit, 1)
    nobody = check(lead, made, visit, nature="institution_test")
    answer = lead.push()
    assert outcomes(answer) == ["applied", "applied", "applied", "rejected"]
    assert [one["pointer"] for one in answer["results"][3]["problem"]["errors"]] == ["/measurements/0/tester"]
    second.sync()
    told = second.base[body_of(sent)["id"]].state["measurements"][0]
    assert (told["nature"], told["tester"]) == ("institution_test", tester)
    assert told == body_of(sent)["data"]["state"]["measurements"][0]
    assert "tester" not in second.base[body_of(plain)["id"]].state["measurements"][0]
    assert body_of(nobody)["id"] not in second.base
    assert list(fsck(app)) == []


def test_a_visit_made_offline_arrives_in_one_batch(app: Flask, made: Office) -> None:
    lead, second = phone(app, "wire_lead"), phone(app, "wire_second")
    visit, state = begin(lead, made)
    lead.write("patch", "inspection", visit, {"changes": [["conditions", {}, {"temperature_C": "21.5"}]]}, base=0)
    checks = [check(lead, made, visit, scale) for scale in (0, 1)]
    submit(lead, visit, {**state, "conditions": {"temperature_C": "21.5"}}, checks)
    assert outcomes(lead.push()) == ["applied"] * 5
    second.sync()
    arrived = second.base[visit].state
    assert (arrived["state"], arrived["second_confirmed_at"]) == ("submitted", None)
    told = [second.base[body_of(op)["id"]].state for op in checks]
    assert [one["server_evaluation"][0]["verdict"] for one in told] == ["pass", "pass"]
    second.write("append", "confirmation", uuid7(), {"parent": visit, "state": {
        "inspection_id": visit, "officer_id": second.actor, "method": "own_session", "proof": None,
        "seal_sha256": arrived["seal"]["sha256"], "division": made.division}})
    assert outcomes(second.push()) == ["applied"]
    lead.sync()
    assert lead.base[visit].state["second_confirmed_at"] is not None
    assert lead.client.get(f"/api/v1/sync/hello?device_id={lead.device_id}").get_json()["missing_blobs"] == sorted(
        {PHOTO, SIGNATURE}), "the photos are still to come"
    assert list(fsck(app)) == []


def test_what_was_signed_is_sealed_against_every_phone(app: Flask, made: Office) -> None:
    lead, second = phone(app, "wire_lead"), phone(app, "wire_second")
    visit, state = begin(lead, made)
    submit(lead, visit, state, [check(lead, made, visit)])
    lead.push()
    second.sync()
    check(second, made, visit, 1)
    second.patch(visit, statement="改写")
    lead.sync()
    lead.patch(visit, outcome_note="又想起来")
    for device, refused in ((second, ["sealed"] * 2), (lead, ["sealed"])):
        answer = device.push()
        assert (set(outcomes(answer)), slugs(answer)) == ({"rejected"}, refused)


def test_a_seal_that_does_not_name_a_colleagues_check_is_refused(app: Flask, made: Office) -> None:
    """Two phones share a visit; the lead signs without having seen the other's check."""
    lead, second = phone(app, "wire_lead"), phone(app, "wire_second")
    visit, state = begin(lead, made)
    first = check(lead, made, visit)
    lead.push()
    second.sync()
    other = check(second, made, visit, 1)
    assert outcomes(second.push()) == ["applied"]
    submit(lead, visit, state, [first])
    answer = lead.push()
    assert (outcomes(answer), slugs(answer)) == (["rejected"], ["seal_mismatch"])
    lead.sync()
    submit(lead, visit, state, [first, other])
    assert outcomes(lead.push()) == ["applied"]


def test_a_check_of_a_visit_that_was_not_accepted_is_held_with_it(app: Flask, made: Office) -> None:
    lead = phone(app, "wire_lead")
    visit = lead.create("inspection", {**Visit(made).state(), "venue_kind": "palace"})
    check(lead, made, visit)
    answer = lead.push()
    assert (outcomes(answer), slugs(answer)[1]) == (["rejected", "quarantined"], "dependency")
    assert lead.client.get(f"/api/v1/sync/hello?device_id={lead.device_id}").get_json()["missing_blobs"] == [PHOTO]


def test_a_pin_proof_of_a_held_confirmation_is_read_by_its_sender_only(app: Flask, made: Office) -> None:
    """With the proof, or the digest of the text around it, and the salt that phones receive a PIN could be searched."""
    lead, third = phone(app, "wire_lead"), phone(app, "wire_second")
    visit, _ = begin(lead, made)
    proof = "ab" * 32
    op = lead.write("append", "confirmation", uuid7(), {"parent": visit, "state": {
        "inspection_id": visit, "officer_id": made.people["second"], "method": "pin", "proof": proof,
        "seal_sha256": "d" * 64, "division": made.division}})
    assert outcomes(lead.push()) == ["applied", "rejected"]
    place = f"/api/v1/held-operations/{op.op_id}"
    own, seen = lead.client.get(place).get_json(), third.client.get(place)
    assert (own["body"], own["sha256"]) == (op.body, op.wire["sha256"])
    assert (seen.get_json()["body"], seen.get_json()["sha256"]) == (op.body.replace(proof, "***"), None)
    told = third.client.get("/api/v1/held-operations").get_data(as_text=True)
    assert op.op_id in told
    for text in (seen.get_data(as_text=True), told):
        assert proof not in text and op.wire["sha256"] not in text
    assert kept_bytes(app, op.op_id) == {op.body}


def test_every_kind_of_record_of_a_visit_is_compared_by_fsck() -> None:
    assert {"inspection", "check", "confirmation", "supplement", "delivery"} <= set(SYNCED)
