"""The door of reference data: checklists, phrases, penalties, rulebooks."""

from __future__ import annotations

from typing import Any

from server.kernel import clock
from server.kernel.http import Blueprint
from server.kernel.permissions import permission, signed_in
from server.kernel.problems import Invalid, field_error
from server.kernel.request import identity, session
from server.rulebooks import bundle, commands, queries, schemas
from server.rulebooks.checklist import BadChecklist, read_checklist
from server.rulebooks.models import ChecklistEdition

blueprint = Blueprint("rulebooks", __name__, url_prefix="/api/v1", description="Dated reference data")
blueprints = (blueprint,)


@blueprint.route("/checklists", methods=["GET"])
@blueprint.arguments(schemas.ChecklistFilter, location="query")
@blueprint.response(200, schemas.ChecklistsSchema)
@signed_in("reference data is the same for everybody")
def checklists(given: dict[str, Any]) -> dict[str, Any]:
    """Checklist editions, all or those in force on a day."""
    return {"items": queries.checklists(session(), code=given["code"], on=given["on"])}


@blueprint.route("/checklists", methods=["POST"])
@blueprint.arguments(schemas.NewChecklistSchema)
@blueprint.response(201, schemas.ChecklistSchema)
@permission("rulebook.write")
def publish_checklist(given: dict[str, Any]) -> ChecklistEdition:
    """Publish an edition; the one it follows ends the day before."""
    plain = given | {name: given[name].isoformat() if given[name] else None for name in ("valid_from", "valid_to")}
    try:
        checklist = read_checklist(plain)
    except BadChecklist as error:
        raise Invalid(errors=[field_error(error.pointer, "invalid", error.reason)]) from error
    return commands.publish_checklist(session(), identity(), checklist, now=clock.now())


@blueprint.route("/phrases", methods=["GET"])
@blueprint.arguments(schemas.PhraseFilter, location="query")
@blueprint.response(200, schemas.PhrasesSchema)
@signed_in("reference data is the same for everybody")
def phrases(given: dict[str, Any]) -> dict[str, Any]:
    """Stock phrases for a kind of venue."""
    return {"items": queries.phrases(session(), given["venue_kind"])}


@blueprint.route("/penalties", methods=["GET"])
@blueprint.response(200, schemas.PenaltiesSchema)
@signed_in("reference data is the same for everybody")
def penalties() -> dict[str, Any]:
    """The penalty catalogue, with how sure each entry is."""
    found = bundle.penalties()
    return schemas.PenaltiesSchema().load(found)  # type: ignore[no-any-return]


@blueprint.route("/rulebooks", methods=["GET"])
@blueprint.response(200, schemas.RulebooksSchema)
@signed_in("reference data is the same for everybody")
def rulebooks() -> dict[str, Any]:
    """Every edition of limits and coefficients, whole."""
    return {"items": queries.rulebooks(session())}
