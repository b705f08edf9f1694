"""连查 as an inspector walks it: stalls found by number alone, taps counted by the page, not by the test."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import BrowserContext, Page, expect

from server.kernel.ids import uuid7
from tests.browser.field import FieldClient
from tests.browser.on_the_phone import photo, type_keys

COUNT_TAPS = """
addEventListener('click', (event) => {
  const key = event.target.closest('.keypad button')
  if (!key || key.classList.contains('go')) window.taps = (window.taps ?? 0) + 1
}, { capture: true })
"""  # digits are the reading; every other press of a finger is a tap


@dataclass(frozen=True)
class Stall:
    """One stall as it was left: its number, what it took, and whether everything was in order there."""

    number: str
    taps: int
    conforming: bool


def count_taps(context: BrowserContext) -> None:
    """From now on every page of this phone counts the taps that are not digits of a reading."""
    context.add_init_script(COUNT_TAPS)


def taps(page: Page) -> int:
    return int(page.evaluate("window.taps ?? 0"))


def number_shown(page: Page) -> str:
    return page.locator(".run-head .number").inner_text()


def check_stall(page: Page) -> Stall:
    """The stall on the screen: three answers and the reading; an expired certificate is written down first."""
    rows = page.locator(".quick-row")
    expect(rows).to_have_count(3)
    expect(page.locator('.quick-row [aria-pressed="true"]')).to_have_count(0)
    number, before, expired = number_shown(page), taps(page), page.locator(".run-validity .btn.danger")
    is_in_order = expired.count() == 0
    if not is_in_order:
        _write_down(page, int(re.sub(r"\D", "", number)))
    for row in rows.all():
        row.get_by_role("button", name="符合", exact=True).tap()
    page.locator(".run-reading button").tap()
    type_keys(page, "1.000")
    page.locator(".keypad .go").tap()
    expect(page.locator(".run-head .number").filter(has_text=number)).to_have_count(0)
    return Stall(number, taps(page) - before, is_in_order)


def _write_down(page: Page, seed: int) -> None:
    """The scale's certificate has run out, or it failed, or nobody knows of one: photo and order to stop using it."""
    page.locator(".run-validity .btn.danger").tap()
    panel = page.locator(".run-validity .finding-panel")
    panel.locator("input[type=file]").last.set_input_files([photo(seed)])  # type: ignore[list-item]
    expect(panel.locator(".photo")).to_have_count(1)
    panel.get_by_role("button", name="责令停止使用").tap()


def find_stall(page: Page, visit: str, number: str) -> None:
    """To a stall by its number, typed."""
    page.goto(f"/app/visit/{visit}/stalls")
    page.get_by_label("摊位号或名称").fill(number)
    rows = page.locator(".stall-list a")
    expect(rows).to_have_count(1)
    rows.first.tap()
    expect(page.locator(".run-head .number")).to_have_text(number)


def grow(origin: str, market: str, division: str, wanted: int, known: int) -> None:
    """Stalls with a scale each, registered at the desk, until the market has as many as wanted."""
    desk, on = FieldClient(origin, "city-head"), datetime.now(ZoneInfo("Asia/Shanghai")).date()
    for order in range(known + 1, wanted + 1):
        stall = made(desk, "premises", {
            "parent_id": market, "kind": "stall", "name": f"新区第{order}摊（样例）", "position_no": f"新区 {order:03}",
            "walking_order": order * 10, "division": division})
        made(desk, "instruments", {
            "kind": "nawi", "name": "电子计价秤", "model": "ACS-30", "accuracy_class": "III", "purpose": "trade",
            "serial_number": f"YLN2026{order:05}", "manufacturer": "样例衡器厂", "premises_id": stall,
            "parameters": {"maximum_capacity": "30", "minimum_capacity": "0.2", "verification_scale_interval": "0.01",
                           "actual_scale_interval": "0.01", "unit": "kg"},
            "certificate_number": f"样例-{order:05}", "verified_on": (on - timedelta(days=30)).isoformat(),
            "valid_until": (on + timedelta(days=300)).isoformat(), "institution": "样例计量检定机构",
            "verification_result": "conforming"})


def made(desk: FieldClient, what: str, state: dict[str, Any]) -> str:
    answer = desk.post(f"/api/v1/{what}", json.dumps({"id": uuid7(), **state}).encode())
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return str(answer.get_json()["id"])
