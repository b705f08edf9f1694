"""The door of this room: the list, one standard, registering, correcting, retiring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from server.kernel import changes, clock
from server.kernel.http import Blueprint
from server.kernel.paging import page
from server.kernel.permissions import permission
from server.kernel.request import identity, if_match, session
from server.standards import commands, policy, queries, schemas
from server.standards.inputs import MoveStandard, NewStandard, PatchStandard
from server.standards.models import ReferenceStandard
from server.standards.wire import wire_state

blueprint = Blueprint("standards", __name__, url_prefix="/api/v1",
                      description="Reference standards: weights, measures and lenses with class and validity")
blueprints = (blueprint,)

Given = dict[str, Any]


def _presented(found: Sequence[ReferenceStandard]) -> list[Given]:
    today, versions = clock.today(), changes.latest(session(), [one.id for one in found])
    return [{**{name: getattr(one, name) for name in wire_state(one)}, "id": one.id, "created_at": one.created_at,
             "updated_at": one.updated_at, "version": versions[one.id].version,
             "due": policy.due(wire_state(one), today), "days_left": (one.valid_until - today).days} for one in found]


@blueprint.route("/standards", methods=["GET"])
@blueprint.arguments(schemas.StandardArguments, location="query")
@blueprint.response(200, schemas.StandardPage)
@permission("standard.read")
def list_standards(given: Given) -> Given:
    """Standards of my divisions, the first to expire first."""
    cursor, limit = given.pop("cursor"), given.pop("limit")
    found = page(session(), queries.standards(identity(), **given), (ReferenceStandard.valid_until,
                                                                     ReferenceStandard.id), cursor, limit)
    return {"items": _presented(found.items), "next": found.next}


@blueprint.route("/standards", methods=["POST"])
@blueprint.arguments(schemas.StandardCreate)
@blueprint.response(201, schemas.StandardAnswer)
@permission("standard.write")
def create_standard(given: Given) -> Given:
    """Register a standard under the identifier the client minted."""
    return _presented([commands.create_standard(session(), identity(), NewStandard(**given), now=clock.now())])[0]


@blueprint.route("/standards/<uuid:id>", methods=["GET"])
@blueprint.response(200, schemas.StandardAnswer)
@permission("standard.read")
def show_standard(id: Any) -> Given:
    """One standard."""
    return _presented([queries.one(session(), identity(), str(id))])[0]


@blueprint.route("/standards/<uuid:id>", methods=["PATCH"])
@blueprint.arguments(schemas.StandardFields(partial=True))
@blueprint.response(200, schemas.StandardAnswer)
@permission("standard.write")
def correct_standard(given: Given, id: Any) -> Given:
    """Correct a standard or enter its new certificate; If-Match names the version that was seen."""
    patch = PatchStandard(str(id), given, if_match())
    return _presented([commands.patch_standard(session(), identity(), patch, now=clock.now())])[0]


@blueprint.route("/standards/<uuid:id>/transitions", methods=["POST"])
@blueprint.arguments(schemas.StandardStepSchema)
@blueprint.response(200, schemas.StandardAnswer)
@permission("standard.write")
def move_standard_on(given: Given, id: Any) -> Given:
    """Retire a standard, or take it back into use."""
    step = MoveStandard(str(id), given["action"], given["reason"], if_match())
    return _presented([commands.move_standard(session(), identity(), step, now=clock.now())])[0]
