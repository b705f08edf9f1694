"""Price-computing scales under the new regime: whether one must conform yet, and whether it does (JJG 1204-2025)."""

from __future__ import annotations

from server.metrology.conclusion import Working
from server.metrology.inputs import Inputs
from server.metrology.problems import MetrologyProblem

STATES = ("present", "absent")
ANSWERS = ("yes", "no")
# 三码一封 and the identification of the software.
MARKS = ("production_code", "repair_code", "verification_code", "seal", "software_id")
LOOKUPS = ("matches", "differs", "not_found", "not_looked_up")

REGIME_INPUTS = ("purchased_on", "networked", *MARKS, "platform_lookup_result")


def new_regime(inputs: Inputs, working: Working) -> None:
    """Until the day it must conform, what a scale lacks is information and no verdict."""
    on = working.judged_on()
    due = _due_on(inputs, working, on)
    states = {mark: inputs.choice(mark, STATES) for mark in MARKS}
    lookup = inputs.choice("platform_lookup_result", LOOKUPS, LOOKUPS[-1])
    for mark, state in states.items():
        working.state(mark, state, "present", state == "present")
    # Without a network the platform cannot be asked, which proves nothing for or against the scale.
    if lookup == "not_looked_up":
        working.screening = True
    else:
        working.state("platform_lookup_result", lookup, "matches", lookup == "matches")
    lacking = [*states.values()].count("absent") + (lookup in ("differs", "not_found"))
    working.count("lacking_count", "n(absent) + n(differs, not_found)", lacking)
    working.answer("must_conform", "on ≥ due_on", on >= due)
    if on < due:
        working.word = "value"


def _due_on(inputs: Inputs, working: Working, on: str) -> str:
    """A scale whose day of purchase is unknown counts as one that was there before."""
    networked = inputs.choice("networked", ANSWERS)
    purchased = inputs.date_text("purchased_on") if inputs.has("purchased_on") else None
    if purchased is not None and purchased > on:
        raise MetrologyProblem("date_after_judgement", "/inputs/purchased_on")
    name = "networked_from" if networked == "yes" else "all_from"
    if purchased is not None and purchased >= working.edition_day("newly_bought_from"):
        name = "newly_bought_from"
    due = working.edition_day(name)
    working.report("due_on", name, due, "")
    return due
