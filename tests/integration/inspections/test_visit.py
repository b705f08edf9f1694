"""A visit from start to signature: who may do what, what is kept, what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from server.inspections.models import Check
from server.inspections.problems import (
    DateOfJudgement,
    NothingChecked,
    NotLead,
    NotYourInspection,
    OfficersMissing,
    ReplacesNothing,
    Sealed,
    SealMismatch,
    SignaturesMissing,
)
from server.kernel import changes
from server.kernel.ids import uuid7
from server.kernel.problems import Forbidden, Invalid, NotFound
from server.registry.commands import create_instrument, create_premises
from server.registry.inputs import NewInstrument, NewPremises
from tests.factories.visits import ANSAI, Office, Visit


def test_a_visit_begins_and_phones_of_the_division_learn_of_it(bureau: Office, visit: Visit) -> None:
    with bureau.open() as session:
        row = changes.current(session, visit.id)
        assert row is not None
        assert row.scope == "division:610602"
        assert row.state["started_at"] == "2026-11-25T02:10:00.000Z"
        assert row.state["assistants"] == [] and row.state["conditions"] == {} and row.state["statement"] is None


def test_the_date_of_judgement_is_the_local_date_of_the_start(bureau: Office) -> None:
    late = {"started_at": "2026-11-24T16:30:00Z"}  # half past midnight on the 25th in Shanghai
    Visit(bureau).create(**late)
    with pytest.raises(DateOfJudgement):
        Visit(bureau).create(**late, on="2026-11-24")


NOBODY = "00000000-0000-7000-8000-000000000001"


def test_a_visit_that_may_not_begin(bureau: Office) -> None:
    refused: list[tuple[str, dict[str, Any], type[Exception]]] = [
        ("second", {}, NotYourInspection),
        ("helper", {}, Forbidden),
        ("stranger", {}, Invalid),
        ("lead", {"premises_id": NOBODY}, Invalid),
        ("lead", {"division": "610603"}, Invalid),
        ("lead", {"seal": {"sha256": "0"}}, Invalid),
        ("lead", {"state": "approved"}, Invalid),
        ("lead", {"published_at": "2026-11-25T02:10:00Z"}, Invalid),
        ("lead", {"second_officer_id": NOBODY}, Invalid),
        ("lead", {"started_at": "yesterday"}, Invalid),
        ("lead", {"made_up": 1}, Invalid),
    ]
    for who, changed, problem in refused:
        with pytest.raises(problem):
            Visit(bureau).create(who, **changed)


def test_either_officer_fills_in_facts_and_nobody_else(visit: Visit) -> None:
    visit.patch("second", conditions={"temperature_C": "21.5"}, assistants=["样例检定员"])
    assert visit.stored()["conditions"] == {"temperature_C": "21.5"}
    with pytest.raises(NotYourInspection):
        visit.patch("third", statement="x")
    with pytest.raises(NotFound):
        visit.patch("stranger", statement="x")
    with pytest.raises(Invalid):
        visit.patch(lead_officer_id="00000000-0000-7000-8000-000000000001")


def test_the_server_judges_again_and_keeps_both_verdicts(bureau: Office, visit: Visit) -> None:
    agreed = visit.check(reading={"additional_dL": "0"}, phone=_said(bureau, "pass", "2502.5", "2.5"))
    wrong = visit.check(scale=1, reading={"indication_I": "2505", "additional_dL": "4.5"})
    with bureau.open() as session:
        one, two = session.get_one(Check, agreed), session.get_one(Check, wrong)
        assert one.server_evaluation[0]["verdict"] == "pass" and not one.evaluators_differ
        assert one.conclusion == "conforming"
        assert two.server_evaluation[0]["verdict"] == "fail" and two.evaluators_differ
        assert two.measurements[0]["phone"]["verdict"] == "pass" and two.conclusion == "nonconforming"


def _said(bureau: Office, verdict: str, corrected: str, error: str) -> dict[str, Any]:
    from server.metrology.rules import evaluate
    from tests.factories.visits import READING
    own = evaluate("nawi_indication_error", READING, "2026-11-25").as_line()
    assert own["values"]["P"] == corrected and own["values"]["E"] == error and own["verdict"] == verdict
    return {name: own[name] for name in ("verdict", "values", "edition", "basis")}


def test_readings_that_cannot_be_judged_are_kept_with_the_reason(bureau: Office, visit: Visit) -> None:
    odd = visit.check(reading={"load_L": "lots"})
    unknown = visit.check(scale=1, measurements=[{
        "rule": "rule_of_next_year", "inputs": {"a": "1"}, "nature": "officer_check", "screening": True,
        "phone": {"verdict": "pass", "values": {}, "edition": "x", "basis": "y"}}])
    with bureau.open() as session:
        assert session.get_one(Check, odd).server_evaluation[0]["problem"]["slug"]
        assert session.get_one(Check, odd).conclusion == "inconclusive"
        assert session.get_one(Check, unknown).server_evaluation[0]["problem"]["slug"] == "rule_unknown"
        assert session.get_one(Check, unknown).evaluators_differ


def test_assistants_measure_but_cannot_sign(visit: Visit) -> None:
    visit.check("helper")
    with pytest.raises(Forbidden):
        visit.submit("helper")


def test_a_check_is_corrected_once_and_only_by_the_same_kind(visit: Visit) -> None:
    first = visit.check()
    second = visit.check(replaces=first)
    with pytest.raises(ReplacesNothing):
        visit.check(replaces=first)
    with pytest.raises(ReplacesNothing):
        visit.check(scale=1, replaces=second)


def test_a_check_that_does_not_fit(visit: Visit) -> None:
    refused: list[tuple[dict[str, Any], type[Exception]]] = [
        ({"officer_id": NOBODY}, NotYourInspection),
        ({"division": "610603"}, Invalid),
        ({"instrument_id": None}, Invalid),
        ({"instrument_id": NOBODY}, Invalid),
        ({"premises_id": NOBODY}, Invalid),
        ({"server_evaluation": []}, Invalid),
        ({"photos": ["not a digest"]}, Invalid),
        ({"target": "stall", "instrument_id": None, "premises_id": None}, Invalid),
    ]
    for changed, problem in refused:
        with pytest.raises(problem):
            visit.check(**changed)


def test_a_check_is_on_an_instrument_of_the_visited_venue(bureau: Office, visit: Visit) -> None:
    chief, elsewhere, theirs, found_here = bureau.who("stranger_chief"), uuid7(), uuid7(), uuid7()
    lead = bureau.who("lead")
    scale = {"kind": "nawi", "name": "电子计价秤", "purpose": "trade", "accuracy_class": "III"}
    with bureau.open() as session:
        create_premises(session, chief, NewPremises(id=elsewhere, kind="market", name="样例外区市场", division=ANSAI),
                        now=bureau.clock())
        create_instrument(session, chief, NewInstrument(id=theirs, premises_id=elsewhere, serial_number="样例外区",
                                                        **scale), now=bureau.clock())
        create_instrument(session, lead, NewInstrument(id=found_here, premises_id=bureau.market_id,
                                                       serial_number="样例现场", **scale), now=bureau.clock())
    for premises_id in (None, bureau.stall_id):
        with pytest.raises(Invalid) as refused:
            visit.check(instrument_id=theirs, premises_id=premises_id)
        assert [(one["pointer"], one["code"]) for one in refused.value.errors] == [
            ("/instrument_id", "unknown_reference")]
    visit.check(instrument_id=found_here, premises_id=None)
    visit.submit()


def test_submitting_seals(bureau: Office, visit: Visit) -> None:
    visit.check()
    visit.submit()
    stored = visit.stored()
    assert stored["state"] == "submitted" and stored["submitted_at"] == bureau.clock()
    assert stored["statement"] == "无异议" and stored["seal"]["sha256"]
    with pytest.raises(Sealed):
        visit.patch(statement="another")
    with pytest.raises(Sealed):
        visit.check(scale=1)


def test_a_seal_over_anything_else_is_refused_and_nothing_changes(visit: Visit) -> None:
    visit.check()
    good = visit.sealed()
    before = visit.stored()
    seal = good["seal"]
    for bad in ({**good, "statement": "another"},
                {**good, "seal": {**seal, "sha256": "0" * 64}},
                {**good, "seal": {**seal, "checks": [{**seal["checks"][0], "sha256": "0" * 64}]}},
                {**good, "seal": {**seal, "checks": []}},
                {**good, "seal": {**seal, "checks": seal["checks"] * 2}},
                {**good, "seal": {**seal, "blobs": []}}):
        with pytest.raises(SealMismatch):
            visit.submit(state=bad)
        assert visit.stored() == before
    visit.submit(state=good)


def test_a_check_the_lead_never_saw_is_not_sealed_over(visit: Visit) -> None:
    visit.check()
    unseen = visit.sealed()
    visit.check("second", scale=1)
    with pytest.raises(SealMismatch) as caught:
        visit.submit(state=unseen)
    assert caught.value.errors[0]["pointer"] == "/seal/checks"
    visit.submit()


def test_what_a_submit_needs(bureau: Office, visit: Visit) -> None:
    visit.check()
    refused: list[tuple[dict[str, str | None], type[Exception]]] = [
        ({"second_officer_id": None}, OfficersMissing),
        ({"second_officer_id": "lead"}, OfficersMissing),
        ({"second_officer_id": "helper"}, OfficersMissing),
        ({"second_officer_id": "stranger"}, OfficersMissing),
        ({"second_officer_id": "chief"}, OfficersMissing),
        ({"outcome": None}, Invalid),
    ]
    for changed, problem in refused:
        named = {name: bureau.people.get(value, value) if value else value for name, value in changed.items()}
        with pytest.raises(problem):
            visit.submit(state=visit.sealed(**named))


def test_only_the_lead_submits_and_something_was_checked(visit: Visit) -> None:
    with pytest.raises(NothingChecked):
        visit.submit()
    visit.check()
    with pytest.raises(NotLead):
        visit.submit("second")


def test_a_place_that_was_closed_needs_no_check_and_no_party(visit: Visit) -> None:
    lead = visit.signatures()[1]
    visit.submit(state=visit.sealed([lead], outcome="closed_business", outcome_note="停业"))
    assert visit.stored()["state"] == "submitted"


def party(**changes: Any) -> dict[str, Any]:
    return {"role": "party", "name": "样例经营者", "capacity": None, "choice": "refused", "reason": "拒绝签字",
            "blob_sha256": None, **changes}


WITNESS = {"role": "witness", "name": "样例见证人", "capacity": "市场管理员", "choice": None, "reason": None,
           "blob_sha256": None}


def test_a_party_that_will_not_sign(bureau: Office) -> None:
    cases: list[tuple[list[dict[str, Any]], bool]] = [
        ([party(), WITNESS], True),
        ([party(recorder_number="样例-7")], True),
        ([party(blob_sha256="e" * 64)], True),
        ([party()], False),
        ([party(reason=" "), WITNESS], False),
        ([party(choice="agrees")], False),
        ([party(choice="objects", blob_sha256="e" * 64)], True),
        ([], False),
    ]
    for signatures, complete in cases:
        visit = Visit(bureau).create()
        visit.check()
        state = visit.sealed([*signatures, visit.signatures()[1]])
        if complete:
            visit.submit(state=state)
        else:
            with pytest.raises(SignaturesMissing):
                visit.submit(state=state)


def test_without_the_leads_signature_nothing_is_submitted(visit: Visit) -> None:
    visit.check()
    with pytest.raises(SignaturesMissing):
        visit.submit(state=visit.sealed(visit.signatures()[:1]))
