"""A station of 24 nozzles without a network: validity and seals of all in one table, then nozzles one by one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from server.metrology.rules import evaluate
from tests.browser import at_the_desk as supervisor
from tests.browser import family, field
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


@dataclass
class Station:
    """Its identifier, and place and instrument of each nozzle."""

    id: str
    nozzles: list[tuple[str, str]] = dataclass_field(default_factory=list)


@pytest.fixture
def station(demo: str) -> Station:
    """A station of its own in Luochuan, with two dozen nozzles at one dispenser."""
    desk, on = FieldClient(demo, "city-head"), datetime.now(ZoneInfo("Asia/Shanghai")).date()
    id = made(desk, "premises", {"kind": "fuel_station", "name": "洛川县新区加油站（样例）", "walking_order": 1,
                                 "division": LUOCHUAN})
    found = Station(id)
    dispenser = made(desk, "premises", {"parent_id": id, "kind": "dispenser", "name": "新机（样例）",
                                        "position_no": "9号机", "walking_order": 900, "division": LUOCHUAN})
    for order in range(1, NOZZLES + 1):
        nozzle = made(desk, "premises", {"parent_id": dispenser, "kind": "nozzle", "name": f"{order}号枪",
                                         "position_no": f"{order}号枪", "walking_order": order, "division": LUOCHUAN})
        instrument = made(desk, "instruments", {
            "kind": "fuel_dispenser", "name": "燃油加油机", "model": "YL-24", "purpose": "trade", "premises_id": nozzle,
            "serial_number": f"YLN24-{order:03}", "manufacturer": "样例加油机厂", "parameters": {"oil": "92#"},
            "seals": [{"place": place, "number": f"YL{order:03}{place}"} for place in "ABC"],
            "certificate_number": f"样例-{order:03}", "verified_on": (on - timedelta(days=100)).isoformat(),
            "valid_until": (on + timedelta(days=60)).isoformat(), "institution": "样例计量检定机构",
            "verification_result": "conforming"})
        found.nozzles.append((nozzle, instrument))
    return found


def test_validity_and_seals_of_a_station_in_a_few_taps_and_a_nozzle_measured(
        demo: str, phone: BrowserContext, station: Station, demo_data: Path, desk: BrowserContext, shot: Shot) -> None:
    count_taps(phone)
    page = phone.new_page()
    inspector.sign_in(page, "luochuan2")
    family.cut(phone, page)
    page.goto(f"/app/premises/{station.id}")
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
    expect(page.locator(".dot-plot")).to_have_count(0)  # one nozzle is no distribution
    _second_nozzle(page, shot)
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
    _at_the_desk(demo, visit)
    _office_agrees(desk, visit, shot)


def _both_flow_points(page: Page, shot: Shot) -> None:
    """Six deliveries of one nozzle by keypad, without leaving the page; the second flow point exceeds."""
    page.locator("footer .btn.main").click()
    expect(page.locator(".keypad")).to_be_visible()
    address = page.url
    for number, measured in enumerate(["19.98", "19.98", "19.99", "19.90", "19.91", "19.91"]):
        if number == 1:
            _conditions_as_before(page, measured)
            continue
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


def _conditions_as_before(page: Page, measured: str) -> None:
    """The temperatures of the delivery before, never what was read off; then on to the next empty figure."""
    inspector.type_keys(page, "20.00")
    page.get_by_role("button", name="油温同上次").click()
    readings = page.locator(".reading .val")
    expect(readings).to_have_text([re.compile("20.00"), re.compile(r"^\D*L$"), re.compile("20.0"), re.compile("20.0")])
    expect(page.locator(".reading.active")).to_contain_text("量器示值")
    inspector.type_keys(page, measured)
    page.locator(".keypad .go").click()
    expect(readings).to_have_text([re.compile(r"^\D*L$")] * 2 + [re.compile(r"^\D*°C$")] * 2)


def _second_nozzle(page: Page, shot: Shot) -> None:
    """One delivery of another nozzle, and the station's errors lie side by side: all favour the seller."""
    page.locator("footer .btn.main").click()
    for text in ("20.00", "19.99", "20.0"):
        inspector.type_keys(page, text)
        page.locator(".keypad .go").click()
    inspector.type_keys(page, "20.0")
    page.get_by_role("button", name="只测到这里").click()
    page.wait_for_url("**/nozzles")
    plot = page.get_by_role("img", name="2 枪 3 个示值误差")
    expect(plot).to_have_attribute("aria-label", re.compile("平均 \\+0.20 %.*其中 3 个为正、对经营者有利"))
    expect(plot.locator("g")).to_have_count(3)
    expect(page.get_by_text("误差均为正", exact=True)).to_be_visible()
    shot(page, "07-fairness")
    page.get_by_role("button", name="查看计算").click()
    expect(page.get_by_text("n(E > 0)")).to_be_visible()
    shot(page, "08-fairness-trace")
    page.get_by_role("button", name="关闭").click()


