"""The door of evidence: tus 1.0 uploads, blobs by digest, thumbnails."""

from __future__ import annotations

import os
from datetime import UTC, datetime, time
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from flask import Response, current_app, request, send_file

from server.evidence import commands, queries, receiving, room, thumbnails, tus
from server.evidence.models import Blob
from server.evidence.problems import NoThumbnail
from server.kernel import clock
from server.kernel.http import Blueprint
from server.kernel.permissions import handing_in, manual_transaction, permission, public_route
from server.kernel.problems import NotFound
from server.kernel.request import identity, session

blueprint = Blueprint("evidence", __name__, url_prefix="/api/v1", description="Photos: resumable upload and reading")
blueprints = (blueprint,)
FILES, ONE_FILE = "/files", "/files/<uuid:upload_id>"
HANDING_IN = "whoever holds unsent work may hand in its photos; the command says which without the permission"
BLOB = "/blobs/<string(length=64):sha256>"
SUFFIX = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}


@blueprint.after_app_request
def speak_tus(response: Response) -> Response:
    """Every answer at these addresses names the version, those that refuse too."""
    if request.path.startswith(f"/api/v1{FILES}"):
        response.headers["Tus-Resumable"] = tus.VERSION
        if request.method == "PATCH" and response.status_code >= 400:
            receiving.drain(request.stream)
    return response


@blueprint.route(FILES, methods=["OPTIONS"])
@blueprint.response(204)
@public_route("names what the upload protocol can do, nothing else")
def upload_capabilities() -> Response:
    """What this server can do of tus 1.0."""
    return Response(status=204, headers=tus.CAPABILITIES)


@blueprint.route(FILES, methods=["POST"])
@blueprint.response(201)
@handing_in(HANDING_IN)
def begin_upload() -> Response:
    """Declare a photo: Upload-Length, and Upload-Metadata with sha256, media_type, role, filename."""
    settings, given = current_app.extensions["settings"], tus.read_creation(request.headers)
    room.check(settings, given.length)
    upload = commands.begin_upload(session(), identity(), given, day_bytes=settings.photo_day_bytes,
                                   day_began=_midnight(settings.timezone), now=clock.now())
    receiving.storage().begin(upload.id)
    headers = tus.progress(0, upload.length, upload.expires_at)
    return Response(status=201, headers={**headers, "Location": f"/api/v1/files/{upload.id}"})


def _midnight(timezone: str) -> datetime:
    """When the legal day of now began."""
    zone = ZoneInfo(timezone)
    return datetime.combine(clock.now().astimezone(zone).date(), time(), zone).astimezone(UTC)


@blueprint.route(ONE_FILE, methods=["HEAD"])
@blueprint.response(200)
@handing_in(HANDING_IN)
@manual_transaction
def upload_offset(upload_id: Any) -> Response:
    """How far an upload has come. If its last bytes arrived but were not yet believed, this finishes the work."""
    tus.require_version(request.headers)
    now = clock.now()
    upload = receiving.own_upload(identity(), str(upload_id), now)
    offset = receiving.offset_of(receiving.storage(), upload)
    if offset == upload.length and not upload.completed_at:
        receiving.complete(identity(), upload, now)
    return Response(status=200, headers={**tus.progress(offset, upload.length, upload.expires_at),
                                         "Upload-Metadata": tus.metadata_of(upload)})


@blueprint.route(ONE_FILE, methods=["PATCH"])
@blueprint.response(204)
@handing_in(HANDING_IN)
@manual_transaction
def receive_chunk(upload_id: Any) -> Response:
    """Send the next bytes. A chunk that is cut short keeps what arrived."""
    chunk = tus.read_chunk(request.headers, request.content_length, request.mimetype)
    now = clock.now()
    upload = receiving.own_upload(identity(), str(upload_id), now)
    offset = receiving.receive(identity(), upload, chunk, request.stream, now)
    return Response(status=204, headers=tus.progress(offset, upload.length, upload.expires_at))


@blueprint.route(ONE_FILE, methods=["DELETE"])
@blueprint.response(204)
@permission("evidence.write")
def end_upload(upload_id: Any) -> Response:
    """Give an upload up. A photo that was received whole stays."""
    tus.require_version(request.headers)
    upload = queries.own_upload(session(), identity(), str(upload_id), clock.now())
    commands.end_upload(session(), identity(), upload.id, now=clock.now())
    receiving.storage().discard(upload.id)
    return Response(status=204, headers={"Tus-Resumable": tus.VERSION})


@blueprint.route(BLOB, methods=["GET"])
@blueprint.response(200, content_type="image/jpeg")
@permission("evidence.read")
def blob(sha256: str) -> Response:
    """The original bytes, for whoever may see a record that names them."""
    found = queries.visible_blob(session(), identity(), sha256)
    return _photo(found)


@blueprint.route(BLOB + "/thumbnail", methods=["GET"])
@blueprint.response(200, content_type="image/jpeg")
@permission("evidence.read")
def thumbnail(sha256: str) -> Response:
    """A small upright JPEG without metadata; made now if nobody has looked and the job has not come to it yet."""
    found = queries.visible_blob(session(), identity(), sha256)
    if found.thumbnail == "unreadable":
        raise NoThumbnail()
    files = receiving.storage()
    try:
        made = thumbnails.make(files, receiving.store(), sha256)
    except OSError as error:
        raise NotFound() from error
    if not made:
        raise NoThumbnail()
    return _answer(files.thumbnail(sha256).open("rb"), found, "image/jpeg")


def _photo(found: Blob) -> Response:
    try:
        file = receiving.store().open(found.sha256)
    except OSError as error:  # gone or damaged: fsck names it, the sweep asks phones for it
        raise NotFound() from error
    return _answer(file, found, found.media_type)


def _answer(file: BinaryIO, found: Blob, media_type: str) -> Response:
    """Content never changes under a digest, so it may be kept for ever, by this person alone. Never run as a page."""
    size = os.fstat(file.fileno()).st_size
    response = send_file(file, mimetype=media_type, conditional=False, etag=False, as_attachment=True,
                         download_name=found.sha256[:12] + SUFFIX[media_type])
    response.content_length = size
    response.set_etag(found.sha256)
    response.make_conditional(request, accept_ranges=True, complete_length=size)
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
