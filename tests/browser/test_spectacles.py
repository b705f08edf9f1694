"""Pairs of spectacles at an optician, without a network: lenses and centres of one, ready-made glasses as another."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import at_the_desk
from tests.browser import on_the_phone as inspector
from tests.browser.axe import without_barriers
from tests.browser.field import FieldClient
from tests.browser.market_run import made
from tests.browser.test_journey import query

BAOTA = "610602"
Shot = Callable[[Page, str], None]


@pytest.fixture
def shot(shot: Shot) -> Shot:
    """Every step is kept as a picture, and keeps nobody out."""
    return without_barriers(shot)


def test_two_pairs(demo: str, phone: BrowserContext, desk: BrowserContext, demo_data: Path, shot: Shot) -> None:
    place = made(FieldClient(demo, "city-head"), "premises", {
        "kind": "optician", "name": "两副眼镜店（样例）", "address": "样例路11号", "division": BAOTA})
    page = phone.new_page()
    inspector.sign_in(page, "baota2")
    phone.set_offline(True)
    page.goto(f"/app/premises/{place}")
    visit = inspector.begin_visit(page, "样例-0001")
    _assembled(page, visit, shot)
    _ready_made(page, visit)
    shot(page, "08-two-pairs")
    page.goto(f"/app/visit/{visit}/sign")
    record = page.locator("main, body").first
    for sentence in ("配装眼镜：样例配镜单021。", "光学中心水平距离 66 mm，处方瞳距 64 mm，偏差 +2 mm，允差 ±3.0 mm",
                     "光学中心垂直互差 1.5 mm，允差 1.0 mm，超出允差", "垂直棱镜度处方 0 Δ，实测 0.25 Δ",
                     "配装眼镜：样例老视成镜。",
                     "老视成镜标称瞳距 62 mm，实测光学中心水平距离 64 mm，偏差 +2 mm，允差 ±2.0 mm，在允差内"):
        expect(record).to_contain_text(sentence)
    page.get_by_text("样例配镜单021").first.scroll_into_view_if_needed()
    shot(page, "09-record")
    phone.set_offline(False)
    inspector.upload(page, "baota2")
    _judged_alike(demo_data, visit)
    at_desk = desk.new_page()
    at_the_desk.sign_in(at_desk, "baota-head", f"/desk/review/{visit}")
    at_desk.get_by_role("button", name="配装眼镜光学中心垂直互差").first.click()
    expect(at_desk.get_by_text("手机判定与单位复算一致")).to_be_visible()
    shot(at_desk, "10-desk")


def _keys(page: Page, *texts: str) -> None:
    for text in texts:
        inspector.type_keys(page, text)
        page.locator(".keypad .go").click()


def _open(page: Page, title: str) -> None:
    page.get_by_role("button", name=re.compile(f"^{title}")).click()


def _assembled(page: Page, visit: str, shot: Shot) -> None:
    inspector.begin_pair(page, visit, "样例配镜单021")
    shot(page, "01-pair")
    inspector.measure_lens(page, {"S": "-3.00", "C": "0"}, {"S": "-3.12", "C": "0"})
    shot(page, "02-lens")
    page.get_by_role("button", name="只测这一只").click()
    _open(page, "光学中心水平距离")
    _keys(page, "-3.00", "64")
    inspector.type_keys(page, "66")
    expect(page.get_by_text("偏差在允差内")).to_be_visible()
    shot(page, "03-centres")
    page.get_by_role("button", name="先做到这里").click()
    _open(page, "光学中心垂直互差")
    _keys(page, "-3.00")
    inspector.type_keys(page, "1.5")
    expect(page.get_by_text("偏差超出允差")).to_be_visible()
    shot(page, "04-heights")
    page.locator(".keypad .go").click()
    _open(page, "棱镜度")
    for _ in range(2):  # right eye, horizontal and vertical
        _keys(page, "-3.00", "0")
        inspector.type_keys(page, "0.25")
        shot(page, "05-prism")
        page.locator(".keypad .go").click()
    page.get_by_role("button", name="先做到这里").click()
    shot(page, "06-tests")
    page.reload()  # a dead battery loses nothing
    expect(page.get_by_role("button", name=re.compile("^光学中心垂直互差.*已记录，不作结论"))).to_be_visible()
    page.get_by_role("button", name="完成检查").click()
    page.wait_for_url(f"**/visit/{visit}/lens")


def _ready_made(page: Page, visit: str) -> None:
    inspector.begin_pair(page, visit, "样例老视成镜")
    _open(page, "老视成镜光学中心水平距离")
    _keys(page, "62", "64")
    page.get_by_role("button", name="完成检查").click()
    page.wait_for_url(f"**/visit/{visit}/lens")


def _judged_alike(data: Path, visit: str) -> None:
    rows = query(data, "select measurements, server_evaluation from inspection_check where inspection_id = ?", visit)
    judged = {}
    for measurements, evaluations in ((json.loads(text) for text in row) for row in rows):
        assert [one["phone"]["values"] for one in measurements] == [one["values"] for one in evaluations]
        assert [one["phone"]["verdict"] for one in measurements] == [one["verdict"] for one in evaluations]
        for one in measurements:
            judged.setdefault(one["rule"], []).append(one["phone"]["verdict"])
    assert judged == {"spectacle_lens_power": ["pass"], "spectacle_optical_centre_distance": ["pass"],
                      "spectacle_vertical_difference": ["fail"], "spectacle_prism": ["pass", "pass"],
                      "ready_made_centre_distance": ["pass"]}
