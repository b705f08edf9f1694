"""The seal: one SHA-256 over the facts, the checks by their operations, the blobs and the signatures. Pure.

The text that is hashed is canonical JSON (sorted keys, no white space) of
`{"inspection": <the facts, all keys, absent = null>, "checks": [{"id", "sha256"}], "blobs": [sorted sha256],
"signatures": [...]}`; `checks` and `signatures` stand in the order in which they were sent. Every check of the visit is
listed, by the digest of its operation, those that a later one replaces too: what was signed is all there is.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from server.kernel.columns import canonical


def seal_sha256(facts: Mapping[str, Any], checks: Sequence[Mapping[str, str]], blobs: Sequence[str],
                signatures: Sequence[Mapping[str, Any]]) -> str:
    """The digest that the officers and the party sign."""
    text = canonical({"inspection": dict(facts), "checks": [dict(one) for one in checks], "blobs": list(blobs),
                      "signatures": [dict(one) for one in signatures]})
    return hashlib.sha256(text.encode()).hexdigest()


def differences(seal: Mapping[str, Any], facts: Mapping[str, Any], checks: Mapping[str, str],
                photos: Iterable[str]) -> list[str]:
    """JSON Pointers of what keeps a seal from being the seal of this record; empty when it is."""
    found = []
    if {one["id"]: one["sha256"] for one in seal["checks"]} != dict(checks) or len(seal["checks"]) != len(checks):
        found.append("/seal/checks")
    if list(seal["blobs"]) != sorted(set(seal["blobs"])) or not set(photos) <= set(seal["blobs"]):
        found.append("/seal/blobs")
    if seal_sha256(facts, seal["checks"], seal["blobs"], seal["signatures"]) != seal["sha256"]:
        found.append("/seal/sha256")
    return found


def confirmation_message(inspection_id: str, sha256: str) -> bytes:
    return f"hengjian-confirm:{inspection_id}:{sha256}".encode()


def is_proof(key: bytes, inspection_id: str, sha256: str, proof: str) -> bool:
    """Whether `proof` could only come from someone who knows the officer's PIN, in constant time."""
    right = hmac.new(key, confirmation_message(inspection_id, sha256), hashlib.sha256).hexdigest()
    return hmac.compare_digest(right.encode(), proof.encode())
