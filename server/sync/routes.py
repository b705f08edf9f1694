"""The door of sync: hello, push, pull for phones; conflicts for people."""

from __future__ import annotations

import gzip
from typing import Any

from flask import Response, current_app, g, jsonify, request

from server.accounts.models import Device
from server.kernel import clock, meters
from server.kernel.http import Blueprint
from server.kernel.paging import page
from server.kernel.permissions import handing_in, manual_transaction, permission
from server.kernel.request import identity, session
from server.kernel.transaction import read
from server.sync import commands, envelope, meta, presenting, pull, push, queries, schemas
from server.sync.commands import ResolveConflict
from server.sync.hello import hello
from server.sync.models import Conflict, LedgerEntry
from server.sync.problems import UploadOnly

blueprint = Blueprint("sync", __name__, url_prefix="/api/v1", description="Phones in step with the office")
blueprints = (blueprint,)
WORTH_COMPRESSING = 1000


@blueprint.route("/sync/hello", methods=["GET"])
@blueprint.arguments(schemas.HelloArguments, location="query")
@blueprint.response(200, schemas.HelloSchema)
@handing_in("whoever holds unsent work may hand it in; without the permission it is held")
@manual_transaction
def greet(given: dict[str, Any]) -> Any:
    """Protocol, limits, epoch, and the photos of this device that have not arrived."""
    epoch, limit = meta.epoch(), current_app.extensions["settings"].max_body_bytes
    with read() as one:
        return hello(one, identity(), given["device_id"], epoch, limit)


@blueprint.route("/sync/push", methods=["POST"])
@blueprint.doc(requestBody={"content": {"application/json": {"schema": envelope.PushSchema}}, "required": True})
@blueprint.response(200, schemas.PushAnswerSchema)
@handing_in("whoever holds unsent work may hand it in; without the permission it is held")
@manual_transaction
def push_operations() -> Response:
    """Hand in operations, at most 500, in sequence; with none it is a heartbeat. gzip is understood."""
    given = envelope.read_push()
    answer = push.receive(identity(), given, now=clock.now())
    meters.count("hengjian_push_batches_total", outcome=answer["outcome"])
    for one in answer["results"]:
        meters.count("hengjian_push_operations_total", outcome=one["outcome"])
    return jsonify(answer)


@blueprint.route("/sync/pull", methods=["POST"])
@blueprint.doc(requestBody={"content": {"application/json": {"schema": envelope.PullSchema}}, "required": True},
               responses={200: {"description": "NDJSON: header, changes, footer", "content": {
                   "application/x-ndjson": {"schema": {"type": "string"}}}}})
@permission("sync.use")
@manual_transaction
def pull_changes() -> Response:
    """One page of what changed in the scopes of this person. Without its footer a page is to be thrown away."""
    given = envelope.read_pull()
    if g.auth_device_state != "active":
        raise UploadOnly()
    epoch, who = meta.epoch(), identity()
    with read() as one:
        device = one.get_one(Device, who.device_id)
        body = pull.answer(one, who, given, epoch, incarnation=device.incarnation, now=clock.now())
    meters.count("hengjian_pull_pages_total")
    meters.count("hengjian_pull_lines_total", max(0, body.count(b"\n") - 2))  # without header and footer
    return _ndjson(body)


def _ndjson(body: bytes) -> Response:
    response = Response(body, content_type="application/x-ndjson; charset=utf-8")
    response.headers["Vary"] = "Accept-Encoding"
    if len(body) >= WORTH_COMPRESSING and request.accept_encodings["gzip"] > 0:
        response.set_data(gzip.compress(body, 6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


@blueprint.route("/conflicts", methods=["GET"])
@blueprint.arguments(schemas.ConflictListArguments, location="query")
@blueprint.response(200, schemas.ConflictPage)
@permission("conflict.read")
def list_conflicts(given: dict[str, Any]) -> Any:
    """Conflicts one may see."""
    query = queries.visible_conflicts(identity(), state=given["state"], division=given["division"],
                                      entity=given["entity"])
    found = page(session(), query, (Conflict.id,), given["cursor"], given["limit"])
    return {"items": presenting.rows(session(), found.items), "next": found.next}


@blueprint.route("/conflicts/<uuid:conflict_id>", methods=["GET"])
@blueprint.response(200, schemas.ConflictDetailSchema)
@permission("conflict.read")
def show_conflict(conflict_id: Any) -> Any:
    """Both sides, and what is in force."""
    return presenting.detail(session(), queries.visible_conflict(session(), identity(), str(conflict_id)))


@blueprint.route("/conflicts/<uuid:conflict_id>/resolution", methods=["POST"])
@blueprint.arguments(schemas.ResolutionSchema)
@blueprint.response(200, schemas.ConflictDetailSchema)
@permission("conflict.resolve")
def resolve(given: dict[str, Any], conflict_id: Any) -> Any:
    """Decide a conflict, with a reason that is kept."""
    decision = ResolveConflict(str(conflict_id), given["choice"], given["value"], given["reason"], given["version"])
    return presenting.detail(session(), commands.resolve_conflict(session(), identity(), decision, now=clock.now()))


@blueprint.route("/held-operations", methods=["GET"])
@blueprint.arguments(schemas.HeldListArguments, location="query")
@blueprint.response(200, schemas.HeldPage)
@permission("conflict.read")
def list_held(given: dict[str, Any]) -> Any:
    """Operations that were refused or are held, of the people one watches over, and one's own."""
    query = queries.visible_held(identity(), outcome=given["outcome"], division=given["division"])
    keys = (LedgerEntry.received_at, LedgerEntry.device_id, LedgerEntry.incarnation, LedgerEntry.seq)
    return page(session(), query, keys, given["cursor"], given["limit"])


@blueprint.route("/held-operations/<uuid:op_id>", methods=["GET"])
@blueprint.response(200, schemas.HeldDetailSchema)
@permission("conflict.read")
def show_held(op_id: Any) -> Any:
    """One of them with the text the phone wrote, PIN proofs masked: nothing that was sent is ever out of reach."""
    return presenting.held(identity(), *queries.held_operation(session(), identity(), str(op_id)))
