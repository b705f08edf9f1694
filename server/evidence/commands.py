"""Writes of evidence: naming blobs, and believing an upload once its digest was computed here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.evidence.models import BlobLink
from server.kernel.identity import Identity
from server.kernel.permissions import command


@command("blob.link", permission=None)
def link_blobs(session: Session, identity: Identity, digests: Iterable[str], *, subject_kind: str, subject_id: str,
               division: str, now: datetime) -> None:
    """A record names blobs, arrived or not; safe to repeat. The room of the record has checked who acts."""
    wanted = sorted(set(digests))
    if not wanted:
        return
    known = set(session.scalars(sa.select(BlobLink.sha256).where(
        BlobLink.subject_kind == subject_kind, BlobLink.subject_id == subject_id, BlobLink.sha256.in_(wanted))))
    session.add_all(BlobLink(sha256=one, subject_kind=subject_kind, subject_id=subject_id, division=division,
                             user_id=identity.user_id, device_id=identity.device_id, linked_at=now)
                    for one in wanted if one not in known)
    session.flush()
