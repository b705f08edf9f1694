"""Pure decisions of the ledger: validity on a day, which verification is newer, what may stand inside what."""

from __future__ import annotations

from datetime import date

from server.metrology.validity import standing

MAX_DEPTH = 6
VALIDITIES = ("valid", "expiring", "overdue", "unknown", "stopped")

PREMISES_KINDS = ("market", "stall", "fuel_station", "dispenser", "nozzle", "charging_station", "pile", "gun",
                  "optician", "shop", "supermarket", "restaurant", "grain_yard", "hospital", "gas_station", "utility",
                  "parking", "taxi", "entertainment", "agricultural_inputs", "overload_station", "wholesale_market",
                  "fair", "packer", "other")
INSTRUMENT_KINDS = ("nawi", "fuel_dispenser", "ev_charger", "focimeter", "refractometer", "phoropter",
                    "trial_lens_case", "ophthalmometer", "moisture_meter", "other")
PURPOSES = ("trade", "medical", "safety", "environment", "other")
CODE_SCHEMES = ("production", "repair", "verification", "certificate", "other")
RESULTS = ("conforming", "nonconforming")
DATUMS = ("WGS-84", "GCJ-02", "BD-09")

# Parts of a venue: what they must stand in. Everything else may stand alone or inside any venue.
PARENT_KINDS = {"dispenser": ("fuel_station",), "nozzle": ("dispenser",), "pile": ("charging_station",),
                "gun": ("pile",)}


def may_stand_in(kind: str, parent_kind: str | None) -> bool:
    """Whether premises of `kind` may be a child of `parent_kind` (None: stand alone)."""
    allowed = PARENT_KINDS.get(kind)
    return allowed is None or parent_kind in allowed


def is_newer(verified_on: date, current: date | None) -> bool:
    """Whether a verification replaces the one an instrument shows. The same day does not: the first stands."""
    return current is None or verified_on > current


def validity(state: str, valid_until: date | None, result: str | None, on: date) -> str:
    """valid · expiring · overdue · unknown as the rule of all colours says, or stopped, on a local date.

    Stopped means not to be used: taken out of use, or its newest verification failed.
    """
    if state != "in_use" or result == "nonconforming":
        return "stopped"
    return standing(valid_until, on)
