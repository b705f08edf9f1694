"""A copy of a PostgreSQL database: one snapshot dumped, restored into a scratch database and compared row for row.

The programs of PostgreSQL do the copying (HENGJIAN_POSTGRES_BIN, or those on PATH), of the server's own major version.
A password travels in the environment, never in an argument that others may list.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from shutil import which

import psycopg.conninfo
import sqlalchemy as sa

from server.operations.archive import BackupFailed, Contents
from server.settings import Settings

PATIENT = ("SET statement_timeout = 0", "SET lock_timeout = '10s'", "SET idle_in_transaction_session_timeout = 0")
SCRATCH = "_scratch_"
SUM = "SELECT count(*) || ':' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM public."


def make(settings: Settings, partial: Path) -> Contents:
    """Dump one snapshot of the live database; believe the dump once it was restored and agreed with the snapshot."""
    url = sa.make_url(settings.database_url)
    with connected(url, isolation_level="REPEATABLE READ") as live:
        _same_version(settings, live)
        snapshot = live.scalar(sa.text("SELECT pg_export_snapshot()"))
        program(settings, "pg_dump", url, "--format=custom", f"--snapshot={snapshot}", "--no-owner",
                "--no-privileges", "--lock-wait-timeout=10s", f"--file={partial}")
        contents = read(live)
    with scratch(settings, url) as (name, other):
        fill(settings, other, partial)
        _compare(name, other, contents.tables)
    return contents


def read(live: sa.Connection) -> Contents:
    """What a database holds, as this transaction sees it."""
    epoch = live.scalar(sa.text("SELECT epoch FROM sync_meta WHERE id = 1"))
    heads = live.execute(sa.text("SELECT device_id, incarnation, last_seq FROM device_stream"))
    blobs = live.execute(sa.text('SELECT sha256, size FROM blob ORDER BY sha256 COLLATE "C"'))
    return Contents(epoch, {(row[0], row[1]): row[2] for row in heads}, [(row[0], row[1]) for row in blobs],
                    fingerprints(live))


def fingerprints(live: sa.Connection) -> dict[str, str]:
    """Rows and the sum of all rows' hashes of every table, whatever their order."""
    tables = live.scalars(sa.text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")).all()
    return {table: str(live.scalar(sa.text(SUM + quoted(table) + " t"))) for table in tables}


def fill(settings: Settings, url: sa.URL, dump: Path) -> None:
    """Restore a dump into an empty database, whole or with an error."""
    program(settings, "pg_restore", url, "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges",
            str(dump))


def verify(url: sa.URL, tables: dict[str, str], what: str) -> None:
    """Whether a restored database agrees with the manifest."""
    _compare(what, url, tables)


def _compare(name: str, url: sa.URL, tables: dict[str, str]) -> None:
    with connected(url) as restored:
        found = fingerprints(restored)
    differing = sorted(one for one in tables.keys() | found.keys() if tables.get(one) != found.get(one))
    if differing:
        raise BackupFailed(f"{name} does not agree with the snapshot in: {', '.join(differing[:5])}")


@contextmanager
def connected(url: sa.URL, *, isolation_level: str = "READ COMMITTED") -> Iterator[sa.Connection]:
    """A connection of its own, patient, outside the application's pool; trouble is BackupFailed."""
    engine = sa.create_engine(url, poolclass=sa.NullPool, hide_parameters=True)
    try:
        with engine.connect().execution_options(isolation_level=isolation_level) as connection:
            for setting in PATIENT:
                connection.exec_driver_sql(setting)
            yield connection
    except sa.exc.DBAPIError as error:
        raise BackupFailed(f"PostgreSQL refused: {str(error.orig).strip().splitlines()[0]}") from error
    finally:
        engine.dispose()


def administer(url: sa.URL, *statements: str) -> None:
    """Statements about whole databases, given from the maintenance database `postgres`."""
    with connected(url.set(database="postgres"), isolation_level="AUTOCOMMIT") as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def create(url: sa.URL, name: str) -> sa.URL:
    """An empty database with the encoding and the locale of the live one; its address."""
    with connected(url.set(database="postgres"), isolation_level="AUTOCOMMIT") as connection:
        like = connection.execute(sa.text(
            "SELECT pg_encoding_to_char(encoding) AS encoding, datcollate, datctype, datlocprovider::text AS provider "
            "FROM pg_database WHERE datname = :name"), {"name": url.database}).first()
        same = ""
        if like is not None and like.provider == "c":
            same = (f" ENCODING {_text(like.encoding)} LC_COLLATE {_text(like.datcollate)} "
                    f"LC_CTYPE {_text(like.datctype)}")
        connection.exec_driver_sql(f"CREATE DATABASE {quoted(name)} TEMPLATE template0{same}")
    return url.set(database=name)


def drop(url: sa.URL, name: str) -> None:
    administer(url, f"DROP DATABASE IF EXISTS {quoted(name)} WITH (FORCE)")


@contextmanager
def scratch(settings: Settings, url: sa.URL) -> Iterator[tuple[str, sa.URL]]:
    """A database that is gone afterwards, as are those that an interrupted run left."""
    for old in _scratches(url):
        drop(url, old)
    name = named(url, SCRATCH)
    try:
        yield name, create(url, name)
    finally:
        drop(url, name)


def named(url: sa.URL, what: str) -> str:
    """A name for a database beside the live one; PostgreSQL keeps 63 bytes of it."""
    return f"{(url.database or '')[:30]}{what}{datetime.now(UTC):%Y%m%d%H%M%S%f}"


def _scratches(url: sa.URL) -> list[str]:
    with connected(url.set(database="postgres")) as connection:
        names = connection.scalars(sa.text("SELECT datname FROM pg_database")).all()
    ours = re.compile(re.escape((url.database or "")[:30] + SCRATCH) + r"\d{20}")
    return [name for name in names if ours.fullmatch(name)]


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def program(settings: Settings, name: str, url: sa.URL, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on a database; what it complains of is BackupFailed."""
    facts = psycopg.conninfo.conninfo_to_dict(
        url.set(drivername="postgresql").render_as_string(hide_password=False))
    password = facts.pop("password", None)
    target = psycopg.conninfo.make_conninfo(**{name: str(value) for name, value in facts.items()})
    environ = {**os.environ, "PGCONNECT_TIMEOUT": "10", **({"PGPASSWORD": str(password)} if password else {})}
    command = [_path(settings, name), f"--dbname={target}", "--no-password", *arguments]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)  # noqa: S603  # no shell
    if done.returncode:
        raise BackupFailed(f"{name} failed: {(done.stderr.strip().splitlines() or ['no reason given'])[0]}")


def _path(settings: Settings, name: str) -> str:
    folder = settings.postgres_bin
    found = which(name, path=str(folder)) if folder else which(name)
    if found is None:
        raise BackupFailed(f"{name} was not found; install PostgreSQL's client programs or set HENGJIAN_POSTGRES_BIN")
    return found


def _same_version(settings: Settings, live: sa.Connection) -> None:
    """A dump by another major version may not restore; said before it is needed."""
    server = int(live.scalar(sa.text("SHOW server_version_num")) or 0) // 10000
    for name in ("pg_dump", "pg_restore"):
        said = subprocess.run([_path(settings, name), "--version"], capture_output=True, text=True, check=False)  # noqa: S603
        found = re.search(r"\) (\d+)", said.stdout)
        if found is None or int(found[1]) != server:
            raise BackupFailed(f"{name} is of version {found[1] if found else '?'}, the server of {server}; "
                               "HENGJIAN_POSTGRES_BIN names the folder of the right ones")


def swap(url: sa.URL, live: str, arriving: str) -> str | None:
    """Give the arrived database the live name; the name of the replaced one. Both renames commit together."""
    aside = named(url, "_replaced_")
    with connected(url.set(database="postgres")) as connection:
        there = connection.scalar(sa.text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": live})
        connection.execute(sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                                   "WHERE datname IN (:live, :arriving) AND pid <> pg_backend_pid()"),
                           {"live": live, "arriving": arriving})
        if there:
            connection.exec_driver_sql(f"ALTER DATABASE {quoted(live)} RENAME TO {quoted(aside)}")
        connection.exec_driver_sql(f"ALTER DATABASE {quoted(arriving)} RENAME TO {quoted(live)}")
        connection.commit()
    return aside if there else None
