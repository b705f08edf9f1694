"""Opening the app without a network on a slow phone, until the first task is there: a whole city against one county.

Each start is a new browser on the storage of the last one; the network is cut before the first byte. The page's
processor is slowed down, the worker's is not: Chromium cannot.
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Playwright, expect, sync_playwright

from tests.bench._demo import SLOWER, middle, profile, seeded, served, slow_down, table
from tests.browser import on_the_phone as inspector
from tests.browser.test_journey import query

WHOLE = 1.45  # of the demo city: some ten thousand instruments
STARTS = 5
PATIENCE = 900_000  # milliseconds for the first download of a city
FIRST_TASK = """
new MutationObserver(() => {
  if (window.firstTask === undefined && document.querySelector('.surface-card')) window.firstTask = performance.now()
}).observe(document, { subtree: true, childList: true })
"""
HELD = """async () => {
  const name = (await indexedDB.databases()).map((one) => one.name).find((one) => /^hengjian-[0-9a-f]{8}-/.test(one))
  const base = await new Promise((done) => { indexedDB.open(name).onsuccess = (event) => done(event.target.result) })
  const count = (store, key) => new Promise((done) => {
    const asked = base.transaction(store).objectStore(store)
    const counting = key ? asked.index('keys').count(key) : asked.count()
    counting.onsuccess = () => done(counting.result)
  })
  const found = [await count('base', 'instrument'), await count('base')]
  base.close()
  return found
}"""


def download(playwright: Playwright, storage: Path, origin: str, username: str) -> list[int]:
    """Sign in and fetch everything; how many instruments and records are on the phone."""
    phone = inspector.start_phone(playwright, storage, origin)
    page = phone.pages[0]
    page.goto("/app/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(inspector.PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.locator(".surface-card").first).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("正在下载任务和台账")).to_have_count(0, timeout=PATIENCE)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    held: list[int] = page.evaluate(HELD)
    phone.close()
    return held


def start(playwright: Playwright, storage: Path, origin: str) -> float:
    """Milliseconds from the navigation to the first task."""
    phone = inspector.start_phone(playwright, storage, origin)
    phone.set_offline(True)
    page = phone.pages[0]
    slow_down(phone, page)
    page.add_init_script(FIRST_TASK)
    page.goto("/app/")
    expect(page.locator(".surface-card").first).to_be_visible(timeout=inspector.SLOW)
    took = float(page.evaluate("window.firstTask"))
    phone.close()
    return took


def main() -> None:
    rows, medians = [], []
    with seeded(WHOLE) as data, served(data) as origin, sync_playwright() as playwright:
        ((in_the_city,),) = query(data, "select count(*) from instrument")
        print(f"  the city has {in_the_city} instruments")
        for username in ("luochuan1", "city1"):
            with profile() as storage:
                instruments, records = download(playwright, storage, origin, username)
                figures = [start(playwright, storage, origin) for _ in range(STARTS)]
            medians.append(middle(figures))
            rows.append((username, instruments, records, f"{middle(figures):.0f}", f"{max(figures):.0f}"))
    table((f"processor {SLOWER}× slower", "instruments", "records", "median ms", "slowest"), rows)
    print(f"  city : county = {medians[1] / medians[0]:.2f}")


if __name__ == "__main__":
    main()
