"""`serve`: the parent of gunicorn and of the jobs process. Restarts jobs, forwards signals, ends both."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from types import FrameType

from server.settings import Settings

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
POLL_SECONDS = 0.5
JOBS_PAUSE_SECONDS = 5.0
STOP_SECONDS = 20.0


def gunicorn_command(settings: Settings, extra: tuple[str, ...] = ()) -> list[str]:
    """Threads, because slow phones must not hold a worker; two processes, because Python holds one core."""
    return [sys.executable, "-m", "gunicorn", "server.wsgi:app", "--worker-class", "gthread", "--workers", "2",
            "--threads", "8", "--bind", f"{settings.host}:{settings.port}", "--timeout", "120",
            "--graceful-timeout", "15", "--keep-alive", "5", "--limit-request-line", "4094",
            "--limit-request-fields", "60", "--access-logfile", "/dev/null", "--no-control-socket", *extra]


def shows_the_demo_to_others(settings: Settings, extra: tuple[str, ...]) -> bool:
    """Whether a demo would listen beyond this machine; its documented passwords must not (DESIGN §5)."""
    binds = any(option.startswith(("--bind", "-b")) for option in extra)
    return settings.demo and (binds or settings.host not in LOOPBACK)


class Parent:
    """Two children and one wish to stop."""

    def __init__(self, settings: Settings, extra: tuple[str, ...] = ()) -> None:
        self.stopping = False
        self.web = subprocess.Popen(gunicorn_command(settings, extra))  # noqa: S603  # our own interpreter and arguments
        self.jobs = self._start_jobs()
        self.restart_at: float | None = None
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)

    def run(self) -> int:
        """Until the web server ends or somebody asks to stop; its exit code."""
        while not self.stopping and self.web.poll() is None:
            self._keep_jobs()
            time.sleep(POLL_SECONDS)
        return self._end()

    def _start_jobs(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", "server", "jobs"])  # our own program

    def _keep_jobs(self) -> None:
        if self.jobs.poll() is None:
            return
        if self.restart_at is None:
            self.restart_at = time.monotonic() + JOBS_PAUSE_SECONDS
        elif time.monotonic() >= self.restart_at:
            self.jobs, self.restart_at = self._start_jobs(), None

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _end(self) -> int:
        for child in (self.jobs, self.web):
            if child.poll() is None:
                child.terminate()
        for child in (self.jobs, self.web):
            try:
                child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        return 0 if self.stopping else (self.web.returncode or 0)
