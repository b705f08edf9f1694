"""Health for whoever watches the system. Says nothing about data."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from server.kernel.permissions import public_route
from server.kernel.request import session

blueprint = Blueprint("operations", __name__)
blueprints = (blueprint,)


@blueprint.get("/healthz")
@public_route("a load balancer asks whether the process lives")
def health() -> ResponseReturnValue:
    """The process answers."""
    return jsonify({"status": "ok"})


@blueprint.get("/readyz")
@public_route("a load balancer asks whether the database answers")
def ready() -> ResponseReturnValue:
    """The database answers and has the schema."""
    session().execute(sa.text("select count(*) from division"))
    return jsonify({"status": "ready"})
