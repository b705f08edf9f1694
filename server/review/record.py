"""The whole record of one visit in one frozen view: what was found, by whom, what was said since, what changed when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.accounts import queries as accounts
from server.evidence import queries as evidence
from server.evidence.models import Blob
from server.inspections import policy as visit_policy
from server.inspections import queries as visits
from server.inspections.asked import unanswered
from server.inspections.fairness import fairness
from server.inspections.models import Check, Confirmation, Delivery, Inspection, Supplement
from server.inspections.wire import wire_state
from server.kernel import changes, clock
from server.kernel.identity import Identity
from server.registry.models import Instrument, Merchant, Premises
from server.review import policy, queries
from server.review.models import Publication, ReviewDecision
from server.rulebooks import queries as rulebooks

Part = dict[str, Any]
INSTRUMENT_FIELDS = ("id", "kind", "name", "model", "serial_number", "accuracy_class", "measuring_range",
                     "manufacturer", "certificate_number", "verification_result", "installed_at", "state",
                     "premises_id")


def full_record(session: Session, identity: Identity, inspection_id: str) -> Part:
    """Everything a reviewer needs, read in one snapshot."""
    found = visits.visible_inspection(session, identity, inspection_id)
    checks: list[Check] = visits.children(session, Check, [found.id])
    supplements: list[Supplement] = visits.children(session, Supplement, [found.id])
    decided = queries.decisions(session, found.id)
    photos = _photos(session, found, checks, supplements)
    missing = [one["sha256"] for one in photos if not one["arrived"]]
    took_part = visits.took_part(session, found)
    premises = session.get_one(Premises, found.premises_id)
    return {
        "id": found.id, "version": changes.version_of(session, found.id), "inspection": wire_state(found),
        "premises": _premises(premises), "merchant": _merchant(session, premises),
        "officers": _officers(session, found, took_part | {one.reviewer_id for one in decided}),
        "checks": _checks(session, checks), "photos": photos, "missing_blobs": len(missing),
        "unanswered_checklists": _unanswered(session, found, checks), "fairness": _fairness(session, found, checks),
        "confirmations": [_child(one) for one in visits.children(session, Confirmation, [found.id])],
        "supplements": [_child(one) for one in supplements],
        "deliveries": [_child(one) for one in visits.children(session, Delivery, [found.id])],
        "decisions": [_decision(one) for one in decided],
        "publication": _publication(queries.publication(session, found.id)),
        "history": _history(session, found.id), "superseded_by": _successor(session, found.id),
        "obstacles": policy.obstacles(identity.user_id, took_part, found.second_confirmed_at is not None, missing),
    }


def _premises(one: Premises) -> Part:
    return {"id": one.id, "name": one.name, "kind": one.kind, "address": one.address, "division": one.division,
            "position": one.position}


def _merchant(session: Session, premises: Premises) -> Part | None:
    found = session.get(Merchant, premises.merchant_id) if premises.merchant_id else None
    if found is None:
        return None
    return {name: getattr(found, name) for name in ("id", "name", "credit_code", "contact_name", "contact_phone")}


def _officers(session: Session, found: Inspection, ids: set[str] | frozenset[str]) -> list[Part]:
    people = accounts.officers(session, sorted(ids))
    roles = {found.lead_officer_id: "lead", found.second_officer_id: "second"}
    return [{"id": id, "name": one.name, "enforcement_id": one.enforcement_id, "role": roles.get(id, "other")}
            for id, one in sorted(people.items())]


def _checks(session: Session, checks: Sequence[Check]) -> list[Part]:
    """Every check with the instrument and place it is about; replaced ones too, marked."""
    instruments = _by_id(session, Instrument, [one.instrument_id for one in checks])
    places = _by_id(session, Premises, [one.premises_id for one in checks])
    replaced_by = {one.replaces: one.id for one in checks if one.replaces}
    return [{**wire_state(one), "id": one.id, "at": clock.wire(one.created_at), "conclusion": one.conclusion,
             "exceeds": one.exceeds, "replaced_by": replaced_by.get(one.id),
             "instrument": _instrument(instruments.get(one.instrument_id or "")),
             "place": _place(places.get(one.premises_id or ""))} for one in checks]


def _fairness(session: Session, found: Inspection, checks: Sequence[Check]) -> Part | None:
    """How the errors of the nozzles lie together, nozzle by nozzle as one walks them; by the server's own verdicts."""
    counted = visits.effective(checks)
    places = _by_id(session, Premises, [one.premises_id for one in counted])
    parents = _by_id(session, Premises, [one.parent_id for one in places.values()])

    def walk(one: Check) -> tuple[tuple[int, str], ...]:
        place = places.get(one.premises_id or "")
        parent = place and parents.get(place.parent_id or "")
        return tuple((place.walking_order, place.id) for place in (parent, place) if place)

    walked = sorted(counted, key=walk)
    told = fairness(walked, found.on, rulebooks.library(session))
    if told is None:
        return None
    errors = [{"check_id": one.check.id, "place": _place(places.get(one.check.premises_id or "")),
               "parent": _place(_parent(one.check, places, parents)), "point": one.point,
               "error_percent": one.error_percent, "mpe_percent": one.mpe_percent, "exceeds": one.exceeds}
              for one in told.errors]
    return {"nozzles": told.nozzles, "mpe_percent": told.mpe_percent, "evaluation": told.evaluation, "errors": errors}


