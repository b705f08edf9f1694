"""Labels (计量器具身份码): batches, codes, bindings. Promises: a code names one label and is never given twice."""

from __future__ import annotations

from flask import Flask


def install(app: Flask) -> None:
    """Let the ledger, which may not import this room, show the label of an instrument."""
    from server.labels.queries import worn_by

    app.extensions["label_of_instrument"] = worn_by
