"""Likely readings of fuel dispensers and chargers, crowded around their limits."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

from tests.parity.figures import decimal, near
from tests.parity.scales import sale


def fuel_dispenser_error(random: Random) -> dict[str, Any]:
    volume = random.choice(["20", "50", "100", "19.93", decimal(random, 1, 100, 3)])
    inputs: dict[str, Any] = {
        "oil": random.choice(["gasoline", "kerosene", "diesel"]),
        "measure_material": random.choice(["stainless", "carbon_steel"]),
        "V_J_L": near(random, volume, 150, 3),
        "V_B20_L": volume,
        "t_J_C": decimal(random, -20, 40, random.randint(0, 2)),
        "t_B_C": "20" if random.random() < 0.3 else decimal(random, -20, 40, 1),
    }
    if random.random() < 0.3:
        inputs["t_J_C"] = inputs["t_B_C"]
    if random.random() < 0.2:
        inputs["mpe_percent"] = random.choice(["0.30", "0.3", "0.50", decimal(random, 0, 1, 2)])
    return inputs


def fuel_dispenser_repeatability(random: Random) -> dict[str, Any]:
    places = random.randint(1, 4)
    runs = random.choice([3, 3, 3, 4, 7, 2])
    inputs: dict[str, Any] = {"errors_percent": [near(random, "0.1", 10 ** (places - 1), places) for _ in range(runs)]}
    if random.random() < 0.4:
        inputs["method"] = random.choice(["range", "range_over_dn_1_69"])
    if random.random() < 0.2:
        inputs["limit_percent"] = random.choice(["0.10", "0.15", "0.2"])
    return inputs


def fuel_dispenser_amount(random: Random) -> dict[str, Any]:
    price = random.choice(["7.85", "8", "6.999", "9.9", decimal(random, 1, 12, 2)])
    volume = random.choice(["20.03", "50", "20.01", decimal(random, 0, 120, 2)])
    inputs = sale(random, price, volume, 2) | {"volume_L": volume}
    if random.random() < 0.4:
        inputs["min_payment_variable"] = random.choice(["0.01", "0.010", "0.1", "1"])
    return inputs


def fuel_flow_point(random: Random) -> dict[str, Any]:
    inputs = fuel_dispenser_error(random)
    one = {name: inputs.pop(name) for name in ("V_J_L", "V_B20_L", "t_J_C", "t_B_C")}
    # Mostly the temperature at which the measure holds what is written on it, so that most points come near the limits.
    if random.random() < 0.7:
        one |= {"V_J_L": near(random, one["V_B20_L"], 40, 3), "t_J_C": "20", "t_B_C": "20"}
    runs = random.choice([3, 3, 3, 3, 3, 2, 4, 1])
    inputs["runs"] = [one | {"V_J_L": near(random, one["V_J_L"], random.choice([10, 30]), 3)} for _ in range(runs)]
    if random.random() < 0.3:
        inputs["method"] = random.choice(["range", "range_over_dn_1_69"])
    if random.random() < 0.2:
        inputs["limit_percent"] = random.choice(["0.10", "0.15", "0.2"])
    return inputs


def fuel_station_fairness(random: Random) -> dict[str, Any]:
    nozzles = random.choice([2, 4, 6, 12, 30, 1])
    middle, spread = random.choice([("0.2", 10), ("0", 30), ("-0.2", 10), ("0.1", 10)])
    inputs: dict[str, Any] = {"errors_percent": [near(random, middle, spread, 2) for _ in range(nozzles)]}
    if random.random() < 0.3:
        inputs["mpe_percent"] = random.choice(["0.30", "0.3", "0.50", decimal(random, 0, 30, 2)])
    return inputs


def ev_charger_operating_error(random: Random) -> dict[str, Any]:
    accuracy_class = random.choice([1, 2])
    standard = random.choice(["10.000", "1", "20", "0.5", decimal(random, 0, 60, 3)])
    # Near nothing, or near the limit of either class on either side.
    shift = random.choice([0, 1, -1, 2, -2])
    off = Fraction(standard) * (100 + shift) * 10
    indicated = near(random, f"{int(off) // 1000}.{int(off) % 1000:03d}", random.choice([1, 9, 40]), 3)
    inputs: dict[str, Any] = {"accuracy_class": accuracy_class if random.random() < 0.7 else str(accuracy_class),
                              "indicated_kWh": indicated, "standard_kWh": standard}  # fmt: skip
    if random.random() < 0.5:
        inputs["judge"] = random.choice(["full_value", "rounded"])
    if random.random() < 0.5:
        inputs["load_point"] = random.choice(["I_min", "half_I_max", "I_max", "Q1"])
    if random.random() < 0.5:
        inputs["charger_kind"] = random.choice(["dc", "ac"])
    return inputs


def ev_charger_clock_error(random: Random) -> dict[str, Any]:
    edge = random.choice([0, 5, -5, 180, -180])
    whole = edge + random.randint(-2, 2)
    finer = near(random, f"{edge}.0", 5, random.randint(0, 2))
    inputs: dict[str, Any] = {"stage": random.choice(["initial", "initial", "subsequent", "subsequent", "in_service"]),
                              "clock_error_s": random.choice([whole, whole, str(whole), finer])}  # fmt: skip
    if random.random() < 0.5:
        inputs["charger_kind"] = random.choice(["dc", "ac"])
    return inputs


def ev_charger_amount(random: Random) -> dict[str, Any]:
    price = random.choice(["1.20", "0.8", "1.5531", decimal(random, 0, 3, 4)])
    energy = random.choice(["20.5", "33.333", "0.001", decimal(random, 0, 80, 3)])
    inputs = sale(random, price, energy, 2) | {"energy_kWh": energy}
    if random.random() < 0.3:
        inputs["min_payment_variable"] = random.choice(["0.01", "0.010", "0.1"])
    if random.random() < 0.5:
        inputs["charger_kind"] = random.choice(["dc", "ac"])
    return inputs


def fuel_measure_volume(random: Random) -> dict[str, Any]:
    zero = random.choice(["66", "69", "0", "100"])
    return {
        "nominal_L": random.choice(["20", "50", "100", "0.07", "0"]),
        "neck_zero_mm": zero,
        "neck_reading_mm": near(random, zero, 40, random.choice([0, 1])),
        "neck_mL_per_mm": random.choice(["2", "2.5", "5", decimal(random, 0, 6, 1)]),
    }


def fuel_minimum_quantity_error(random: Random) -> dict[str, Any]:
    """A small delivery, mostly at the temperature at which the measure holds what is written on it."""
    inputs = fuel_dispenser_error(random)
    if random.random() < 0.7:
        inputs |= {"V_B20_L": "5", "V_J_L": near(random, "5", 40, 3), "t_J_C": "20", "t_B_C": "20"}
    return inputs


def fuel_minimum_quantity_repeatability(random: Random) -> dict[str, Any]:
    inputs = fuel_dispenser_repeatability(random)
    if random.random() < 0.5:
        inputs["errors_percent"] = [near(random, "0.1", 150, 3) for _ in range(random.choice([3, 3, 4]))]
    return inputs


MAKERS = (
    fuel_dispenser_error, fuel_dispenser_repeatability, fuel_dispenser_amount, fuel_flow_point,
    fuel_station_fairness, ev_charger_operating_error, ev_charger_clock_error, ev_charger_amount,
    fuel_measure_volume, fuel_minimum_quantity_error, fuel_minimum_quantity_repeatability,
)
