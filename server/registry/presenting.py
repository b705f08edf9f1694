"""Entities as answers: their wire state with the version, and what a reader needs beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from server.accounts.queries import user_names
from server.kernel.identity import Identity
from server.registry import grading, mandatory, policy, queries
from server.registry.credit_codes import is_doubtful
from server.registry.messages import words
from server.registry.models import Instrument, Merchant, Premises, SupervisionGrade, Verification
from server.registry.wire import Synced, wire_state

Answer = dict[str, Any]


def _stored(entity: Synced, versions: dict[str, int]) -> Answer:
    return {**wire_state(entity), "id": entity.id, "version": versions.get(entity.id, 0),
            "created_at": entity.created_at, "updated_at": entity.updated_at}


def merchants(session: Session, found: Sequence[Merchant]) -> list[Answer]:
    versions = queries.versions(session, [one.id for one in found])
    return [{**_stored(one, versions), "warnings": _warnings(one)} for one in found]


def _warnings(merchant: Merchant) -> list[Answer]:
    if not is_doubtful(merchant.credit_code, merchant.no_code_reason):
        return []
    code = "credit_code_missing" if merchant.credit_code is None else "credit_code_doubtful"
    chinese, english = words("warnings", code)
    return [{"pointer": "/credit_code", "code": code, "message": chinese, "message_en": english}]


def premises(session: Session, identity: Identity, found: Sequence[Premises]) -> list[Answer]:
    versions = queries.versions(session, [one.id for one in found])
    parents = queries.named(session, identity, Premises, {one.parent_id for one in found})
    people = queries.named(session, identity, Merchant, {one.merchant_id for one in found})
    return [{**_stored(one, versions), "root_id": one.root_id, "parent": parents.get(one.parent_id or ""),
             "merchant": people.get(one.merchant_id or "")} for one in found]


def instruments(session: Session, identity: Identity, found: Sequence[Instrument], today: date) -> list[Answer]:
    versions = queries.versions(session, [one.id for one in found])
    places = queries.named(session, identity, Premises, {one.premises_id for one in found})
    people = queries.named(session, identity, Merchant, {id for one in found
                                                         for id in (one.owner_merchant_id, one.user_merchant_id)})
    return [{**_stored(one, versions), "premises": places.get(one.premises_id),
             "owner_merchant": people.get(one.owner_merchant_id or ""),
             "user_merchant": people.get(one.user_merchant_id or ""),
             "validity": policy.validity(one.state, one.valid_until, one.verification_result, today)}
            for one in found]


def mandatory_status(instrument: Instrument, today: date) -> Answer:
    """The rule's answer about an instrument, and whether the ledger says the same."""
    found = mandatory.mandatory_status(instrument.kind, instrument.purpose, instrument.parameters, today)
    return {**asdict(found), "follows_rule": mandatory.follows_rule(instrument.mandatory, found)}


def supervision(session: Session, instruments: Sequence[Instrument], grades: Sequence[SupervisionGrade],
                today: date) -> Answer:
    """The figures of a venue with their sources, and the classes that were set."""
    names = user_names(session, [one.set_by for one in grades])
    return {"criteria": grading.criteria(instruments, today), "classes": grading.told()["classes"],
            "frequency": grading.told()["frequency"],
            "grades": [{"id": one.id, "grade": one.grade, "reason": one.reason, "set_by": one.set_by,
                        "set_by_name": names.get(one.set_by, ""), "created_at": one.created_at} for one in grades]}


def verifications(session: Session, identity: Identity, found: Sequence[Verification]) -> list[Answer]:
    versions = queries.versions(session, [one.id for one in found])
    about = queries.named(session, identity, Instrument, {one.instrument_id for one in found})
    return [{**_stored(one, versions), "instrument": about.get(one.instrument_id), "reported_by": one.reported_by,
             "decided_by": one.decided_by, "decided_at": one.decided_at} for one in found]
