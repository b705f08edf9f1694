"""The headers of tus 1.0: what a client sends, read strictly, and what it is told. No storage, no database."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from werkzeug.datastructures import Headers

from server.evidence.models import MEDIA_TYPES, Upload
from server.evidence.problems import ImageRejected, UploadVersion
from server.kernel.fields import Sha256, Text
from server.kernel.problems import BadRequest, Invalid, LengthRequired, TooLarge, UnsupportedType, field_error
from server.kernel.schema import Schema, load

VERSION = "1.0.0"
MOST_BYTES = 20 * 1024 * 1024
ALGORITHMS = ("sha1", "sha256")
CAPABILITIES = {"Tus-Resumable": VERSION, "Tus-Version": VERSION, "Tus-Max-Size": str(MOST_BYTES),
                "Tus-Extension": "creation,checksum,termination,expiration",
                "Tus-Checksum-Algorithm": ",".join(ALGORITHMS)}
CHUNK_TYPE = "application/offset+octet-stream"
_NUMBER = re.compile(r"[0-9]{1,12}\Z", re.ASCII)
_ROLE = re.compile(r"[a-z][a-z_]{0,19}\Z", re.ASCII)


@dataclass(frozen=True)
class NewUpload:
    """What a client declares before it sends a byte."""

    length: int
    sha256: str
    media_type: str
    role: str
    filename: str


class RoleField(Text):
    """What a photo is for: one lower-case word."""

    def checked(self, value: str) -> str:
        if not _ROLE.match(value):
            raise self.make_error("pattern")
        return value


class MetadataSchema(Schema):
    sha256 = Sha256(required=True)
    media_type = Text(max=60, required=True)
    role = RoleField(load_default="photo")
    filename = Text(max=200, load_default="")


def require_version(headers: Headers) -> None:
    if headers.get("Tus-Resumable") != VERSION:
        raise UploadVersion(headers={"Tus-Version": VERSION})


def read_creation(headers: Headers) -> NewUpload:
    """Length and metadata of a new upload, within bounds."""
    require_version(headers)
    length = _number(headers, "Upload-Length")
    if length > MOST_BYTES:
        raise TooLarge(limit=MOST_BYTES)
    if length == 0:
        raise Invalid(errors=[field_error("/Upload-Length", "empty", "there is nothing to upload")])
    given = load(MetadataSchema, _metadata(headers.get("Upload-Metadata", "")))
    if given["media_type"] not in MEDIA_TYPES:
        raise ImageRejected(media_types=list(MEDIA_TYPES))
    return NewUpload(length=length, **given)


def _metadata(text: str) -> dict[str, str]:
    """`key base64,key base64` as a dictionary; anything malformed is refused."""
    found: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in text[:4000].split(","))):
        key, _, value = pair.partition(" ")
        try:
            plain = base64.b64decode(value.strip(), validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise BadRequest("Upload-Metadata is not base64 of UTF-8", header="Upload-Metadata") from error
        if key in found:
            raise BadRequest("Upload-Metadata names a key twice", header="Upload-Metadata")
        found[key] = plain
    return found


def metadata_of(upload: Upload) -> str:
    """Upload-Metadata as it was declared, for whoever asks where an upload stands."""
    said = {"sha256": upload.sha256, "media_type": upload.media_type, "role": upload.role, "filename": upload.filename}
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items() if value)


@dataclass(frozen=True)
class Chunk:
    """One PATCH: where it begins, how long it says it is, and its checksum if it has one."""

    offset: int
    length: int
    algorithm: str | None
    checksum: bytes


def read_chunk(headers: Headers, content_length: int | None, content_type: str) -> Chunk:
    require_version(headers)
    if content_type != CHUNK_TYPE:
        raise UnsupportedType(f"send {CHUNK_TYPE}")
    if content_length is None:
        raise LengthRequired()
    algorithm, checksum = _checksum(headers.get("Upload-Checksum"))
    return Chunk(_number(headers, "Upload-Offset"), content_length, algorithm, checksum)


def _checksum(text: str | None) -> tuple[str | None, bytes]:
    if text is None:
        return None, b""
    algorithm, _, value = text.partition(" ")
    if algorithm not in ALGORITHMS:
        raise BadRequest("the checksum algorithm is not supported", header="Upload-Checksum")
    try:
        return algorithm, base64.b64decode(value.strip(), validate=True)
    except binascii.Error as error:
        raise BadRequest("Upload-Checksum is not base64", header="Upload-Checksum") from error


def hasher(algorithm: str | None) -> Any:
    """The digest of a chunk; SHA-1 because the protocol demands it, against accidents, not against attackers."""
    return hashlib.new(algorithm, usedforsecurity=False) if algorithm else None


def _number(headers: Headers, name: str) -> int:
    text = headers.get(name, "")
    if not _NUMBER.match(text):
        raise BadRequest(f"{name} must be a number", header=name)
    return int(text)


def progress(offset: int, length: int, expires_at: datetime) -> dict[str, str]:
    """The headers that tell where an upload stands."""
    return {"Tus-Resumable": VERSION, "Upload-Offset": str(offset), "Upload-Length": str(length),
            "Upload-Expires": format_datetime(expires_at, usegmt=True), "Cache-Control": "no-store"}
