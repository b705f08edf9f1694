"""Photos of work that is only handed in (a revoked device, an appointment that ended), and what naming a blob gives."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from server.accounts.models import Appointment
from server.jobs.sweeping import sweep
from server.kernel.ids import uuid7
from server.kernel.transaction import write
from tests.factories.people import sign_in
from tests.factories.phones import Phone, premises
from tests.factories.visits import Visit, office
from tests.integration.evidence.conftest import Sender, picture, sha256


def named(data: bytes) -> list[dict[str, Any]]:
    return [{"sha256": sha256(data), "size": len(data), "media_type": "image/jpeg", "role": "site"}]


def hand_in(client: Any, data: bytes) -> str:
    """One operation that names the photo; its outcome."""
    device = Phone(client)
    device.write("create", "premises", uuid7(), {"state": premises("样例市场")}, blobs=named(data))
    outcome: str = device.push()["results"][0]["outcome"]
    return outcome


def wanted(client: Any) -> list[str]:
    found: list[str] = client.get(f"/api/v1/sync/hello?device_id={client.device_id}").get_json()["missing_blobs"]
    return found


def revoke_device(app: Flask, sender: Sender) -> None:
    answer = sign_in(app, "chief").post(f"/api/v1/devices/{sender.client.device_id}/revocation",
                                        json={"state": "upload_only", "reason": "样例"})
    assert answer.status_code == 204


def end_appointments(app: Flask, sender: Sender) -> None:
    with app.app_context(), write() as session:
        session.execute(sa.update(Appointment).where(Appointment.user_id == sender.client.user_id)
                        .values(until_on=date(2020, 1, 1)))


@pytest.mark.parametrize("lose", [revoke_device, end_appointments])
def test_p17_what_may_only_be_handed_in_brings_its_photos(app: Flask, sender: Sender, lose: Any) -> None:
    """/sync/hello asks for the blob of a held operation: then it is taken, once, and nothing else is."""
    lose(app, sender)
    data, other = picture(), picture(8, 8)
    assert sender.begin(data).status_code == 403
    assert hand_in(sender.client, data) == "quarantined"
    assert wanted(sender.client) == [sha256(data)]
    place = sender.begin(data).headers["Location"]
    assert sender.send(place, 0, data[:100]).status_code == 204
    assert sender.offset(place).headers["Upload-Offset"] == "100"
    assert sender.send(place, 100, data[100:]).status_code == 204
    assert wanted(sender.client) == []
    assert sender.begin(data).status_code == sender.begin(other).status_code == 403
    assert sender.client.get(f"/api/v1/blobs/{sha256(data)}").status_code == 403, "reading is another matter"


def test_what_somebody_else_named_is_not_taken(app: Flask, sender: Sender) -> None:
    revoke_device(app, sender)
    data = picture()
    stranger = sign_in(app, "other")
    hand_in(stranger, data)
    assert sender.begin(data).status_code == 403


def test_naming_a_blob_in_a_held_operation_does_not_open_it(app: Flask, sender: Sender, clock: Any) -> None:
    """Only whoever sent the bytes reads them through it, and those responsible for that person; after the sweep too."""
    data = picture()
    place = f"/api/v1/blobs/{sha256(data)}"
    other = sign_in(app, "other")
    assert hand_in(other, data) == "quarantined", "a market of another county"
    assert sender.whole(data).status_code == 204
    assert other.get(place).status_code == other.get(place + "/thumbnail").status_code == 404
    assert Sender(other).whole(data).status_code == 204
    assert other.get(place).status_code == 200
    assert sender.client.get(place).status_code == 404
    clock.forward(days=8)
    sweep(app)
    assert sign_in(app, "other").get(place).status_code == 200


def test_those_responsible_see_the_photo_of_a_held_operation(app: Flask, sender: Sender) -> None:
    data = picture()
    revoke_device(app, sender)
    assert hand_in(sender.client, data) == "quarantined"
    assert sender.whole(data).status_code == 204
    place = f"/api/v1/blobs/{sha256(data)}"
    assert sign_in(app, "chief").get(place).status_code == 200
    assert sign_in(app, "other").get(place).status_code == 404


def test_naming_a_blob_in_a_record_of_ones_own_does_not_open_it(app: Flask, clock: Any) -> None:
    """Not for its author and not for the supervisor, until the author sends the bytes as well."""
    bureau = office(app, clock)
    data = picture()
    place = f"/api/v1/blobs/{sha256(data)}"
    assert Sender(sign_in(app, "stranger")).whole(data).status_code == 204
    lead, chief = sign_in(app, "lead"), sign_in(app, "chief")
    visit = Visit(bureau).create()
    visit.check(photos=[sha256(data)])
    for reader in (lead, chief):
        assert reader.get(place).status_code == reader.get(place + "/thumbnail").status_code == 404
    sent = Sender(lead).begin(data).headers["Location"]
    assert Sender(lead).send(sent, 0, data[:50]).status_code == 204
    assert lead.get(place).status_code == 404, "a beginning is not the bytes"
    assert Sender(lead).send(sent, 50, data[50:]).status_code == 204
    assert lead.get(place).get_data() == chief.get(place).get_data() == data
    assert lead.open("DELETE", sent, headers={"Tus-Resumable": "1.0.0"}).status_code == 204
    assert chief.get(place).status_code == 200, "giving up what was received whole gives nothing up"
