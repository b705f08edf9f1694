"""The demo's documented passwords stay on this machine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from server.operations.serving import shows_the_demo_to_others
from server.settings import read_settings


@pytest.mark.parametrize(("demo", "host", "extra", "shown"), [
    (True, "127.0.0.1", (), False), (True, "localhost", (), False), (True, "0.0.0.0", (), True),
    (True, "192.168.1.7", (), True), (True, "127.0.0.1", ("--bind", "0.0.0.0:9000"), True),
    (True, "127.0.0.1", ("--bind=0.0.0.0:9000",), True), (False, "0.0.0.0", (), False),
])
def test_who_may_reach_the_demo(tmp_path: Path, demo: bool, host: str, extra: tuple[str, ...], shown: bool) -> None:
    settings = read_settings({"HENGJIAN_DATABASE_URL": f"sqlite:///{tmp_path}/x", "HENGJIAN_DATA_DIR": str(tmp_path)})
    assert shows_the_demo_to_others(replace(settings, demo=demo, host=host), extra) is shown
