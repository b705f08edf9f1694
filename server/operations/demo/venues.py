"""The kinds of venue, each with its parts and instruments at the proportions of studies/domain.md §11.2."""

from __future__ import annotations

from server.operations.demo import words
from server.operations.demo.city import City
from server.registry.models import Instrument, Merchant, Premises

ROW = 40  # stalls in a row of a market
SEALS_OF_A_NOZZLE = ("流量测量变换器调整装置", "编码器与流量测量变换器之间", "计量主板与机体之间")
# model, maximum and minimum capacity, verification scale interval, in kg
SCALES = (("ACS-15", "15", "0.1", "0.005"), ("ACS-30", "30", "0.2", "0.01"), ("TCS-150", "150", "1", "0.05"))


def _called(city: City, division: str, rest: str) -> str:
    return f"{words.DIVISION_NAMES[division]}{city.rng.choice(words.ROADS)}{rest}"


def market(city: City, division: str, number: int, scale_count: int) -> Premises:
    """An organiser, its fair scales, and stalls in walking order; in some markets the organiser owns every scale."""
    rng = city.rng
    name = f"{words.ROADS[number % len(words.ROADS)]}{rng.choice(('集贸市场', '农贸市场', '菜市场'))}"
    organiser = city.merchant(f"{words.DIVISION_NAMES[division]}{name}管理公司", division, is_firm=True)
    venue = city.venue("market", f"{words.DIVISION_NAMES[division]}{name}", division, organiser)
    is_unified = rng.random() < 0.3  # 统一配秤
    fair_scales = 2 if scale_count > 80 else 1
    for place in range(fair_scales):
        scale(city, venue, organiser, organiser, name="电子计价秤（公平秤）", installed_at=f"公平秤台 {place + 1}")
    made, order = fair_scales, 0
    while made < scale_count:
        order += 1
        stall, merchant = _stall(city, venue, order)
        for _ in range(min(1 + (rng.random() < 0.04), scale_count - made)):
            scale(city, stall, organiser if is_unified else merchant, merchant)
            made += 1
    return venue


def _stall(city: City, venue: Premises, order: int) -> tuple[Premises, Merchant]:
    trade = f"{city.rng.choice(words.BRANDS)}{city.rng.choice(words.GOODS)}"
    merchant = city.merchant(f"{trade}经营户", venue.division, is_firm=False)
    row, place = divmod(order - 1, ROW)
    position_no = f"{'ABCDEFGH'[row % 8]}区 {place + 1:03}"
    return city.part("stall", f"{trade}摊（样例）", venue, position_no, order * 10, merchant), merchant


def scale(city: City, premises: Premises, owner: Merchant, user: Merchant, *, name: str = "电子计价秤",
          installed_at: str = "") -> Instrument:
    """A price-computing scale; the newer third carries its three codes (三码一封)."""
    rng, number = city.rng, len(city.instruments) + 1
    model, most, least, interval = rng.choice(SCALES)
    codes = [{"scheme": scheme, "value": f"YL{scheme[0].upper()}{number:08}"}
             for scheme in ("production", "verification")] if rng.random() < 0.33 else []
    if codes and rng.random() < 0.2:
        codes.insert(1, {"scheme": "repair", "value": f"YLR{number:08}"})
    return city.instrument(
        "nawi", name, premises, f"YL{rng.randint(2017, 2026)}{number:05}", model=model, accuracy_class="III",
        measuring_range=f"{least} kg～{most} kg", manufacturer=f"样例{rng.choice('甲乙丙丁')}衡器厂",
        installed_at=installed_at, owner_merchant_id=owner.id, user_merchant_id=user.id, codes=tuple(codes),
        seals=({"place": "秤体", "number": f"YLQ-{number:06}"},),
        parameters={"maximum_capacity": most, "minimum_capacity": least, "verification_scale_interval": interval,
                    "actual_scale_interval": interval, "unit": "kg"})


def fuel_station(city: City, division: str, number: int) -> Premises:
    """Four to seven dispensers, one to three nozzles each; every nozzle has a certificate and three seals."""
    rng = city.rng
    brand = rng.choice(words.BRANDS)
    owner = city.merchant(f"{brand}石油销售公司", division, is_firm=True)
    venue = city.venue("fuel_station", _called(city, division, f"{brand}加油站"), division, owner)
    order = 0
    for dispenser_no in range(1, rng.choice((3, 4, 4, 5, 5, 6, 7)) + 1):
        dispenser = city.part("dispenser", f"{dispenser_no}号加油机", venue, f"{dispenser_no}号机", dispenser_no * 100,
                              owner)
        for _ in range(rng.choice((1, 2, 2, 2, 3))):
            order += 1
            _nozzle(city, dispenser, owner, order, number)
    return venue


