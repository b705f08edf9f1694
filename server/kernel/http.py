"""The HTTP edge: strict bodies and query strings, the unit of work round each view, problems as answers, headers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

import flask
import flask_smorest
import marshmallow as ma
import sqlalchemy as sa
from flask import Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from webargs.flaskparser import FlaskParser
from webargs.multidictproxy import MultiDictProxy
from werkzeug.exceptions import HTTPException

from server.kernel import problems, strict_json
from server.kernel.ids import uuid7
from server.kernel.permissions import access_of
from server.kernel.problems import Problem
from server.kernel.schema import Schema, pointers
from server.kernel.transaction import Undone, read, write

log = logging.getLogger("hengjian")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CSP = ("default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; "
       "connect-src 'self'; media-src 'self' blob:; worker-src 'self'; font-src 'self' data:; object-src 'none'; "
       "base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
SECURITY_HEADERS = {"Content-Security-Policy": CSP, "X-Content-Type-Options": "nosniff",
                    "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
                    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()"}
BY_STATUS: dict[int, type[Problem]] = {
    401: problems.Unauthenticated, 403: problems.Forbidden, 404: problems.NotFound, 405: problems.MethodNotAllowed,
    406: problems.NotAcceptable, 411: problems.LengthRequired, 413: problems.TooLarge, 415: problems.UnsupportedType,
    422: problems.Invalid, 429: problems.RateLimited}


class ProblemSchema(Schema):
    """application/problem+json (RFC 9457)."""

    type = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    title_en = ma.fields.String(required=True)
    status = ma.fields.Integer(required=True)
    detail = ma.fields.String()
    instance = ma.fields.String()
    errors = ma.fields.List(ma.fields.Nested(Schema.from_dict({
        "pointer": ma.fields.String(required=True), "code": ma.fields.String(required=True),
        "message": ma.fields.String(required=True)}, name="FieldErrorSchema")))


def read_body(limit: int | None = None) -> bytes:
    """The whole request body: never cut, never more than the limit."""
    most = limit or current_app.extensions["settings"].max_body_bytes
    if (request.content_length or 0) > most:
        raise problems.TooLarge(limit=most)
    request.max_content_length = most + 1
    raw = request.get_data(cache=True)
    if len(raw) > most:
        raise problems.TooLarge(limit=most)
    if request.content_length is not None and len(raw) < request.content_length:
        raise problems.TruncatedBody()
    return raw


class StrictParser(FlaskParser):
    """webargs with our JSON reader, no coerced content types, no repeated or unknown query arguments."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {}

    def load_json(self, req: Any, schema: Any) -> Any:
        if req.mimetype != "application/json":
            raise problems.UnsupportedType("send application/json")
        return strict_json.parse(read_body())

    def load_querystring(self, req: Any, schema: Any) -> Any:
        for key, values in req.args.lists():
            if len(values) > 1 and not isinstance(schema.fields.get(key), ma.fields.List):
                raise problems.Invalid(errors=[problems.field_error(f"/{key}", "repeated", "given more than once")])
            if any("\x00" in value for value in values):
                raise problems.Invalid(errors=[problems.field_error(f"/{key}", "invalid", "control character")])
        return MultiDictProxy(req.args, schema)

    def handle_error(self, error: ma.ValidationError, req: Any, schema: Any, **kwargs: Any) -> Any:
        messages: Any = error.messages
        inner = messages.get("json", messages.get("query", messages)) if isinstance(messages, Mapping) else messages
        raise problems.Invalid(errors=pointers(inner))


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]
    """A room's door. `arguments` and `response` document and check; views carry an access marker."""

    ARGUMENTS_PARSER = StrictParser()


class Api(flask_smorest.Api):  # type: ignore[misc]
    """The document of the API. Errors are problems, answered by our own handler."""

    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        return None


class Hengjian(Flask):
    """Flask with one unit of work round each view: unsafe methods write, the others read one snapshot."""

    def dispatch_request(self) -> ResponseReturnValue:
        if request.routing_exception is not None or request.endpoint is None:
            return super().dispatch_request()
        view = self.view_functions[request.endpoint]
        if getattr(view, "__hengjian_manual__", False):
            with read() as session:
                _enter(self, view, session)
            g.session = None
            return super().dispatch_request()
        if request.method in SAFE_METHODS:
            with read() as session:
                _enter(self, view, session)
                return self.make_response(super().dispatch_request())
        try:
            with write() as session:
                _enter(self, view, session)
                response = self.make_response(super().dispatch_request())
                if response.status_code >= 400:
                    raise Undone(response)
                return response
        except Undone as undone:
            answer: Response = undone.response
            return answer


def _enter(app: Flask, view: Callable[..., Any], session: Any) -> None:
    """Make the session and the identity known, and apply the access marker of the view."""
    g.session, g.identity = session, None
    kind, value = access_of(view) or app.extensions["open_endpoints"].get(request.endpoint, ("signed_in", ""))
    if kind == "public":
        return
    g.identity = app.extensions["authenticate"](session, request, late=kind == "handing_in")
    if kind == "permission" and not g.identity.has(value):
        raise problems.Forbidden(permission=value)


def install(app: Flask) -> None:
    """Problem handlers, request ids and security headers."""
    app.register_error_handler(Problem, _problem)
    app.register_error_handler(HTTPException, _http_exception)
    app.register_error_handler(Exception, _unexpected)
    app.before_request(_name_request)
    app.after_request(_headers)


def _name_request() -> None:
    g.request_id = uuid7()


def _problem(problem: Problem) -> ResponseReturnValue:
    g.problem = problem.slug
    page = current_app.extensions.get("html_problem")
    if page and not request.path.startswith("/api/"):
        answer: ResponseReturnValue = page(problem)
        return answer
    response = flask.jsonify(problem.body(instance=g.get("request_id")))
    response.status_code = problem.status
    response.content_type = "application/problem+json"
    response.headers.extend(problem.headers)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _http_exception(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()
    kind = BY_STATUS.get(error.code or 500, problems.BadRequest if (error.code or 500) < 500 else problems.ServerError)
    headers = {k: v for k, v in error.get_headers() if k.lower() not in ("content-type", "content-length")}
    return _problem(kind(error.description if (error.code or 500) < 500 else None, headers=headers))


def _unexpected(error: Exception) -> ResponseReturnValue:
    if isinstance(error, sa.exc.DataError):
        return _problem(problems.Invalid("a value does not fit the database"))
    log.error("unhandled in request %s", g.get("request_id"), exc_info=error)
    return _problem(problems.ServerError())


def _headers(response: Response) -> Response:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith("/api/"):
        response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Request-Id"] = g.get("request_id", "")
    return response
