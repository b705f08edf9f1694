"""No screen of the phone and no public page keeps anybody out: axe-core finds nothing serious, in every theme.

Everything is done without a network after signing in, so no other test sees these visits.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import on_the_phone as inspector
from tests.browser.axe import barriers
from tests.browser.test_journey import query

ANSAI = "610603"  # a division where no other test walks
THEMES = ("light", "dark", "outdoor")
Shot = Callable[[Page, str], None]


class Watched:
    """A phone whose screens are looked at one after another; what was found is kept by screen."""

    def __init__(self, page: Page, shot: Shot) -> None:
        self.page, self.shot = page, shot
        self.found: dict[str, list[str]] = {}
        self.seen = 0

    def look(self, name: str) -> None:
        self.seen += 1
        if there := barriers(self.page):
            self.found[name] = there
            self.shot(self.page, name)

    def go(self, address: str, landmark: str = "main") -> None:
        self.page.goto(address)
        self.wait(landmark)

    def wait(self, landmark: str) -> None:
        expect(self.page.locator(landmark).first).to_be_visible()
        expect(self.page.locator("[aria-busy=true]")).to_have_count(0)

    def open(self, name: str, address: str, landmark: str = "main") -> None:
        self.go(address, landmark)
        self.look(name)

    def in_every_theme(self, name: str, landmark: str) -> None:
        """The same address light, dark and for outdoors."""
        for theme in THEMES:
            self.page.evaluate("(theme) => localStorage.setItem('hengjian.appearance', JSON.stringify({theme}))", theme)
            self.page.reload()
            self.wait(f'html[data-theme="{theme}"] {landmark}')
            self.look(f"{name}-{theme}")
        self.page.evaluate("localStorage.removeItem('hengjian.appearance')")
        self.page.reload()
        self.wait(landmark)


@pytest.fixture
def places(demo: str, demo_data: Path) -> dict[str, str]:
    """One venue of a kind."""
    found = query(demo_data, "select kind, min(id) from premises where division = ? and parent_id is null "
                  "group by kind", ANSAI)
    return dict(found)


@pytest.fixture
def watched(phone: BrowserContext, shot: Shot) -> Watched:
    return Watched(phone.new_page(), shot)


def test_no_screen_of_the_phone_keeps_anybody_out(
        watched: Watched, phone: BrowserContext, places: dict[str, str], demo_data: Path) -> None:
    page = watched.page
    watched.open("sign-in", "/app/", "form")
    watched.open("enrol", "/app/enrol")
    inspector.sign_in(page, "city1")
    expect(page.get_by_text("正在下载任务和台账")).to_have_count(0, timeout=inspector.SLOW)
    phone.set_offline(True)
    _everyday(watched, places, demo_data)
    _market(watched, places["market"])
    _station(watched, places["fuel_station"])
    _optician(watched, places["optician"])
    assert watched.found == {}
    assert watched.seen >= 45


def test_no_public_page_keeps_anybody_out(watched: Watched, demo_data: Path) -> None:
    ((code,),) = query(demo_data, "select code from label where state = 'bound' order by code limit 1")
    for name, address in (("landing", "/"), ("label", f"/{code}"), ("label-english", f"/{code}?lang=en"),
                          ("unknown", "/17A3K9QX4TC8"), ("wrong", "/?code=xyz"), ("absent", "/nothing"),
                          ("problem", "/problems/not_found")):
        watched.open(name, address)
        watched.page.emulate_media(color_scheme="dark")
        watched.look(f"{name}-dark")
        watched.page.emulate_media(color_scheme="light")
    assert watched.found == {}


def _everyday(watched: Watched, places: dict[str, str], data: Path) -> None:
    """What is there without a visit: today, the ledger, records, the account."""
    ((instrument,),) = query(data, "select min(i.id) from instrument i join premises p on p.id = i.premises_id "
                             "where p.parent_id = ?", places["market"])
    watched.go("/app/today", ".surface-card")
    watched.in_every_theme("today", ".surface-card")
    watched.open("premises", f"/app/premises/{places['market']}", ".rows")
    watched.open("premises-edit", f"/app/premises/{places['market']}/edit", "form")
    watched.open("instrument", f"/app/instrument/{instrument}", ".kv")
    watched.open("instrument-edit", f"/app/instrument/{instrument}/edit", "form")
    watched.open("instrument-add", f"/app/premises/{places['market']}/add", "form")
    watched.open("search", "/app/search")
    watched.page.get_by_role("searchbox").fill("市场")
    expect(watched.page.locator(".instrument-row").first).to_be_visible()
    watched.look("search-found")
    watched.open("register", "/app/register", "form")
    watched.open("scan", "/app/scan", "video")
    watched.open("records", "/app/records")
    watched.open("confirmations", "/app/confirmations")
    watched.open("me", "/app/me", ".menu")
    watched.page.get_by_role("button", name="退出").click()
    watched.look("me-leaving")
    watched.open("pin", "/app/me/pin", "form")
    watched.open("people", "/app/people", ".who")
    ((visit,),) = query(data, "select min(id) from inspection where state = 'approved'")
    watched.open("visit-approved", f"/app/visit/{visit}")
    watched.open("copy", f"/app/visit/{visit}/copy")
    watched.open("absent", "/app/visit/01890a5d-ac96-774b-bcce-b302099a8057")
    watched.open("not-found", "/app/no/such/screen")


def _begin(watched: Watched, premises: str) -> str:
    watched.open("start", f"/app/start/{premises}", "fieldset, .segmented")
    watched.go(f"/app/premises/{premises}")
    return inspector.begin_visit(watched.page, "样例-0006")


def _market(watched: Watched, premises: str) -> None:
    """A market: organiser's checklist with an item not met, the run, an instrument measured, reading aloud."""
    page, visit = watched.page, _begin(watched, premises)
    watched.open("facts", f"/app/visit/{visit}/facts")
    watched.go(f"/app/visit/{visit}/checklist", ".segmented")
    inspector.fail_item(page, "公平秤", 21)
    watched.in_every_theme("checklist", ".segmented")
    page.locator("footer .btn.main").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    watched.look("checklist-missing")
    inspector.answer_checklist(page, visit)
    watched.open("visit", f"/app/visit/{visit}", ".visit-part")
    watched.open("stalls", f"/app/visit/{visit}/stalls", ".stall-list")
    page.locator(".stall-list a").first.click()
    expect(page.locator(".quick-row")).to_have_count(3)
    watched.in_every_theme("run", ".quick-row")
    page.locator(".quick-row").first.get_by_role("button", name="不符合", exact=True).click()
    watched.look("run-failing")
    page.locator(".run-reading button").click()
    inspector.type_keys(page, "1.5")
    watched.look("run-typing")
    watched.open("run-cannot", page.url, ".run-unable")
    page.locator(".run-unable").click()
    watched.look("run-cannot-sheet")
    watched.open("sign", f"/app/visit/{visit}/sign")


