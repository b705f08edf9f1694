"""The door of reference data: checklists, phrases, penalties, rulebooks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from server.accounts.queries import user_names
from server.kernel import clock
from server.kernel.http import Blueprint
from server.kernel.paging import page
from server.kernel.permissions import permission, signed_in
from server.kernel.problems import Invalid, field_error
from server.kernel.request import identity, if_match, session
from server.metrology.problems import MetrologyProblem, wording
from server.metrology.working_calendar import notices
from server.rulebooks import bundle, clocks, commands, queries, schemas
from server.rulebooks.checklist import BadChecklist, read_checklist
from server.rulebooks.drafting import Report
from server.rulebooks.models import ChecklistEdition, RulebookDraft

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


@blueprint.route("/clocks", methods=["GET"])
@blueprint.response(200, schemas.ClocksSchema)
@signed_in("reference data is the same for everybody")
def list_clocks() -> dict[str, Any]:
    """The periods of the procedure, each with its clause, and the years whose working days are known."""
    return {"items": list(clocks.clocks().values()), "notices": list(notices().values())}


@blueprint.route("/deadlines", methods=["GET"])
@blueprint.arguments(schemas.EndFilter, location="query")
@blueprint.response(200, schemas.EndsSchema)
@signed_in("reference data is the same for everybody")
def deadlines(given: dict[str, Any]) -> dict[str, Any]:
    """The day a period ends, with its working; complaints under mediation by both editions of the rules."""
    clock = clocks.clocks()[given["clock"]]
    try:
        found = clocks.ends(clock, given["start"].isoformat(), given["count"], given["unit"])
    except MetrologyProblem as problem:
        pointer = problem.pointer if problem.pointer in ("/count", "/unit") else "/start"
        raise Invalid(errors=[field_error(pointer, problem.slug, problem.title_en)]) from problem
    return {"items": [_shown(one) for one in found]}


@blueprint.route("/rulebooks", methods=["GET"])
@blueprint.response(200, schemas.RulebooksSchema)
@signed_in("reference data is the same for everybody")
def rulebooks() -> dict[str, Any]:
    """Every edition of limits and coefficients, whole."""
    return {"items": queries.rulebooks(session())}


@blueprint.route("/rulebook-drafts", methods=["GET"])
@blueprint.arguments(schemas.DraftFilter, location="query")
@blueprint.response(200, schemas.DraftPage)
@permission("rulebook.write")
def list_drafts(given: dict[str, Any]) -> dict[str, Any]:
    """Editions in preparation, and what became of earlier ones."""
    found = queries.visible_drafts(session(), identity(), given["state"])
    shown = page(session(), found, (RulebookDraft.id,), given["cursor"], given["limit"])
    return {"items": _presented(shown.items), "next": shown.next}


@blueprint.route("/rulebook-drafts", methods=["POST"])
@blueprint.arguments(schemas.WriteDraftSchema)
@blueprint.response(201, schemas.DraftSchema)
@permission("rulebook.write")
def create_draft(given: commands.WriteDraft) -> dict[str, Any]:
    """Prepare an edition: it is read strictly and judges nobody."""
    return _presented([commands.create_draft(session(), identity(), given, now=clock.now())])[0]


@blueprint.route("/rulebook-drafts/<uuid:id>", methods=["GET"])
@blueprint.response(200, schemas.DraftSchema)
@permission("rulebook.write")
def one_draft(id: Any) -> dict[str, Any]:
    """One draft, whole."""
    return _presented([queries.visible_draft(session(), identity(), str(id))])[0]


@blueprint.route("/rulebook-drafts/<uuid:id>", methods=["PUT"])
@blueprint.arguments(schemas.WriteDraftSchema)
@blueprint.response(200, schemas.DraftSchema)
@permission("rulebook.write")
def replace_draft(given: commands.WriteDraft, id: Any) -> dict[str, Any]:
    """The draft as it reads now; If-Match names the version that was seen."""
    found = commands.replace_draft(session(), identity(), str(id), if_match(), given, now=clock.now())
    return _presented([found])[0]


@blueprint.route("/rulebook-drafts/<uuid:id>/discard", methods=["POST"])
@blueprint.response(200, schemas.DraftSchema)
@permission("rulebook.write")
def discard_draft(id: Any) -> dict[str, Any]:
    """Lay the draft aside; it stays readable."""
    return _presented([commands.discard_draft(session(), identity(), str(id), if_match(), now=clock.now())])[0]


@blueprint.route("/rulebook-drafts/<uuid:id>/test", methods=["GET"])
@blueprint.response(200, schemas.DraftReportSchema)
@permission("rulebook.write")
def test_draft(id: Any) -> Report:
    """Every case with what came of it, and what stands against publishing."""
    return commands.test_draft(session(), identity(), str(id), now=clock.now())


@blueprint.route("/rulebook-drafts/<uuid:id>/publication", methods=["POST"])
@blueprint.response(201, schemas.DraftSchema)
@permission("rulebook.write")
def publish_draft(id: Any) -> dict[str, Any]:
    """From its day on everybody is judged by it; If-Match names the version whose cases were looked at."""
    return _presented([commands.publish_draft(session(), identity(), str(id), if_match(), now=clock.now())])[0]


def _shown(end: clocks.End) -> dict[str, Any]:
    return {**asdict(end), "findings": [_worded("findings", one) for one in end.findings],
            "trace": [{**step, **_worded("quantities", step["name"])} for step in end.trace]}


def _worded(group: str, name: str) -> dict[str, str]:
    return {"code" if group == "findings" else "name": name, **wording()[group][name]}


def _presented(drafts: Sequence[RulebookDraft]) -> list[dict[str, Any]]:
    names = user_names(session(), [one.author_id for one in drafts])
    members = ("id", "state", "version", "content", "cases", "created_at", "updated_at")
    return [{**{name: getattr(one, name) for name in members}, "edition": one.content["edition"],
             "valid_from": one.content["valid_from"], "author_name": names.get(one.author_id, "")} for one in drafts]
