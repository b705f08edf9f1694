"""Labels (计量器具身份码): batches, codes, bindings. Promises: a code names one label and is never given twice."""

from __future__ import annotations

from flask import Flask


def install(app: Flask) -> None:
    """Let the ledger, which may not import this room, show the label of an instrument and take it along."""
    from server.labels.commands import follow
    from server.labels.queries import worn_by

    app.extensions.update(label_of_instrument=worn_by, instruments_moved=follow)
