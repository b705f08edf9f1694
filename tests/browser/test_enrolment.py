"""A new phone: the administrator's desk shows a one-time code, the phone's camera reads it, and the work is there."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import zxingcpp
from PIL import Image
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser import on_the_phone as inspector
from tests.browser.test_journey import camera_film

Shot = Callable[[Page, str], None]


def test_a_phone_is_enrolled_by_scanning_the_desk(
        playwright: Playwright, demo: str, desk: BrowserContext, tmp_path: Path, shot: Shot) -> None:
    address = _shown_by_the_desk(desk.new_page(), shot)
    assert address.startswith(f"{demo}/app/enrol#")
    film = camera_film(tmp_path / "code.y4m", address)
    phone = inspector.start_phone(playwright, tmp_path / "profile", demo, f"--use-file-for-fake-video-capture={film}")
    page = phone.pages[0]
    page.goto("/app/enrol")
    page.get_by_role("button", name="扫描登记码").click()
    expect(page.get_by_label("登记码", exact=True)).to_have_value(address.partition("#")[2], timeout=inspector.SLOW)
    page.get_by_label("本机名称").fill("样例-09")
    shot(page, "02-phone")
    page.get_by_role("button", name="登记并登录").click()
    expect(page.locator(".surface-card").first).to_be_visible(timeout=inspector.SLOW)
    shot(page, "03-today")
    phone.close()


def test_the_address_of_the_code_fills_the_form_and_leaves_the_history(demo: str, phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/app/enrol#ABCD-2345")
    expect(page.get_by_label("登记码", exact=True)).to_have_value("ABCD-2345")
    page.wait_for_url(f"{demo}/app/enrol")
    page.get_by_role("button", name="登记并登录").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _shown_by_the_desk(page: Page, shot: Shot) -> str:
    """The address in the symbol that an administrator has on screen."""
    page.goto("/desk/")
    page.get_by_label("用户名").fill("admin")
    page.get_by_label("口令").fill(inspector.PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("navigation", name="主导航")).to_be_visible()
    page.goto("/desk/people")
    page.get_by_role("row").filter(has_text="baota2").get_by_role("button", name="生成登记码").click()
    symbol = page.get_by_role("img", name="登记码二维码")
    expect(symbol).to_be_visible()
    shot(page, "01-desk")
    read = zxingcpp.read_barcodes(Image.open(io.BytesIO(symbol.screenshot())))
    return read[0].text
