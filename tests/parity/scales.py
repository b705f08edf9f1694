"""Likely readings of scales, crowded around their limits."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

from tests.parity.figures import DATES, decimal, near


def scale(random: Random) -> dict[str, Any]:
    accuracy_class = random.choice(["III", "IIII"])
    e = random.choice(["1", "2", "5", "0.5", "0.005", "10", "50", "3", "7", decimal(random, 1, 9, 2)])
    edges = [0, 20, 50, 200, 201, 500, 501, 1000, 1001, 2000, 2001, 10000, 10001]
    load = str(random.choice(edges)) if random.random() < 0.5 else decimal(random, 0, 11000, random.randint(0, 3))
    inputs: dict[str, Any] = {"accuracy_class": accuracy_class, "e": e, "load_L": load,
                              "stage": random.choice(["initial", "subsequent", "in_service"])}  # fmt: skip
    if random.random() < 0.7:
        inputs["unit"] = random.choice(["g", "kg", "mg", "t"])
    if random.random() < 0.3:
        inputs["scale_kind"] = random.choice(["price_computing", "other"])
    return inputs


def sale(random: Random, price: str, quantity: str, step: int) -> dict[str, Any]:
    """An amount near price times quantity, in whole steps of a hundredth of a yuan, or of a ten thousandth."""
    hundredths = random.random() < 0.7
    cents = int(Fraction(price) * Fraction(quantity) * 100) + random.randint(-step, step)
    exact = f"{cents // 100}.{cents % 100:02d}"
    return {"unit_price": price, "shown_amount": exact if hundredths else exact + decimal(random, 0, 99, 0).zfill(2)}


def nawi_indication_error(random: Random) -> dict[str, Any]:
    inputs = scale(random)
    inputs["indication_I"] = near(random, inputs["load_L"], 100, random.randint(0, 1))
    if random.random() < 0.8:
        inputs["additional_dL"] = decimal(random, 0, 6, random.randint(0, 2))
    if random.random() < 0.2:
        inputs["E0"] = decimal(random, -2, 2, 1)
    if random.random() < 0.1:
        inputs["mpe"] = decimal(random, 0, 10, 2)
    if random.random() < 0.3:
        inputs["loading"] = random.choice(["rising", "falling", "both"])
    return inputs


def nawi_repeatability(random: Random) -> dict[str, Any]:
    inputs = scale(random)
    inputs["P_values"] = [near(random, inputs["load_L"], 40, 1) for _ in range(random.choice([3, 3, 3, 6, 2, 10]))]
    if random.random() < 0.1:
        inputs["abs_mpe"] = decimal(random, 0, 10, 2)
    return inputs


def nawi_zero_accuracy(random: Random) -> dict[str, Any]:
    e = random.choice(["1", "2", "5", "0.005"])
    step = {"1": "0.1", "2": "0.2", "5": "0.5", "0.005": "0.0005"}[e]
    places = len(step.partition(".")[2])
    added = near(random, "0", 12 * int(step.replace(".", "")), places).removeprefix("-")
    inputs: dict[str, Any] = {"e": e, "indication_I": random.choice(["0", "0", "0", e]), "additional_dL": added}
    if random.random() < 0.3:
        inputs |= {"load_L": "10", "indication_I": "10", "unit": "g"}
    if random.random() < 0.2:
        inputs["scale_kind"] = random.choice(["price_computing", "other"])
    return inputs | ({"mpe": "0.5"} if random.random() < 0.1 else {})


def nawi_tare_accuracy(random: Random) -> dict[str, Any]:
    return nawi_zero_accuracy(random)


def nawi_eccentricity(random: Random) -> dict[str, Any]:
    inputs = scale(random)
    positions = random.choice([4, 4, 4, 5, 6, 12, 13, 3])
    inputs["indications"] = [near(random, inputs["load_L"], random.choice([1, 5, 30]), 1) for _ in range(positions)]
    if random.random() < 0.6:
        inputs["additional_dLs"] = [decimal(random, 0, 2, 1) for _ in range(random.choice([positions] * 8 + [4]))]
    if random.random() < 0.2:
        inputs["E0"] = decimal(random, -2, 2, 1)
    return inputs | ({"mpe": "2.5"} if random.random() < 0.1 else {})


def nawi_discrimination(random: Random) -> dict[str, Any]:
    tests = [("5", "7"), ("2", "2.8"), ("0.005", "0.0070"), ("1", "1.4"), ("10", "14.0"), ("5", "6.9")]
    d, added = random.choice(tests)
    before = random.choice(["20", "100", "2500", "15000.0"])
    inputs: dict[str, Any] = {"d": d, "load_L": before, "added_weight": added, "indication_before": before,
                              "indication_after": near(random, before, 12, random.randint(0, 2))}  # fmt: skip
    if random.random() < 0.3:
        inputs["unit"] = random.choice(["g", "kg"])
    return inputs


def scale_new_regime(random: Random) -> dict[str, Any]:
    marks = ["production_code", "repair_code", "verification_code", "seal", "software_id"]
    inputs: dict[str, Any] = {mark: random.choice(["present"] * 9 + ["absent"]) for mark in marks}
    inputs["networked"] = random.choice(["yes", "no"])
    if random.random() < 0.7:
        results = ["matches", "matches", "differs", "not_found", "not_looked_up"]
        inputs["platform_lookup_result"] = random.choice(results)
    if random.random() < 0.6:
        inputs["purchased_on"] = random.choice([*DATES, "2020-05-01", "2026-01-08", "2026-06-30", "2026-01-07"])
    return inputs


def price_computation(random: Random) -> dict[str, Any]:
    price = random.choice(["12.80", "5", "9.99", "0.1", "12.5", decimal(random, 0, 300, 2)])
    mass = random.choice(["1.235", "0.5", "0.1", "1.234", decimal(random, 0, 30, 3)])
    inputs = sale(random, price, mass, 2) | {"mass_kg": mass, "amount_interval": random.choice(["0.01", "0.1", "0.02"])}
    if random.random() < 0.3:
        inputs["scale_kind"] = random.choice(["price_computing", "other"])
    return inputs


def gbt8170_round(random: Random) -> dict[str, Any]:
    interval = random.choice(["1", "0.1", "0.01", "0.001", "0.5", "0.2", "10", "1000", "0.10", "0.25", "3", "0.0007"])
    return {"value": decimal(random, -5000, 5000, random.randint(0, 5)), "interval": interval}


MAKERS = (
    nawi_indication_error, nawi_repeatability, nawi_zero_accuracy, nawi_tare_accuracy, nawi_eccentricity,
    nawi_discrimination, scale_new_regime, price_computation, gbt8170_round,
)
