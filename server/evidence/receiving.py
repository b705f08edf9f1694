"""Receiving bytes: pieces as they come, each in its place, then the digest. Opens its own short transactions."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from flask import current_app
from werkzeug.exceptions import ClientDisconnected

from server.evidence import commands, queries, thumbnails, tus
from server.evidence.models import Upload
from server.evidence.problems import ChecksumMismatch, DigestMismatch, ImageRejected, OffsetMismatch
from server.evidence.storage import PIECE, Storage
from server.evidence.tus import Chunk
from server.kernel import meters
from server.kernel.identity import Identity
from server.kernel.problems import TooLarge, TruncatedBody
from server.kernel.transaction import read, write

MAGIC = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))


class Stream(Protocol):
    def read(self, size: int) -> bytes: ...


def storage() -> Storage:
    return Storage(current_app.extensions["settings"].data_dir)


def own_upload(identity: Identity, upload_id: str, now: datetime) -> Upload:
    with read() as session:
        return queries.own_upload(session, identity, upload_id, now)


def offset_of(store: Storage, upload: Upload) -> int:
    return upload.length if upload.completed_at else store.size(upload.id)


def receive(identity: Identity, upload: Upload, chunk: Chunk, stream: Stream, now: datetime) -> int:
    """Take one chunk and return the new offset. What arrived before a cut stays; a wrong checksum leaves nothing."""
    store = storage()
    offset = offset_of(store, upload)
    if chunk.offset != offset:
        raise OffsetMismatch(offset=offset, headers={"Upload-Offset": str(offset)})
    if chunk.offset + chunk.length > upload.length:
        raise TooLarge(limit=upload.length)
    if chunk.length:
        _take(store, upload, chunk, stream)
    reached = chunk.offset + chunk.length
    if reached == upload.length and not upload.completed_at:
        complete(identity, upload, now)
    return reached


def _take(store: Storage, upload: Upload, chunk: Chunk, stream: Stream) -> None:
    written, digest = 0, tus.hasher(chunk.algorithm)
    while written < chunk.length:
        piece = _piece(stream, min(PIECE, chunk.length - written))
        if not piece:
            raise TruncatedBody(offset=chunk.offset + written)
        store.append(upload.id, chunk.offset + written, piece)
        written += len(piece)
        if digest:
            digest.update(piece)
    if digest and digest.digest() != chunk.checksum:
        store.cut_back(upload.id, chunk.offset, written)
        raise ChecksumMismatch()


def _piece(stream: Stream, size: int) -> bytes:
    try:
        return stream.read(size)
    except (ClientDisconnected, OSError):
        return b""


def complete(identity: Identity, upload: Upload, now: datetime) -> None:
    """All bytes are here: compute the digest, look at the type, make them durable, then write the row."""
    store = storage()
    try:
        _verify(store, upload)
    except (DigestMismatch, ImageRejected):
        _forget(identity, store, upload.id, now)
        raise
    media_type = media_type_of(store, upload)
    store.keep(upload.id, upload.sha256)
    readable = thumbnails.make(store, upload.sha256)
    with write() as session:
        commands.complete_upload(session, identity, upload.id, media_type, "ready" if readable else "unreadable",
                                 now=now)
    meters.count("hengjian_blobs_received_total")
    store.discard(upload.id)


def _verify(store: Storage, upload: Upload) -> None:
    if store.digest(upload.id) != upload.sha256:
        raise DigestMismatch()
    media_type_of(store, upload)


def media_type_of(store: Storage, upload: Upload) -> str:
    """The type that the bytes have, whatever the sender called them."""
    with store.open(upload.id) as file:
        head = file.read(16)
    for magic, media_type in MAGIC:
        if head.startswith(magic):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    raise ImageRejected()


def _forget(identity: Identity, store: Storage, upload_id: str, now: datetime) -> None:
    with write() as session:
        commands.end_upload(session, identity, upload_id, now=now)
    store.discard(upload_id)
