"""The instrument rules where people meet them: mandatory status, suggested validity, and deadlines, phone and desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import at_the_desk
from tests.browser import on_the_phone as inspector
from tests.browser.axe import without_barriers
from tests.browser.test_journey import query

BAOTA = "610602"
SCALE = "select id, premises_id from instrument where kind = 'nawi' and division = ? and state = 'in_use' order by id"
# a market with a scale that is past its date
MARKET = """select p.root_id, i.id from instrument i join premises p on p.id = i.premises_id
    join premises r on r.id = p.root_id where r.kind = 'market' and r.division = ? and i.kind = 'nawi'
    and i.state = 'in_use' and i.valid_until < '2026-11-01' and i.verification_result = 'conforming' order by i.id"""
OTHER_LOOK = """([language, theme]) => { localStorage.setItem('hengjian.language', language)
  localStorage.setItem('hengjian.appearance', JSON.stringify({theme})) }"""
Shot = Callable[[Page, str], None]


@pytest.fixture
def shot(shot: Shot) -> Shot:
    """Every step is kept as a picture, and keeps nobody out."""
    return without_barriers(shot)


def test_the_desk_counts_deadlines_and_gives_the_reason_of_a_status(
        desk: BrowserContext, demo_data: Path, shot: Shot) -> None:
    page = desk.new_page()
    at_the_desk.sign_in(page, "city-head", "/desk/deadlines")
    page.get_by_label("起算日：收到投诉").fill("2026-09-29")
    expect(page.locator(".deadline-day")).to_have_text("2026-10-14")
    page.get_by_text("查看计算").click()
    expect(page.get_by_text("国办发明电〔2025〕7号")).to_be_visible()
    shot(page, "00-working-days")
    page.get_by_label("期限种类").select_option("mediation")
    page.get_by_label("起算日：受理投诉").fill("2026-11-25")
    expect(page.locator(".deadline-day")).to_have_text(["不能计算", "2027-01-24"])
    expect(page.get_by_text("尚未公布或本系统尚未收录")).to_be_visible()
    shot(page, "01-both-editions")
    page.get_by_label("期限种类").select_option("recheck")
    page.get_by_label("日数").fill("10")
    page.get_by_label("起算日：改正期限届满").fill("2026-11-25")
    expect(page.locator(".deadline-day")).to_have_text("2026-12-09")
    page.get_by_label("日数").fill("0")
    expect(page.get_by_text("请填写1至366的整数")).to_be_visible()
    _in_english_and_dark(page, shot, "01-deadlines-en-dark", "Counted from the day after")
    id, place = query(demo_data, SCALE, BAOTA)[0]
    page.goto(f"/desk/ledger/instruments/{id}")
    expect(page.get_by_text("应当强制检定")).to_be_visible()
    expect(page.get_by_text("市场监管总局公告-2020年第42号 第2条")).to_be_visible()
    shot(page, "02-instrument")
    _in_english_and_dark(page, shot, "02-instrument-en-dark", "Must be verified compulsorily")
    (market,) = query(demo_data, "select root_id from premises where id = ?", place)[0]
    page.goto(f"/desk/ledger/premises/{market}")
    expect(page.get_by_text("尚未设定类别")).to_be_visible()
    page.get_by_role("button", name="设定类别").click()
    page.locator("form.filters").get_by_role("combobox").select_option("B")
    page.get_by_label("认定理由").fill("样例：有器具超期")
    page.get_by_role("button", name="保存类别").click()
    expect(page.get_by_text("样例：有器具超期")).to_be_visible()
    shot(page, "03-premises")
    _in_english_and_dark(page, shot, "03-premises-en-dark", "Graded supervision")


def test_the_phone_says_why_and_suggests_and_counts_offline(phone: BrowserContext, demo_data: Path, shot: Shot) -> None:
    page = phone.new_page()
    inspector.sign_in(page, "baota1")
    phone.set_offline(True)
    id, _ = query(demo_data, SCALE, BAOTA)[0]
    page.goto(f"/app/instrument/{id}")
    expect(page.get_by_text("应当强制检定")).to_be_visible()
    expect(page.get_by_text("列入目录且用于所列用途")).to_be_visible()
    page.locator(".mandatory-line").scroll_into_view_if_needed()
    shot(page, "00-instrument")
    _in_english_and_dark(page, shot, "00-instrument-en-dark", "Listed, and used for a listed purpose")
    market, overdue = query(demo_data, MARKET, BAOTA)[0]
    page.goto(f"/app/premises/{market}/add")
    page.get_by_label("器具种类").select_option("other")
    expect(page.get_by_text("本表没有这一种类")).to_be_visible()
    page.get_by_role("group", name="是否强制检定").get_by_role("button", name="是", exact=True).click()
    expect(page.get_by_text("由执法人员认定为强制检定")).to_be_visible()
    shot(page, "01-add")
    page.goto(f"/app/premises/{market}")
    visit = inspector.begin_visit(page, "样例-0002")
    _measure_counts_working_days(page, visit, shot)
    page.goto(f"/app/visit/{visit}/measure/{overdue}")
    page.get_by_role("button", name="录入新证书").click()
    page.get_by_label("检定日期").fill("2026-03-12")
    expect(page.get_by_text("仅为建议，以证书为准")).to_be_visible()
    shot(page, "04-certificate")
    page.get_by_role("button", name="填入建议有效期 2027-03-11").click()
    expect(page.get_by_label("有效期至")).to_have_value("2027-03-11")


def _in_english_and_dark(page: Page, shot: Shot, name: str, waits_for: str) -> None:
    page.evaluate(OTHER_LOOK, ["en", "dark"])
    page.reload()
    expect(page.get_by_text(waits_for).first).to_be_visible()
    shot(page, name)
    page.evaluate(OTHER_LOOK, ["zh-CN", "light"])
    page.reload()


def _measure_counts_working_days(page: Page, visit: str, shot: Shot) -> None:
    page.goto(f"/app/visit/{visit}/checklist")
    expect(page.locator(".segmented").first).to_be_visible()
    inspector.fail_item(page, "公平秤", 31)
    item = page.locator("[id^=item-]").filter(has_text="公平秤").first
    item.get_by_role("button", name="工作日", exact=True).click()
    item.get_by_role("button", name="3 个工作日").click()
    expect(item.get_by_role("button", name="3 个工作日")).to_have_attribute("aria-pressed", "true")
    item.locator(".measure-choice").scroll_into_view_if_needed()
    shot(page, "02-working-days")
