"""A whole market without a network: stalls found by number alone, then a second phone joins the same visit."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser import on_the_phone as inspector
from tests.browser.market_run import Stall, check_stall, count_taps, find_stall, grow
from tests.browser.test_journey import query

LUOCHUAN = "610629"  # the other journeys are in Baota
PROOF = os.environ.get("PROOF") == "1"
STALLS = 200 if PROOF else 12
FOR_THE_SECOND = 2
MOST_TAPS = 6
Shot = Callable[[Page, str], None]
Start = Callable[[str], BrowserContext]


@dataclass(frozen=True)
class Market:
    """A market of the demo with its stalls in walking order."""

    id: str
    name: str
    numbers: list[str]


@pytest.fixture
def market(demo: str, demo_data: Path) -> Market:
    """The market of Luochuan, with at least as many stalls as are walked."""
    id, name = query(demo_data, "select p.id, p.name from premises p join task t on t.premises_id = p.id where "
                     "p.kind = 'market' and p.division = ? and t.state = 'open'", LUOCHUAN)[0]
    grow(demo, id, LUOCHUAN, STALLS, len(numbers_of(demo_data, id)))
    return Market(id, name, numbers_of(demo_data, id))


def numbers_of(data: Path, market: str) -> list[str]:
    found = query(data, "select position_no from premises where parent_id = ? order by walking_order", market)
    return [number for (number,) in found]


@pytest.fixture
def start(playwright: Playwright, demo: str, tmp_path: Path, shot: Shot) -> Iterator[Start]:
    """A phone of this officer: signed in, ledger downloaded, taps counted."""
    phones: list[BrowserContext] = []

    def signed_in(username: str) -> BrowserContext:
        phone = inspector.start_phone(playwright, tmp_path / username, demo)
        phones.append(phone)
        count_taps(phone)
        inspector.sign_in(phone.pages[0], username)
        expect(phone.pages[0].get_by_text("正在下载任务和台账")).to_have_count(0, timeout=inspector.SLOW)
        return phone

    yield signed_in
    for number, phone in enumerate(phones):
        shot(phone.pages[0], f"99-last-{number}")  # where each stood, if something went wrong
        phone.close()


def test_a_market_is_walked_by_number_and_two_phones_share_the_visit(
        start: Start, market: Market, demo_data: Path, shot: Shot) -> None:
    first = start("luochuan1")
    first.set_offline(True)
    page = first.pages[0]
    inspector.open_place(page, market.name)
    visit = inspector.begin_visit(page, "样例-0004")
    walked = walk(page, visit, market, STALLS - FOR_THE_SECOND)
    shot(page, "10-walked")
    assert len({stall.number for stall in walked}) == STALLS - FOR_THE_SECOND
    assert [stall for stall in walked if stall.conforming and stall.taps > MOST_TAPS] == []
    assert sum(stall.conforming for stall in walked) >= len(walked) // 2
    assert query(demo_data, "select count(*) from inspection where id = ?", visit) == [(0,)]
    first.set_offline(False)
    upload(page)
    assert by_officer(demo_data, visit) == {"luochuan1": len(walked)}

    second = start("luochuan2").pages[0]
    walked += join(second, visit, len(walked), market)
    shot(second, "20-second")
    upload(second)
    assert by_officer(demo_data, visit) == {"luochuan1": STALLS - FOR_THE_SECOND, "luochuan2": FOR_THE_SECOND}
    assert_once_each(demo_data, visit, walked)
    upload(page)
    page.goto(f"/app/visit/{visit}")
    expect(page.get_by_text(f"已查 {STALLS} 摊")).to_be_visible()
    shot(page, "30-first-sees-all")


def walk(page: Page, visit: str, market: Market, wanted: int) -> list[Stall]:
    """In walking order as the run offers them; every third stall is looked up by its number from the far end."""
    page.get_by_role("link", name="摊位连查").tap()
    walked: list[Stall] = []
    for step in range(wanted):
        if step % 3 == 2:
            done = {stall.number for stall in walked}
            find_stall(page, visit, [number for number in market.numbers if number not in done][-1])
        walked.append(check_stall(page))
    return walked


def join(page: Page, visit: str, done: int, market: Market) -> list[Stall]:
    """The second officer's own phone sees the visit and what the first did, and goes on where it is not done."""
    page.goto(f"/app/visit/{visit}")
    expect(page.get_by_text(f"已查 {done} 摊，共 {len(market.numbers)} 摊")).to_be_visible()
    page.get_by_role("link", name="摊位连查").tap()
    return [check_stall(page) for _ in range(FOR_THE_SECOND)]


def upload(page: Page) -> None:
    """Until nothing waits on this phone."""
    page.goto("/app/sync")
    page.get_by_role("button", name="现在上传").tap(timeout=inspector.SLOW)  # it may be uploading by itself already
    expect(page.locator("main .big")).to_have_text(re.compile("单位已收到|已安全存档"), timeout=inspector.SLOW)
    expect(page.get_by_role("button", name="现在上传")).to_be_enabled(timeout=inspector.SLOW)


def by_officer(data: Path, visit: str) -> dict[str, int]:
    return dict(query(data, "select u.username, count(*) from inspection_check c join user_account u "
                      "on u.id = c.officer_id where c.inspection_id = ? group by u.username", visit))


def assert_once_each(data: Path, visit: str, walked: list[Stall]) -> None:
    """One check a stall, of exactly the stalls that were walked; one operation each; nothing refused."""
    found = query(data, "select p.position_no, count(*) from inspection_check c join premises p "
                  "on p.id = c.premises_id where c.inspection_id = ? group by p.id", visit)
    assert sorted(found) == sorted((stall.number, 1) for stall in walked)
    written = query(data, "select l.entity_id, count(*), max(l.outcome in ('applied', 'merged')) from op_ledger l join "
                    "inspection_check c on c.id = l.entity_id where c.inspection_id = ? group by 1", visit)
    assert [row[1:] for row in written] == [(1, 1)] * len(walked)
    assert query(data, "select l.outcome, l.problem from op_ledger l join user_account u on u.id = l.user_id where "
                 "u.home_division = ? and l.outcome not in ('applied', 'merged')", LUOCHUAN) == []
