"""Running the system: serving, migrating, backup, health, proof that nothing is missing. Owns no table."""

from __future__ import annotations

from flask import Flask


def install(app: Flask) -> None:
    """The log and the counters of this process. No file is opened before the first thing is counted, after the fork."""
    from server.kernel.meters import Meter
    from server.operations import logs

    app.extensions["meter"] = Meter(app.extensions["settings"].data_dir / "metrics")
    logs.install(app)
