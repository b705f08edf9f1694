"""What sync may do to this room's entities: one table from entity to the commands behind each kind of operation.

Each callable checks its input by the room's schemas, calls the command and returns the new version.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import marshmallow as ma
from sqlalchemy.orm import Session

from server.kernel import changes as change_log
from server.kernel.binding import Append, Binding, Create, DivisionOf, Patch, Transition
from server.kernel.identity import Identity
from server.kernel.problems import Invalid, field_error
from server.kernel.schema import load
from server.registry import commands, schemas
from server.registry.inputs import Certificate, Correction, NewInstrument, NewMerchant, NewPremises, NewVerification
from server.registry.inputs import Transition as TransitionInput
from server.registry.models import Instrument, Merchant, Premises, Verification
from server.registry.schemas import MERGE_GROUPS, PATCHABLE
from server.registry.wire import Synced


def new_merchant(id: str, stated: Mapping[str, Any]) -> NewMerchant:
    """A loaded state as the input of the command."""
    return NewMerchant(id=id, **{name: stated[name] for name in schemas.MerchantFields().fields})


def new_premises(id: str, stated: Mapping[str, Any]) -> NewPremises:
    return NewPremises(id=id, **{name: stated[name] for name in schemas.PremisesFields().fields})


def new_instrument(id: str, stated: Mapping[str, Any]) -> NewInstrument:
    """A loaded state as the input of the command; certificate fields become the certificate they describe."""
    proof = schemas.CertificateFields().fields
    plain = {name: stated[name] for name in schemas.InstrumentFields().fields if name not in proof}
    return NewInstrument(id=id, **{**plain, "codes": tuple(stated["codes"]), "seals": tuple(stated["seals"])},
                         certificate=_certificate(stated))


def _certificate(stated: Mapping[str, Any]) -> Certificate | None:
    given = {name: stated[name] for name in schemas.CertificateFields().fields if stated[name] not in (None, "")}
    if not given:
        return None
    missing = [name for name in ("certificate_number", "verified_on") if name not in given]
    if missing:
        raise Invalid(errors=[field_error(f"/{name}", "required", "a certificate has it") for name in missing])
    if given.get("valid_until") and given["valid_until"] < given["verified_on"]:
        raise Invalid(errors=[field_error("/valid_until", "invalid", "is before verified_on")])
    return Certificate(given["certificate_number"], given["verified_on"], given.get("valid_until"),
                       given.get("institution", ""), given.get("verification_result", "conforming"))


def _creating(schema: type[ma.Schema], build: Callable[[str, Mapping[str, Any]], Any],
              command: Callable[..., Any]) -> Create:
    def create(session: Session, identity: Identity, id: str, state: Mapping[str, Any], *, now: datetime,
               op_id: str | None = None) -> int:
        stated = load(schema, _without_id(id, state))
        command(session, identity, build(id, stated), now=now, origin="field", op_id=op_id)
        return change_log.version_of(session, id)
    return create


def _patching(schema: type[ma.Schema], patchable: frozenset[str], command: Callable[..., Any]) -> Patch:
    def patch(session: Session, identity: Identity, id: str, changes: Mapping[str, Any], *, now: datetime,
              op_id: str | None = None, seen: int | None = None) -> int:
        command(session, identity, Correction(id, checked_changes(schema, patchable, changes), seen), now=now,
                op_id=op_id)
        return change_log.version_of(session, id)
    return patch


def checked_changes(schema: type[ma.Schema], patchable: frozenset[str], changes: Mapping[str, Any]) -> dict[str, Any]:
    """New values checked by the same fields as at creation; a field that may not be patched is named."""
    foreign = sorted(set(changes) - patchable)
    if foreign:
        raise Invalid(errors=[field_error(f"/{name[:60]}", "not_patchable", "cannot be changed") for name in foreign])
    loaded: dict[str, Any] = load(schema(partial=True, only=sorted(patchable)), dict(changes))
    return loaded


def _moving(command: Callable[..., Any]) -> Transition:
    def transition(session: Session, identity: Identity, id: str, action: str, data: Mapping[str, Any], *,
                   now: datetime, op_id: str | None = None) -> int:
        note = str(data.get("note") or "")[:500]
        command(session, identity, TransitionInput(id, action, note), now=now, op_id=op_id)
        return change_log.version_of(session, id)
    return transition


def _division_of(model: type[Synced]) -> DivisionOf:
    def division_of(session: Session, id: str) -> str | None:
        found: Any = session.get(model, id)
        return found.division if found else None
    return division_of


def _append_verification(session: Session, identity: Identity, id: str, parent_id: str, state: Mapping[str, Any], *,
                         now: datetime, op_id: str | None = None, body_sha256: str = "") -> int:
    """A verification reported by a phone waits for the desk."""
    stated = load(schemas.VerificationState, {"instrument_id": parent_id, **_without_id(id, state)})
    if stated["instrument_id"] != parent_id:
        raise Invalid(errors=[field_error("/instrument_id", "wrong_parent", "is not the parent of the operation")])
    commands.add_verification(session, identity, new_verification(id, parent_id, stated, "pending"), now=now,
                              origin="field", op_id=op_id)
    return change_log.version_of(session, id)


def new_verification(id: str, instrument_id: str, stated: Mapping[str, Any], state: str) -> NewVerification:
    """A loaded verification as the input of the command."""
    certificate = Certificate(**{name: stated[name] for name in schemas.VerificationFields().fields
                                 if name != "photo_sha256"})
    return NewVerification(id, instrument_id, certificate, state, stated["photo_sha256"])


def _without_id(id: str, state: Mapping[str, Any]) -> dict[str, Any]:
    """The state of an operation may repeat its identifier; another one is refused as an unknown field."""
    return {name: value for name, value in state.items() if not (name == "id" and value == id)}


def _bound(entity: str, model: type[Synced], *, create: Create | None = None, patch: Patch | None = None,
           transition: Transition | None = None, append: Append | None = None) -> Binding:
    groups = tuple(frozenset(group) for group in MERGE_GROUPS[entity])
    return Binding(create=create, patch=patch, transition=transition, append=append, patchable=PATCHABLE[entity],
                   groups=groups, sets=SETS.get(entity, frozenset()), division_of=_division_of(model))


# lists whose elements different people add: they merge by element
SETS = {"instrument": frozenset({"codes", "seals"})}
BINDINGS: dict[str, Binding] = {
    "merchant": _bound("merchant", Merchant,
                       create=_creating(schemas.MerchantState, new_merchant, commands.create_merchant),
                       patch=_patching(schemas.MerchantFields, PATCHABLE["merchant"], commands.correct_merchant),
                       transition=_moving(commands.transition_merchant)),
    "premises": _bound("premises", Premises,
                       create=_creating(schemas.PremisesState, new_premises, commands.create_premises),
                       patch=_patching(schemas.PremisesFields, PATCHABLE["premises"], commands.correct_premises),
                       transition=_moving(commands.transition_premises)),
    "instrument": _bound("instrument", Instrument,
                         create=_creating(schemas.InstrumentState, new_instrument, commands.create_instrument),
                         patch=_patching(schemas.InstrumentFields, PATCHABLE["instrument"],
                                         commands.correct_instrument),
                         transition=_moving(commands.transition_instrument)),
    "verification": _bound("verification", Verification, append=_append_verification),
}
