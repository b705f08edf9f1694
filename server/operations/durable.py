"""Files that survive a power cut: bytes fsynced under a temporary name, renamed, and the folder fsynced after."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

PARTIAL = ".partial"


def fsync(path: Path) -> None:
    """Force a file's bytes, or the names in a folder, onto the disk."""
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def make_folders(folder: Path) -> None:
    """Create folders and make their names durable, outermost first."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for one in reversed(missing):
        one.mkdir(exist_ok=True)
        fsync(one.parent)


def settle(partial: Path, target: Path) -> None:
    """Give a file that is complete its final name."""
    fsync(partial)
    os.replace(partial, target)
    fsync(target.parent)


def copy(source: Path, target: Path) -> None:
    """A whole copy under the target's name, or nothing under that name."""
    partial = target.with_name(target.name + PARTIAL)
    try:
        shutil.copyfile(source, partial)
        settle(partial, target)
    finally:
        partial.unlink(missing_ok=True)


def link_or_copy(source: Path, target: Path) -> None:
    """The same bytes under another name: on one disk a link is a copy, as long as nobody writes into the file."""
    partial = target.with_name(target.name + PARTIAL)
    partial.unlink(missing_ok=True)
    try:
        os.link(source, partial)
    except OSError:
        copy(source, target)
        return
    settle(partial, target)
    partial.unlink(missing_ok=True)  # renaming onto the same file does nothing


def write_lines(target: Path, lines: Iterable[str]) -> None:
    """A text file, whole or not at all."""
    partial = target.with_name(target.name + PARTIAL)
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(lines)
        settle(partial, target)
    finally:
        partial.unlink(missing_ok=True)


def digest(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
