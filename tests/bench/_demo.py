"""A demo city of a chosen size for one benchmark: seeded into a folder that goes away, served on a free port."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, CDPSession, Page

ROOT = Path(__file__).parents[2]
SLOWER = 4  # how many times slower the phone's processor is made


def _environment(data: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "HENGJIAN_DATABASE_URL"}
    return {**kept, "HENGJIAN_DATA_DIR": str(data), "PYTHONUNBUFFERED": "1", **more}


@contextmanager
def seeded(size: float) -> Iterator[Path]:
    """The folder of a demo city; `size` 1 is the whole city."""
    with tempfile.TemporaryDirectory(prefix="hengjian-bench-") as folder:
        data = Path(folder)
        for command in (["migrate"], ["seed-demo", "--size", str(size)]):
            subprocess.run([sys.executable, "-m", "server", *command], cwd=ROOT, env=_environment(data), check=True,
                           stdout=subprocess.DEVNULL)
        yield data


@contextmanager
def served(data: Path) -> Iterator[str]:
    """The origin at which the folder's city answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (data / "serve.log").open("w") as log:
        server = subprocess.Popen([sys.executable, "-m", "server", "serve"], cwd=ROOT, stdout=log, stderr=log,
                                  env=_environment(data, HENGJIAN_PORT=str(port)))
        try:
            _answers(f"http://127.0.0.1:{port}/readyz", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


def _answers(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            sys.exit("the server ended; see its log")
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"{url} did not answer")


@contextmanager
def profile() -> Iterator[Path]:
    """A phone's storage that outlives its browser."""
    folder = Path(tempfile.mkdtemp(prefix="hengjian-profile-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def slow_down(phone: BrowserContext, page: Page, times: int = SLOWER) -> CDPSession:
    """From now on the page's processor is this many times slower."""
    session = phone.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": times})
    return session


def middle(figures: Sequence[float]) -> float:
    return statistics.median(figures)


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Figures in columns, numbers to the right."""
    lines = [[str(cell) for cell in row] for row in (head, *rows)]
    wide = [max(len(line[place]) for line in lines) for place in range(len(head))]
    for line in lines:
        print("  " + "  ".join(cell.ljust(wide[0]) if place == 0 else cell.rjust(wide[place])
                               for place, cell in enumerate(line)), flush=True)
