"""The seal: one text, one digest, and everything that makes it another's."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from server.inspections.seal import confirmation_message, differences, is_proof, seal_sha256

FACTS: dict[str, Any] = {"statement": "无异议", "assistants": ["甲"], "conditions": {"temperature_C": "21.50"},
                         "on": "2026-11-25", "second_officer_id": None}
CHECKS = [{"id": "c1", "sha256": "1" * 64}, {"id": "c2", "sha256": "2" * 64}]
SIGNATURES = [{"role": "lead", "name": "样例", "blob_sha256": "9" * 64}]


def seal(**changes: Any) -> dict[str, Any]:
    made = {"checks": CHECKS, "blobs": ["a" * 64], "signatures": SIGNATURES, **changes}
    return {"sha256": seal_sha256(FACTS, made["checks"], made["blobs"], made["signatures"]), **made, **changes}


def faults(given: dict[str, Any], facts: dict[str, Any] = FACTS, photos: tuple[str, ...] = ("a" * 64,)) -> list[str]:
    return differences(given, facts, {"c1": "1" * 64, "c2": "2" * 64}, photos)


def test_the_text_is_canonical_json_that_a_phone_can_write_too() -> None:
    text = ('{"blobs":[],"checks":[{"id":"c1","sha256":"%s"}],"inspection":{"on":"2026-11-25",'
            '"second_officer_id":null},"signatures":[]}' % ("1" * 64))
    facts = {"second_officer_id": None, "on": "2026-11-25"}
    assert seal_sha256(facts, CHECKS[:1], [], []) == hashlib.sha256(text.encode()).hexdigest()


def test_the_right_seal_has_no_fault() -> None:
    assert faults(seal()) == []
    assert faults(seal(checks=CHECKS[::-1])) == []  # their order is the sender's


def test_each_fault_is_named() -> None:
    assert faults(seal(), facts={**FACTS, "statement": "有异议"}) == ["/seal/sha256"]
    assert faults(seal(sha256="0" * 64)) == ["/seal/sha256"]
    assert faults(seal(checks=CHECKS[:1])) == ["/seal/checks"]
    assert faults(seal(checks=[*CHECKS, CHECKS[0]])) == ["/seal/checks"]
    assert faults(seal(checks=[CHECKS[0], {**CHECKS[1], "sha256": "3" * 64}])) == ["/seal/checks"]
    assert faults(seal(blobs=[])) == ["/seal/blobs"]
    assert faults(seal(blobs=["b" * 64, "a" * 64])) == ["/seal/blobs"]
    assert faults(seal(blobs=["a" * 64, "a" * 64])) == ["/seal/blobs"]
    assert faults(seal(blobs=["a" * 64, "b" * 64])) == []  # it may name more than the checks do


@given(st.sampled_from(sorted(FACTS)), st.text(max_size=3))
def test_any_other_fact_is_another_seal(name: str, value: str) -> None:
    changed = {**FACTS, name: value}
    same = json.dumps(changed, sort_keys=True) == json.dumps(FACTS, sort_keys=True)
    assert (faults(seal(), facts=changed) == []) is same


def test_a_proof_needs_the_key_the_visit_and_the_seal() -> None:
    key, digest = b"k" * 32, "d" * 64
    right = hmac.new(key, b"hengjian-confirm:v1:" + digest.encode(), hashlib.sha256).hexdigest()
    assert confirmation_message("v1", digest) == b"hengjian-confirm:v1:" + digest.encode()
    assert is_proof(key, "v1", digest, right)
    assert not is_proof(b"x" * 32, "v1", digest, right)
    assert not is_proof(key, "v2", digest, right)
    assert not is_proof(key, "v1", "e" * 64, right)
    assert not is_proof(key, "v1", digest, right[:-1])
    assert not is_proof(key, "v1", digest, "证")
