"""Resumable upload: what the protocol promises, and everything a client can get wrong."""

from __future__ import annotations

import base64
import hashlib
import http.client
import threading
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from tusclient.client import TusClient

from server.accounts.models import User
from server.accounts.queries import identity_of
from server.evidence.commands import link_blobs
from server.evidence.models import Blob, Upload
from server.evidence.problems import StorageFull
from server.jobs.sweeping import sweep
from server.kernel.transaction import read, write
from server.settings import Settings
from tests.factories.people import PASSWORD, sign_in
from tests.integration.evidence.conftest import Sender, files_under, picture, sha256


def blob_path(settings: Settings, data: bytes) -> Path:
    digest = sha256(data)
    return settings.data_dir / "blobs" / digest[:2] / digest[2:4] / digest


def stored(app: Flask, data: bytes) -> Blob | None:
    with app.app_context(), read() as session:
        return session.get(Blob, sha256(data))


def test_a_photo_sent_in_chunks_is_there_whole(app: Flask, settings: Settings, sender: Sender) -> None:
    data = picture()
    place = sender.begin(data).headers["Location"]
    half = len(data) // 2
    assert sender.send(place, 0, data[:half]).headers["Upload-Offset"] == str(half)
    assert sender.offset(place).headers["Upload-Offset"] == str(half)
    assert stored(app, data) is None
    assert sender.send(place, half, data[half:]).status_code == 204
    assert blob_path(settings, data).read_bytes() == data
    found = stored(app, data)
    assert found is not None and (found.media_type, found.thumbnail, found.size) == ("image/jpeg", "none", len(data))
    assert files_under(settings.data_dir / "uploads") == []
    assert sender.offset(place).headers["Upload-Offset"] == str(len(data))


def test_the_same_photo_twice_is_one_blob(app: Flask, settings: Settings, sender: Sender) -> None:
    data = picture()
    assert sender.whole(data).status_code == 204
    assert sender.whole(data).status_code == 204
    assert files_under(settings.data_dir / "blobs") == [sha256(data)]


def test_content_that_is_not_what_was_declared_is_forgotten(app: Flask, settings: Settings, sender: Sender) -> None:
    data = picture()
    begun = sender.begin(data, sha256="0" * 64)
    answer = sender.send(begun.headers["Location"], 0, data)
    assert (answer.status_code, answer.get_json()["type"]) == (422, "/problems/digest_mismatch")
    assert files_under(settings.data_dir / "blobs") == files_under(settings.data_dir / "uploads") == []
    assert sender.offset(begun.headers["Location"]).status_code == 404


def test_what_is_no_photo_is_refused_whatever_it_is_called(app: Flask, sender: Sender) -> None:
    for content in (b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7 script", b"GIF89a" + b"0" * 40,
                    b"II*\x00" + b"0" * 40, b"%!PS-Adobe", b"x"):
        assert sender.whole(content).status_code == 415
        assert stored(app, content) is None


def test_the_true_type_is_recorded(app: Flask, sender: Sender) -> None:
    data = picture(kind="PNG")
    sender.whole(data, media_type="image/jpeg")
    found = stored(app, data)
    assert found is not None and found.media_type == "image/png"


def test_a_declaration_that_is_wrong_is_refused(sender: Sender) -> None:
    data = picture(8, 8)
    cases: list[tuple[dict[str, str], dict[str, str], int]] = [
        ({"Tus-Resumable": "0.2.2"}, {}, 412), ({"Upload-Length": "-1"}, {}, 400), ({"Upload-Length": "0"}, {}, 422),
        ({"Upload-Length": str(20 * 1024 * 1024 + 1)}, {}, 413), ({"Upload-Length": "1e3"}, {}, 400),
        ({"Upload-Metadata": "sha256 ***"}, {}, 400), ({"Upload-Metadata": ""}, {}, 422),
        ({}, {"sha256": "zz"}, 422), ({}, {"media_type": "application/pdf"}, 415),
        ({}, {"media_type": "image/heic"}, 415),
        ({}, {"filename": "x" * 201}, 422), ({}, {"filename": "a\x00b"}, 422), ({}, {"role": "Photo!"}, 422),
        ({}, {"unknown": "x"}, 422)]
    for headers, metadata, status in cases:
        answer = sender.begin(data, headers, **metadata)
        assert answer.status_code == status, (headers, metadata, answer.get_data(as_text=True))
    assert sender.begin(data, {"Tus-Resumable": "0.2.2"}).headers["Tus-Version"] == "1.0.0"
    assert sender.begin(data, filename="../../etc/‮gpj.exe").status_code == 201


