"""Passwords by Argon2id at OWASP's figures (m=19 MiB, t=2, p=1), and the PIN keys of officers."""

from __future__ import annotations

import hashlib

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

PIN_ITERATIONS = 600_000  # OWASP's figure for PBKDF2-SHA-256; the phone uses the same
_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_NOBODY = _HASHER.hash("nobody has this password")


def hash_password(password: str) -> str:
    return _HASHER.hash(password)


def is_right(password: str, stored: str | None) -> bool:
    """Equal work whether or not the account exists."""
    try:
        return _HASHER.verify(stored or _NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def pin_key(pin: str, salt: str) -> str:
    """The key that proves a PIN: PBKDF2-SHA-256, 32 bytes, as hexadecimal."""
    return hashlib.pbkdf2_hmac("sha256", pin.encode(), bytes.fromhex(salt), PIN_ITERATIONS).hex()
