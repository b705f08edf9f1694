"""A scale without a network: the guided procedure with a slip, a reload and a load left out; the grid; a correction."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import at_the_desk
from tests.browser import on_the_phone as inspector
from tests.browser.axe import without_barriers
from tests.browser.field import FieldClient
from tests.browser.market_run import made
from tests.browser.test_journey import BAOTA, query

Shot = Callable[[Page, str], None]
# indication and added weights; the error at zero of +0.5 g is taken off each: -0.5, +4.5, +11 (beyond 10 g), -0.5
CORNERS = (("10.000", "2.5"), ("10.005", "2.5"), ("10.010", "1.0"), ("10.000", "2.5"))
RUNS = (("24.000", "2.5"), ("24.000", "2.0"), ("24.005", "3.0"))


@pytest.fixture
def shot(shot: Shot) -> Shot:
    """Every step is kept as a picture, and keeps nobody out."""
    return without_barriers(shot)


@pytest.fixture
def scale(demo: str) -> tuple[str, str]:
    """A shop of Baota with one scale: Max 30 kg, Min 0.1 kg, e = 5 g."""
    desk, on = FieldClient(demo, "city-head"), datetime.now(ZoneInfo("Asia/Shanghai")).date()
    shop = made(desk, "premises", {"kind": "shop", "name": "测秤商店（样例）", "division": BAOTA})
    return shop, made(desk, "instruments", {
        "kind": "nawi", "name": "电子计价秤", "model": "ACS-30", "accuracy_class": "III", "purpose": "trade",
        "serial_number": "YLC-0001", "manufacturer": "样例衡器厂", "premises_id": shop,
        "parameters": {"maximum_capacity": "30", "minimum_capacity": "0.1", "verification_scale_interval": "0.005",
                       "actual_scale_interval": "0.005", "unit": "kg"},
        "certificate_number": "样例-衡-0001", "verified_on": (on - timedelta(days=30)).isoformat(),
        "valid_until": (on + timedelta(days=300)).isoformat(), "institution": "样例计量检定机构",
        "verification_result": "conforming"})


def test_a_scale_step_by_step(
        phone: BrowserContext, desk: BrowserContext, scale: tuple[str, str], demo_data: Path, shot: Shot) -> None:
    shop, instrument = scale
    page = phone.new_page()
    inspector.sign_in(page, "baota2")
    phone.set_offline(True)
    page.goto(f"/app/premises/{shop}")
    visit = inspector.begin_visit(page, "样例-0001", "F2 级砝码组")
    page.goto(f"/app/visit/{visit}/measure/{instrument}")
    expect(page.get_by_role("button", name="快速筛查")).to_be_visible()
    shot(page, "00-instrument")
    page.get_by_role("button", name="逐点测量").click()
    _zero_and_loads(page, shot)
    _corners(page, shot)
    _repeats_in_the_grid(page, shot)
    page.wait_for_url(lambda url: "/measure/" not in url)

    _read_aloud(page, visit, shot)
    _correct_a_corner(page, visit, instrument, shot)
    page.goto(f"/app/visit/{visit}/sign")
    expect(page.locator("main")).to_contain_text("左后 +8.5 g")
    expect(page.get_by_text("未检：")).to_have_count(1)
    phone.set_offline(False)
    inspector.upload(page, "baota2")
    _judged_alike(demo_data, visit)
    office = desk.new_page()
    at_the_desk.sign_in(office, "baota-head", f"/desk/review/{visit}")
    office.locator("summary", has_text="电子计价秤").click()
    row = office.locator(".measured tr", has_text="衡器偏载")
    expect(row).to_contain_text("8.5 g")
    expect(row).to_contain_text("±10 g")
    expect(office.locator(".measured tr", has_text="衡器置零准确度")).to_contain_text("0.5 g")
    row.scroll_into_view_if_needed()
    shot(office, "40-desk")


def _pair(page: Page, indication: str, added: str) -> None:
    """One point: the indication, then the sum of the added weights; the panel stays there."""
    inspector.type_keys(page, indication)
    page.locator(".keypad .go").click()
    inspector.type_keys(page, added)


def _forward(page: Page, *pair: str) -> None:
    _pair(page, *pair)
    page.locator(".keypad .go").click()


def _zero_and_loads(page: Page, shot: Shot) -> None:
    expect(page.get_by_text("置零，空载，读数")).to_be_visible()
    shot(page, "01-zero")
    page.get_by_role("button", name="不能关闭").click()
    expect(page.get_by_text("加载 0.05 kg（10 e），读数")).to_be_visible()
    page.get_by_role("button", name="没有或已关闭").click()
    inspector.type_keys(page, "0.000")
    page.locator(".keypad .go").click()
    expect(page.get_by_text("加小砝码，跳到 0.005 kg")).to_be_visible()
    inspector.type_keys(page, "1.0")
    expect(page.get_by_text("零点误差超出限值")).to_be_visible()
    page.get_by_role("button", name="清空").click()
    inspector.type_keys(page, "2.0")
    expect(page.get_by_text("零点误差在限值内")).to_be_visible()
    expect(page.locator(".verdict-panel")).to_contain_text("限值 ±1.25 g")
    shot(page, "02-zero-judged")
    page.locator(".keypad .go").click()
    _forward(page, "0.100", "2.5")
    inspector.type_keys(page, "25.00")
    expect(page.get_by_text("相差超过 10 e")).to_be_visible()
    shot(page, "03-slip")
    page.get_by_role("button", name="清空").click()
    _pair(page, "2.500", "6")
    expect(page.get_by_text("附加砝码合计大于 e")).to_be_visible()
    page.get_by_role("button", name="清空").click()
    inspector.type_keys(page, "2.0")
    inspector.on_disk(page, "load2.0.dL", "2.0")
    page.reload()  # a dead battery loses nothing, and the page stands at the first open reading
    expect(page.get_by_text("加载 10 kg 砝码，读数")).to_be_visible()
    _forward(page, "10.000", "2.5")
    _forward(page, "15.000", "2.5")
    expect(page.get_by_text("加载 30 kg 砝码，读数")).to_be_visible()
    page.get_by_role("button", name="本项不检").click()


def _corners(page: Page, shot: Shot) -> None:
    expect(page.get_by_text("10 kg 放在左前，读数")).to_be_visible()
    shot(page, "10-corner")
    for number, pair in enumerate(CORNERS):
        _pair(page, *pair)
        if number == 2:
            expect(page.get_by_role("img", name="现在加载位置 3 左后")).to_have_accessible_name(
                "承载器俯视图，现在加载位置 3 左后。1 左前 −0.5 g 2 右前 +4.5 g 3 左后 +11 g")
            expect(page.locator(".verdict-panel")).to_have_count(0)
        if number < 3:
            page.locator(".keypad .go").click()
    expect(page.get_by_text("偏载误差超出最大允许误差")).to_be_visible()
    expect(page.locator(".verdict-panel")).to_contain_text("位置3误差 +11 g")
    shot(page, "11-corners-judged")
    _in_other_light(page, shot, "12-corners")
    page.get_by_role("button", name="查看计算").click()
    expect(page.get_by_role("dialog")).to_contain_text("位置4误差")
    shot(page, "13-trace")
    page.get_by_role("button", name="关闭").click()
    page.get_by_role("button", name="误差图").click()
    expect(page.get_by_role("img", name="各点误差：")).to_be_visible()
    shot(page, "14-plot")
    _in_other_light(page, shot, "15-plot")
    page.get_by_role("button", name="关闭").click()
    page.locator(".keypad .go").click()


def _repeats_in_the_grid(page: Page, shot: Shot) -> None:
    """Each key of the keypad's go leads to the next empty cell; the half-done step cannot be lost."""
    inspector.type_keys(page, "24.000")
    page.get_by_role("button", name="只测到这里").click()
    expect(page.get_by_role("alert")).to_contain_text("“重复”只录了一部分")
    page.get_by_role("button", name="表格录入").click()
    expect(page.get_by_role("button", name="不检，点此恢复")).to_be_visible()
    cells = page.locator('.scale-grid [aria-pressed="true"]')
    typed = [text for pair in RUNS for text in pair][1:]
    page.get_by_role("button", name="24 第 1 次 示值").click()
    for text in typed[:-1]:
        page.locator(".keypad .go").click()
        expect(cells).to_have_text("")
        inspector.type_keys(page, text)
    page.get_by_role("button", name="24 第 3 次 示值").click()
    page.keyboard.press("Enter")  # a keyboard goes the same way
    expect(page.get_by_role("button", name="24 第 3 次 ΔL")).to_have_attribute("aria-pressed", "true")
    page.keyboard.type(typed[-1])
    expect(cells).to_have_text(typed[-1])
    expect(page.locator(".scale-grid .whole").last).to_contain_text("重复性在允许范围内")
    shot(page, "20-grid")
    _in_other_light(page, shot, "21-grid")
    expect(page.locator(".keypad .go")).to_have_text("完成检查")
    page.locator(".keypad .go").click()


