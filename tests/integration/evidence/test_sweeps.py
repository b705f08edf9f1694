"""The night: what may be forgotten goes, what anything may still name stays, and what was lost is asked for again."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from server.accounts.models import User
from server.accounts.queries import identity_of
from server.evidence import sweeps
from server.evidence.commands import link_blobs
from server.evidence.models import Blob, BlobLink, Upload
from server.evidence.stores import LocalStore
from server.evidence.sweeps import Place
from server.jobs.running import run
from server.jobs.sweeping import _place, shrink, shrinks_anything, sweep
from server.kernel.audit import AuditEntry
from server.kernel.ids import uuid7
from server.kernel.transaction import read, write
from server.operations.fsck import Finding, fsck
from server.settings import Settings
from server.sync.named_blobs import named_by_operations
from tests.conftest import StandingClock
from tests.factories.people import sign_in
from tests.factories.phones import phone, premises
from tests.integration.evidence.conftest import Sender, files_under, picture, sha256

SMALL = picture(16, 16)
FILES, NAMERS = ("none", "whole", "cut", "damaged"), ("nobody", "record", "operation", "upload")


def aged(path: Path, clock: StandingClock, days: float) -> None:
    at = (clock() - timedelta(days=days)).timestamp()
    os.utime(path, (at, at))


def local(app: Flask) -> LocalStore:
    found = _place(app).whole
    assert isinstance(found, LocalStore)
    return found


def name_in_record(app: Flask, clock: StandingClock, digest: str, author: str) -> None:
    with app.app_context(), write() as session:
        identity = identity_of(session, session.get_one(User, author), None, date(2026, 11, 25))
        link_blobs(session, identity, [digest], subject_kind="inspection", subject_id=uuid7(), division="610602",
                   now=clock())


def wrong(app: Flask, *, deep: bool = False) -> list[Finding]:
    """What fsck finds, but for the records that name photos here: they are invented."""
    return [one for one in fsck(app, deep=deep) if one.check != "link"]


def rows(app: Flask) -> set[str]:
    with app.app_context(), read() as session:
        return set(session.scalars(sa.select(Blob.sha256)))


@dataclass(frozen=True)
class Case:
    """A photo as a night may find it."""

    number: int
    file: str
    row: bool
    namer: str
    old: bool

    @property
    def data(self) -> bytes:
        return SMALL + self.number.to_bytes(2, "big")

    @property
    def digest(self) -> str:
        return sha256(self.data)


CASES = [Case(number, *given) for number, given in enumerate(product(FILES, (True, False), NAMERS, (True, False)))]


def arrange(app: Flask, clock: StandingClock, author: str) -> None:
    whole = local(app)
    for case in CASES:
        if case.file != "none":
            path = whole.path(case.digest)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes({"whole": case.data, "cut": case.data[:-1],
                              "damaged": case.data[:-1] + b"?"}[case.file])
            aged(path, clock, 31 if case.old else 29)
        if case.namer == "record":
            name_in_record(app, clock, case.digest, author)
    with app.app_context(), write() as session:
        for case in CASES:
            at = clock() - timedelta(days=31 if case.old else 29)
            if case.row:
                session.add(Blob(sha256=case.digest, size=len(case.data), media_type="image/jpeg", thumbnail="none",
                                 received_at=at))
            if case.namer == "upload":
                session.add(Upload(id=uuid7(), user_id=author, device_id=None, length=len(case.data),
                                   sha256=case.digest, media_type="image/jpeg", role="photo", filename="",
                                   created_at=at, expires_at=clock() + timedelta(hours=1), completed_at=None))


def test_each_photo_a_night_may_find(app: Flask, clock: StandingClock, people: dict[str, str]) -> None:
    """Files × rows × who names it × age: 64 photos, and what must be true of each afterwards."""
    author = phone(app, "one")
    author.create("premises", premises("甲"), blobs=[
        {"sha256": one.digest, "size": len(one.data), "media_type": "image/jpeg", "role": "site"}
        for one in CASES if one.namer == "operation"])
    author.push()
    with app.app_context(), write() as session:  # a room that keeps no links leaves the operation alone to name them
        session.execute(sa.delete(BlobLink))
    arrange(app, clock, people["one"])
    place = Place(_place(app).files, local(app))
    for night in (1, 2):
        with app.app_context():
            sweeps.ask_again(place, now=clock())
            sweeps.adopt(place, now=clock())
            sweeps.forget_unnamed(place, named_by_operations, now=clock())
        there, known = set(local(app).walk()), rows(app)
        for case in CASES:
            forgotten = case.namer == "nobody" and case.old
            assert (case.digest in there) == (case.file != "none" and not forgotten), (night, case)
            believed = case.row and case.file in ("whole", "damaged")  # a size cannot tell; fsck --deep does
            adopted = not case.row and case.file == "whole" and case.namer == "record"
            assert (case.digest in known) == ((believed or adopted) and not forgotten), (night, case)


def test_a_photo_that_is_gone_is_asked_for_again_and_seen_again(app: Flask, clock: StandingClock, sender: Sender,
                                                                people: dict[str, str]) -> None:
    data = picture()
    sender.whole(data)
    name_in_record(app, clock, sha256(data), people["one"])
    local(app).delete(sha256(data))
    assert [one.check for one in wrong(app)] == ["blob"]
    assert run(app, "sweep", sweep) == "done"
    assert rows(app) == set() and wrong(app) == []
    assert sender.whole(data).status_code == 204
    assert sign_in(app, "chief").get(f"/api/v1/blobs/{sha256(data)}").get_data() == data


def test_a_database_older_than_its_photos_adopts_them(app: Flask, clock: StandingClock, sender: Sender,
                                                      people: dict[str, str]) -> None:
    """The phone freed the bytes long ago; the restored database has neither the row nor who sent it."""
    data, other = picture(), picture()
    place = f"/api/v1/blobs/{sha256(data)}"
    sender.whole(data)
    sender.whole(other)
    with app.app_context(), write() as session:
        session.execute(sa.delete(Blob))
        session.execute(sa.delete(Upload))
    local(app).path(sha256(other)).write_bytes(other[:-1] + bytes([other[-1] ^ 1]))
    for digest in (sha256(data), sha256(other)):
        name_in_record(app, clock, digest, people["one"])
    name_in_record(app, clock, sha256(data), people["other"])
    run(app, "sweep", sweep)
    assert rows(app) == {sha256(data)}, "what is damaged is not believed"
    assert local(app).stat(sha256(other)) is not None, "and not thrown away"
    assert sign_in(app, "chief").get(place).get_data() == data
    assert sign_in(app, "other").get(place).status_code == 404, "whoever named it first sent it"
    assert wrong(app, deep=True) == []
    with app.app_context(), read() as session:
        assert session.scalars(sa.select(AuditEntry.subject_id).where(
            AuditEntry.action == "blob.adopt")).all() == [sha256(data)]


def test_after_a_restore_thirty_days_begin_anew(app: Flask, clock: StandingClock, people: dict[str, str]) -> None:
    path = local(app).path(sha256(SMALL))
    path.parent.mkdir(parents=True)
    path.write_bytes(SMALL)
    aged(path, clock, 400)
    place = _place(app)
    for began, gone in ((29, 0), (31, 1)):
        with app.app_context():
            assert sweeps.forget_unnamed(Place(place.files, place.whole, clock() - timedelta(days=began)),
                                         named_by_operations, now=clock()) == gone


def test_strays_go_after_a_day_and_what_is_needed_stays(app: Flask, settings: Settings, clock: StandingClock,
                                                        sender: Sender) -> None:
    data = picture()
    sender.whole(data)
    growing = sender.begin(picture()).headers["Location"].rpartition("/")[2]
    shrink(app)
    place = _place(app)
    strays = [place.files.upload(uuid7()), place.files.thumbnail("ab" * 32),
              place.files.thumbnail(sha256(data)).with_name(sha256(data) + "." + uuid7()),
              local(app).path(sha256(data)).with_name(sha256(data) + "." + uuid7())]
    for path in strays:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    everything = [*strays, place.files.upload(growing), place.files.thumbnail(sha256(data)),
                  local(app).path(sha256(data))]
    for days, left in ((0.9, everything), (1.1, everything[4:])):
        for path in everything:
            if path.exists():
                aged(path, clock, days)
        run(app, "sweep", sweep)
        assert [path for path in everything if path.exists()] == left


def test_a_sweep_that_came_first_takes_nothing_from_who_finishes(app: Flask, sender: Sender,
                                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    """The bytes are in the store, the row is not yet, and a sweep takes them for unnamed: they are put again."""
    from server.evidence import receiving

    real, data = receiving.commands.complete_upload, picture()

    def swept(*given: Any, **more: Any) -> Blob:
        local(app).delete(sha256(data))
        return real(*given, **more)
    monkeypatch.setattr(receiving.commands, "complete_upload", swept)
    assert sender.whole(data).status_code == 204
    assert local(app).open(sha256(data)).read() == data


def test_thumbnails_are_made_by_the_job_and_an_unreadable_photo_is_said(app: Flask, settings: Settings,
                                                                        sender: Sender) -> None:
    good, bad = picture(), picture()[:-20_000]
    sender.whole(good)
    sender.whole(bad)
    assert files_under(settings.data_dir / "thumbnails") == [], "no request decodes"
    assert shrinks_anything(app)
    assert run(app, "thumbnails", shrink) == "done"
    assert not shrinks_anything(app)
    with app.app_context(), read() as session:
        found = {one.sha256: one.thumbnail for one in session.scalars(sa.select(Blob))}
    assert found == {sha256(good): "ready", sha256(bad): "unreadable"}
    assert files_under(settings.data_dir / "thumbnails") == [sha256(good) + ".jpg"]


def test_photos_that_break_the_decoder_do_not_hold_up_other_jobs(app: Flask, sender: Sender,
                                                                monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        sender.whole(picture())
    monkeypatch.setattr("server.evidence.thumbnails.BATCH_SECONDS", -1)
    assert shrink(app) == "0 thumbnails" and shrinks_anything(app)
