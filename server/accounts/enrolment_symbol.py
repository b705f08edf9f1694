"""The QR symbol of a one-time code, for the desk to show and a new phone to scan."""

from __future__ import annotations

import base64

import qrcode
from qrcode.image.svg import SvgPathImage


def enrolment_symbol(origin: str, code: str) -> str:
    """A data address of an SVG: `<origin>/app/enrol#<code>`. Behind the #, so that no server ever logs the code."""
    drawn = qrcode.make(f"{origin}/app/enrol#{code}", image_factory=SvgPathImage, border=4)
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.to_string()).decode()