def _nozzle(city: City, dispenser: Premises, owner: Merchant, order: int, station: int) -> None:
    rng, serial = city.rng, len(city.instruments) + 1
    nozzle = city.part("nozzle", f"{order}号枪", dispenser, f"{order}号枪", dispenser.walking_order + order, owner)
    seals = tuple({"place": place, "number": f"YLF-{serial:05}{letter}"}
                  for place, letter in zip(SEALS_OF_A_NOZZLE, "ABC", strict=True))
    city.instrument(
        "fuel_dispenser", "燃油加油机", nozzle, f"YLJ{rng.randint(2015, 2025)}-{station:03}-{order:02}",
        model=f"CS{rng.choice((30, 32, 42))}-样例", accuracy_class="0.3", measuring_range="5 L/min～50 L/min",
        manufacturer="样例加油设备公司", owner_merchant_id=owner.id, user_merchant_id=owner.id, seals=seals,
        parameters={"oil": rng.choice(words.OILS), "minimum_measured_quantity": "5", "unit": "L"})


def charging_station(city: City, division: str, number: int) -> Premises:
    """Two to six piles, one or two guns each; every fourth pile is of class 1."""
    rng = city.rng
    owner = city.merchant(f"{rng.choice(words.BRANDS)}充电服务公司", division, is_firm=True)
    venue = city.venue("charging_station", _called(city, division, "充电站"), division, owner)
    order = 0
    for pile_no in range(1, rng.randint(2, 6) + 1):
        is_dc = rng.random() < 0.6
        pile = city.part("pile", f"{pile_no}号桩", venue, f"{pile_no}号桩", pile_no * 100, owner)
        for _ in range(rng.choice((1, 2)) if is_dc else 1):
            order += 1
            gun = city.part("gun", f"{order}号枪", pile, f"{order}号枪", pile_no * 100 + order, owner)
            city.instrument(
                "ev_charger", "非车载充电机" if is_dc else "交流充电桩", gun, f"YLC{number:03}-{order:02}",
                model="YLDC-60" if is_dc else "YLAC-7", manufacturer="样例充电设备公司",
                accuracy_class="1" if pile_no % 4 == 0 else "2",
                measuring_range="200 V～750 V" if is_dc else "220 V", owner_merchant_id=owner.id,
                user_merchant_id=owner.id, seals=({"place": "计量单元", "number": f"YLE-{number:03}{order:02}"},),
                parameters={"unit": "kW·h", "kind": "dc" if is_dc else "ac",
                            "maximum_current_A": "80" if is_dc else "32", "minimum_current_A": "8" if is_dc else "6"})
    return venue


def optician(city: City, division: str, number: int) -> Premises:
    """A focimeter, a refractometer or phoropter, and a trial lens case."""
    rng = city.rng
    brand = rng.choice(words.BRANDS)
    owner = city.merchant(f"{brand}眼镜店", division, is_firm=rng.random() < 0.5)
    venue = city.venue("optician", _called(city, division, f"{brand}眼镜店"), division, owner)
    second = ("phoropter", "综合验光仪", "YLZY-1") if rng.random() < 0.3 else ("refractometer", "验光仪", "YLYG-8")
    for kind, name, model in (("focimeter", "焦度计", "YLJD-2"), second, ("trial_lens_case", "验光镜片箱", "YLXP-266")):
        serial = f"YL{model[2:4]}{number:04}"
        city.instrument(kind, name, venue, serial, model=model, manufacturer="样例光学仪器厂", installed_at="验光室",
                        owner_merchant_id=owner.id, user_merchant_id=owner.id,
                        measuring_range="-25 m⁻¹～+25 m⁻¹" if kind == "focimeter" else "")
    return venue


def shop(city: City, division: str, number: int) -> Premises:
    """A shop or supermarket with a scale or three."""
    rng = city.rng
    brand, is_large = rng.choice(words.BRANDS), number % 3 == 0
    owner = city.merchant(f"{brand}{'超市' if is_large else '便利店'}", division, is_firm=is_large)
    name = _called(city, division, f"{brand}{'超市' if is_large else '便利店'}")
    venue = city.venue("supermarket" if is_large else "shop", name, division, owner)
    for place in range(3 if is_large else 1):
        scale(city, venue, owner, owner, installed_at=f"{place + 1}号称重台")
    return venue


def grain_yard(city: City, division: str, number: int) -> Premises:
    """A truck scale, a platform scale and a moisture meter."""
    rng = city.rng
    brand = rng.choice(words.BRANDS)
    owner = city.merchant(f"{brand}粮食购销公司", division, is_firm=True)
    venue = city.venue("grain_yard", _called(city, division, f"{brand}粮食收购站"), division, owner)
    shared = {"owner_merchant_id": owner.id, "user_merchant_id": owner.id}
    city.instrument("nawi", "电子汽车衡", venue, f"YLQC{number:04}", model="SCS-60", accuracy_class="III",
                    measuring_range="400 kg～60 t", manufacturer="样例衡器厂", installed_at="地磅房",
                    seals=({"place": "接线盒", "number": f"YLG-{number:04}"},),
                    parameters={"maximum_capacity": "60000", "minimum_capacity": "400", "unit": "kg",
                                "verification_scale_interval": "20", "actual_scale_interval": "20"}, **shared)
    city.instrument("moisture_meter", "谷物水分测定仪", venue, f"YLSF{number:04}", model="YLSF-8",
                    manufacturer="样例仪器厂", measuring_range="8 %～30 %", installed_at="化验室", **shared)
    return venue
