"""The quantity of goods as an inspector checks it on the phone, whatever the goods."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser import on_the_phone as inspector
from tests.browser.field import FieldClient
from tests.browser.market_run import made
from tests.browser.test_journey import query

HUANGLING = "610632"  # a division where no other journey walks
Shot = Callable[[Page, str], None]


def place(desk: FieldClient, kind: str, name: str, parent: str | None = None) -> str:
    """A place of its own for a journey."""
    return made(desk, "premises", {"parent_id": parent, "kind": kind, "name": name, "position_no": name[:3],
                                   "walking_order": 1, "division": HUANGLING})


def checks_of(data: Path, visit: str) -> list[dict[str, Any]]:
    """The checks of a visit that hold, as the server keeps them."""
    rows = query(data, "select c.note, c.measurements, c.server_evaluation, c.evaluators_differ, c.premises_id "
                 "from inspection_check c where c.inspection_id = ? and not exists "
                 "(select 1 from inspection_check n where n.replaces = c.id)", visit)
    return [{"note": note, "phone": json.loads(phone), "server": json.loads(server), "differ": differ, "at": at}
            for note, phone, server, differ, at in rows]


def begin(page: Page, name: str, *choices: str, shot: Shot | None = None) -> None:
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


def read(page: Page, *texts: str) -> None:
    """One reading after another: digits, then the big key."""
    for text in texts[:-1]:
        inspector.type_keys(page, text)
        page.locator(".keypad .go").click()
    inspector.type_keys(page, texts[-1])


def says(page: Page, words: str) -> None:
    expect(page.locator(".verdict-panel h2")).to_have_text(words)


def is_recorded(page: Page, words: str) -> None:
    """Back on the list, and no longer a draft."""
    expect(page.get_by_role("link", name="检查一种商品")).to_be_visible()
    expect(page.get_by_text("未完成")).to_have_count(0)
    expect(page.locator(".visit-part").filter(has_text=words)).to_have_count(1)
