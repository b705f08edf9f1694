"""Writes a checked ledger: what is there stays, the rest is created, newer verifications are added. Twice is once.

What is there keeps what it says: a phone may know better than last year's sheet. Differences are reported.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.kernel.identity import Identity
from server.kernel.ids import derived
from server.registry.building import built_instrument, built_merchant, built_premises, built_verification, derive, show
from server.registry.commands.bulk import Batch, claim, write_batch
from server.registry.inputs import Certificate, NewInstrument, NewMerchant, NewPremises, NewVerification
from server.registry.ledger.checking import CheckedRow
from server.registry.ledger.columns import PARTS
from server.registry.ledger.normalise import position_number
from server.registry.models import Instrument, Merchant, Premises, Verification
from server.registry.problems import RowsWrong

MAX_KEPT = 500
Key = tuple[str, ...]


@dataclass
class Standing:
    """What the divisions of a ledger hold already, by what tells a thing apart, kept up to date while writing."""

    merchants_by_id: dict[str, Merchant] = field(default_factory=dict)
    merchants_by_code: dict[Key, Merchant] = field(default_factory=dict)
    merchants_by_name: dict[Key, Merchant] = field(default_factory=dict)
    premises: dict[str, Premises] = field(default_factory=dict)
    roots: dict[Key, Premises] = field(default_factory=dict)
    parts: dict[Key, Premises] = field(default_factory=dict)
    instruments: dict[Key, Instrument] = field(default_factory=dict)
    certificates: dict[Key, tuple[date, date | None, str]] = field(default_factory=dict)

    def keep_merchant(self, one: Merchant) -> None:
        self.merchants_by_id[one.id] = one
        self.merchants_by_name.setdefault((one.division, one.name), one)
        if one.credit_code and not one.credit_code_doubtful:
            self.merchants_by_code.setdefault((one.division, one.credit_code), one)

    def keep_premises(self, one: Premises) -> None:
        self.premises[one.id] = one
        if one.parent_id is None:
            self.roots.setdefault((one.division, one.name, one.address), one)
        elif one.position_no:
            self.parts.setdefault((one.parent_id, one.kind, one.position_no), one)

    def keep_instrument(self, one: Instrument) -> None:
        self.instruments.setdefault(instrument_key(one.division, one.serial_number, one.manufacturer, one.model), one)


def instrument_key(division: str, serial_number: str, manufacturer: str, model: str) -> Key:
    """What tells an instrument apart within a division."""
    return division, serial_number.upper(), manufacturer, model


@dataclass
class Writing:
    """One run: who writes when, what stands, what is to be stored, what was left as it is."""

    identity: Identity
    now: datetime
    standing: Standing
    batch: Batch = field(default_factory=Batch)
    present: set[str] = field(default_factory=set)
    kept: list[dict[str, Any]] = field(default_factory=list)

    def keep(self, row: CheckedRow, instrument: Instrument, name: str, stored: Any, stated: Any) -> None:
        """Note that the sheet says something else than what is stored, and that the stored stays."""
        if len(self.kept) < MAX_KEPT:
            self.kept.append({"row": row.number, "instrument_id": instrument.id, "field": name, "stored": _told(stored),
                              "stated": _told(stated)})


def apply_rows(session: Session, identity: Identity, rows: list[CheckedRow], subject: str, *, now: datetime,
               skip_bad: bool = False) -> dict[str, Any]:
    """Write the good rows, all in one transaction; nothing while a row is wrong unless those are to be skipped."""
    wrong = [row.number for row in rows if row.status == "wrong"]
    if wrong and not skip_bad:
        raise RowsWrong(wrong=len(wrong), rows=wrong[:100])
    good = [row for row in rows if row.status != "wrong"]
    divisions = sorted({row.values["division"] for row in good})
    claim(session, identity, divisions)
    writing = Writing(identity, now, standing_in(session, divisions))
    for row in good:
        write_row(writing, row)
    write_batch(session, identity, writing.batch, subject, now=now)
    return _result(writing, len(good), wrong)


def standing_in(session: Session, divisions: list[str]) -> Standing:
    """Read once what is there, so that ten thousand rows need no ten thousand questions."""
    found = Standing()
    for merchant in session.scalars(sa.select(Merchant).where(Merchant.division.in_(divisions)).order_by(Merchant.id)):
        found.keep_merchant(merchant)
    for place in session.scalars(sa.select(Premises).where(Premises.division.in_(divisions)).order_by(Premises.id)):
        found.keep_premises(place)
    living = sa.select(Instrument).where(Instrument.division.in_(divisions), Instrument.serial_number != "")
    living = living.with_for_update().execution_options(populate_existing=True)
    for instrument in session.scalars(living.order_by(Instrument.state == "retired", Instrument.id)):
        found.keep_instrument(instrument)
    for one in session.scalars(sa.select(Verification).where(Verification.division.in_(divisions))):
        found.certificates[one.instrument_id, one.certificate_number] = (one.verified_on, one.valid_until, one.result)
    return found


def write_row(writing: Writing, row: CheckedRow) -> None:
    """One row: its merchant, its place and part, its instrument, its verification."""
    merchant = _merchant(writing, row)
    root = _root(writing, row, merchant)
    place = _part(writing, row, root)
    instrument = _instrument(writing, row, merchant, place)
    _verification(writing, row, instrument)


def _merchant(writing: Writing, row: CheckedRow) -> Merchant:
    values, standing = row.values, writing.standing
    id = derived("ledger-merchant", values["division"], values["unit"])
    found = (standing.merchants_by_id.get(id)
             or standing.merchants_by_code.get((values["division"], values["credit_code"] or ""))
             or standing.merchants_by_name.get((values["division"], values["unit"])))
    if found is None:
        found = built_merchant(NewMerchant(
            id, values["unit"], values["division"], credit_code=values["credit_code"],
            contact_name=values["contact_name"], contact_phone=values["contact_phone"], address=values["address"]),
            origin="ledger", now=writing.now)
        writing.batch.merchants.append(found)
        standing.keep_merchant(found)
    return found


def _root(writing: Writing, row: CheckedRow, merchant: Merchant) -> Premises:
    values, standing = row.values, writing.standing
    id = derived("ledger-premises", merchant.id, values["address"])
    found = standing.premises.get(id) or standing.roots.get((values["division"], values["unit"], values["address"]))
    return found or _new_premises(writing, NewPremises(
        id, values["venue_kind"], values["unit"], merchant_id=merchant.id, division=values["division"],
        address=values["address"]), None)


def _part(writing: Writing, row: CheckedRow, root: Premises) -> Premises:
    """The stall, dispenser or pile that 安装地点 names, when this kind of venue has such parts."""
    number = position_number(row.values["installed_at"])
    for venue, kind, part, called in PARTS:
        if number and root.kind == venue and kind in (None, row.values["kind"]):
            id = derived("ledger-premises", root.id, part, number)
            found = writing.standing.premises.get(id) or writing.standing.parts.get((root.id, part, number))
            return found or _new_premises(writing, NewPremises(
                id, part, number + called, parent_id=root.id, position_no=number,
                walking_order=int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0), root)
    return root


def _new_premises(writing: Writing, given: NewPremises, parent: Premises | None) -> Premises:
    made = built_premises(given, parent, origin="ledger", now=writing.now)
    (writing.batch.parts if parent else writing.batch.roots).append(made)
    writing.standing.keep_premises(made)
    return made


def _instrument(writing: Writing, row: CheckedRow, merchant: Merchant, place: Premises) -> Instrument:
    values, standing = row.values, writing.standing
    key = instrument_key(values["division"], values["serial_number"], values["manufacturer"], values["model"])
    found = standing.instruments.get(key)
    if found is not None:
        writing.present.add(found.id)
        _note_differences(writing, row, found, place)
        return found
    stall = place.kind == "stall"
    made = built_instrument(NewInstrument(
        derived("ledger-instrument", *key), values["kind"], values["instrument"], place.id, values["purpose"],
        model=values["model"], measuring_range=values["measuring_range"], accuracy_class=values["accuracy_class"],
        serial_number=values["serial_number"], manufacturer=values["manufacturer"],
        installed_at=values["installed_at"], parameters=values["parameters"], owner_merchant_id=merchant.id,
        user_merchant_id=None if stall else merchant.id), place, origin="ledger", now=writing.now)
    writing.batch.instruments.append(made)
    standing.keep_instrument(made)
    return made


def _note_differences(writing: Writing, row: CheckedRow, found: Instrument, place: Premises) -> None:
    """What the ledger in the database says otherwise stays; a person is told."""
    stated = {"name": row.values["instrument"], "measuring_range": row.values["measuring_range"],
              "accuracy_class": row.values["accuracy_class"], "premises_id": place.id}
    for name, value in stated.items():
        if getattr(found, name) != value:
            writing.keep(row, found, name, getattr(found, name), value)


def _verification(writing: Writing, row: CheckedRow, instrument: Instrument) -> None:
    values = row.values
    if not values["certified"]:
        return
    key = (instrument.id, values["certificate_number"])
    certificate = Certificate(values["certificate_number"], date.fromisoformat(values["verified_on"]),
                              date.fromisoformat(values["valid_until"]) if values["valid_until"] else None,
                              values["institution"], values["result"])
    stated = (certificate.verified_on, certificate.valid_until, certificate.result)
    if key in writing.standing.certificates:
        if writing.standing.certificates[key] != stated:
            writing.keep(row, instrument, "certificate_number", values["certificate_number"], stated)
        return
    made = built_verification(NewVerification(derived("verification", *key), instrument.id, certificate, "accepted"),
                              instrument, identity=writing.identity, origin="ledger", now=writing.now)
    writing.batch.verifications.append(made)
    writing.standing.certificates[key] = stated
    if show(instrument, made):
        derive(instrument)
        writing.batch.shown[instrument.id] = instrument


def _told(value: Any) -> str:
    return " ".join("—" if part is None else str(part) for part in (value if isinstance(value, tuple) else (value,)))


def _result(writing: Writing, good: int, wrong: list[int]) -> dict[str, Any]:
    batch = writing.batch
    return {"rows_written": good, "rows_skipped": len(wrong), "merchants": len(batch.merchants),
            "premises": len(batch.roots) + len(batch.parts), "instruments": len(batch.instruments),
            "verifications": len(batch.verifications), "instruments_present": len(writing.present),
            "kept": writing.kept}
