"""Stamps: a piece of work is done again only when what it was made from has changed, or its result is gone."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from tools.steps import ROOT

STAMPS = ROOT / "var" / "stamps"
NOT_A_SOURCE = {"node_modules", "dist", "coverage", "test-results", "__pycache__"}


def fingerprint(paths: Iterable[Path], *words: str) -> str:
    """One hash of files (folders are walked), of the given words, and of this Python and place."""
    digest = hashlib.sha256(repr((sys.version_info[:2], str(ROOT), words)).encode())
    for path in paths:
        for file in _files(path):
            digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def is_fresh(name: str, mark: str, result: Path) -> bool:
    """Whether the work called `name` was finished from exactly these sources and its result is still there."""
    stamp = STAMPS / name
    return result.exists() and stamp.is_file() and stamp.read_text() == mark


def set_stamp(name: str, mark: str) -> None:
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(mark)


def forget(name: str) -> None:
    (STAMPS / name).unlink(missing_ok=True)


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(name for name in folders if name not in NOT_A_SOURCE and not name.startswith("."))
        yield from (Path(folder) / name for name in sorted(files) if (Path(folder) / name).is_file())
