"""Reads of evidence: which blobs are missing, and whether a record that one may see names a blob."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.evidence.models import Blob, BlobLink, Upload
from server.evidence.problems import UploadExpired
from server.kernel.identity import Identity
from server.kernel.problems import NotFound


def visible_blob(session: Session, identity: Identity, sha256: str) -> Blob:
    """A blob that some record in this identity's divisions names, or that this person named. Otherwise: not there.

    Anybody can write any digest into a record. A name therefore counts only where whoever wrote it sent the bytes too:
    knowing the digest of another division's photo does not open it.
    """
    sent = sa.exists().where(Upload.sha256 == BlobLink.sha256, Upload.user_id == BlobLink.user_id,
                             Upload.completed_at.is_not(None))
    reader = sa.or_(BlobLink.division.in_(identity.divisions("evidence.read")), BlobLink.user_id == identity.user_id)
    named = sa.select(BlobLink.sha256).where(BlobLink.sha256 == sha256, sent, reader)
    found = session.scalar(sa.select(Blob).where(Blob.sha256 == sha256, sa.exists(named)))
    if found is None:
        raise NotFound()
    return found


def arrived(session: Session, digests: Iterable[str]) -> dict[str, Blob]:
    """Those of the digests whose bytes are here."""
    wanted, found = sorted(set(digests)), {}
    for start in range(0, len(wanted), 400):
        query = sa.select(Blob).where(Blob.sha256.in_(wanted[start:start + 400]))
        found.update({one.sha256: one for one in session.scalars(query)})
    return found


def missing_of(session: Session, subject_kind: str, subject_ids: Sequence[str]) -> dict[str, set[str]]:
    """For each record, the blobs it names that have not arrived. Complete records are absent."""
    query = (sa.select(BlobLink.subject_id, BlobLink.sha256).outerjoin(Blob, Blob.sha256 == BlobLink.sha256)
             .where(BlobLink.subject_kind == subject_kind, BlobLink.subject_id.in_(subject_ids), Blob.sha256.is_(None)))
    found: dict[str, set[str]] = {}
    for subject_id, sha256 in session.execute(query):
        found.setdefault(subject_id, set()).add(sha256)
    return found


def missing_from_device(session: Session, device_id: str, limit: int = 500) -> tuple[list[str], bool]:
    """Blobs that operations of this device named and that never arrived, and whether there are more."""
    query = (sa.select(BlobLink.sha256).outerjoin(Blob, Blob.sha256 == BlobLink.sha256)
             .where(BlobLink.device_id == device_id, Blob.sha256.is_(None)).distinct().order_by(BlobLink.sha256))
    rows = list(session.scalars(query.limit(limit + 1)))
    return rows[:limit], len(rows) > limit


def is_asked_for(session: Session, identity: Identity, sha256: str) -> bool:
    """Whether something this device or person handed in names the blob, and it has not arrived."""
    query = (sa.select(BlobLink.sha256).outerjoin(Blob, Blob.sha256 == BlobLink.sha256)
             .where(BlobLink.sha256 == sha256, Blob.sha256.is_(None), sa.or_(
                 BlobLink.device_id == identity.device_id, BlobLink.user_id == identity.user_id)).limit(1))
    return session.scalar(query) is not None


def declared_since(session: Session, identity: Identity, since: datetime) -> int:
    """The bytes this person declared from this device since an instant; what was given up does not count."""
    query = sa.select(sa.func.coalesce(sa.func.sum(Upload.length), 0)).where(
        Upload.user_id == identity.user_id, Upload.device_id.is_not_distinct_from(identity.device_id),
        Upload.created_at >= since)
    return session.scalar(query) or 0


def awaiting(subject_kind: str) -> sa.Select[str]:
    """The ids of records of a kind that name a blob that is not here (for use inside a query)."""
    return (sa.select(BlobLink.subject_id).outerjoin(Blob, Blob.sha256 == BlobLink.sha256)
            .where(BlobLink.subject_kind == subject_kind, Blob.sha256.is_(None)))


def own_upload(session: Session, identity: Identity, upload_id: str, now: datetime) -> Upload:
    """An upload of this person. Somebody else's is not there; an old one says that it has expired."""
    found = session.scalar(sa.select(Upload).where(Upload.id == upload_id, Upload.user_id == identity.user_id))
    if found is None:
        raise NotFound()
    if found.expires_at <= now:
        raise UploadExpired()
    return found
