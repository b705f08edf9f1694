"""连查 on a slow phone: the two hundredth stall of a market opens as fast as the first.

From the last tap on one stall, which writes its check to disk, until the next one can be answered; without a network.
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.bench._demo import SLOWER, middle, profile, seeded, served, slow_down, table
from tests.browser import on_the_phone as inspector
from tests.browser.market_run import check_stall, grow
from tests.browser.test_journey import query

DIVISION, STALLS, SIDE = "610629", 200, 20
ANSWER = """() => {
  for (const row of document.querySelectorAll('.quick-row')) row.querySelector('button').click()
  document.querySelector('.run-reading button').click()
}"""
NEXT = """() => new Promise((done) => {
  const shown = () => document.querySelector('.run-head .number')?.textContent
  const before = shown(), began = performance.now()
  const look = () => {
    const isOpen = shown() && shown() !== before && document.querySelectorAll('.quick-row').length === 3
    if (isOpen) done(performance.now() - began)
    else requestAnimationFrame(look)
  }
  document.querySelector('.keypad .go').click()
  look()
})"""


def market(data: Path, origin: str) -> str:
    """The name of a market that has been given the stalls it lacks."""
    id, name = query(data, "select id, name from premises where kind = 'market' and division = ?", DIVISION)[0]
    grow(origin, id, DIVISION, STALLS + 1, len(query(data, "select id from premises where parent_id = ?", id)))
    return str(name)


def walk(page: Page) -> list[float]:
    """Milliseconds to each next stall; one whose certificate has run out is written down by hand and not counted."""
    figures: list[float] = []
    for _ in range(STALLS):
        expect(page.locator(".quick-row")).to_have_count(3)
        if page.locator(".run-validity .btn.danger").count():
            check_stall(page)
            continue
        page.evaluate(ANSWER)
        inspector.type_keys(page, "1")
        figures.append(float(page.evaluate(NEXT)))
    return figures


def main() -> None:
    with seeded(0.1) as data, served(data) as origin, profile() as storage, sync_playwright() as playwright:
        name = market(data, origin)
        phone = inspector.start_phone(playwright, storage, origin)
        page = phone.pages[0]
        inspector.sign_in(page, "luochuan1")
        expect(page.get_by_text("正在下载任务和台账")).to_have_count(0, timeout=inspector.SLOW)
        phone.set_offline(True)
        inspector.open_place(page, name)
        inspector.begin_visit(page, "样例-0004")
        page.get_by_role("link", name="摊位连查").tap()
        slow_down(phone, page)
        figures = walk(page)
        phone.close()
    first, last = middle(figures[:SIDE]), middle(figures[-SIDE:])
    table((f"next stall, processor {SLOWER}× slower", "ms"), [
        (f"median of the first {SIDE}", f"{first:.0f}"), (f"median of the last {SIDE}", f"{last:.0f}"),
        ("slowest", f"{max(figures):.0f}"), ("last : first", f"{last / first:.2f}")])


if __name__ == "__main__":
    main()
