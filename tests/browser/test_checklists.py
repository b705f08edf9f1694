"""A combined visit on the phone: the lists the place asks for, one opened by hand, and no item asked twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import on_the_phone as inspector
from tests.browser.axe import without_barriers
from tests.browser.test_journey import query

Shot = Callable[[Page, str], None]


@pytest.fixture
def shot(shot: Shot) -> Shot:
    """Every step is kept as a picture, and keeps nobody out."""
    return without_barriers(shot)


def new_place(page: Page, kind: str, name: str) -> None:
    """A place the ledger does not know, added on the spot."""
    page.goto("/app/register")
    page.get_by_label("场所类型").select_option(kind)
    page.get_by_label("名称", exact=True).fill(name)
    page.get_by_role("button", name="保存").click()
    page.wait_for_url("**/premises/*")


def answer_all(page: Page, title: str) -> list[str]:
    """Every item of one list 符合; the codes that were asked."""
    page.get_by_role("link", name=title).click()
    expect(page.locator(".segmented").first).to_be_visible()
    rows = page.locator(".checklist-item")
    codes = [str(row.get_attribute("id")).removeprefix("item-") for row in rows.all()]
    for row in rows.all():
        row.get_by_role("button", name="符合", exact=True).click()
    page.get_by_role("button", name="完成检查").click()
    page.wait_for_url(lambda address: "/checklist" not in address)
    return codes


def test_a_supermarket_is_asked_two_lists_and_a_third_by_hand(
        demo: str, demo_data: Path, phone: BrowserContext, shot: Shot) -> None:
    page = phone.new_page()
    inspector.sign_in(page, "luochuan1")
    phone.set_offline(True)
    new_place(page, "supermarket", "样例新开超市")
    visit = inspector.begin_visit(page, "样例-0004")
    expect(page.get_by_role("link", name="商店超市检查表").first).to_be_visible()
    expect(page.locator(".gap-list")).to_contain_text("完成检查项目：定量包装商品检查表")
    shot(page, "01-visit")
    first = answer_all(page, "商店超市检查表 未查")
    page.get_by_text("另加检查表").click()
    shot(page, "02-more-lists")
    page.get_by_role("link", name="能源效率标识检查表").click()
    expect(page.get_by_text("本系统拟定").first).to_be_visible()
    page.locator(".guidance summary").first.click()
    page.locator(".checklist-item").first.get_by_role("button", name="不符合", exact=True).click()
    shot(page, "03-drafted-list")
    page.goto(f"/app/visit/{visit}")
    expect(page.locator(".gap-list")).to_contain_text("能源效率标识检查表")
    page.get_by_role("button", name="放弃草稿").click()
    page.get_by_role("dialog").get_by_role("button", name="放弃草稿").click()
    expect(page.get_by_role("link", name="能源效率标识检查表")).to_have_count(0)
    second = answer_all(page, "定量包装商品检查表 未查")
    expect(page.locator(".gap-list")).to_have_count(0)
    shot(page, "04-both-done")
    assert set(first).isdisjoint(second) and "U04" in first and "PK05" in second

    page.get_by_role("link", name="商店超市检查表").click()
    expect(page.get_by_text("已记录，可更正")).to_be_visible()
    assert page.locator(".checklist-item").count() == len(first)
    phone.set_offline(False)
    inspector.upload(page, "luochuan1")
    stored = query(demo_data, "select checklist_code, checklist_edition, target, answers from inspection_check "
                   "where inspection_id = ? order by created_at", visit)
    assert [one[:3] for one in stored] == [
        ("supermarket", "2022-03", "premises"), ("prepackage", "2024-10", "premises")]
    assert [[answer["item"] for answer in json.loads(one[3])] for one in stored] == [first, second]
