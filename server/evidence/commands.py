"""Writes of evidence: naming blobs, beginning an upload, and believing it once its digest was computed here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.evidence import queries
from server.evidence.models import Blob, BlobLink, Upload
from server.evidence.problems import PhotoQuota, TooManyUploads
from server.evidence.tus import NewUpload
from server.kernel import audit
from server.kernel.identity import SYSTEM, Identity
from server.kernel.ids import uuid7
from server.kernel.permissions import command
from server.kernel.problems import Forbidden

UPLOAD_LIFE = timedelta(days=7)
MOST_UNFINISHED = 100
HAND_IN_DAY = timedelta(days=1)
MOST_HANDED_IN_BYTES = 500_000_000  # photos a day of a device that may only hand in its work


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


@command("upload.begin", permission=None)
def begin_upload(session: Session, identity: Identity, input: NewUpload, *, day_bytes: int, day_began: datetime,
                 now: datetime) -> Upload:
    """A person declares a photo. Unfinished ones are bounded, and a day's bytes, so that nobody fills the disk.

    Without evidence.write (a revoked device, an appointment that ended) only what the office still asks for is taken.
    """
    if not identity.has("evidence.write") and not queries.is_asked_for(session, identity, input.sha256):
        raise Forbidden(permission="evidence.write")
    if not identity.has("evidence.write"):
        _refuse_beyond_the_day(session, identity, input, now)
    unfinished = sa.select(sa.func.count()).where(Upload.user_id == identity.user_id, Upload.expires_at > now,
                                                  Upload.completed_at.is_(None))
    if (session.scalar(unfinished) or 0) >= MOST_UNFINISHED:
        raise TooManyUploads(limit=MOST_UNFINISHED)
    if queries.declared_since(session, identity, day_began) + input.length > day_bytes:
        wait = day_began + timedelta(days=1) - now
        raise PhotoQuota(limit=day_bytes, headers={"Retry-After": str(max(1, int(wait.total_seconds())))})
    made = Upload(id=uuid7(), user_id=identity.user_id, device_id=identity.device_id, **vars(input), created_at=now,
                  expires_at=now + UPLOAD_LIFE)
    session.add(made)
    session.flush()
    return made


def _refuse_beyond_the_day(session: Session, identity: Identity, input: NewUpload, now: datetime) -> None:
    """P36: whoever took a phone may not fill the disk with it."""
    taken = session.scalar(sa.select(sa.func.sum(Upload.length)).where(
        Upload.device_id == identity.device_id, Upload.created_at > now - HAND_IN_DAY)) or 0
    if taken + input.length > MOST_HANDED_IN_BYTES:
        raise TooManyUploads(limit=MOST_HANDED_IN_BYTES, headers={"Retry-After": "3600"})


@command("upload.complete", permission=None)
def complete_upload(session: Session, identity: Identity, upload_id: str, media_type: str, *, now: datetime) -> Blob:
    """The bytes are on disk under the digest that was declared when the upload was let begin: evidence from here on."""
    upload = session.get_one(Upload, upload_id, with_for_update=True)
    blob = session.get(Blob, upload.sha256)
    if blob is None:
        blob = _stored(session, Blob(sha256=upload.sha256, size=upload.length, media_type=media_type,
                                     thumbnail="none", received_at=now))
        audit.append(session, identity, "blob.receive", "blob", upload.sha256, now=now,
                     details={"size": upload.length, "role": upload.role, "filename": upload.filename})
    upload.completed_at = upload.completed_at or now
    session.flush()
    return blob


def _stored(session: Session, blob: Blob) -> Blob:
    """Two people may finish the same photo at once; the first row stands."""
    try:
        with session.begin_nested():
            session.add(blob)
    except sa.exc.IntegrityError:
        return session.get_one(Blob, blob.sha256)
    return blob


@command("upload.end", permission=None)
def end_upload(session: Session, identity: Identity, upload_id: str, *, now: datetime) -> None:
    """Forget an own upload: the sender gave it up, or its content was not what was declared.

    One that was received whole stays, as its blob does: it tells who sent the bytes.
    """
    session.execute(sa.delete(Upload).where(Upload.id == upload_id, Upload.user_id == identity.user_id,
                                            Upload.completed_at.is_(None)))


@command("upload.sweep", permission=None)
def sweep_uploads(session: Session, *, now: datetime) -> list[str]:
    """Forget uploads that expired; the ids whose files may go. The phone still has the photo and begins again.

    A finished one stays: it tells who sent the bytes, and so through which records a blob may be read.
    """
    expired = list(session.scalars(sa.select(Upload.id).where(Upload.expires_at <= now,
                                                              Upload.completed_at.is_(None))))
    session.execute(sa.delete(Upload).where(Upload.id.in_(expired)))
    return expired


@command("blob.ask_again", permission=None)
def ask_again(session: Session, identity: Identity, digests: Iterable[str], *, now: datetime) -> list[str]:
    """The bytes of these photos are lost or damaged: forget that they came, so that phones are asked for them again.

    Who named them stays, and the trail says that they were here. Given by the operator after fsck or a restore, and by
    the nightly sweep.
    """
    gone = []
    for sha256 in sorted(set(digests)):
        blob = session.get(Blob, sha256)
        if blob is None:
            continue
        audit.append(session, identity, "blob.lost", "blob", sha256, now=now, details={"size": blob.size})
        session.execute(sa.delete(Upload).where(Upload.sha256 == sha256, Upload.completed_at.is_not(None)))
        session.delete(blob)
        gone.append(sha256)
    session.flush()
    return gone


@command("blob.adopt", permission=None)
def adopt_blob(session: Session, sha256: str, size: int, media_type: str, *, now: datetime) -> None:
    """Bytes are here whose row is not: this database is older than its photos. The caller computed the digest.

    Who sent them was forgotten with the row. A record goes before its photo, so whoever named it first sent it.
    """
    if session.get(Blob, sha256) is not None:
        return
    session.add(Blob(sha256=sha256, size=size, media_type=media_type, thumbnail="none", received_at=now))
    audit.append(session, SYSTEM, "blob.adopt", "blob", sha256, now=now, details={"size": size})
    sent = sa.select(Upload.id).where(Upload.sha256 == sha256, Upload.completed_at.is_not(None)).limit(1)
    first = session.scalars(sa.select(BlobLink).where(BlobLink.sha256 == sha256).order_by(
        BlobLink.linked_at, BlobLink.subject_id).limit(1)).first()
    if session.scalar(sent) is None and first is not None:
        session.add(Upload(id=uuid7(), user_id=first.user_id, device_id=first.device_id, length=size, sha256=sha256,
                           media_type=media_type, role="adopted", filename="", created_at=now, expires_at=now,
                           completed_at=now))
    session.flush()


@command("blob.shrink", permission=None)
def note_thumbnail(session: Session, sha256: str, state: str) -> None:
    """Whether a photo has a thumbnail."""
    session.execute(sa.update(Blob).where(Blob.sha256 == sha256).values(thumbnail=state))
