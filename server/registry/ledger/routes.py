"""The door of the ledger's sheets: upload, report, commit, export."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from flask import Response

from server.kernel import clock
from server.kernel.fields import Choice, Count, EntityId, Flag, FreeObject, InstantField, Text
from server.kernel.http import Blueprint
from server.kernel.permissions import manual_transaction, permission
from server.kernel.request import identity, session
from server.kernel.schema import Schema
from server.kernel.transaction import write
from server.registry.ledger import commands
from server.registry.ledger.export import export_ledger
from server.registry.ledger.report import report_workbook, summary
from server.registry.ledger.sheet import read_workbook
from server.registry.ledger.upload import uploaded_file
from server.registry.models import LedgerImport

blueprint = Blueprint("ledger", __name__, url_prefix="/api/v1", description="The ledger as a sheet: import and export")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class LedgerSaidSchema(Schema):
    """A sentence in both languages."""

    code = Text(required=True)
    message = Text(required=True)
    message_en = Text(required=True)


class LedgerIssueSchema(LedgerSaidSchema):
    column = Text(required=True)
    heading = Text(required=True)
    severity = Choice(("error", "warning"), required=True)


class LedgerRowSchema(Schema):
    """A row that needs a person."""

    row = Count(required=True)
    status = Choice(("doubtful", "wrong"), required=True)
    unit = Text(required=True)
    instrument = Text(required=True)
    serial_number = Text(required=True)
    issues = ma.fields.List(ma.fields.Nested(LedgerIssueSchema), required=True)


class LedgerIgnoredSchema(LedgerSaidSchema):
    row = Count(required=True)
    text = Text(required=True)


class LedgerCodeCountSchema(Schema):
    severity = Choice(("error", "warning", "note"), required=True)
    code = Text(required=True)
    count = Count(required=True)


class LedgerDoubledSchema(Schema):
    serial_number = Text(required=True)
    rows = ma.fields.List(Count(), required=True)


class LedgerCountsSchema(Schema):
    rows = Count(required=True)
    read = Count(required=True)
    normalised = Count(required=True)
    doubtful = Count(required=True)
    wrong = Count(required=True)
    ignored = Count(required=True)


class LedgerReportSchema(Schema):
    """What was read, row by row where somebody must look."""

    sheet = Text(required=True)
    header_row = Count(required=True)
    counts = ma.fields.Nested(LedgerCountsSchema, required=True)
    codes = ma.fields.List(ma.fields.Nested(LedgerCodeCountSchema), required=True)
    doubled = ma.fields.List(ma.fields.Nested(LedgerDoubledSchema), required=True)
    notes = ma.fields.List(ma.fields.Nested(LedgerSaidSchema), required=True)
    ignored = ma.fields.List(ma.fields.Nested(LedgerIgnoredSchema), required=True)
    rows = ma.fields.List(ma.fields.Nested(LedgerRowSchema), required=True)
    more = Flag(required=True)
    clean = Flag(required=True)


class LedgerImportSchema(Schema):
    id = EntityId(required=True)
    filename = Text(required=True)
    state = Choice(("read", "committed"), required=True)
    created_at = InstantField(required=True)
    committed_at = InstantField(required=True, allow_none=True)
    same_file_committed_at = InstantField(required=True, allow_none=True)
    report = ma.fields.Nested(LedgerReportSchema, required=True)
    result = FreeObject(required=True, allow_none=True)



class LedgerCommitSchema(Schema):
    skip_bad = Flag(load_default=False)


def _answer(active: Any, found: LedgerImport) -> dict[str, Any]:
    before = commands.committed_before(active, identity(), found.file_sha256)
    return {"id": found.id, "filename": found.filename, "state": found.state, "created_at": found.created_at,
            "committed_at": found.committed_at, "result": found.result, "report": summary(found.reading),
            "same_file_committed_at": before}


def _download(content: bytes, name: str) -> Response:
    response = Response(content, mimetype=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.route("/ledger-imports", methods=["POST"])
@blueprint.doc(requestBody={"required": True, "content": {"multipart/form-data": {"schema": {
    "type": "object", "required": ["file"], "properties": {"file": {"type": "string", "format": "binary"}}}}}})
@blueprint.response(201, LedgerImportSchema)
@permission("ledger.import")
@manual_transaction
def upload_ledger() -> dict[str, Any]:
    """Read a workbook and report on every row; nothing is written to the ledger."""
    raw, filename = uploaded_file()
    workbook = read_workbook(raw, filename)  # takes seconds: no transaction is open meanwhile
    with write() as active:
        found = commands.keep_import(active, identity(), workbook, raw, filename, clock.today(), now=clock.now())
        return _answer(active, found)


@blueprint.route("/ledger-imports/<uuid:id>", methods=["GET"])
@blueprint.response(200, LedgerImportSchema)
@permission("ledger.import")
def show_import(id: Any) -> dict[str, Any]:
    """An import of one's own with its report."""
    return _answer(session(), commands.own_import(session(), identity(), str(id)))


@blueprint.route("/ledger-imports/<uuid:id>/report.xlsx", methods=["GET"])
@blueprint.response(200, content_type=XLSX)
@permission("ledger.import")
def download_report(id: Any) -> Response:
    """The report as a workbook: summary, rows to correct, all rows."""
    found = commands.own_import(session(), identity(), str(id))
    return _download(report_workbook(found.reading, found.filename), f"ledger-report-{found.id[:8]}.xlsx")


@blueprint.route("/ledger-imports/<uuid:id>/commit", methods=["POST"])
@blueprint.arguments(LedgerCommitSchema)
@blueprint.response(200, LedgerImportSchema)
@permission("ledger.import")
def commit_import(given: dict[str, Any], id: Any) -> dict[str, Any]:
    """Write the good rows; while rows are wrong only with skip_bad."""
    found = commands.commit_import(session(), identity(), str(id), skip_bad=given["skip_bad"], now=clock.now())
    return _answer(session(), found)


@blueprint.route("/ledger-export.xlsx", methods=["GET"])
@blueprint.response(200, content_type=XLSX)
@permission("ledger.export")
def download_ledger() -> Response:
    """The ledger of my divisions in the columns it was imported with."""
    return _download(export_ledger(session(), identity()), f"ledger-{clock.today().isoformat()}.xlsx")
