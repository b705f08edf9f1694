"""The one place that makes SQLite connections: pragmas, safe version, BEGIN modes, the cross-process writer lock.

Why: studies/sync.md §1.3–1.4. `synchronous=FULL` because an acknowledged operation must survive a power cut;
a fair lock because SQLite's busy handler starves writers.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pysqlite3 import dbapi2

from server.kernel.problems import Busy

SAFE_BACKPORTS = {(3, 50, 7), (3, 44, 6)}
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000")
WRITER_WAIT_SECONDS = 20.0


class UnsafeSqlite(Exception):
    """This SQLite has the WAL-reset bug (fixed in 3.51.3)."""


def engine_options() -> dict[str, Any]:
    """Options for create_engine on SQLite; refuses a library that can lose committed writes."""
    version = tuple(int(part) for part in dbapi2.sqlite_version.split("."))
    if version < (3, 51, 3) and version not in SAFE_BACKPORTS:
        raise UnsafeSqlite(f"SQLite {dbapi2.sqlite_version} can lose commits in WAL mode; 3.51.3 or newer is needed")
    return {"module": dbapi2, "pool_size": 16, "max_overflow": 16, "pool_timeout": 10,
            "connect_args": {"check_same_thread": False}}


def prepare(engine: sa.Engine) -> None:
    """Attach the connection hooks. `sqlite_begin` in the execution options chooses the kind of BEGIN."""

    @sa.event.listens_for(engine, "connect")
    def _connect(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute("PRAGMA " + pragma)

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN " + connection.get_execution_options().get("sqlite_begin", "DEFERRED"))


class WriterLock:
    """One writer at a time over all threads and processes of a database file, with a bounded wait."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._thread = threading.Lock()

    @contextmanager
    def held(self, seconds: float = WRITER_WAIT_SECONDS) -> Iterator[None]:
        deadline = time.monotonic() + seconds
        if not self._thread.acquire(timeout=seconds):
            raise Busy(headers={"Retry-After": "2"})
        try:
            file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                _flock(file, deadline)
                yield
            finally:
                os.close(file)
        finally:
            self._thread.release()


def _flock(file: int, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise Busy(headers={"Retry-After": "2"}) from None
            time.sleep(0.005)
        else:
            return
