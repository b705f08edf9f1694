"""A photo arrives once and whole: its line cut at every KiB, the server killed between each step of finalising."""

from __future__ import annotations

import http.client
import os
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from server.evidence.models import Blob, Upload
from server.extensions import db
from server.kernel.failpoints import NAMES
from server.kernel.transaction import read
from server.operations.fsck import fsck
from server.settings import Settings
from tests.factories.cut_lines import Cut, Line, cookies_of, server_process
from tests.factories.people import sign_in
from tests.integration.evidence.conftest import files_under, picture, sha256

KIB = 1024
SIZE, CHUNK = 300 * KIB, 64 * KIB
CUTS = range(300) if os.environ.get("PROOF") == "1" else range(0, 300, 25)
ROUND = picture(500, 400)


def photo(number: int) -> bytes:
    """300 KiB that are a JPEG to its end, each another."""
    return ROUND + number.to_bytes(4, "big") + b"\x00" * (SIZE - 4 - len(ROUND))


def whole(app: Flask, data: bytes) -> tuple[int, list[bool], list[str]]:
    """How many blobs of these bytes there are, which uploads were finished, and what stands in the store."""
    settings: Settings = app.extensions["settings"]
    with app.app_context(), read() as session:
        blobs = session.scalar(sa.select(sa.func.count()).where(Blob.sha256 == sha256(data))) or 0
        finished = [one is not None for one in session.scalars(
            sa.select(Upload.completed_at).where(Upload.sha256 == sha256(data)))]
    digest = sha256(data)
    kept: Path = settings.data_dir / "blobs" / digest[:2] / digest[2:4]
    return blobs, finished, [sha256(path.read_bytes()) for path in kept.iterdir()]


def test_a_photo_cut_once_at_each_kib_arrives_once(app: Flask, settings: Settings, people: dict[str, str],
                                                   served: str) -> None:
    headers = cookies_of(sign_in(app, "one"))
    for cut in CUTS:
        data = photo(cut)
        line = Line(served.removeprefix("http://"), headers, CHUNK, breaks_after=cut * KIB)
        line.finish(line.begin(data), data)
        assert line.cuts >= 1 and line.sent <= SIZE + CHUNK * line.cuts, (cut, line)
        assert whole(app, data) == (1, [True], [sha256(data)]), cut
    assert files_under(settings.data_dir / "uploads") == []
    assert list(fsck(app, deep=True)) == []


def test_one_photo_cut_again_and_again_moves_on(app: Flask, people: dict[str, str], served: str) -> None:
    """Each connection lives for one more KiB: what arrived is never sent again."""
    headers, data = cookies_of(sign_in(app, "one")), photo(1000)
    line = Line(served.removeprefix("http://"), headers, CHUNK)
    place = line.begin(data)
    for _ in CUTS:
        line.breaks_after = line.sent + KIB
        with suppress(Cut):  # or told that the cut request before it came further meanwhile
            line.send(place, data, line.offset(place))
    line.finish(place, data)
    assert line.sent <= SIZE + CHUNK * len(CUTS)
    assert whole(app, data) == (1, [True], [sha256(data)])


@pytest.mark.parametrize("failpoint", sorted(NAMES))
def test_a_server_killed_while_it_finishes_finishes_later(app: Flask, settings: Settings, people: dict[str, str],
                                                          failpoint: str) -> None:
    headers, data = cookies_of(sign_in(app, "one")), photo(2000)
    with app.app_context():
        db.engine.dispose()  # a connection does not survive a fork
    with server_process(settings, failpoint) as (host, process):
        line = Line(host, headers, CHUNK)
        place = line.begin(data)
        with pytest.raises((OSError, http.client.HTTPException)):
            line.send(place, data, 0)
        process.join(20)
        assert process.exitcode == -9, failpoint
    with server_process(settings) as (host, _):
        again = Line(host, headers, CHUNK)
        again.finish(place, data)
        assert line.sent + again.sent <= SIZE + CHUNK
    assert whole(app, data)[:2] == (1, [True])
    assert sha256(data) in whole(app, data)[2]
    assert list(fsck(app, deep=True)) == []
