"""The door of review."""

from __future__ import annotations

from typing import Any

from server.kernel import changes, clock
from server.kernel.http import Blueprint
from server.kernel.paging import page
from server.kernel.permissions import permission
from server.kernel.request import identity, session
from server.review import commands, presenting, queries, record, schemas

blueprint = Blueprint("review", __name__, url_prefix="/api/v1", description="Review of submitted visits")
blueprints = (blueprint,)


@blueprint.route("/review/queue", methods=["GET"])
@blueprint.arguments(schemas.QueueArguments, location="query")
@blueprint.response(200, schemas.QueuePage)
@permission("inspection.read")
def queue(given: dict[str, Any]) -> dict[str, Any]:
    """Visits in a state (submitted unless said otherwise), the oldest first."""
    found = page(session(), queries.queue(identity(), given["narrowed"]), queries.QUEUE_KEYS, given["cursor"],
                 given["limit"])
    return {"items": presenting.rows(session(), found.items), "next": found.next}


@blueprint.route("/review/counts", methods=["GET"])
@blueprint.response(200, schemas.CountsSchema)
@permission("inspection.read")
def counts() -> dict[str, int]:
    """How many visits stand where, and how many wait for something."""
    return queries.counts(session(), identity())


@blueprint.route("/inspections/<uuid:inspection_id>", methods=["GET"])
@blueprint.response(200, schemas.RecordSchema)
@permission("inspection.read")
def one_inspection(inspection_id: Any) -> dict[str, Any]:
    """The whole record of one visit, in one snapshot."""
    return record.full_record(session(), identity(), str(inspection_id))


@blueprint.route("/inspections/<uuid:inspection_id>/decisions", methods=["POST"])
@blueprint.arguments(schemas.DecideSchema)
@blueprint.response(201, schemas.DecidedSchema)
@permission("review.decide")
def decide(given: dict[str, Any], inspection_id: Any) -> dict[str, Any]:
    """Approve, or return with comments, the version that was looked at."""
    made = commands.decide(session(), identity(), commands.Decide(str(inspection_id), **given), now=clock.now())
    newest = changes.current(session(), made.inspection_id)
    assert newest is not None
    return {"id": made.id, "inspection_id": made.inspection_id, "state": newest.state["state"],
            "version": newest.version}


@blueprint.route("/inspections/<uuid:inspection_id>/publication", methods=["POST"])
@blueprint.arguments(schemas.PublishSchema)
@blueprint.response(201, schemas.PublishedSchema)
@permission("review.publish")
def publish(given: dict[str, Any], inspection_id: Any) -> dict[str, Any]:
    """Make the result of an approved visit public."""
    made = commands.publish(session(), identity(), commands.Publish(str(inspection_id), **given), now=clock.now())
    return {"id": made.id, "inspection_id": made.inspection_id, "instrument_ids": made.instrument_ids,
            "wording": made.wording, "version": changes.version_of(session(), made.inspection_id)}
