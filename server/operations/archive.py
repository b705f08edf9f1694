"""What a backup consists of: the copy of the database, its manifest beside it, and the photos under their digests.

The manifest is written last, so an archive with one is whole. Its last line is the digest of all lines before it:
a byte that flipped, or an end that is missing, is seen before anything is believed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from server import VERSION
from server.operations import durable

PREFIX, MANIFEST, FORMAT = "hengjian-", ".manifest", 1
STAMP = "%Y%m%dT%H%M%S%fZ"
DATABASES = {"sqlite": ".sqlite3", "postgresql": ".pgdump"}


class BackupFailed(Exception):
    """No copy that could be believed was made; what was safe stays safe, and nothing else becomes so."""


@dataclass(frozen=True)
class Contents:
    """What a copy of a database holds, read from the copy or from the snapshot it was made of."""

    epoch: int | None
    heads: dict[tuple[str, int], int]
    blobs: Sequence[tuple[str, int]] = ()  # (digest, bytes) of every photo it names as arrived
    tables: dict[str, str] = field(default_factory=dict)  # PostgreSQL: rows and fingerprint of each table


@dataclass(frozen=True)
class Manifest:
    """The archive in words. `missing`: photos the database names whose bytes were not there to be kept."""

    kind: str
    database: str
    size: int
    sha256: str
    made_at: datetime
    app: str
    contents: Contents
    missing: tuple[str, ...] = ()
    keys: dict[str, str] = field(default_factory=dict)  # key files of the data directory and their digests


def manifest_of(database: Path) -> Path:
    """Where the manifest of a copy stands."""
    return database.with_suffix(MANIFEST)


def describe(kind: str, database: Path, contents: Contents, missing: Sequence[str], keys: dict[str, str]) -> Manifest:
    """The manifest of a copy that lies in its place."""
    return Manifest(kind, database.name, database.stat().st_size, durable.digest(database), datetime.now(UTC), VERSION,
                    contents, tuple(missing), keys)


def write(folder: Path, manifest: Manifest) -> Path:
    """Write the manifest; from here on the archive counts."""
    lines = list(_lines(manifest))
    digest = hashlib.sha256("".join(lines).encode()).hexdigest()
    target = manifest_of(folder / manifest.database)
    durable.write_lines(target, [*lines, f"sha256 {digest}\n"])
    return target


def _lines(one: Manifest) -> Iterator[str]:
    head = {"format": FORMAT, "kind": one.kind, "database": one.database, "size": one.size, "sha256": one.sha256,
            "made_at": one.made_at.isoformat(), "app": one.app, "epoch": one.contents.epoch,
            "heads": [[device, incarnation, seq] for (device, incarnation), seq in sorted(one.contents.heads.items())],
            "tables": one.contents.tables, "missing": list(one.missing), "keys": one.keys,
            "blobs": len(one.contents.blobs)}
    yield json.dumps(head, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
    for digest, size in one.contents.blobs:
        yield f"{digest} {size}\n"


def made_at(database: Path) -> datetime:
    """When an archive was made, by its name."""
    text = database.name.removeprefix(PREFIX).split(".")[0]
    try:
        return datetime.strptime(text, STAMP).replace(tzinfo=UTC)
    except ValueError:
        raise BackupFailed(f"{database.name} is not named as an archive is") from None


def read(database: Path) -> Manifest:
    """The manifest of a copy, or BackupFailed when it is not there, cut short or changed."""
    path = manifest_of(database)
    try:
        text = path.read_bytes().decode()
    except FileNotFoundError:
        raise BackupFailed(f"{database.name} has no manifest: its making was never finished") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BackupFailed(f"the manifest {path.name} cannot be read: {error}") from error
    body, _, last = text.removesuffix("\n").rpartition("\n")
    if not text.endswith("\n") or last != f"sha256 {hashlib.sha256((body + chr(10)).encode()).hexdigest()}":
        raise BackupFailed(f"the manifest {path.name} is damaged")
    first, *rows = body.split("\n")
    return _parsed(json.loads(first), rows, path)


def _parsed(head: dict[str, Any], rows: list[str], path: Path) -> Manifest:
    if head["format"] != FORMAT:
        raise BackupFailed(f"the manifest {path.name} is of format {head['format']}, which this version does not know")
    blobs = [(digest, int(size)) for digest, size in (row.split(" ") for row in rows)]
    heads = {(device, incarnation): seq for device, incarnation, seq in head["heads"]}
    return Manifest(head["kind"], head["database"], head["size"], head["sha256"],
                    datetime.fromisoformat(head["made_at"]), head["app"],
                    Contents(head["epoch"], heads, blobs, head["tables"]), tuple(head["missing"]), head["keys"])


def verified(database: Path, kind: str) -> Manifest:
    """The manifest of a copy whose bytes are those that were written, for a database of this kind."""
    found = read(database)
    if found.kind != kind:
        raise BackupFailed(f"{database.name} is a copy of {found.kind}, this installation uses {kind}")
    if not database.is_file() or database.name != found.database:
        raise BackupFailed(f"the manifest is of {found.database}, which is not there")
    if database.stat().st_size != found.size or durable.digest(database) != found.sha256:
        raise BackupFailed(f"{database.name} is damaged: its bytes are not those of the manifest")
    return found


def archives(folder: Path) -> list[Path]:
    """The manifests in a folder, oldest first: their names order them."""
    return sorted(folder.glob(f"{PREFIX}*{MANIFEST}"))


def newest(folder: Path, kind: str) -> Path | None:
    """The database of the newest whole archive of a kind."""
    for path in reversed(archives(folder)):
        database = path.with_suffix(DATABASES[kind])
        if database.is_file():
            return database
    return None


def prune(folder: Path, keep: int) -> None:
    """Remove all but the newest archives, and what an interrupted run left. The manifest goes first.

    A copy without a manifest that is older than every archive was made before there were any; it goes when the
    history is full without it.
    """
    for path in archives(folder)[:-keep]:
        path.unlink()
    kept = [path.stem for path in archives(folder)]
    for path in _files(folder):
        stem = path.name.split(".")[0]
        if stem not in kept and (path.name.endswith(durable.PARTIAL) or len(kept) >= keep or stem > min(kept)):
            path.unlink()
    durable.fsync(folder)


def _files(folder: Path) -> Iterator[Path]:
    """Copies, whole or half-made, with what a database program laid beside them."""
    for end in (*DATABASES.values(), durable.PARTIAL):
        yield from sorted(folder.glob(f"{PREFIX}*{end}*"))
