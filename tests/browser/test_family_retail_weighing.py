"""Retail weighing without a network: a short sale re-checked, its amount, a ring; and goods of a market's stall."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import family
from tests.browser import on_the_phone as inspector
from tests.browser.axe import without_barriers
from tests.browser.field import FieldClient
from tests.browser.goods import Shot, begin, checks_of, is_recorded, place, read, says


@pytest.fixture
def shot(shot: Shot) -> Shot:
    """Every step is kept as a picture, and keeps nobody out."""
    return without_barriers(shot)


@dataclass(frozen=True)
class Places:
    shop: str
    market: str
    stall: str


@pytest.fixture
def places(demo: str) -> Places:
    """A shop, and a market with one stall."""
    desk = FieldClient(demo, "city-head")
    market = place(desk, "market", "桥山集贸市场（样例）")
    return Places(place(desk, "shop", "桥山肉铺金店（样例）"), market, place(desk, "stall", "李记干果（样例）", market))


def test_a_short_sale_and_a_ring(demo: str, phone: BrowserContext, places: Places, demo_data: Path,
                                 desk: BrowserContext, shot: Shot) -> None:
    page = phone.new_page()
    inspector.sign_in(page, "city1")
    page.goto(f"/app/premises/{places.shop}")
    expect(page.get_by_role("link", name="开始检查")).to_be_visible(timeout=inspector.SLOW)
    family.cut(phone, page)
    visit = inspector.begin_visit(page, "样例-0002")
    page.get_by_role("link", name="商品量检查").click()
    _a_short_sale(page, shot)
    _a_ring(page, shot)
    shot(page, "20-list")
    _corrected(page, shot)
    family.record_reads(page, visit, "结算重量 1.000 kg，核称重量 0.985 kg，短少 15 g，允许 5 g",
                        "显示 29.80 元，相差 0 元，允许 ±0.005 元，在允许偏差内",
                        "金饰品结算重量 25.00 g，核称重量 24.97 g，短少 0.03 g，负偏差 0.01 g，短少量超出负偏差")
    shot(page, "23-record")
    family.hand_over(phone, page, "city1")
    found = {check["note"]: check for check in checks_of(demo_data, visit)}
    assert {name: [one["verdict"] for one in check["server"]] for name, check in found.items()} == {
        "猪里脊（样例）": ["fail", "pass"], "足金戒指（样例）": ["fail"]}
    assert all(check["differ"] == 0 for check in found.values())
    _office_agrees(desk, visit, shot)


def _office_agrees(desk: BrowserContext, visit: str, shot: Shot) -> None:
    """Sale, amount and ring at the desk; the check that was replaced is not counted."""
    office = family.open_record(desk, visit)
    expect(office.locator("details.check")).to_have_count(2)
    family.office_says(office, "零售商品称重短缺", "超出", "(m_settled − m_actual) × 1000", "15 g 大于 5 g",
                       "零售商品称重计量监督管理办法-2020 附表1")
    family.office_says(office, "计价金额", "在允许范围内", "A = p × m", "在 ±0.005 元 之内", "OIML R 76-1-2006")
    family.office_says(office, "金银饰品称重短缺", "超出", "0.03 g 大于 0.01 g",
                       "零售商品称重计量监督管理办法-2020 附表2")
    shot(office, "24-office")


def _a_short_sale(page: Page, shot: Shot) -> None:
    begin(page, "猪里脊（样例）", "零售称重", "肉、蛋、禽、水产、糕点、糖果、调味品或高于6元至30元/kg的食品",
           "高准确度计量器具核称", shot=shot)
    read(page, "1.000", "98.5")
    family.refuses(page, "数值超出允许填写的范围")
    shot(page, "10-slipped-point")
    page.get_by_role("button", name="清空").click()
    inspector.type_keys(page, "0.985")
    family.says(page, "短少量超出负偏差", "15 g", "应不大于 5 g", clause="零售商品称重计量监督管理办法-2020 附表1")
    shot(page, "11-short-sale")
    page.locator(".keypad .go").click()
    read(page, "29.80", "29.80")
    family.says(page, "金额在允许偏差内", "0 元", "允许 ±0.005 元", clause="OIML R 76-1-2006")
    shot(page, "12-amount")
    page.locator(".keypad .go").click()
    is_recorded(page, "猪里脊")


def _a_ring(page: Page, shot: Shot) -> None:
    begin(page, "足金戒指（样例）", "金银饰品", "金饰品")
    read(page, "25.00", "24.98")
    family.says(page, "短少量超出负偏差", "0.02 g", "应不大于 0.01 g", clause="零售商品称重计量监督管理办法-2020 附表2")
    shot(page, "13-ring")
    page.locator(".keypad .go").click()
    is_recorded(page, "足金戒指")


def _corrected(page: Page, shot: Shot) -> None:
    """A check is looked at, and corrected by one that begins with what was typed."""
    page.get_by_text("足金戒指").click()
    expect(page.get_by_text("金饰品结算重量 25.00 g，核称重量 24.98 g")).to_be_visible()
    shot(page, "21-recorded")
    page.get_by_role("button", name="更正").click()
    expect(page.locator(".reading.active")).to_contain_text("24.98")
    page.get_by_role("button", name="删除一位").click()
    inspector.type_keys(page, "7")
    page.locator(".keypad .go").click()
    is_recorded(page, "足金戒指")
    page.get_by_text("足金戒指").click()
    expect(page.get_by_text("核称重量 24.97 g")).to_be_visible()
    shot(page, "22-corrected")


def test_goods_of_a_stall_are_found_from_the_stall(
        demo: str, phone: BrowserContext, places: Places, demo_data: Path, shot: Shot) -> None:
    page = phone.new_page()
    inspector.sign_in(page, "city1")
    page.goto(f"/app/premises/{places.market}")
    expect(page.get_by_role("link", name="开始检查")).to_be_visible(timeout=inspector.SLOW)
    family.cut(phone, page)
    visit = inspector.begin_visit(page, "样例-0002")
    page.goto(f"/app/visit/{visit}/run/{places.stall}")
    page.get_by_role("link", name="商品量检查").click()
    begin(page, "核桃（样例）", "零售称重", "粮食、蔬菜、水果或不高于6元/kg的食品", "等准确度计量器具核称")
    read(page, "1.000", "0.96")
    says(page, "短少量未超出负偏差")
    inspector.on_disk(page, "recheck", "0.96")
    page.go_back()  # what was typed is there, wherever one comes from
    page.goto(f"/app/visit/{visit}")
    expect(page.get_by_role("link", name="未完成的检查")).to_be_visible()
    shot(page, "01-gap")
    page.get_by_role("link", name="未完成的检查").click()
    expect(page.get_by_text("录入秤上的单价")).to_be_visible()  # it goes on after what was read
    page.get_by_role("button", name="上一项").click()
    says(page, "短少量未超出负偏差")
    page.get_by_role("button", name="到此完成").click()
    is_recorded(page, "核桃（样例）")
    shot(page, "02-stall")
    family.hand_over(phone, page, "city1")
    (check,) = checks_of(demo_data, visit)
    assert (check["at"], [one["verdict"] for one in check["server"]]) == (places.stall, ["pass"])
