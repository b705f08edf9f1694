"""A new phone: the administrator's desk shows a one-time code, the phone's camera reads it, and the work is there."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import zxingcpp
from PIL import Image
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser import at_the_desk
from tests.browser import on_the_phone as inspector
from tests.browser.conftest import CHROMIUM_FLAGS, PHONE, chromium_path

Shot = Callable[[Page, str], None]


def test_a_phone_is_enrolled_by_scanning_the_desk(
        playwright: Playwright, demo: str, desk: BrowserContext, tmp_path: Path, shot: Shot) -> None:
    address = _shown_by_the_desk(desk.new_page(), shot)
    assert address.startswith(f"{demo}/app/enrol#")
    film = inspector.camera_film(tmp_path / "code.y4m", address)
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


def test_the_address_in_the_symbol_fills_the_form_and_leaves_no_trace(
        demo: str, desk: BrowserContext, phone: BrowserContext, shot: Shot) -> None:
    address = _shown_by_the_desk(desk.new_page(), shot)
    page = phone.new_page()
    page.goto("/app/enrol#what is this")
    expect(page.get_by_role("alert")).to_contain_text("不是本单位工作台的登记码")
    page.wait_for_url(f"{demo}/app/enrol")
    page.goto(address)
    expect(page.get_by_label("登记码", exact=True)).to_have_value(address.partition("#")[2])
    page.wait_for_url(f"{demo}/app/enrol")
    shot(page, "02-opened")
    page.get_by_label("本机名称").fill("样例-10")
    page.get_by_role("button", name="登记并登录").click()
    expect(page.locator(".surface-card").first).to_be_visible(timeout=inspector.SLOW)
    page.goto("/app/enrol")
    page.get_by_label("登记码", exact=True).fill(address.partition("#")[2])  # it was for one phone only
    page.get_by_role("button", name="登记并登录").click()
    expect(page.get_by_role("alert")).to_be_visible()


def test_another_symbol_is_refused_and_the_code_can_still_be_typed(
        playwright: Playwright, demo: str, tmp_path: Path, shot: Shot) -> None:
    film = inspector.camera_film(tmp_path / "label.y4m", "https://elsewhere.example/app/enrol#ABCD2345EF")
    phone = inspector.start_phone(playwright, tmp_path / "profile", demo, f"--use-file-for-fake-video-capture={film}")
    page = phone.pages[0]
    page.goto("/app/enrol")
    page.get_by_role("button", name="扫描登记码").click()
    expect(page.get_by_role("alert")).to_contain_text("不是本单位工作台的登记码", timeout=inspector.SLOW)
    shot(page, "01-another-symbol")
    _type_a_wrong_code(page)
    phone.close()


def test_without_a_camera_the_code_is_typed(playwright: Playwright, demo: str, shot: Shot) -> None:
    flags = [flag for flag in CHROMIUM_FLAGS if "media-stream" not in flag]  # neither a false camera nor a false yes
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=flags)
    page = browser.new_page(**PHONE, base_url=demo)
    page.goto("/app/enrol")
    page.get_by_role("button", name="扫描登记码").click()
    expect(page.get_by_role("alert")).to_have_text("无法使用相机，请输入登记码。", timeout=inspector.SLOW)
    shot(page, "01-no-camera")
    _type_a_wrong_code(page)
    browser.close()


def _type_a_wrong_code(page: Page) -> None:
    """Typed, it goes to the server, which knows no such code."""
    page.get_by_label("登记码", exact=True).fill("ABCD2345EF")
    with page.expect_response("**/auth/enrolments/redeem") as answered:
        page.get_by_role("button", name="登记并登录").click()
    assert answered.value.status == 422
    expect(page.locator("form p.bad")).to_be_visible()


def _shown_by_the_desk(page: Page, shot: Shot) -> str:
    """The address in the symbol that an administrator has on screen."""
    at_the_desk.sign_in(page, "admin")
    page.goto("/desk/people")
    page.get_by_role("row").filter(has_text="baota2").get_by_role("button", name="生成登记码").click()
    symbol = page.get_by_role("img", name="登记码二维码")
    expect(symbol).to_be_visible()
    shot(page, "01-desk")
    read = zxingcpp.read_barcodes(Image.open(io.BytesIO(symbol.screenshot())))
    return read[0].text
