"""The whole story: three inspections with no network, a dead battery in the middle, then review, return, publication.

Network is cut, not mocked; the camera sees a real label; the browser is killed, not closed.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect
from pysqlite3 import dbapi2

from tests.browser import at_the_desk
from tests.browser import on_the_phone as inspector

BAOTA = "610602"


@dataclass(frozen=True)
class Place:
    """A venue of the demo with an open task: what the journey needs to know of it."""

    id: str
    name: str
    label: str
    serial: str


def query(data: Path, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Read the server's database beside the running server."""
    connection = dbapi2.connect(f"file:{data / 'hengjian.sqlite3'}?mode=ro", uri=True)
    try:
        return list(connection.execute(statement, values).fetchall())
    finally:
        connection.close()


def place(data: Path, kind: str) -> Place:
    """The first venue of a kind in Baota with an open task, and the label of an instrument there."""
    row = query(data, "select p.id, p.name, l.code, i.serial_number from task t "
                "join premises p on p.id = t.premises_id join premises q on q.root_id = p.id or q.id = p.id "
                "join instrument i on i.premises_id = q.id "
                "join label l on l.instrument_id = i.id where t.division = ? and t.state = 'open' and p.kind = ? "
                "and i.state = 'in_use' order by p.name, q.walking_order, l.code limit 1", BAOTA, kind)[0]
    return Place(*row)


@pytest.fixture
def places(demo: str, demo_data: Path) -> dict[str, Place]:
    return {kind: place(demo_data, kind) for kind in ("market", "fuel_station", "optician")}


class Phone:
    """One inspector's phone: an app with its storage, which may die and start again."""

    def __init__(self, playwright: Playwright, profile: Path, origin: str, film: Path) -> None:
        self.playwright, self.profile, self.origin, self.film = playwright, profile, origin, film
        self.context = self._start()

    def _start(self) -> BrowserContext:
        return inspector.start_phone(self.playwright, self.profile, self.origin,
                                     f"--use-file-for-fake-video-capture={self.film}")

    @property
    def page(self) -> Page:
        return self.context.pages[0]

    def offline(self, cut: bool) -> None:
        self.context.set_offline(cut)

    def dies_and_starts(self, *, offline: bool) -> None:
        inspector.kill(self.profile)
        self.context = self._start()
        self.context.set_offline(offline)


@pytest.fixture
def phone_of(playwright: Playwright, demo: str, tmp_path: Path, places: dict[str, Place],
             shot: Callable[[Page, str], None]) -> Iterator[Phone]:
    film = inspector.camera_film(tmp_path / "label.y4m", f"{demo}/{places['optician'].label}")
    phone = Phone(playwright, tmp_path / "profile", demo, film)
    yield phone
    shot(phone.page, "99-last")  # where it stood, if something went wrong
    phone.context.close()


Shot = Callable[[Page, str], None]


def test_three_inspections_offline_to_review_and_publication(
        phone_of: Phone, places: dict[str, Place], demo_data: Path, desk: BrowserContext, shot: Shot) -> None:
    page = phone_of.page
    inspector.sign_in(page, "baota1")
    shot(page, "01-today")
    phone_of.offline(True)
    page.reload()
    expect(page.locator(".surface-card").first).to_be_visible()
    shot(page, "02-today-offline")

    optician = _optician(phone_of, places["optician"], shot)
    station = _station(phone_of, places["fuel_station"], shot)
    market = _market(phone_of, places["market"], shot)
    page = phone_of.page
    page.goto("/app/sync")
    expect(page.get_by_text("在本机").first).to_be_visible()
    shot(page, "30-before-the-network")

    phone_of.offline(False)
    inspector.upload(page, "baota1")
    _everything_arrives(demo_data, [optician, station, market])
    shot(page, "31-received")
    _once_each(demo_data, [optician, station, market])
    _photos_match(demo_data)

    code, instrument = _measured(demo_data, station)
    office = desk.new_page()
    at_the_desk.sign_in(office, "baota-head")
    _approve(office, optician)
    shot(office, "40-approved")
    _not_yet_confirmed(office, market)
    _return(office, station, "请补充说明标价签整改情况")
    shot(office, "41-returned")
    assert "公布" in _public_page(desk, code)
    untouched = _public_page(desk, code)

    page.goto("/app/sync")
    page.get_by_role("button", name="现在上传").click()
    page.goto("/app/records?list=returned")
    expect(page.get_by_text("请补充说明标价签整改情况")).to_be_visible(timeout=inspector.SLOW)
    shot(page, "42-returned-on-the-phone")
    inspector.answer_return(page, "请补充说明标价签整改情况", "标价签已当场更换为法定计量单位")
    shot(page, "43-answered")
    _has_supplement(demo_data, station)
    _approve(office, station)
    assert _public_page(desk, code) == untouched, "nothing is public before it is published"
    office.goto(f"/desk/review/{station}?state=approved")
    expect(office.locator(".decision")).to_be_visible()
    shot(office, "43b-before-publication")
    _publish(office, station)
    shot(office, "44-published")
    changed = _public_page(desk, code)
    assert "监督检查" in changed and changed != untouched
    for word in ("样例-0001", "样例-0002", "标价签"):
        assert word not in changed
    assert query(demo_data, "select count(*) from instrument where id = ?", instrument) == [(1,)]


