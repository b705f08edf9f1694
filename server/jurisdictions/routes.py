"""The door of the tree: every division with its names, for the desk's filters."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from server.jurisdictions import queries
from server.kernel.fields import DivisionCode, Text
from server.kernel.http import Blueprint
from server.kernel.permissions import signed_in
from server.kernel.request import session
from server.kernel.schema import Schema

blueprint = Blueprint("jurisdictions", __name__, url_prefix="/api/v1", description="Divisions")
blueprints = (blueprint,)


class DivisionSchema(Schema):
    code = DivisionCode(required=True)
    parent_code = DivisionCode(required=True, allow_none=True)
    name = Text(required=True)
    name_en = Text(required=True)


class DivisionsSchema(Schema):
    items = ma.fields.List(ma.fields.Nested(DivisionSchema), required=True)


@blueprint.route("/divisions", methods=["GET"])
@blueprint.response(200, DivisionsSchema)
@signed_in("the tree of divisions is public by law")
def list_divisions() -> dict[str, Any]:
    """Every division, the root first."""
    return {"items": queries.divisions(session())}
