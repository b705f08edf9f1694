"""Net quantity without a network: a pack, one that no table knows, and a lot; the office judges the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import family
from tests.browser import on_the_phone as inspector
from tests.browser.axe import without_barriers
from tests.browser.field import FieldClient
from tests.browser.goods import Shot, begin, checks_of, is_recorded, place, read, says

TEN = ("498", "499", "500", "501", "497", "499", "480", "498", "499", "500")  # one of them short by more than T
MEASURES_2023 = "定量包装商品计量监督管理办法-2023"


@pytest.fixture
def shot(shot: Shot) -> Shot:
    """Every step is kept as a picture, and keeps nobody out."""
    return without_barriers(shot)


@pytest.fixture
def supermarket(demo: str) -> str:
    return place(FieldClient(demo, "city-head"), "supermarket", "轩辕超市（样例）")


def test_packs_and_a_lot(demo: str, phone: BrowserContext, supermarket: str, demo_data: Path, desk: BrowserContext,
                         shot: Shot) -> None:
    page = phone.new_page()
    inspector.sign_in(page, "city1")
    page.goto(f"/app/premises/{supermarket}")
    expect(page.get_by_role("link", name="开始检查")).to_be_visible(timeout=inspector.SLOW)
    family.cut(phone, page)
    visit = inspector.begin_visit(page, "样例-0002")
    shot(page, "01-visit")
    page.get_by_role("link", name="商品量检查").click()
    expect(page.get_by_text("本次检查还没有查过商品")).to_be_visible()
    shot(page, "02-none-yet")
    _a_pack(page, shot)
    _a_lot(page, shot)
    page.goto(f"/app/visit/{visit}")
    expect(page.get_by_text("已查 2 种")).to_be_visible()
    family.record_reads(page, visit, "商品量检查：延河挂面 500 g（样例）。",
                        "短缺量 15 g，允许短缺量 15 g，短缺量未超出允许短缺量",
                        "平均实际含量 497.1 g，应不小于 493.710 g；"
                        "短缺量大于允许短缺量、不大于其 2 倍的 1 件，允许 0 件")
    assert "合格" not in page.locator(".record-text").first.inner_text()
    shot(page, "11-record")
    family.hand_over(phone, page, "city1")
    _judged_alike(demo_data, visit)
    _office_agrees(desk, visit, shot)


def _judged_alike(data: Path, visit: str) -> None:
    found = {check["note"]: check for check in checks_of(data, visit)}
    assert {name: [one["verdict"] for one in check["server"]] for name, check in found.items()} == {
        "延河挂面 500 g（样例）": ["ok", "pass"], "黄土小米 500 g（样例）": ["fail"]}
    for check in found.values():
        assert [one["phone"] for one in check["phone"]] == check["server"]
        assert check["differ"] == 0


def _office_agrees(desk: BrowserContext, visit: str, shot: Shot) -> None:
    """Pack, marking and lot at the desk."""
    office = family.open_record(desk, visit)
    family.office_says(office, "定量包装商品单件净含量", "短缺量未超出 T", "D = Q_n − q", "不大于 15 g", MEASURES_2023)
    family.office_says(office, "定量包装商品净含量标注", "在允许范围内", "不小于 4 mm", MEASURES_2023)
    family.office_says(office, "定量包装商品检验批", "超出", "Q_n − λ·s", "不小于 493.71041 g", "1 大于 0", "附表4")
    shot(office, "12-office")


def _a_pack(page: Page, shot: Shot) -> None:
    """Short by more than 2 T while typed wrongly, by T exactly when it is right; then the height of the characters."""
    begin(page, "延河挂面 500 g（样例）", "定量包装 单件", "g", shot=shot)
    shot(page, "03-pack")
    read(page, "60000", "500")
    family.refuses(page, "数值超出规程表格的范围")
    shot(page, "03-beyond-the-table")
    page.locator(".reading").first.click()
    page.get_by_role("button", name="清空").click()
    inspector.type_keys(page, "500")
    page.locator(".reading").nth(1).click()
    page.get_by_role("button", name="清空").click()
    inspector.type_keys(page, "48")
    says(page, "短缺量大于 2 T")
    expect(page.get_by_text("与应有的量相差一半以上")).to_be_visible()
    shot(page, "04-implausible")
    inspector.type_keys(page, "1")
    family.says(page, "短缺量大于 T，不大于 2 T", "19 g", "应不大于 15 g", clause=MEASURES_2023)
    expect(page.get_by_text("与应有的量相差一半以上")).to_have_count(0)
    page.get_by_role("button", name="删除一位").click()
    inspector.type_keys(page, "5")
    family.says(page, "短缺量未超出允许短缺量 T", "15 g", "应不大于 15 g", clause=MEASURES_2023)
    shot(page, "05-pack-judged")
    page.get_by_role("button", name="查看计算").click()
    shot(page, "06-trace")
    page.get_by_role("button", name="关闭").click()
    page.locator(".keypad .go").click()
    inspector.type_keys(page, "4")
    family.says(page, "单位和字符高度达到规定", "4 mm", "应不小于 4 mm", clause=MEASURES_2023)
    shot(page, "07-marking")
    page.locator(".keypad .go").click()
    is_recorded(page, "未发现问题")


def _a_lot(page: Page, shot: Shot) -> None:
    """Thirty packs: the plan asks for ten; the page is loaded again after six; one short by more than T is too many."""
    begin(page, "黄土小米 500 g（样例）", "定量包装 批量", "g")
    read(page, "500", "30")
    expect(page.get_by_text("须抽 10 件，允许 0 件短缺量大于 T")).to_be_visible()
    shot(page, "08-plan")
    page.locator(".keypad .go").click()
    read(page, *TEN[:6])
    expect(page.get_by_text("已称 6 件，共 10 件")).to_be_visible()
    inspector.on_disk(page, "item.6", TEN[5])
    page.reload()
    expect(page.get_by_text("称第 7 件")).to_be_visible()
    inspector.type_keys(page, TEN[6])
    says(page, "短缺量大于 T，不大于 2 T")
    expect(page.get_by_text("大于 T：1 件（允许 0 件）")).to_be_visible()
    shot(page, "09-seventh")
    page.locator(".keypad .go").click()
    read(page, *TEN[7:])
    family.says(page, "仅供参考：本批超出抽样方案规定", "1", "应不大于 0", clause="附表4")
    shot(page, "10-lot-judged")
    page.get_by_role("button", name="到此完成").click()
    is_recorded(page, "黄土小米")
