"""fsck says nothing of a sound database, and names each kind of damage."""

from __future__ import annotations

import os
import time
import tracemalloc
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from pysqlite3 import dbapi2

from server.extensions import db
from server.kernel import changes
from server.kernel.changes import EntityVersion
from server.kernel.transaction import read, write
from server.operations.fsck import Finding, fsck
from server.operations.synced import SYNCED
from tests.conftest import StandingClock
from tests.factories.phones import Phone, phone, premises
from tests.factories.visits import office
from tests.integration.sync.conftest import hire


@pytest.fixture
def worked(app: Flask, clock: StandingClock) -> Phone:
    """A database in which people have worked: premises, a chain, a refusal, a conflict."""
    zhang, wang = (phone(app, hire(app, clock, name)) for name in ("zhang", "wang"))
    id = zhang.create("premises", premises("样例市场"))
    zhang.create("premises", premises("", kind="market"))
    zhang.sync()
    wang.sync()
    zhang.patch(id, name="张")
    wang.patch(id, name="王", walking_order=2)
    zhang.sync()
    wang.sync()
    return zhang


def database(app: Flask) -> Path:
    return Path(app.extensions["settings"].database_url.removeprefix("sqlite:///"))


def damage(app: Flask, statement: str) -> None:
    """Change the file behind everybody's back, as somebody with a SQL prompt would."""
    with closing(dbapi2.connect(str(database(app)))) as connection:
        connection.execute(statement)
        connection.commit()


def checks(app: Flask) -> list[str]:
    return sorted({one.check for one in fsck(app)})


def test_a_sound_database_has_no_findings(app: Flask, worked: Phone) -> None:
    assert list(fsck(app, deep=True)) == []
    with app.app_context(), read() as session:
        assert {row.entity for row in session.query(EntityVersion)} >= {"conflict", "premises", "officer", "division"}


def test_an_office_with_instruments_agrees(app: Flask, clock: StandingClock) -> None:
    office(app, clock)
    assert list(fsck(app)) == []


TWIN = ("insert into entity_version select 'gone', version, entity, scope, change, state, field_versions, op_id, "
        "actor_id, at from entity_version where entity = 'premises' limit 1")
ONE_MORE = ("insert into entity_version select entity_id, version + 2, entity, scope, change, state, field_versions, "
            "op_id, actor_id, at from entity_version where entity = 'officer' order by version desc limit 1")
OLDER = ("update entity_version set field_versions = replace(field_versions, '\"name\":2', '\"name\":1') "
         "where entity = 'premises' and version = 2")
UPLOAD = (f"insert into upload values ('u1', 'u', null, 5, '{'a' * 64}', 'image/jpeg', 'site', '', "
          "'2026-11-25T00:00:00.000000Z', '2026-11-26T00:00:00.000000Z', '2026-11-25T00:00:00.000000Z')")
LINK = (f"insert into blob_link values ('{'a' * 64}', '{{}}', 'x', '610602', 'u', null, '2026-11-25T00:00:00.000000Z')")
DAMAGES: list[tuple[str, list[str]]] = [
    ("update premises set name = 'x' where name = '张'", ["wire_state"]),
    ("update entity_version set state = '{}' where entity = 'officer'", ["field_version", "wire_state"]),
    (TWIN, ["log_row", "scope_hash", "wire_state"]),
    ("update entity_version set entity = 'ghost' where entity = 'conflict'", ["log_row", "wire_state"]),
    ("update scope set hash = '00000000000000ff' where name = 'ref:divisions'", ["scope_hash"]),
    ("update scope set head = head + 1 where name = 'ref:divisions'", ["scope_log", "scope_mark"]),
    ("delete from scope_log where scope = 'ref:divisions' and seq = 3", ["log_row", "scope_log"]),
    ("delete from scope_mark where scope = 'ref:divisions'", ["scope_mark"]),
    ("update scope_log set version = 9 where scope = 'ref:divisions' and seq = 3", ["log_row"]),
    ("update scope_log set change = 'leave' where scope = 'ref:divisions' and seq = 3", ["log_row"]),
    (ONE_MORE, ["log_row", "scope_hash", "version"]),
    ("delete from entity_version where entity = 'premises' and version = 1", ["field_version", "log_row", "result",
                                                                              "version"]),
    (OLDER, ["field_version"]),
    ("update entity_version set op_id = 'nobody' where entity = 'premises' and version = 1", ["version_operation"]),
    ("update op_ledger set outcome = 'rejected' where seq = 1 and outcome = 'applied'", ["version_operation"]),
    ("update op_ledger set result_version = 77 where seq = 1 and outcome = 'applied'", ["result"]),
    ("update op_ledger set is_first = 0 where seq = 1 and outcome = 'applied'", ["ledger", "version_operation"]),
    ("delete from op_ledger where seq = 2", ["ledger"]),
    ("update device_stream set safe_seq = 99", ["ledger"]),
    ("delete from op_payload where rowid = 1", ["payload"]),
    ("update op_payload set deflated = x'00' where rowid = 1", ["payload"]),
    (f"update op_payload set deflated = x'{zlib.compress(b'other').hex()}' where rowid = 1", ["payload"]),
    (f"insert into blob values ('{'a' * 64}', 5, 'image/jpeg', 'none', '2026-11-25T00:00:00.000000Z')", ["blob"]),
    (UPLOAD, ["upload"]), (LINK.format("ghost"), ["link"]), (LINK.format("inspection"), ["link"]),
    (LINK.format("operation"), ["link"]),
    ("update premises set division = '999999' where name = '张'", ["foreign_key", "wire_state"])]