def _optician(phone: Phone, at: Place, shot: Shot) -> str:
    """Found by the camera; checklist, one pair of lenses; the battery dies in the middle of the checklist."""
    page = phone.page
    page.goto("/app/scan")
    page.wait_for_url("**/instrument/*")
    expect(page.get_by_text(at.serial).first).to_be_visible()
    shot(page, "03-scanned")
    inspector.open_place(page, at.name)
    visit = inspector.begin_visit(page, "样例-0002")
    page.goto(f"/app/visit/{visit}/checklist")
    rows = page.locator(".segmented")
    expect(rows.first).to_be_visible()
    for row in rows.all()[:5]:
        row.get_by_role("button", name="符合", exact=True).click()
    expect(page.get_by_text("已查 5 项")).to_be_visible()
    phone.dies_and_starts(offline=True)
    page = phone.page
    page.goto(f"/app/visit/{visit}/checklist")
    expect(page.get_by_text("已查 5 项")).to_be_visible(timeout=inspector.SLOW)
    shot(page, "04-after-the-battery-died")
    inspector.answer_checklist(page, visit)
    inspector.begin_pair(page, visit, "样例配镜单001")
    page.get_by_role("link", name="镜片顶焦度与轴位").click()
    _one_lens(page, shot)
    page.get_by_role("button", name="只测这一只").click()
    page.get_by_role("button", name="完成检查").click()
    page.wait_for_url(f"**/visit/{visit}/lens")
    expect(page.get_by_text("仅供参考").first).to_be_visible()  # its edition was superseded on 2026-03-01
    shot(page, "05-lens-for-reference")
    inspector.sign(page, visit, pin="110002")
    shot(page, "06-copy")
    return visit


def _one_lens(page: Page, shot: Shot) -> None:
    """One row a side: figures by keypad, each sign chosen; the measured lens is written in the other form."""
    verdict = page.locator(".verdict-panel")
    for side, typed in (("处方", (("球镜", "3.00", "负（−）"), ("柱镜", "1.00", "负（−）"), ("轴位", "180", ""))),
                        ("实测", (("球镜", "4.12", "负（−）"), ("柱镜", "1.00", "正（＋）"), ("轴位", "90", "")))):
        section = page.locator("section", has=page.get_by_role("heading", name=side))
        for field, number, sign in typed:
            section.get_by_role("button", name=field, exact=False).first.click()
            inspector.type_keys(page, number)
            if sign:
                expect(page.locator(".keypad .go")).to_be_disabled()  # no power goes on without its sign
                expect(verdict).to_have_count(0)
                shot(page, "05-lens-sign")
                page.get_by_role("button", name=sign).click()
                expect(page.locator(".keypad .go")).to_be_enabled()
    for side, form in (("处方", "负柱镜形式"), ("实测", "正柱镜形式")):
        expect(page.get_by_role("heading", name=side)).to_contain_text(form)
    expect(verdict).to_contain_text("仅供参考：顶焦度和轴位在允差内")
    shot(page, "05-lens")
    page.get_by_role("button", name="查看计算").click()
    expect(page.get_by_text("处方转换为另一柱镜形式：轴位")).to_be_visible()
    shot(page, "05-lens-trace")
    page.get_by_role("button", name="关闭").click()


def _station(phone: Phone, at: Place, shot: Shot) -> str:
    """One nozzle measured, one item not met with a photo and an order to correct."""
    page = phone.page
    inspector.open_place(page, at.name)
    visit = inspector.begin_visit(page, "样例-0002", "20 L 标准金属量器")
    inspector.answer_checklist(page, visit, failing="法定计量单位", photo_seed=11)
    page.goto(f"/app/visit/{visit}/nozzles")
    page.locator("footer .btn.main").click()
    start = page.get_by_role("button", name="开始测量")
    expect(start.or_(page.locator(".keypad")).first).to_be_visible()
    if start.count():
        start.click()
    for number in ("20.00", "19.98", "18.0"):
        inspector.type_keys(page, number)
        page.locator(".keypad .go").click()
    inspector.type_keys(page, "18.0")
    shot(page, "10-nozzle")
    expect(page.get_by_text("示值误差在最大允许误差内").first).to_be_visible()
    page.get_by_role("button", name="只测到这里").click()
    page.wait_for_url("**/nozzles")
    expect(page.get_by_text("已测 1 枪")).to_be_visible()
    shot(page, "11-nozzles")
    inspector.sign(page, visit, pin="110002")
    shot(page, "12-copy")
    return visit


def _market(phone: Phone, at: Place, shot: Shot) -> str:
    """The organiser, one stall in 连查, and a party that refuses to sign; the second officer confirms later."""
    page = phone.page
    inspector.open_place(page, at.name)
    visit = inspector.begin_visit(page, "样例-0002")
    inspector.answer_checklist(page, visit, failing="公平秤", photo_seed=12)
    page.get_by_role("link", name="摊位连查").click()
    inspector.conforming_stall(page)
    page.goto(f"/app/visit/{visit}")
    expect(page.get_by_text("已查 1 摊")).to_be_visible()
    shot(page, "20-market")
    inspector.sign(page, visit, pin=None, refusal="负责人看过笔录后离开，拒绝签字")
    shot(page, "21-refused")
    return visit


