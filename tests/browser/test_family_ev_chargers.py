"""A charging station without a network: one gun measured step by step, reloaded in between; one without a class."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import family
from tests.browser import on_the_phone as inspector
from tests.browser.axe import without_barriers
from tests.browser.field import FieldClient
from tests.browser.market_run import made
from tests.browser.test_journey import query

LUOCHUAN = "610629"
Shot = Callable[[Page, str], None]
# energy shown and energy of the standard at each load point: within, on the limit of class 2, beyond it
ENERGIES = (("1.005", "1.000"), ("5.100", "5.000"), ("10.250", "10.000"))


@pytest.fixture
def shot(shot: Shot) -> Shot:
    """Every step is kept as a picture, and keeps nobody out."""
    return without_barriers(shot)


@pytest.fixture
def station(demo: str, demo_data: Path) -> str:
    """A charging station of Luochuan with one more pile: a gun with its class, and one that nobody ever verified."""
    (id,) = query(demo_data, "select id from premises where kind = 'charging_station' and division = ? order by name",
                  LUOCHUAN)[0]
    desk, on = FieldClient(demo, "city-head"), datetime.now(ZoneInfo("Asia/Shanghai")).date()
    pile = made(desk, "premises", {"parent_id": id, "kind": "pile", "name": "新桩（样例）", "position_no": "9号桩",
                                   "walking_order": 1, "division": LUOCHUAN})
    known: dict[str, Any] = {
        "accuracy_class": "2", "certificate_number": "样例-充-001", "institution": "样例计量检定机构",
        "verified_on": (on - timedelta(days=300)).isoformat(), "verification_result": "conforming",
        "valid_until": (on + timedelta(days=700)).isoformat(),
        "parameters": {"kind": "dc", "maximum_current_A": "80", "minimum_current_A": "8"}}
    unknown: dict[str, Any] = {"parameters": {"kind": "ac"}}
    for order, more in enumerate((known, unknown), 1):
        gun = made(desk, "premises", {"parent_id": pile, "kind": "gun", "name": f"9-{order}号枪",
                                      "position_no": f"9-{order}", "walking_order": order, "division": LUOCHUAN})
        made(desk, "instruments", {
            "kind": "ev_charger", "name": "充电桩", "model": "YL-60", "purpose": "trade", "premises_id": gun,
            "serial_number": f"YLC9-{order:02}", "manufacturer": "样例充电设备公司",
            "seals": [{"place": "计量单元", "number": f"YLE9-{order}"}], **more})
    return str(id)


def test_guns_of_a_station_step_by_step(
        demo: str, phone: BrowserContext, station: str, demo_data: Path, desk: BrowserContext,
        shot: Shot) -> None:
    page = phone.new_page()
    inspector.sign_in(page, "luochuan2")
    family.cut(phone, page)
    page.goto(f"/app/premises/{station}")
    visit = inspector.begin_visit(page, "样例-0003", "充电桩现场检测仪")
    expect(page.get_by_role("link", name="充电枪检测")).to_contain_text("已测 0 枪")
    shot(page, "00-visit")
    page.get_by_role("link", name="充电枪检测").click()
    pile = page.locator(".dispenser").first
    expect(pile).to_contain_text("9号桩")
    expect(pile.locator("li")).to_have_count(2)
    shot(page, "01-guns")
    pile.locator("li a").first.click()
    _by_class_two(page, shot)
    expect(page.get_by_text("超出 1 枪")).to_be_visible()
    shot(page, "10-measured")
    pile.locator("li a").last.click()
    _without_a_class(page, shot)
    expect(pile.locator("li a").last).to_contain_text("+0.90")
    shot(page, "13-two-measured")
    page.goto(f"/app/visit/{visit}/sign")
    record = page.locator("main, body").first
    expect(record).to_contain_text("I_max 电量示值 10.250 kW·h，标准值 10.000 kW·h，工作误差 +2.50 %")
    expect(record).to_contain_text("时钟误差 −200 s，最大允许误差 ±180 s，超出最大允许误差")
    expect(record).to_contain_text("仅供参考")
    page.get_by_text("I_max 电量示值 10.250").first.scroll_into_view_if_needed()
    shot(page, "14-record")
    family.hand_over(phone, page, "luochuan2")
    _judged_alike(demo_data, visit)
    office = family.open_record(desk, visit)
    family.office_says(office, "10.250", "超出", "E = (W_x − W_0) / W_0 × 100 %", "+2.5 %", "超出 ±2.0 %",
                       "JJG 1149-2022 工作误差")
    shot(office, "20-office-energy")
    family.office_says(office, "充电桩时钟误差", "超出", "−200 s", "超出 ±180 s", "JJG 1149-2022")
    family.office_says(office, "充电桩付费金额", "在允许范围内", "A = p × W", "元",
                       "JJG 1149-2018 5.3", "所用版本已失效")
    shot(office, "21-office-amount")


def _by_class_two(page: Page, shot: Shot) -> None:
    """Three energies, the clock of a charger whose prices follow the hour, the amount; reloaded in the middle."""
    expect(page.get_by_text("以 I_min（8 A）充电")).to_be_visible()
    shot(page, "02-first-point")
    for number, pair in enumerate(ENERGIES):
        for text in pair:
            inspector.type_keys(page, text)
            if number == 2 and text == pair[1]:
                family.says(page, "工作误差超出最大允许误差", "+2.5", "±2.0 %", clause="JJG 1149-2022")
                shot(page, "03-third-point")
            page.locator(".keypad .go").click()
        if number == 0:
            inspector.type_keys(page, "9")
            inspector.on_disk(page, "half_I_max.shown", "9")
            page.reload()  # a dead battery loses nothing, and the page stands where it stood
            expect(page.get_by_text("以 0.5 I_max（40 A）充电")).to_be_visible()
            expect(page.locator(".reading.active")).to_contain_text("标准电量")
            page.locator(".reading").first.click()
            page.get_by_role("button", name="清空").click()
    expect(page.locator(".keypad")).to_have_count(0)
    shot(page, "04-clock-asked")
    page.get_by_role("button", name="分时段计价").click()
    inspector.type_keys(page, "-90000")
    family.refuses(page, "数值超出允许填写的范围")
    page.get_by_role("button", name="清空").click()
    inspector.type_keys(page, "-7200")
    expect(page.get_by_text("相差超过 1 小时")).to_be_visible()
    page.get_by_role("button", name="清空").click()
    inspector.type_keys(page, "-200")
    family.says(page, "时钟误差超出最大允许误差", "−200 s", "±180 s", clause="JJG 1149-2022")
    shot(page, "05-clock")
    page.locator(".keypad .go").click()
    inspector.type_keys(page, "1.20")
    page.get_by_role("button", name="电量同 I_max 测点").click()
    page.locator(".keypad .go").click()
    page.locator(".keypad .go").click()
    inspector.type_keys(page, "12.30")
    family.says(page, "仅供参考：付费金额误差在最大允许误差内", "元", clause="JJG 1149-2018 5.3，所用版本已失效")
    shot(page, "06-amount")
    page.locator(".keypad .go").click()
    page.wait_for_url("**/nozzles")


def _without_a_class(page: Page, shot: Shot) -> None:
    """The class is asked first; only one point is read, and the visit goes on."""
    expect(page.get_by_text("台账未登记等级")).to_be_visible()
    shot(page, "11-class-asked")
    page.get_by_role("button", name="1 级").click()
    for text in ("1.009", "1.000"):
        inspector.type_keys(page, text)
        if text == "1.009":
            page.locator(".keypad .go").click()
    shot(page, "12-class-one")
    page.locator(".keypad .go").click()
    inspector.type_keys(page, "0.2")
    page.get_by_role("button", name="只测到这里").click()
    expect(page.get_by_role("alert")).to_contain_text("只录了一部分")
    page.locator(".reading").first.click()
    page.get_by_role("button", name="清空").click()
    page.get_by_role("button", name="只测到这里").click()
    page.wait_for_url("**/nozzles")


def _judged_alike(data: Path, visit: str) -> None:
    """The office has the verdicts that the phone showed, and comes to the same."""
    rows = query(data, "select measurements, server_evaluation from inspection_check where inspection_id = ? "
                 "and measurements like '%ev_charger%' order by id", visit)
    first, second = ([json.loads(text) for text in row] for row in rows)
    assert _verdicts(first) == [("I_min", "pass"), ("half_I_max", "pass"), ("I_max", "fail"), (None, "fail"),
                                (None, "pass")]
    assert _verdicts(second) == [("I_min", "pass")]
    assert second[0][0]["inputs"]["accuracy_class"] == "1"


def _verdicts(check: list[Any]) -> list[tuple[str | None, str]]:
    measured, judged = check
    assert [one["phone"]["verdict"] for one in measured] == [one["verdict"] for one in judged]
    assert [one["phone"]["values"] for one in measured] == [one["values"] for one in judged]
    return [(one["inputs"].get("load_point"), one["phone"]["verdict"]) for one in measured]
