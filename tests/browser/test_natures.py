"""The nature of a result, without a network: an officer's excess and what it calls for; an institution's test."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import at_the_desk
from tests.browser import on_the_phone as inspector
from tests.browser.axe import without_barriers
from tests.browser.field import FieldClient
from tests.browser.market_run import made
from tests.browser.test_journey import query

HUANGLING = "610632"
INSTITUTION, PERSON, NUMBER = "黄陵县计量测试所（样例）", "样例检测员", "样例-检-2026-017"
TODAY = date.today()
Shot = Callable[[Page, str], None]


@pytest.fixture
def shot(shot: Shot) -> Shot:
    """Every step is kept as a picture, and keeps nobody out."""
    return without_barriers(shot)


@dataclass(frozen=True)
class Shop:
    id: str
    scales: tuple[str, str, str]


@pytest.fixture
def shop(demo: str) -> Shop:
    """A supermarket with three verified scales."""
    desk = FieldClient(demo, "city-head")
    place = made(desk, "premises", {"parent_id": None, "kind": "supermarket", "name": "桥山超市（样例）",
                                    "division": HUANGLING})
    parameters = {"maximum_capacity": "30", "minimum_capacity": "0.2", "verification_scale_interval": "0.01",
                  "actual_scale_interval": "0.01", "unit": "kg"}
    scales = [made(desk, "instruments", {
        "kind": "nawi", "name": "电子计价秤", "model": "ACS-30", "accuracy_class": "III", "purpose": "trade",
        "serial_number": f"QS2026000{number}", "manufacturer": "样例衡器厂", "premises_id": place,
        "parameters": parameters, "certificate_number": f"样例-检定-{number}",
        "verified_on": (TODAY - timedelta(days=30)).isoformat(),
        "valid_until": (TODAY + timedelta(days=300)).isoformat(), "institution": "样例计量检定机构",
        "verification_result": "conforming"}) for number in (1, 2, 3)]
    return Shop(place, (scales[0], scales[1], scales[2]))


def test_an_excess_and_an_institutions_test(
        phone: BrowserContext, desk: BrowserContext, shop: Shop, demo_data: Path, shot: Shot) -> None:
    page = phone.new_page()
    inspector.sign_in(page, "city1")
    page.goto(f"/app/premises/{shop.id}")
    expect(page.get_by_role("link", name="开始检查")).to_be_visible(timeout=inspector.SLOW)
    phone.set_offline(True)
    visit = inspector.begin_visit(page, "样例-0002", "YL32-F2")
    _an_excess(page, visit, shop, shot)
    _what_it_calls_for(page, visit, shop, shot)
    _an_institutions_test(page, visit, shop, shot)
    _once_more_with_one_tap(page, visit, shop, shot)
    _read_aloud(page, visit, shot)
    _in_english(page, visit, shop, shot)
    phone.set_offline(False)
    inspector.upload(page, "city1")
    _as_the_office_has_it(demo_data, visit)
    office = desk.new_page()
    at_the_desk.sign_in(office, "city-head", f"/desk/review/{visit}")
    for check in office.locator("details.check").all():
        check.evaluate("one => { one.open = true }")
    expect(office.locator(".nature").filter(has_text="现场检查")).to_have_count(1)
    expect(office.locator(".nature").filter(has_text=f"技术机构检测 {INSTITUTION} · 检测人员 {PERSON} · "
                                                     f"证书编号 {NUMBER}")).to_have_count(2)
    expect(office.get_by_text("检定结论（证书 样例-检定-1）：合格")).to_be_visible()
    for words in ("送法定检定机构检定", "建议暂停使用"):
        expect(office.get_by_text(words).first).to_be_visible()
    office.locator(".nature").first.scroll_into_view_if_needed()
    shot(office, "30-desk")
    office.locator(".nature").last.scroll_into_view_if_needed()
    shot(office, "31-desk-below")


def _weigh(page: Page, reading: str) -> None:
    """The quick check of a scale: one weight, one reading."""
    page.get_by_role("button", name="快速筛查").click()
    expect(page.locator(".keypad")).to_be_visible()
    inspector.type_keys(page, reading)


def _an_excess(page: Page, visit: str, shop: Shop, shot: Shot) -> None:
    page.goto(f"/app/visit/{visit}/measure/{shop.scales[0]}")
    line = page.locator(".tester-line")
    expect(line).to_contain_text("现场检查")
    shot(page, "01-identity")
    _weigh(page, "1.05")
    expect(page.locator(".verdict-panel h2")).to_have_text("示值误差超出最大允许误差")
    shot(page, "02-exceeds")
    page.locator(".keypad .go").click()
    page.wait_for_url(f"**/visit/{visit}")


def _what_it_calls_for(page: Page, visit: str, shop: Shop, shot: Shot) -> None:
    """One tap each, on the page of the scale and on that of the visit; once decided, no more."""
    offers, measures = page.locator(".excess-offers button"), page.locator(".measures-panel li")
    expect(offers).to_have_text(["送法定检定机构检定", "建议暂停使用"])
    expect(measures).to_have_count(0)
    page.locator(".excess-offers").scroll_into_view_if_needed()
    shot(page, "03-offered")
    page.goto(f"/app/visit/{visit}/measure/{shop.scales[0]}")
    expect(offers).to_have_count(2)
    shot(page, "04-offered-on-its-page")
    offers.first.click()
    expect(offers).to_have_text(["建议暂停使用"])
    page.goto(f"/app/visit/{visit}")
    expect(measures).to_have_count(1)
    offers.first.click()
    expect(offers).to_have_count(0)
    expect(measures).to_have_count(2)
    measures.last.get_by_role("button", name="修改措施").click()
    dialog = page.get_by_role("dialog", name="修改措施")
    told = dialog.get_by_label("措施内容")
    expect(told).to_have_value("电子计价秤 ACS-30（编号 QS20260001）现场检查超出最大允许误差，至检定结论作出为止")
    shot(page, "05-changing")
    told.fill("QS20260001 号秤先用备用秤")
    dialog.get_by_role("button", name="保存").click()
    expect(measures.last).to_contain_text("先用备用秤")
    page.reload()
    expect(measures).to_have_count(2)
    expect(offers).to_have_count(0)
    shot(page, "06-taken")


def _an_institutions_test(page: Page, visit: str, shop: Shop, shot: Shot) -> None:
    page.goto(f"/app/visit/{visit}/measure/{shop.scales[1]}")
    line = page.locator(".tester-line")
    line.get_by_role("button", name="由技术机构检测").click()
    sheet = page.get_by_role("dialog", name="技术机构检测")
    keep = sheet.get_by_role("button", name="保存")
    for label, text in (("技术机构名称", INSTITUTION), ("检测人员", PERSON), ("证书或者报告编号", NUMBER)):
        expect(keep).to_be_disabled()
        sheet.get_by_label(label).fill(text)
    shot(page, "10-sheet")
    keep.click()
    expect(line).to_contain_text(NUMBER)
    page.reload()
    expect(line).to_contain_text(INSTITUTION)
    _weigh(page, "1.05")
    expect(line).to_contain_text(PERSON)
    expect(page.locator(".verdict-panel h2")).to_have_text("示值误差超出最大允许误差")
    shot(page, "11-measuring")
    page.locator(".keypad .go").click()
    page.wait_for_url(f"**/visit/{visit}")
    expect(page.locator(".excess-offers button")).to_have_text(["报请注销检定印、证", "建议暂停使用"])
    shot(page, "12-offered")
    page.goto(f"/app/visit/{visit}/measure/{shop.scales[1]}")
    expect(line).to_contain_text(NUMBER)
    shot(page, "13-recorded")


def _once_more_with_one_tap(page: Page, visit: str, shop: Shop, shot: Shot) -> None:
    page.goto(f"/app/visit/{visit}/measure/{shop.scales[2]}")
    again = page.get_by_role("button", name=f"仍由{INSTITUTION}检测")
    expect(again).to_be_visible()
    shot(page, "14-again")
    again.click()
    expect(page.locator(".tester-line")).to_contain_text(NUMBER)
    _weigh(page, "1.00")
    page.locator(".keypad .go").click()
    page.wait_for_url(f"**/visit/{visit}")
    page.goto(f"/app/visit/{visit}/measure/{shop.scales[2]}")
    page.get_by_role("button", name="更正").click()
    expect(page.locator(".tester-line").get_by_role("button", name="更改")).to_be_visible()
    expect(page.locator(".tester-line")).to_contain_text(NUMBER)
    page.locator(".tester-line").get_by_role("button", name="更改").click()
    shot(page, "15-change")
    page.get_by_role("dialog", name="技术机构检测").get_by_role("button", name="取消").click()


def _read_aloud(page: Page, visit: str, shot: Shot) -> None:
    page.goto(f"/app/visit/{visit}/sign")
    record = page.locator(".record-text").first
    expect(record).to_contain_text("检定结论（证书 样例-检定-1）：合格，检定有效期至")
    expect(record).to_contain_text("现场检查：1 kg 砝码示值 1.050 kg")
    expect(record).to_contain_text(f"技术机构检测（{INSTITUTION}，检测人员 {PERSON}，证书编号 {NUMBER}）：")
    expect(record).to_contain_text("送法定检定机构检定：电子计价秤 ACS-30（编号 QS20260001）现场检查超出最大允许误差。")
    expect(record).to_contain_text("建议暂停使用：QS20260001 号秤先用备用秤。")
    for said in record.inner_text().split("检定结论（证书")[1:]:
        assert said.split("：", 1)[1].startswith(("合格，", "不合格，"))
    assert record.inner_text().count("合格") == 3, "the conclusion of each verification, and nothing else"
    page.get_by_text("技术机构检测（").first.scroll_into_view_if_needed()
    shot(page, "20-record")


def _in_english(page: Page, visit: str, shop: Shop, shot: Shot) -> None:
    """The same pages for who reads English; the record that is read aloud has it beside the Chinese."""
    page.goto("/app/me")
    page.get_by_role("button", name="English").click()
    page.goto(f"/app/visit/{visit}/measure/{shop.scales[1]}")
    expect(page.locator(".excess-offers button")).to_have_text(
        ["Ask to cancel verification marks", "Advise to suspend use"])
    shot(page, "21-english")
    page.get_by_role("button", name="Correct").click()
    page.locator(".tester-line").get_by_role("button", name="Change").click()
    expect(page.get_by_role("dialog", name="Test by a technical institution")).to_be_visible()
    shot(page, "22-english-sheet")
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    page.goto(f"/app/visit/{visit}/sign")
    expect(page.locator(".record-text").first).to_contain_text(f"test by a technical institution ({INSTITUTION}")
    page.get_by_text("technical institution (").first.scroll_into_view_if_needed()
    shot(page, "23-english-record")
    page.goto("/app/me")
    page.get_by_role("button", name="中文").click()


def _as_the_office_has_it(data: Path, visit: str) -> None:
    rows = query(data, "select measurements, server_evaluation, evaluators_differ, conclusion from inspection_check "
                 "where inspection_id = ? order by created_at, id", visit)
    found = [(json.loads(measured)[0], json.loads(judged)[0], differ, said) for measured, judged, differ, said in rows]
    tester = {"institution": INSTITUTION, "person": PERSON, "certificate_number": NUMBER}
    assert [(one["nature"], one.get("tester"), judged["verdict"], differ, said)
            for one, judged, differ, said in found] == [
        ("officer_check", None, "fail", 0, "nonconforming"), ("institution_test", tester, "fail", 0, "nonconforming"),
        ("institution_test", tester, "pass", 0, "conforming")]
