"""The life of an edition that no release carries: prepared, proved by its cases, published, judging from its day on."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.kernel import changes
from server.kernel.audit import AuditEntry
from server.kernel.columns import canonical
from server.kernel.transaction import read, write
from server.metrology.judge import judge_line
from server.metrology.rulebook import bundled
from server.rulebooks import queries
from server.rulebooks.commands import publish_bundled
from server.rulebooks.models import RulebookEdition
from server.rulebooks.schemas import CaseSchema
from tests.conftest import StandingClock
from tests.factories.people import Client, sign_in, with_people
from tests.parity.lines import lines

CITY, DRAFTS = "610600", "/api/v1/rulebook-drafts"
ERROR, REPEATABILITY = "fuel_dispenser_error", "fuel_dispenser_repeatability"
BEGINS = "2026-12-01"
READING = {"oil": "gasoline", "measure_material": "stainless", "V_B20_L": "20", "t_J_C": "20", "t_B_C": "20"}


def content(**changed: Any) -> dict[str, Any]:
    """The fuel edition of today, of one delivery and of repeatability alone, with a tighter limit from December on."""
    file = Path("server/metrology/rulebooks/jjg_443_2023.json")
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    found["numbers"]["mpe_percent"]["value"] = "0.20"
    for later in ("fuel_dispenser_amount", "fuel_flow_point", "fuel_measure_volume"):
        del found["procedures"][later]
    for later in ("min_payment_variable", "runs_per_flow_point"):
        del found["numbers"][later]
    return found | {"edition": "样例 443-A", "valid_from": BEGINS} | changed


def case(shown: str, verdict: str, on: str = BEGINS, **more: Any) -> dict[str, Any]:
    return {"rule": ERROR, "on": on, "inputs": READING | {"V_J_L": shown}, "expected_verdict": verdict, **more}


def spread(last: str, verdict: str) -> dict[str, Any]:
    return {"rule": REPEATABILITY, "on": "2027-01-01", "inputs": {"errors_percent": ["0", "0.05", last]},
            "expected_verdict": verdict}


FOLLOWED = {(ERROR, "JJG 443-2023"), (REPEATABILITY, "JJG 443-2023")}
CASES = [case("20.039", "pass"), case("20.04", "pass", expected_values={"mpe_percent": "±0.20", "E_V_percent": "~0.2"}),
         case("20.041", "fail", "2030-01-01", expected_edition="样例 443-A"),
         case("20.05", "pass", "2026-11-30", expected_edition="JJG 443-2023"),
         spread("0.09", "pass"), spread("0.1", "pass"), spread("0.101", "fail")]


def body(cases: list[dict[str, Any]] | None = None, **changed: Any) -> dict[str, Any]:
    return {"content": content(**changed), "cases": CASES if cases is None else cases}


@pytest.fixture
def administrator(app: Flask, clock: StandingClock) -> Client:
    with app.app_context(), write() as session:
        publish_bundled(session, now=clock())
    with_people(app, clock, {"admin": [("administrator", CITY)], "local": [("administrator", "610602")],
                             "inspector": [("inspector", CITY)], "head": [("supervisor", CITY)]})
    return sign_in(app, "admin")


def created(client: Client, given: dict[str, Any] | None = None) -> dict[str, Any]:
    made = client.post(DRAFTS, json=given or body())
    assert made.status_code == 201, made.get_data(as_text=True)
    found: dict[str, Any] = made.get_json()
    return found


def report(client: Client, draft: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{DRAFTS}/{draft['id']}/test").get_json()
    return found


def publish(client: Client, draft: dict[str, Any]) -> Any:
    return client.post(f"{DRAFTS}/{draft['id']}/publication", headers={"If-Match": str(draft["version"])})


def stored(app: Flask) -> dict[tuple[str, str], RulebookEdition]:
    with app.app_context(), read() as session:
        return {(one.rule, one.edition): one for one in queries.rulebooks(session)}


def test_from_a_file_to_a_verdict(administrator: Client, app: Flask, clock: StandingClock) -> None:
    before = stored(app)
    draft = created(administrator)
    assert (draft["state"], draft["version"], draft["author_name"]) == ("draft", 1, "样例admin")
    found = report(administrator, draft)
    assert found["obstacles"] == []
    assert [one["differs"] for one in found["outcomes"]] == [[]] * len(CASES)
    assert [one["concerns"] for one in found["outcomes"]] == [True, True, True, False, True, True, True]
    assert publish(administrator, draft).status_code == 201

    after = stored(app)
    assert set(after) - set(before) == {(ERROR, "样例 443-A"), (REPEATABILITY, "样例 443-A")}
    for key, one in before.items():
        assert canonical(one.content) == canonical(after[key].content)
        ends = date(2026, 11, 30) if key in FOLLOWED else one.valid_to
        assert after[key].valid_to == ends
    with app.app_context(), read() as session:
        for one in after.values():
            version = changes.current(session, one.id)
            assert version is not None and version.state == one.wire()
        entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "rulebook.publish_draft")).one()
        assert entry.details["content_sha256"] == hashlib.sha256(canonical(content()).encode()).hexdigest()
        library = queries.library(session)
    reading = READING | {"V_J_L": "20.05"}
    judged = [judge_line({"rule": ERROR, "on": on, "inputs": reading}, library=library)
              for on in ("2026-11-25", "2026-11-30", BEGINS)]
    assert [(one["verdict"], one["edition"]) for one in judged] == [
        ("pass", "JJG 443-2023"), ("pass", "JJG 443-2023"), ("fail", "样例 443-A")]

    listed = administrator.get("/api/v1/rulebooks").get_json()["items"]
    ends = {(one["rule"], one["edition"]): (one["valid_to"], one["content"]["valid_to"]) for one in listed}
    assert ends[ERROR, "JJG 443-2023"] == ("2026-11-30", "2026-11-30")
    assert administrator.get(f"{DRAFTS}?state=draft").get_json()["items"] == []
    assert administrator.get(f"{DRAFTS}/{draft['id']}").get_json()["state"] == "published"
    assert publish(administrator, draft).status_code == 409


def test_a_phone_pulls_what_ended_and_what_is_new(administrator: Client, app: Flask) -> None:
    with app.app_context(), read() as session:
        head = session.scalars(sa.select(changes.Scope).where(changes.Scope.name == "ref:rulebooks")).one().head
    publish(administrator, created(administrator))
    with app.app_context(), read() as session:
        log = sa.select(changes.ScopeLog).where(changes.ScopeLog.scope == "ref:rulebooks", changes.ScopeLog.seq > head)
        rows = session.scalars(log.order_by(changes.ScopeLog.seq)).all()
        states = [changes.current(session, one.entity_id).state for one in rows]  # type: ignore[union-attr]
    assert [(one["edition"], one["valid_to"]) for one in states] == [
        ("JJG 443-2023", "2026-11-30"), ("JJG 443-2023", "2026-11-30"), ("样例 443-A", None), ("样例 443-A", None)]


def test_an_edition_of_one_rule_ends_only_that_rule(administrator: Client, app: Flask) -> None:
    one = content()
    numbers = {name: number for name, number in one["numbers"].items()
               if name not in ("limit_percent", "range_divisor_three_runs")}
    given = body(CASES[:4], procedures={ERROR: one["procedures"][ERROR]}, numbers=numbers)
    assert publish(administrator, created(administrator, given)).status_code == 201
    after = stored(app)
    assert after[ERROR, "JJG 443-2023"].valid_to == date(2026, 11, 30)
    assert after[REPEATABILITY, "JJG 443-2023"].valid_to is None


def test_a_draft_is_replaced_by_who_saw_it_and_discarded_for_good(administrator: Client) -> None:
    draft = created(administrator, body([]))
    address = f"{DRAFTS}/{draft['id']}"
    assert administrator.open("PUT", address, json=body()).status_code == 428
    replaced = administrator.open("PUT", address, json=body(), headers={"If-Match": "1"})
    assert replaced.status_code == 200
    assert replaced.get_json()["version"] == 2
    assert len(replaced.get_json()["cases"]) == len(CASES)
    assert publish(administrator, draft).get_json()["type"] == "/problems/stale_version"
    assert administrator.post(f"{address}/discard", headers={"If-Match": "2"}).get_json()["state"] == "discarded"
    assert publish(administrator, draft | {"version": 3}).get_json()["type"] == "/problems/draft_closed"
    assert administrator.get(address).get_json()["content"] == content()


def changed(path: str, value: Any) -> dict[str, Any]:
    found = copy.deepcopy(content())
    place: Any = found
    *steps, last = path.split("/")
    for step in steps:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return found


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"content": {}, "cases": []}, "/content/format"),
    ({"content": changed("numbers/mpe_percent/value", "0,2"), "cases": []}, "/content/numbers/mpe_percent/value"),
    ({"content": changed("numbers/mpe_percent/citation", ...), "cases": []}, "/content/numbers/mpe_percent/citation"),
    ({"content": changed("colour", "red"), "cases": []}, "/content/colour"),
    ({"content": content(edition=" x"), "cases": []}, "/content/edition"),
    ({"content": content(edition="样" * 101), "cases": []}, "/content/edition"),
    ({"content": content(valid_to="2026-11-01"), "cases": []}, "/content/valid_to"),
    ({"content": content(note="长" * 200_000), "cases": []}, "/content"),
    ({"content": content(), "cases": [case("20", "pass")] * 501}, "/cases"),
    ({"content": content(), "cases": [case("20", "pass", note="长" * 900)] * 120}, "/content"),
    ({"content": content(), "cases": [{"rule": ERROR, "on": BEGINS, "inputs": {}}]}, "/cases/0/expected_verdict"),
    ({"content": content(), "cases": [case("20", "pass") | {"colour": "red"}]}, "/cases/0/colour"),
    ({"content": content(), "cases": [case("20", "pass") | {"inputs": []}]}, "/cases/0/inputs"),
    ({"content": "x", "cases": []}, "/content"), ({"cases": []}, "/content"), ({"content": content()}, "/cases"),
]


def test_what_is_no_edition_or_no_case_is_refused_and_the_field_named(administrator: Client) -> None:
    draft = created(administrator)
    for wrong, pointer in REFUSED:
        answer = administrator.post(DRAFTS, json=wrong)
        assert answer.status_code == 422, pointer
        assert [one["pointer"] for one in answer.get_json()["errors"]] == [pointer]
        again = administrator.open("PUT", f"{DRAFTS}/{draft['id']}", json=wrong, headers={"If-Match": "1"})
        assert again.status_code == 422, pointer
    assert [one["id"] for one in administrator.get(DRAFTS).get_json()["items"]] == [draft["id"]]
    assert administrator.get(f"{DRAFTS}/{draft['id']}").get_json() == draft


SPECIAL = json.loads(Path("server/metrology/rulebooks/jjg_1204_2025.json").read_text(encoding="utf-8"))


def table(**members: Any) -> dict[str, Any]:
    """An edition of scales whose table of class III reads otherwise."""
    found = copy.deepcopy(SPECIAL) | {"edition": "样例 1204-A", "valid_from": "2027-06-01"}
    found["tables"]["mpe_III"] |= members
    return {"content": found, "cases": []}




IN_THE_WAY: list[tuple[dict[str, Any], str, str]] = [
    (body(valid_from="2026-11-25"), "/content/valid_from", "not_future"),
    (body(valid_from="2026-11-24", valid_to="2026-11-30"), "/content/valid_from", "not_future"),
    (body(edition="JJG 443-2023"), "/content/edition", "edition_taken"),
    (body(edition="JJG 539-2016"), "/content/edition", "edition_taken"),
    (body(CASES[:-1]), f"/content/procedures/{REPEATABILITY}", "too_few_cases"),
    (body([*CASES[:2], *CASES[3:]]), f"/content/procedures/{ERROR}", "too_few_cases"),
    (body([*CASES, case("20.05", "pass")]), "/cases/7", "case_failed"),
    (body([*CASES, case("20.05", "fail", expected_values={"no_such": "1"})]), "/cases/7", "case_failed"),
    (body([*CASES, case("20.05", "fail", expected_values={"V_Bt": "~1e999999999"})]), "/cases/7", "case_failed"),
    (body(procedures={}), "/content/procedures", "required"),
    ({"content": changed("procedures/price_of_fish", content()["procedures"][ERROR]), "cases": CASES},
     "/content/procedures/price_of_fish", "rule_unknown"),
    ({"content": changed("numbers/mpe", content()["numbers"]["mpe_percent"]), "cases": CASES},
     "/content/numbers/mpe", "name_unknown"),
    ({"content": changed("numbers/beta_oil_kerosene", ...), "cases": CASES}, "/content/numbers/beta_oil_kerosene",
     "name_missing"),
    ({"content": changed("numbers/mpe_percent/unit", "‰"), "cases": CASES}, "/content/numbers/mpe_percent/unit",
     "wrong_unit"),
    (table(unit="g"), "/content/tables/mpe_III/unit", "wrong_unit"),
    (table(arguments=["load"]), "/content/tables/mpe_III/arguments", "wrong_arguments"),
    ({"content": SPECIAL | {"edition": "样例 1204-A", "tables": {"mpe_V": SPECIAL["tables"]["mpe_III"]}}, "cases": []},
     "/content/tables/mpe_V", "name_unknown"),
    ({"content": SPECIAL | {"edition": "样例 1204-A", "tables": {}}, "cases": []}, "/content/tables/mpe_IIII",
     "name_missing"),
    ({"content": SPECIAL | {"edition": "样例 1204-A", "valid_from": "2026-12-01"}, "cases": []},
     "/content/valid_from", "rulebook_editions_overlap"),
    ({"content": SPECIAL | {"edition": "样例 1204-A", "valid_from": "2027-01-08"}, "cases": []},
     "/content/valid_from", "rulebook_editions_overlap"),
]


def test_what_stands_against_publishing_is_said_and_nothing_is_published(administrator: Client, app: Flask) -> None:
    before = {key: one.wire() for key, one in stored(app).items()}
    for wrong, pointer, code in IN_THE_WAY:
        draft = created(administrator, wrong)
        said = [(one["pointer"], one["code"]) for one in report(administrator, draft)["obstacles"]]
        assert (pointer, code) in said
        answer = publish(administrator, draft)
        assert answer.status_code == 409, (pointer, code)
        assert answer.get_json()["type"] == "/problems/edition_not_ready"
        assert [(one["pointer"], one["code"]) for one in answer.get_json()["errors"]] == said
        assert administrator.get(f"{DRAFTS}/{draft['id']}").get_json() == draft
    assert {key: one.wire() for key, one in stored(app).items()} == before


def test_a_failed_case_says_what_came_instead(administrator: Client) -> None:
    wrong = [case("20.05", "pass"), case("20.05", "fail", expected_values={"E_V_percent": "0.3", "V_Bt": "20"}),
             {"rule": ERROR, "on": BEGINS, "inputs": {}, "expected_problem": {"slug": "x", "pointer": "/y"}}]
    verdict, values, problem = report(administrator, created(administrator, body(wrong)))["outcomes"]
    assert (verdict["differs"], verdict["came"]["verdict"]) == (["verdict"], "fail")
    assert (values["differs"], values["came"]["values"]["E_V_percent"]) == (["values"], "0.25")
    assert (problem["differs"], problem["came"]["problem"]["slug"]) == (["problem"], "input_missing")


def test_the_vectors_of_the_evaluators_are_cases(administrator: Client) -> None:
    vectors = [one for path in sorted(Path("tests/vectors/metrology").glob("*.json"))
               for one in json.loads(path.read_text(encoding="utf-8"))]
    assert all(CaseSchema().load(one) for one in vectors)
    for start in range(0, len(vectors), 500):
        draft = body(vectors[start:start + 500], valid_from="2999-01-01", edition=f"样例 443-{start}")
        found = report(administrator, created(administrator, draft))
        assert [one["case"]["id"] for one in found["outcomes"] if one["differs"]] == []


ACTS: list[Callable[[Client, str], Any]] = [
    lambda client, id: client.get(DRAFTS),
    lambda client, id: client.post(DRAFTS, json=body()),
    lambda client, id: client.get(f"{DRAFTS}/{id}"),
    lambda client, id: client.get(f"{DRAFTS}/{id}/test"),
    lambda client, id: client.open("PUT", f"{DRAFTS}/{id}", json=body(), headers={"If-Match": "1"}),
    lambda client, id: client.post(f"{DRAFTS}/{id}/discard", headers={"If-Match": "1"}),
    lambda client, id: client.post(f"{DRAFTS}/{id}/publication", headers={"If-Match": "1"}),
]


def test_the_city_s_rules_are_its_administrator_s_alone(administrator: Client, app: Flask) -> None:
    draft = created(administrator)
    for who in ("local", "inspector", "head"):
        other = sign_in(app, who)
        assert [act(other, draft["id"]).status_code for act in ACTS] == [403] * len(ACTS), who
    assert administrator.get(f"{DRAFTS}/{draft['id']}").get_json() == draft
    assert (ERROR, "样例 443-A") not in stored(app)


@pytest.fixture
def two_libraries(administrator: Client, app: Flask) -> Iterator[tuple[Any, Any]]:
    """The library before an edition was published, and after."""
    with app.app_context(), read() as session:
        before = queries.library(session)
    assert publish(administrator, created(administrator)).status_code == 201
    with app.app_context(), read() as session:
        yield before, queries.library(session)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32), on=st.dates(date(1997, 1, 1), date(2026, 11, 30)))
def test_the_past_is_judged_by_the_same_bytes_before_and_after(two_libraries: tuple[Any, Any], seed: int,
                                                              on: date) -> None:
    before, after = two_libraries
    assert before is not after
    for raw in lines(seed, 10):
        try:
            line = json.loads(raw)
        except ValueError:
            continue
        if isinstance(line, dict):
            line["on"] = on.isoformat()
            told = [judge_line(line, full=True, library=library) for library in (before, after)]
            assert canonical(told[0]) == canonical(told[1])


def test_after_its_day_the_bytes_do_differ(two_libraries: tuple[Any, Any]) -> None:
    line = {"rule": ERROR, "on": BEGINS, "inputs": READING | {"V_J_L": "20.05"}}
    assert [judge_line(line, library=library)["verdict"] for library in two_libraries] == ["pass", "fail"]
    assert bundled().choose(ERROR, on=BEGINS, scope=None, named=None).edition.name == "JJG 443-2023"