def _read_aloud(page: Page, visit: str, shot: Shot) -> None:
    page.goto(f"/app/visit/{visit}/sign")
    record = page.locator("main")
    for sentence in (
            "零点误差 +0.5 g，置零准确度限值 ±1.25 g，在限值内",
            "载荷 2.5 kg 处示值误差 0 g，最大允许误差 ±5 g，在最大允许误差内",
            "偏载：载荷 10 kg，左前 −0.5 g、右前 +4.5 g、左后 +11 g、右后 −0.5 g，最大允许误差 ±10 g，超出最大允许误差",
            "载荷 24 kg 处 3 次测量，各次示值之差 4.5 g，应不大于 15 g，重复性在允许范围内",
            "未检：30 kg 处示值误差"):
        expect(record).to_contain_text(sentence)
    expect(record).not_to_contain_text("仅作筛查")
    page.get_by_text("偏载：载荷 10 kg").first.scroll_into_view_if_needed()
    shot(page, "30-record")


def _correct_a_corner(page: Page, visit: str, instrument: str, shot: Shot) -> None:
    """Every reading is there again; one weighing was misread."""
    page.goto(f"/app/visit/{visit}/measure/{instrument}")
    page.get_by_role("button", name="更正").click()
    page.get_by_role("button", name="逐点测量").click()
    page.get_by_role("button", name="表格录入").click()
    grid = page.locator(".scale-grid")
    for text in ("0.100", "2.500", "10.010", "24.005"):
        expect(grid.get_by_role("button", name=text).first).to_be_visible()
    expect(grid).to_contain_text("不检，点此恢复")
    shot(page, "31-correction")
    grid.get_by_role("button", name="左后 ΔL").click()
    page.get_by_role("button", name="清空").click()
    inspector.type_keys(page, "3.5")
    page.locator(".keypad .go").click()
    page.wait_for_url(lambda url: "/measure/" not in url)


