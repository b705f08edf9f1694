"""The door of evidence: tus 1.0 uploads, blobs by digest, thumbnails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Response, request, send_file

from server.evidence import commands, queries, receiving, thumbnails, tus
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
    upload = commands.begin_upload(session(), identity(), tus.read_creation(request.headers), now=clock.now())
    receiving.storage().begin(upload.id)
    headers = tus.progress(0, upload.length, upload.expires_at)
    return Response(status=201, headers={**headers, "Location": f"/api/v1/files/{upload.id}"})


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
    return Response(status=200, headers=tus.progress(offset, upload.length, upload.expires_at))


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
    return _photo(receiving.storage().blob(sha256), found, found.media_type)


@blueprint.route(BLOB + "/thumbnail", methods=["GET"])
@blueprint.response(200, content_type="image/jpeg")
@permission("evidence.read")
def thumbnail(sha256: str) -> Response:
    """A small upright JPEG without metadata."""
    found = queries.visible_blob(session(), identity(), sha256)
    store = receiving.storage()
    if found.thumbnail == "unreadable" or not thumbnails.make(store, sha256):
        raise NoThumbnail()
    return _photo(store.thumbnail(sha256), found, "image/jpeg")


def _photo(path: Path, found: Blob, media_type: str) -> Response:
    """Content never changes under a digest, so it may be kept for ever, by this person alone. Never run as a page."""
    if not path.is_file():
        raise NotFound()
    response = send_file(path, mimetype=media_type, conditional=True, etag=found.sha256, as_attachment=True,
                         download_name=found.sha256[:12] + SUFFIX[media_type])
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
