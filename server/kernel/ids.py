"""Identifiers: UUIDv7, minted where the thing is born. Never sorted by: clocks differ."""

from __future__ import annotations

import secrets
import time
import uuid

NAMESPACE = uuid.UUID("6e1f1c0a-8f0e-5d9b-9c3e-3f5f0c9d7a10")


def uuid7() -> str:
    """A fresh UUIDv7 as text (RFC 9562 §5.7)."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


def derived(*parts: str) -> str:
    """The same identifier for the same parts, for data whose natural key is fixed (divisions, editions)."""
    return str(uuid.uuid5(NAMESPACE, "\x1f".join(parts)))