@pytest.mark.sqlite
def test_each_kind_of_damage_is_named(app: Flask, worked: Phone) -> None:
    file = database(app)
    damage(app, "PRAGMA wal_checkpoint(TRUNCATE)")
    sound = file.read_bytes()
    told = {}
    for statement, _ in DAMAGES:
        damage(app, statement)
        told[statement] = checks(app)
        with app.app_context():
            db.engine.dispose()
        for end in ("-wal", "-shm"):
            file.with_name(file.name + end).unlink(missing_ok=True)
        file.write_bytes(sound)
    assert told == dict(DAMAGES)
    assert checks(app) == []


@pytest.mark.sqlite
def test_a_photo_of_other_content_is_found_by_the_deep_check(app: Flask, clock: StandingClock) -> None:
    name = "ab" * 32
    path = app.extensions["settings"].data_dir / "blobs" / "ab" / "ab" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(b"12345")
    damage(app, f"insert into blob values ('{name}', 5, 'image/jpeg', 'none', '2026-11-25T00:00:00.000000Z')")
    assert list(fsck(app)) == []
    assert list(fsck(app, deep=True)) == [Finding("blob", name, "has other content than its name says")]
    path.write_bytes(b"1234")
    assert [one.check for one in fsck(app)] == ["blob"]


def test_files_that_no_row_names_are_told_apart_from_damage(app: Flask, worked: Phone) -> None:
    root, old = app.extensions["settings"].data_dir, time.time() - 7200
    blob, thumbnail = "blobs/ab/ab/" + "ab" * 32, "thumbnails/cd/cd/" + "cd" * 32 + ".jpg"
    for name in (blob, thumbnail, "uploads/nobody", "uploads/young"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        if not name.endswith("young"):
            os.utime(path, (old, old))
    found = list(fsck(app))
    assert [(one.check, one.notice) for one in found] == [("unknown_file", True)] * 3
    assert {one.subject.split("/")[0] for one in found} == {"blobs", "thumbnails", "uploads"}


def test_its_memory_does_not_follow_the_tables(app: Flask, worked: Phone, clock: StandingClock) -> None:
    """Ten times the history, and no more of it at once: the rows that were alive together are counted."""
    peak = memory_of(app)
    with app.app_context(), write() as session:
        for number in range(1500):
            changes.record(session, entity="phrase", id=f"p{number}", scope="ref:phrases", actor="x", now=clock(),
                           state={"text": "样例" * 400, "number": number})
    assert sorted({one.check for one in fsck(app)}) == ["wire_state"], "no room answers for them, all else agrees"
    assert memory_of(app) < peak + 1_500_000, "1,500 states are 4 MB and more"


def memory_of(app: Flask) -> int:
    tracemalloc.start()
    for _ in fsck(app):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_every_synced_entity_is_compared() -> None:
    from server.sync.bindings import bindings

    sure: Callable[[str], bool] = SYNCED.__contains__
    assert all(sure(entity) for entity in (*bindings(), "conflict", "label", "task", "officer", "publication"))
