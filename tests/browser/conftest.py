"""The real product in a real browser: the demo city behind gunicorn on loopback, phones by Chromium's own emulation.

Screenshots of each step are kept in var/screenshots as the run's artefact.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

ROOT = Path(__file__).parents[2]
SHOTS = ROOT / "var" / "screenshots"
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
                  "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
                  "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True,
         "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
DESK = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in Path(str(item.fspath)).parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(1200))  # a journey is long, and a busy machine slow


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demo city of this run keeps its data."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="session")
def demo(demo_data: Path) -> Iterator[str]:
    """The origin of a running demo city, seeded small, on a real SQLite file."""
    data = demo_data
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {**os.environ, "HENGJIAN_DATA_DIR": str(data), "HENGJIAN_PORT": str(port), "PYTHONUNBUFFERED": "1"}
    env.pop("HENGJIAN_DATABASE_URL", None)
    for command in (["migrate"], ["seed-demo", "--size", "0.1"]):
        subprocess.run([sys.executable, "-m", "server", *command], cwd=ROOT, env=env, check=True, timeout=300)
    log = (data / "serve.log").open("w")
    server = subprocess.Popen([sys.executable, "-m", "server", "serve"], cwd=ROOT, env=env, stdout=log, stderr=log)
    origin = f"http://127.0.0.1:{port}"
    try:
        _wait(origin + "/readyz", server)
        yield origin
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
        log.close()


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                assert answer.status == 200
                return
        except OSError:  # refused, or slow to answer on a busy machine
            time.sleep(0.2)
    raise AssertionError(f"{url} did not answer")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


def chromium_path() -> str:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert found, "no Chromium; `make test` installs one"
    return found


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    launched = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
    yield launched
    launched.close()


@pytest.fixture
def phone(browser: Browser, demo: str) -> Iterator[BrowserContext]:
    """A new phone: 360×740, Chinese, with position and camera allowed."""
    context = browser.new_context(**PHONE, base_url=demo, geolocation={"latitude": 36.5853, "longitude": 109.4897},
                                  permissions=["geolocation", "camera"])
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def desk(browser: Browser, demo: str) -> Iterator[BrowserContext]:
    """A supervisor's browser at 1440×900."""
    context = browser.new_context(**DESK, base_url=demo)
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def shot(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Keep a picture of a step."""
    folder = SHOTS / request.node.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)

    def take(page: Page, name: str) -> None:
        page.screenshot(path=folder / f"{name}.png")

    return take
