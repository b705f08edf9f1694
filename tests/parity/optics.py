"""Likely lenses, spectacles and focimeters, crowded around their limits."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.parity.figures import decimal, near


def lens(random: Random) -> dict[str, str]:
    strength = random.choice([3, 6, 9, 12, 20, 25])
    quarter = random.randint(-strength * 4, strength * 4) * 25
    sphere = ("-" if quarter < 0 else "") + f"{abs(quarter) // 100}.{abs(quarter) % 100:02d}"
    cylinder = random.choice(["0", "0.00", "-0.12", "-0.25", "-0.50", "-0.75", "-1.00", "-1.50", "-2.50", "-2.75",
                              "-4.00", "-6.00", "-6.25", "1.00", "0.25", "3.50"])  # fmt: skip
    return {"S": sphere, "C": cylinder, "axis": str(random.randint(0, 180))}


def power(random: Random) -> str:
    """Mostly quarter dioptres, as prescribed; sometimes one that no prescription knows."""
    if random.random() < 0.15:
        return decimal(random, -6, 6, 2)
    return random.choice(["", "-"]) + random.choice(
        ["0", "0.25", "0.50", "0.75", "1.00", "1.25", "2.00", "2.25", "2.50", "2.75", "4.00", "4.25", "9.00"]
    )


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
    if random.random() < 0.4:
        inputs["eye"] = random.choice(["right", "left", "both"])
    given = {"tol_meridian": "0.12", "tol_cyl": "0.09", "tol_axis": "5.0"}
    return inputs | {name: text for name, text in given.items() if random.random() < 0.05}


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
    if random.random() < 0.4:
        inputs["eye"] = random.choice(["right", "left", "both"])
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


MAKERS = (
    spectacle_lens_power, spectacle_optical_centre_distance, spectacle_prism, spectacle_vertical_difference,
    ready_made_centre_distance, focimeter_error, focimeter_zero,
)
