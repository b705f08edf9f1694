"""Pure decisions about a visit: what a check concludes, which photos it names, whether signatures are complete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from server.kernel.problems import field_error
from server.metrology.verdicts import means
from server.standards.policy import refuses

CONCLUSIONS = ("conforming", "nonconforming", "inconclusive", "not_checked")
PRESENT = ("agrees", "objects")
# What a measurement is. A verification is none: its conclusion is copied from its certificate (registry).
NATURES = OFFICER_CHECK, INSTITUTION_TEST = ("officer_check", "institution_test")
# Outcomes where somebody was there to sign, or to refuse to.
PARTY_EXPECTED = ("inspected", "stopped_use", "refused")


def conclusion(check: Mapping[str, Any], evaluations: Sequence[Mapping[str, Any]]) -> str:
    """The record's own word for a check, drawn from the server's verdicts and the officer's answers."""
    if check["outcome"] != "checked":
        return "not_checked"
    found = {counts(one) for one in evaluations}
    answers = {one["answer"] for one in (*check["answers"], *check["identity_checks"])}
    if "exceeds" in found or answers & {"nonconforming", "mismatch"}:
        return "nonconforming"
    if "refused" in found or "unseen" in answers:
        return "inconclusive"
    return "conforming" if "within" in found or answers else "inconclusive"


def counts(evaluation: Mapping[str, Any]) -> str:
    """What a verdict means for its check; one measured with a standard that does not hold is none (ADR 0016)."""
    return "refused" if refuses(evaluation.get("standard")) else means(evaluation)


def photos_of(check: Mapping[str, Any]) -> set[str]:
    """Every blob a check names."""
    return set(check["photos"]) | {one for answer in check["answers"] for one in answer.get("photos") or ()}


def signature_blobs(signatures: Iterable[Mapping[str, Any]]) -> set[str]:
    return {one["blob_sha256"] for one in signatures if one.get("blob_sha256")}


def signature_faults(outcome: str, signatures: Sequence[Mapping[str, Any]],
                     other_photos: Iterable[str]) -> list[dict[str, str]]:
    """What the law misses: the lead's signature, the party's or why not, and then a witness, recorder or photo."""
    faults = []
    by_role: dict[str, list[Mapping[str, Any]]] = {}
    for one in signatures:
        by_role.setdefault(one["role"], []).append(one)
    if not any(one.get("blob_sha256") for one in by_role.get("lead", ())):
        faults.append(field_error("/signatures", "lead", "the lead officer has not signed"))
    parties = by_role.get("party", [])
    if not parties and outcome in PARTY_EXPECTED:
        faults.append(field_error("/signatures", "party", "the party has neither signed nor refused"))
    for party in parties:
        faults += _party_faults(party, by_role.get("witness", []), other_photos)
    return faults


def _party_faults(party: Mapping[str, Any], witnesses: Sequence[Mapping[str, Any]],
                  other_photos: Iterable[str]) -> list[dict[str, str]]:
    if party.get("choice") in PRESENT:
        return [] if party.get("blob_sha256") else [field_error("/signatures", "party", "the signature is missing")]
    faults = []
    if not (party.get("reason") or "").strip():
        faults.append(field_error("/signatures", "reason", "say why the party did not sign"))
    if not (any(one["name"].strip() for one in witnesses) or party.get("recorder_number") or party.get("blob_sha256")
            or set(other_photos)):
        faults.append(field_error("/signatures", "witness", "needs a witness, a recorder number or a photo"))
    return faults