def _station(watched: Watched, premises: str) -> None:
    """A station: its nozzles, one of them measured."""
    page, visit = watched.page, _begin(watched, premises)
    watched.open("nozzles", f"/app/visit/{visit}/nozzles")
    page.locator("footer .btn.main").click()
    begin = page.get_by_role("button", name="开始测量")
    expect(begin.or_(page.locator(".keypad")).first).to_be_visible()
    if begin.count():
        watched.look("measure-identity")
        begin.click()
    inspector.type_keys(page, "20.00")
    watched.look("measure")


def _optician(watched: Watched, premises: str) -> None:
    """An optician: lenses, then everything signed and the copy shown."""
    page, visit = watched.page, _begin(watched, premises)
    inspector.answer_checklist(page, visit)
    watched.open("lens", f"/app/visit/{visit}/lens")
    inspector.begin_pair(page, visit, "样例配镜单009")
    watched.look("pair")
    page.get_by_role("button", name="光学中心水平距离").first.click()
    watched.look("worksheet")
    for number in ("3.00", "64", "65"):
        inspector.type_keys(page, number)
        page.locator(".keypad .go").click()
    page.get_by_role("button", name="先做到这里").click()
    page.get_by_role("button", name="完成检查").click()
    page.wait_for_url(f"**/visit/{visit}/lens")
    watched.go(f"/app/visit/{visit}/sign")
    page.get_by_role("radio", name="以上笔录已阅，属实").click()
    page.get_by_label("签字人姓名").fill("样例负责人")
    page.get_by_role("button", name="负责人", exact=True).click()
    page.get_by_role("button", name="请被检查单位横屏签字").click()
    watched.look("signature")
    inspector.draw(page)
    page.get_by_role("button", name="第二执法人员输入本人 PIN").click()
    watched.look("sign-pin")
    watched.open("sync", "/app/sync", ".operations")
