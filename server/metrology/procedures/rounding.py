"""Rounding a value to a rounding interval by GB/T 8170."""

from __future__ import annotations

from server.metrology.conclusion import Working
from server.metrology.inputs import Inputs
from server.metrology.rationals import fixed, round_gbt8170

ROUND_INPUTS = ("value", "interval")


def gbt8170_round(inputs: Inputs, working: Working) -> None:
    """The result shows as many decimals as the interval was written with."""
    value = inputs.decimal("value")
    interval = inputs.decimal("interval", above="0")
    places = len(inputs.text("interval").partition(".")[2])
    rounded = round_gbt8170(value, interval)
    working.report("rounded", "GB/T 8170 (X, interval)", fixed(rounded, places), "1")
