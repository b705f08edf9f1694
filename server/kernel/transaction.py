"""Transactions live at the edge: one unit of work a request, a command or a job. Rooms never commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from server.kernel import changes
from server.kernel.problems import Busy
from server.kernel.sqlite import WriterLock

AFTER = "hengjian.after_commit"


def after_commit(session: Session, action: Callable[[], None]) -> None:
    """Run `action` once this unit of work has committed; never when it rolls back."""
    session.info.setdefault(AFTER, []).append(action)


@contextmanager
def read() -> Iterator[Session]:
    """A consistent snapshot that is always rolled back. PostgreSQL: repeatable read."""
    engine = _engine()
    options = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with Session(engine.execution_options(**options), expire_on_commit=False) as session:
        yield session  # closing detaches what was read, unexpired, and rolls back


@contextmanager
def write() -> Iterator[Session]:
    """A write transaction: commits at the end, rolls back on any exception, then runs the after-commit actions."""
    engine = _engine()
    sqlite = engine.dialect.name == "sqlite"
    lock: WriterLock | None = current_app.extensions.get("writer_lock")
    bound = engine.execution_options(sqlite_begin="IMMEDIATE") if sqlite else engine
    with lock.held() if lock and sqlite else nullcontext(), Session(bound, expire_on_commit=False) as session:
        try:
            yield session
            session.commit()
        except sa.exc.OperationalError as error:
            session.rollback()
            raise _as_busy(error) from error
        except BaseException:
            session.rollback()
            raise
        actions: list[Callable[[], None]] = session.info.pop(AFTER, [])
    for action in actions:
        action()


@contextmanager
def savepoint(session: Session) -> Iterator[None]:
    """A part of a unit of work that leaves nothing behind when it raises: rows, change log, after-commit actions."""
    before, actions = changes.mark(session), len(session.info.get(AFTER, ()))
    try:
        with session.begin_nested():
            yield
    except BaseException:
        changes.back_to(session, before)
        del session.info.get(AFTER, [])[actions:]
        raise


def _as_busy(error: sa.exc.OperationalError) -> Exception:
    text = str(error.orig).lower()
    transient = ("locked", "busy", "deadlock", "could not serialize", "lock timeout")
    return Busy(headers={"Retry-After": "2"}) if any(word in text for word in transient) else error


def _engine() -> sa.Engine:
    engine: sa.Engine = current_app.extensions["sqlalchemy"].engine
    return engine


class Undone(Exception):
    """Carries an error response out of a write transaction, so that nothing of it is kept."""

    def __init__(self, response: Any) -> None:
        super().__init__("rolled back")
        self.response = response
