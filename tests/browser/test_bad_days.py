"""What a phone says when a day goes badly: no network, no news from the office, no room left. By real touches."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import on_the_phone as inspector
from tests.browser.axe import without_barriers

Shot = Callable[[Page, str], None]
FULL = """
  for (const name of ['add', 'put']) {
    const write = IDBObjectStore.prototype[name]
    IDBObjectStore.prototype[name] = function (...given) {
      if (window.full) throw new DOMException('no room', 'QuotaExceededError')
      return write.apply(this, given)
    }
  }
"""


@pytest.fixture
def shot(shot: Shot) -> Shot:
    """Every step is kept as a picture, and keeps nobody out."""
    return without_barriers(shot)


def pull(page: Page, *, let_go: bool = True) -> None:
    """A thumb from below the lists down the middle of the screen."""
    touch = page.context.new_cdp_session(page)
    point = {"x": 180, "y": 240}
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    for y in range(250, 480, 10):
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{**point, "y": y}]})
    if let_go:
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_list_pulled_down_says_how_the_sync_went(demo: str, phone: BrowserContext, shot: Shot) -> None:
    page = phone.new_page()
    inspector.sign_in(page, "baota2")
    pull(page, let_go=False)
    expect(page.get_by_text("松开即同步")).to_be_visible()
    shot(page, "01-pulled")
    pull(page)
    expect(page.get_by_role("status").filter(has_text="已与单位同步")).to_be_visible()
    phone.set_offline(True)
    page.get_by_role("link", name="记录").last.click()
    expect(page.get_by_text("已与单位同步")).to_have_count(0)
    pull(page)
    expect(page.get_by_role("status").filter(has_text="当前离线")).to_be_visible()
    shot(page, "02-offline")
    expect(page.locator(".pull-to-refresh")).not_to_contain_text("当前离线")


def test_a_full_phone_says_so_and_keeps_the_words(demo: str, phone: BrowserContext, shot: Shot) -> None:
    """The sheet stays open with what was entered until it really was saved."""
    page = phone.new_page()
    page.add_init_script(FULL)
    inspector.sign_in(page, "baota2")
    phone.set_offline(True)
    page.locator(".surface-card").first.click()
    inspector.begin_visit(page, "样例-0001")
    for opens, words, act in (("未能检查", "说明", "保存"), ("放弃本次检查", "放弃的原因", "确认放弃")):
        page.get_by_role("button", name=opens).click()
        sheet = page.get_by_role("dialog")
        if opens == "未能检查":
            sheet.get_by_role("button", name="停业").click()
        sheet.get_by_label(words).fill("卷帘门紧闭")
        page.evaluate("window.full = true")
        sheet.get_by_role("button", name=act).click()
        expect(sheet.get_by_role("alert")).to_contain_text("没有保存成功")
        expect(sheet.get_by_label(words)).to_have_value("卷帘门紧闭")
        shot(page, opens)
        page.evaluate("window.full = false")
        sheet.get_by_role("button", name=act).click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        if opens == "未能检查":
            expect(page.get_by_text("卷帘门紧闭")).to_be_visible()
    page.wait_for_url("**/records")


def test_english_may_be_chosen_without_a_network(demo: str, phone: BrowserContext, shot: Shot) -> None:
    page = phone.new_page()
    inspector.sign_in(page, "baota2")
    phone.set_offline(True)
    page.get_by_role("link", name="我的").click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("link", name="Records")).to_be_visible()
    shot(page, "01-english")
    page.reload()
    expect(page.get_by_role("link", name="Records")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"