def _everything_arrives(data: Path, visits: list[str]) -> None:
    """The server has all three, sealed, with their photos; asked of its database until it is so."""
    marks = ", ".join("?" * len(visits))
    for _ in range(240):
        sealed = query(data, f"select count(*) from inspection where state = 'submitted' and id in ({marks})", *visits)
        waiting = query(data, "select count(*) from blob_link l left join blob b on b.sha256 = l.sha256 "
                        "where b.sha256 is null")
        if sealed[0][0] == len(visits) and waiting[0][0] == 0:
            return
        time.sleep(0.25)
    outcomes = query(data, "select op_id, outcome, problem from op_ledger where outcome not in ('applied', 'merged')")
    raise AssertionError(f"sealed {sealed}, photos waiting {waiting}, refused {outcomes}")


def _once_each(data: Path, visits: list[str]) -> None:
    """Each operation in the ledger once, each visit and check once."""
    assert query(data, "select op_id from op_ledger group by op_id having count(*) > 1") == []
    assert query(data, "select count(*) from op_ledger where outcome in ('rejected', 'quarantined')")[0][0] == 0
    for visit in visits:
        assert query(data, "select count(*) from inspection where id = ?", visit) == [(1,)]
        twice = query(data, "select instrument_id from inspection_check where inspection_id = ? and replaces is null "
                      "and instrument_id is not null group by instrument_id having count(*) > 1", visit)
        assert twice == []


def _photos_match(data: Path) -> None:
    """Every photo the records name lies in the store under the hash of its bytes."""
    named = query(data, "select distinct sha256 from blob_link")
    assert len(named) >= 5
    for (digest,) in named:
        found = [path for path in (data / "blobs").rglob("*") if path.is_file() and path.name.startswith(digest)]
        assert found, digest
        assert hashlib.sha256(found[0].read_bytes()).hexdigest() == digest


def _measured(data: Path, visit: str) -> tuple[str, str]:
    """The label and the identifier of the instrument that was measured in a visit."""
    row = query(data, "select l.code, c.instrument_id from inspection_check c join label l "
                "on l.instrument_id = c.instrument_id where c.inspection_id = ? and c.instrument_id is not null", visit)
    return row[0]


def _approve(page: Page, visit: str) -> None:
    page.goto(f"/desk/review/{visit}")
    settled = page.get_by_role("checkbox", name="已核对")
    expect(page.locator(".decision")).to_be_visible()
    for box in settled.all():
        box.check()
    page.locator(".decision").get_by_role("button", name=re.compile("^通过")).click()
    with page.expect_response(lambda answer: answer.url.endswith("/decisions") and answer.ok):
        page.get_by_role("dialog").get_by_role("button", name="通过", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="已通过")).to_be_visible()


def _return(page: Page, visit: str, words: str) -> None:
    page.goto(f"/desk/review/{visit}")
    page.locator(".decision").get_by_role("button", name=re.compile("^退回补正")).click()
    page.get_by_role("dialog").locator("textarea").fill(words)
    with page.expect_response(lambda answer: answer.url.endswith("/decisions") and answer.ok):
        page.get_by_role("dialog").get_by_role("button", name="退回补正").click()
    expect(page.get_by_role("status").filter(has_text="已退回补正")).to_be_visible()


def _not_yet_confirmed(page: Page, visit: str) -> None:
    """A record whose second officer has not confirmed cannot be approved, and says so."""
    page.goto(f"/desk/review/{visit}")
    expect(page.locator(".decision")).to_contain_text("第二执法人员尚未确认")
    expect(page.locator(".decision").get_by_role("button", name=re.compile("^通过"))).to_be_disabled()


def _publish(page: Page, visit: str) -> None:
    page.goto(f"/desk/review/{visit}?state=approved")
    page.get_by_role("button", name="公示结果").click()
    with page.expect_response(lambda answer: answer.url.endswith("/publication") and answer.ok):
        page.get_by_role("dialog").get_by_role("button", name="公示结果").click()
    expect(page.get_by_role("status").filter(has_text="已公示")).to_be_visible()


def _public_page(context: BrowserContext, code: str) -> str:
    """What anybody sees who opens the label's address: the words, without the time of the answer."""
    page = context.new_page()
    page.goto(f"/{code}")
    text = page.locator("body").inner_text()
    page.close()
    return re.sub(r"查询时间[^\n]*", "", text)


def _has_supplement(data: Path, visit: str) -> None:
    """The supplement and the second submission have arrived."""
    for _ in range(240):
        found = query(data, "select i.state, (select count(*) from supplement s where s.inspection_id = i.id) "
                      "from inspection i where i.id = ?", visit)
        if found == [("submitted", 1)]:
            return
        time.sleep(0.25)
    raise AssertionError(found)
