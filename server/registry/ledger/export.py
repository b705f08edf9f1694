"""The ledger as a sheet of the same 22 columns, so that what is exported can be imported again without a difference."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
import xlsxwriter
from sqlalchemy.orm import Session

from server.jurisdictions.queries import divisions
from server.kernel.identity import Identity
from server.registry.ledger.columns import COLUMNS, HEADINGS, PURPOSE_NAMES, RESULT_NAMES, VENUE_NAMES
from server.registry.ledger.disarming import WORKBOOK_OPTIONS, disarmed
from server.registry.messages import words
from server.registry.models import Instrument, Merchant, Premises


def export_ledger(session: Session, identity: Identity) -> bytes:
    """The living instruments of the divisions this identity may export, one a row, in the order of their places."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {**WORKBOOK_OPTIONS, "in_memory": False, "constant_memory": True})
    sheet = book.add_worksheet("强检器具台账")
    head = book.add_format({"bold": True})
    for place, heading in enumerate(HEADINGS.values()):
        sheet.write_string(0, place, heading, head)
    for line, row in enumerate(ledger_rows(session, identity), start=1):
        sheet.write_number(line, 0, line)
        for place, key in enumerate(COLUMNS):
            if key != "number":
                sheet.write_string(line, place, disarmed(row[key]))
    book.close()
    return target.getvalue()


def ledger_rows(session: Session, identity: Identity) -> Iterator[dict[str, str]]:
    """Each instrument as the ledger's columns."""
    names = {one.code: one.name for one in divisions(session)}
    root = sa.orm.aliased(Premises)
    merchant, runner = sa.orm.aliased(Merchant), sa.orm.aliased(Merchant)
    query = (sa.select(Instrument, Premises, root, merchant, runner)
             .join(Premises, Premises.id == Instrument.premises_id).join(root, root.id == Premises.root_id)
             .join(merchant, merchant.id == sa.func.coalesce(Instrument.owner_merchant_id,
                                                             Instrument.user_merchant_id), isouter=True)
             .join(runner, runner.id == root.merchant_id, isouter=True)
             .where(Instrument.state != "retired"))
    if not identity.is_system:
        query = query.where(Instrument.division.in_(sorted(identity.divisions("ledger.export"))))
    query = query.order_by(Instrument.division, root.name, root.id, Premises.walking_order, Instrument.serial_number,
                           Instrument.id)
    for instrument, place, venue, owner, organiser in session.execute(query.execution_options(yield_per=500)):
        yield _row(instrument, place, venue, owner or organiser, names)


def _row(instrument: Instrument, place: Premises, venue: Premises, merchant: Merchant | None,
         names: dict[str, str]) -> dict[str, str]:
    remark = "" if instrument.state == "in_use" else words("state", instrument.state)[0]
    found: dict[str, Any] = {
        "unit": venue.name if merchant is None else merchant.name,
        "credit_code": merchant.credit_code if merchant else "",
        "division": names.get(instrument.division, instrument.division),
        "address": venue.address, "venue_kind": VENUE_NAMES.get(venue.kind, "其他"),
        "contact_name": merchant.contact_name if merchant else "",
        "contact_phone": merchant.contact_phone if merchant else "", "instrument": instrument.name,
        "model": instrument.model, "measuring_range": instrument.measuring_range,
        "accuracy_class": instrument.accuracy_class, "serial_number": instrument.serial_number,
        "manufacturer": instrument.manufacturer, "installed_at": instrument.installed_at or _numbered(place),
        "purpose": PURPOSE_NAMES[instrument.purpose], "certificate_number": instrument.certificate_number,
        "verified_on": instrument.verified_on.isoformat() if instrument.verified_on else "",
        "valid_until": instrument.valid_until.isoformat() if instrument.valid_until else "",
        "institution": instrument.institution,
        "result": RESULT_NAMES.get(instrument.verification_result or "", ""), "note": remark}
    return {key: found.get(key) or "" for key in COLUMNS}


def _numbered(place: Premises) -> str:
    return place.name if place.parent_id else ""
