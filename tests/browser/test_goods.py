"""The quantity of goods without a network: packs, a lot, a short sale and a ring; the server judges the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import on_the_phone as inspector
from tests.browser.axe import without_barriers
from tests.browser.field import FieldClient
from tests.browser.market_run import made
from tests.browser.test_journey import query

HUANGLING = "610632"  # a division where no other journey walks
TEN = ("498", "499", "500", "501", "497", "499", "480", "498", "499", "500")  # one of them short by more than T
Shot = Callable[[Page, str], None]


@pytest.fixture
def shot(shot: Shot) -> Shot:
    """Every step is kept as a picture, and keeps nobody out."""
    return without_barriers(shot)


@dataclass(frozen=True)
class Places:
    supermarket: str
    market: str
    stall: str


@pytest.fixture
def places(demo: str) -> Places:
    """A supermarket, and a market with one stall."""
    desk = FieldClient(demo, "city-head")

    def place(kind: str, name: str, parent: str | None = None) -> str:
        return made(desk, "premises", {"parent_id": parent, "kind": kind, "name": name, "position_no": name[:3],
                                       "walking_order": 1, "division": HUANGLING})

    market = place("market", "桥山集贸市场（样例）")
    return Places(place("supermarket", "轩辕超市（样例）"), market, place("stall", "李记干果（样例）", market))


def test_packs_a_lot_a_short_sale_and_a_ring(
        demo: str, phone: BrowserContext, places: Places, demo_data: Path, shot: Shot) -> None:
    page = phone.new_page()
    inspector.sign_in(page, "city1")
    page.goto(f"/app/premises/{places.supermarket}")
    expect(page.get_by_role("link", name="开始检查")).to_be_visible(timeout=inspector.SLOW)
    phone.set_offline(True)
    visit = inspector.begin_visit(page, "样例-0002")
    shot(page, "01-visit")
    page.get_by_role("link", name="商品量检查").click()
    expect(page.get_by_text("本次检查还没有查过商品")).to_be_visible()
    shot(page, "02-none-yet")
    _a_pack(page, shot)
    _a_lot(page, shot)
    _a_short_sale(page, shot)
    _a_ring(page, shot)
    expect(page.locator(".visit-part")).to_have_count(4)
    shot(page, "20-list")
    _corrected(page, shot)
    page.goto(f"/app/visit/{visit}")
    expect(page.get_by_text("已查 4 种")).to_be_visible()
    shot(page, "23-visit")
    page.goto(f"/app/visit/{visit}/sign")
    for line in ("商品量检查：延河挂面 500 g（样例）。", "短缺量 15 g，允许短缺量 15 g，短缺量未超出允许短缺量",
                 "超出抽样方案的规定", "短少量超出负偏差"):
        expect(page.get_by_text(line).first).to_be_visible()
    assert "合格" not in page.locator(".record-text").first.inner_text()
    shot(page, "24-record")

    page.get_by_text("短少量超出负偏差").first.scroll_into_view_if_needed()
    shot(page, "25-record-below")
    phone.set_offline(False)
    inspector.upload(page, "city1")
    found = {check["note"]: check for check in _checks(demo_data, visit)}
    assert {name: [one["verdict"] for one in check["server"]] for name, check in found.items()} == {
        "延河挂面 500 g（样例）": ["ok", "pass"], "黄土小米 500 g（样例）": ["fail"],
        "猪里脊（样例）": ["fail", "pass"], "足金戒指（样例）": ["fail"]}
    for check in found.values():
        assert [one["phone"] for one in check["phone"]] == check["server"]
        assert check["differ"] == 0


def _checks(data: Path, visit: str) -> list[dict[str, Any]]:
    """The checks of a visit that hold, as the server keeps them."""
    rows = query(data, "select c.note, c.measurements, c.server_evaluation, c.evaluators_differ, c.premises_id "
                 "from inspection_check c where c.inspection_id = ? and not exists "
                 "(select 1 from inspection_check n where n.replaces = c.id)", visit)
    return [{"note": note, "phone": json.loads(phone), "server": json.loads(server), "differ": differ, "at": at}
            for note, phone, server, differ, at in rows]


def _begin(page: Page, name: str, *choices: str, shot: Shot | None = None) -> None:
    """Name of the goods, what is checked, and what its rule must know."""
    page.get_by_role("link", name="检查一种商品").click()
    start = page.get_by_role("button", name="开始测量")
    expect(start).to_be_disabled()
    page.get_by_label("商品名称").fill(name)
    for choice in choices:
        page.get_by_role("button", name=choice, exact=True).click()
    if shot:
        shot(page, f"00-{choices[0]}")
    start.click()
    expect(page.locator(".keypad")).to_be_visible()


def _read(page: Page, *texts: str) -> None:
    """One reading after another: digits, then the big key."""
    for text in texts[:-1]:
        inspector.type_keys(page, text)
        page.locator(".keypad .go").click()
    inspector.type_keys(page, texts[-1])


def _says(page: Page, words: str) -> None:
    expect(page.locator(".verdict-panel h2")).to_have_text(words)


def _is_recorded(page: Page, words: str) -> None:
    """Back on the list, and no longer a draft."""
    expect(page.get_by_role("link", name="检查一种商品")).to_be_visible()
    expect(page.get_by_text("未完成")).to_have_count(0)
    expect(page.locator(".visit-part").filter(has_text=words)).to_have_count(1)


def _a_pack(page: Page, shot: Shot) -> None:
    """Short by more than 2 T while typed wrongly, by T exactly when it is right; then the height of the characters."""
    _begin(page, "延河挂面 500 g（样例）", "定量包装 单件", "g", shot=shot)
    shot(page, "03-pack")
    _read(page, "500", "48")
    _says(page, "短缺量大于 2 T")
    expect(page.get_by_text("与应有的量相差一半以上")).to_be_visible()
    shot(page, "04-implausible")
    inspector.type_keys(page, "1")
    _says(page, "短缺量大于 T，不大于 2 T")
    expect(page.get_by_text("与应有的量相差一半以上")).to_have_count(0)
    page.get_by_role("button", name="删除一位").click()
    inspector.type_keys(page, "5")
    _says(page, "短缺量未超出允许短缺量 T")
    shot(page, "05-pack-judged")
    page.get_by_role("button", name="查看计算").click()
    shot(page, "06-trace")
    page.get_by_role("button", name="关闭").click()
    page.locator(".keypad .go").click()
    inspector.type_keys(page, "4")
    _says(page, "单位和字符高度达到规定")
    shot(page, "07-marking")
    page.locator(".keypad .go").click()
    _is_recorded(page, "未发现问题")


def _a_lot(page: Page, shot: Shot) -> None:
    """Thirty packs: the plan asks for ten; the page is loaded again after six; one short by more than T is too many."""
    _begin(page, "黄土小米 500 g（样例）", "定量包装 批量", "g")
    _read(page, "500", "30")
    expect(page.get_by_text("须抽 10 件，允许 0 件短缺量大于 T")).to_be_visible()
    shot(page, "08-plan")
    page.locator(".keypad .go").click()
    _read(page, *TEN[:6])
    expect(page.get_by_text("已称 6 件，共 10 件")).to_be_visible()
    inspector.on_disk(page, "item.6", TEN[5])
    page.reload()
    expect(page.get_by_text("称第 7 件")).to_be_visible()
    inspector.type_keys(page, TEN[6])
    _says(page, "短缺量大于 T，不大于 2 T")
    expect(page.get_by_text("大于 T：1 件（允许 0 件）")).to_be_visible()
    shot(page, "09-seventh")
    page.locator(".keypad .go").click()
    _read(page, *TEN[7:])
    _says(page, "本批超出抽样方案规定")
    shot(page, "10-lot-judged")
    page.get_by_role("button", name="到此完成").click()
    _is_recorded(page, "黄土小米")


def _a_short_sale(page: Page, shot: Shot) -> None:
    _begin(page, "猪里脊（样例）", "零售称重", "肉、蛋、禽、水产、糕点、糖果、调味品或高于6元至30元/kg的食品",
           "高准确度计量器具核称", shot=shot)
    _read(page, "1.000", "0.985")
    _says(page, "短少量超出负偏差")
    shot(page, "11-short-sale")
    page.locator(".keypad .go").click()
    _read(page, "29.80", "29.80")
    _says(page, "金额在允许偏差内")
    shot(page, "12-amount")
    page.locator(".keypad .go").click()
    _is_recorded(page, "猪里脊")


def _a_ring(page: Page, shot: Shot) -> None:
    _begin(page, "足金戒指（样例）", "金银饰品", "金饰品")
    _read(page, "25.00", "24.98")
    _says(page, "短少量超出负偏差")
    shot(page, "13-ring")
    page.locator(".keypad .go").click()
    _is_recorded(page, "足金戒指")


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
    _is_recorded(page, "足金戒指")
    page.get_by_text("足金戒指").click()
    expect(page.get_by_text("核称重量 24.97 g")).to_be_visible()
    shot(page, "22-corrected")


def test_goods_of_a_stall_are_found_from_the_stall(
        demo: str, phone: BrowserContext, places: Places, demo_data: Path, shot: Shot) -> None:
    page = phone.new_page()
    inspector.sign_in(page, "city1")
    page.goto(f"/app/premises/{places.market}")
    expect(page.get_by_role("link", name="开始检查")).to_be_visible(timeout=inspector.SLOW)
    phone.set_offline(True)
    visit = inspector.begin_visit(page, "样例-0002")
    page.goto(f"/app/visit/{visit}/run/{places.stall}")
    page.get_by_role("link", name="商品量检查").click()
    _begin(page, "核桃（样例）", "零售称重", "粮食、蔬菜、水果或不高于6元/kg的食品", "等准确度计量器具核称")
    _read(page, "1.000", "0.96")
    _says(page, "短少量未超出负偏差")
    inspector.on_disk(page, "recheck", "0.96")
    page.go_back()  # what was typed is there, wherever one comes from
    page.goto(f"/app/visit/{visit}")
    expect(page.get_by_role("link", name="未完成的检查")).to_be_visible()
    shot(page, "01-gap")
    page.get_by_role("link", name="未完成的检查").click()
    expect(page.get_by_text("录入秤上的单价")).to_be_visible()  # it goes on after what was read
    page.get_by_role("button", name="上一项").click()
    _says(page, "短少量未超出负偏差")
    page.get_by_role("button", name="到此完成").click()
    _is_recorded(page, "核桃（样例）")
    shot(page, "02-stall")
    phone.set_offline(False)
    inspector.upload(page, "city1")
    (check,) = _checks(demo_data, visit)
    assert (check["at"], [one["verdict"] for one in check["server"]]) == (places.stall, ["pass"])
