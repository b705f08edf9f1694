"""Seeded lines for the two judges: likely readings crowded around the limits, and hostile ones made from them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from random import Random
from typing import Any

DATES = [
    "2026-11-23", "2027-01-07", "2027-01-08", "2024-04-30", "2024-05-01", "2026-02-28", "2026-03-01", "2012-02-01",
    "2015-01-01", "2006-01-01", "1997-01-01", "2008-12-31", "2017-05-25", "0001-01-01", "9999-12-31", "2024-02-29",
    "2022-12-27", "2022-12-28",
]  # fmt: skip
BAD_DATES = ["2026-02-29", "2026-13-01", "2026-00-10", "0000-01-01", "20261123", "2026-11-23 ", "1900-02-29", "",
             20261123, "２０２６-11-23", "2026-W01-1", "2000-02-30"]  # fmt: skip
EDITIONS = [
    "JJG 539-1997", "JJG 539-2016", "JJG 1204-2025", "JJG 443-1998", "JJG 443-2006", "JJG 443-2015", "JJG 443-2023",
    "GB 10810.1-2005 + GB 13511.1-2011", "GB/T 8170-2008", "JJG 0", "", 7,
    "重庆市地方规定(2022) + 广州市诚信计量标准", "JJG 1148-2022", "JJG 1149-2022",
    "JJG 1148-2018", "JJG 1149-2018",
]  # fmt: skip
HOSTILE: list[Any] = [
    None, True, False, 0, -0, 1, 2**53 - 1, 2**53, -(2**53), 10**40, "", " ", "0", "-0", "-0.0", "00", "+1", "1.", ".5",
    "1e5", "1E-5", "NaN", "Infinity", "-", "--1", "1,000", "1_0", "0x1", "１２", "٣", "−1", "1\n", "1/3", "9" * 30,
    "9" * 31, "0." + "0" * 28 + "1", "0." + "0" * 29 + "1", "1" * 15 + "." + "1" * 15, "x" * 500, "\ud800",
    "\U0001f600", "\u2028", "__proto__", [], {}, ["1"], {"S": "1"}, ["1"] * 101, [["1"]], "III", "g",
]  # fmt: skip
HOSTILE_NAMES = ["__proto__", "constructor", "toString", "", "e ", "Ｅ", "\ud800", "a/b", "~", "on", "rule", "x" * 41,
                 "7", "hasOwnProperty", "edition", "scale_kind", "mpe", "E0",
                 "charger_kind"]  # fmt: skip
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


MAKERS: dict[str, Callable[[Random], dict[str, Any]]] = {
    maker.__name__: maker
    for maker in (nawi_indication_error, nawi_repeatability, fuel_dispenser_error, fuel_dispenser_repeatability,
                  spectacle_lens_power, gbt8170_round, price_computation, fuel_dispenser_amount,
                  fuel_flow_point, fuel_station_fairness, ev_charger_operating_error,
                  ev_charger_clock_error, ev_charger_amount)
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
