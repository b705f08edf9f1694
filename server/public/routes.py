"""The open door: `/`, `/<code>`, `/problems/<slug>` and their style. No address here needs an account."""

from __future__ import annotations

from urllib.parse import quote

import flask
from flask import Response, redirect, request

from server.kernel import clock
from server.kernel.permissions import public_route
from server.kernel.problems import NotFound
from server.kernel.request import session
from server.labels.codes import fold, looks_like_code
from server.public import label_page, language, pages, style

blueprint = flask.Blueprint("public", __name__, template_folder="templates")
blueprints = (blueprint,)
FRONTS = ("app", "desk")
MAX_ECHO = 40


@blueprint.get("/")
@public_route("anybody may look up a label")
def landing() -> Response | flask.typing.ResponseReturnValue:
    """Type a code, or sign in."""
    typed = request.args.get("code", "")
    if looks_like_code(typed):
        query = "?lang=en" if language.chosen(request) == "en" else ""
        return redirect(f"/{quote(fold(typed))}{query}", code=303)
    return pages.page("landing.html", typed=typed[:MAX_ECHO], wrong=bool(typed.strip()))


@blueprint.get("/<text>")
@public_route("anybody may look up a label")
def label(text: str) -> Response | flask.typing.ResponseReturnValue:
    """The page of a label. What does not look like a code is no page at all."""
    if text in FRONTS:
        return redirect(f"/{text}/", code=308)
    if not looks_like_code(text):
        raise NotFound()
    return pages.label_page(label_page.answer(session(), text, clock.today()))


@blueprint.get("/problems/<slug>")
@public_route("the catalogue of problems is part of the contract")
def problem(slug: str) -> Response:
    """What a problem means."""
    return pages.catalogue_page(slug)


@blueprint.get("/static/public.css")
@public_route("a style sheet holds no data")
def stylesheet() -> Response:
    """The style of these pages; the tokens are the app's own."""
    response = Response(style.style_sheet(), content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=300"
    response.add_etag()
    response.make_conditional(request)
    return response
