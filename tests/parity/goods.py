"""Likely packs, lots and sales, crowded around their tolerances."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.parity.figures import decimal, near

LOTS = {10: None, 11: 10, 30: 10, 50: 10, 51: 13, 99: 13, 100: 50, 500: 50, 501: 80, 3200: 80, 3201: 125, 20_000: 125}


def nominal_quantity(random: Random) -> str:
    """Round numbers as packs carry them, the seams of the table, and some that nobody would print."""
    edges = ["50", "100", "200", "300", "500", "1000", "1500", "2500", "5000", "10000", "15000", "50000"]
    if random.random() < 0.6:
        return near(random, random.choice(edges), 1, random.choice([0, 0, 0, 1]))
    return decimal(random, 0, random.choice([60, 350, 1200, 51_000]), random.randint(0, 2))


def lot_size(random: Random) -> tuple[int, int]:
    """A lot and the size of its sample, sometimes a wrong one."""
    lot = random.choice(list(LOTS)) if random.random() < 0.7 else random.randint(1, 12)
    planned = LOTS.get(lot) or min(lot, 10)
    return lot, max(0, planned + random.choice([-1, 1])) if random.random() < 0.05 else planned


def retail_weighing_shortage(random: Random) -> dict[str, Any]:
    edges = ["0.5", "1", "2", "2.5", "4", "5", "6", "10", "15", "25"]
    settled = random.choice(edges) if random.random() < 0.5 else decimal(random, 0, 27, random.randint(1, 3))
    return {
        "price_band": random.choice(["low", "mid", "high", "premium"]),
        "settled_kg": near(random, settled, 1, 3) if random.random() < 0.3 else settled,
        "actual_kg": near(random, settled, random.choice([5, 20, 100]), random.choice([3, 3, 4])),
        "recheck_method": random.choice(["same_scale", "high_accuracy", "equal_accuracy"]),
    }


def retail_gold(random: Random) -> dict[str, Any]:
    settled = random.choice(["100", "100.01"]) if random.random() < 0.2 else decimal(random, 0, 105, 2)
    return {
        "item": random.choice(["gold", "silver"]),
        "settled_g": settled,
        "actual_g": near(random, settled, random.choice([2, 15]), random.choice([2, 2, 3])),
    }


def net_quantity_T(random: Random) -> dict[str, Any]:
    inputs: dict[str, Any] = {"nominal_g_or_mL": nominal_quantity(random)}
    return inputs | ({"unit": random.choice(["g", "mL"])} if random.random() < 0.3 else {})


def net_quantity_single(random: Random) -> dict[str, Any]:
    nominal = nominal_quantity(random)
    spread = random.choice([10, 60, 400])
    return {"nominal_g": nominal, "actual_g": near(random, nominal, spread, random.choice([0, 1, 1, 2]))}


def net_quantity_lot(random: Random) -> dict[str, Any]:
    """Contents crowd around the nominal quantity; a few fall short by about T or 2 T of a pack of this size."""
    lot, size = lot_size(random)
    nominal = random.choice(["500", "500", "250", "100", "45", "1500", nominal_quantity(random)])
    short = random.choice([0, 0, 1, 2, 4, 8])
    spread = random.choice([0, 3, 10, 40])
    sample = [near(random, nominal, 320 if item < short else spread, 1) for item in range(size)]
    random.shuffle(sample)
    inputs: dict[str, Any] = {"lot_size_N": lot, "nominal_g": nominal, "sample_g": sample}
    return inputs | ({"unit": random.choice(["g", "mL"])} if random.random() < 0.3 else {})


def net_quantity_lot_summary(random: Random) -> dict[str, Any]:
    lot, size = lot_size(random)
    nominal = random.choice(["500", "500", "1500", nominal_quantity(random)])
    inputs: dict[str, Any] = {"lot_size_N": lot, "nominal_g": nominal, "count_T1": random.choice([0, 0, 1, 3, 5, 8])}
    inputs["count_T2"] = random.choice([0, 0, 0, 0, 1, str(size)])
    if lot > 10 or random.random() < 0.2:
        inputs["mean"] = near(random, nominal, 20, random.choice([1, 2, 3]))
        inputs["s"] = decimal(random, 0, 6, random.randint(0, 3))
    return inputs


def net_quantity_marking(random: Random) -> dict[str, Any]:
    kind = random.choice(["mass", "mass", "volume", "length", "area", "count"])
    units = {"mass": ["g", "kg", "mg", "t"], "volume": ["mL", "L", "cL", "dL"], "length": ["cm", "m", "mm", "dm"],
             "area": ["cm2", "dm2", "m2", "mm2"], "count": ["piece"]}  # fmt: skip
    edges = ["1", "2", "50", "100", "200", "999", "1000", "10000", decimal(random, 0, 1200, 1)]
    return {
        "quantity_kind": kind,
        "nominal_value": near(random, random.choice(edges), 1, random.choice([0, 0, 1])),
        "marked_unit": random.choice(units[kind][: random.choice([2, 2, 4])]),
        "character_height_mm": near(random, random.choice(["2", "3", "4", "6"]), 2, 1),
    }


def net_quantity_measured_single(random: Random) -> dict[str, Any]:
    kind, units = random.choice([("length", ["m", "m", "cm", "mm", "dm"]), ("area", ["m2", "cm2", "dm2", "mm2"]),
                                 ("count", ["piece"])])  # fmt: skip
    edges = {"length": ["5", "10", "500", "30"], "area": ["1", "10", "50"], "count": ["50", "51", "100", "200", "12"]}
    places = 0 if kind == "count" and random.random() < 0.9 else random.choice([0, 1, 2])
    nominal = near(random, random.choice(edges[kind]), 1, places)
    return {
        "quantity_kind": kind,
        "marked_unit": random.choice(units),
        "nominal_value": nominal,
        "actual_value": near(random, nominal, random.choice([2, 5, 60]), places),
    }


def retail_scale_suitability(random: Random) -> dict[str, Any]:
    goods = random.choice(["low", "mid", "high", "premium", "gold", "silver"])
    metals, food = ["0.02", "0.1", "0.1001"], ["0.5", "1", "2", "2.5", "4", "5", "6", "15", "25"]
    load = random.choice(metals if goods in ("gold", "silver") else food)
    return {
        "goods": goods,
        "load_kg": near(random, load, 1, random.choice([1, 2, 3])),
        "scale_mpe_g": near(random, random.choice(["0.01", "0.1", "1", "5", "20", "40"]), 2, random.choice([1, 2])),
    }


MAKERS = (
    retail_weighing_shortage, retail_gold, net_quantity_T, net_quantity_single, net_quantity_lot,
    net_quantity_lot_summary, net_quantity_marking, net_quantity_measured_single, retail_scale_suitability,
)
