"""Blobs that have arrived, the records that name them, and uploads under way."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.columns import Instant
from server.kernel.model import Base, one_of

MEDIA_TYPES = ("image/jpeg", "image/png", "image/webp")
THUMBNAIL_STATES = ("none", "ready", "unreadable")


class Blob(Base):
    """Bytes that are here, whole and verified. The row is written after the file is safe on disk."""

    __tablename__ = "blob"
    sha256: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    size: Mapped[int] = mapped_column(sa.Integer)
    media_type: Mapped[str] = mapped_column(sa.String(20))  # as the bytes say, not as the sender said
    thumbnail: Mapped[str] = mapped_column(sa.String(12), default="none")
    received_at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (one_of("media_type", "media_type", MEDIA_TYPES),
                      one_of("thumbnail", "thumbnail", THUMBNAIL_STATES))


class BlobLink(Base):
    """A record names a blob, arrived or not. Who may read the record sees it, if its author sent the bytes."""

    __tablename__ = "blob_link"
    sha256: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    subject_kind: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    subject_id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    division: Mapped[str] = mapped_column(sa.ForeignKey("division.code"))
    user_id: Mapped[str] = mapped_column(sa.String(36))
    device_id: Mapped[str | None] = mapped_column(sa.String(36))
    linked_at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (sa.Index("ix_blob_link_subject", "subject_kind", "subject_id"),
                      sa.Index("ix_blob_link_device", "device_id", "sha256"))


class Upload(Base):
    """A tus upload under way. How far it has come is the size of its file, never a column."""

    __tablename__ = "upload"
    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    user_id: Mapped[str] = mapped_column(sa.String(36), index=True)
    device_id: Mapped[str | None] = mapped_column(sa.String(36))
    length: Mapped[int] = mapped_column(sa.Integer)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    media_type: Mapped[str] = mapped_column(sa.String(20))
    role: Mapped[str] = mapped_column(sa.String(20))
    filename: Mapped[str] = mapped_column(sa.String(200))
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
    completed_at: Mapped[datetime | None] = mapped_column(Instant)
