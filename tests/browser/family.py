"""What is asked of every family of rules: guided offline, the verdict on screen, in the record and at the desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import at_the_desk
from tests.browser import on_the_phone as inspector

Shot = Callable[[Page, str], None]
AGREED = "手机判定与单位复算一致"


def certificate(number: str) -> dict[str, Any]:
    """A certificate that holds today."""
    on = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    return {"certificate_number": number, "institution": "样例计量检定机构", "verification_result": "conforming",
            "verified_on": (on - timedelta(days=30)).isoformat(), "valid_until": (on + timedelta(days=300)).isoformat()}


def cut(phone: BrowserContext, page: Page) -> None:
    """From now on no request of this phone reaches anything."""
    phone.set_offline(True)
    is_cut(page)


def is_cut(page: Page) -> None:
    """The office cannot be reached: what the screen says, this phone found by itself."""
    assert page.evaluate("fetch('/healthz', {cache: 'no-store'}).then(() => 'reached', () => 'cut')") == "cut"


def says(page: Page, words: str, *figures: str, clause: str) -> None:
    """The verdict on the screen: its words, the figure and its limit, and the clause it is taken from."""
    panel = page.locator(".verdict-panel")
    expect(panel.locator("h2")).to_have_text(words)
    for figure in figures:
        expect(panel).to_contain_text(figure)
    expect(panel.locator(".clause")).to_contain_text(clause)


def refuses(page: Page, words: str) -> None:
    """What cannot be a reading, or lies beyond the table, is said of that reading and gets no figure and no clause."""
    panel = page.locator(".verdict-panel")
    expect(panel.locator("h2")).to_have_text(re.compile(f"：{words}$"))
    expect(panel.locator(".figures, .clause")).to_have_count(0)


def record_reads(page: Page, visit: str, *sentences: str) -> None:
    """The copy that is read aloud before signing has each measurement as one sentence."""
    page.goto(f"/app/visit/{visit}/sign")
    for sentence in sentences:
        expect(page.get_by_text(sentence).first).to_be_visible()
    page.get_by_text(sentences[-1]).first.scroll_into_view_if_needed()


def hand_over(phone: BrowserContext, page: Page, username: str) -> None:
    """Back in the network, everything goes to the office."""
    is_cut(page)
    phone.set_offline(False)
    inspector.upload(page, username)


def open_record(desk: BrowserContext, visit: str) -> Page:
    """The record as the office has it: every check unfolded, and nowhere a difference."""
    page = desk.new_page()
    at_the_desk.sign_in(page, "city-head", f"/desk/review/{visit}")
    expect(page.locator(".record .paper")).to_be_visible()
    expect(page.locator("table.measured").first).to_be_attached()
    page.evaluate("document.querySelectorAll('details.check').forEach((one) => { one.open = true })")
    expect(page.locator("tr.differs")).to_have_count(0)
    expect(page.locator(".record").get_by_text("判定不一致")).to_have_count(0)
    return page


def office_says(page: Page, row: str, verdict: str, *working: str, number: int = 0) -> None:
    """One measurement at the desk: both verdicts in its row; in its working the formula, the limit and the clause."""
    found = page.locator("table.measured tbody tr").filter(has_text=row).nth(number)
    expect(found.locator(".state-mark")).to_have_text([verdict, verdict])
    found.get_by_role("button").click()
    trace = page.locator(".trace:not(.fairness)")
    for part in working:
        expect(trace).to_contain_text(part)
    expect(trace).to_contain_text(AGREED)
    expect(trace.locator("tr.differs")).to_have_count(0)
