"""What a person does at the desk, whatever the story."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from server.operations.demo.people import PASSWORD


def sign_in(page: Page, username: str, path: str = "/desk/") -> None:
    """Sign in and wait until the desk stands."""
    page.goto(path)
    page.get_by_label("用户名").fill(username)
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("navigation", name="主导航")).to_be_visible()
