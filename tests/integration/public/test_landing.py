"""The landing page, the pages of problems, and that no address of ours can be taken for a label."""

from __future__ import annotations

import pytest
from flask import Flask

from server.kernel.problems import CATALOGUE
from server.labels.codes import looks_like_code


@pytest.mark.parametrize(("typed", "target"), [
    ("17A3-K9QX-4TC8", "/17A3K9QX4TC8"), ("l7a3 k9qx 4tc8", "/17A3K9QX4TC8"), ("17A3K9QX4TC9", "/17A3K9QX4TC9"),
    ("17A3K9QX4TC88", "/17A3K9QX4TC88"),
])
def test_a_typed_code_leads_to_its_page(app: Flask, typed: str, target: str) -> None:
    answer = app.test_client().get("/", query_string={"code": typed})
    assert (answer.status_code, answer.headers["Location"]) == (303, target)
    english = app.test_client().get("/", query_string={"code": typed, "lang": "en"})
    assert english.headers["Location"] == target + "?lang=en"


@pytest.mark.parametrize("typed", ["17A3", "https://evil.example/17A3K9QX4TC8", "//evil.example", '"><b>x', "1" * 9999])
def test_anything_else_is_asked_for_again(app: Flask, typed: str) -> None:
    answer = app.test_client().get("/", query_string={"code": typed})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "编码有误" in text and "<b>x" not in text and len(text) < 6000


def test_the_landing_page_offers_both_doors(app: Flask) -> None:
    text = app.test_client().get("/").get_data(as_text=True)
    assert 'href="/app/"' in text and 'href="/desk/"' in text and "编码有误" not in text
    assert "Look up an instrument" in app.test_client().get("/?lang=en").get_data(as_text=True)


def test_every_problem_has_a_page_in_both_languages(app: Flask) -> None:
    for slug, kind in CATALOGUE.items():
        if slug:
            text = app.test_client().get(f"/problems/{slug}").get_data(as_text=True)
            assert kind.title in text and slug in text
    english = app.test_client().get("/problems/invalid?lang=en").get_data(as_text=True)
    assert "<h1>Some of what was sent is not valid</h1>" in english and "填写的内容有误" in english


def test_outside_the_api_problems_are_pages_and_inside_they_are_not(app: Flask) -> None:
    assert app.test_client().post("/").mimetype == "text/html"
    assert app.test_client().get("/api/v1/nothing").mimetype == "application/problem+json"


def test_fronts_are_not_labels(app: Flask) -> None:
    for front in ("app", "desk"):
        answer = app.test_client().get(f"/{front}")
        assert answer.status_code in (301, 308) and answer.headers["Location"].endswith(f"/{front}/")


def test_no_route_looks_like_a_label(app: Flask) -> None:
    first = {rule.rule.strip("/").split("/")[0] for rule in app.url_map.iter_rules() if rule.rule != "/<text>"}
    assert {"api", "healthz", "problems", "static"} <= first
    assert [name for name in first if looks_like_code(name)] == []


def test_the_style_is_revalidated(app: Flask) -> None:
    answer = app.test_client().get("/static/public.css")
    assert answer.mimetype == "text/css" and "--act" in answer.get_data(as_text=True)
    again = app.test_client().get("/static/public.css", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
