"""Pulling a list down: news from the office, or the sentence why there is none. By real touches, the network cut."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import on_the_phone as inspector

Shot = Callable[[Page, str], None]


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