def _parent(check: Check, places: Part, parents: Part) -> Premises | None:
    place = places.get(check.premises_id or "")
    found: Premises | None = parents.get(place.parent_id or "") if place else None
    return found


def _unanswered(session: Session, found: Inspection, checks: Sequence[Check]) -> list[Part]:
    """Checklists the visit was asked and nobody answered, while somebody can still say why."""
    if found.state not in ("submitted", "returned"):
        return []
    return [{**{name: getattr(one.checklist, name) for name in ("code", "edition", "title", "title_en")},
             "items": len(one.items)} for one in unanswered(session, found, checks)]


def _by_id(session: Session, model: Any, ids: Sequence[str | None]) -> dict[str, Any]:
    wanted = sorted({one for one in ids if one})
    found: dict[str, Any] = {}
    for start in range(0, len(wanted), 400):
        query = sa.select(model).where(model.id.in_(wanted[start:start + 400]))
        found.update({one.id: one for one in session.scalars(query)})
    return found


def _instrument(one: Instrument | None) -> Part | None:
    if one is None:
        return None
    dates = {name: value.isoformat() if value else None
             for name, value in (("verified_on", one.verified_on), ("valid_until", one.valid_until))}
    return {**{name: getattr(one, name) for name in INSTRUMENT_FIELDS}, **dates}


def _place(one: Premises | None) -> Part | None:
    return {name: getattr(one, name) for name in ("id", "name", "kind", "position_no")} if one else None


def _photos(session: Session, found: Inspection, checks: Sequence[Check],
            supplements: Sequence[Supplement]) -> list[Part]:
    """Each blob that the record names, who names it, and whether it has arrived."""
    named: dict[str, list[Part]] = {}
    for check in checks:
        for sha256 in visit_policy.photos_of({"photos": check.photos, "answers": check.answers}):
            named.setdefault(sha256, []).append({"kind": "check", "id": check.id})
    for supplement in supplements:
        for sha256 in supplement.photos:
            named.setdefault(sha256, []).append({"kind": "supplement", "id": supplement.id})
    seal = found.seal or {"signatures": [], "blobs": []}
    for signature in seal["signatures"]:
        if signature.get("blob_sha256"):
            named.setdefault(signature["blob_sha256"], []).append({"kind": "signature", "id": signature["role"]})
    for sha256 in seal["blobs"]:
        named.setdefault(sha256, [{"kind": "seal", "id": found.id}])
    arrived = evidence.arrived(session, named)
    return [{"sha256": sha256, "named_by": who, **_arrival(arrived.get(sha256))}
            for sha256, who in sorted(named.items())]


def _arrival(blob: Blob | None) -> Part:
    return {"arrived": blob is not None, "media_type": blob and blob.media_type, "size": blob and blob.size,
            "received_at": clock.wire(blob.received_at) if blob else None,
            "thumbnail": blob.thumbnail if blob else "none"}


def _child(one: Confirmation | Supplement | Delivery) -> Part:
    return {**wire_state(one), "id": one.id, "officer_id": one.officer_id, "at": clock.wire(one.created_at)}


def _decision(one: ReviewDecision) -> Part:
    return {"id": one.id, "decision": one.decision, "version": one.version, "comments": one.comments,
            "note": one.note, "accept_missing": one.accept_missing, "missing_blobs": one.missing_blobs,
            "reviewer_id": one.reviewer_id, "at": clock.wire(one.created_at)}


def _publication(one: Publication | None) -> Part | None:
    if one is None:
        return None
    return {"id": one.id, "wording": one.wording, "instrument_ids": one.instrument_ids,
            "publisher_id": one.publisher_id, "at": clock.wire(one.created_at)}


def _history(session: Session, inspection_id: str) -> list[Part]:
    """Each version with what it changed, before and after, and by whom."""
    rows = changes.history(session, inspection_id)
    names = accounts.user_names(session, [row.actor_id for row in rows])
    found: list[Part] = []
    before: Part = {}
    for row in rows:
        changed = [{"field": name, "from": before.get(name), "to": value}
                   for name, value in sorted(row.state.items()) if row.version == 1 or before.get(name) != value]
        found.append({"version": row.version, "at": clock.wire(row.at), "actor_id": row.actor_id,
                      "actor_name": names.get(row.actor_id), "op_id": row.op_id, "changed": changed})
        before = row.state
    return found


def _successor(session: Session, inspection_id: str) -> str | None:
    """The visit that supersedes this one, once it was signed."""
    query = sa.select(Inspection.id).where(Inspection.supersedes_id == inspection_id, Inspection.state.in_(
        ("submitted", "returned", "approved"))).order_by(Inspection.created_at, Inspection.id)
    return session.scalar(query.limit(1))
