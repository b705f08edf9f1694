"""Counters that several processes share: each writes a file of its own, and whoever is asked adds them all up.

Written by hand because prometheus_client is no requirement of this system: what is needed is one mapped file of fixed
slots a process. The number of slots bounds how many series there can ever be; what finds no slot is counted as lost.
"""

from __future__ import annotations

import mmap
import os
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from flask import current_app

SLOT, SLOTS, KEY = 256, 4096, 248
VALUE = struct.Struct("<d")
LOST = "hengjian_series_lost_total"


class Meter:
    """The counters of this process, in a file that others may read at any time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._pid = 0
        self._places: dict[str, int] = {}

    def add(self, name: str, amount: float = 1, **labels: str) -> None:
        """Add to a counter. A process that was forked begins a file of its own."""
        key = series(name, labels)
        with self._lock:
            if self._pid != os.getpid():
                self._open()
            place = self._places.get(key)
            if place is None:
                place = self._claim(key)
            at = place * SLOT + KEY
            VALUE.pack_into(self._map, at, VALUE.unpack_from(self._map, at)[0] + amount)

    def _open(self) -> None:
        try:
            self._map = self._mapped()
        except OSError:  # a full disk stops no request: this process counts for itself alone
            self._map = mmap.mmap(-1, SLOT * SLOTS)
        self._places, self._pid = {}, os.getpid()
        self._claim(LOST)

    def _mapped(self) -> mmap.mmap:
        """A file with all its room taken at once: writing into a hole on a full disk would end the process."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{os.getpid()}-{time.time_ns()}.counts"
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            os.posix_fallocate(file, 0, SLOT * SLOTS)
            return mmap.mmap(file, SLOT * SLOTS)
        except OSError:
            path.unlink(missing_ok=True)
            raise
        finally:
            os.close(file)

    def _claim(self, key: str) -> int:
        raw = key.encode()
        if len(self._places) >= SLOTS or len(raw) >= KEY:
            return 0  # the slot of what was lost
        place = self._places[key] = len(self._places)
        self._map[place * SLOT:place * SLOT + len(raw)] = raw
        return place


def total(folder: Path) -> dict[str, float]:
    """Every counter, added up over all processes since the last start of the system."""
    found: dict[str, float] = {}
    for path in sorted(folder.glob("*.counts")):
        for key, value in _read(path.read_bytes()):
            found[key] = found.get(key, 0) + value
    return found


def _read(raw: bytes) -> Iterator[tuple[str, float]]:
    for at in range(0, len(raw) - SLOT + 1, SLOT):
        key = raw[at:at + KEY].rstrip(b"\x00")
        if not key:
            return
        yield key.decode(errors="replace"), VALUE.unpack_from(raw, at + KEY)[0]


def forget(folder: Path) -> None:
    """Begin at zero: given once, by the parent, before any process counts."""
    for path in folder.glob("*.counts"):
        path.unlink(missing_ok=True)


def series(name: str, labels: dict[str, str]) -> str:
    """A series as the text format writes it."""
    inner = ",".join(f'{key}="{_escaped(value)}"' for key, value in sorted(labels.items()))
    return f"{name}{{{inner}}}" if inner else name


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def count(name: str, amount: float = 1, **labels: str) -> None:
    """Count something in the application at hand. Labels are few fixed words, never what a person wrote."""
    meter: Meter | None = current_app.extensions.get("meter")
    if meter is not None and amount:
        meter.add(name, amount, **labels)
