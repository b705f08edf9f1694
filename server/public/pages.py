"""Turns what was found into answers: rendered pages with their headers, in the visitor's language."""

from __future__ import annotations

import hashlib
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, current_app, render_template, request

from server.kernel import clock
from server.kernel.problems import CATALOGUE, NotFound, Problem
from server.labels.policy import host_of
from server.public import language
from server.public.label_page import LabelPage


def page(template: str, status: int = 200, **values: Any) -> Response:
    """A rendered page in the chosen language, revalidated each time and kept by nobody else."""
    settings = current_app.extensions["settings"]
    lang = language.chosen(request)
    text = render_template(f"public/{template}", t=language.messages(lang), lang=lang, demo=settings.demo,
                           html_lang=language.LANGUAGES[lang], host=host_of(settings.label_origin), **values)
    response = Response(text, status=status, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Content-Language"] = language.LANGUAGES[lang]
    response.vary.add("Accept-Language")
    if status == 200:
        response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
        response.make_conditional(request)
    return response


def label_page(found: LabelPage) -> Response:
    """The page of a label; its state also stands in a header."""
    local = clock.now().astimezone(ZoneInfo(current_app.extensions["settings"].timezone))
    response = page("label.html", page=found, sentence=_sentence(found), asked_at=local.strftime("%Y-%m-%d %H:%M"))
    response.headers["X-Label-State"] = found.state
    return response


def _sentence(found: LabelPage) -> str:
    """The one sentence under the state; a stopped instrument says why."""
    key, facts = found.state, found.facts
    if key == "stopped" and facts:
        key = f"stopped_{facts.reason}"
    if key == "expiring" and facts and facts.days_left == 0:
        key = "expiring_today"
    text: str = language.messages(language.chosen(request))["sentences"][key]
    return text.format(date=facts.valid_until, days=facts.days_left) if facts else text


def problem_page(problem: Problem) -> Response:
    """Something went wrong outside the API: said in a sentence, with the way back."""
    lang = language.chosen(request)
    words = language.messages(lang)["problem"]
    if isinstance(problem, NotFound):
        title, text = words["not_found"], words["not_found_text"]
    else:
        title, text = (problem.title if lang == "zh" else problem.title_en), ""
    response = page("problem.html", problem.status, title=title, text=text, slug=None)
    response.headers.extend(problem.headers)
    response.headers["Cache-Control"] = "no-store"
    return response


def catalogue_page(slug: str) -> Response:
    """What a problem of the API means, in both languages."""
    kind = CATALOGUE.get(slug)
    if kind is None or not slug:
        raise NotFound()
    titles = (kind.title, kind.title_en)
    if language.chosen(request) == "en":
        titles = (kind.title_en, kind.title)
    text = language.messages(language.chosen(request))["problem"]["catalogue"]
    return page("problem.html", title=titles[0], other_title=titles[1], text=text, slug=slug, status_code=kind.status)
