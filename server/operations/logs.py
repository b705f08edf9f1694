"""The log: one line a request, as text or as JSON, with the route's template and never a name, a word or a token.

An exception is written by its type and its places in the code. Its message is left out: databases quote values in it.
"""

from __future__ import annotations

import json
import logging
import sys
import time
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from flask import Flask, Response, g, request

from server.kernel import meters

access = logging.getLogger("hengjian.access")
FACTS = ("request_id", "method", "route", "status", "ms", "role", "problem")
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Quiet(logging.Formatter):
    """Formats exceptions without their messages."""

    def formatException(self, ei: Raised) -> str:  # noqa: N802  # the name is logging's
        kind, error, _ = ei
        frames = traceback.extract_tb(error.__traceback__) if error else []
        places = "".join(f"\n  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
        return f"{kind.__module__}.{kind.__qualname__}{places}" if kind else ""


class Lines(Quiet):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(), "logger": record.name, "message": record.getMessage()}
        told |= {name: getattr(record, name) for name in FACTS if getattr(record, name, None) is not None}
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def install(app: Flask) -> None:
    """Write what this system has to say to standard error in the form the setting asks for, and measure requests."""
    chosen = Lines() if app.extensions["settings"].log_format == "json" else Quiet(
        "%(asctime)s %(levelname)s %(name)s %(message)s")
    house = logging.getLogger("hengjian")
    for old in [one for one in house.handlers if isinstance(one.formatter, Quiet)]:
        house.removeHandler(old)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(chosen)
    house.addHandler(handler)
    house.setLevel(logging.INFO)
    access.setLevel(logging.INFO if isinstance(chosen, Lines) else logging.WARNING)
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    seconds = time.perf_counter() - g.get("began", time.perf_counter())
    route = request.url_rule.rule if request.url_rule else "unmatched"
    method = request.method if request.method in METHODS else "other"
    _measure(route, method, response.status_code, seconds)
    access.info("request", extra={
        "request_id": g.get("request_id"), "method": method, "route": route, "status": response.status_code,
        "ms": round(seconds * 1000, 1), "role": role(), "problem": g.get("problem")})
    return response


def role() -> str:
    """What the asking person is here: roles alone, nobody's name."""
    found = g.get("identity")
    return "+".join(found.roles) or "none" if found is not None else "anonymous"


def _measure(route: str, method: str, status: int, seconds: float) -> None:
    meters.count("hengjian_http_requests_total", route=route, method=method, status=str(status))
    bucket = next((str(one) for one in BUCKETS if seconds <= one), "+Inf")
    meters.count("hengjian_http_seconds_bucket", route=route, le=bucket)  # added up when shown
    meters.count("hengjian_http_seconds_sum", seconds, route=route)