def test_a_chunk_in_the_wrong_place_is_refused_with_the_right_one(sender: Sender) -> None:
    data = picture()
    place = sender.begin(data).headers["Location"]
    sender.send(place, 0, data[:100])
    for offset in (0, 50, 101, len(data) - 1):
        answer = sender.send(place, offset, data[offset:offset + 10])
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (409, "100")
    assert sender.send(place, 100, data[100:] + b"x").status_code == 413
    assert sender.offset(place).headers["Upload-Offset"] == "100"
    assert sender.send(place, 100, b"x", Content_Type="image/jpeg").status_code == 415
    assert sender.send(place, 100, b"x", Tus_Resumable="2").status_code == 412


def checksum(name: str, piece: bytes) -> str:
    return f"{name} {base64.b64encode(hashlib.new(name, piece).digest()).decode()}"


def test_a_chunk_with_a_wrong_checksum_leaves_nothing(sender: Sender) -> None:
    data = picture()
    place = sender.begin(data).headers["Location"]
    assert sender.send(place, 0, data[:1000], Upload_Checksum=checksum("sha1", data[:1000])).status_code == 204
    bad = sender.send(place, 1000, data[1000:3000], Upload_Checksum=checksum("sha256", b"other"))
    assert (bad.status_code, sender.offset(place).headers["Upload-Offset"]) == (460, "1000")
    assert sender.send(place, 1000, b"x", Upload_Checksum="md5 eA==").status_code == 400
    assert sender.send(place, 1000, b"x", Upload_Checksum="sha1 ***").status_code == 400
    assert sender.send(place, 1000, data[1000:], Upload_Checksum=checksum("sha256", data[1000:])).status_code == 204


def test_an_upload_belongs_to_whoever_began_it_and_expires(app: Flask, clock: Any, sender: Sender,
                                                           settings: Settings) -> None:
    data = picture()
    place = sender.begin(data).headers["Location"]
    stranger = Sender(sign_in(app, "other"))
    assert stranger.offset(place).status_code == stranger.send(place, 0, data).status_code == 404
    chief = Sender(sign_in(app, "chief"))
    assert chief.begin(data).status_code == 403
    clock.forward(days=7)
    assert sender.offset(place).status_code == sender.send(place, 0, data).status_code == 410
    sweep(app)
    sweep(app)
    assert files_under(settings.data_dir / "uploads") == []
    assert sender.offset(place).status_code == 404


def test_an_upload_can_be_given_up(settings: Settings, sender: Sender) -> None:
    data = picture()
    place = sender.begin(data).headers["Location"]
    sender.send(place, 0, data[:10])
    assert sender.client.open("DELETE", place, headers={"Tus-Resumable": "1.0.0"}).status_code == 204
    assert sender.offset(place).status_code == 404
    assert files_under(settings.data_dir / "uploads") == []


def test_an_upload_whose_file_is_gone_starts_again(settings: Settings, sender: Sender) -> None:
    data = picture()
    place = sender.begin(data).headers["Location"]
    sender.send(place, 0, data[:100])
    (settings.data_dir / "uploads" / place.rpartition("/")[2]).unlink()
    for answer in (sender.send(place, 100, data[100:]), sender.send(place, 0, data), sender.offset(place)):
        assert answer.status_code == 410
    assert sender.send(place, 0, data).get_json()["type"] == "/problems/upload_expired"
    assert sender.whole(data).status_code == 204


def test_the_protocol_names_what_it_can_do(app: Flask) -> None:
    answer = app.test_client().options("/api/v1/files")
    assert answer.status_code == 204
    assert answer.headers["Tus-Extension"] == "creation,checksum,termination,expiration"
    assert answer.headers["Tus-Max-Size"] == "20971520"


