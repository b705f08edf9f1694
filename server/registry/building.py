"""From a frozen input to the entity it describes, and what is stored beside the stated fields. Stores nothing."""

from __future__ import annotations

from datetime import datetime

from server.kernel import clock
from server.kernel.identity import Identity
from server.kernel.ids import derived
from server.registry import lifecycle, mandatory, policy
from server.registry.credit_codes import cleaned, is_doubtful
from server.registry.inputs import NewInstrument, NewMerchant, NewPremises, NewVerification
from server.registry.models import Instrument, Merchant, Premises, Verification
from server.registry.search_key import search_key


def derive(entity: Merchant | Premises | Instrument) -> None:
    """Bring the derived columns up to date with the stated ones."""
    if isinstance(entity, Merchant):
        entity.credit_code_doubtful = is_doubtful(entity.credit_code, entity.no_code_reason)
        entity.search_key = search_key(entity.name, entity.credit_code, entity.contact_name, entity.contact_phone,
                                       entity.address)
    elif isinstance(entity, Premises):
        entity.search_key = search_key(entity.name, entity.position_no, entity.address)
    else:
        entity.search_key = search_key(entity.name, entity.model, entity.serial_number, entity.manufacturer,
                                       entity.installed_at, entity.certificate_number,
                                       *(one["value"] for one in entity.codes))


def built_merchant(given: NewMerchant, *, origin: str, now: datetime) -> Merchant:
    """The merchant an input describes; nothing is stored."""
    merchant = Merchant(
        id=given.id, name=given.name.strip(), credit_code=cleaned(given.credit_code),
        no_code_reason=(given.no_code_reason or "").strip() or None, contact_name=given.contact_name,
        contact_phone=given.contact_phone, address=given.address, division=given.division, origin=origin,
        state=lifecycle.INITIAL["merchant"], created_at=now, updated_at=now)
    derive(merchant)
    return merchant


def built_premises(given: NewPremises, parent: Premises | None, *, origin: str, now: datetime) -> Premises:
    """The premises an input describes, in `parent`; nothing is stored."""
    premises = Premises(
        id=given.id, parent_id=given.parent_id, root_id=parent.root_id if parent else given.id, kind=given.kind,
        name=given.name.strip(), position_no=given.position_no or None, walking_order=given.walking_order,
        merchant_id=given.merchant_id, division=parent.division if parent else given.division, address=given.address,
        position=dict(given.position) if given.position else None, origin=origin,
        state=lifecycle.INITIAL["premises"], created_at=now, updated_at=now)
    derive(premises)
    return premises


def built_instrument(given: NewInstrument, premises: Premises, *, origin: str, now: datetime) -> Instrument:
    """The instrument an input describes, in `premises`; nothing is stored and its certificate is not yet shown."""
    must_be_verified = given.mandatory
    if must_be_verified is None:
        must_be_verified = mandatory.derived(given.kind, given.purpose, given.parameters, clock.legal_date(now))
    instrument = Instrument(
        id=given.id, kind=given.kind, name=given.name.strip(), model=given.model,
        measuring_range=given.measuring_range, accuracy_class=given.accuracy_class, serial_number=given.serial_number,
        manufacturer=given.manufacturer, origin_place=given.origin_place, premises_id=premises.id,
        installed_at=given.installed_at, purpose=given.purpose, parameters=dict(given.parameters),
        owner_merchant_id=given.owner_merchant_id, user_merchant_id=given.user_merchant_id, mandatory=must_be_verified,
        codes=[dict(one) for one in given.codes], seals=[dict(one) for one in given.seals],
        division=premises.division, origin=origin, state=lifecycle.INITIAL["instrument"], created_at=now,
        updated_at=now)
    derive(instrument)
    return instrument


def first_verification(given: NewInstrument, instrument: Instrument, *, identity: Identity, origin: str,
                       now: datetime) -> Verification | None:
    """The verification that comes with a new instrument: accepted from who may decide, at the desk; else pending."""
    if given.certificate is None:
        return None
    decides = origin == "ledger" and identity.may("review.decide", instrument.division)
    state = "accepted" if decides else "pending"
    id = derived("verification", given.id, given.certificate.certificate_number)
    verification = built_verification(NewVerification(id, given.id, given.certificate, state), instrument,
                                      identity=identity, origin=origin, now=now)
    if state == "accepted":
        show(instrument, verification)
        derive(instrument)
    return verification


def built_verification(given: NewVerification, instrument: Instrument, *, identity: Identity, origin: str,
                       now: datetime) -> Verification:
    """The verification an input describes; nothing is stored."""
    stated = given.certificate
    return Verification(
        id=given.id, instrument_id=instrument.id, certificate_number=stated.certificate_number,
        verified_on=stated.verified_on, valid_until=stated.valid_until, institution=stated.institution,
        result=stated.result, origin=origin, state=given.state, photo_sha256=given.photo_sha256,
        division=instrument.division, reported_by=identity.user_id, created_at=now, updated_at=now)


def show(instrument: Instrument, verification: Verification) -> bool:
    """Let the instrument show an accepted verification if it is newer than what it shows; whether it was."""
    if not policy.is_newer(verification.verified_on, instrument.verified_on):
        return False
    instrument.certificate_number = verification.certificate_number
    instrument.verified_on, instrument.valid_until = verification.verified_on, verification.valid_until
    instrument.institution, instrument.verification_result = verification.institution, verification.result
    return True
