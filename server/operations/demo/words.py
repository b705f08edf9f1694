"""The words the demo city is made of. Every full name carries 样例, so that none can be taken for a real one."""

from __future__ import annotations

from random import Random

from server.jurisdictions.divisions import DIVISIONS
from server.registry.credit_codes import check_character

DIVISION_NAMES = {code: name for code, _, name, _ in DIVISIONS}
# How much of the city lies in each division, and roughly where its seat is.
SHARES = {"610602": 60, "610603": 20, "610621": 14, "610622": 14, "610625": 15, "610626": 15, "610627": 9,
          "610628": 14, "610629": 25, "610630": 11, "610631": 5, "610632": 14, "610681": 22}
SEATS = {"610602": ("36.5913", "109.4930"), "610603": ("36.8640", "109.3290"), "610621": ("36.5790", "110.0120"),
         "610622": ("36.8780", "110.1930"), "610625": ("36.8220", "108.7680"), "610626": ("36.9270", "108.1760"),
         "610627": ("36.2760", "109.3510"), "610628": ("35.9880", "109.3790"), "610629": ("35.7620", "109.4320"),
         "610630": ("36.0500", "110.1690"), "610631": ("35.5840", "109.8400"), "610632": ("35.5800", "109.2620"),
         "610681": ("37.1420", "109.6750")}
BRANDS = ("春和", "丰源", "延河", "枣园", "山丹", "聚福", "顺兴", "和顺", "金穗", "清泉", "长青", "永盛", "德源",
          "同心", "嘉禾", "福临", "广聚", "瑞祥", "诚信", "新风", "东升", "红果", "塬上", "川口", "百味", "万家",
          "利民", "安康", "如意", "老槐")
GOODS = ("蔬菜", "水果", "猪肉", "牛羊肉", "禽蛋", "水产", "豆制品", "干货", "粮油", "调料", "面食", "熟食", "苹果",
         "红枣")
ROADS = ("枣园路", "二道街", "南桥", "北关", "东关", "西街", "新区", "河滨", "凤凰路", "车站", "老城", "迎宾路",
         "文化路", "塬畔")
OILS = ("92号车用汽油", "95号车用汽油", "98号车用汽油", "0号车用柴油")
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章"


def person(rng: Random) -> str:
    return f"{rng.choice(SURNAMES)}样例"


def telephone(rng: Random) -> str:
    """A number that no exchange gives out."""
    return f"0911-000{rng.randrange(10_000):04}"


def credit_code(division: str, number: int, *, is_firm: bool) -> str:
    """A unified social credit code whose check characters hold and whose middle says DEM."""
    body = f"DEM{number:05}"
    values = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(values.index(character) * weight for character, weight in zip(body, weights, strict=True))
    organisation = body + "0123456789X"[-total % 11]  # GB 11714
    first = ("91" if is_firm else "92") + division + organisation
    return first + check_character(first)


def position(rng: Random, division: str) -> dict[str, str]:
    """Somewhere near the seat of a division."""
    latitude, longitude = SEATS[division]
    return {"latitude": _near(rng, latitude), "longitude": _near(rng, longitude), "accuracy_m": "30", "datum": "WGS-84"}


def _near(rng: Random, degrees: str) -> str:
    whole, fraction = degrees.split(".")
    micro = int(whole) * 1_000_000 + int(fraction) * 100 + rng.randrange(-20_000, 20_000)
    return f"{micro // 1_000_000}.{micro % 1_000_000:06}"


def allot(total: int, least: tuple[str, ...] = ()) -> dict[str, int]:
    """`total` things over the divisions by their shares, by largest remainder; `least` get one at least."""
    whole = sum(SHARES.values())
    given = {code: total * share // whole for code, share in SHARES.items()}
    by_remainder = sorted(SHARES, key=lambda code: -(total * SHARES[code] % whole))
    for code in by_remainder[:total - sum(given.values())]:
        given[code] += 1
    for code in least:
        if not given[code]:
            richest = max(given, key=lambda other: given[other])
            given[richest], given[code] = given[richest] - 1, 1
    return given
