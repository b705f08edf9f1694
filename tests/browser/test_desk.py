"""The supervisor's desk in a real browser: every room opens clean, and the work of a day is done by hand.

Records come from officers' phones over HTTP (field.py), so each test has its own and none depends on another.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.browser import at_the_desk, field
from tests.browser.conftest import ROOT

AXE = (ROOT / "pwa" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
LEDGER = Path(__file__).parents[1] / "ledger" / "sample-ledger.xlsx"
LONG = 60_000
SIGNATURE = field.photo("signed")
PARTY = {"role": "party", "name": "样例经营者", "choice": "agrees"}
Shot = Callable[[Page, str], None]


class Watched:
    """A page with everything that went wrong in it."""

    def __init__(self, context: BrowserContext) -> None:
        self.faults: list[str] = []
        self.page = context.new_page()
        self.page.add_init_script("addEventListener('securitypolicyviolation', event => console.error('CSP', "
                                  "event.violatedDirective, event.blockedURI))")
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type in ("error", "warning") else
                     None)
        self.page.on("requestfailed", self._failed)

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # a screen that is left gives up what it asked for
            self.faults.append(f"{request.url}: {request.failure}")

    def sign_in(self, username: str, path: str = "/desk/") -> Page:
        at_the_desk.sign_in(self.page, username, path)
        # nobody was signed in when the page asked who is: the browser says so, and that is all it may say
        self.faults = [one for one in self.faults if "401" not in one]
        return self.page

    def is_clean(self) -> None:
        """No error, no refused style or script, and nothing that keeps people out."""
        assert self.faults == []
        self.page.evaluate(AXE + "; undefined")
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(found => found.violations"
                                   ".map(one => ({impact: one.impact, id: one.id, at: one.nodes[0].html})))")
        assert [one for one in found if one["impact"] in ("serious", "critical")] == []


@pytest.fixture
def desk_page(desk: BrowserContext) -> Watched:
    return Watched(desk)


@pytest.fixture
def market(demo: str) -> tuple[field.Visit, list[dict[str, Any]]]:
    """A visit just begun in a market of Baota by two officers, and scales that stand there."""
    lead, second = field.phone(demo, "baota1"), field.phone(demo, "baota2")
    client: Any = lead.client
    place = client.get(f"/premises?division={field.BAOTA}&kind=market&limit=1")["items"][0]
    scales = client.get(f"/instruments?premises_id={place['id']}&kind=nawi&state=in_use&limit=5")["items"]
    return field.Visit(lead, second, place).begin(), scales


def hand_in(visit: field.Visit, scales: list[dict[str, Any]], *pictures: bytes, **reading: str) -> str:
    """One scale weighed, signed and confirmed; the signature's picture arrives. The check's identifier."""
    check = visit.weigh(scales[0], pictures=pictures, **reading)
    visit.submit(PARTY, SIGNATURE)
    client: Any = visit.lead.client
    field.send_photo(client, SIGNATURE)
    return check


def test_every_room_opens_clean(desk_page: Watched, market: tuple[field.Visit, list[dict[str, Any]]],
                                shot: Shot) -> None:
    visit, scales = market
    plate = field.photo("ACS-30")
    hand_in(visit, scales, plate, indication_I="2515")
    client: Any = visit.lead.client
    field.send_photo(client, plate)
    page = desk_page.sign_in("baota-head")

    expect(page.get_by_role("heading", level=1)).to_contain_text("待审核")
    expect(page.locator(".queue li").first).to_be_visible()
    shot(page, "queue")
    desk_page.is_clean()

    page.goto(f"/desk/review/{visit.id}")
    expect(page.get_by_role("heading", level=1)).to_have_text(visit.premises["name"])
    expect(page.locator(".photos img").first).to_have_js_property("complete", True)
    expect(page.get_by_role("heading", name="计算过程")).to_be_visible()
    shot(page, "record")
    desk_page.is_clean()

    rooms = {"conflicts": "两处填写不同", "campaigns": "专项", "ledger": "台账", "ledger?tab=premises": "台账",
             "ledger?tab=pending": "台账", "ledger?tab=duplicates": "台账", f"ledger/instruments/{scales[0]['id']}":
             scales[0]["name"], f"ledger/premises/{visit.premises['id']}": visit.premises["name"],
             "ledger/import": "导入台账", "labels": "标签", "people": "管理"}
    for number, (address, title) in enumerate(rooms.items()):
        page.goto(f"/desk/{address}")
        expect(page.get_by_role("heading", level=1)).to_contain_text(title)
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        shot(page, f"room-{number}")
        desk_page.is_clean()

    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/desk/review/{visit.id}")
    expect(page.get_by_role("button", name="退回补正")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    shot(page, "narrow")
    desk_page.is_clean()


def test_a_record_is_returned_answered_approved_and_published(
        desk_page: Watched, market: tuple[field.Visit, list[dict[str, Any]]], shot: Shot) -> None:
    visit, scales = market
    check = hand_in(visit, scales)
    page = desk_page.sign_in("baota-head", f"/desk/review/{visit.id}")
    card = page.locator("details.check")
    card.locator("summary").click()
    card.locator(f"[data-path='/checks/{check}']").get_by_role("button", name="写意见").click()
    page.get_by_label("意见（挂在此项").fill("请补拍铭牌")
    page.get_by_role("button", name="保存意见").click()
    expect(page.get_by_role("button", name=re.compile("^通过"))).to_be_disabled()
    expect(page.locator(".decision")).to_contain_text("待发出的意见")
    page.reload()  # what was written is kept
    expect(page.locator(".thread")).to_contain_text(["请补拍铭牌"])
    page.keyboard.press("r")
    shot(page, "return")
    page.get_by_role("dialog").get_by_role("button", name="退回补正").click()
    expect(page.get_by_role("status").filter(has_text="已退回补正")).to_be_visible()

    visit.supplement("铭牌已补拍，编号一致", f"/checks/{check}")
    page.goto(f"/desk/review/{visit.id}")
    expect(page.locator(".since")).to_contain_text("铭牌已补拍")
    expect(page.locator(".thread .answer")).to_contain_text("铭牌已补拍")
    shot(page, "answered")
    page.keyboard.press("a")
    page.get_by_role("dialog").get_by_role("button", name="通过").click()
    expect(page.get_by_role("status").filter(has_text="已通过")).to_be_visible()

    page.goto(f"/desk/review/{visit.id}?state=approved")
    page.get_by_role("button", name="公示结果").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("figure")).to_contain_text("检查记录已经审核")
    shot(page, "publish")
    dialog.get_by_role("button", name="公示结果").click()
    expect(page.get_by_role("status").filter(has_text="已公示")).to_be_visible()
    expect(page.get_by_role("button", name="公示结果")).to_have_count(0)
    assert desk_page.faults == []


def test_two_judgements_that_differ_are_shown_loudly(
        desk_page: Watched, market: tuple[field.Visit, list[dict[str, Any]]], shot: Shot) -> None:
    visit, scales = market
    wrong = {"verdict": "fail", "values": {"E": "0", "Ec": "0", "P": "2500", "load_in_e": "500", "mpe": "±2.5"},
             "edition": "JJG 539-2016", "basis": "JJG 539-2016"}
    visit.weigh(scales[0], phone=wrong)
    visit.submit(PARTY, SIGNATURE, confirmed=False)
    page = desk_page.sign_in("baota-head", f"/desk/review/{visit.id}")
    expect(page.locator(".record-head").get_by_role("alert")).to_contain_text("判定不一致")
    expect(page.locator(".trace").get_by_role("alert")).to_contain_text("手机判定与单位复算不一致")
    expect(page.locator(".trace tr.differs")).to_have_count(2)  # the verdict and the limit, and nothing else
    expect(page.locator(".decision")).to_contain_text("第二执法人员尚未确认")
    expect(page.get_by_role("button", name=re.compile("^通过"))).to_be_disabled()
    shot(page, "differ")
    assert desk_page.faults == []


def test_whoever_took_part_is_told_why_they_may_not_review(
        demo: str, desk_page: Watched, market: tuple[field.Visit, list[dict[str, Any]]]) -> None:
    """Four eyes, in words: an officer who is made supervisor too opens the own record."""
    visit, scales = market
    hand_in(visit, scales)
    chief = field.FieldClient(demo, "admin")
    given = {"division": field.BAOTA, "role": "supervisor", "from_on": visit.state["on"], "until_on": visit.state["on"]}
    made = chief.post(f"/api/v1/users/{visit.second.actor}/appointments", data=json.dumps(given).encode())
    assert made.status_code == 201, made.get_data(as_text=True)
    page = desk_page.sign_in("baota2", f"/desk/review/{visit.id}")
    expect(page.locator(".decision")).to_contain_text("您参与了本次检查，须由其他人员审核")
    for name in ("退回补正", "通过"):
        expect(page.locator(".decision").get_by_role("button", name=name)).to_be_disabled()


def test_a_conflict_is_decided_with_a_reason(
        desk_page: Watched, market: tuple[field.Visit, list[dict[str, Any]]], shot: Shot) -> None:
    visit, scales = market
    scale = scales[1]["id"]
    for phone in (visit.lead, visit.second):
        phone.sync()
    mark = hashlib.sha256(scale.encode()).hexdigest()[:6].upper()
    visit.lead.patch(scale, serial_number=f"{mark}02")
    visit.second.patch(scale, serial_number=f"{mark}21", installed_at="东侧 3 号台")
    field.settle(visit.lead)
    field.settle(visit.second)
    page = desk_page.sign_in("baota-head", "/desk/conflicts")
    page.locator(".queue li a").last.click()
    sides = page.locator(".sides > section")
    expect(sides.locator("mark")).to_have_text(["02", "21"])  # only what differs is marked
    expect(page.get_by_role("row", name=re.compile("东侧 3 号台"))).to_be_visible()
    decide = page.get_by_role("button", name="确定并留痕")
    sides.nth(1).get_by_role("button", name="选用此值").click()
    expect(decide).to_be_disabled()
    page.get_by_label("选用理由").fill("与铭牌照片一致")
    shot(page, "conflict")
    desk_page.is_clean()
    decide.click()
    expect(page.get_by_role("heading", name="处理结果")).to_be_visible()
    page.goto(f"/desk/ledger/instruments/{scale}")
    expect(page.locator(".facts").first).to_contain_text(f"{mark}21")
    assert desk_page.faults == []


def test_a_ledger_is_read_looked_at_and_written(desk_page: Watched, shot: Shot) -> None:
    page = desk_page.sign_in("city-head", "/desk/ledger/import")
    page.get_by_label("选择台账文件").set_input_files(LEDGER)
    expect(page.locator(".tiles")).to_be_visible(timeout=LONG)
    counts = {name: int(page.locator(".tiles li", has_text=name).locator("b").inner_text()) for name in
              ("直接读入", "规范后读入", "存疑", "有错")}
    assert sum(counts.values()) == 1200
    assert counts["有错"] > 50
    expect(page.locator("tbody tr")).to_have_count(50)
    page.get_by_role("button", name="下一页").click()
    expect(page.locator("tbody tr")).to_have_count(counts["有错"] - 50)
    page.get_by_role("button", name=re.compile("^存疑")).click()
    expect(page.locator(".pager, tbody tr").first).to_contain_text("存疑")
    shot(page, "report")
    desk_page.is_clean()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载报告").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    page.get_by_role("button", name="写入台账").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="写入台账")).to_be_disabled()  # rows are wrong: skipping is a choice
    dialog.get_by_role("checkbox").check()
    dialog.get_by_role("button", name="写入台账").click()
    written = page.locator(".note.ok")
    expect(written).to_contain_text("已写入台账", timeout=LONG)
    expect(written).to_contain_text(str(1200 - counts["有错"]))
    shot(page, "written")
    assert desk_page.faults == []


def test_an_administrator_sees_no_records_but_makes_codes(desk_page: Watched, shot: Shot) -> None:
    page = desk_page.sign_in("admin", "/desk/review")
    expect(page.get_by_text("您没有查看此页的权限")).to_be_visible()
    page.get_by_role("link", name="管理").click()
    page.get_by_role("row", name=re.compile("city1")).get_by_role("button", name="生成登记码").click()
    expect(page.get_by_role("dialog")).to_contain_text("一次性登记码")
    expect(page.locator(".code")).to_have_text(re.compile(r"\S{8,}"))
    shot(page, "code")
    desk_page.is_clean()
    page.keyboard.press("Escape")
    page.locator("summary", has_text="管理员").click()
    page.get_by_label("语言").select_option("en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Administration")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_finding_says_what_it_may_lead_to_and_what_was_not_asked_is_named(
        desk_page: Watched, market: tuple[field.Visit, list[dict[str, Any]]], shot: Shot) -> None:
    visit, scales = market
    visit.check({"target": "stall", "premises_id": scales[0]["premises_id"], "checklist_code": "market_stall",
                 "checklist_edition": "2025-03", "answers": [
                     {"item": "ST01", "answer": "nonconforming", "note": "估量计价", "photos": [], "phrase": None},
                     {"item": "ST06", "answer": "conforming", "note": None, "photos": [], "phrase": None}]})
    hand_in(visit, scales)
    page = desk_page.sign_in("baota-head", f"/desk/review/{visit.id}")
    expect(page.get_by_text("应查未查的检查表：集贸市场主办者检查表")).to_be_visible()
    page.get_by_text("法律责任参考 PEN-11").click()
    expect(page.get_by_text("责令改正；拒不改正的，处罚款（罚款上限 10000 元）")).to_be_visible()
    expect(page.get_by_text("先责令改正；拒不改正、逾期未改或者情节严重的，才处罚款")).to_be_visible()
    shot(page, "consequence")
    desk_page.is_clean()
