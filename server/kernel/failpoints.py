"""Named places where a test lets the process die as `kill -9` does. Without HENGJIAN_FAILPOINT they do nothing."""

from __future__ import annotations

import os
import signal

NAMES = frozenset({
    "upload.appended", "upload.whole", "blob.fsynced", "blob.linked", "blob.renamed", "blob.durable",
    "blob.row_written", "upload.discarded"})


def hit(name: str) -> None:
    """Die here, at once and without a goodbye, when HENGJIAN_FAILPOINT names this place."""
    if os.environ.get("HENGJIAN_FAILPOINT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
