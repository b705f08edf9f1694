"""The city under construction: what has been invented so far, in the order it can be stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any

from server.kernel.identity import SYSTEM
from server.kernel.ids import derived
from server.operations.demo import certificates, words
from server.registry.building import built_instrument, built_merchant, built_premises, built_verification, derive, show
from server.registry.inputs import NewInstrument, NewMerchant, NewPremises, NewVerification
from server.registry.models import Instrument, Merchant, Premises, Verification


@dataclass
class City:
    """Everything made, and the means to make more. Each thing's identifier follows from the seed and its place."""

    seed: int
    today: date
    now: datetime
    rng: Random
    merchants: list[Merchant] = field(default_factory=list)
    premises: list[Premises] = field(default_factory=list)
    instruments: list[Instrument] = field(default_factory=list)
    verifications: list[Verification] = field(default_factory=list)

    def id(self, *parts: str | int) -> str:
        return derived("demo", str(self.seed), *map(str, parts))

    def merchant(self, name: str, division: str, *, is_firm: bool) -> Merchant:
        """A firm, a sole trader, or now and then a farmer without a licence."""
        number, rng = len(self.merchants) + 1, self.rng
        has_code = is_firm or rng.random() < 0.85
        made = built_merchant(NewMerchant(
            id=self.id("merchant", number), name=f"{name}（样例）", division=division,
            credit_code=words.credit_code(division, number, is_firm=is_firm) if has_code else None,
            no_code_reason=None if has_code else "自产自销农户，无营业执照", contact_name=words.person(rng),
            contact_phone=words.telephone(rng), address=f"{words.DIVISION_NAMES[division]}{rng.choice(words.ROADS)}"),
            origin="ledger", now=self.now)
        self.merchants.append(made)
        return made

    def venue(self, kind: str, name: str, division: str, merchant: Merchant) -> Premises:
        """A place that stands alone."""
        made = built_premises(NewPremises(
            id=self.id("premises", len(self.premises) + 1), kind=kind, name=f"{name}（样例）", division=division,
            merchant_id=merchant.id, address=merchant.address, position=words.position(self.rng, division)),
            None, origin="ledger", now=self.now)
        self.premises.append(made)
        return made

    def part(self, kind: str, name: str, parent: Premises, position_no: str, order: int,
             merchant: Merchant | None = None) -> Premises:
        """A stall, a dispenser, a nozzle: what stands in a place, in walking order."""
        made = built_premises(NewPremises(
            id=self.id("premises", len(self.premises) + 1), kind=kind, name=name, parent_id=parent.id,
            position_no=position_no, walking_order=order, merchant_id=merchant.id if merchant else None),
            parent, origin="ledger", now=self.now)
        self.premises.append(made)
        return made

    def instrument(self, kind: str, name: str, premises: Premises, serial_number: str, **stated: Any) -> Instrument:
        """An instrument with its history of verification; most that failed have been taken out of use."""
        number = len(self.instruments) + 1
        purpose = "trade" if kind in ("nawi", "fuel_dispenser", "ev_charger", "moisture_meter") else "medical"
        made = built_instrument(NewInstrument(
            id=self.id("instrument", number), kind=kind, name=name, premises_id=premises.id, purpose=purpose,
            serial_number=serial_number, origin_place="样例产地", **stated), premises, origin="ledger", now=self.now)
        history = certificates.history(self.rng, kind, premises.division, number * 4, self.today)
        for place, stated_by in enumerate(history):
            verification = built_verification(
                NewVerification(self.id("verification", number, place), made.id, stated_by, "accepted"), made,
                identity=SYSTEM, origin="ledger", now=self.now)
            show(made, verification)
            self.verifications.append(verification)
        if made.verification_result == "nonconforming" and self.rng.random() < 0.8:
            made.state = "stopped"
        derive(made)
        self.instruments.append(made)
        return made
