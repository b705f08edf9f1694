"""The whole way over the wire: two phones share a visit, sign it, send its photo; the desk returns, then approves."""

from __future__ import annotations

import base64
import hashlib
import io
from typing import Any

from flask import Flask
from PIL import Image

from server.inspections.lifecycle import FACTS
from server.inspections.seal import seal_sha256
from server.kernel.ids import uuid7
from tests.factories.people import Client, sign_in
from tests.factories.phones import Phone, phone
from tests.factories.visits import READING, Office, Visit

EMPTY = {"assistants": [], "conditions": {}, "standards": [], "position": None, "statement": None, "outcome": None,
         "outcome_note": None, "measures": [], "supersedes_id": None}


def photo() -> bytes:
    held = io.BytesIO()
    Image.effect_noise((320, 240), 50).save(held, "JPEG")
    return held.getvalue()


def upload(client: Client, data: bytes) -> None:
    """tus, in two chunks."""
    said = {"sha256": hashlib.sha256(data).hexdigest(), "media_type": "image/jpeg"}
    metadata = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in said.items())
    head = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
    place = client.post("/api/v1/files", headers={**head, "Upload-Length": str(len(data)),
                                                  "Upload-Metadata": metadata}).headers["Location"]
    for start, end in ((0, 1000), (1000, len(data))):
        answer = client.patch(place, data=data[start:end], headers={**head, "Upload-Offset": str(start)})
        assert answer.status_code == 204


def check(one: Phone, visit_id: str, bureau: Office, scale: int, photos: list[str]) -> str:
    id = uuid7()
    measurement = {"rule": "nawi_indication_error", "inputs": READING, "nature": "officer_check", "screening": False,
                   "phone": {"verdict": "pass", "values": {}, "edition": None, "basis": None}}
    state = {"inspection_id": visit_id, "target": "instrument", "premises_id": bureau.stall_id, "answers": [],
             "instrument_id": bureau.scales[scale], "identity_checks": [], "measurements": [measurement],
             "outcome": "checked", "note": None, "photos": photos, "replaces": None, "officer_id": one.actor,
             "checklist_code": None, "checklist_edition": None, "division": bureau.division}
    one.write("append", "check", id, {"parent": visit_id, "state": state})
    return id


def seal(one: Phone, visit_id: str, own: dict[str, str], blobs: list[str], last: dict[str, Any]) -> dict[str, Any]:
    """What the lead's phone signs, from nothing but what it holds itself."""
    facts = {name: {**one.view(visit_id), **last}.get(name) for name in FACTS}
    pulled = {id: row.state["op_sha256"] for id, row in one.base.items()
              if row.entity == "check" and row.state["inspection_id"] == visit_id}
    checks = [{"id": id, "sha256": digest} for id, digest in sorted({**pulled, **own}.items())]
    signatures = [{"role": role, "name": "样例", "capacity": None, "choice": choice, "reason": None,
                   "blob_sha256": blobs[0]} for role, choice in (("party", "agrees"), ("lead", None))]
    digest = seal_sha256(facts, checks, blobs, signatures)
    return {**last, "seal": {"sha256": digest, "checks": checks, "blobs": blobs, "signatures": signatures}}


def own_checks(one: Phone) -> dict[str, str]:
    return {id: op.wire["sha256"] for op in [*one.kept, *one.outbox] for id in [_check_of(op.body)] if id}


def _check_of(body: str) -> str | None:
    import json
    told = json.loads(body)
    return str(told["id"]) if told["entity"] == "check" else None


def outcomes(one: Phone) -> list[str | None]:
    return [op.outcome for op in one.kept]


def test_two_phones_and_a_desk(app: Flask, bureau: Office) -> None:
    data = photo()
    digest = hashlib.sha256(data).hexdigest()
    lead, second, chief = phone(app, "lead"), phone(app, "second"), sign_in(app, "chief")
    begun = {**EMPTY, **Visit(bureau).state()}
    visit_id = lead.create("inspection", begun)
    check(lead, visit_id, bureau, 0, [digest])
    lead.sync()
    second.sync()
    check(second, visit_id, bureau, 1, [])
    second.sync()
    lead.sync()
    last = {"outcome": "inspected", "statement": "无异议"}
    lead.write("transition", "inspection", visit_id, {"action": "submit", "from": "open",
               "state": seal(lead, visit_id, own_checks(lead), [digest], last)}, base=lead.base[visit_id].version)
    lead.sync()
    assert outcomes(lead) == ["applied"] * 3
    second.sync()
    second.write("append", "confirmation", uuid7(), {"parent": visit_id, "state": {
        "inspection_id": visit_id, "officer_id": second.actor, "method": "own_session", "proof": None,
        "seal_sha256": second.base[visit_id].state["seal"]["sha256"], "division": bureau.division}})
    second.sync()
    assert outcomes(second) == ["applied"] * 2
    place = f"/api/v1/inspections/{visit_id}"
    assert chief.get(place).get_json()["obstacles"] == ["awaiting_evidence"]
    hello = lead.client.get(f"/api/v1/sync/hello?device_id={lead.device_id}&incarnation=1").get_json()
    assert hello["missing_blobs"] == [digest]
    upload(lead.client, data)
    assert chief.get(f"/api/v1/blobs/{digest}").get_data() == data
    decide(chief, place, "return", comments=[{"path": "/statement", "text": "请说明整改情况"}])
    lead.sync()
    assert lead.base[visit_id].state["review_comments"][0]["text"] == "请说明整改情况"
    lead.write("append", "supplement", uuid7(), {"parent": visit_id, "state": {
        "inspection_id": visit_id, "kind": "explanation", "text": "已整改", "photos": [],
        "answers_comment": "/statement", "division": bureau.division}})
    lead.write("transition", "inspection", visit_id, {"action": "resubmit", "from": "returned"},
               base=lead.base[visit_id].version)
    lead.sync()
    decide(chief, place, "approve")
    second.sync()
    assert second.base[visit_id].state["state"] == "approved"


def decide(chief: Client, place: str, decision: str, **more: Any) -> None:
    seen = chief.get(place).get_json()["version"]
    answer = chief.post(place + "/decisions", json={"decision": decision, "version": seen, **more})
    assert answer.status_code == 201, answer.get_data(as_text=True)


def test_a_visit_wholly_offline_arrives_in_one_batch(app: Flask, bureau: Office) -> None:
    """Created, checked, signed and sealed before the first byte is sent; late edits are refused as sealed."""
    lead = phone(app, "lead")
    visit_id = lead.create("inspection", {**EMPTY, **Visit(bureau).state()})
    check(lead, visit_id, bureau, 0, [])
    last = {"outcome": "inspected", "statement": None}
    lead.write("transition", "inspection", visit_id, {"action": "submit", "from": "open",
               "state": seal(lead, visit_id, own_checks(lead), ["b" * 64], last)}, base=0)
    check(lead, visit_id, bureau, 1, [])
    lead.write("patch", "inspection", visit_id, {"changes": [["statement", None, "改"]]}, base=0)
    lead.sync()
    assert outcomes(lead) == ["applied", "applied", "applied", "rejected", "rejected"]
    assert [op.result["problem"]["type"] for op in lead.kept[3:]] == ["/problems/sealed"] * 2
