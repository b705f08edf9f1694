"""The field, for tests of the desk: officers' phones over real HTTP that visit a market and hand in what they found."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw

from server.inspections.seal import seal_sha256
from server.kernel.clock import wire
from server.kernel.ids import uuid7
from server.metrology.rules import evaluate
from server.operations.demo.people import BY_NAME
from tests.factories.phones import Phone

BAOTA = "610602"
READING = {"accuracy_class": "III", "e": "5", "load_L": "2500", "indication_I": "2500", "additional_dL": "2.5",
           "stage": "in_service", "unit": "g"}


class Answer:
    """An HTTP answer in the words that the model phone knows."""

    def __init__(self, status: int, raw: bytes, headers: Any) -> None:
        self.status_code, self.raw, self.headers = status, raw, headers

    def get_data(self, as_text: bool = False) -> Any:
        return self.raw.decode() if as_text else self.raw

    def get_json(self) -> Any:
        return json.loads(self.raw)


class FieldClient:
    """A demo officer signed in with a token on a new device."""

    def __init__(self, origin: str, username: str) -> None:
        self.origin, self.device_id, self.token = origin, uuid7(), ""
        person = BY_NAME[username]
        given = {"username": username, "password": person.password, "grant": "token",
                 "device": {"id": self.device_id, "name": f"样例手机 {username}", "platform": "test"}}
        found = self.post("/api/v1/auth/sessions", data=json.dumps(given).encode()).get_json()
        self.token, self.user_id = found["access_token"], found["user"]["id"]

    def open(self, method: str, path: str, data: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        said = {"Content-Type": "application/json", **(headers or {})}
        if self.token:
            said["Authorization"] = f"Bearer {self.token}"
        url = path if path.startswith("http") else self.origin + path
        try:
            with urllib.request.urlopen(urllib.request.Request(url, data, said, method=method), timeout=60) as answer:
                return Answer(answer.status, answer.read(), answer.headers)
        except urllib.error.HTTPError as refused:
            return Answer(refused.code, refused.read(), refused.headers)

    def post(self, path: str, data: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
        return self.open("POST", path, data, headers)

    def get(self, path: str) -> Any:
        return self.open("GET", "/api/v1" + path).get_json()


def photo(text: str) -> bytes:
    """A picture of a name plate, different for each text."""
    made = Image.new("RGB", (640, 480), "#7d8791")
    draw = ImageDraw.Draw(made)
    draw.rectangle((70, 90, 570, 390), fill="#c9ced4", outline="#444")
    draw.text((110, 210), text, fill="#16202c", font_size=40)
    held = io.BytesIO()
    made.save(held, "JPEG")
    return held.getvalue()


def send_photo(client: FieldClient, data: bytes) -> None:
    said = {"sha256": hashlib.sha256(data).hexdigest(), "media_type": "image/jpeg", "role": "photo"}
    told = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())
    begun = client.post("/api/v1/files", headers={"Tus-Resumable": "1.0.0", "Upload-Length": str(len(data)),
                                                  "Upload-Metadata": told})
    assert begun.status_code == 201, begun.get_data(as_text=True)
    done = client.open("PATCH", begun.headers["Location"], data, {
        "Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"})
    assert done.status_code == 204, done.get_data(as_text=True)


@dataclass
class Visit:
    """One visit to a market of Baota by two officers."""

    lead: Phone
    second: Phone
    premises: dict[str, Any]
    id: str = field(default_factory=uuid7)
    state: dict[str, Any] = field(default_factory=dict)
    checks: list[dict[str, str]] = field(default_factory=list)
    photos: set[str] = field(default_factory=set)

    def begin(self, **changes: Any) -> Visit:
        at = datetime.now(UTC)
        self.state = {"premises_id": self.premises["id"], "task_id": None, "venue_kind": "market",
                      "division": self.premises["division"], "on": at.astimezone(ZoneInfo("Asia/Shanghai")).date()
                      .isoformat(), "started_at": wire(at), "lead_officer_id": self.lead.actor,
                      "second_officer_id": self.second.actor, "assistants": [],
                      "conditions": {"temperature_C": "21.5", "humidity_percent": "40"},
                      "standards": [{"name": "M1 级砝码（样例）", "serial_number": "样例-M1",
                                     "certificate_number": "样例-标-1", "valid_until": "2027-02-08"}],
                      "position": {"latitude": "36.5853", "longitude": "109.4897", "accuracy_m": "12",
                                   "datum": "WGS-84"},
                      "statement": None, "outcome": None, "outcome_note": None, "measures": [],
                      "supersedes_id": None, **changes}
        self.lead.create("inspection", self.state, id=self.id)
        return self

    def check(self, data: dict[str, Any], pictures: tuple[bytes, ...] = ()) -> str:
        """Append one completed check; its photos are named, not sent."""
        digests = [hashlib.sha256(one).hexdigest() for one in pictures]
        self.photos |= {*digests, *(one for answer in data.get("answers", ()) for one in answer.get("photos", ()))}
        id = uuid7()
        state = {"inspection_id": self.id, "target": "instrument", "premises_id": None, "instrument_id": None,
                 "checklist_code": None, "checklist_edition": None, "answers": [], "identity_checks": [],
                 "measurements": [], "outcome": "checked", "note": None, "photos": digests, "replaces": None,
                 "officer_id": self.lead.actor, "division": self.premises["division"], **data}
        op = self.lead.write("append", "check", id, {"parent": self.id, "state": state})
        self.checks.append({"id": id, "sha256": op.wire["sha256"]})
        return id

    def weigh(self, scale: dict[str, Any], phone: dict[str, Any] | None = None, pictures: tuple[bytes, ...] = (),
              **reading: str) -> str:
        """Check a scale with one load; what the phone says is the twin's own word unless told otherwise."""
        inputs = {**READING, **reading}
        said = phone or evaluate("nawi_indication_error", inputs, self.state["on"]).as_line()
        measured = {"rule": "nawi_indication_error", "inputs": inputs, "nature": "officer_check", "screening": False,
                    "phone": said}
        return self.check({"premises_id": scale["premises_id"], "instrument_id": scale["id"],
                           "measurements": [measured],
                           "identity_checks": [{"field": "serial_number", "expected": scale["serial_number"],
                                                "answer": "match", "seen": None}]}, pictures)

    def submit(self, party: dict[str, Any], signature: bytes, confirmed: bool = True, **changes: Any) -> Visit:
        """Sign, seal, hand in; the second officer confirms on the own phone unless told not to."""
        last = {"outcome": "inspected", "statement": "以上笔录已阅，属实。", **changes}
        digest = hashlib.sha256(signature).hexdigest()
        signatures = [{"role": "party", "capacity": "负责人", "reason": None, "blob_sha256": digest, **party},
                      {"role": "lead", "name": "高样例", "capacity": None, "choice": None, "reason": None,
                       "blob_sha256": digest}]
        blobs = sorted({*self.photos, digest})
        sealed = seal_sha256({**self.state, **last}, self.checks, blobs, signatures)
        seal = {"sha256": sealed, "checks": self.checks, "blobs": blobs, "signatures": signatures}
        self.lead.write("transition", "inspection", self.id, {
            "action": "submit", "from": "open", "note": None, "state": {**last, "seal": seal}, "parts": []}, base=1)
        settle(self.lead)
        if confirmed:
            self.second.write("append", "confirmation", uuid7(), {"parent": self.id, "state": {
                "inspection_id": self.id, "officer_id": self.second.actor, "method": "own_session", "proof": None,
                "seal_sha256": sealed, "division": self.premises["division"]}})
            settle(self.second)
        return self

    def supplement(self, text: str, path: str | None) -> None:
        """Answer a comment and hand the record in again."""
        self.lead.write("append", "supplement", uuid7(), {"parent": self.id, "state": {
            "inspection_id": self.id, "kind": "explanation", "text": text, "photos": [], "answers_comment": path,
            "division": self.premises["division"]}})
        self.lead.write("transition", "inspection", self.id, {
            "action": "resubmit", "from": "returned", "note": None, "state": {}, "parts": []},
                        base=self.lead.client.get(f"/inspections/{self.id}")["version"])
        settle(self.lead)


def settle(phone: Phone) -> None:
    """Push everything, and see that the office took it."""
    while phone.outbox:
        waiting = list(phone.outbox)
        phone.push()
        assert [one.result for one in waiting if one.outcome not in ("applied", "merged", "conflict")] == []


def phone(origin: str, username: str) -> Phone:
    """A phone of this demo officer."""
    return Phone(FieldClient(origin, username))  # type: ignore[arg-type]
