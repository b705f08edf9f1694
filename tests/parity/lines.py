"""Seeded lines for the two judges: likely readings crowded around the limits, and hostile ones made from them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

from server.metrology.instrument_catalogue import catalogue_of

DATES = [
    "2026-11-23", "2027-01-07", "2027-01-08", "2024-04-30", "2024-05-01", "2026-02-28", "2026-03-01", "2012-02-01",
    "2015-01-01", "2006-01-01", "1997-01-01", "2008-12-31", "2017-05-25", "0001-01-01", "9999-12-31", "2024-02-29",
    "2022-12-31", "2023-01-01", "2026-04-14", "2026-04-15", "2025-01-07", "2025-01-08", "2026-01-07", "2026-01-08",
    "2030-01-07", "2030-01-08",
]  # fmt: skip
BAD_DATES = ["2026-02-29", "2026-13-01", "2026-00-10", "0000-01-01", "20261123", "2026-11-23 ", "1900-02-29", "",
             20261123, "２０２６-11-23", "2026-W01-1", "2000-02-30"]  # fmt: skip
EDITIONS = [
    "JJG 539-1997", "JJG 539-2016", "JJG 1204-2025", "JJG 443-1998", "JJG 443-2006", "JJG 443-2015", "JJG 443-2023",
    "GB 10810.1-2005 + GB 13511.1-2011", "GB/T 8170-2008", "JJG 0", "", 7, "国务院令第174号-1995",
    "市场监管总局令第20号", "市场监管总局令第121号", "市场监管总局公告-2020年第42号",
    "市场监管总局公告-2020年第42号（2023年起）", "零售商品称重计量监督管理办法-2020",
    "定量包装商品计量监督管理办法-2023", "JJF 1070-2005", "GB 13511.1-2011", "GB 10810.1-2005", "JJG 580-2005",
    "JJF 2184-2025 + JJG 1204-2025",
]  # fmt: skip
HOSTILE: list[Any] = [
    None, True, False, 0, -0, 1, 2**53 - 1, 2**53, -(2**53), 10**40, "", " ", "0", "-0", "-0.0", "00", "+1", "1.", ".5",
    "1e5", "1E-5", "NaN", "Infinity", "-", "--1", "1,000", "1_0", "0x1", "１２", "٣", "−1", "1\n", "1/3", "9" * 30,
    "9" * 31, "0." + "0" * 28 + "1", "0." + "0" * 29 + "1", "1" * 15 + "." + "1" * 15, "x" * 500, "\ud800",
    "\U0001f600", "\u2028", "__proto__", [], {}, ["1"], {"S": "1"}, ["1"] * 101, [["1"]], "III", "g",
]  # fmt: skip
HOSTILE_NAMES = ["__proto__", "constructor", "toString", "", "e ", "Ｅ", "\ud800", "a/b", "~", "on", "rule", "x" * 41,
                 "7", "hasOwnProperty", "edition", "scale_kind", "mpe", "E0"]  # fmt: skip
BYTES = [b"\x00", b"\xff", b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"1", b"e", b".", b"-", b" ", b"\r", b"\t",
         b"\xc3", b"\xa9", b"\xef\xbb\xbf", b"NaN", b"\\u", b"\\ud83d", b"0", b"null", b"true",
         b"\xed\xa0\x80"]  # fmt: skip


def decimal(random: Random, low: int, high: int, places: int) -> str:
    """A plain decimal between two whole numbers, sometimes with zeros that mean nothing."""
    scaled = random.randint(low * 10**places, high * 10**places)
    sign, digits = ("-" if scaled < 0 else ""), str(abs(scaled)).zfill(places + 1)
    text = f"{sign}{digits[:-places]}.{digits[-places:]}" if places else sign + digits
    if "." in text and random.random() < 0.2:
        text += "0" * random.randint(1, 3)
    return ("-0" + text[1:] if sign else "0" + text) if random.random() < 0.02 else text


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


def near(random: Random, text: str, spread: int, places: int) -> str:
    """Near another number, by whole steps of the last decimal place."""
    whole, _, decimals = text.partition(".")
    decimals = decimals[:places].ljust(places, "0")
    scaled = int(whole + decimals) + random.randint(-spread, spread)
    digits = str(abs(scaled)).zfill(places + 1)
    return ("-" if scaled < 0 else "") + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def nawi_indication_error(random: Random) -> dict[str, Any]:
    inputs = scale(random)
    inputs["indication_I"] = near(random, inputs["load_L"], 100, random.randint(0, 1))
    if random.random() < 0.8:
        inputs["additional_dL"] = decimal(random, 0, 6, random.randint(0, 2))
    if random.random() < 0.2:
        inputs["E0"] = decimal(random, -2, 2, 1)
    if random.random() < 0.1:
        inputs["mpe"] = decimal(random, 0, 10, 2)
    return inputs


def nawi_repeatability(random: Random) -> dict[str, Any]:
    inputs = scale(random)
    inputs["P_values"] = [near(random, inputs["load_L"], 40, 1) for _ in range(random.choice([3, 3, 3, 6, 2, 10]))]
    if random.random() < 0.1:
        inputs["abs_mpe"] = decimal(random, 0, 10, 2)
    return inputs


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


def lens(random: Random) -> dict[str, str]:
    strength = random.choice([3, 6, 9, 12, 20, 25])
    quarter = random.randint(-strength * 4, strength * 4) * 25
    sphere = ("-" if quarter < 0 else "") + f"{abs(quarter) // 100}.{abs(quarter) % 100:02d}"
    cylinder = random.choice(["0", "0.00", "-0.12", "-0.25", "-0.50", "-0.75", "-1.00", "-1.50", "-2.50", "-2.75",
                              "-4.00", "-6.00", "-6.25", "1.00", "0.25", "3.50"])  # fmt: skip
    return {"S": sphere, "C": cylinder, "axis": str(random.randint(0, 180))}


def spectacle_lens_power(random: Random) -> dict[str, Any]:
    rx = lens(random)
    measured = {"S": near(random, rx["S"], 20, 2), "C": near(random, rx["C"], 15, 2), "axis": rx["axis"]}
    if random.random() < 0.5:
        measured["axis"] = str((int(rx["axis"]) + random.randint(-10, 10)) % 181)
    if random.random() < 0.1:
        measured["C"] = measured["C"].removeprefix("-")
    if random.random() < 0.1:
        measured = lens(random)
    inputs: dict[str, Any] = {"rx": rx, "measured": measured}
    given = {"tol_meridian": "0.12", "tol_cyl": "0.09", "tol_axis": "5.0"}
    return inputs | {name: text for name, text in given.items() if random.random() < 0.05}


def gbt8170_round(random: Random) -> dict[str, Any]:
    interval = random.choice(["1", "0.1", "0.01", "0.001", "0.5", "0.2", "10", "1000", "0.10", "0.25", "3", "0.0007"])
    return {"value": decimal(random, -5000, 5000, random.randint(0, 5)), "interval": interval}


def sale(random: Random, price: str, quantity: str, step: int) -> dict[str, Any]:
    """An amount near price times quantity, in whole steps of a hundredth of a yuan, or of a ten thousandth."""
    hundredths = random.random() < 0.7
    cents = int(Fraction(price) * Fraction(quantity) * 100) + random.randint(-step, step)
    exact = f"{cents // 100}.{cents % 100:02d}"
    return {"unit_price": price, "shown_amount": exact if hundredths else exact + decimal(random, 0, 99, 0).zfill(2)}


def price_computation(random: Random) -> dict[str, Any]:
    price = random.choice(["12.80", "5", "9.99", "0.1", "12.5", decimal(random, 0, 300, 2)])
    mass = random.choice(["1.235", "0.5", "0.1", "1.234", decimal(random, 0, 30, 3)])
    inputs = sale(random, price, mass, 2) | {"mass_kg": mass, "amount_interval": random.choice(["0.01", "0.1", "0.02"])}
    if random.random() < 0.3:
        inputs["scale_kind"] = random.choice(["price_computing", "other"])
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


def day(random: Random) -> str:
    """Mostly of these years; now and then at an end of the calendar, on a leap day, or no day at all."""
    if random.random() < 0.15:
        return random.choice(["1984-12-31", "1985-01-01", "2100-02-28", "2100-02-29", "2100-10-31", "2100-12-30",
                              "2100-12-31", "2101-01-01", "2028-02-29", "2026-02-29", "2000-02-29"])  # fmt: skip
    return date.fromordinal(random.randint(date(2024, 1, 1).toordinal(), date(2029, 12, 31).toordinal())).isoformat()


def work_calendar(random: Random, near_to: str) -> dict[str, Any]:
    """Holidays and worked weekends around a day, sometimes a slip among them."""
    try:
        start = date.fromisoformat(near_to).toordinal()
    except ValueError:
        return {}
    around = [date.fromordinal(start + random.randint(-5, 70)) for _ in range(random.choice([0, 3, 12, 40, 100]))]
    worked = [found for found in around if found.weekday() > 4][: random.choice([0, 2, 5])]
    off = [found for found in around if found not in worked]
    if random.random() < 0.1:
        worked += around[-1:]
    named = {"holidays": off, "make_up_days": worked}
    return {name: [found.isoformat() for found in days] for name, days in named.items() if random.random() < 0.7}


def working_day_deadline(random: Random) -> dict[str, Any]:
    received = day(random)
    count = random.choice([1, 2, 5, 7, 15, 20, 45, 90, 366, 0, 367, "7"])
    return {"received": received, "working_days": count} | work_calendar(random, received)


def mediation_limit(random: Random) -> dict[str, Any]:
    accepted = day(random)
    return {"accepted": accepted} | (work_calendar(random, accepted) if random.random() < 0.5 else {})


KINDS = list(catalogue_of("市场监管总局公告-2020年第42号").entries)


def sizes(random: Random) -> dict[str, str]:
    edges = {"nominal_diameter_DN": ["14.99", "15", "20", "25", "25.01", "50", "50.01", "300", "0"],
             "gas_meter_size_G": ["1.59", "1.6", "2.5", "16", "16.01", "40"],
             "permanent_flow_Q3": ["2.5", "16", "16.01", "100"]}  # fmt: skip
    return {name: random.choice(values) for name, values in edges.items() if random.random() < 0.4}


def instrument_mandatory_status(random: Random) -> dict[str, Any]:
    kind = random.choice(["water_meter", "gas_meter", "other", "scale", *KINDS])
    purpose = random.choice(["trade", "trade", "medical", "safety", "environment", "law_enforcement", "none", "other"])
    return {"kind": kind, "purpose": purpose} | (sizes(random) if random.random() < 0.6 else {})


def verification_due(random: Random) -> dict[str, Any]:
    kind = random.choice(["water_meter", "water_meter", "other", "scale", *KINDS])
    verified_on = day(random)
    if random.random() < 0.3:
        verified_on = verified_on[:8] + random.choice(["28", "29", "30", "31", "01"])
    return {"kind": kind, "verified_on": verified_on} | (sizes(random) if random.random() < 0.6 else {})


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


def nominal_quantity(random: Random) -> str:
    """Round numbers as packs carry them, the seams of the table, and some that nobody would print."""
    edges = ["50", "100", "200", "300", "500", "1000", "1500", "2500", "5000", "10000", "15000", "50000"]
    if random.random() < 0.6:
        return near(random, random.choice(edges), 1, random.choice([0, 0, 0, 1]))
    return decimal(random, 0, random.choice([60, 350, 1200, 51_000]), random.randint(0, 2))


def net_quantity_T(random: Random) -> dict[str, Any]:
    inputs: dict[str, Any] = {"nominal_g_or_mL": nominal_quantity(random)}
    return inputs | ({"unit": random.choice(["g", "mL"])} if random.random() < 0.3 else {})


def net_quantity_single(random: Random) -> dict[str, Any]:
    nominal = nominal_quantity(random)
    spread = random.choice([10, 60, 400])
    return {"nominal_g": nominal, "actual_g": near(random, nominal, spread, random.choice([0, 1, 1, 2]))}


LOTS = {10: None, 11: 10, 30: 10, 50: 10, 51: 13, 99: 13, 100: 50, 500: 50, 501: 80, 3200: 80, 3201: 125, 20_000: 125}


def lot_size(random: Random) -> tuple[int, int]:
    """A lot and the size of its sample, sometimes a wrong one."""
    lot = random.choice(list(LOTS)) if random.random() < 0.7 else random.randint(1, 12)
    planned = LOTS.get(lot) or min(lot, 10)
    return lot, max(0, planned + random.choice([-1, 1])) if random.random() < 0.05 else planned


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
    kind = random.choice(["mass", "mass", "volume", "length", "area"])
    units = {"mass": ["g", "kg", "mg", "t"], "volume": ["mL", "L", "cL", "dL"], "length": ["cm", "m", "mm", "dm"],
             "area": ["cm2", "dm2", "m2", "mm2"]}  # fmt: skip
    edges = ["1", "2", "50", "100", "200", "999", "1000", "10000", decimal(random, 0, 1200, 1)]
    return {
        "quantity_kind": kind,
        "nominal_value": near(random, random.choice(edges), 1, random.choice([0, 0, 1])),
        "marked_unit": random.choice(units[kind][: random.choice([2, 2, 4])]),
        "character_height_mm": near(random, random.choice(["2", "3", "4", "6"]), 2, 1),
    }


def power(random: Random) -> str:
    """Mostly quarter dioptres, as prescribed; sometimes one that no prescription knows."""
    if random.random() < 0.15:
        return decimal(random, -6, 6, 2)
    return random.choice(["", "-"]) + random.choice(
        ["0", "0.25", "0.50", "0.75", "1.00", "1.25", "2.00", "2.25", "2.50", "2.75", "4.00", "4.25", "9.00"]
    )


def spectacle_optical_centre_distance(random: Random) -> dict[str, Any]:
    prescribed = random.choice(["58", "62.5", "64", "64.0", "70"])
    inputs: dict[str, Any] = {"vertex_power_D": power(random), "prescribed_PD_mm": prescribed,
                              "measured_mm": near(random, prescribed, 70, 1)}  # fmt: skip
    if random.random() < 0.3:
        inputs["measured_mm"] = near(random, prescribed, 6, 0)
    for side in ("right", "left"):
        if random.random() < 0.3:
            inputs[side] = {"prescribed_mm": "32", "measured_mm": near(random, "32", 30, 1)}
    if random.random() < 0.15:
        inputs |= random.choice([{"tol_mm": "2.0"}, {"tol_prism": "0.5"}, {"tol_mm": "1", "tol_prism": "0.67"}])
    return inputs


def spectacle_prism(random: Random) -> dict[str, Any]:
    prescribed = random.choice(["0", "0.50", "1.00", "2.00", "2.00", "2.01", decimal(random, 0, 3, 2)])
    inputs: dict[str, Any] = {"direction": random.choice(["horizontal", "vertical"]), "prescribed": prescribed,
                              "measured": near(random, prescribed, 60, 2), "S_max": power(random)}  # fmt: skip
    if random.random() < 0.1:
        inputs["tolerance"] = random.choice(["0.25", "0.5", "0"])
    return inputs


def spectacle_vertical_difference(random: Random) -> dict[str, Any]:
    height = random.choice(["0", "1.0", "2.0", "3.0", "1.01", "10", "20", decimal(random, 0, 4, 1), "31"])
    inputs: dict[str, Any] = {"vertex_power_D": power(random), "vertical_difference_mm": height}
    if random.random() < 0.15:
        inputs |= random.choice([{"tol_mm": "2.0"}, {"tol_prism": "0.5"}, {"tol_mm": "1", "tol_prism": "0.50"}])
    return inputs


def ready_made_centre_distance(random: Random) -> dict[str, Any]:
    marked = random.choice(["60", "62", "64.0", "29"])
    inputs: dict[str, Any] = {"marked_PD_mm": marked, "measured_mm": near(random, marked, 30, 1)}
    return inputs | ({"tol_mm": "1.0"} if random.random() < 0.15 else {})


def focimeter_error(random: Random) -> dict[str, Any]:
    standard = random.choice(["0", "5", "-5.00", "4.98", "10", "-10.01", "15", "15.02", "20", "25", "25.01", "2"])
    readings = [near(random, standard, random.choice([5, 15, 40]), 2) for _ in range(random.choice([3] * 8 + [2, 4]))]
    inputs: dict[str, Any] = {"quantity": random.choice(["vertex_power", "prism"]), "standard": standard,
                              "readings": readings}  # fmt: skip
    return inputs | ({"mpe": "0.12"} if random.random() < 0.1 else {})


def focimeter_zero(random: Random) -> dict[str, Any]:
    interval = random.choice(["0.01", "0.01", "0.06", "0.12", "0.25", "0.005"])
    inputs: dict[str, Any] = {"interval_D": interval, "zero_sphere_D": decimal(random, -1, 1, 2)}
    if random.random() < 0.7:
        inputs["zero_sphere_D"] = near(random, "0", 4, 2)
    if random.random() < 0.5:
        inputs["zero_cylinder_D"] = near(random, "0", 4, 2)
    return inputs | ({"mpe": "0.06"} if random.random() < 0.1 else {})


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


MAKERS: dict[str, Callable[[Random], dict[str, Any]]] = {
    maker.__name__: maker
    for maker in (nawi_indication_error, nawi_repeatability, fuel_dispenser_error, fuel_dispenser_repeatability,
                  spectacle_lens_power, gbt8170_round, price_computation, fuel_dispenser_amount, fuel_flow_point,
                  working_day_deadline, mediation_limit, instrument_mandatory_status, verification_due,
                  retail_weighing_shortage, retail_gold, net_quantity_T, net_quantity_single, net_quantity_lot,
                  net_quantity_lot_summary, net_quantity_marking, spectacle_optical_centre_distance, spectacle_prism,
                  spectacle_vertical_difference, ready_made_centre_distance, focimeter_error, focimeter_zero,
                  nawi_zero_accuracy, nawi_tare_accuracy, nawi_eccentricity, nawi_discrimination, scale_new_regime)
}  # fmt: skip


def likely(random: Random) -> dict[str, Any]:
    rule = random.choice(list(MAKERS))
    line: dict[str, Any] = {"rule": rule, "on": random.choice(DATES[:4]), "inputs": MAKERS[rule](random)}
    if random.random() < 0.2:
        line["on"] = random.choice(DATES)
    if random.random() < 0.1:
        line["inputs"]["edition"] = random.choice(EDITIONS)
    return line


def places_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield from places_in(member, (*path, key))


def spoil(random: Random, line: dict[str, Any]) -> None:
    """Replaces, drops or adds something somewhere in the line."""
    path = random.choice(list(places_in(line)))
    place = line
    for step in path[:-1]:
        place = place[step]
    act = random.random()
    if act < 0.6:
        place[path[-1]] = random.choice(HOSTILE)
    elif act < 0.75:
        del place[path[-1]]
    elif isinstance(place, dict):
        place[random.choice(HOSTILE_NAMES)] = random.choice(HOSTILE)
    if random.random() < 0.1:
        line["on"] = random.choice(BAD_DATES)


def spoil_bytes(random: Random, raw: bytes) -> bytes:
    for _ in range(random.randint(1, 3)):
        at = random.randint(0, len(raw))
        raw = raw[:at] + random.choice([b"", *BYTES]) + raw[at + random.randint(0, 2) :]
    return raw.replace(b"\n", b"")


def repeat_a_name(random: Random, raw: bytes) -> bytes:
    """The same name twice in one object, which only a strict reader notices."""
    name = random.choice(list(re.finditer(rb'"[^"]*": ', raw)))
    return (
        raw[: name.start()] + name.group() + random.choice([b"null", b"1", b'"1"', b"{}"]) + b", " + raw[name.start() :]
    )


def lines(seed: int, count: int) -> Iterator[bytes]:
    random = Random(seed)
    for _ in range(count):
        line = likely(random)
        kind = random.random()
        if kind > 0.6:
            spoil(random, line)
        raw = json.dumps(line, ensure_ascii=random.random() < 0.5 or kind > 0.6).encode("utf-8")
        if random.random() < 0.03:
            raw = repeat_a_name(random, raw)
        if kind > 0.85:
            raw = spoil_bytes(random, raw)
        if kind > 0.995:
            raw += b" " * random.choice([16_000, 16_384, 20_000, 70_000])
        yield raw
