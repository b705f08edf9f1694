"""The 22 columns of the ledger, the names offices give them, and the words in their cells."""

from __future__ import annotations

import re

# key: the heading as exported, then what else it is called
COLUMNS: dict[str, tuple[str, ...]] = {
    "number": ("序号", "编号"),
    "unit": ("单位名称", "使用单位", "使用单位名称", "受检单位", "企业名称", "经营者名称"),
    "credit_code": ("统一社会信用代码", "信用代码", "社会信用代码", "统一信用代码", "营业执照注册号"),
    "division": ("行政区划", "区县", "所属区县", "所在区县", "辖区"),
    "address": ("地址", "单位地址", "经营地址", "详细地址"),
    "venue_kind": ("场所类型", "场所类别", "单位类型"),
    "contact_name": ("负责人", "联系人", "负责人姓名"),
    "contact_phone": ("联系电话", "电话", "手机", "联系方式"),
    "instrument": ("器具名称", "计量器具名称"),
    "model": ("型号规格", "规格型号", "型号"),
    "measuring_range": ("测量范围", "量程"),
    "accuracy_class": ("准确度等级", "准确度", "等级"),
    "serial_number": ("出厂编号", "器具编号", "仪器编号"),
    "manufacturer": ("生产厂家", "制造厂家", "制造单位", "生产厂商", "生产企业"),
    "installed_at": ("安装地点", "安装位置", "使用地点", "安装/使用地点"),
    "purpose": ("用途", "使用用途"),
    "certificate_number": ("检定证书编号", "证书编号", "检定证书号"),
    "verified_on": ("检定日期", "检定时间"),
    "valid_until": ("有效期至", "有效期", "有效日期", "检定有效期"),
    "institution": ("检定机构", "检定单位", "检定技术机构"),
    "result": ("检定结论", "检定结果", "结论"),
    "note": ("备注",),
}
HEADINGS = {key: names[0] for key, names in COLUMNS.items()}
REQUIRED = ("unit", "division", "instrument", "serial_number")
# What a merged or blank cell takes from the row above, while the unit stays the same.
CARRIED = ("unit", "credit_code", "division", "address", "venue_kind", "contact_name", "contact_phone")
LIMITS = {"number": 20, "unit": 200, "credit_code": 40, "division": 40, "address": 300, "venue_kind": 40,
          "contact_name": 60, "contact_phone": 40, "instrument": 100, "model": 100, "measuring_range": 100,
          "accuracy_class": 40, "serial_number": 60, "manufacturer": 200, "installed_at": 100, "purpose": 40,
          "certificate_number": 100, "verified_on": 40, "valid_until": 40, "institution": 200, "result": 40,
          "note": 500}

VENUE_KINDS = {"集贸市场": "market", "农贸市场": "market", "批发市场": "market", "市场": "market",
               "加油站": "fuel_station", "充电站": "charging_station", "眼镜店": "optician", "眼镜制配": "optician",
               "商店": "shop", "商场": "shop", "商店超市": "supermarket", "超市": "supermarket", "餐饮": "restaurant",
               "餐饮店": "restaurant", "粮食购销": "grain_yard", "粮食收购": "grain_yard", "粮库": "grain_yard",
               "医院": "hospital", "医疗机构": "hospital", "加气站": "gas_station", "公用事业": "utility",
               "供水供电供气供热": "utility", "供水": "utility", "供电": "utility", "供气": "utility",
               "供热": "utility", "停车场": "parking", "出租汽车": "taxi", "出租车": "taxi",
               "计时娱乐": "entertainment", "娱乐场所": "entertainment", "农资": "agricultural_inputs",
               "农资店": "agricultural_inputs", "治超站": "overload_station", "专业批发市场": "wholesale_market",
               "临时集市": "fair", "庙会": "fair", "定量包装生产": "packer", "其他": "other", "其它": "other"}
VENUE_NAMES = {"market": "集贸市场", "fuel_station": "加油站", "charging_station": "充电站", "optician": "眼镜店",
               "shop": "商店", "supermarket": "商店超市", "restaurant": "餐饮", "grain_yard": "粮食购销",
               "hospital": "医疗机构", "gas_station": "加气站", "utility": "公用事业", "parking": "停车场",
               "taxi": "出租汽车", "entertainment": "计时娱乐", "agricultural_inputs": "农资",
               "overload_station": "治超站", "wholesale_market": "专业批发市场", "fair": "临时集市",
               "packer": "定量包装生产", "other": "其他"}
PURPOSES = {"贸易结算": "trade", "医疗卫生": "medical", "安全防护": "safety", "环境监测": "environment",
            "其他": "other", "其它": "other"}
PURPOSE_NAMES = {"trade": "贸易结算", "medical": "医疗卫生", "safety": "安全防护", "environment": "环境监测",
                 "other": "其他"}
RESULTS = {"合格": "conforming", "√": "conforming", "✓": "conforming", "是": "conforming", "符合": "conforming",
           "准予使用": "conforming", "不合格": "nonconforming", "×": "nonconforming", "✗": "nonconforming",
           "否": "nonconforming", "不符合": "nonconforming"}
RESULT_NAMES = {"conforming": "合格", "nonconforming": "不合格"}

# The first pattern that is found in the name of an instrument tells its kind.
INSTRUMENT_KINDS: tuple[tuple[re.Pattern[str], str], ...] = tuple((re.compile(pattern), kind) for pattern, kind in (
    ("加油机", "fuel_dispenser"), ("充电桩|充电机", "ev_charger"), ("水分", "moisture_meter"), ("焦度计", "focimeter"),
    ("镜片箱|镜片组", "trial_lens_case"), ("综合验光", "phoropter"), ("角膜曲率", "ophthalmometer"),
    ("验光仪|验光机|电脑验光", "refractometer"), ("动态公路|皮带秤|轨道衡", "other"), ("秤|衡|天平", "nawi"),
    ("血压|体温|压力|电能表|水表|燃气表|流量计|加气机|计价器|测速|声级|尾气|烟度|心电|砝码|尺", "other")))

# A position that is a part of its venue: the kind of venue, the kind of instrument (None: any), the kind of part,
# what the part is called.
PARTS: tuple[tuple[str, str | None, str, str], ...] = (
    ("market", None, "stall", "号摊"), ("wholesale_market", None, "stall", "号摊"),
    ("fuel_station", "fuel_dispenser", "dispenser", "号加油机"),
    ("charging_station", "ev_charger", "pile", "号充电桩"))
