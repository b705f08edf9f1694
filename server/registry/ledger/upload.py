"""The one multipart form of this room: bounded, whole, with one file in it."""

from __future__ import annotations

import re

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from server.kernel.http import read_body
from server.kernel.problems import Invalid, UnsupportedType, field_error
from server.registry.ledger.sheet import MAX_FILE_BYTES
from server.registry.problems import BadMultipart

FORM_ROOM = 20_000  # boundary lines and headers beside the file


def uploaded_file() -> tuple[bytes, str]:
    """The bytes and the name of the file in the form's field `file`. A form without its last boundary was cut."""
    if request.mimetype != "multipart/form-data":
        raise UnsupportedType("send multipart/form-data")
    boundary = request.mimetype_params.get("boundary", "")
    raw = read_body(MAX_FILE_BYTES + FORM_ROOM)
    if not boundary or not re.search(rb"\r\n--" + re.escape(boundary.encode()) + rb"--\s*\Z", raw[-300:]):
        raise BadMultipart()
    try:
        files, form = request.files, request.form
    except (RequestEntityTooLarge, ValueError) as error:
        raise BadMultipart() from error
    if form or sorted(files) != ["file"] or len(files.getlist("file")) != 1:
        raise Invalid(errors=[field_error("/file", "required", "one field named file, and no other")])
    given = files["file"]
    return given.stream.read(), given.filename or ""
