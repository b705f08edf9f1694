"""The photos of an archive: kept beside the copies under their digests, proved before they are believed or put back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from server.operations import durable

Listed = Iterable[tuple[str, int]]


def place(folder: Path, sha256: str) -> Path:
    """Where a photo lies below a folder of blobs."""
    return folder / sha256[:2] / sha256[2:4] / sha256


def keep(listed: Listed, source: Path, target: Path) -> list[str]:
    """Bring photos that the backup does not have yet, each proved by its digest; those that could not be had."""
    missing = []
    for sha256, size in listed:
        there, here = place(target, sha256), place(source, sha256)
        if _has_size(there, size):
            continue
        if not is_whole(here, sha256, size):
            missing.append(sha256)
            continue
        durable.make_folders(there.parent)
        durable.link_or_copy(here, there)
    return missing


def lost(listed: Listed, folders: Sequence[Path]) -> list[str]:
    """Photos of which no folder has a whole copy; reads every one."""
    return [sha256 for sha256, size in listed
            if not any(is_whole(place(folder, sha256), sha256, size) for folder in folders)]


def bring_back(listed: Listed, source: Path, target: Path) -> int:
    """Put photos where the server reads them, unless a whole one is there; how many. Nothing else there is touched."""
    count = 0
    for sha256, size in listed:
        there, here = place(target, sha256), place(source, sha256)
        if is_whole(there, sha256, size) or not is_whole(here, sha256, size):
            continue
        durable.make_folders(there.parent)
        durable.link_or_copy(here, there)
        count += 1
    return count


def is_whole(path: Path, sha256: str, size: int) -> bool:
    """Whether a photo is there with its size and its digest."""
    return _has_size(path, size) and durable.digest(path) == sha256


def _has_size(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except FileNotFoundError:
        return False
