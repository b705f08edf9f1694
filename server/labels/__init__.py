"""Labels (计量器具身份码): batches, codes, bindings. Promises: a code names one label and is never given twice."""

from __future__ import annotations

from flask import Flask
from sqlalchemy.orm import Session


def install(app: Flask) -> None:
    """The registry, below us, shows an instrument's label without knowing this room."""
    app.extensions["label_of_instrument"] = _label_of


def _label_of(session: Session, instrument_id: str) -> dict[str, str] | None:
    from server.labels.queries import code_of

    code = code_of(session, [instrument_id]).get(instrument_id)
    return {"code": code} if code else None
