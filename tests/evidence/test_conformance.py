"""tus 1.0 as real clients speak it: tuspy and tus-js-client (under Node) against the real server over loopback."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import urllib.request
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from server.evidence.models import Blob, Upload
from server.evidence.stores import LocalStore
from server.kernel.clock import system_clock
from server.kernel.ids import uuid7
from server.kernel.transaction import read, write
from server.operations.fsck import fsck
from server.settings import Settings
from tests.evidence.conftest import ROOT
from tests.factories.people import PASSWORD
from tests.integration.evidence.conftest import picture, sha256

CHUNK = 64 * 1024
SCENARIOS = ("whole", "stop_and_resume", "wrong_offset", "checksum", "expired", "terminated", "concurrent",
             "overridden")


def token(office: str) -> dict[str, str]:
    body = json.dumps({"username": "one", "password": PASSWORD, "grant": "token",
                       "device": {"id": uuid7(), "name": "样机", "platform": "test"}}).encode()
    asked = urllib.request.Request(office + "/api/v1/auth/sessions", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked) as answer:
        return {"Authorization": "Bearer " + json.load(answer)["access_token"]}


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """A 300 KiB photo for each scenario, no two alike."""
    start, made = picture(500, 400), []
    for number, name in enumerate(SCENARIOS):
        made.append(tmp_path / f"{name}.jpg")
        made[-1].write_bytes(start + bytes([number]) * (300 * 1024 - len(start)))
    return made


def begun(office: str, headers: dict[str, str], data: bytes) -> str:
    said = {"sha256": sha256(data), "media_type": "image/jpeg"}
    metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())
    answer = ask(office + "/api/v1/files", "POST", {**headers, "Upload-Length": str(len(data)),
                                                    "Upload-Metadata": metadata})
    assert answer[0] == 201
    return office + answer[1]["Location"]


def ask(url: str, method: str, headers: dict[str, str], body: bytes | None = None) -> tuple[int, Any]:
    asked = urllib.request.Request(url, body, {"Tus-Resumable": "1.0.0", **headers}, method=method)
    try:
        with urllib.request.urlopen(asked) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.headers


def expire(app: Flask, url: str) -> None:
    with app.app_context(), write() as session:
        session.execute(sa.update(Upload).where(Upload.id == url.rpartition("/")[2]).values(
            expires_at=system_clock() - timedelta(seconds=1)))


def all_are_whole(app: Flask, settings: Settings, photos: list[Path]) -> None:
    with app.app_context(), read() as session:
        assert sorted(session.scalars(sa.select(Blob.sha256))) == sorted(sha256(one.read_bytes()) for one in photos)
    whole = LocalStore(settings.data_dir / "blobs")
    assert all(whole.open(sha256(one.read_bytes())).read() == one.read_bytes() for one in photos)
    assert list(fsck(app, deep=True)) == []


@pytest.mark.sqlite
def test_tus_js_client(app: Flask, settings: Settings, office: str, photos: list[Path]) -> None:
    headers = token(office)
    expired = begun(office, headers, photos[4].read_bytes())
    expire(app, expired)
    asked = {"server": office, "headers": headers, "expired": expired, "packages": str(ROOT / "pwa"),
             "files": [{"path": str(one), "sha256": sha256(one.read_bytes())} for one in photos]}
    node = shutil.which("node") or "node"
    done = subprocess.run([node, str(ROOT / "tests/evidence/node/tus_client.mjs"), json.dumps(asked)], text=True,
                          capture_output=True, timeout=240)
    assert done.returncode == 0, done.stderr
    ends = {one["name"]: one["ends"] for one in map(json.loads, done.stdout.splitlines())}
    assert tuple(ends) == SCENARIOS
    said = {name: [one["status"] for one in some] for name, some in ends.items()}
    assert said == {"whole": ["done"], "stop_and_resume": ["stopped", "done"], "wrong_offset": [409, "done"],
                    "checksum": [460, "done"], "expired": [410, "done"], "terminated": ["terminated", 404, "done"],
                    "concurrent": ["done"] * 3, "overridden": ["done"]}
    assert ends["stop_and_resume"][1]["first"] >= 2 * CHUNK
    assert (ends["wrong_offset"][0]["offset"], ends["wrong_offset"][0]["version"]) == (str(CHUNK), "1.0.0")
    all_are_whole(app, settings, photos)


@pytest.mark.sqlite
def test_tuspy(app: Flask, settings: Settings, office: str, photos: list[Path]) -> None:
    headers = token(office)
    client = TusClient(office + "/api/v1/files", headers=headers)

    def uploader(path: Path, **more: Any) -> Any:
        said = {"sha256": sha256(path.read_bytes()), "media_type": "image/jpeg", "role": "photo"}
        return client.uploader(str(path), chunk_size=CHUNK, metadata=said, upload_checksum=True, **more)

    resumed, mismatched, wrong, gone, ended = photos[:5]
    first = uploader(resumed)
    first.upload(stop_at=2 * CHUNK)
    again = uploader(resumed, url=first.url)
    assert again.get_offset() == 2 * CHUNK
    again.upload()
    part = uploader(mismatched)
    part.upload_chunk()
    answer = ask(part.url, "PATCH", {**headers, "Upload-Offset": str(CHUNK), "Upload-Checksum": "sha256 " +
                                     base64.b64encode(hashlib.sha256(b"other").digest()).decode(),
                                     "Content-Type": "application/offset+octet-stream"}, b"some")
    assert (answer[0], answer[1]["Tus-Resumable"]) == (460, "1.0.0")
    part.upload()
    lost = uploader(wrong)
    lost.upload_chunk()
    lost.offset = 7
    with pytest.raises(TusCommunicationError) as refused:
        lost.upload_chunk()
    assert refused.value.status_code == 409
    uploader(wrong, url=lost.url).upload()
    old = begun(office, headers, gone.read_bytes())
    expire(app, old)
    with pytest.raises(TusCommunicationError) as late:
        uploader(gone, url=old)
    assert late.value.status_code == 410
    uploader(gone).upload()
    given_up = begun(office, headers, ended.read_bytes())
    assert ask(given_up, "DELETE", headers)[0] == 204
    assert ask(given_up, "HEAD", headers)[0] == ask(given_up, "PATCH", {
        **headers, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}, b"a")[0] == 404
    uploader(ended).upload()
    all_are_whole(app, settings, photos[:5])


@pytest.mark.sqlite
def test_every_answer_speaks_the_version_and_an_unknown_one_is_told_ours(office: str, photos: list[Path]) -> None:
    headers, data = token(office), photos[0].read_bytes()
    place = begun(office, headers, data)
    asked = ask(place, "HEAD", headers)
    said = dict(pair.split(" ") for pair in asked[1]["Upload-Metadata"].split(","))
    assert base64.b64decode(said["sha256"]).decode() == sha256(data)
    for method, url in (("HEAD", place), ("PATCH", place), ("DELETE", place), ("POST", office + "/api/v1/files")):
        status, answer = ask(url, method, {**headers, "Tus-Resumable": "0.2.2", "Upload-Offset": "0",
                                           "Content-Type": "application/offset+octet-stream"})
        assert (status, answer["Tus-Version"], answer["Tus-Resumable"]) == (412, "1.0.0", "1.0.0"), method
    for status, url in ((404, office + "/api/v1/files/" + uuid7()), (404, office + "/api/v1/files/nothing")):
        found = ask(url, "HEAD", headers)
        assert (found[0], found[1]["Tus-Resumable"], found[1]["Upload-Offset"]) == (status, "1.0.0", None)
    assert ask(office + "/api/v1/files", "PATCH", headers)[0] == 405
    override = {**headers, "X-HTTP-Method-Override": "DELETE"}
    assert ask(place, "POST", override)[0] == 204 and ask(place, "HEAD", headers)[0] == 404
    assert ask(office + "/api/v1/auth/me", "POST", override)[0] == 405, "an upload's address only"
