"""The QR symbol of a label as vector squares: whole modules, a quiet zone of four, no logo, no colour. Pure."""

from __future__ import annotations

import qrcode
from qrcode import constants, util

QUIET = 4


def matrix(origin: str, code: str) -> list[list[bool]]:
    """The modules of `<origin>/<code>` at level H. Segments are set by hand: the package would spend a version more."""
    symbol = qrcode.QRCode(error_correction=constants.ERROR_CORRECT_H, border=QUIET)
    symbol.add_data(util.QRData(f"{origin.lower()}/".encode(), mode=util.MODE_8BIT_BYTE), optimize=0)
    symbol.add_data(util.QRData(code.encode(), mode=util.MODE_ALPHA_NUM), optimize=0)
    symbol.make(fit=True)
    return [[bool(module) for module in row] for row in symbol.get_matrix()]


def svg_path(modules: list[list[bool]]) -> str:
    """One path of horizontal runs, in module units."""
    runs = []
    for y, row in enumerate(modules):
        x = 0
        while x < len(row):
            length = 0
            while x + length < len(row) and row[x + length]:
                length += 1
            if length:
                runs.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length + 1
    return "".join(runs)