def test_unfinished_uploads_are_bounded(app: Flask, sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.evidence.commands.MOST_UNFINISHED", 2)
    data = picture(8, 8)
    assert [sender.begin(data).status_code for _ in range(3)] == [201, 201, 429]


def test_a_day_of_photos_is_bounded_for_each_device_and_begins_anew_at_midnight(
        app: Flask, clock: Any, settings: Settings, sender: Sender) -> None:
    data = picture(8, 8)
    app.extensions["settings"] = replace(settings, photo_day_bytes=2 * len(data))
    assert (sender.whole(data).status_code, sender.begin(data).status_code) == (204, 201)
    refused = sender.begin(data)
    assert (refused.status_code, refused.get_json()["type"]) == (429, "/problems/photo_quota")
    clock.at = datetime(2026, 11, 25, 15, 59, tzinfo=UTC)  # one minute before midnight in Shanghai
    assert sender.begin(data).headers["Retry-After"] == "60"
    assert Sender(sign_in(app, "one")).begin(data).status_code == 201, "another device"
    clock.forward(minutes=1)
    assert sender.begin(data).status_code == 201


def test_a_full_disk_is_a_problem_and_the_upload_resumes(settings: Settings, sender: Sender,
                                                         monkeypatch: pytest.MonkeyPatch) -> None:
    data = picture()
    place = sender.begin(data).headers["Location"]
    sender.send(place, 0, data[:1000])
    with monkeypatch.context() as full:
        full.setattr("server.evidence.storage.os.pwrite", _no_space)
        assert sender.send(place, 1000, data[1000:]).status_code == 507
    with monkeypatch.context() as nearly:
        nearly.setattr("server.evidence.room.free", lambda folder: settings.least_free_bytes + 1999)
        assert sender.begin(data).status_code == 507
        refused = sender.send(place, 1000, data[1000:3000])
        assert (refused.status_code, refused.headers["Retry-After"]) == (507, "600")
        assert "记录仍可上报" in refused.get_json()["title"]
    assert sender.offset(place).headers["Upload-Offset"] == "1000"
    assert sender.send(place, 1000, data[1000:]).status_code == 204


def _no_space(*given: Any) -> int:
    raise OSError(28, "No space left on device")


def test_a_finish_that_was_interrupted_is_finished_by_asking(app: Flask, settings: Settings, sender: Sender,
                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    """The last byte arrived, then the database was busy: the file exists, the row does not."""
    data = picture()
    place = sender.begin(data).headers["Location"]
    with monkeypatch.context() as broken:
        broken.setattr("server.evidence.receiving.commands.complete_upload", _busy)
        assert sender.send(place, 0, data).status_code == 507
    assert stored(app, data) is None
    assert sender.offset(place).headers["Upload-Offset"] == str(len(data))
    assert stored(app, data) is not None


def _busy(*given: Any, **more: Any) -> None:
    raise StorageFull()


def token_headers(served: str) -> dict[str, str]:
    import json
    import urllib.request

    from server.kernel.ids import uuid7
    body = json.dumps({"username": "one", "password": PASSWORD, "grant": "token",
                       "device": {"id": uuid7(), "name": "样机", "platform": "test"}}).encode()
    asked = urllib.request.Request(served + "/api/v1/auth/sessions", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked) as answer:
        return {"Authorization": "Bearer " + json.load(answer)["access_token"]}


def test_a_real_client_stops_and_resumes(app: Flask, settings: Settings, people: dict[str, str], served: str,
                                         tmp_path: Path) -> None:
    data = picture(1600, 1200)
    path = tmp_path / "photo.jpg"
    path.write_bytes(data)
    client = TusClient(served + "/api/v1/files", headers=token_headers(served))
    said = {"sha256": sha256(data), "media_type": "image/jpeg", "role": "photo", "filename": "a.jpg"}
    first = client.uploader(str(path), chunk_size=100_000, metadata=said, upload_checksum=True)
    first.upload(stop_at=300_000)
    again = client.uploader(str(path), chunk_size=100_000, metadata=said, upload_checksum=True, url=first.url)
    assert again.get_offset() == first.offset == 300_000
    again.upload()
    assert blob_path(settings, data).read_bytes() == data


def test_a_connection_cut_in_the_middle_keeps_what_arrived(people: dict[str, str], served: str, app: Flask) -> None:
    data = picture(1600, 1200)
    sender = Sender(sign_in(app, "one"))
    place = sender.begin(data).headers["Location"]
    host = served.removeprefix("http://")
    cut = http.client.HTTPConnection(host, timeout=10)
    cut.putrequest("PATCH", place)
    for name, value in {**token_headers(served), "Tus-Resumable": "1.0.0", "Upload-Offset": "0",
                        "Content-Type": "application/offset+octet-stream", "Content-Length": str(len(data))}.items():
        cut.putheader(name, value)
    cut.endheaders()
    cut.send(data[:150_000])
    cut.close()
    resumed_at = _resume(sender, place, data)
    assert 0 < resumed_at <= 150_000
    found = stored(app, data)
    assert found is not None and found.size == len(data)


def _resume(sender: Sender, place: str, data: bytes) -> int:
    """Resume as a phone does: ask, send the rest, and ask again while the cut request still moves the end."""
    for _ in range(400):
        arrived = int(sender.offset(place).headers["Upload-Offset"])
        if arrived and sender.send(place, arrived, data[arrived:]).status_code == 204:
            return arrived
        time.sleep(0.05)
    raise AssertionError("never resumed")


def test_two_senders_at_once_cannot_mix(app: Flask, settings: Settings, sender: Sender) -> None:
    data = picture(1600, 1200)
    place = sender.begin(data).headers["Location"]
    answers: list[int] = []
    others = [Sender(sign_in(app, "one")) for _ in range(4)]
    start = threading.Barrier(4)

    def race(one: Sender) -> None:
        start.wait()
        answers.append(one.send(place, 0, data).status_code)

    threads = [threading.Thread(target=race, args=(one,)) for one in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) <= {204, 409}
    offset = int(sender.offset(place).headers["Upload-Offset"])
    if offset < len(data):
        assert sender.send(place, offset, data[offset:]).status_code == 204
    assert blob_path(settings, data).read_bytes() == data


def test_blobs_are_seen_through_the_records_that_name_them(app: Flask, clock: Any, sender: Sender,
                                                           people: dict[str, str]) -> None:
    data = picture()
    sender.whole(data)
    place = f"/api/v1/blobs/{sha256(data)}"
    chief, other = sign_in(app, "chief"), sign_in(app, "other")
    assert chief.get(place).status_code == sender.client.get(place).status_code == 404  # no record names it yet
    _link(app, clock, sha256(data), people["one"])
    answer = chief.get(place)
    assert (answer.status_code, answer.get_data()) == (200, data)
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert chief.open("HEAD", place).status_code == 200
    assert chief.get(place, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert chief.get(place, headers={"Range": "bytes=0-9"}).get_data() == data[:10]
    assert other.get(place).status_code == other.get(place + "/thumbnail").status_code == 404
    assert other.open("HEAD", place).status_code == 404
    assert app.test_client().get(place).status_code == 401
    small = chief.get(place + "/thumbnail")
    assert small.status_code == 200 and len(small.get_data()) < len(data)


def _link(app: Flask, clock: Any, digest: str, author: str) -> None:
    with app.app_context(), write() as session:
        identity = identity_of(session, session.get_one(User, author), None, date(2026, 11, 25))
        link_blobs(session, identity, [digest], subject_kind="inspection", subject_id="x", division="610602",
                   now=clock())


def test_upload_rows_and_the_trail(app: Flask, sender: Sender) -> None:
    import sqlalchemy as sa

    from server.kernel.audit import AuditEntry
    data = picture()
    sender.whole(data)
    with app.app_context(), read() as session:
        assert session.scalars(sa.select(Upload)).one().completed_at is not None
        assert session.scalars(sa.select(AuditEntry.details).where(AuditEntry.action == "blob.receive")).one() == {
            "size": len(data), "role": "photo", "filename": "照片.jpg"}
