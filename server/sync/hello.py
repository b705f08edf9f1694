"""What a phone asks first: which protocol, which history of the database, which limits, which photos are missing."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from server.evidence.queries import missing_from_device
from server.kernel import clock
from server.kernel.clock import wire
from server.kernel.identity import Identity
from server.sync import envelope
from server.sync.models import SyncMeta
from server.sync.problems import WrongDevice

MAX_MISSING = 500


def hello(session: Session, identity: Identity, device_id: str, epoch: int, max_body_bytes: int) -> dict[str, Any]:
    """The greeting. Photos are asked for until they are here, whatever the phone believes.

    `server_time` is read after everything else: what this greeting saw was here by then (P34).
    """
    if device_id != identity.device_id:
        raise WrongDevice()
    missing, more = missing_from_device(session, device_id, MAX_MISSING)
    limits = {"ops": envelope.MAX_OPS, "op_bytes": envelope.MAX_BODY_BYTES, "request_bytes": max_body_bytes,
              "lines": envelope.MAX_LINES}
    known = session.get(SyncMeta, 1)
    until = known.safe_until if known else None
    return {"protocol": envelope.PROTOCOL, "schema_current": envelope.SCHEMA_CURRENT,
            "schema_min_pull": envelope.SCHEMA_MIN_PULL, "epoch": epoch, "limits": limits, "missing_blobs": missing,
            "more": more, "safe_until": wire(until) if until else None, "server_time": wire(clock.now())}
