"""Receiving bytes: pieces as they come, each in its place, then the digest. Opens its own short transactions."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO, Protocol

from flask import current_app
from werkzeug.exceptions import ClientDisconnected

from server.evidence import commands, queries, room, tus
from server.evidence.models import Upload
from server.evidence.problems import ChecksumMismatch, DigestMismatch, ImageRejected, OffsetMismatch, UploadExpired
from server.evidence.storage import PIECE, Storage
from server.evidence.stores import Store, store_of
from server.evidence.tus import Chunk
from server.kernel import failpoints, meters
from server.kernel.identity import Identity
from server.kernel.problems import TooLarge, TruncatedBody
from server.kernel.transaction import read, write

MAGIC = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))


DRAINED = 1024 * 1024  # as much as a phone sends at once


class Stream(Protocol):
    def read(self, size: int) -> bytes: ...


def storage() -> Storage:
    return Storage(current_app.extensions["settings"].data_dir)


def store() -> Store:
    return store_of(current_app.extensions["settings"])


def own_upload(identity: Identity, upload_id: str, now: datetime) -> Upload:
    with read() as session:
        return queries.own_upload(session, identity, upload_id, now)


def offset_of(files: Storage, upload: Upload) -> int:
    return upload.length if upload.completed_at else files.size(upload.id)


def receive(identity: Identity, upload: Upload, chunk: Chunk, stream: Stream, now: datetime) -> int:
    """Take one chunk and return the new offset. What arrived before a cut stays; a wrong checksum leaves nothing."""
    try:
        return _received(identity, upload, chunk, stream, now)
    except UploadExpired:  # its file is gone: lost, or another request was faster and the photo is whole
        if own_upload(identity, upload.id, now).completed_at is None:
            raise
        raise _other_offset(upload.length) from None


def _other_offset(offset: int) -> OffsetMismatch:
    return OffsetMismatch(offset=offset, headers={"Upload-Offset": str(offset)})


def _received(identity: Identity, upload: Upload, chunk: Chunk, stream: Stream, now: datetime) -> int:
    files = storage()
    offset = offset_of(files, upload)
    if chunk.offset != offset:
        raise _other_offset(offset)
    if chunk.offset + chunk.length > upload.length:
        raise TooLarge(limit=upload.length)
    if chunk.length:
        _take(files, upload, chunk, stream)
    reached = chunk.offset + chunk.length
    if reached == upload.length and not upload.completed_at:
        complete(identity, upload, now)
    return reached


def _take(files: Storage, upload: Upload, chunk: Chunk, stream: Stream) -> None:
    settings, written, digest = current_app.extensions["settings"], 0, tus.hasher(chunk.algorithm)
    while written < chunk.length:
        room.check(settings, chunk.length - written)
        piece = _piece(stream, min(PIECE, chunk.length - written))
        if not piece:
            raise TruncatedBody(offset=chunk.offset + written)
        files.append(upload.id, chunk.offset + written, piece)
        failpoints.hit("upload.appended")
        written += len(piece)
        if digest:
            digest.update(piece)
    if digest and digest.digest() != chunk.checksum:
        files.cut_back(upload.id, chunk.offset, written)
        raise ChecksumMismatch()


def _piece(stream: Stream, size: int) -> bytes:
    try:
        return stream.read(size)
    except (ClientDisconnected, OSError):
        return b""


def drain(stream: Stream) -> None:
    """Read on what a refused chunk still sends: left unread, it would break the connection that the next one uses."""
    for _ in range(DRAINED // PIECE):
        if not _piece(stream, PIECE):
            return


def complete(identity: Identity, upload: Upload, now: datetime) -> None:
    """All bytes are here: believe them. Another request may be at it too and be done first."""
    try:
        _believe(identity, upload, now)
    except UploadExpired:  # its file is gone: lost, or whole and kept by the other request
        if own_upload(identity, upload.id, now).completed_at is None:
            raise


def _believe(identity: Identity, upload: Upload, now: datetime) -> None:
    """Compute the digest, look at the type, make the bytes durable, then write the row. Nothing is decoded here."""
    files, whole = storage(), store()
    failpoints.hit("upload.whole")
    try:
        media_type = _verified_type(files, upload)
    except (DigestMismatch, ImageRejected):
        _forget(identity, files, upload.id, now)
        raise
    whole.put(files.upload(upload.id), upload.sha256, upload.length)
    with write() as session:
        commands.complete_upload(session, identity, upload.id, media_type, now=now)
    meters.count("hengjian_blobs_received_total")
    failpoints.hit("blob.row_written")
    if whole.stat(upload.sha256) is None:  # a sweep saw the file before the row (sweeps._locked)
        whole.put(files.upload(upload.id), upload.sha256, upload.length)
    files.discard(upload.id)
    failpoints.hit("upload.discarded")


def _verified_type(files: Storage, upload: Upload) -> str:
    if files.digest(upload.id) != upload.sha256:
        raise DigestMismatch()
    with files.open(upload.id) as file:
        return media_type_of(file)


def media_type_of(file: BinaryIO) -> str:
    """The type that the bytes have, whatever the sender called them."""
    head = file.read(16)
    for magic, media_type in MAGIC:
        if head.startswith(magic):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    raise ImageRejected()


def _forget(identity: Identity, files: Storage, upload_id: str, now: datetime) -> None:
    with write() as session:
        commands.end_upload(session, identity, upload_id, now=now)
    files.discard(upload_id)
