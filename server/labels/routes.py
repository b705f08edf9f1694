"""The door of labels: lists, one label by its code, batches, binding, and the sheet to print."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import flask
from flask import Response, current_app, render_template, request

from server.kernel import clock, schema
from server.kernel.http import Blueprint
from server.kernel.paging import PageArguments, page
from server.kernel.permissions import permission, public_route
from server.kernel.problems import Invalid, field_error
from server.kernel.request import identity, session
from server.labels import commands, queries, schemas, sheet
from server.labels.commands import Bind, CreateBatch
from server.labels.models import Label, LabelBatch

HERE = Path(__file__).parent
blueprint = Blueprint("labels", __name__, url_prefix="/api/v1", description="Labels and their bindings")
printing = flask.Blueprint("labels_print", __name__, url_prefix="/api/v1", template_folder="templates")
blueprints = (printing, blueprint)


@printing.get("/labels/sample-sheet")
@printing.get("/labels/sample-sheet.html")
@permission("label.print")
def sample_sheet() -> Response:
    """A4 sheet of bound labels, 60 × 40 mm each; those of the demo city say 演示."""
    for key, values in request.args.lists():
        if len(values) > 1:
            raise Invalid(errors=[field_error(f"/{key}", "repeated", "given more than once")])
    given = schema.load(schemas.SheetFilter, request.args.to_dict())
    rows = queries.to_print(session(), identity(), division=given["division"], premises_id=given["premises_id"],
                            limit=given["limit"])
    labels = sheet.printed(rows, current_app.extensions["settings"].label_origin)
    text = render_template("labels/sheet.html", labels=labels, t=sheet.messages(given["lang"]),
                           html_lang=sheet.LANGUAGES[given["lang"]])
    return Response(text, content_type="text/html; charset=utf-8")


@printing.get("/labels/sheet.css")
@public_route("a style sheet holds no data")
def stylesheet() -> Response:
    """The style of the printed sheet."""
    response = Response((HERE / "static" / "sheet.css").read_bytes(), content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.route("/labels", methods=["GET"])
@blueprint.arguments(schemas.LabelFilter, location="query")
@blueprint.response(200, schemas.LabelPageSchema)
@permission("label.read")
def labels(given: dict[str, Any]) -> dict[str, Any]:
    """Labels of my divisions, by code."""
    query = queries.visible(identity())
    if given["division"] is not None:
        query = query.where(queries.division_in_force == given["division"])
    for name in ("state", "instrument_id", "batch_id"):
        if given[name] is not None:
            query = query.where(getattr(Label, name) == given[name])
    found = page(session(), query, (Label.code,), given["cursor"], given["limit"])
    return {"items": found.items, "next": found.next}


@blueprint.route("/labels/<code>", methods=["GET"])
@blueprint.response(200, schemas.LabelWithHistorySchema)
@permission("label.read")
def label(code: str) -> dict[str, Any]:
    """One label by its code, as scanned or typed, with everything it was put on."""
    found = queries.label(session(), identity(), code)
    return {**{name: getattr(found, name) for name in schemas.LabelSchema().fields},
            "bindings": queries.bindings(session(), found.id)}


@blueprint.route("/labels/bindings", methods=["POST"])
@blueprint.arguments(schemas.BindSchema)
@blueprint.response(201, schemas.LabelSchema)
@permission("label.bind")
def bind(given: Bind) -> Label:
    """Put a blank label on an instrument."""
    return commands.bind(session(), identity(), given, now=clock.now())


@blueprint.route("/labels/<code>/void", methods=["POST"])
@blueprint.arguments(schemas.VoidSchema)
@blueprint.response(200, schemas.LabelSchema)
@permission("label.bind")
def void(given: dict[str, Any], code: str) -> Label:
    """Withdraw a label for good."""
    return commands.void(session(), identity(), code, given["reason"], now=clock.now())


@blueprint.route("/labels/<code>/dispute", methods=["POST"])
@blueprint.arguments(schemas.DisputeSchema)
@blueprint.response(200, schemas.LabelSchema)
@permission("label.bind")
def dispute(given: dict[str, Any], code: str) -> Label:
    """Say that a label is being looked into, or that this is settled."""
    return commands.dispute(session(), identity(), code, given["disputed"], given["reason"], now=clock.now())


@blueprint.route("/label-batches", methods=["GET"])
@blueprint.arguments(PageArguments, location="query")
@blueprint.response(200, schemas.BatchPageSchema)
@permission("label.read")
def batches(given: dict[str, Any]) -> dict[str, Any]:
    """Batches of my divisions, by number."""
    found = page(session(), queries.visible_batches(identity()), (LabelBatch.key, LabelBatch.number),
                 given["cursor"], given["limit"])
    return {"items": found.items, "next": found.next}


@blueprint.route("/label-batches", methods=["POST"])
@blueprint.arguments(schemas.NewBatchSchema)
@blueprint.response(201, schemas.BatchSchema)
@permission("label.print")
def create_batch(given: dict[str, Any]) -> LabelBatch:
    """Make blank labels. Refused for a loopback or private address, except in the demo, where each is marked 演示."""
    settings = current_app.extensions["settings"]
    batch, _ = commands.create_batch(session(), identity(), CreateBatch(
        given["division"], given["count"], settings.label_origin, is_demo=settings.demo), now=clock.now())
    return batch
