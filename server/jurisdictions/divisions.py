"""Yan'an and its 13 county-level divisions (studies/domain.md §11.1, verified against the national list)."""

from __future__ import annotations

CITY = "610600"
# (code, parent, Chinese name, English name)
DIVISIONS: tuple[tuple[str, str | None, str, str], ...] = (
    ("610600", None, "延安市", "Yan'an City"),
    ("610602", CITY, "宝塔区", "Baota District"),
    ("610603", CITY, "安塞区", "Ansai District"),
    ("610621", CITY, "延长县", "Yanchang County"),
    ("610622", CITY, "延川县", "Yanchuan County"),
    ("610625", CITY, "志丹县", "Zhidan County"),
    ("610626", CITY, "吴起县", "Wuqi County"),
    ("610627", CITY, "甘泉县", "Ganquan County"),
    ("610628", CITY, "富县", "Fuxian County"),
    ("610629", CITY, "洛川县", "Luochuan County"),
    ("610630", CITY, "宜川县", "Yichuan County"),
    ("610631", CITY, "黄龙县", "Huanglong County"),
    ("610632", CITY, "黄陵县", "Huangling County"),
    ("610681", CITY, "子长市", "Zichang City"),
)
