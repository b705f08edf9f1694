"""axe-core in a page under the strict policy, and what it finds that would keep somebody from using the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).parents[2] / "pwa" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
FIND = """async () => {
  const found = await axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})
  return found.violations
    .filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .flatMap((one) => one.nodes.map((node) => [one.id, node.target, node.failureSummary.split('\\n').pop().trim()]))
    .map((parts) => parts.join(' '))
}"""


def barriers(page: Page) -> list[str]:
    """Every serious or critical violation on the page as it stands, with the place and what would mend it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)  # through the debugger, so the page's own policy stays as strict as it is
    return list(page.evaluate(FIND))


def without_barriers(shot: Callable[[Page, str], None]) -> Callable[[Page, str], None]:
    """Keeps the picture of a step, and lets no step pass that keeps somebody out."""
    def take(page: Page, name: str) -> None:
        shot(page, name)
        assert barriers(page) == [], name

    return take
