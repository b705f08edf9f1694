"""A station of 24 nozzles without a network: validity and seals of all in one table, then nozzles one by one."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import family
from tests.browser import on_the_phone as inspector
from tests.browser.axe import without_barriers
from tests.browser.field import FieldClient
from tests.browser.market_run import count_taps, made, taps
from tests.browser.test_journey import query

LUOCHUAN = "610629"
NOZZLES, MOST_TAPS = 24, 60
Shot = Callable[[Page, str], None]


@pytest.fixture
def shot(shot: Shot) -> Shot:
    """Every step is kept as a picture, and keeps nobody out."""
    return without_barriers(shot)


@pytest.fixture
def station(demo: str) -> str:
    """A station of its own in Luochuan, with two dozen nozzles at one dispenser."""
    desk, on = FieldClient(demo, "city-head"), datetime.now(ZoneInfo("Asia/Shanghai")).date()
    id = made(desk, "premises", {"kind": "fuel_station", "name": "洛川县新区加油站（样例）", "walking_order": 1,
                                 "division": LUOCHUAN})
    dispenser = made(desk, "premises", {"parent_id": id, "kind": "dispenser", "name": "新机（样例）",
                                        "position_no": "9号机", "walking_order": 900, "division": LUOCHUAN})
    for order in range(1, NOZZLES + 1):
        nozzle = made(desk, "premises", {"parent_id": dispenser, "kind": "nozzle", "name": f"{order}号枪",
                                         "position_no": f"{order}号枪", "walking_order": order, "division": LUOCHUAN})
        made(desk, "instruments", {
            "kind": "fuel_dispenser", "name": "燃油加油机", "model": "YL-24", "purpose": "trade", "premises_id": nozzle,
            "serial_number": f"YLN24-{order:03}", "manufacturer": "样例加油机厂", "parameters": {"oil": "92#"},
            "seals": [{"place": place, "number": f"YL{order:03}{place}"} for place in "ABC"],
            "certificate_number": f"样例-{order:03}", "verified_on": (on - timedelta(days=100)).isoformat(),
            "valid_until": (on + timedelta(days=60)).isoformat(), "institution": "样例计量检定机构",
            "verification_result": "conforming"})
    return id


def test_validity_and_seals_of_a_station_in_a_few_taps_and_a_nozzle_measured(
        demo: str, phone: BrowserContext, station: str, demo_data: Path, desk: BrowserContext, shot: Shot) -> None:
    count_taps(phone)
    page = phone.new_page()
    inspector.sign_in(page, "luochuan2")
    family.cut(phone, page)
    page.goto(f"/app/premises/{station}")
    visit = inspector.begin_visit(page, "样例-0003", "20 L 标准金属量器")
    page.goto(f"/app/visit/{visit}/nozzles")
    before = taps(page)
    page.get_by_role("link", name="逐枪核对有效期和封印").click()
    rows = page.locator(".nozzle-table tbody tr")
    expect(rows).to_have_count(NOZZLES)
    shot(page, "01-table")
    page.get_by_label("全选").check()
    page.get_by_role("button", name="有效期相符").click()
    page.get_by_role("button", name="封印完好").click()
    expect(rows.last).to_contain_text("相符相符")
    shot(page, "02-answered")
    used = taps(page) - before
    page.reload()  # a dead battery loses nothing
    expect(rows.last).to_contain_text("相符相符")
    page.get_by_role("button", name=f"存入 {NOZZLES} 枪").click()
    page.wait_for_url("**/nozzles")
    assert used + taps(page) <= MOST_TAPS
    expect(page.get_by_text("封印完好").first).to_be_visible()
    expect(page.get_by_text("已核对")).to_have_count(NOZZLES)
    shot(page, "03-compared")
    _both_flow_points(page, shot)
    family.record_reads(page, visit, "流量点 Q1 三次平均示值误差 +0.08 %，最大允许误差 ±0.30 %",
                        "流量点 Q2 三次平均示值误差 +0.47 %，最大允许误差 ±0.30 %")
    shot(page, "07-record")
    family.hand_over(phone, page, "luochuan2")
    stored = query(demo_data, "select count(distinct instrument_id) from inspection_check where inspection_id = ? "
                   "and identity_checks like '%\"bulk\":%true%'", visit)
    assert stored == [(NOZZLES,)]
    judged = query(demo_data, "select server_evaluation from inspection_check where inspection_id = ? and "
                   "measurements like '%fuel_flow_point%'", visit)
    assert [[one["verdict"] for one in json.loads(text)] for (text,) in judged] == [["pass", "fail"]]
    _office_agrees(desk, visit, shot)


def _both_flow_points(page: Page, shot: Shot) -> None:
    """Six deliveries of one nozzle by keypad, without leaving the page; the second flow point exceeds."""
    page.locator("footer .btn.main").click()
    expect(page.locator(".keypad")).to_be_visible()
    address = page.url
    for number, measured in enumerate(["19.98", "19.98", "19.99", "19.90", "19.91", "19.91"]):
        readings = ("20.00", measured, "20.0", "20.0")
        for place, text in enumerate(readings, 1):
            if number == 0 and place == len(readings):
                _no_such_temperature(page)
            inspector.type_keys(page, text)
            if place == len(readings) and number in (2, 5):
                _judged(page, number, shot)
            assert page.url == address
            page.locator(".keypad .go").click()
    page.wait_for_url("**/nozzles")
    expect(page.get_by_text("超出 1 枪")).to_be_visible()
    shot(page, "06-measured")


def _no_such_temperature(page: Page) -> None:
    """A point that slipped makes no oil of this world: it is named, and mended."""
    inspector.type_keys(page, "200")
    family.refuses(page, "数值超出允许填写的范围")
    page.get_by_role("button", name="清空").click()


def _judged(page: Page, number: int, shot: Shot) -> None:
    """The third delivery of a flow point, with the limit and the clause; the second point exceeds."""
    if number == 2:
        family.says(page, "示值误差在最大允许误差内", "±0.30 %", clause="JJG 443-2023 最大允许误差")
        shot(page, "04-first-point")
        return
    family.says(page, "示值误差超出最大允许误差", "+0.4", "±0.30 %", clause="JJG 443-2023 最大允许误差")
    expect(page.get_by_text("Q2 平均误差")).to_be_visible()
    shot(page, "05-second-point")


def _office_agrees(desk: BrowserContext, visit: str, shot: Shot) -> None:
    """Both flow points at the desk, with the formula of each delivery, the limit and the clause."""
    office = family.open_record(desk, visit)
    family.office_says(office, "流量点Q1", "在允许范围内", "E_V = (V_J − V_Bt) / V_Bt × 100 %", "在 ±0.30 % 之内",
                       "JJG 443-2023 最大允许误差")
    family.office_says(office, "流量点Q2", "超出", "超出 ±0.30 %", "不大于 0.10 %", "JJG 443-2023 重复性")
    shot(office, "08-office")
