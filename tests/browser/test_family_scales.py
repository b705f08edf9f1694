"""A scale measured point by point without a network: within, beyond, off the table; the office judges the same."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import family
from tests.browser import on_the_phone as inspector
from tests.browser.axe import without_barriers
from tests.browser.family import Shot
from tests.browser.field import FieldClient
from tests.browser.goods import place
from tests.browser.market_run import made
from tests.browser.test_journey import query

CLAUSE = "JJG 539-2016 最大允许误差表"


@dataclass(frozen=True)
class Scale:
    shop: str
    id: str


@pytest.fixture
def shot(shot: Shot) -> Shot:
    """Every step is kept as a picture, and keeps nobody out."""
    return without_barriers(shot)


@pytest.fixture
def scale(demo: str) -> Scale:
    """A shop with one price-computing scale: class III, Max 15 kg, e = 5 g."""
    desk = FieldClient(demo, "city-head")
    shop = place(desk, "shop", "桥山粮油店（样例）")
    id = made(desk, "instruments", {
        "kind": "nawi", "name": "电子计价秤", "model": "ACS-15", "accuracy_class": "III", "purpose": "trade",
        "serial_number": "YLF2026-01", "manufacturer": "样例衡器厂", "premises_id": shop,
        "parameters": {"maximum_capacity": "15", "minimum_capacity": "0.1", "verification_scale_interval": "0.005",
                       "actual_scale_interval": "0.005", "unit": "kg"}, **family.certificate("样例-秤-001")})
    return Scale(shop, id)


def test_a_scale_point_by_point(demo: str, phone: BrowserContext, scale: Scale, demo_data: Path,
                                desk: BrowserContext, shot: Shot) -> None:
    page = phone.new_page()
    inspector.sign_in(page, "city1")
    page.goto(f"/app/premises/{scale.shop}")
    expect(page.get_by_role("link", name="开始检查")).to_be_visible(timeout=inspector.SLOW)
    family.cut(phone, page)
    visit = inspector.begin_visit(page, "样例-0002")
    _begin(page, visit, scale.id)
    _zero_and_loads(page, shot)
    _corners(page, shot)
    _three_times_the_same(page, shot)
    family.record_reads(page, visit, "载荷 2.5 kg 处示值误差 +12.5 g，最大允许误差 ±5 g，超出最大允许误差",
                        "各次示值之差 5 g，应不大于 15 g，重复性在允许范围内")
    shot(page, "09-record")
    family.hand_over(phone, page, "city1")
    _judged_alike(demo_data, visit)
    _office_agrees(desk, visit, shot)


def _begin(page: Page, visit: str, scale: str) -> None:
    """What is in front of one is what the ledger says; then the guided procedure."""
    page.goto(f"/app/visit/{visit}/measure/{scale}")
    page.get_by_role("button", name="逐点测量").click()
    expect(page.locator(".keypad")).to_be_visible()


def _read(page: Page, indication: str, added: str) -> None:
    """An indication, and the small weights until it jumps."""
    inspector.type_keys(page, indication)
    page.locator(".keypad .go").click()
    inspector.type_keys(page, added)


def _next(page: Page) -> None:
    page.locator(".keypad .go").click()


def _change_load(page: Page, load: str) -> None:
    """The weights that were really put on, where they are not those of the plan."""
    page.get_by_role("button", name="改载荷").click()
    page.get_by_role("button", name="清空").click()
    inspector.type_keys(page, load)
    page.get_by_role("button", name="改载荷").click()


def _zero_and_loads(page: Page, shot: Shot) -> None:
    """Zero; 20 e; a load no table knows, mended; 500 e beyond its limit; 2000 e; Max."""
    expect(page.get_by_text("空载，读数")).to_be_visible()
    _read(page, "0", "2.5")
    family.says(page, "示值误差在最大允许误差内", "0 g", "±5 g", clause=CLAUSE)
    shot(page, "01-zero")
    _next(page)
    expect(page.get_by_text("加载 0.1 kg 砝码，读数")).to_be_visible()
    _read(page, "0.100", "2.0")
    family.says(page, "示值误差在最大允许误差内", "+0.5 g", "±5 g", clause=CLAUSE)
    _next(page)
    inspector.type_keys(page, "2.515")
    _change_load(page, "250")
    family.refuses(page, "数值超出规程表格的范围")
    shot(page, "02-off-the-table")
    _change_load(page, "2.5")
    page.locator(".keypad .go").click()
    inspector.type_keys(page, "5.0")
    family.says(page, "示值误差超出最大允许误差", "+12.5 g", "±5 g", clause=CLAUSE)
    shot(page, "03-beyond")
    _next(page)
    for indication, limit in (("10.000", "±10 g"), ("15.000", "±15 g")):
        _read(page, indication, "2.5")
        family.says(page, "示值误差在最大允许误差内", "0 g", limit, clause=CLAUSE)
        _next(page)


def _corners(page: Page, shot: Shot) -> None:
    """The same load at five places."""
    for corner in ("中央", "左前", "右前", "左后", "右后"):
        expect(page.get_by_text(f"5 kg 放{corner}，读数")).to_be_visible()
        _read(page, "5.000", "2.5")
        family.says(page, "示值误差在最大允许误差内", "0 g", "±10 g", clause=CLAUSE)
        _next(page)
    shot(page, "04-corners")


def _three_times_the_same(page: Page, shot: Shot) -> None:
    for number, indication in enumerate(("12.000", "12.005", "12.000"), 1):
        expect(page.get_by_text(f"第 {number} 次加载 12 kg，读数")).to_be_visible()
        _read(page, indication, "2.5")
        if number < 3:
            _next(page)
    family.says(page, "重复性在允许范围内", "5 g", "15 g", clause=CLAUSE)
    shot(page, "05-repeatability")
    family.is_cut(page)
    _next(page)
    page.wait_for_url(lambda url: "/measure/" not in url)
    shot(page, "06-visit")


def _judged_alike(data: Path, visit: str) -> None:
    ((measured, judged, differ),) = query(
        data, "select measurements, server_evaluation, evaluators_differ from inspection_check where inspection_id = ?",
        visit)
    said, found = ([one["verdict"] for one in made] for made in (
        [one["phone"] for one in json.loads(measured)], json.loads(judged)))
    assert said == found == ["pass", "pass", "fail", *["pass"] * 8]
    assert differ == 0


def _office_agrees(desk: BrowserContext, visit: str, shot: Shot) -> None:
    """The load beyond its limit, a corner, and the repeatability at the desk."""
    office = family.open_record(desk, visit)
    family.office_says(office, "载荷L 2500 g", "超出", "P = I + 0.5 e − ΔL", "Ec = E − E0", "+12.5 g 超出 ±5 g", CLAUSE)
    shot(office, "10-office-beyond")
    family.office_says(office, "载荷L 5000 g", "在允许范围内", "0 g 在 ±10 g 之内", CLAUSE)
    family.office_says(office, "衡器重复性", "在允许范围内", "P_max − P_min", "5 g 不大于 15 g", CLAUSE)
    shot(office, "11-office-repeatability")