def _in_other_light(page: Page, shot: Shot, name: str) -> None:
    for theme in ("dark", "outdoor"):
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme }", theme)
        shot(page, f"{name}-{theme}")
    page.evaluate("delete document.documentElement.dataset.theme")


def _judged_alike(data: Path, visit: str) -> None:
    """The office has the verdicts that the phone showed, and comes to the same; the correction holds."""
    rows = query(data, "select measurements, server_evaluation, conclusion, note from inspection_check "
                 "where inspection_id = ? order by created_at, id", visit)
    assert [row[2:] for row in rows] == [("nonconforming", "未检：30 kg 处示值误差、回程（递减载荷）示值误差"),
                                         ("conforming", "未检：30 kg 处示值误差、回程（递减载荷）示值误差")]
    before, after = (_verdicts(json.loads(row[0]), json.loads(row[1])) for row in rows)
    loads = [("nawi_indication_error", "pass")] * 4
    assert before == [("nawi_zero_accuracy", "pass"), *loads, ("nawi_eccentricity", "fail"),
                      ("nawi_repeatability", "pass")]
    assert after == [*before[:5], ("nawi_eccentricity", "pass"), before[6]]


def _verdicts(measured: list[Any], judged: list[Any]) -> list[tuple[str, str]]:
    assert [one["phone"]["verdict"] for one in measured] == [one["verdict"] for one in judged]
    assert [one["phone"]["values"] for one in measured] == [one["values"] for one in judged]
    return [(one["rule"], one["phone"]["verdict"]) for one in measured]
