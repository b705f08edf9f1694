"""Seeded lines for the two judges: likely readings crowded around the limits, and hostile ones made from them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from tests.parity import days, fuel, goods, optics, scales
from tests.parity.figures import DATES

BAD_DATES = ["2026-02-29", "2026-13-01", "2026-00-10", "0000-01-01", "20261123", "2026-11-23 ", "1900-02-29", "",
             20261123, "２０２６-11-23", "2026-W01-1", "2000-02-30"]  # fmt: skip
EDITIONS = [
    "JJG 539-1997", "JJG 539-2016", "JJG 1204-2025", "JJG 443-1998", "JJG 443-2006", "JJG 443-2015", "JJG 443-2023",
    "GB 10810.1-2005 + GB 13511.1-2011", "GB/T 8170-2008", "JJG 0", "", 7, "国务院令第174号-1995",
    "市场监管总局令第20号", "市场监管总局令第121号", "市场监管总局公告-2020年第42号",
    "市场监管总局公告-2020年第42号（2023年起）", "零售商品称重计量监督管理办法-2020",
    "定量包装商品计量监督管理办法-2023", "JJF 1070-2005", "GB 13511.1-2011", "GB 10810.1-2005", "JJG 580-2005",
    "JJF 2184-2025 + JJG 1204-2025", "重庆市地方规定(2022) + 广州市诚信计量标准", "JJG 1148-2022", "JJG 1149-2022",
    "JJG 1148-2018", "JJG 1149-2018", "定量包装商品计量监督管理办法-2005", "零售商品称重计量监督管理办法-2004",
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

MAKERS: dict[str, Callable[[Random], dict[str, Any]]] = {
    maker.__name__: maker for family in (scales, fuel, optics, goods, days) for maker in family.MAKERS
}


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