def _at_the_desk(demo: str, visit: str) -> None:
    """The same statistic from the server's own judgements."""
    found = FieldClient(demo, "city-head").get(f"/inspections/{visit}")["fairness"]
    assert (found["nozzles"], len(found["errors"])) == (2, 3)
    assert found["evaluation"]["values"]["short_count"] == 3 and found["evaluation"]["values"]["all_short"] is True


def test_a_station_that_leans_to_the_seller_is_seen(
        demo: str, phone: BrowserContext, desk: BrowserContext, station: Station, shot: Shot) -> None:
    """Every nozzle keeps within at both flow points, and every error favours the seller."""
    visit = _all_measured(demo, station)
    page = phone.new_page()
    inspector.sign_in(page, "luochuan2")
    page.goto(f"/app/visit/{visit}/nozzles")
    phone.set_offline(True)
    plot = page.get_by_role("img", name=f"{NOZZLES} 枪 {2 * NOZZLES} 个示值误差")
    expect(plot.locator("g")).to_have_count(2 * NOZZLES)
    expect(page.get_by_text(f"{2 * NOZZLES} / {2 * NOZZLES} 个")).to_be_visible()
    expect(page.locator(".nozzle-spread .state-mark")).to_have_count(0)  # nothing exceeds
    shot(page, "01-all-nozzles")
    for theme in ("dark", "outdoor"):
        page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        shot(page, f"02-{theme}")
    page.goto(f"/app/visit/{visit}/sign")
    expect(page.get_by_text(f"本站已测 {NOZZLES} 支加油枪的 {2 * NOZZLES} 个示值误差均为正值")).to_be_visible()
    table = desk.new_page()
    supervisor.sign_in(table, "city-head", f"/desk/review/{visit}")
    panel = table.locator(".fairness")
    expect(panel).to_contain_text(f"{2 * NOZZLES} 个为正")
    expect(panel.get_by_role("img").locator("g")).to_have_count(2 * NOZZLES)
    panel.scroll_into_view_if_needed()
    shot(table, "03-desk")
    panel.get_by_text("查看计算").click()
    expect(panel.get_by_text("n(E > 0)")).to_be_visible()
    panel.get_by_text(f"逐枪误差（{2 * NOZZLES} 个）").click()
    expect(panel.locator("tbody tr")).to_have_count(2 * NOZZLES)
    expect(panel.locator("tbody tr").first).to_contain_text("9号机 1号枪Q1")
    shot(table, "04-desk-nozzle-by-nozzle")


def _all_measured(demo: str, station: Station) -> str:
    """A visit whose phone measured two dozen nozzles at both flow points."""
    lead, second = field.phone(demo, "luochuan2"), field.phone(demo, "luochuan1")
    place = lead.client.get(f"/premises/{station.id}")
    visit = field.Visit(lead, second, place).begin(venue_kind="fuel_station")
    for number, (nozzle, instrument) in enumerate(station.nozzles):
        points = [("Q1", f"{19.99 - number % 8 * 0.005:.3f}"), ("Q2", f"{19.985 - number % 6 * 0.006:.3f}")]
        visit.check({"premises_id": nozzle, "instrument_id": instrument,
                     "measurements": [_measured(visit, *point) for point in points]})
    field.settle(lead)
    return visit.id


def _measured(visit: field.Visit, point: str, volume: str) -> dict[str, object]:
    run = {"V_J_L": "20.00", "V_B20_L": volume, "t_J_C": "20", "t_B_C": "20"}
    inputs = {"oil": "gasoline", "measure_material": "stainless", "flow_point": point, "runs": [run, run, run]}
    said = evaluate("fuel_flow_point", inputs, visit.state["on"]).as_line()
    return {"rule": "fuel_flow_point", "inputs": inputs, "nature": "officer_check", "screening": False, "phone": said}
