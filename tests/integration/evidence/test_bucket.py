"""Photos in an S3-compatible bucket (moto's server over loopback): whole, never overwritten unseen, never believed."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import obstore
import pytest
from flask import Flask
from moto.server import ThreadedMotoServer

from server.app import create_app
from server.evidence.s3_store import Damaged, S3Store
from server.jobs.sweeping import shrink, sweep
from server.operations.fsck import fsck
from server.settings import BadSetting, Settings, read_settings
from tests.conftest import StandingClock
from tests.factories.people import sign_in
from tests.integration.evidence.conftest import Sender, files_under, picture, sha256
from tests.integration.evidence.test_sweeps import name_in_record


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def url(endpoint: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "sample")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "sample")
    bucket = "sample-" + tmp_path.name.replace("_", "-").lower()[-40:].strip("-")
    urllib.request.urlopen(urllib.request.Request(f"{endpoint}/{bucket}", method="PUT")).close()
    return f"s3://{bucket}/photos?endpoint={endpoint}"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    made = tmp_path / "photo.jpg"
    made.write_bytes(picture())
    return made


def test_a_photo_is_put_read_told_listed_and_forgotten(url: str, photo: Path) -> None:
    bucket, data = S3Store(url), photo.read_bytes()
    digest = sha256(data)
    assert (bucket.stat(digest), list(bucket.walk())) == (None, [])
    with pytest.raises(FileNotFoundError):
        bucket.open(digest)
    bucket.put(photo, digest, len(data))
    bucket.put(photo, digest, len(data))
    kept = bucket.stat(digest)
    assert kept is not None and kept.size == len(data)
    with bucket.open(digest) as file:
        assert file.fileno() and file.read() == data
    assert list(bucket.walk()) == [digest]
    bucket.delete(digest)
    bucket.delete(digest)
    assert bucket.stat(digest) is None


def test_what_is_damaged_is_not_believed_and_is_put_again(url: str, photo: Path) -> None:
    bucket, data = S3Store(url), photo.read_bytes()
    digest = sha256(data)
    obstore.put(bucket._bucket, f"{digest[:2]}/{digest[2:4]}/{digest}", b"\xff\xd8\xff other")
    with pytest.raises(Damaged):
        bucket.open(digest)
    bucket.put(photo, digest, len(data))
    assert bucket.open(digest).read() == data


def test_the_whole_way_of_a_photo_through_a_bucket(app: Flask, settings: Settings, clock: StandingClock,
                                                   people: dict[str, str], url: str) -> None:
    far = create_app(replace(settings, blob_store=url), clock=clock)
    sender, data = Sender(sign_in(far, "one")), picture()
    assert sender.whole(data).status_code == 204
    name_in_record(far, clock, sha256(data), people["one"])
    assert files_under(settings.data_dir / "blobs") == files_under(settings.data_dir / "uploads") == []
    chief, place = sign_in(far, "chief"), f"/api/v1/blobs/{sha256(data)}"
    assert chief.get(place).get_data() == data
    assert chief.get(place, headers={"Range": "bytes=0-9"}).get_data() == data[:10]
    assert shrink(far) == "1 thumbnails" and chief.get(place + "/thumbnail").status_code == 200
    # the record that names it is invented
    assert [one for one in fsck(far, deep=True) if one.check != "link"] == []
    S3Store(url).delete(sha256(data))
    assert [one.detail for one in fsck(far) if one.check != "link"] == ["the file is missing"]
    assert "1 lost" in sweep(far) and chief.get(place).status_code == 404
    assert sender.whole(data).status_code == 204 and chief.get(place).get_data() == data


@pytest.mark.parametrize("value", ["s3://", "s4://bucket", "folder", "s3://bucket#x"])
def test_a_store_that_cannot_be_is_refused_at_the_start(value: str, tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="HENGJIAN_BLOB_STORE"):
        read_settings({"HENGJIAN_BLOB_STORE": value, "HENGJIAN_DATA_DIR": str(tmp_path)})
