"""Room on the disk: photos stop while records can still be written, and copies stop in between.

Three levels of one setting: photos leave HENGJIAN_LEAST_FREE_BYTES free, copies of the database half of it, records
use what there is.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from server.evidence.problems import StorageFull
from server.settings import Settings

RETRY_SECONDS = 600


def free(folder: Path) -> int:
    """What is left on the disk of a folder, whether or not the folder is there yet."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def check(settings: Settings, more: int = 0) -> None:
    """Refuse a photo that would take what records need."""
    if free(settings.data_dir) - more < settings.least_free_bytes:
        raise StorageFull(headers={"Retry-After": str(RETRY_SECONDS)})


def takes_copy(settings: Settings, folder: Path, size: int) -> bool:
    """Whether a copy of so many bytes (a backup, a snapshot) fits into a folder without stopping the records."""
    return free(folder) - size >= settings.least_free_bytes // 2
