"""Standards in a real browser: kept at the desk, chosen on the phone, and an expired one refuses the conclusion."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import at_the_desk
from tests.browser import on_the_phone as inspector
from tests.browser.test_journey import BAOTA, query

Shot = Callable[[Page, str], None]
TODAY = date.today()


def scale_in_order(data: Path) -> tuple[str, str]:
    """A market of Baota that no task leads to, and a stall there whose only scale is verified."""
    found = query(data, "select m.id, s.id from premises m join premises s on s.parent_id = m.id join instrument i "
                  "on i.premises_id = s.id where m.kind = 'market' and m.division = ? and i.kind = 'nawi' and "
                  "i.parameters like '%verification_scale_interval%' and i.state = 'in_use' and "
                  "i.verification_result = 'conforming' and i.valid_until > ? and (select "
                  "count(*) from instrument o where o.premises_id = s.id) = 1 "
                  "order by (select count(*) from task t where t.premises_id = m.id), s.walking_order limit 1",
                  BAOTA, TODAY.isoformat())
    return found[0][0], found[0][1]


def check_stall(page: Page, visit: str, stall: str) -> None:
    """Three answers and a reading, as long as none were given; then on to the next stall."""
    page.goto(f"/app/visit/{visit}/run/{stall}")
    rows = page.locator(".quick-row")
    expect(rows).to_have_count(3)
    for row in rows.all():
        row.get_by_role("button", name="符合", exact=True).click()
    page.locator(".run-reading button").click()
    inspector.type_keys(page, "1.000")


def test_an_expired_standard_is_marked_and_refuses_the_conclusion(
        phone: BrowserContext, desk: BrowserContext, demo_data: Path, shot: Shot) -> None:
    market, stall = scale_in_order(demo_data)
    page = phone.new_page()
    inspector.sign_in(page, "baota2")
    page.goto(f"/app/start/{market}")
    chips = page.get_by_role("group", name="标准器", exact=True).get_by_role("button")
    expect(chips).to_have_count(2)
    late, fine = chips.filter(has_text="M1 级砝码组"), chips.filter(has_text="F2 级砝码组")
    expect(late).to_contain_text("超过检定有效期")
    expect(fine).to_contain_text("检定有效期至")
    late.click()
    expect(page.get_by_text("标准器不在有效期内，不作结论")).to_be_visible()
    late.scroll_into_view_if_needed()
    shot(page, "01-chosen")
    page.get_by_text("样例-0001").click()
    page.get_by_role("button", name="已出示告知").click()
    page.get_by_role("button", name="不申请").click()
    page.get_by_role("button", name="开始检查").click()
    page.wait_for_url("**/visit/*")
    visit = page.url.rsplit("/", 1)[-1].split("?")[0]

    check_stall(page, visit, stall)
    expect(page.locator(".run-reading .state-mark")).to_have_text("不作结论")
    expect(page.locator(".run-reading .figures")).to_contain_text("标准器不在有效期内，不作结论")
    shot(page, "02-read")
    page.locator(".keypad .go").click()
    page.wait_for_url(lambda url: stall not in url)
    page.goto(f"/app/visit/{visit}/run/{stall}")
    expect(page.locator(".state-band")).to_contain_text("待核实")
    shot(page, "03-inconclusive")
    page.goto(f"/app/visit/{visit}/sign")
    said = page.get_by_text("标准器不在有效期内，不作结论").first
    said.scroll_into_view_if_needed()
    expect(said).to_be_visible()
    shot(page, "04-read-aloud")
    inspector.upload(page, "baota2")
    office = desk.new_page()
    at_the_desk.sign_in(office, "baota-head", f"/desk/review/{visit}")
    expect(office.get_by_text("所用标准器检查当日不在有效期内")).to_have_count(1)
    office.get_by_text("所用标准器检查当日不在有效期内").scroll_into_view_if_needed()
    shot(office, "06-record")

    page.goto(f"/app/visit/{visit}/facts")
    expect(late).to_have_attribute("aria-pressed", "true")
    late.click()
    fine.click()
    shot(page, "05-changed")
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(lambda url: not url.endswith("/facts"))
    page.goto(f"/app/visit/{visit}/run/{stall}")
    page.get_by_role("button", name="更正").click()
    page.locator("footer .btn.main").click()
    page.wait_for_url(lambda url: stall not in url)
    page.goto(f"/app/visit/{visit}/run/{stall}")
    expect(page.locator(".state-band")).to_contain_text("未发现问题")
    inspector.upload(page, "baota2")
    assert query(demo_data, "select conclusion, replaces is null, evaluators_differ from inspection_check "
                 "where inspection_id = ? order by created_at, id", visit) == [
        ("inconclusive", 1, 0), ("conforming", 0, 0)]


def test_standards_are_kept_at_the_desk(desk: BrowserContext, demo_data: Path, shot: Shot) -> None:
    page = desk.new_page()
    at_the_desk.sign_in(page, "baota-head", "/desk/standards")
    rows = page.locator(".table tbody tr")
    expect(rows).to_have_count(5)
    expect(rows.first).to_contain_text("已过有效期")
    expect(rows.nth(1)).to_contain_text("即将到期")
    shot(page, "01-list")

    page.get_by_role("button", name="登记标准器").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("种类").select_option(label="砝码（组）")
    dialog.get_by_label("标准器名称").fill("E2 级砝码组（样例）")
    dialog.get_by_label("标准器编号").fill("YL02-E2")
    dialog.get_by_label("行政区划").select_option(BAOTA)
    dialog.get_by_label("证书编号").fill("样例字第 02E2 号")
    dialog.get_by_label("检定或校准日期").fill((TODAY - timedelta(days=30)).isoformat())
    dialog.get_by_label("有效期至").fill((TODAY - timedelta(days=60)).isoformat())
    dialog.get_by_label("最大允许误差或扩展不确定度").select_option(label="最大允许误差")
    dialog.get_by_label("数值").fill("5")
    dialog.get_by_label("单位").last.select_option("mg")
    dialog.get_by_role("button", name="保存").click()
    expect(dialog.get_by_role("alert")).to_contain_text("早于开始日期")
    shot(page, "02-refused")
    dialog.get_by_label("有效期至").fill((TODAY + timedelta(days=335)).isoformat())
    dialog.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已登记 E2 级砝码组（样例） YL02-E2")).to_be_visible()
    expect(rows).to_have_count(6)

    new = rows.filter(has_text="YL02-E2")
    new.get_by_role("button", name="更正或换证").click()
    dialog.get_by_label("证书编号").fill("样例字第 02E3 号")
    dialog.get_by_role("button", name="保存").click()
    expect(new).to_contain_text("样例字第 02E3 号")
    new.get_by_role("button", name="停用").click()
    dialog.get_by_label("原因").fill("样例：送修")
    shot(page, "03-retire")
    dialog.get_by_role("button", name="停用").click()
    expect(rows).to_have_count(5)
    page.get_by_label("状态").select_option("retired")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("已停用")
    shot(page, "04-retired")
    page.get_by_label("状态").select_option("in_use")
    page.locator(".menu summary").click()
    page.get_by_label("语言").select_option("en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Standards")
    shot(page, "05-english")
    assert query(demo_data, "select certificate_number, state from reference_standard where serial_number = ?",
                 "YL02-E2") == [("样例字第 02E3 号", "retired")]
