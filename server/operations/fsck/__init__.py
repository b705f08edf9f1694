"""Proof that nothing is missing: rooms and wire states agree, logs and hashes add up, no hole, no photo lost.

Reads only, in one snapshot, in pieces: its memory does not grow with the tables. Each finding names what is wrong and
where; no finding means that it holds. A notice is something left over that harms nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from server.evidence.storage import Storage
from server.evidence.stores import Store, store_of
from server.kernel.transaction import read
from server.operations.fsck import files, ledger, scopes, states, versions
from server.operations.fsck.finding import Finding

__all__ = ["Finding", "checked", "fsck"]
PATIENT = ("SET LOCAL statement_timeout = 0", "SET LOCAL idle_in_transaction_session_timeout = 0")


def fsck(app: Flask, *, deep: bool = False) -> Iterator[Finding]:
    """Every finding of every check. `deep` reads each photo and computes its digest anew."""
    settings = app.extensions["settings"]
    with app.app_context(), read() as session:
        yield from checked(session, store_of(settings), Storage(settings.data_dir), deep=deep)


def checked(session: Session, store: Store, local: Storage | None = None, *, deep: bool = False) -> Iterator[Finding]:
    """The findings about one database and its photos. `local`: where to look for files that no row names as well."""
    if session.get_bind().dialect.name == "postgresql":
        for setting in PATIENT:
            session.execute(sa.text(setting))
    checks: tuple[Callable[[], Iterator[Finding]], ...] = (
        lambda: database(session), lambda: states.wire_states(session), lambda: versions.dense(session),
        lambda: versions.fields(session), lambda: versions.operations(session), lambda: scopes.scopes(session),
        lambda: scopes.log_rows(session), lambda: ledger.streams(session), lambda: ledger.payloads(session),
        lambda: ledger.results(session), lambda: ledger.held_decisions(session),
        lambda: files.blobs(session, store, deep=deep), lambda: files.uploads(session),
        lambda: files.links(session))
    for check in checks:
        yield from check()
    if local is not None:
        yield from files.unknown(session, local)


def database(session: Session) -> Iterator[Finding]:
    """What SQLite says about its own file."""
    if session.get_bind().dialect.name != "sqlite":
        return
    for row in session.execute(sa.text("PRAGMA integrity_check")):
        if row[0] != "ok":
            yield Finding("integrity", "database", str(row[0]))
    for row in session.execute(sa.text("PRAGMA foreign_key_check")):
        yield Finding("foreign_key", str(row[0]), f"row {row[1]} refers to nothing in {row[2]}")
