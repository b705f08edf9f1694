"""A stranger with a phone: types a code, sees at once whether the instrument is in order and what to compare."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import PHONE

Shot = Callable[[Page, str], None]


def a_label(desk: BrowserContext) -> str:
    """A code of the demo city, read by somebody who may."""
    signed = desk.request.post("/api/v1/auth/sessions", data={
        "username": "city-head", "password": "hengjian-demo", "grant": "token",
        "device": {"id": "01890a5d-ac96-774b-bcce-b302099a8057", "name": "样机", "platform": "test"}})
    headers = {"Authorization": f"Bearer {signed.json()['access_token']}"}
    return str(desk.request.get("/api/v1/labels?state=bound&limit=1", headers=headers).json()["items"][0]["code"])


def test_a_typed_code_answers_on_the_first_screen(phone: BrowserContext, desk: BrowserContext, shot: Shot) -> None:
    code = a_label(desk)
    page = phone.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto("/")
    shot(page, "landing")
    page.get_by_label("标签码").fill(f"{code[:4]}-{code[4:8]}-{code[8:]}".lower())
    page.get_by_role("button", name="查询").click()
    expect(page).to_have_url(re.compile(rf"/{code}$"))
    shot(page, "label")
    for place in ("h1", "dd.m", ".note"):
        box = page.locator(place).first.bounding_box()
        assert box is not None and box["y"] + box["height"] <= 640
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)") >= 28
    assert page.evaluate("document.scripts.length") == 0
    assert complaints == []  # a style or picture that the policy refuses is an error here


@pytest.mark.parametrize("path", ["17A3K9QX4TC8", "17A3K9QX4TC9", "nothing", ""],
                         ids=["unknown", "typo", "404", "home"])
def test_pages_fit_a_narrow_dark_phone_in_english(browser: Browser, demo: str, shot: Shot, path: str) -> None:
    context = browser.new_context(**{**PHONE, "locale": "en-GB"}, base_url=demo, color_scheme="dark")
    page = context.new_page()
    page.goto(f"/{path}")
    shot(page, "dark")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(15, 22, 32)"
    context.close()
