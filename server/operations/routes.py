"""Health for whoever watches the system. Says nothing about data; figures only to this machine or with the token."""

from __future__ import annotations

import hmac
import ipaddress

from flask import Blueprint, Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from server.kernel.permissions import public_route
from server.kernel.problems import NotFound
from server.kernel.request import session
from server.operations import health, metrics

blueprint = Blueprint("operations", __name__)
blueprints = (blueprint,)
PASSED_ON = ("X-Forwarded-For", "X-Real-Ip", "Forwarded", "Via", "X-Forwarded-Host")


@blueprint.get("/healthz")
@public_route("a load balancer asks whether the process lives")
def alive() -> ResponseReturnValue:
    """The process answers."""
    return jsonify({"status": "ok"})


@blueprint.get("/readyz")
@public_route("a load balancer asks whether the system can serve")
def ready() -> ResponseReturnValue:
    """503 when it cannot serve. What only wants attention is `degraded` and 200: taking it away would help nobody."""
    found = list(health.checks(session()))
    state = health.worst(found)
    body: dict[str, object] = {"status": "ready" if state == health.OK else state}
    if _may_look():
        body["checks"] = {one.name: {"state": one.state, "detail": one.detail} for one in found}
    return jsonify(body), 503 if state == health.FAILED else 200


@blueprint.get("/metrics")
@public_route("Prometheus reads figures; only from this machine, or with the token of the setting")
def show_metrics() -> ResponseReturnValue:
    """Counters and figures in Prometheus' text format."""
    if not _may_look():
        raise NotFound()
    return Response(metrics.page(session()), content_type="text/plain; version=0.0.4; charset=utf-8",
                    headers={"Cache-Control": "no-store"})


def _may_look() -> bool:
    """With a token set: whoever shows it. Without: this machine itself, unless a proxy here asks for somebody else."""
    token = current_app.extensions["settings"].metrics_token
    if token:
        return hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
    return _is_loopback(request.remote_addr or "") and not any(name in request.headers for name in PASSED_ON)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
