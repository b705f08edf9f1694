"""One lock file a data directory: while a server holds it, nothing may change the schema underneath."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Held(Exception):
    """Another process holds the lease."""


@contextmanager
def lease(data_dir: Path, name: str = "serve") -> Iterator[None]:
    """Hold the lease for the block, or raise Held at once. The kernel frees it when the process dies."""
    file = os.open(data_dir / f"{name}.lease", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Held(name) from error
        yield
    finally:
        os.close(file)
